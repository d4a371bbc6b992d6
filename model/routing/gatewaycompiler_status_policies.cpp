// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Status of BackendTLSPolicies: one entry for each Gateway whose routes reach a targeted Service (spec/gateway.md §10).
#include "model/routing/gatewaycompiler_status.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

/// Whether a route of the listener sends to the target: that Service, and that port of it where a port is named.
bool reaches(const StatusSources &sources, const ListenerNode &listener, const Anchor &target)
{
    const References &references = sources.compilation().references;
    for (const Attachment &attachment : listener.attachments) {
        for (const Link *link : sources.linksFrom(attachment.route->meta.id())) {
            if (link->kind != LinkKind::Backend || link->to.id != target.id || link->state == LinkState::Refused)
                continue;
            if (target.section.empty())
                return true;
            const std::int64_t port = link->to.section.empty() ? 0 : std::stoll(link->to.section);
            const ServicePortResolution resolution = references.servicePort(target.id.ns, target.id.name, port);
            if (!resolution.port || *resolution.port->name == target.section)
                return true;
        }
    }
    return false;
}

bool reaches(const StatusSources &sources, const GatewayNode &gateway, const Anchor &target)
{
    return std::any_of(gateway.listeners.begin(), gateway.listeners.end(),
                       [&](const ListenerNode &listener) { return reaches(sources, listener, target); });
}

/// spec/gateway.md §10: one bad CA shows in ResolvedRefs; none that is good, and the policy is not accepted.
void judgeAuthorities(const Snapshot &snapshot, const BackendTlsPolicy &policy, ConditionDraft &accepted,
                      ConditionDraft &resolved)
{
    if (policy.wellKnownCaCertificates && policy.caCertificateRefs->empty()) {
        accepted.doubt("WellKnownCACertificates", "Whether wellKnownCACertificates " + *policy.wellKnownCaCertificates +
                                                      " is supported is up to the implementation.");
        return;
    }
    std::size_t usable = 0;
    std::string problem;
    for (const ObjectReference &ref : *policy.caCertificateRefs) {
        const AuthorityVerdict verdict = judgeAuthority(snapshot, policy, ref);
        if (!verdict.code.empty()) {
            problem = verdict.reason;
            resolved.deny(verdict.code, problem);
            continue;
        }
        ++usable;
        if (verdict.isAssumed) {
            resolved.assume("No ConfigMap was loaded, so those referred to are taken to hold a CA certificate.");
            accepted.assume("No ConfigMap was loaded, so those referred to are taken to hold a CA certificate.");
        }
    }
    if (usable == 0)
        accepted.deny("NoValidCACertificate", "No CA certificate can be used: " + problem);
}

/// Another policy for the same target, where it is not known which of the two is older; null where there is none.
const BackendTlsPolicy *undatedRival(const StatusSources &sources, const BackendTlsPolicy &policy, const Anchor &target)
{
    for (const BackendTlsPolicy &other : sources.snapshot().all<BackendTlsPolicy>()) {
        if (&other == &policy || *other.meta.ns != *policy.meta.ns || !sources.compilation().exists(other) ||
            (other.meta.creationTimestamp && policy.meta.creationTimestamp))
            continue;
        const std::vector<PolicyTargetRef> &refs = *other.targetRefs;
        if (std::any_of(refs.begin(), refs.end(), [&](const PolicyTargetRef &ref) {
                return *ref.name == target.id.name && *ref.sectionName == target.section;
            }))
            return &other;
    }
    return nullptr;
}

void judgeConflicts(const StatusSources &sources, const BackendTlsPolicy &policy,
                    const std::vector<const Link *> &targets, ConditionDraft &accepted)
{
    for (const Link *target : targets) {
        if (const BackendTlsPolicy *rival = undatedRival(sources, policy, target->to)) {
            accepted.doubt("CreationOrder", rival->meta.id().toText() +
                                                " targets the same, and which of the two is older is not known.");
            return;
        }
    }
    const auto isLost = [](const Link *link) { return link->state == LinkState::Refused; };
    const auto lost = std::find_if(targets.begin(), targets.end(), isLost);
    if (lost == targets.end())
        return;
    if (std::all_of(targets.begin(), targets.end(), isLost))
        accepted.deny((*lost)->code, (*lost)->reason);
    else
        accepted.doubt("PartlyConflicted", "The policy holds for some of its targets only, for which the API names no "
                                           "status: " +
                                               (*lost)->reason);
}

} // namespace

ObjectStatus policyStatus(const StatusSources &sources, const BackendTlsPolicy &policy)
{
    ObjectStatus status;
    for (const GatewayNode &gateway : sources.compilation().gateways) {
        if (!gateway.isServed)
            continue;
        std::vector<const Link *> targets;
        for (const Link *link : sources.linksFrom(policy.meta.id())) {
            if (link->kind == LinkKind::Policy && reaches(sources, gateway, link->to))
                targets.push_back(link);
        }
        if (targets.empty())
            continue;
        ParentStatus entry;
        entry.parent = gateway.gateway->meta.id();
        entry.group = "gateway.networking.k8s.io";
        entry.controllerName = controllerOf(gateway);
        ConditionDraft accepted("Accepted");
        ConditionDraft resolved("ResolvedRefs");
        judgeConflicts(sources, policy, targets, accepted);
        judgeAuthorities(sources.snapshot(), policy, accepted, resolved);
        entry.conditions = {accepted.condition(policy.meta), resolved.condition(policy.meta)};
        status.ancestors.push_back(std::move(entry));
    }
    if (status.ancestors.empty())
        status.notes.push_back("No route of a served Gateway reaches a Service that the policy targets, so nobody "
                               "writes an entry.");
    return status;
}

} // namespace wayproof
