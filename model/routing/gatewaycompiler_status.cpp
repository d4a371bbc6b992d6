// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The status that every resource earns, from the verdicts of the steps before (spec/gateway.md §11).
#include "model/routing/gatewaycompiler_status.h"

#include "model/routing/statuscomparison.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Rules are read when entrances are written; those of routes that only reach listeners without one are read here.
void judgeRemainingRoutes(GatewayCompilation &compilation)
{
    for (const GatewayNode &gateway : compilation.gateways) {
        for (const ListenerNode &listener : gateway.listeners) {
            for (const Attachment &attachment : listener.attachments) {
                if (compilation.judgedRoutes.contains(attachment.route))
                    continue;
                if (attachment.kind == RouteKind::Http)
                    lowerHttpRoute(compilation, *gateway.profile, static_cast<const HttpRoute &>(*attachment.route),
                                   listener.port);
                else if (attachment.kind == RouteKind::Grpc)
                    lowerGrpcRoute(compilation, *gateway.profile, static_cast<const GrpcRoute &>(*attachment.route));
            }
        }
    }
}

/// The references of a route that is refused as a whole are not looked at.
void keepAcceptedAlone(ObjectStatus &status)
{
    for (ParentStatus &parent : status.parents)
        std::erase_if(parent.conditions, [](const Condition &condition) { return condition.type != "Accepted"; });
}

/// One status for each object of a kind, in load order. What the API server refuses has none.
template<class T, class Make>
void writeKind(GatewayCompilation &compilation, std::vector<ObjectStatus> &statuses, Make &&make)
{
    for (const T &object : compilation.snapshot.all<T>()) {
        if (compilation.exists(object)) {
            statuses.push_back(make(object));
        } else if (compilation.rejected.contains(object.meta.id())) {
            ObjectStatus status;
            if (compilation.refusedRoutes.contains(object.meta.id())) {
                status = make(object);
                keepAcceptedAlone(status);
                status.notes.push_back("The API server refuses the object; where one lets it pass, the controller says "
                                       "why it is not accepted.");
            } else {
                status.notes.push_back("The API server refuses the object, so nobody writes a status.");
            }
            statuses.push_back(std::move(status));
        } else {
            continue;
        }
        statuses.back().resource = object.meta.id();
        statuses.back().source = object.meta.source;
    }
}

} // namespace

ConditionDraft::ConditionDraft(std::string type, std::string reason)
{
    m_condition.reason = reason.empty() ? type : std::move(reason);
    m_condition.type = std::move(type);
}

void ConditionDraft::deny(std::string reason, std::string message)
{
    if (m_value == Ternary::No)
        return;
    m_value = Ternary::No;
    m_condition.reason = std::move(reason);
    m_condition.message = std::move(message);
    m_condition.isAssumed = false;
}

void ConditionDraft::doubt(std::string reason, std::string message)
{
    if (m_value != Ternary::Yes)
        return;
    m_value = Ternary::Unknown;
    m_condition.reason = std::move(reason);
    m_condition.message = std::move(message);
    m_condition.isAssumed = false;
}

void ConditionDraft::assume(const std::string &message)
{
    if (m_value != Ternary::Yes || m_condition.message.find(message) != std::string::npos)
        return;
    m_condition.isAssumed = true;
    m_condition.message += (m_condition.message.empty() ? "" : " ") + message;
}

void ConditionDraft::qualify(std::string reason, std::string message)
{
    if (m_value != Ternary::Yes)
        return;
    m_condition.reason = std::move(reason);
    m_condition.message = std::move(message);
}

Condition ConditionDraft::condition(const ObjectMeta &meta) const
{
    Condition made = m_condition;
    made.status = m_value == Ternary::Yes ? "True" : m_value == Ternary::No ? "False" : "Unknown";
    made.observedGeneration = *meta.generation;
    return made;
}

std::string reasonOf(const Dependency &dependency)
{
    std::string reason;
    bool isStart = true;
    for (const char c : dependency.code) {
        if (c == '-') {
            isStart = true;
            continue;
        }
        reason += isStart && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        isStart = false;
    }
    return reason;
}

StatusSources::StatusSources(const GatewayCompilation &compilation)
    : m_compilation(compilation)
{
    m_links.reserve(compilation.snapshot.objectCount());
    for (const Link &link : compilation.table.links)
        m_links[link.from.id].push_back(&link);
}

const std::vector<const Link *> &StatusSources::linksFrom(const ResourceId &id) const
{
    static const std::vector<const Link *> none;
    const auto found = m_links.find(id);
    return found == m_links.end() ? none : found->second;
}

const GatewayNode *StatusSources::gateway(const std::string &path) const
{
    const auto found = m_compilation.gatewayByPath.find(path);
    return found == m_compilation.gatewayByPath.end() ? nullptr : &m_compilation.gateways[found->second];
}

const RouteFault *StatusSources::faultOf(const RouteCommon &route) const
{
    const auto found = m_compilation.judgedRoutes.find(&route);
    return found == m_compilation.judgedRoutes.end() || !found->second ? nullptr : &*found->second;
}

bool StatusSources::isWhollyInvalid(const RouteCommon &route) const
{
    const RouteFault *fault = faultOf(route);
    return fault && fault->isWhole;
}

std::string controllerOf(const GatewayNode &node)
{
    return node.gatewayClass ? *node.gatewayClass->controllerName : std::string();
}

bool isAssumed(const Snapshot &snapshot, const ResourceId &target)
{
    if (target.kind == "Secret")
        return !snapshot.speaksOf<Secret>();
    return target.kind == "ConfigMap" && !snapshot.speaksOf<ConfigMap>();
}

const Condition *conditionOf(const std::vector<Condition> &conditions, std::string_view type)
{
    const auto found = std::find_if(conditions.begin(), conditions.end(),
                                    [type](const Condition &condition) { return condition.type == type; });
    return found == conditions.end() ? nullptr : &*found;
}

void writeStatuses(GatewayCompilation &compilation)
{
    judgeRemainingRoutes(compilation);
    const StatusSources sources(compilation);
    std::vector<ObjectStatus> statuses;
    statuses.reserve(compilation.snapshot.objectCount());
    const auto route = [&](const RouteCommon &object) { return routeStatus(sources, object); };
    writeKind<GatewayClass>(compilation, statuses,
                            [&](const GatewayClass &object) { return classStatus(sources, object); });
    writeKind<Gateway>(compilation, statuses, [&](const Gateway &object) {
        return gatewayStatus(sources, *sources.gateway(object.meta.id().path()));
    });
    writeKind<ListenerSet>(compilation, statuses,
                           [&](const ListenerSet &object) { return listenerSetStatus(sources, object); });
    writeKind<HttpRoute>(compilation, statuses, route);
    writeKind<GrpcRoute>(compilation, statuses, route);
    writeKind<TlsRoute>(compilation, statuses, route);
    writeKind<TcpRoute>(compilation, statuses, route);
    writeKind<UdpRoute>(compilation, statuses, route);
    writeKind<BackendTlsPolicy>(compilation, statuses,
                                [&](const BackendTlsPolicy &object) { return policyStatus(sources, object); });
    compilation.table.statuses = std::move(statuses);
    Diagnostics found = statusFindings(compilation.snapshot, compilation.table);
    compilation.table.findings.insert(compilation.table.findings.end(), std::make_move_iterator(found.begin()),
                                      std::make_move_iterator(found.end()));
}

} // namespace wayproof
