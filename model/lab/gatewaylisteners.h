// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The listeners that the lab's Envoy is to serve, each with the routes that attach to it (spec/gateway.md §1-§4). An
// independent reading of the resources, so it must never include the routing table's.
#pragma once

#include "model/lab/labplan.h"
#include "model/resources/snapshot.h"

#include <string>
#include <vector>

namespace wayproof
{

/// A route attached to a listener, with the hostnames that both agree on; "*" stands for every host.
template<class Route>
struct AttachedRoute {
    const Route *route = nullptr;
    std::vector<std::string> hostnames;
};

struct LabListener {
    const Gateway *gateway = nullptr;
    const ObjectMeta *owner = nullptr; ///< the Gateway itself or a ListenerSet
    const Listener *listener = nullptr;
    std::string protocol; ///< HTTP, HTTPS, TLS, TCP, UDP
    std::string hostname; ///< lower case; empty: every host
    std::vector<AttachedRoute<HttpRoute>> httpRoutes;
    std::vector<AttachedRoute<GrpcRoute>> grpcRoutes;
    std::vector<AttachedRoute<TlsRoute>> tlsRoutes;
    std::vector<AttachedRoute<TcpRoute>> tcpRoutes;
    std::vector<AttachedRoute<UdpRoute>> udpRoutes;
    bool hasCertificate = true;                ///< false: TLS is to be terminated, and nothing usable to do it with
    std::vector<std::string> certificateNames; ///< names that the listener's own certificate is for, where it is known
    /// AllowValidOnly or AllowInsecureFallback; empty: no client certificate is asked for.
    std::string clientValidation;
    std::string clientCaPem; ///< the authorities that the resources name, as far as their texts are known
    /// The client certificate that the Gateway shows to backends: a file in the lab's directory, and its name; or
    /// empty.
    std::string backendClientFile;
    std::string backendClientName;

    std::int64_t port() const { return *listener->port; }
    bool isPassthrough() const;
    GatewayPort gatewayPort() const { return {gateway->meta.id(), port(), protocol == "UDP"}; }
};

struct GatewayModel {
    std::vector<LabListener> listeners;    ///< served ones, in the order of the resources
    std::vector<LabListener> unprogrammed; ///< without a usable certificate; their hostnames stay theirs
    Diagnostics notServed;
};

/// `directory` is the lab's own; files in it are named here and made later.
GatewayModel buildGatewayModel(const Snapshot &snapshot, const std::string &directory = {});

/// Whether a reference across namespaces is permitted (spec/gateway.md §7); within one namespace it always is.
bool isGranted(const Snapshot &snapshot, const std::string &fromKind, const std::string &fromNamespace,
               const std::string &toKind, const std::string &toNamespace, const std::string &toName);

} // namespace wayproof
