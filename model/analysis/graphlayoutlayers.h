// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The working set of the crossing reduction: layers, neighbours in the layers above and below, positions.
// Only graphlayout*.cpp include it.
#pragma once

#include "model/analysis/graphlayout.h"

#include <cstdint>
#include <span>
#include <vector>

namespace wayproof
{

/// Neighbours of every item in one direction, as compressed rows.
struct LayerNeighbours {
    std::vector<int> begin; ///< one more than there are items
    std::vector<int> items;
    std::span<const int> of(int item) const
    {
        const auto i = static_cast<std::size_t>(item);
        return {items.data() + begin[i], items.data() + begin[i + 1]};
    }
};

/// Items 0…n-1 in layers; every segment joins two neighbouring layers.
class LayeredGraph
{
public:
    struct Segment {
        int upper = 0;
        int lower = 0;
    };
    LayeredGraph(std::vector<int> layerOf, int layerCount, const std::vector<Segment> &segments);

    int itemCount() const { return static_cast<int>(m_layerOf.size()); }
    int layerCount() const { return m_layerCount; }
    int segmentCount() const { return static_cast<int>(m_down.items.size()); }
    int layerOf(int item) const { return m_layerOf[static_cast<std::size_t>(item)]; }
    const LayerNeighbours &up() const { return m_up; }
    const LayerNeighbours &down() const { return m_down; }

private:
    std::vector<int> m_layerOf;
    int m_layerCount;
    LayerNeighbours m_up;
    LayerNeighbours m_down;
};

/// One order of all layers, and the moves that improve it.
class LayerArrangement
{
public:
    using Layers = std::vector<std::vector<int>>;
    LayerArrangement(const LayeredGraph &graph, Layers layers);

    const Layers &layers() const { return m_layers; }
    std::int64_t crossings() const;
    /// Sorts each layer by the mean (or the median) of its neighbours' positions, layer after layer.
    void sweepDown(bool byMedian);
    void sweepUp(bool byMedian);
    /// Places every item by the mean of all its neighbours on both sides, several rounds, without ordering in between.
    void relax(int rounds);
    /// Exchanges neighbours within a layer while that removes crossings. Returns how many crossings went.
    std::int64_t transpose();
    /// Moves each item to the best place within `window` places of its own. Returns how many crossings went; adds what
    /// it cost, in comparisons, to `effort`. With `movesTies`, equal places are taken too.
    std::int64_t sift(int window, bool movesTies, std::int64_t &effort);
    /// As sift, but only the items at the positions `first` to `last` of one layer, and only among themselves.
    std::int64_t siftStretch(int layer, int first, int last, bool movesTies, std::int64_t &effort);
    /// Puts a stretch of one layer into another order (the same items); returns the change in crossings.
    std::int64_t rearrange(int layer, int first, const std::vector<int> &items, std::int64_t &effort);
    /// The same without counting.
    void restore(int layer, int first, const std::vector<int> &items);

private:
    void renumber(int layer);
    void sortLayer(int layer, const LayerNeighbours &neighbours, bool byMedian);
    std::int64_t crossingsBelow(int layer) const;
    void gatherNeighbourPositions(int layer);
    void gatherStretch(int layer, int first, int last);
    std::int64_t siftItem(std::vector<int> &order, int position, int first, int last, bool movesTies,
                          std::int64_t &effort);
    int balance(int left, int right) const;

    const LayeredGraph *m_graph;
    Layers m_layers;
    std::vector<int> m_position;
    std::vector<int> m_upPositions;   ///< per row of up(): sorted positions of the neighbours, for the layer at hand
    std::vector<int> m_downPositions; ///< the same for down()
    std::vector<int> m_fill;
    std::vector<int> m_stretch;
    mutable std::vector<int> m_counts; ///< scratch of crossingsBelow
    mutable std::vector<int> m_sorted;
    std::vector<double> m_keys;
};

} // namespace wayproof
