// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Status of one listener of a Gateway or ListenerSet (spec/gateway.md §2, §11).
#include "model/routing/gatewaycompiler_status.h"

#include <algorithm>

namespace wayproof
{

namespace
{

constexpr std::string_view gatewayGroup = "gateway.networking.k8s.io";

/// Two ListenerSets claim one place, and which is older is not known: the conflict may have gone the other way.
bool isAboutOrder(const Dependency &dependency)
{
    return dependency.code == "creation-order";
}

/// Things that an implementation may refuse a listener for, or not (spec/gateway.md §2 "Distinct").
bool isAboutConflict(const Dependency &dependency)
{
    return dependency.code == "tls-mode-mixed" || dependency.code == "port-sharing" || isAboutOrder(dependency);
}

/// Refused for certain.
bool isRefused(const ListenerNode &node)
{
    return !node.isAccepted && std::none_of(node.dependsOn.begin(), node.dependsOn.end(), isAboutOrder);
}

bool isConflict(const std::string &reason)
{
    return reason == "HostnameConflict" || reason == "ProtocolConflict";
}

/// spec/gateway.md §2 "allowedRoutes": the first kind that the protocol cannot carry; null where all are fine.
const RouteGroupKind *wrongKind(const ListenerNode &node)
{
    const Field<AllowedRoutes> &allowed = node.listener->allowedRoutes;
    if (!allowed)
        return nullptr;
    for (const RouteGroupKind &wanted : *allowed->kinds) {
        const std::optional<RouteKind> kind = routeKindNamed(*wanted.kind);
        const bool isOfGroup = wanted.group.valueOr(std::string(gatewayGroup)) == gatewayGroup;
        const bool isTaken = kind && isOfGroup &&
                             (std::find(node.kinds.begin(), node.kinds.end(), *kind) != node.kinds.end() ||
                              (*kind == RouteKind::Tcp && node.tcpOnTls));
        if (!isTaken)
            return &wanted;
    }
    return nullptr;
}

void judgeReferences(const StatusSources &sources, const ListenerNode &node, ConditionDraft &resolved)
{
    for (const Link *link : sources.linksFrom(node.owner().id())) {
        if (link->kind != LinkKind::Certificate || link->from.section != *node.listener->name)
            continue;
        if (link->state == LinkState::Refused)
            resolved.deny(link->code, link->reason.empty() ? link->to.id.toText() + " cannot be used." : link->reason);
        else if (isAssumed(sources.snapshot(), link->to.id))
            resolved.assume("No " + link->to.id.kind +
                            " was loaded, so those referred to are taken to hold usable certificates.");
    }
    if (!node.refusal.empty())
        resolved.deny("InvalidCertificateRef", node.refusal);
    if (const RouteGroupKind *wrong = wrongKind(node))
        resolved.deny("InvalidRouteKinds",
                      "A listener of protocol " + node.protocol + " cannot take routes of kind " + *wrong->kind + ".");
    if (node.tcpOnTls && node.listener->allowedRoutes && !node.listener->allowedRoutes->kinds->empty() &&
        resolved.value() == Ternary::Yes) {
        const auto &kinds = *node.listener->allowedRoutes->kinds;
        if (std::any_of(kinds.begin(), kinds.end(),
                        [](const RouteGroupKind &kind) { return *kind.kind == "TCPRoute"; }))
            resolved.doubt(reasonOf(*node.tcpOnTls), node.tcpOnTls->text);
    }
}

void judgeProgrammed(const GatewayNode &gateway, const ListenerNode &node, const ConditionDraft &accepted,
                     ConditionDraft &programmed)
{
    // Across objects the conflict is the reason for all three conditions (spec/gateway.md §2).
    if (accepted.value() == Ternary::No)
        programmed.deny(node.set && isConflict(node.reason) ? node.reason : "Invalid", node.message);
    if (!gateway.refusalCode.empty())
        programmed.deny("Invalid", gateway.reason);
    if (!node.refusal.empty())
        programmed.deny("Invalid", node.refusal);
    for (const Dependency &dependency : node.dependsOn) {
        if (isAboutConflict(dependency) || dependency.code == "certificate-partly-usable")
            programmed.doubt(reasonOf(dependency), dependency.text);
    }
    if (node.unknown)
        programmed.doubt(reasonOf(*node.unknown), node.unknown->text);
}

Condition conflicted(const ListenerNode &node, const ObjectMeta &meta)
{
    ConditionDraft draft("Conflicted", "NoConflicts");
    if (isRefused(node) && isConflict(node.reason)) {
        draft.qualify(node.reason, node.message);
        return draft.condition(meta);
    }
    for (const Dependency &dependency : node.dependsOn) {
        if (isAboutConflict(dependency))
            draft.doubt(reasonOf(dependency), dependency.text);
    }
    if (draft.value() == Ternary::Yes)
        draft.deny("NoConflicts", {});
    return draft.condition(meta);
}

} // namespace

ListenerStatus listenerStatus(const StatusSources &sources, const GatewayNode &gateway, const ListenerNode &node)
{
    const ObjectMeta &meta = node.owner();
    ListenerStatus status;
    status.name = *node.listener->name;
    // spec/gateway.md §2: accepted routes count, whatever the state of the listener or of their backends.
    status.attachedRoutes =
        std::count_if(node.attachments.begin(), node.attachments.end(), [&](const Attachment &attachment) {
            return !attachment.unknown && !sources.isWhollyInvalid(*attachment.route);
        });
    for (const RouteKind kind : node.kinds) {
        RouteGroupKind supported;
        supported.group = Text(std::string(gatewayGroup));
        supported.kind = Text(std::string(kindName(kind)));
        status.supportedKinds.push_back(std::move(supported));
    }
    ConditionDraft accepted("Accepted");
    if (isRefused(node))
        accepted.deny(node.reason, node.message);
    for (const Dependency &dependency : node.dependsOn) {
        if (isAboutConflict(dependency))
            accepted.doubt(reasonOf(dependency), dependency.text);
    }
    if (node.unknown)
        accepted.doubt(reasonOf(*node.unknown), node.unknown->text);
    ConditionDraft resolved("ResolvedRefs");
    judgeReferences(sources, node, resolved);
    ConditionDraft programmed("Programmed");
    judgeProgrammed(gateway, node, accepted, programmed);
    status.conditions = {accepted.condition(meta), programmed.condition(meta), resolved.condition(meta),
                         conflicted(node, meta)};
    return status;
}

} // namespace wayproof
