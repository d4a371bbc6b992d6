// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What both sides' graphs are put together from. See graphassembly.h.
#include "model/analysis/graphassembly.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace wayproof
{

namespace
{

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

int strength(LinkState state)
{
    return state == LinkState::Held ? 2 : state == LinkState::Unknown ? 1 : 0;
}

/// One endpoint of a Service.
void addEndpoint(GraphAssembly &assembly, int service, const ObjectMeta &meta, const std::string &address, bool isReady,
                 int rank, Position at)
{
    GraphNode node;
    const GraphNode &owner = assembly.graph().nodes[index(service)];
    node.id = "Endpoint " + owner.id + " " + address;
    node.kind = NodeKind::Endpoint;
    node.kindLabel = "Endpoint";
    node.title = address;
    node.subtitle = isReady ? "ready" : "not ready";
    node.ns = *meta.ns;
    node.anchor.id = meta.id();
    node.location = meta.at(at);
    node.rank = rank;
    GraphEdge edge;
    edge.location = node.location;
    if (!isReady) {
        edge.state = LinkState::Refused;
        edge.code = "NotReady";
        edge.reason = "The endpoint is not ready, so it gets no requests.";
    }
    const int to = assembly.add(std::move(node));
    assembly.join(service, to, edge);
}

std::string withPort(const std::string &address, const std::vector<EndpointPort> &ports)
{
    if (ports.empty() || !ports.front().port.isSet)
        return address;
    const bool isIpv6 = address.find(':') != std::string::npos;
    return (isIpv6 ? "[" + address + "]" : address) + ":" + std::to_string(*ports.front().port);
}

} // namespace

int GraphAssembly::add(GraphNode node)
{
    const auto [found, isNew] = m_byId.emplace(node.id, static_cast<int>(m_graph.nodes.size()));
    if (isNew)
        m_graph.nodes.push_back(std::move(node));
    return found->second;
}

int GraphAssembly::find(const std::string &id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? -1 : found->second;
}

GraphEdge &GraphAssembly::join(int from, int to, const GraphEdge &edge)
{
    const std::string key = std::to_string(from) + ">" + std::to_string(to) + ">" + edge.label;
    const auto [found, isNew] = m_edges.emplace(key, m_graph.edges.size());
    if (isNew) {
        m_graph.edges.push_back(edge);
        m_graph.edges.back().from = from;
        m_graph.edges.back().to = to;
        return m_graph.edges.back();
    }
    GraphEdge &known = m_graph.edges[found->second];
    if (strength(edge.state) > strength(known.state)) {
        known = edge;
        known.from = from;
        known.to = to;
    }
    return known;
}

GraphEdge *GraphAssembly::edgeBetween(int from, int to)
{
    const auto found = m_edges.find(std::to_string(from) + ">" + std::to_string(to) + ">");
    return found == m_edges.end() ? nullptr : &m_graph.edges[found->second];
}

void GraphAssembly::attach(const Diagnostics &findings)
{
    std::unordered_map<ResourceId, std::vector<int>> bySubject;
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        const GraphNode &node = m_graph.nodes[i];
        if (node.kind != NodeKind::Endpoint && node.kind != NodeKind::Missing && !node.anchor.id.isNull())
            bySubject[node.anchor.id].push_back(static_cast<int>(i));
    }
    std::set<std::tuple<std::string, std::string, std::uint32_t, std::uint32_t>> seen;
    for (const Diagnostic &finding : findings) {
        const auto nodes = bySubject.find(finding.subject);
        if (nodes == bySubject.end() ||
            !seen.insert({finding.code, finding.message, finding.location.at.line, finding.location.at.column}).second)
            continue;
        // The object itself comes first; a part of it that begins later, but not after the finding, is closer.
        int closest = nodes->second.front();
        for (const int node : nodes->second) {
            const Position at = m_graph.nodes[index(node)].location.at;
            const Position best = m_graph.nodes[index(closest)].location.at;
            if (finding.location.at.isKnown() && at.line <= finding.location.at.line && at.line > best.line)
                closest = node;
        }
        GraphNode &node = m_graph.nodes[index(closest)];
        if (!node.badge || finding.severity < *node.badge)
            node.badge = finding.severity;
        ++node.findingCount;
        node.note += (node.note.empty() ? "" : "\n") + finding.message;
    }
}

