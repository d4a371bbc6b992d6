// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/resourcenodes.h"

#include <algorithm>
#include <array>
#include <map>

namespace wayproof
{

namespace
{

constexpr std::array<std::string_view, 19> kindOrder{
    "IngressClass", "Ingress",       "GatewayClass", "Gateway",        "ListenerSet",      "HTTPRoute", "GRPCRoute",
    "TLSRoute",     "TCPRoute",      "UDPRoute",     "ReferenceGrant", "BackendTLSPolicy", "Service",   "EndpointSlice",
    "Endpoints",    "NetworkPolicy", "Secret",       "ConfigMap",      "Namespace"};

std::size_t rankOfKind(const std::string &kind)
{
    return static_cast<std::size_t>(std::find(kindOrder.begin(), kindOrder.end(), kind) - kindOrder.begin());
}

std::optional<Side> sideOfKind(const std::string &kind)
{
    if (kind == "Ingress" || kind == "IngressClass")
        return Side::Ingress;
    constexpr std::array<std::string_view, 8> gatewayKinds{"GatewayClass", "Gateway",  "ListenerSet", "HTTPRoute",
                                                           "GRPCRoute",    "TLSRoute", "TCPRoute",    "UDPRoute"};
    if (std::find(gatewayKinds.begin(), gatewayKinds.end(), kind) != gatewayKinds.end())
        return Side::Gateway;
    return std::nullopt;
}

ResourceNode part(const ObjectMeta &meta, std::string kind, std::string text, std::string detail, Position at,
                  Anchor anchor)
{
    ResourceNode node;
    node.level = ResourceNode::Level::Part;
    node.kind = std::move(kind);
    node.text = std::move(text);
    node.detail = std::move(detail);
    node.side = sideOfKind(meta.kind);
    anchor.id = meta.id();
    node.selection = {std::move(anchor), meta.at(at)};
    return node;
}

std::string backendText(const IngressBackend &backend)
{
    if (backend.service) {
        const auto &port = backend.service->port;
        return backend.service->name.value + ':' +
               (port.name ? port.name.value : (port.number ? std::to_string(port.number.value) : std::string("?")));
    }
    return backend.resource ? backend.resource->kind.value + ' ' + backend.resource->name.value : std::string();
}

std::string backendText(const std::vector<BackendRef> &backends)
{
    std::string text;
    for (const BackendRef &backend : backends) {
        text += (text.empty() ? "" : ", ") + backend.ref.name.value;
        if (backend.ref.port)
            text += ':' + std::to_string(backend.ref.port.value);
        if (backends.size() > 1)
            text += " ×" + std::to_string(backend.weight.valueOr(1));
    }
    return text;
}

std::string counted(std::size_t count, const char *one, const char *many)
{
    return std::to_string(count) + ' ' + (count == 1 ? one : many);
}

using Parts = std::vector<ResourceNode>;

Parts partsOf(const Ingress &ingress)
{
    Parts parts;
    if (ingress.defaultBackend)
        parts.push_back(part(ingress.meta, "path", "default backend", backendText(*ingress.defaultBackend),
                             ingress.defaultBackend.at, {.id = {}, .rule = {}, .match = -1, .section = {}}));
    int ruleIndex = 0;
    for (const IngressRule &rule : ingress.rules.value) {
        int pathIndex = 0;
        const std::string host = rule.host.value.empty() ? "*" : rule.host.value;
        for (const HttpIngressPath &path : rule.paths.value) {
            parts.push_back(
                part(ingress.meta, "path", host + path.path.valueOr("/"),
                     path.pathType.value + " → " + (path.backend ? backendText(*path.backend) : std::string("?")),
                     path.at, {.id = {}, .rule = ruleIndex, .match = pathIndex, .section = {}}));
            ++pathIndex;
        }
        ++ruleIndex;
    }
    return parts;
}

Parts listenerParts(const ObjectMeta &meta, const std::vector<Listener> &listeners)
{
    Parts parts;
    for (const Listener &listener : listeners)
        parts.push_back(part(meta, "listener", listener.name.value,
                             listener.protocol.value + ' ' + std::to_string(listener.port.value) +
                                 (listener.hostname.value.empty() ? "" : ' ' + listener.hostname.value),
                             listener.at, {.id = {}, .rule = {}, .match = {}, .section = listener.name.value}));
    return parts;
}

std::string matchText(const HttpRouteRule &rule)
{
    if (rule.matches.value.empty())
        return "every request";
    const HttpRouteMatch &match = rule.matches.value.front();
    std::string text = match.path ? match.path->value.valueOr("/") : "/";
    if (match.method)
        text = match.method.value + ' ' + text;
    if (!match.headers.value.empty())
        text += " + " + counted(match.headers.value.size(), "header", "headers");
    if (rule.matches.value.size() > 1)
        text += " (+" + std::to_string(rule.matches.value.size() - 1) + ')';
    return text;
}

Parts partsOf(const HttpRoute &route)
{
    Parts parts;
    int index = 0;
    for (const HttpRouteRule &rule : route.rules.value) {
        parts.push_back(part(route.meta, "rule", matchText(rule), backendText(rule.backendRefs.value), rule.at,
                             {.id = {}, .rule = index, .match = {}, .section = {}}));
        ++index;
    }
    return parts;
}

template<class Route>
Parts numberedRules(const Route &route)
{
    Parts parts;
    int index = 0;
    for (const auto &rule : route.rules.value) {
        parts.push_back(
            part(route.meta, "rule", rule.name.value.empty() ? "rule " + std::to_string(index) : rule.name.value,
                 backendText(rule.backendRefs.value), rule.at, {.id = {}, .rule = index, .match = {}, .section = {}}));
        ++index;
    }
    return parts;
}

Parts partsOf(const Service &service)
{
    Parts parts;
    for (const ServicePort &port : service.ports.value) {
        std::string target;
        if (port.targetPort)
            target = "→ " +
                     (port.targetPort->name.empty() ? std::to_string(port.targetPort->number) : port.targetPort->name);
        parts.push_back(part(service.meta, "port",
                             std::to_string(port.port.value) + (port.name ? ' ' + port.name.value : ""), target,
                             port.at, {.id = {}, .rule = {}, .match = {}, .section = {}}));
    }
    return parts;
}

std::map<ResourceId, Parts> allParts(const Snapshot &snapshot)
{
    std::map<ResourceId, Parts> parts;
    for (const auto &ingress : snapshot.all<Ingress>())
        parts[ingress.meta.id()] = partsOf(ingress);
    for (const auto &gateway : snapshot.all<Gateway>())
        parts[gateway.meta.id()] = listenerParts(gateway.meta, gateway.listeners.value);
    for (const auto &set : snapshot.all<ListenerSet>())
        parts[set.meta.id()] = listenerParts(set.meta, set.listeners.value);
    for (const auto &route : snapshot.all<HttpRoute>())
        parts[route.meta.id()] = partsOf(route);
    for (const auto &route : snapshot.all<GrpcRoute>())
        parts[route.meta.id()] = numberedRules(route);
    for (const auto &route : snapshot.all<TlsRoute>())
        parts[route.meta.id()] = numberedRules(route);
    for (const auto &route : snapshot.all<TcpRoute>())
        parts[route.meta.id()] = numberedRules(route);
    for (const auto &route : snapshot.all<UdpRoute>())
        parts[route.meta.id()] = numberedRules(route);
    for (const auto &service : snapshot.all<Service>())
        parts[service.meta.id()] = partsOf(service);
    return parts;
}

void addFinding(ResourceNode &node, Severity severity)
{
    ++node.findingCount;
    node.worst = node.worst ? std::min(*node.worst, severity) : severity;
}

ResourceNode group(ResourceNode::Level level, std::string kind, std::string text)
{
    ResourceNode node;
    node.level = level;
    node.kind = std::move(kind);
    node.text = std::move(text);
    return node;
}

void includeBelow(ResourceNode &above, const ResourceNode &below)
{
    above.findingCount += below.findingCount;
    if (below.worst)
        above.worst = above.worst ? std::min(*above.worst, *below.worst) : *below.worst;
    above.isChanged = above.isChanged || below.isChanged;
}

} // namespace

std::vector<ResourceNode> resourceNodes(const Snapshot &snapshot, const Diagnostics &findings,
                                        const std::set<ResourceId> &changed)
{
    std::map<ResourceId, Parts> parts = allParts(snapshot);
    std::map<ResourceId, std::vector<Severity>> severities;
    for (const Diagnostic &finding : findings)
        severities[finding.subject].push_back(finding.severity);

    using KindKey = std::pair<std::size_t, std::string>;
    std::map<std::string, std::map<KindKey, std::map<std::string, ResourceNode>>> tree;
    for (const ObjectMeta *meta : snapshot.allMeta()) {
        const ResourceId id = meta->id();
        ResourceNode node = group(ResourceNode::Level::Object, meta->kind, meta->name.value);
        node.selection = {{.id = id, .rule = {}, .match = {}, .section = {}}, meta->source};
        node.side = sideOfKind(meta->kind);
        node.isChanged = changed.contains(id);
        for (const Severity severity : severities[id])
            addFinding(node, severity);
        node.children = std::move(parts[id]);
        tree[id.ns][{rankOfKind(meta->kind), meta->kind}].emplace(id.name, std::move(node));
    }

    std::vector<ResourceNode> roots;
    for (auto &[ns, kinds] : tree) {
        ResourceNode root = group(ResourceNode::Level::Namespace, "namespace", ns.empty() ? "Cluster-wide" : ns);
        for (auto &[key, objects] : kinds) {
            ResourceNode kind = group(ResourceNode::Level::Kind, key.second, key.second);
            kind.detail = std::to_string(objects.size());
            kind.side = sideOfKind(key.second);
            for (auto &[name, object] : objects) {
                includeBelow(kind, object);
                kind.children.push_back(std::move(object));
            }
            includeBelow(root, kind);
            root.children.push_back(std::move(kind));
        }
        roots.push_back(std::move(root));
    }
    return roots;
}

} // namespace wayproof
