// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The Gateway side's graph: classes, Gateways, listeners, routes of every kind, their rules and where those lead.
#include "model/analysis/graphassembly.h"

#include <algorithm>

namespace wayproof
{

namespace
{

// Layers, from where traffic comes in.
enum Layer { ClassRank, GatewayRank, SetRank, ListenerRank, RouteRank, RuleRank, ServiceRank, EndpointRank };

/// What a request must be like, shortly: "PathPrefix /api, GET, x-env: canary".
std::string conditions(const HttpRouteMatch &match)
{
    std::string text =
        match.path ? match.path->type.valueOr("PathPrefix") + " " + match.path->value.valueOr("/") : "PathPrefix /";
    if (match.method)
        text += ", " + *match.method;
    for (const NamedValueMatch &header : *match.headers)
        text += ", " + *header.name + ": " + *header.value;
    for (const NamedValueMatch &parameter : *match.queryParams)
        text += ", ?" + *parameter.name + "=" + *parameter.value;
    return text;
}

std::string conditions(const GrpcRouteMatch &match)
{
    std::string text = "any method";
    if (match.method)
        text = match.method->service.valueOr("any service") + "/" + match.method->method.valueOr("any method");
    for (const NamedValueMatch &header : *match.headers)
        text += ", " + *header.name + ": " + *header.value;
    return text;
}

template<class RouteRule>
std::string ruleTitle(const RouteRule &rule)
{
    if constexpr (requires { rule.matches; }) {
        if (!rule.matches->empty()) {
            const std::size_t others = rule.matches->size() - 1;
            return conditions(rule.matches->front()) + (others > 0 ? " or " + std::to_string(others) + " more" : "");
        }
        return conditions(typename std::remove_cvref_t<decltype(*rule.matches)>::value_type());
    } else {
        return "every connection";
    }
}

class GatewayGraph
{
public:
    GatewayGraph(GraphAssembly &assembly, const RoutingTable &table)
        : m_assembly(assembly)
        , m_snapshot(assembly.snapshot())
        , m_table(table)
    {
    }
    void build()
    {
        for (const GatewayClass &gatewayClass : m_snapshot.all<GatewayClass>()) {
            GraphNode node = objectNode(m_snapshot, gatewayClass.meta.id(), NodeKind::GatewayClass, ClassRank);
            node.subtitle = *gatewayClass.controllerName;
            m_assembly.add(std::move(node));
        }
        for (const Gateway &gateway : m_snapshot.all<Gateway>())
            add(gateway.meta, NodeKind::Gateway, GatewayRank, *gateway.listeners);
        for (const ListenerSet &set : m_snapshot.all<ListenerSet>())
            add(set.meta, NodeKind::ListenerSet, SetRank, *set.listeners);
        addRoutes<HttpRoute>();
        addRoutes<GrpcRoute>();
        addRoutes<TlsRoute>();
        addRoutes<TcpRoute>();
        addRoutes<UdpRoute>();
        for (const Link &link : m_table.links)
            add(link);
        addActions(m_assembly, m_table, ServiceRank);
    }

private:
    static std::string listenerId(const Anchor &anchor)
    {
        return "Listener " + anchor.id.toText() + "/" + anchor.section;
    }

    void add(const ObjectMeta &meta, NodeKind kind, int rank, const std::vector<Listener> &listeners)
    {
        const int owner = m_assembly.add(objectNode(m_snapshot, meta.id(), kind, rank));
        for (const Listener &listener : listeners) {
            GraphNode node;
            node.anchor = {meta.id(), std::nullopt, std::nullopt, *listener.name};
            node.id = listenerId(node.anchor);
            node.kind = NodeKind::Listener;
            node.kindLabel = "listener";
            node.title = *listener.name;
            node.subtitle = *listener.protocol + " :" + (listener.port.isSet ? std::to_string(*listener.port) : "?");
            if (listener.hostname)
                node.subtitle += " " + *listener.hostname;
            node.ns = *meta.ns;
            node.hosts = {listener.hostname ? *listener.hostname : std::string("*")};
            node.location = meta.at(listener.at);
            node.rank = ListenerRank;
            if (*listener.protocol == "HTTPS" || *listener.protocol == "TLS") {
                const bool isPassthrough = listener.tls && listener.tls->mode.valueOr("Terminate") == "Passthrough";
                node.tls = isPassthrough ? "TLS passes through" : "TLS ends here";
            }
            GraphEdge edge;
            edge.location = node.location;
            m_assembly.join(owner, m_assembly.add(std::move(node)), edge);
        }
    }

    template<class Route>
    void addRoutes()
    {
        for (const Route &route : m_snapshot.all<Route>()) {
            GraphNode node = objectNode(m_snapshot, route.meta.id(), NodeKind::Route, RouteRank);
            for (const Text &hostname : *route.hostnames)
                node.hosts.push_back(*hostname);
            const int owner = m_assembly.add(std::move(node));
            for (std::size_t i = 0; i < route.rules->size(); ++i) {
                const auto &rule = (*route.rules)[i];
                GraphNode part;
                part.id = ruleNodeId(route.meta.id(), static_cast<int>(i));
                part.kind = NodeKind::Rule;
                part.kindLabel = "rule " + std::to_string(i);
                part.title = ruleTitle(rule);
                part.subtitle = rule.name ? *rule.name : route.meta.name.value;
                part.ns = *route.meta.ns;
                part.anchor = {route.meta.id(), static_cast<int>(i), std::nullopt, {}};
                part.location = route.meta.at(rule.at);
                part.rank = RuleRank;
                GraphEdge edge;
                edge.location = part.location;
                m_assembly.join(owner, m_assembly.add(std::move(part)), edge);
                if constexpr (requires { rule.filters; }) {
                    noteMirrors(route.meta, static_cast<int>(i), *rule.filters);
                    for (const BackendRef &backend : *rule.backendRefs)
                        noteMirrors(route.meta, static_cast<int>(i), *backend.filters);
                }
            }
        }
    }

