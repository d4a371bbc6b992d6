// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The Ingress side's graph, and the front door. The Gateway side is in graphbuildergateway.cpp.
#include "model/analysis/graphbuilder.h"

#include "model/analysis/graphassembly.h"

namespace wayproof
{

namespace
{

// Layers, from where traffic comes in.
enum Layer { ClassRank, IngressRank, PathRank, ServiceRank, EndpointRank };

std::string hostPathId(const Ingress &ingress, const std::string &host, const HttpIngressPath &path)
{
    return "HostPath " + ingress.meta.id().path() + " " + host + *path.path + " " + *path.pathType;
}

GraphNode hostPathNode(const Ingress &ingress, int rule, int match)
{
    GraphNode node;
    const IngressRule &of = (*ingress.rules)[static_cast<std::size_t>(rule)];
    const HttpIngressPath &path = (*of.paths)[static_cast<std::size_t>(match)];
    const std::string host = of.host->empty() ? "*" : *of.host;
    node.id = hostPathId(ingress, host, path);
    node.kind = NodeKind::HostPath;
    node.kindLabel = "host and path";
    node.title = host + (path.path->empty() ? "/" : *path.path);
    node.subtitle = path.pathType.isSet ? *path.pathType : "no path type";
    node.ns = *ingress.meta.ns;
    node.hosts = {host};
    node.anchor = {ingress.meta.id(), rule, match, {}};
    node.location = ingress.meta.at(path.at);
    node.rank = PathRank;
    return node;
}

GraphNode defaultBackendNode(const Ingress &ingress)
{
    GraphNode node;
    node.id = "HostPath " + ingress.meta.id().path() + " default backend";
    node.kind = NodeKind::HostPath;
    node.kindLabel = "default backend";
    node.title = "everything else";
    node.subtitle = "default backend";
    node.ns = *ingress.meta.ns;
    node.hosts = {"*"};
    node.anchor = {ingress.meta.id(), std::nullopt, -1, {}};
    node.location = ingress.meta.at(ingress.defaultBackend.at);
    node.rank = PathRank;
    return node;
}

class IngressGraph
{
public:
    IngressGraph(GraphAssembly &assembly, const RoutingTable &table)
        : m_assembly(assembly)
        , m_table(table)
    {
    }
    void build()
    {
        for (const IngressClass &ingressClass : m_assembly.snapshot().all<IngressClass>()) {
            GraphNode node =
                objectNode(m_assembly.snapshot(), ingressClass.meta.id(), NodeKind::IngressClass, ClassRank);
            node.subtitle = *ingressClass.controller;
            m_assembly.add(std::move(node));
        }
        for (const Ingress &ingress : m_assembly.snapshot().all<Ingress>())
            add(ingress);
        for (const Link &link : m_table.links)
            add(link);
        addActions(m_assembly, m_table, ServiceRank);
    }

private:
    void add(const Ingress &ingress)
    {
        GraphNode node = objectNode(m_assembly.snapshot(), ingress.meta.id(), NodeKind::Ingress, IngressRank);
        for (const IngressRule &rule : *ingress.rules)
            node.hosts.push_back(rule.host->empty() ? "*" : *rule.host);
        const int owner = m_assembly.add(std::move(node));
        GraphEdge edge;
        for (std::size_t r = 0; r < ingress.rules->size(); ++r) {
            for (std::size_t p = 0; p < (*ingress.rules)[r].paths->size(); ++p) {
                GraphNode path = hostPathNode(ingress, static_cast<int>(r), static_cast<int>(p));
                for (int copy = 2; m_assembly.find(path.id) >= 0; ++copy) // the same path written twice
                    path.id = hostPathNode(ingress, static_cast<int>(r), static_cast<int>(p)).id + " #" +
                              std::to_string(copy);
                edge.location = path.location;
                m_pathIds[anchorKey(path.anchor)] = path.id;
                m_assembly.join(owner, m_assembly.add(std::move(path)), edge);
            }
        }
        if (ingress.defaultBackend.isSet) {
            GraphNode path = defaultBackendNode(ingress);
            edge.location = path.location;
            m_pathIds[anchorKey(path.anchor)] = path.id;
            m_assembly.join(owner, m_assembly.add(std::move(path)), edge);
        }
    }

    void add(const Link &link)
    {
        const int ingress = m_assembly.find(objectNodeId(link.from.id));
        switch (link.kind) {
        case LinkKind::Class: {
            if (ingress < 0)
                return;
            // Claimed by a name that no IngressClass has, or by none at all: still an edge from somewhere.
            ResourceId id = link.to.id;
            const bool exists = m_assembly.snapshot().meta(id) != nullptr;
            if (id.name.empty())
                id.name = "(no class)";
            int from = 0;
            if (exists) {
                from = m_assembly.find(objectNodeId(id));
            } else if (link.state == LinkState::Refused) {
                from = m_assembly.add(missingNode(id, ClassRank));
            } else {
                GraphNode node = objectNode(m_assembly.snapshot(), id, NodeKind::IngressClass, ClassRank);
                node.isLoaded = false;
                from = m_assembly.add(std::move(node));
            }
            m_assembly.join(from, ingress, edgeOf(link));
            return;
        }
        case LinkKind::Backend: {
            const auto path = m_pathIds.find(anchorKey(link.from));
            const int from = path == m_pathIds.end() ? ingress : m_assembly.find(path->second);
            if (from >= 0)
                m_assembly.join(from, targetNode(m_assembly, link, ServiceRank), edgeOf(link));
            return;
        }
        case LinkKind::Endpoints:
            addEndpoints(m_assembly, link, EndpointRank);
            return;
        case LinkKind::Certificate:
        case LinkKind::FilterTarget:
        case LinkKind::Policy:
        case LinkKind::Parent:
        case LinkKind::Grant:
            break;
        }
        if (ingress < 0)
            return;
        GraphEdge edge = edgeOf(link);
        edge.label = std::string(toText(link.kind));
        m_assembly.join(ingress, sideNode(m_assembly, link.to.id, link.state == LinkState::Refused, PathRank), edge);
    }

    static std::string anchorKey(const Anchor &anchor)
    {
        return anchor.id.toText() + "|" + (anchor.rule ? std::to_string(*anchor.rule) : "") + "|" +
               (anchor.match ? std::to_string(*anchor.match) : "");
    }

    GraphAssembly &m_assembly;
    const RoutingTable &m_table;
    std::unordered_map<std::string, std::string> m_pathIds;
};

} // namespace

void addIngressSide(GraphAssembly &assembly, const RoutingTable &table)
{
    IngressGraph(assembly, table).build();
}

Graph buildGraph(const Snapshot &snapshot, const RoutingTable &table)
{
    GraphAssembly assembly(snapshot);
    if (table.side == Side::Ingress)
        addIngressSide(assembly, table);
    else
        addGatewaySide(assembly, table);
    Diagnostics findings = table.findings;
    findings.insert(findings.end(), snapshot.findings().begin(), snapshot.findings().end());
    assembly.attach(findings);
    return std::move(assembly).finished(table.side);
}

} // namespace wayproof
