// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Crossing reduction moves: sweeps, transposition, sifting. See graphlayoutlayers.h.
#include "model/analysis/graphlayoutlayers.h"

#include <algorithm>
#include <utility>

namespace wayproof
{

namespace
{

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

LayerNeighbours rows(int items, const std::vector<LayeredGraph::Segment> &segments, bool downwards)
{
    LayerNeighbours result;
    result.begin.assign(index(items) + 1, 0);
    for (const LayeredGraph::Segment &segment : segments)
        ++result.begin[index(downwards ? segment.upper : segment.lower) + 1];
    for (std::size_t i = 1; i < result.begin.size(); ++i)
        result.begin[i] += result.begin[i - 1];
    result.items.resize(segments.size());
    std::vector<int> fill(result.begin.begin(), result.begin.end() - 1);
    for (const LayeredGraph::Segment &segment : segments) {
        const int owner = downwards ? segment.upper : segment.lower;
        result.items[index(fill[index(owner)]++)] = downwards ? segment.lower : segment.upper;
    }
    return result;
}

/// #(a > b) - #(a < b) over all pairs of two sorted rows.
int signBalance(const int *a, int countA, const int *b, int countB)
{
    if (countA * countB <= 12) {
        int sum = 0;
        for (int i = 0; i < countA; ++i) {
            for (int j = 0; j < countB; ++j)
                sum += static_cast<int>(a[i] > b[j]) - static_cast<int>(a[i] < b[j]);
        }
        return sum;
    }
    if (countA > 8 * countB) {
        int sum = 0;
        for (int j = 0; j < countB; ++j) {
            const auto range = std::equal_range(a, a + countA, b[j]);
            sum += static_cast<int>(a + countA - range.second) - static_cast<int>(range.first - a);
        }
        return sum;
    }
    if (countB > 8 * countA)
        return -signBalance(b, countB, a, countA);
    int sum = 0;
    int less = 0;
    int lessOrEqual = 0;
    for (int i = 0; i < countA; ++i) {
        while (less < countB && b[less] < a[i])
            ++less;
        while (lessOrEqual < countB && b[lessOrEqual] <= a[i])
            ++lessOrEqual;
        sum += less - (countB - lessOrEqual);
    }
    return sum;
}

} // namespace

LayeredGraph::LayeredGraph(std::vector<int> layerOf, int layerCount, const std::vector<Segment> &segments)
    : m_layerOf(std::move(layerOf))
    , m_layerCount(layerCount)
    , m_up(rows(static_cast<int>(m_layerOf.size()), segments, false))
    , m_down(rows(static_cast<int>(m_layerOf.size()), segments, true))
{
}

LayerArrangement::LayerArrangement(const LayeredGraph &graph, Layers layers)
    : m_graph(&graph)
    , m_layers(std::move(layers))
    , m_position(index(graph.itemCount()), 0)
    , m_upPositions(graph.up().items.size())
    , m_downPositions(graph.down().items.size())
    , m_fill(index(graph.itemCount()), 0)
    , m_keys(index(graph.itemCount()), 0.0)
{
    for (int layer = 0; layer < graph.layerCount(); ++layer)
        renumber(layer);
}

void LayerArrangement::renumber(int layer)
{
    const std::vector<int> &order = m_layers[index(layer)];
    for (std::size_t i = 0; i < order.size(); ++i)
        m_position[index(order[i])] = static_cast<int>(i);
}

std::int64_t LayerArrangement::crossingsBelow(int layer) const
{
    // Segments in the order of their upper ends; the inversions among the lower ends are the crossings (Barth et al.: a
    // tree of counters).
    const std::size_t below = m_layers[index(layer) + 1].size();
    std::size_t leaves = 1;
    while (leaves < below)
        leaves *= 2;
    m_counts.assign(2 * leaves, 0);
    std::int64_t crossings = 0;
    for (const int item : m_layers[index(layer)]) {
        const auto neighbours = m_graph->down().of(item);
        m_sorted.clear();
        for (const int neighbour : neighbours)
            m_sorted.push_back(m_position[index(neighbour)]);
        if (m_sorted.size() > 1)
            std::sort(m_sorted.begin(), m_sorted.end());
        for (const int position : m_sorted) {
            std::size_t at = leaves + index(position);
            ++m_counts[at];
            while (at > 1) {
                if (at % 2 == 0)
                    crossings += m_counts[at + 1];
                at /= 2;
                ++m_counts[at];
            }
        }
    }
    return crossings;
}

std::int64_t LayerArrangement::crossings() const
{
    std::int64_t sum = 0;
    for (int layer = 0; layer + 1 < m_graph->layerCount(); ++layer)
        sum += crossingsBelow(layer);
    return sum;
}

void LayerArrangement::sortLayer(int layer, const LayerNeighbours &neighbours, bool byMedian)
{
    std::vector<int> &order = m_layers[index(layer)];
    double previous = -1;
    for (const int item : order) {
        const auto row = neighbours.of(item);
        double key = previous; // without neighbours: stays behind the one before it
        if (!row.empty() && byMedian) {
            m_sorted.clear();
            for (const int neighbour : row)
                m_sorted.push_back(m_position[index(neighbour)]);
            std::sort(m_sorted.begin(), m_sorted.end());
            const std::size_t middle = m_sorted.size() / 2;
            key = m_sorted.size() % 2 == 1 ? m_sorted[middle] : (m_sorted[middle - 1] + m_sorted[middle]) / 2.0;
        } else if (!row.empty()) {
            double sum = 0;
            for (const int neighbour : row)
                sum += m_position[index(neighbour)];
            key = sum / static_cast<double>(row.size());
        }
        previous = key;
        m_keys[index(item)] = key;
    }
    std::stable_sort(order.begin(), order.end(), [this](int a, int b) { return m_keys[index(a)] < m_keys[index(b)]; });
    renumber(layer);
}

void LayerArrangement::sweepDown(bool byMedian)
{
    for (int layer = 1; layer < m_graph->layerCount(); ++layer)
        sortLayer(layer, m_graph->up(), byMedian);
}

void LayerArrangement::sweepUp(bool byMedian)
{
    for (int layer = m_graph->layerCount() - 2; layer >= 0; --layer)
        sortLayer(layer, m_graph->down(), byMedian);
}

void LayerArrangement::relax(int rounds)
{
    // Coordinates in 0…1 per layer; neighbours pull, then each layer is spread out again so that it does not collapse.
    std::vector<double> place(m_position.size());
    for (int round = 0; round <= rounds; ++round) {
        for (const std::vector<int> &order : m_layers) {
            const double step = 1.0 / static_cast<double>(std::max<std::size_t>(order.size(), 1));
            for (std::size_t i = 0; i < order.size(); ++i)
                place[index(order[i])] = (static_cast<double>(i) + 0.5) * step;
        }
        if (round == rounds)
            return;
        const bool downwards = round % 2 == 0;
        for (int step = 0; step < m_graph->layerCount(); ++step) {
            const int layer = downwards ? step : m_graph->layerCount() - 1 - step;
            std::vector<int> &order = m_layers[index(layer)];
            for (const int item : order) {
                double sum = place[index(item)] * 0.5;
                double weight = 0.5;
                for (const LayerNeighbours *neighbours : {&m_graph->up(), &m_graph->down()}) {
                    for (const int neighbour : neighbours->of(item)) {
                        sum += place[index(neighbour)];
                        weight += 1;
                    }
                }
                m_keys[index(item)] = sum / weight;
            }
            std::stable_sort(order.begin(), order.end(),
                             [this](int a, int b) { return m_keys[index(a)] < m_keys[index(b)]; });
            const double spread = 1.0 / static_cast<double>(std::max<std::size_t>(order.size(), 1));
            for (std::size_t i = 0; i < order.size(); ++i)
                place[index(order[i])] = (static_cast<double>(i) + 0.5) * spread;
            renumber(layer);
        }
    }
}

void LayerArrangement::gatherNeighbourPositions(int layer)
{
    // Walking the neighbouring layer in its order leaves every row sorted without a sort.
    const auto gather = [this, layer](int other, const LayerNeighbours &own, const LayerNeighbours &back,
                                      std::vector<int> &positions) {
        for (const int item : m_layers[index(layer)])
            m_fill[index(item)] = own.begin[index(item)];
        if (other < 0 || other >= m_graph->layerCount())
            return;
        for (const int item : m_layers[index(other)]) {
            const int position = m_position[index(item)];
            for (const int neighbour : back.of(item))
                positions[index(m_fill[index(neighbour)]++)] = position;
        }
    };
    gather(layer - 1, m_graph->up(), m_graph->down(), m_upPositions);
    gather(layer + 1, m_graph->down(), m_graph->up(), m_downPositions);
}

int LayerArrangement::balance(int left, int right) const
{
    const LayerNeighbours &up = m_graph->up();
    const LayerNeighbours &down = m_graph->down();
    const std::size_t l = index(left);
    const std::size_t r = index(right);
    return signBalance(m_upPositions.data() + up.begin[l], up.begin[l + 1] - up.begin[l],
                       m_upPositions.data() + up.begin[r], up.begin[r + 1] - up.begin[r]) +
           signBalance(m_downPositions.data() + down.begin[l], down.begin[l + 1] - down.begin[l],
                       m_downPositions.data() + down.begin[r], down.begin[r + 1] - down.begin[r]);
}

std::int64_t LayerArrangement::transpose()
{
    std::int64_t gained = 0;
    for (int layer = 0; layer < m_graph->layerCount(); ++layer) {
        gatherNeighbourPositions(layer);
        std::vector<int> &order = m_layers[index(layer)];
        bool improved = true;
        while (improved) {
            improved = false;
            for (std::size_t i = 0; i + 1 < order.size(); ++i) {
                const int won = balance(order[i], order[i + 1]);
                if (won > 0) {
                    std::swap(order[i], order[i + 1]);
                    gained += won;
                    improved = true;
                }
            }
        }
        renumber(layer);
    }
    return gained;
}

std::int64_t LayerArrangement::siftItem(std::vector<int> &order, int position, int first, int last, bool movesTies,
                                        std::int64_t &effort)
{
    const int item = order[index(position)];
    std::int64_t best = 0;
    int bestPosition = position;
    std::int64_t change = 0;
    for (int at = position - 1; at >= first; --at) {
        change -= balance(order[index(at)], item);
        if (change < best || (movesTies && change == best)) {
            best = change;
            bestPosition = at;
        }
    }
    change = 0;
    for (int at = position + 1; at <= last; ++at) {
        change -= balance(item, order[index(at)]);
        if (change < best) {
            best = change;
            bestPosition = at;
        }
    }
    effort += last - first;
    const auto begin = order.begin();
    if (bestPosition < position)
        std::rotate(begin + bestPosition, begin + position, begin + position + 1);
    else if (bestPosition > position)
        std::rotate(begin + position, begin + position + 1, begin + bestPosition + 1);
    for (int at = std::min(position, bestPosition); at <= std::max(position, bestPosition); ++at)
        m_position[index(order[index(at)])] = at;
    return -best;
}

std::int64_t LayerArrangement::sift(int window, bool movesTies, std::int64_t &effort)
{
    std::int64_t gained = 0;
    for (int layer = 0; layer < m_graph->layerCount(); ++layer) {
        std::vector<int> &order = m_layers[index(layer)];
        const int last = static_cast<int>(order.size()) - 1;
        if (last < 1)
            continue;
        gatherNeighbourPositions(layer);
        m_stretch = order;
        for (const int item : m_stretch) {
            const int at = m_position[index(item)];
            gained += siftItem(order, at, std::max(0, at - window), std::min(last, at + window), movesTies, effort);
        }
    }
    return gained;
}

void LayerArrangement::gatherStretch(int layer, int first, int last)
{
    const std::vector<int> &order = m_layers[index(layer)];
    for (int i = first; i <= last; ++i) {
        const int item = order[index(i)];
        const auto gather = [this, item](const LayerNeighbours &neighbours, std::vector<int> &positions) {
            const int begin = neighbours.begin[index(item)];
            const int end = neighbours.begin[index(item) + 1];
            for (int at = begin; at < end; ++at)
                positions[index(at)] = m_position[index(neighbours.items[index(at)])];
            if (end - begin > 1)
                std::sort(positions.begin() + begin, positions.begin() + end);
        };
        gather(m_graph->up(), m_upPositions);
        gather(m_graph->down(), m_downPositions);
    }
}

std::int64_t LayerArrangement::siftStretch(int layer, int first, int last, bool movesTies, std::int64_t &effort)
{
    gatherStretch(layer, first, last);
    std::vector<int> &order = m_layers[index(layer)];
    m_stretch.assign(order.begin() + first, order.begin() + last + 1);
    std::int64_t gained = 0;
    for (const int item : m_stretch)
        gained += siftItem(order, m_position[index(item)], first, last, movesTies, effort);
    return gained;
}

std::int64_t LayerArrangement::rearrange(int layer, int first, const std::vector<int> &items, std::int64_t &effort)
{
    const int last = first + static_cast<int>(items.size()) - 1;
    gatherStretch(layer, first, last);
    std::int64_t change = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        for (std::size_t j = i + 1; j < items.size(); ++j) {
            if (m_position[index(items[i])] > m_position[index(items[j])])
                change -= balance(items[j], items[i]);
        }
    }
    effort += static_cast<std::int64_t>(items.size() * items.size()) / 4;
    restore(layer, first, items);
    return change;
}

void LayerArrangement::restore(int layer, int first, const std::vector<int> &items)
{
    int at = first;
    for (const int item : items) {
        m_layers[index(layer)][index(at)] = item;
        m_position[index(item)] = at++;
    }
}

} // namespace wayproof
