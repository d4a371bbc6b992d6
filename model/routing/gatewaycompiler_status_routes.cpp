// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Status of routes: one entry for each parentRef whose Gateway a controller serves (spec/gateway.md §4, §6, §7, §11).
#include "model/routing/gatewaycompiler_status.h"

namespace wayproof
{

namespace
{

constexpr std::string_view gatewayGroup = "gateway.networking.k8s.io";

/// Links of one parentRef; they are told apart by where the reference stands.
void judgeAccepted(const StatusSources &sources, const RouteCommon &route, const ParentReference &ref,
                   ConditionDraft &accepted)
{
    const Location at = route.meta.at(ref.at);
    const Link *held = nullptr;
    const Link *unknown = nullptr;
    const Link *refused = nullptr;
    for (const Link *link : sources.linksFrom(route.meta.id())) {
        if (link->kind != LinkKind::Parent || link->source.at != at.at)
            continue;
        const Link *&first = link->state == LinkState::Held      ? held
                             : link->state == LinkState::Unknown ? unknown
                                                                 : refused;
        if (!first)
            first = link;
    }
    if (held)
        return; // any listener that takes it is enough
    if (unknown)
        accepted.doubt(reasonOf({unknown->code, {}, {}}), unknown->reason);
    else if (refused && refused->code == "HostnameConflict" && !route.meta.creationTimestamp)
        accepted.doubt("CreationOrder", refused->reason + " Which route is older is not known.");
    else if (refused)
        accepted.deny(refused->code, refused->reason);
}

/// spec/gateway.md §7: whatever the references are worth, the route stays accepted.
void judgeReferences(const StatusSources &sources, const RouteCommon &route, ConditionDraft &resolved)
{
    for (const Link *link : sources.linksFrom(route.meta.id())) {
        if (link->kind != LinkKind::Backend && link->kind != LinkKind::FilterTarget)
            continue;
        if (link->state == LinkState::Refused)
            resolved.deny(link->code, link->reason);
        else if (link->state == LinkState::Unknown)
            resolved.doubt(reasonOf({link->code, {}, {}}), link->reason);
        else if (link->to.id.kind == "Service" && !sources.snapshot().speaksOf<Service>())
            resolved.assume("No Service was loaded, so those referred to are taken to exist.");
    }
}

ParentStatus entryOf(const StatusSources &sources, const RouteCommon &route, const ParentReference &ref)
{
    ParentStatus entry;
    entry.parent = {ref.kind.valueOr("Gateway"), ref.ns.valueOr(*route.meta.ns), *ref.name};
    entry.group = ref.group.valueOr(std::string(gatewayGroup));
    entry.section = *ref.sectionName;
    if (ref.port)
        entry.port = *ref.port;
    ConditionDraft accepted("Accepted");
    const RouteFault *fault = sources.faultOf(route);
    judgeAccepted(sources, route, ref, accepted);
    if (fault && fault->isWhole)
        accepted.deny(fault->code, fault->reason);
    ConditionDraft resolved("ResolvedRefs");
    judgeReferences(sources, route, resolved);
    entry.conditions.reserve(2);
    entry.conditions.push_back(accepted.condition(route.meta));
    entry.conditions.push_back(resolved.condition(route.meta));
    if (fault && !fault->isWhole && accepted.value() != Ternary::No) {
        ConditionDraft partial("PartiallyInvalid");
        partial.qualify("UnsupportedValue",
                        fault->code == "UnsupportedValue" ? fault->reason : fault->code + ": " + fault->reason);
        entry.conditions.push_back(partial.condition(route.meta));
    }
    return entry;
}

/// The Gateway that a parentRef leads to, be it through a ListenerSet; why nobody writes an entry, where none does.
const GatewayNode *parentGateway(const StatusSources &sources, const RouteCommon &route, const ParentReference &ref,
                                 std::string &why)
{
    const std::string kind = ref.kind.valueOr("Gateway");
    const std::string group = ref.group.valueOr(std::string(gatewayGroup));
    const std::string path = ref.ns.valueOr(*route.meta.ns) + "/" + *ref.name;
    const std::string parent = kind + " " + path;
    if (kind == "Service" && group.empty()) {
        why = parent + " as a parent concerns a service mesh, which is not modelled.";
        return nullptr;
    }
    const bool isSet = kind == "ListenerSet" || kind == "XListenerSet";
    if (!isSet && (kind != "Gateway" || group != gatewayGroup)) {
        why = "A parent of kind " + kind + (group.empty() ? std::string() : " (" + group + ")") +
              " is not one that the Gateway API names.";
        return nullptr;
    }
    std::string gatewayPath = path;
    if (isSet) {
        const ListenerSet *set =
            sources.snapshot().find<ListenerSet>(ref.ns.valueOr(*route.meta.ns), std::string_view(*ref.name));
        if (!set || !sources.compilation().exists(*set)) {
            why = parent + " does not exist, so nobody writes an entry.";
            return nullptr;
        }
        gatewayPath = set->parentRef->ns.valueOr(*set->meta.ns) + "/" + *set->parentRef->name;
    }
    const GatewayNode *node = sources.gateway(gatewayPath);
    if (!node)
        why = "Gateway " + gatewayPath + " does not exist, so nobody writes an entry.";
    else if (!node->isServed && node->refusalCode.empty())
        why = "No controller serves Gateway " + gatewayPath + ", so nobody writes an entry.";
    return why.empty() ? node : nullptr;
}

} // namespace

ObjectStatus routeStatus(const StatusSources &sources, const RouteCommon &route)
{
    ObjectStatus status;
    for (const ParentReference &ref : *route.parentRefs) {
        std::string why;
        if (const GatewayNode *gateway = parentGateway(sources, route, ref, why)) {
            status.parents.push_back(entryOf(sources, route, ref));
            status.parents.back().controllerName = controllerOf(*gateway);
        } else {
            status.notes.push_back(why);
        }
    }
    if (*route.useDefaultGateways == "All")
        status.notes.push_back("useDefaultGateways is experimental: entries for default Gateways are not computed.");
    else if (route.parentRefs->empty())
        status.notes.push_back("The route names no parent, so nobody writes an entry.");
    return status;
}

} // namespace wayproof
