// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which endpoints the loaded resources have, and the loopback port on which our echo server stands in for each of them.
#pragma once

#include "model/resources/snapshot.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

struct EchoEndpoint {
    std::string ns;
    std::string service;
    std::int64_t servicePort = 0; ///< 0 when the Service was not loaded and is referred to by port name only
    std::string portName;
    std::string address;     ///< "10.244.0.5:8080" as the resources have it; "assumed" where they are silent
    bool isReady = true;     ///< unset in the slice counts as ready
    bool isTutorial = false; ///< answers /healthz and /version like the tutorial's application
    bool isUdp = false;
    std::uint16_t port = 0; ///< the loopback port of the echo server
    /// "namespace/service:port", as the echo server names itself.
    std::string backend() const;
};

/// What a port of a Service has behind it. By design/cli.md, "What a source says by its silence".
struct EchoTarget {
    bool serviceExists = false;
    bool portExists = false;
    bool isExternalName = false;
    std::vector<const EchoEndpoint *> endpoints; ///< ready or not
    std::vector<const EchoEndpoint *> readyEndpoints() const;
};

/// Whether ingress-nginx connects to such an ExternalName: a DNS name or an address, but not this machine's.
bool isOutsideName(const std::string &externalName);

class EchoPlan
{
public:
    /// Endpoints of every Service that was loaded, or, when none was, of every Service that an Ingress or a route
    /// names.
    explicit EchoPlan(const Snapshot &snapshot);

    /// A Service that something besides a backend names, without a port; nothing where Services were loaded. To be
    /// called before the ports are assigned.
    void addReferred(const Snapshot &snapshot, const std::string &ns, const std::string &service);

    /// Ports of ExternalName Services that Ingresses name and the Services do not. To be called before the ports are
    /// assigned.
    void addExternalPorts(const Snapshot &snapshot);

    const std::vector<EchoEndpoint> &endpoints() const { return m_endpoints; }
    std::size_t udpCount() const;
    std::size_t tcpCount() const { return m_endpoints.size() - udpCount(); }
    /// Gives the endpoints their loopback ports, in order. There must be as many ports as endpoints of each kind.
    void assignPorts(const std::vector<std::uint16_t> &tcp, const std::vector<std::uint16_t> &udp = {});

    /// By the number of the Service's TCP (or UDP) port, as a Gateway API backendRef has it.
    EchoTarget target(std::string_view ns, std::string_view service, std::int64_t port, bool isUdp = false) const;
    /// As ingress-nginx looks for it: `port` is a number or a name, compared with the Service port's number, its
    /// targetPort and its name (spec/ingress.md §2.1); the first that fits.
    EchoTarget ingressTarget(std::string_view ns, std::string_view service, std::string_view port) const;

private:
    struct ServicePortKey {
        std::string ns;
        std::string service;
        std::int64_t number = 0;
        std::string name;
        std::string targetPort;
        bool isExternalName = false;
        bool isUdp = false;
        std::size_t first = 0; ///< in m_endpoints
        std::size_t count = 0;
        /// What ingress-nginx takes for its endpoints, where that differs.
        std::size_t ingressFirst = 0;
        std::optional<std::size_t> ingressCount = std::nullopt;
    };
    void addService(const Snapshot &snapshot, const Service &service);
    void addReferredServices(const Snapshot &snapshot);
    void addAssumed(const std::string &ns, const std::string &service, std::int64_t number, const std::string &name,
                    bool isUdp = false);
    EchoTarget targetOf(const ServicePortKey &key) const;

    std::vector<EchoEndpoint> m_endpoints;
    std::vector<ServicePortKey> m_ports;
    std::map<std::string, std::vector<std::size_t>, std::less<>> m_portsByService; ///< "ns/name" → m_ports
};

} // namespace wayproof
