// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From the candidates of each host to the hosts of an entrance, as a dialect lets one request ask one host or several.
// Internal to the compiler.
#pragma once

#include "model/routing/ingresscompiler_candidates.h"

namespace wayproof
{

struct HostRules {
    std::string host; ///< lower case, "*.x", or empty
    Location source;
    std::vector<IngressCandidate> candidates;
};

/// What takes what no rule does.
struct DefaultRule {
    const Ingress *owner = nullptr; ///< null: nobody
    std::shared_ptr<const Action> action;
    std::shared_ptr<const DialectAnnotations> annotations;
    std::optional<Dependency> unknown;
    std::vector<Dependency> dependsOn;
};

enum class ServedOver { Plain, Tls };

/// spec/ingress.md §1.2: precise hosts, then wildcards (the longest first), then rules without a host. `hosts` hold
/// their candidates in any order.
std::vector<VirtualHost> dialectHosts(const Dialect &dialect, const std::vector<HostRules> &hosts,
                                      const DefaultRule &fallback, ServedOver over);

} // namespace wayproof
