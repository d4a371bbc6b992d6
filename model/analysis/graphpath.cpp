// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphpath.h.
#include "model/analysis/graphpath.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The node of the rule or path that an origin names: the closest that there is. -1: none.
int nodeOf(const Graph &graph, const Origin &origin)
{
    int best = -1;
    int closest = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const Anchor &anchor = graph.nodes[i].anchor;
        const NodeKind kind = graph.nodes[i].kind;
        const bool isPart = kind == NodeKind::Rule || kind == NodeKind::HostPath || kind == NodeKind::Route ||
                            kind == NodeKind::Ingress;
        if (!isPart || anchor.id != origin.resource)
            continue;
        // An Ingress' default backend is match -1 in the graph and nothing at all in a decision.
        const bool isDefault = anchor.match && *anchor.match < 0;
        if (isDefault ? origin.rule.has_value() || (origin.match && *origin.match >= 0)
                      : (anchor.rule && anchor.rule != origin.rule) || (anchor.match && anchor.match != origin.match))
            continue;
        const int now = 1 + (anchor.rule ? 1 : 0) + (anchor.match ? 1 : 0);
        if (now > closest) {
            closest = now;
            best = static_cast<int>(i);
        }
    }
    return best;
}

bool isListener(const GraphNode &node, const std::string &name)
{
    return node.kind == NodeKind::Listener && node.anchor.id.path() + "/" + node.anchor.section == name;
}

} // namespace

std::vector<std::string> litPath(const Graph &graph, const Decision &decision)
{
    if (!decision.match || decision.match->resource.isNull())
        return {};
    const int start = nodeOf(graph, *decision.match);
    if (start < 0)
        return {};
    std::vector<char> isLit(graph.nodes.size(), 0);
    const auto at = [](int i) { return static_cast<std::size_t>(i); };
    isLit[at(start)] = 1;

    // Back to the class, by edges that hold; of several listeners only by the one that took the request.
    std::vector<int> pending = {start};
    while (!pending.empty()) {
        const int here = pending.back();
        pending.pop_back();
        for (const GraphEdge &edge : graph.edges) {
            const GraphNode &from = graph.nodes[at(edge.from)];
            if (edge.to != here || edge.state == LinkState::Refused || isLit[at(edge.from)])
                continue;
            const bool isOtherWay = (from.kind == NodeKind::Listener && !decision.match->listener.empty() &&
                                     !isListener(from, decision.match->listener)) ||
                                    (from.kind == NodeKind::Gateway && graph.nodes[at(here)].kind == NodeKind::Route) ||
                                    from.kind == NodeKind::Resource;
            if (isOtherWay)
                continue;
            isLit[at(edge.from)] = 1;
            pending.push_back(edge.from);
        }
    }
    // On to the endpoints, of the backends that have a share.
    for (const GraphEdge &edge : graph.edges) {
        const GraphNode &to = graph.nodes[at(edge.to)];
        const bool isShare =
            edge.from == start &&
            std::any_of(decision.backends.begin(), decision.backends.end(),
                        [&](const BackendShare &share) { return share.share > 0 && share.service == to.anchor.id; });
        if (!isShare)
            continue;
        isLit[at(edge.to)] = 1;
        for (const GraphEdge &next : graph.edges) {
            if (next.from == edge.to && next.state != LinkState::Refused &&
                graph.nodes[at(next.to)].kind == NodeKind::Endpoint)
                isLit[at(next.to)] = 1;
        }
    }
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < isLit.size(); ++i) {
        if (isLit[i])
            ids.push_back(graph.nodes[i].id);
    }
    return ids;
}

std::map<std::string, std::string> losers(const Graph &graph, const Decision &decision)
{
    std::map<std::string, std::string> lost;
    const int winner = decision.match ? nodeOf(graph, *decision.match) : -1;
    for (const TraceStep &step : decision.trace) {
        if (step.step != "rule" || step.origin.resource.isNull() || step.result == "chosen" || step.reason.empty())
            continue;
        const int node = nodeOf(graph, step.origin);
        if (node < 0 || node == winner)
            continue;
        lost.emplace(graph.nodes[static_cast<std::size_t>(node)].id, step.reason);
    }
    return lost;
}

} // namespace wayproof
