// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphfilter.h.
#include "model/analysis/graphfilter.h"

#include <algorithm>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains(const std::string &text, const std::string &part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

/// Both directions from every named node: upstream of it and downstream of it, never up and down again.
std::vector<char> waysThrough(const Graph &graph, const std::vector<char> &isNamed)
{
    std::vector<char> isOnWay = isNamed;
    for (const bool isForward : {true, false}) {
        std::vector<std::vector<int>> next(graph.nodes.size());
        for (const GraphEdge &edge : graph.edges)
            next[static_cast<std::size_t>(isForward ? edge.from : edge.to)].push_back(isForward ? edge.to : edge.from);
        std::vector<char> isSeen = isNamed;
        std::vector<int> pending;
        for (std::size_t i = 0; i < isNamed.size(); ++i) {
            if (isNamed[i])
                pending.push_back(static_cast<int>(i));
        }
        while (!pending.empty()) {
            const auto at = static_cast<std::size_t>(pending.back());
            pending.pop_back();
            isOnWay[at] = 1;
            for (const int neighbour : next[at]) {
                if (!isSeen[static_cast<std::size_t>(neighbour)]) {
                    isSeen[static_cast<std::size_t>(neighbour)] = 1;
                    pending.push_back(neighbour);
                }
            }
        }
    }
    return isOnWay;
}

} // namespace

GraphMatches matchesOf(const Graph &graph, const GraphFilter &filter)
{
    GraphMatches matches;
    matches.isNamed.assign(graph.nodes.size(), 0);
    matches.isShown.assign(graph.nodes.size(), 1);
    const auto narrow = [&](const auto &isMeant) {
        std::vector<char> isNamed(graph.nodes.size(), 0);
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            isNamed[i] = isMeant(graph.nodes[i]) ? 1 : 0;
        const std::vector<char> isOnWay = waysThrough(graph, isNamed);
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            matches.isNamed[i] = static_cast<char>(matches.isNamed[i] | isNamed[i]);
            matches.isShown[i] = static_cast<char>(matches.isShown[i] & isOnWay[i]);
        }
    };
    if (!filter.text.empty()) {
        narrow([&](const GraphNode &node) {
            return contains(node.title, filter.text) || contains(node.subtitle, filter.text) ||
                   contains(node.kindLabel, filter.text);
        });
    }
    if (!filter.namespaces.empty())
        narrow([&](const GraphNode &node) { return filter.namespaces.contains(node.ns); });
    if (!filter.host.empty()) {
        narrow([&](const GraphNode &node) {
            return std::find(node.hosts.begin(), node.hosts.end(), filter.host) != node.hosts.end();
        });
    }
    if (!filter.focus.empty())
        narrow([&](const GraphNode &node) { return node.id == filter.focus; });
    matches.named = static_cast<int>(std::count(matches.isNamed.begin(), matches.isNamed.end(), 1));
    matches.shown = static_cast<int>(std::count(matches.isShown.begin(), matches.isShown.end(), 1));
    return matches;
}

Graph subgraph(const Graph &graph, const std::vector<char> &isShown)
{
    Graph part;
    part.side = graph.side;
    std::vector<int> renamed(graph.nodes.size(), -1);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (!isShown[i])
            continue;
        renamed[i] = static_cast<int>(part.nodes.size());
        part.nodes.push_back(graph.nodes[i]);
    }
    for (const GraphEdge &edge : graph.edges) {
        const int from = renamed[static_cast<std::size_t>(edge.from)];
        const int to = renamed[static_cast<std::size_t>(edge.to)];
        if (from < 0 || to < 0)
            continue;
        part.edges.push_back(edge);
        part.edges.back().from = from;
        part.edges.back().to = to;
    }
    return part;
}

} // namespace wayproof
