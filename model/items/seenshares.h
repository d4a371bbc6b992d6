// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A sample's shares in words, and the edges of the graph that they belong to.
#pragma once

#include "model/analysis/graphpath.h"
#include "model/probe/sharesample.h"

#include <string>
#include <vector>

namespace wayproof
{

/// What was seen of one edge, by the ids of its nodes.
struct SeenEdge {
    std::string from;
    std::string to;
    std::string text;             ///< "89.7 % ±0.7"
    std::optional<bool> isWithin; ///< whether that fits the predicted share
    bool operator==(const SeenEdge &) const = default;
};

/// "89.7 % ±0.7"; the greater half of an interval that is not symmetric.
std::string seenText(double observed, const ShareInterval &interval);
/// For the edges from the rule that decided to its backends. Empty where nothing was answered.
std::vector<SeenEdge> seenEdges(const Graph &graph, const Decision &decision, const ShareSample &sample);

} // namespace wayproof
