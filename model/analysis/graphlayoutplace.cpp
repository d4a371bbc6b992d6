// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From an order to places and routes: each layer is fitted to its neighbours by isotonic regression (pool adjacent
// violators).
#include "model/analysis/graphlayout.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace wayproof
{

namespace
{

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

struct Pull {
    int item = 0;
    double weight = 1;
};

/// Places along the layers; "along" is y where the flow is left to right, x where it is top to bottom.
class Placement
{
public:
    Placement(const LayoutInput &input, const LayerOrder &order, const PlaceOptions &options);
    void fit();
    double centre(int item) const { return m_centre[index(item)]; }
    double extent(int item) const { return m_extent[index(item)]; }
    int layerOf(int item) const { return m_layerOf[index(item)]; }

private:
    void pack(const std::vector<int> &layer);
    void pull(int layer, bool fromAbove, bool fromBelow);
    double distance(int before, int after) const;

    const LayerOrder &m_order;
    const PlaceOptions &m_options;
    std::vector<double> m_extent;
    std::vector<double> m_centre;
    std::vector<int> m_layerOf;
    std::vector<std::vector<Pull>> m_above;
    std::vector<std::vector<Pull>> m_below;
};

Placement::Placement(const LayoutInput &input, const LayerOrder &order, const PlaceOptions &options)
    : m_order(order)
    , m_options(options)
{
    std::size_t items = input.nodes.size();
    for (const std::vector<int> &layer : order.layers) {
        for (const int item : layer)
            items = std::max(items, index(item) + 1);
    }
    m_extent.assign(items, 0);
    m_centre.assign(items, 0);
    m_layerOf.assign(items, 0);
    m_above.resize(items);
    m_below.resize(items);
    for (std::size_t i = 0; i < input.nodes.size(); ++i)
        m_extent[i] = options.flow == Flow::LeftToRight ? input.nodes[i].height : input.nodes[i].width;
    for (std::size_t l = 0; l < order.layers.size(); ++l) {
        for (const int item : order.layers[l])
            m_layerOf[index(item)] = static_cast<int>(l);
    }
    for (const std::vector<int> &chain : order.chains) {
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            int upper = chain[i];
            int lower = chain[i + 1];
            if (m_layerOf[index(upper)] == m_layerOf[index(lower)])
                continue;
            if (m_layerOf[index(upper)] > m_layerOf[index(lower)])
                std::swap(upper, lower);
            // Bends pull harder than cards, so that long edges run straight.
            const int bends = static_cast<int>(upper >= order.nodeCount) + static_cast<int>(lower >= order.nodeCount);
            const double weight = bends == 2 ? 8 : bends == 1 ? 2 : 1;
            m_above[index(lower)].push_back({upper, weight});
            m_below[index(upper)].push_back({lower, weight});
        }
    }
}

double Placement::distance(int before, int after) const
{
    const bool hasBend = before >= m_order.nodeCount || after >= m_order.nodeCount;
    return (extent(before) + extent(after)) / 2 + (hasBend ? m_options.bendGap : m_options.nodeGap);
}

void Placement::pack(const std::vector<int> &layer)
{
    double at = 0;
    for (std::size_t i = 0; i < layer.size(); ++i) {
        at += i == 0 ? extent(layer[i]) / 2 : distance(layer[i - 1], layer[i]);
        m_centre[index(layer[i])] = at;
    }
    for (const int item : layer)
        m_centre[index(item)] -= at / 2;
}

void Placement::pull(int layer, bool fromAbove, bool fromBelow)
{
    const std::vector<int> &order = m_order.layers[index(layer)];
    struct Block {
        double sum = 0; ///< weighted sum of what its members want, less their offsets
        double weight = 0;
        std::size_t count = 0;
        double mean() const { return sum / weight; }
    };
    std::vector<Block> blocks;
    std::vector<double> offsets(order.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0)
            offsets[i] = offsets[i - 1] + distance(order[i - 1], order[i]);
        double sum = 0;
        double weight = 0;
        const auto collect = [&](const std::vector<Pull> &pulls) {
            double part = 0;
            double total = 0;
            for (const Pull &one : pulls) {
                part += one.weight * m_centre[index(one.item)];
                total += one.weight;
            }
            if (total > 0) { // each side counts alike, however many edges it has
                const double strength = std::sqrt(total);
                sum += strength * part / total;
                weight += strength;
            }
        };
        if (fromAbove)
            collect(m_above[index(order[i])]);
        if (fromBelow)
            collect(m_below[index(order[i])]);
        if (weight == 0) {
            weight = 0.01;
            sum = weight * m_centre[index(order[i])];
        }
        Block block{sum - weight * offsets[i], weight, 1};
        while (!blocks.empty() && blocks.back().mean() > block.mean()) {
            block.sum += blocks.back().sum;
            block.weight += blocks.back().weight;
            block.count += blocks.back().count;
            blocks.pop_back();
        }
        blocks.push_back(block);
    }
    std::size_t i = 0;
    for (const Block &block : blocks) {
        for (std::size_t k = 0; k < block.count; ++k, ++i)
            m_centre[index(order[i])] = block.mean() + offsets[i];
    }
}