Graph GraphAssembly::finished(Side side) &&
{
    std::vector<int> order(m_graph.nodes.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = static_cast<int>(i);
    std::stable_sort(order.begin(), order.end(),
                     [this](int a, int b) { return m_graph.nodes[index(a)].rank < m_graph.nodes[index(b)].rank; });
    std::vector<int> renamed(order.size());
    Graph graph;
    graph.side = side;
    for (std::size_t i = 0; i < order.size(); ++i) {
        renamed[index(order[i])] = static_cast<int>(i);
        graph.nodes.push_back(std::move(m_graph.nodes[index(order[i])]));
    }
    graph.edges = std::move(m_graph.edges);
    for (GraphEdge &edge : graph.edges) {
        edge.from = renamed[index(edge.from)];
        edge.to = renamed[index(edge.to)];
    }
    std::stable_sort(graph.edges.begin(), graph.edges.end(), [](const GraphEdge &a, const GraphEdge &b) {
        return std::tie(a.from, a.to) < std::tie(b.from, b.to);
    });
    return graph;
}

std::string objectNodeId(const ResourceId &id)
{
    return id.toText();
}

std::string ruleNodeId(const ResourceId &id, int rule)
{
    return id.toText() + " rule " + std::to_string(rule);
}

GraphNode objectNode(const Snapshot &snapshot, const ResourceId &id, NodeKind kind, int rank)
{
    GraphNode node;
    node.id = objectNodeId(id);
    node.kind = kind;
    node.kindLabel = id.kind;
    node.title = id.name;
    node.subtitle = id.ns;
    node.ns = id.ns;
    node.anchor.id = id;
    node.rank = rank;
    if (const ObjectMeta *meta = snapshot.meta(id))
        node.location = meta->source;
    return node;
}

GraphNode missingNode(const ResourceId &id, int rank)
{
    GraphNode node;
    node.id = "missing " + objectNodeId(id);
    node.kind = NodeKind::Missing;
    node.kindLabel = "missing " + id.kind;
    node.title = id.name.empty() ? "(no name)" : id.name;
    node.subtitle = id.ns;
    node.ns = id.ns;
    node.anchor.id = id;
    node.rank = rank;
    return node;
}

GraphEdge edgeOf(const Link &link)
{
    GraphEdge edge;
    edge.state = link.state;
    edge.code = link.code;
    edge.reason = link.state == LinkState::Held ? std::string() : link.reason;
    edge.location = link.source;
    return edge;
}

int targetNode(GraphAssembly &assembly, const Link &link, int rank)
{
    const ResourceId &id = link.to.id;
    if (assembly.snapshot().meta(id))
        return assembly.add(
            objectNode(assembly.snapshot(), id, id.kind == "Service" ? NodeKind::Service : NodeKind::Resource, rank));
    if (link.state == LinkState::Refused && id.kind == "Service")
        return assembly.add(missingNode(id, rank));
    GraphNode node =
        objectNode(assembly.snapshot(), id, id.kind == "Service" ? NodeKind::Service : NodeKind::Resource, rank);
    node.isLoaded = false;
    node.note = "Not loaded; taken to exist.";
    return assembly.add(std::move(node));
}

int sideNode(GraphAssembly &assembly, const ResourceId &id, bool isMissing, int rank)
{
    const int known = assembly.find(objectNodeId(id));
    if (known >= 0)
        return known;
    if (isMissing && !assembly.snapshot().meta(id))
        return assembly.add(missingNode(id, rank));
    GraphNode node = objectNode(assembly.snapshot(), id, NodeKind::Resource, rank);
    node.isLoaded = assembly.snapshot().meta(id) != nullptr;
    return assembly.add(std::move(node));
}

void addEndpoints(GraphAssembly &assembly, const Link &link, int rank)
{
    const int service = assembly.find(objectNodeId(link.from.id));
    if (service < 0)
        return;
    const Snapshot &snapshot = assembly.snapshot();
    if (const auto *slice = snapshot.find<EndpointSlice>(link.to.id.ns, link.to.id.name);
        slice && link.to.id.kind == "EndpointSlice") {
        for (const Endpoint &endpoint : slice->endpoints) {
            for (const Text &address : *endpoint.addresses)
                addEndpoint(assembly, service, slice->meta, withPort(*address, slice->ports),
                            endpoint.ready.valueOr(true), rank, endpoint.at);
        }
    } else if (const auto *endpoints = snapshot.find<Endpoints>(link.to.id.ns, link.to.id.name);
               endpoints && link.to.id.kind == "Endpoints") {
        for (const EndpointsSubset &subset : endpoints->subsets) {
            for (const std::string &address : subset.addresses)
                addEndpoint(assembly, service, endpoints->meta, withPort(address, subset.ports), true, rank, {});
            for (const std::string &address : subset.notReadyAddresses)
                addEndpoint(assembly, service, endpoints->meta, withPort(address, subset.ports), false, rank, {});
        }
    } else {
        assembly.join(service, sideNode(assembly, link.to.id, link.state == LinkState::Refused, rank), edgeOf(link));
    }
}

} // namespace wayproof
