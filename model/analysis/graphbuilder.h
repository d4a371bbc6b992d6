// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From one side's routing table to its graph. Decides nothing about routing: every edge's state and reason is the
// table's.
#pragma once

#include "model/analysis/graph.h"
#include "model/resources/snapshot.h"

namespace wayproof
{

/// The graph of the table's side, with badges from the findings of the table and, about the same objects, of the
/// snapshot.
Graph buildGraph(const Snapshot &snapshot, const RoutingTable &table);

} // namespace wayproof
