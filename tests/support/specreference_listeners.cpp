// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/specreference_listeners.h"

#include <algorithm>

namespace wayproof::test
{

namespace
{

const char group[] = "gateway.networking.k8s.io";

bool admitsNamespace(const Snapshot &snapshot, const RouteNamespaces &choice, const std::string &otherwise,
                     const std::string &own, const std::string &asking)
{
    const std::string from = choice.from->empty() ? otherwise : *choice.from;
    if (from == "All")
        return true;
    if (from == "Same")
        return own == asking;
    const Namespace *ns = snapshot.find<Namespace>("", asking);
    return from == "Selector" && ns && matches(*choice.selector, ns->meta.labels);
}

bool hasUsableCertificate(const Snapshot &snapshot, const Listener &listener, const std::string &kind,
                          const std::string &ns)
{
    const std::vector<ObjectReference> &references = *listener.tls->certificateRefs;
    return !references.empty() && std::all_of(references.begin(), references.end(), [&](const ObjectReference &ref) {
        const std::string target = ref.ns->empty() ? ns : *ref.ns;
        if (!ref.group->empty() || (!ref.kind->empty() && *ref.kind != "Secret"))
            return false;
        if (target != ns && !isGranted(snapshot, kind, ns, "Secret", target, *ref.name))
            return false;
        const Secret *secret = snapshot.find<Secret>(target, *ref.name);
        return secret && *secret->type == "kubernetes.io/tls" && secret->tlsCrt.isWellFormed;
    });
}

} // namespace

bool isGranted(const Snapshot &snapshot, const std::string &fromKind, const std::string &fromNamespace,
               const std::string &toKind, const std::string &toNamespace, const std::string &toName)
{
    for (const ReferenceGrant &grant : snapshot.all<ReferenceGrant>()) {
        if (*grant.meta.ns != toNamespace)
            continue;
        const bool isFrom = std::any_of(grant.from->begin(), grant.from->end(), [&](const auto &from) {
            return *from.group == group && *from.kind == fromKind && *from.ns == fromNamespace;
        });
        const bool isTo = std::any_of(grant.to->begin(), grant.to->end(), [&](const auto &to) {
            return to.group->empty() && *to.kind == toKind && (to.name->empty() || *to.name == toName);
        });
        if (isFrom && isTo)
            return true;
    }
    return false;
}

bool takesHost(const std::string &pattern, const std::string &host)
{
    if (pattern.empty() || pattern == host)
        return true;
    // "*.x" takes any number of labels before ".x", never "x" itself.
    return pattern.starts_with("*.") && host.size() > pattern.size() - 1 && host.ends_with(pattern.substr(1));
}

bool intersects(const std::string &a, const std::string &b)
{
    if (a.empty() || b.empty() || a == b)
        return true;
    const bool isWildA = a.starts_with("*.");
    const bool isWildB = b.starts_with("*.");
    if (isWildA && isWildB)
        return a.ends_with(b.substr(1)) || b.ends_with(a.substr(1));
    return isWildA ? takesHost(a, b) : isWildB && takesHost(b, a);
}

std::vector<SpecListener> specListeners(const Snapshot &snapshot, bool httpBesideHttpsWorks, bool &isDoubtful)
{
    std::vector<SpecListener> all;
    for (const Gateway &gateway : snapshot.all<Gateway>()) {
        std::vector<SpecListener> merged;
        const auto add = [&](const std::vector<Listener> &listeners, const ResourceId &owner, const std::string &ns) {
            for (const Listener &listener : listeners) {
                SpecListener made;
                made.owner = owner;
                made.gateway = gateway.meta.id().path();
                made.ownerNamespace = ns;
                made.listener = &listener;
                made.hostname = *listener.hostname;
                made.protocol = *listener.protocol;
                made.port = static_cast<int>(*listener.port);
                made.canEndTls = made.protocol != "HTTPS" || hasUsableCertificate(snapshot, listener, owner.kind, ns);
                merged.push_back(made);
            }
        };
        add(*gateway.listeners, gateway.meta.id(), *gateway.meta.ns);
        std::vector<const ListenerSet *> sets;
        for (const ListenerSet &set : snapshot.all<ListenerSet>()) {
            const std::string ns = set.parentRef->ns->empty() ? *set.meta.ns : *set.parentRef->ns;
            if (ns == *gateway.meta.ns && *set.parentRef->name == *gateway.meta.name &&
                admitsNamespace(snapshot, *gateway.allowedListeners, "None", *gateway.meta.ns, *set.meta.ns))
                sets.push_back(&set);
        }
        std::sort(sets.begin(), sets.end(), [](const ListenerSet *a, const ListenerSet *b) {
            return std::tuple(a->meta.creationTimestamp, *a->meta.ns, *a->meta.name) <
                   std::tuple(b->meta.creationTimestamp, *b->meta.ns, *b->meta.name);
        });
        for (const ListenerSet *set : sets)
            add(*set->listeners, set->meta.id(), *set->meta.ns);

        const auto conflict = [&](const SpecListener &a, const SpecListener &b) {
            if (a.port != b.port)
                return false;
            return a.protocol == b.protocol ? a.hostname == b.hostname : !httpBesideHttpsWorks;
        };
        for (std::size_t i = 0; i < merged.size(); ++i) {
            for (std::size_t j = 0; j < merged.size(); ++j) {
                if (i == j || !conflict(merged[i], merged[j]))
                    continue;
                const bool isOwnI = merged[i].owner.kind == "Gateway";
                const bool isOwnJ = merged[j].owner.kind == "Gateway";
                // Inside one Gateway nobody wins; across, what comes first in the merge order.
                if ((isOwnI && isOwnJ) || (!isOwnI && j < i && merged[j].isAccepted))
                    merged[i].isAccepted = false;
                // The text does not say what a set's listener may do beside two of the Gateway's that exclude each
                // other, nor inside one set.
                if (!isOwnI && ((isOwnJ && !merged[j].isAccepted) || merged[i].owner == merged[j].owner))
                    isDoubtful = true;
            }
        }
        all.insert(all.end(), merged.begin(), merged.end());
    }
    return all;
}

bool isAttached(const Snapshot &snapshot, const RouteCommon &route, const std::string &kind,
                const SpecListener &listener)
{
    const Listener &declared = *listener.listener;
    const bool isReferred =
        std::any_of(route.parentRefs->begin(), route.parentRefs->end(), [&](const ParentReference &ref) {
            const std::string refKind = ref.kind->empty() ? "Gateway" : *ref.kind;
            const std::string ns = ref.ns->empty() ? *route.meta.ns : *ref.ns;
            return (!ref.group.isSet || *ref.group == group) && refKind == listener.owner.kind &&
                   ns == listener.owner.ns && *ref.name == listener.owner.name &&
                   (ref.sectionName->empty() || *ref.sectionName == *declared.name) &&
                   (!ref.port.isSet || *ref.port == listener.port);
        });
    if (!isReferred || !listener.isAccepted)
        return false;
    if (!admitsNamespace(snapshot, *declared.allowedRoutes->namespaces, "Same", listener.ownerNamespace,
                         *route.meta.ns))
        return false;
    const std::vector<RouteGroupKind> &kinds = *declared.allowedRoutes->kinds;
    if (!kinds.empty() && std::none_of(kinds.begin(), kinds.end(), [&](const RouteGroupKind &allowed) {
            return (allowed.group->empty() || *allowed.group == group) && *allowed.kind == kind;
        }))
        return false;
    return route.hostnames->empty() ||
           std::any_of(route.hostnames->begin(), route.hostnames->end(),
                       [&](const Text &hostname) { return intersects(*hostname, listener.hostname); });
}

} // namespace wayproof::test
