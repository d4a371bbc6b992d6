// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which BackendTLSPolicy holds for which Service port (spec/gateway.md §10).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The Service's port of that name is missing; nothing where the Service was not loaded.
bool lacksPort(const Service *service, const std::string &name)
{
    return service && !name.empty() &&
           std::none_of(service->ports->begin(), service->ports->end(),
                        [&](const ServicePort &port) { return *port.name == name; });
}

void linkAuthorities(GatewayCompilation &compilation, const BackendTlsPolicy &policy)
{
    for (const ObjectReference &ref : *policy.caCertificateRefs) {
        const AuthorityVerdict verdict = judgeAuthority(compilation.snapshot, policy, ref);
        const Location at = policy.meta.at(ref.at);
        compilation.link(LinkKind::Certificate, {policy.meta.id(), {}, {}, {}}, {verdict.id, {}, {}, {}},
                         verdict.code.empty() ? LinkState::Held : LinkState::Refused, verdict.code,
                         verdict.isAssumed ? "No ConfigMap was loaded, so it is taken to hold a CA certificate."
                                           : verdict.reason,
                         at);
        if (!verdict.code.empty()) {
            compilation.finding(Severity::Error, Category::Reference, "backend-ca-unusable", policy.meta.id(), at,
                                verdict.reason,
                                "Name a ConfigMap of the policy's namespace with the CA's PEM under "
                                "ca.crt; while none is usable, requests end in 5xx.");
        }
    }
}

} // namespace

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
            const Service *loaded = compilation.snapshot.find<Service>(service.ns, service.name);
            if (compilation.snapshot.speaksOf<Service>() && !loaded) {
                compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "TargetNotFound",
                                 service.toText() + " does not exist.", at);
                continue;
            }
            if (lacksPort(loaded, *ref.sectionName)) {
                compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "TargetNotFound",
                                 service.toText() + " has no port named " + *ref.sectionName + ".", at);
                continue;
            }
            std::vector<PolicyTarget> &targets = compilation.tlsPolicies[service.path()];
            const auto older = std::find_if(targets.begin(), targets.end(), [&](const PolicyTarget &target) {
                return target.section == *ref.sectionName;
            });
            if (older == targets.end()) {
                targets.push_back({policy, *ref.sectionName, nullptr});
                compilation.link(LinkKind::Policy, from, to, LinkState::Held, {}, verificationText(*policy), at);
                continue;
            }
            if (!older->rival && !policy->meta.creationTimestamp) // ordered by age: none counts as youngest
                older->rival = policy;
            const std::string reason =
                older->policy->meta.id().toText() + " targets the same and is " +
                (policy->meta.creationTimestamp ? "older" : "first by name, as ages are not known") + ", so it wins.";
            compilation.link(LinkKind::Policy, from, to, LinkState::Refused, "Conflicted", reason, at);
            compilation.finding(Severity::Warning, Category::Conflict, "backend-tls-policy-conflict", policy->meta.id(),
                                at, reason, "Keep one BackendTLSPolicy for each Service port.");
        }
        linkAuthorities(compilation, *policy); // behind its targets: they bring the policy into the graph
    }
}

} // namespace wayproof
