// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the Ingresses of one entrance come to in a dialect: the paths of each host with what they do, and what takes the
// rest. Knows no channel and no order across hosts. Internal to the compiler.
#pragma once

#include "model/routing/ingresscompiler_hosts.h"

namespace wayproof
{

struct DialectRoutes {
    std::vector<HostRules> hosts;
    DefaultRule fallback;
    std::vector<std::shared_ptr<const DialectAnnotations>> read; ///< of each Ingress, in their order
    std::optional<Dependency> stopped; ///< the controller gives up, so that the entrance does what it did before
};

/// Writes links and findings of the backends as it goes. `ingresses` in the order in which the dialect lists them.
DialectRoutes dialectRoutes(IngressContext &context, const Dialect &dialect,
                            const std::vector<const Ingress *> &ingresses);

} // namespace wayproof
