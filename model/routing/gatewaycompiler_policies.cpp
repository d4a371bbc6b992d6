// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which BackendTLSPolicy holds for which Service port (spec/gateway.md §10).
#include "model/routing/gatewaycompiler.h"

#include <algorithm>

namespace wayproof
{

void collectTlsPolicies(GatewayCompilation &compilation)
{
    std::vector<const BackendTlsPolicy *> policies;
    for (const BackendTlsPolicy &policy : compilation.snapshot.all<BackendTlsPolicy>()) {
        if (compilation.exists(policy))
            policies.push_back(&policy);
    }
    std::sort(policies.begin(), policies.end(),
              [](const BackendTlsPolicy *a, const BackendTlsPolicy *b) { return isOlder(a->meta, b->meta); });
    for (const BackendTlsPolicy *policy : policies) {
        for (const PolicyTargetRef &ref : *policy->targetRefs) {
            const ResourceId service{ref.kind.valueOr("Service"), *policy->meta.ns, *ref.name};
            const Anchor from{policy->meta.id(), {}, {}, {}};
            const Anchor to{service, {}, {}, *ref.sectionName};
            const Location at = policy->meta.at(ref.at);
            if (service.kind != "Service" || !ref.group.value.empty()) {
                compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "Invalid",
                                 "Only Services can be targets.", at);
                continue;
            }
            if (compilation.snapshot.speaksOf<Service>() &&
                !compilation.snapshot.find<Service>(service.ns, service.name)) {
                compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "TargetNotFound",
                                 service.toText() + " does not exist.", at);
                continue;
            }
            std::vector<PolicyTarget> &targets = compilation.tlsPolicies[service.path()];
            const auto older = std::find_if(targets.begin(), targets.end(), [&](const PolicyTarget &target) {
                return target.section == *ref.sectionName;
            });
            if (older == targets.end()) {
                targets.push_back({policy, *ref.sectionName});
                compilation.link(LinkKind::Policy, from, to, LinkState::Held, {}, {}, at);
                continue;
            }
            const std::string reason =
                older->policy->meta.id().toText() + " targets the same and is older, so it wins.";
            compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "Conflicted", reason, at);
            compilation.finding(Severity::Warning, Category::Conflict, "backend-tls-policy-conflict", policy->meta.id(),
                                at, reason, "Keep one BackendTLSPolicy for each Service port.");
        }
    }
}

} // namespace wayproof
