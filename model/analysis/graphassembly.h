// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The graph while it is being built: nodes by id, edges by their ends. Only graphbuilder*.cpp include it.
#pragma once

#include "model/analysis/graph.h"
#include "model/resources/snapshot.h"

#include <string>
#include <unordered_map>

namespace wayproof
{

class GraphAssembly
{
public:
    explicit GraphAssembly(const Snapshot &snapshot)
        : m_snapshot(snapshot)
    {
    }

    /// Index of the node, which is added unless one with its id exists.
    int add(GraphNode node);
    int find(const std::string &id) const; ///< -1: none
    /// Adds the edge; of several with the same ends and label, one stays: a held one before an unknown before a refused
    /// one.
    GraphEdge &join(int from, int to, const GraphEdge &edge);
    GraphEdge *edgeBetween(int from, int to);
    GraphNode &node(int i) { return m_graph.nodes[static_cast<std::size_t>(i)]; }

    /// Gives every finding to the node that stands for the closest part of its subject.
    void attach(const Diagnostics &findings);
    /// Nodes by rank, in the order in which they were added.
    Graph finished(Side side) &&;

    const Snapshot &snapshot() const { return m_snapshot; }
    const Graph &graph() const { return m_graph; }

private:
    const Snapshot &m_snapshot;
    Graph m_graph;
    std::unordered_map<std::string, int> m_byId;
    std::unordered_map<std::string, std::size_t> m_edges;
};

/// A node for an object, with title and subtitle from its id; `kind` and `rank` as given.
GraphNode objectNode(const Snapshot &snapshot, const ResourceId &id, NodeKind kind, int rank);
/// A node for something that is referred to and does not exist.
GraphNode missingNode(const ResourceId &id, int rank);
/// Where a backend reference leads: a Service, another resource, or something missing; `rank` is that of Services. Its
/// endpoints are added behind it.
int targetNode(GraphAssembly &assembly, const Link &link, int rank);
/// The endpoints that a Service-to-endpoints link names, one node an address, at `rank`.
void addEndpoints(GraphAssembly &assembly, const Link &link, int rank);
/// Certificates, policies and whatever else a link joins to a node that the main layers do not hold.
int sideNode(GraphAssembly &assembly, const ResourceId &id, bool isMissing, int rank);
/// What the table's rules do, on the nodes that they come from: the shares of several backends on the edges, a rewrite
/// or a redirect in words on the card.
void addActions(GraphAssembly &assembly, const RoutingTable &table, int serviceRank);

std::string ruleNodeId(const ResourceId &id, int rule);
std::string objectNodeId(const ResourceId &id);
GraphEdge edgeOf(const Link &link);

/// The two halves of buildGraph.
void addIngressSide(GraphAssembly &assembly, const RoutingTable &table);
void addGatewaySide(GraphAssembly &assembly, const RoutingTable &table);

} // namespace wayproof
