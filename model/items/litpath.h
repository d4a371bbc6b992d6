// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which nodes of a graph a decision went through, and which candidates lost, with the reason.
#pragma once

#include "model/analysis/decision.h"
#include "model/analysis/graph.h"

#include <map>
#include <string>
#include <vector>

namespace wayproof
{

/// Ids of the nodes from the class to the endpoints; empty where nothing of the graph takes part. Needs no trace.
std::vector<std::string> litNodes(const Graph &graph, const Decision &decision);
/// By node id: why the candidate was passed over. Needs the trace.
std::map<std::string, std::string> losingNodes(const Graph &graph, const Decision &decision);

} // namespace wayproof
