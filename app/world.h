// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Everything that follows from one state of the sources: what the window shows. Immutable; made on a worker, swapped as
// a whole.
#pragma once

#include "model/analysis/graph.h"
#include "model/analysis/lint.h"
#include "model/analysis/simulator.h"
#include "model/items/requestdraft.h"
#include "model/items/resourcenodes.h"
#include "model/resources/snapshot.h"
#include "model/routing/compile.h"

#include <memory>
#include <set>
#include <string>

namespace wayproof
{

struct WorldSide {
    RoutingTablePtr table;
    std::shared_ptr<const Simulator> simulator;
    std::shared_ptr<const Graph> graph;
    /// How the nodes of each layer follow each other; the canvases place them by it.
    std::shared_ptr<const LayerOrder> order;
    bool isLoaded = false; ///< whether the sources say anything about this side
};

struct World {
    SnapshotPtr snapshot;
    WorldSide ingress;
    WorldSide gateway;
    std::shared_ptr<const std::vector<ResourceNode>> nodes; ///< the resource tree
    RequestDraft firstRequest;    ///< what to ask of these sources while nobody asked anything else
    std::vector<Finding> lint;    ///< the loader's findings and both compilers', sorted, each once; with witnesses
    Diagnostics findings;         ///< the same without witnesses
    std::set<ResourceId> changed; ///< added or altered since the world before; empty after a first load
    const WorldSide &side(Side which) const { return which == Side::Ingress ? ingress : gateway; }
};

using WorldPtr = std::shared_ptr<const World>;

/// Compiles, simulates nothing. `previous`: the world of the same sources that this one replaces; may be null.
WorldPtr buildWorld(SnapshotPtr snapshot, const WorldPtr &previous = {}, const IngressOptions &options = {});

} // namespace wayproof
