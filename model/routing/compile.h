// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The two compilers' front doors: from resources to meaning. Only what lies behind these functions knows routing
// semantics.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <map>
#include <string>
#include <vector>

namespace wayproof
{

struct IngressOptions {
    std::string dialect;                                 ///< empty: from the class's controller name, else "generic"
    std::string ingressClass;                            ///< only this class; empty: all
    std::map<std::string, std::string> controllerFlags;  ///< --controller-flag NAME=VALUE
    std::map<std::string, std::string> controllerConfig; ///< --controller-config KEY=VALUE
};

struct GatewayOptions {
    std::string profile;  ///< empty: from the class's controllerName, else "spec"
    std::string gateway;  ///< "namespace/name": only this one; empty: all
    std::string listener; ///< only listeners of this name; empty: all
};

/// Ingress, IngressClass, Service, … → table of the Ingress side. Never fails; what cannot be served is a finding and a
/// refused link.
RoutingTable compileIngress(const Snapshot &snapshot, const IngressOptions &options = {});
/// GatewayClass, Gateway, routes, grants, … → table of the Gateway side.
RoutingTable compileGateway(const Snapshot &snapshot, const GatewayOptions &options = {});

/// Names that --dialect and --profile take.
std::vector<std::string> dialectNames();
std::vector<std::string> profileNames();

} // namespace wayproof
