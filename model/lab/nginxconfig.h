// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Writes nginx.conf for the loaded Ingresses, laid out as ingress-nginx lays out its servers and locations. Written
// from the resources and never from the routing table: nginx's answer is a witness against our own compiler.
#pragma once

#include "model/lab/echoplan.h"
#include "model/lab/labplan.h"
#include "model/lab/nginxsettings.h"
#include "model/resources/snapshot.h"

#include <string>
#include <utility>
#include <vector>

namespace wayproof
{

struct NginxConfig {
    std::string text;
    std::vector<LabCertificate> certificates; ///< to be made before nginx starts
    Diagnostics notServed;
    /// Whether a backend is spoken to in TLS, for which the echo server makes certificates.
    bool needsAuthority = false;
    /// False when ingress-nginx claims no Ingress at all; then there is nothing to run.
    bool hasIngresses = false;
};

/// `directory` is the lab's own, where logs, certificates and temporary files go.
NginxConfig writeNginxConfig(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports,
                             const std::string &directory, const NginxSettings &settings = {});

/// Namespace and name of the Services that are named without a port: by the controller's arguments, and by annotations.
std::vector<std::pair<std::string, std::string>> nginxReferredServices(const Snapshot &snapshot,
                                                                       const NginxSettings &settings);

} // namespace wayproof
