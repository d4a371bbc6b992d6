// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Choosing a part of a graph: by text, namespace, host, or around one node. What is left out is always counted.
#pragma once

#include "model/analysis/graph.h"

#include <set>
#include <string>
#include <vector>

namespace wayproof
{

/// Every criterion that is set must hold. The whole graph passes an empty filter.
struct GraphFilter {
    std::string text;                 ///< part of a kind, title or subtitle, ASCII letters without case
    std::set<std::string> namespaces; ///< empty: all
    std::string host;                 ///< a host pattern as written; empty: all
    std::string focus;                ///< id of a node: only what leads to it and what it leads to; empty: all
    bool isEmpty() const { return text.empty() && namespaces.empty() && host.empty() && focus.empty(); }
    bool operator==(const GraphFilter &) const = default;
};

struct GraphMatches {
    std::vector<char> isNamed; ///< per node: it satisfies a criterion itself
    std::vector<char> isShown; ///< per node: it lies on a way through one that does, for every criterion
    int named = 0;
    int shown = 0;
};

GraphMatches matchesOf(const Graph &graph, const GraphFilter &filter);

/// The shown nodes and the edges between them, in the same order.
Graph subgraph(const Graph &graph, const std::vector<char> &isShown);

} // namespace wayproof