void Placement::fit()
{
    for (const std::vector<int> &layer : m_order.layers)
        pack(layer);
    const int layers = static_cast<int>(m_order.layers.size());
    for (int round = 0; round < 3; ++round) {
        for (int layer = 0; layer < layers; ++layer)
            pull(layer, true, true);
        for (int layer = layers - 2; layer >= 0; --layer)
            pull(layer, true, true);
    }
    // Both sides pulling leaves slanted chains; ending with each card over what it leads to straightens them.
    for (int round = 0; round < 3; ++round) {
        for (int layer = 1; layer < layers; ++layer)
            pull(layer, true, false);
        for (int layer = layers - 2; layer >= 0; --layer)
            pull(layer, false, true);
    }
    double least = 0;
    bool isFirst = true;
    for (const std::vector<int> &layer : m_order.layers) {
        for (const int item : layer) {
            const double edge = centre(item) - extent(item) / 2;
            least = isFirst ? edge : std::min(least, edge);
            isFirst = false;
        }
    }
    for (double &centre : m_centre)
        centre = std::round(centre - least);
}

/// Where an edge touches a card: the touching ends of one side are spread over it in the order of where they lead.
class Ports
{
public:
    Ports(const LayerOrder &order, const Placement &placement)
    {
        struct End {
            int item;
            bool isLower; ///< on the side of the following layer
            double towards;
            std::size_t edge;
            bool isStart;
        };
        std::vector<End> ends;
        m_start.assign(order.chains.size(), 0);
        m_end.assign(order.chains.size(), 0);
        for (std::size_t e = 0; e < order.chains.size(); ++e) {
            const std::vector<int> &chain = order.chains[e];
            if (chain.size() < 2)
                continue;
            const bool isForward = placement.layerOf(chain.front()) <= placement.layerOf(chain.back());
            ends.push_back({chain.front(), isForward, placement.centre(chain[1]), e, true});
            ends.push_back({chain.back(), !isForward, placement.centre(chain[chain.size() - 2]), e, false});
        }
        std::stable_sort(ends.begin(), ends.end(), [](const End &a, const End &b) {
            return std::tuple(a.item, a.isLower, a.towards) < std::tuple(b.item, b.isLower, b.towards);
        });
        for (std::size_t i = 0; i < ends.size();) {
            std::size_t stop = i;
            while (stop < ends.size() && ends[stop].item == ends[i].item && ends[stop].isLower == ends[i].isLower)
                ++stop;
            const auto count = static_cast<double>(stop - i);
            const double step = std::min(9.0, 0.7 * placement.extent(ends[i].item) / count);
            for (std::size_t k = i; k < stop; ++k) {
                const double at =
                    placement.centre(ends[k].item) + step * (static_cast<double>(k - i) - (count - 1) / 2);
                (ends[k].isStart ? m_start : m_end)[ends[k].edge] = at;
            }
            i = stop;
        }
    }
    double start(std::size_t edge) const { return m_start[edge]; }
    double end(std::size_t edge) const { return m_end[edge]; }

private:
    std::vector<double> m_start;
    std::vector<double> m_end;
};

} // namespace

