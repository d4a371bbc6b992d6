// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How backends are spoken to in TLS: the policy that holds for a Service port, its names and its CA references
// (spec/gateway.md §10).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const PolicyTarget *targetOfSection(const std::vector<PolicyTarget> &targets, const std::string &section)
{
    const auto found = std::find_if(targets.begin(), targets.end(),
                                    [&](const PolicyTarget &target) { return target.section == section; });
    return found == targets.end() ? nullptr : &*found;
}

/// The policy's CA references: whether one can be used, and what is left open about several.
void judgeAuthorities(const Snapshot &snapshot, const Profile &profile, BackendTlsVerdict &verdict)
{
    const BackendTlsPolicy &policy = *verdict.policy;
    const std::string name = policy.meta.id().toText();
    const auto &refs = *policy.caCertificateRefs;
    if (refs.empty()) {
        if (profile.isWellKnownCaOpen) {
            verdict.dependsOn.push_back({"well-known-ca",
                                         name + " trusts the well-known CAs \"" + *policy.wellKnownCaCertificates +
                                             "\", which an implementation may not support.",
                                         "upstream"});
        }
        return;
    }
    std::size_t usable = 0;
    std::string problem;
    for (const ObjectReference &ref : refs) {
        const AuthorityVerdict authority = judgeAuthority(snapshot, policy, ref);
        usable += authority.code.empty() ? 1U : 0U;
        if (problem.empty())
            problem = authority.reason;
    }
    if (usable == 0) {
        verdict.problem = name + " has no usable CA certificate: " + problem;
    } else if (refs.size() > 1) {
        verdict.dependsOn.push_back({"several-cas",
                                     name + " names several CA certificates" +
                                         (usable < refs.size() ? ", not all of which can be used" : "") +
                                         "; whether all that can be used count is up to the implementation.",
                                     "upstream"});
    }
}

} // namespace

AuthorityVerdict judgeAuthority(const Snapshot &snapshot, const BackendTlsPolicy &policy, const ObjectReference &ref)
{
    AuthorityVerdict verdict;
    verdict.id = {ref.kind.valueOr("ConfigMap"), *policy.meta.ns, *ref.name};
    const std::string name = verdict.id.toText();
    if (!ref.group.value.empty() || verdict.id.kind != "ConfigMap") {
        verdict.code = "InvalidKind";
        verdict.reason = name + " is no ConfigMap; other kinds of CA references are up to the implementation.";
        return verdict;
    }
    const ConfigMap *map = snapshot.find<ConfigMap>(*policy.meta.ns, *ref.name);
    verdict.isAssumed = !map && !snapshot.speaksOf<ConfigMap>();
    if (map ? !map->caCrt.isWellFormed : !verdict.isAssumed) {
        verdict.code = "InvalidCACertificateRef";
        verdict.reason = map ? name + " holds no usable certificate under ca.crt." : name + " does not exist.";
    }
    return verdict;
}

BackendTlsVerdict backendTlsOf(const GatewayCompilation &compilation, const Profile &profile,
                               const TargetResolution &target)
{
    BackendTlsVerdict verdict;
    const auto found = compilation.tlsPolicies.find(target.id.path());
    if (!target.isService() || found == compilation.tlsPolicies.end())
        return verdict;
    const std::vector<PolicyTarget> &targets = found->second;
    const PolicyTarget *holding = nullptr;
    if (target.service.port) {
        const std::string &portName = *target.service.port->name;
        holding = portName.empty() ? nullptr : targetOfSection(targets, portName);
    } else if (std::any_of(targets.begin(), targets.end(),
                           [](const PolicyTarget &candidate) { return !candidate.section.empty(); })) {
        verdict.dependsOn.push_back({"backend-tls-port",
                                     "A BackendTLSPolicy is for one port of " + target.id.toText() +
                                         " by its name, and which port that is was not loaded.",
                                     "upstream"});
    }
    if (!holding)
        holding = targetOfSection(targets, {});
    if (!holding)
        return verdict;
    verdict.policy = holding->policy;
    if (holding->rival && *holding->rival->hostname != *holding->policy->hostname) {
        verdict.dependsOn.push_back({"creation-order",
                                     holding->policy->meta.id().toText() + " and " +
                                         holding->rival->meta.id().toText() +
                                         " target the same, and which is older is not known; the name was taken to "
                                         "decide.",
                                     "upstream"});
    }
    judgeAuthorities(compilation.snapshot, profile, verdict);
    return verdict;
}

std::string verificationText(const BackendTlsPolicy &policy)
{
    std::string names;
    for (const SubjectAltName &name : *policy.subjectAltNames)
        names += (names.empty() ? "" : " or ") + (name.uri->empty() ? *name.hostname : *name.uri);
    return "SNI " + *policy.hostname + ", certificate for " + (names.empty() ? *policy.hostname : names) +
           "; one that fails verification earns a 5xx.";
}

std::vector<std::string> backendTlsNotes(const GatewayCompilation &compilation, const FilterSite &site,
                                         const List<BackendRef> &refs)
{
    std::vector<std::string> notes;
    if (compilation.tlsPolicies.empty() || !site.usesBackendTls)
        return notes;
    for (const BackendRef &ref : *refs) {
        const TargetResolution target = resolveTarget(compilation, site.profile, site.route, ref.ref);
        if (target.isInvalid())
            continue;
        const BackendTlsVerdict verdict = backendTlsOf(compilation, site.profile, target);
        if (verdict.policy && verdict.problem.empty())
            notes.push_back(target.id.toText() + " is spoken to in TLS by " + verdict.policy->meta.id().toText() +
                            ": " + verificationText(*verdict.policy));
    }
    return notes;
}

} // namespace wayproof