    static std::string mirrorKey(const ResourceId &route, int rule, const ResourceId &target)
    {
        return ruleNodeId(route, rule) + ">" + objectNodeId(target);
    }

    void noteMirrors(const ObjectMeta &route, int rule, const std::vector<RouteFilter> &filters)
    {
        for (const RouteFilter &filter : filters) {
            if (!filter.requestMirror || !filter.requestMirror->backendRef)
                continue;
            const RequestMirrorFilter &mirror = *filter.requestMirror;
            const BackendObjectReference &ref = *mirror.backendRef;
            double share = 1;
            if (mirror.percent.isSet)
                share = static_cast<double>(*mirror.percent) / 100;
            else if (mirror.fraction)
                share = static_cast<double>(*mirror.fraction->numerator) /
                        static_cast<double>(std::max<std::int64_t>(mirror.fraction->denominator.valueOr(100), 1));
            const ResourceId target{ref.kind.valueOr("Service"), ref.ns.valueOr(*route.ns), *ref.name};
            m_mirrors[mirrorKey(route.id(), rule, target)] = "mirror " + percentText(share);
        }
    }

    /// The node of a Gateway, ListenerSet or listener that a route or set names as its parent.
    int parentNode(const Link &link)
    {
        const Anchor &to = link.to;
        if (!to.section.empty()) {
            if (const int listener = m_assembly.find(listenerId(to)); listener >= 0)
                return listener;
        }
        if (const int owner = m_assembly.find(objectNodeId(to.id)); owner >= 0)
            return owner;
        const int rank = to.id.kind == "ListenerSet" ? SetRank : GatewayRank;
        if (m_snapshot.meta(to.id)) // a Service as parent (mesh), …
            return m_assembly.add(objectNode(m_snapshot, to.id, NodeKind::Resource, rank));
        return m_assembly.add(missingNode(to.id, rank));
    }

    int classNode(const Link &link)
    {
        if (const int known = m_assembly.find(objectNodeId(link.to.id)); known >= 0)
            return known;
        if (link.state == LinkState::Refused)
            return m_assembly.add(missingNode(link.to.id, ClassRank));
        GraphNode node = objectNode(m_snapshot, link.to.id, NodeKind::GatewayClass, ClassRank);
        node.isLoaded = false;
        return m_assembly.add(std::move(node));
    }

    /// Where a link starts: the rule that it names, else the listener, else the object.
    int ownNode(const Anchor &from)
    {
        if (from.rule) {
            if (const int rule = m_assembly.find(ruleNodeId(from.id, *from.rule)); rule >= 0)
                return rule;
        }
        if (!from.section.empty()) {
            if (const int listener = m_assembly.find(listenerId(from)); listener >= 0)
                return listener;
        }
        return m_assembly.find(objectNodeId(from.id));
    }

    void add(const Link &link)
    {
        if (link.kind == LinkKind::Endpoints) {
            addEndpoints(m_assembly, link, EndpointRank);
            return;
        }
        int own = ownNode(link.from);
        GraphEdge edge = edgeOf(link);
        switch (link.kind) {
        case LinkKind::Class:
            if (own >= 0)
                m_assembly.join(classNode(link), own, edge);
            return;
        case LinkKind::Parent:
            if (GraphEdge *drawn =
                    link.from.section.empty() ? nullptr : m_assembly.edgeBetween(parentNode(link), own)) {
                // A listener that its own object does not serve: its one edge says so.
                edge.from = drawn->from;
                edge.to = drawn->to;
                *drawn = edge;
                return;
            }
            if (own >= 0)
                m_assembly.join(parentNode(link), own, edge);
            return;
        case LinkKind::FilterTarget:
            edge.label = "filter";
            if (const auto mirror = link.from.rule
                                        ? m_mirrors.find(mirrorKey(link.from.id, *link.from.rule, link.to.id))
                                        : m_mirrors.end();
                mirror != m_mirrors.end()) {
                edge.label = mirror->second;
                edge.isMirror = true;
            }
            [[fallthrough]];
        case LinkKind::Backend:
            if (own >= 0)
                m_assembly.join(own, targetNode(m_assembly, link, ServiceRank), edge);
            return;
        case LinkKind::Policy: // stands before what it is about
            if (own < 0 && m_snapshot.meta(link.from.id))
                own = m_assembly.add(objectNode(m_snapshot, link.from.id, NodeKind::Resource, RuleRank));
            edge.label = "policy";
            if (own >= 0)
                m_assembly.join(own, sideNode(m_assembly, link.to.id, link.state == LinkState::Refused, ServiceRank),
                                edge);
            return;
        case LinkKind::Certificate:
        case LinkKind::Grant:
            edge.label = std::string(toText(link.kind));
            if (own >= 0)
                m_assembly.join(own, sideNode(m_assembly, link.to.id, link.state == LinkState::Refused, RouteRank),
                                edge);
            return;
        case LinkKind::Endpoints:
            return;
        }
    }

    GraphAssembly &m_assembly;
    const Snapshot &m_snapshot;
    const RoutingTable &m_table;
    std::unordered_map<std::string, std::string> m_mirrors; ///< by rule and target: what stands beside the edge
};

} // namespace

void addGatewaySide(GraphAssembly &assembly, const RoutingTable &table)
{
    GatewayGraph(assembly, table).build();
}

} // namespace wayproof
