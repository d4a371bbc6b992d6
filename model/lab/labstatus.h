// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a running lab says about itself: addresses, processes, logs, and what it can't serve. A value with a JSON form
// (wayproof/lab/v1), by which another process finds the lab. Knows nothing of how the lab is run.
#pragma once

#include "model/base/diagnostic.h"

#include <QJsonObject>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// One loopback address that stands in for an entrance of the loaded resources.
struct LabAddress {
    enum class Side { Ingress, Gateway };
    Side side = Side::Ingress;
    std::string protocol; ///< http, https, tls, tcp, udp
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;         ///< the loopback port to connect to
    std::uint16_t declaredPort = 0; ///< the port that the resource declares; 80 or 443 on the Ingress side
    ResourceId owner;               ///< the Gateway or ListenerSet that declares the listener; null on the Ingress side
    ResourceId gateway;             ///< the Gateway at whose address it listens; null on the Ingress side
    std::string listener;           ///< the listener's name; empty on the Ingress side
    std::string hostname;           ///< the listener's hostname; empty when it takes every host
    std::string tlsMode;            ///< Terminate or Passthrough; empty without TLS and on the Ingress side
    /// AllowValidOnly or AllowInsecureFallback where the listener asks for client certificates; else empty.
    std::string clientValidation;
    bool hasGrpc = false; ///< whether GRPCRoutes are attached
    /// "127.0.0.1:40001"
    std::string authority() const { return host + ":" + std::to_string(port); }
};

struct LabProcess {
    std::string name; ///< nginx, envoy, supervisor (which also holds the echo server)
    std::int64_t pid = 0;
    std::string program; ///< path of the executable
};

struct LabLog {
    std::string name; ///< nginx-error, nginx-access, envoy, envoy-access, received, supervisor
    std::string path;
};

struct LabEndpoint {
    std::string ns;
    std::string service;
    std::uint16_t servicePort = 0;
    std::string endpoint;   ///< the address and port that the resources give it, or "assumed"
    std::uint16_t port = 0; ///< the loopback port on which our echo server stands in for it
    bool isUdp = false;
};

struct LabStatus {
    std::string label = "nginx and Envoy configured by Wayproof";
    std::int64_t pid = 0;      ///< the supervisor, whose end is the lab's end
    std::int64_t ownerPid = 0; ///< the process that started the lab
    std::string directory;     ///< configurations, logs and keys; removed with the lab
    std::string caFile;        ///< PEM of the lab's own throw-away authority; empty when no side speaks TLS
    /// PEM files (certificate, then key) to show where a listener asks for client certificates; empty when none does.
    std::string clientFile;   ///< that the listeners accept
    std::string strangerFile; ///< of an authority that none of them knows
    double readyMilliseconds = 0;
    std::vector<LabAddress> addresses;
    std::vector<LabEndpoint> endpoints;
    std::vector<LabProcess> processes;
    std::vector<LabLog> logs;
    /// Fields and annotations of the loaded resources that the lab does not serve, each with its place.
    Diagnostics notServed;
    /// A side that does not run, and why: a missing program and how to get it, or the proxy's own words.
    Diagnostics problems;

    bool hasSide(LabAddress::Side side) const;
    /// Addresses of one side, in the order of the resources.
    std::vector<LabAddress> addressesOf(LabAddress::Side side) const;
    /// The Ingress side's address for a scheme (http, https; ws and wss count as these); null when there is none.
    const LabAddress *ingressAddress(std::string_view scheme) const;
};

QJsonObject toJson(const LabStatus &status);
std::optional<LabStatus> labStatusFromJson(const QJsonObject &object);

/// The newest lab of this user that is alive, started by whatever program; found through XDG_RUNTIME_DIR (or a private
/// directory under the temporary path where that is unset).
std::optional<LabStatus> runningLab();
/// Asks the newest living lab to end and waits for it, for at most five seconds; false when none was running.
bool stopRunningLab();

} // namespace wayproof
