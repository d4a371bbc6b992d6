// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Writes a static Envoy bootstrap for the loaded Gateways and routes, configured as Envoy Gateway configures Envoy.
// Written from the resources and never from the routing table: Envoy's answer is a witness against our own compiler.
#pragma once

#include "model/lab/echoplan.h"
#include "model/lab/labplan.h"
#include "model/resources/snapshot.h"

#include <QByteArray>

#include <string>
#include <vector>

namespace wayproof
{

/// A listener that Envoy serves, for the lab's status.
struct ServedListener {
    GatewayPort gatewayPort;
    ResourceId owner;     ///< the Gateway or ListenerSet
    std::string listener; ///< its name
    std::string protocol; ///< http, https, tls, tcp, udp
    std::string hostname; ///< empty: every host
    std::string tlsMode;  ///< as LabAddress has it, like the next two
    std::string clientValidation;
    bool hasGrpc = false;
};

struct EnvoyConfig {
    QByteArray json; ///< indented, keys in order
    std::vector<ServedListener> listeners;
    std::vector<LabCertificate> certificates; ///< to be made before Envoy starts, as the next two
    std::vector<LabCaBundle> caBundles;
    bool needsAuthority = false; ///< the echo server has to speak TLS, and `DIRECTORY/ca.pem` to be there
    Diagnostics notServed;
};

/// The ports that the loaded Gateways need, each once.
std::vector<GatewayPort> gatewayPorts(const Snapshot &snapshot);

/// `ports.gateways` must hold every one of gatewayPorts(). `directory` is the lab's own.
EnvoyConfig writeEnvoyConfig(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports,
                             const std::string &directory);

} // namespace wayproof