GraphLayout placeLayers(const LayoutInput &input, const LayerOrder &order, const PlaceOptions &options)
{
    GraphLayout layout;
    layout.flow = options.flow;
    layout.crossings = order.crossings;
    layout.nodes.resize(input.nodes.size());
    layout.routes.resize(input.edges.size());
    const bool isHorizontal = options.flow == Flow::LeftToRight;

    Placement placement(input, order, options);
    placement.fit();
    // Across the layers: each as deep as its deepest card.
    std::vector<double> begins;
    std::vector<double> depths;
    double across = 0;
    for (const std::vector<int> &layer : order.layers) {
        double depth = 0;
        for (const int item : layer) {
            if (item < order.nodeCount)
                depth =
                    std::max(depth, isHorizontal ? input.nodes[index(item)].width : input.nodes[index(item)].height);
        }
        begins.push_back(across);
        depths.push_back(depth);
        across += depth + options.layerGap;
    }
    const double acrossTotal = order.layers.empty() ? 0 : across - options.layerGap;
    double alongTotal = 0;
    for (std::size_t l = 0; l < order.layers.size(); ++l) {
        for (const int item : order.layers[l]) {
            alongTotal = std::max(alongTotal, placement.centre(item) + placement.extent(item) / 2);
            if (item >= order.nodeCount)
                continue;
            const LayoutNode &node = input.nodes[index(item)];
            const double depth = isHorizontal ? node.width : node.height;
            const double a = begins[l] + (depths[l] - depth) / 2;
            const double b = placement.centre(item) - placement.extent(item) / 2;
            layout.nodes[index(item)] =
                isHorizontal ? LayoutRect{a, b, node.width, node.height} : LayoutRect{b, a, node.width, node.height};
        }
    }
    layout.width = isHorizontal ? acrossTotal : alongTotal;
    layout.height = isHorizontal ? alongTotal : acrossTotal;

    const Ports ports(order, placement);
    for (std::size_t e = 0; e < order.chains.size(); ++e) {
        const std::vector<int> &chain = order.chains[e];
        if (chain.size() < 2)
            continue;
        std::vector<LayoutPoint> &route = layout.routes[e];
        const auto add = [&](double a, double b) {
            route.push_back(isHorizontal ? LayoutPoint{a, b} : LayoutPoint{b, a});
        };
        const int first = placement.layerOf(chain.front());
        const int last = placement.layerOf(chain.back());
        const bool isForward = first <= last;
        const auto borders = [&](int item) { // towards the layer before and the layer after
            const LayoutRect &rect = layout.nodes[index(item)];
            return isHorizontal ? std::pair(rect.x, rect.right()) : std::pair(rect.y, rect.bottom());
        };
        const auto [firstNear, firstFar] = borders(chain.front());
        const auto [lastNear, lastFar] = borders(chain.back());
        if (first == last) { // a bow on the far side
            add(firstFar, ports.start(e));
            add(std::max(firstFar, lastFar) + options.layerGap / 2, (ports.start(e) + ports.end(e)) / 2);
            add(lastFar, ports.end(e));
            continue;
        }
        add(isForward ? firstFar : firstNear, ports.start(e));
        for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
            const auto l = index(placement.layerOf(chain[i]));
            const double begin = begins[l];
            const double end = begins[l] + depths[l];
            add(isForward ? begin : end, placement.centre(chain[i]));
            add(isForward ? end : begin, placement.centre(chain[i]));
        }
        add(isForward ? lastNear : lastFar, ports.end(e));
    }
    return layout;
}

std::vector<LayoutPoint> curvesOf(const std::vector<LayoutPoint> &route, Flow flow)
{
    std::vector<LayoutPoint> curves;
    if (route.empty())
        return curves;
    curves.push_back(route.front());
    const bool isHorizontal = flow == Flow::LeftToRight;
    if (route.size() == 3) { // within a layer: one bow around its middle point
        const LayoutPoint a = route.front();
        const LayoutPoint middle = route[1];
        const LayoutPoint b = route.back();
        const LayoutPoint leave = isHorizontal ? LayoutPoint{middle.x, a.y} : LayoutPoint{a.x, middle.y};
        const LayoutPoint enter = isHorizontal ? LayoutPoint{middle.x, b.y} : LayoutPoint{b.x, middle.y};
        curves.insert(curves.end(), {leave, enter, b});
        return curves;
    }
    for (std::size_t i = 1; i < route.size(); ++i) {
        const LayoutPoint a = route[i - 1];
        const LayoutPoint b = route[i];
        LayoutPoint leave = a;
        LayoutPoint enter = b;
        if (isHorizontal) {
            leave.x = enter.x = (a.x + b.x) / 2;
        } else {
            leave.y = enter.y = (a.y + b.y) / 2;
        }
        curves.insert(curves.end(), {leave, enter, b});
    }
    return curves;
}

} // namespace wayproof
