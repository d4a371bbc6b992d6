// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/litpath.h"

#include "model/items/selection.h"
#include "model/items/tracemodel.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

/// The node that stands closest to an origin; -1 when none does.
int nodeOf(const Graph &graph, const Origin &origin)
{
    const Selection wanted = selectionOf(origin);
    int best = -1;
    int bestCloseness = 0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const int found = closeness({graph.nodes[i].anchor, {}}, wanted);
        if (found > bestCloseness) {
            best = static_cast<int>(i);
            bestCloseness = found;
        }
    }
    return best;
}

bool isOtherListener(const GraphNode &node, const std::string &listener)
{
    if (node.kind != NodeKind::Listener || listener.empty())
        return false;
    return node.anchor.id.ns + '/' + node.anchor.id.name + '/' + node.anchor.section != listener;
}

bool isServedBy(const Decision &decision, const GraphNode &node)
{
    return std::any_of(decision.backends.begin(), decision.backends.end(),
                       [&](const BackendShare &share) { return share.share > 0 && share.service == node.anchor.id; });
}

/// What leads to the node through held edges, by the listener that was taken.
void addWayTo(std::set<int> &lit, const Graph &graph, int node, const std::string &listener)
{
    if (!lit.insert(node).second)
        return;
    for (const GraphEdge &edge : graph.edges) {
        if (edge.to == node && edge.state == LinkState::Held &&
            !isOtherListener(graph.nodes[static_cast<std::size_t>(edge.from)], listener))
            addWayTo(lit, graph, edge.from, listener);
    }
}

} // namespace

std::vector<std::string> litNodes(const Graph &graph, const Decision &decision)
{
    if (!decision.match)
        return {};
    const int winner = nodeOf(graph, *decision.match);
    if (winner < 0)
        return {};
    std::set<int> lit;
    addWayTo(lit, graph, winner, decision.match->listener);
    const bool isForwarded = decision.outcome == Outcome::Forward;
    std::vector<int> backends;
    for (const GraphEdge &edge : graph.edges) {
        if (isForwarded && edge.from == winner && isServedBy(decision, graph.nodes[static_cast<std::size_t>(edge.to)]))
            backends.push_back(edge.to);
    }
    lit.insert(backends.begin(), backends.end());
    for (const GraphEdge &edge : graph.edges) {
        if (edge.state == LinkState::Held && std::find(backends.begin(), backends.end(), edge.from) != backends.end())
            lit.insert(edge.to);
    }
    std::vector<std::string> ids;
    for (const int node : lit)
        ids.push_back(graph.nodes[static_cast<std::size_t>(node)].id);
    return ids;
}

std::map<std::string, std::string> losingNodes(const Graph &graph, const Decision &decision)
{
    std::map<std::string, std::string> losers;
    std::set<std::string> winners;
    for (const TraceStep &step : decision.trace) {
        if (step.step != "rule" && step.step != "host")
            continue;
        const int node = nodeOf(graph, step.origin);
        if (node < 0)
            continue;
        const std::string &id = graph.nodes[static_cast<std::size_t>(node)].id;
        const StepResult result = stepResult(step);
        if (result == StepResult::PassedOver || result == StepResult::Lost)
            losers.emplace(id, step.result + ": " + step.reason);
        else
            winners.insert(id);
    }
    for (const std::string &id : litNodes(graph, decision))
        winners.insert(id);
    for (const std::string &id : winners)
        losers.erase(id);
    return losers;
}

} // namespace wayproof
