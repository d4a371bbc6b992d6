// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A layered drawing of a graph whose layers are given: an order with few crossings, then places and edge routes.
// Pure functions over plain arrays, deterministic, fit for a worker thread. Knows nothing of kinds, routing or
// painting.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

namespace wayproof
{

struct LayoutPoint {
    double x = 0;
    double y = 0;
};

struct LayoutRect {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double bottom() const { return y + height; }
    bool operator==(const LayoutRect &) const = default;
};

struct LayoutNode {
    int rank = 0; ///< the layer, counted from 0
    double width = 0;
    double height = 0;
};

/// Indices into LayoutInput::nodes. An edge may skip layers, point backwards, or stay within a layer.
struct LayoutEdge {
    int from = 0;
    int to = 0;
};

struct LayoutInput {
    std::vector<LayoutNode> nodes;
    std::vector<LayoutEdge> edges; ///< edges that name a node that does not exist are skipped
};

struct OrderOptions {
    /// How many different starts are improved; the best is taken. 0: chosen from the size of the graph.
    int starts = 0;
    /// Set from another thread to stop early: the best order so far is returned.
    const std::atomic<bool> *cancel = nullptr;
};

/// The order of everything within its layer: each node of the input, and one bend for every layer that an edge crosses.
/// Items below `nodeCount` are the input's nodes; the others are bends.
struct LayerOrder {
    int nodeCount = 0;
    std::vector<std::vector<int>> layers; ///< items from first to last
    /// For every edge of the input, the items that it visits, from `from` to `to`; empty for an edge that was skipped.
    std::vector<std::vector<int>> chains;
    std::int64_t crossings = 0; ///< of chain segments between neighbouring layers
};

/// Which way the layers follow each other.
enum class Flow { LeftToRight, TopToBottom };

struct PlaceOptions {
    Flow flow = Flow::LeftToRight;
    double layerGap = 64; ///< between neighbouring layers
    double nodeGap = 14;  ///< between neighbours within a layer
    double bendGap = 8;   ///< beside a bend
};

/// Where everything stands. The origin is the top left corner; nothing has negative coordinates.
struct GraphLayout {
    Flow flow = Flow::LeftToRight;
    double width = 0;
    double height = 0;
    std::vector<LayoutRect> nodes; ///< one for each node of the input
    /// For each edge, from border to border: the ends and a point where it enters and leaves each layer on its way.
    /// Empty for an edge that was skipped.
    std::vector<std::vector<LayoutPoint>> routes;
    std::int64_t crossings = 0;
};

/// Orders each layer so that few edges cross. Same input, same order.
LayerOrder orderLayers(const LayoutInput &input, const OrderOptions &options = {});

/// Places everything in that order: layers aligned, neighbours kept apart, edges as straight as that allows.
GraphLayout placeLayers(const LayoutInput &input, const LayerOrder &order, const PlaceOptions &options = {});

/// A route as a chain of cubic curves: start, then two control points and an end for each curve. They leave and enter
/// along the flow.
std::vector<LayoutPoint> curvesOf(const std::vector<LayoutPoint> &route, Flow flow);

/// Both steps.
GraphLayout layoutGraph(const LayoutInput &input, const OrderOptions &order = {}, const PlaceOptions &place = {});

} // namespace wayproof
