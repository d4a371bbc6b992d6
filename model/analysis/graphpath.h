// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where a decided request goes in the graph of its side, and who lost it. By node ids, so that it outlives a reload.
#pragma once

#include "model/analysis/decision.h"
#include "model/analysis/graph.h"

#include <map>
#include <string>
#include <vector>

namespace wayproof
{

/// Nodes from the class to the endpoints that the request passes or may pass; empty where no rule won.
std::vector<std::string> litPath(const Graph &graph, const Decision &decision);

/// Nodes of rules and paths that were weighed and lost, each with the reason; needs the decision's trace.
std::map<std::string, std::string> losers(const Graph &graph, const Decision &decision);

} // namespace wayproof
