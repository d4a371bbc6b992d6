// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Generated, deliberately tangled graphs of six layers for the layout and canvas benchmarks.
#pragma once

#include "model/analysis/graph.h"

#include <cstdint>

namespace wayproof::bench
{

/// About `nodes` nodes in six layers (class, gateway, listener, route, rule, service) with 1.3 edges a node; one
/// reference to a service in ten goes anywhere, the others stay near. The same for the same arguments.
Graph tangledGraph(int nodes, std::uint32_t seed);

} // namespace wayproof::bench
