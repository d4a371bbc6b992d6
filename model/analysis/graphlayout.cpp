// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From the input's ranks and edges to an order with few crossings: several starts, each swept, sifted and kept if
// better.
#include "model/analysis/graphlayout.h"

#include "model/analysis/graphlayoutlayers.h"

#include <algorithm>
#include <map>
#include <utility>

namespace wayproof
{

namespace
{

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

/// A small deterministic generator (xorshift); the standard distributions may differ between libraries.
class Shuffler
{
public:
    explicit Shuffler(std::uint32_t seed)
        : m_state(seed * 2654435761U + 1U)
    {
    }
    int below(int bound)
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 17;
        m_state ^= m_state << 5;
        return static_cast<int>(m_state % static_cast<std::uint32_t>(bound));
    }
    void shuffle(std::vector<int>::iterator from, std::vector<int>::iterator to)
    {
        for (auto left = to - from; left > 1; --left)
            std::swap(from[left - 1], from[below(static_cast<int>(left))]);
    }

private:
    std::uint32_t m_state;
};

/// The input with its edges cut at every layer.
struct Cut {
    int itemCount = 0;
    int layerCount = 0;
    std::vector<int> layerOf;
    std::vector<LayeredGraph::Segment> segments;
    std::vector<std::vector<int>> chains;
};

Cut cutEdges(const LayoutInput &input)
{
    Cut cut;
    std::map<int, int> layers; // ranks that nothing stands on take no room
    for (const LayoutNode &node : input.nodes)
        layers.emplace(node.rank, 0);
    for (auto &[rank, layer] : layers)
        layer = cut.layerCount++;
    for (const LayoutNode &node : input.nodes)
        cut.layerOf.push_back(layers[node.rank]);
    const int nodeCount = static_cast<int>(input.nodes.size());
    cut.chains.resize(input.edges.size());
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const auto [from, to] = input.edges[e];
        if (from < 0 || to < 0 || from >= nodeCount || to >= nodeCount)
            continue;
        std::vector<int> &chain = cut.chains[e];
        const int first = cut.layerOf[index(from)];
        const int last = cut.layerOf[index(to)];
        const int step = first < last ? 1 : -1;
        chain.push_back(from);
        for (int layer = first + step; first != last && layer != last; layer += step) {
            chain.push_back(static_cast<int>(cut.layerOf.size()));
            cut.layerOf.push_back(layer);
        }
        chain.push_back(to);
        for (std::size_t i = 0; first != last && i + 1 < chain.size(); ++i)
            cut.segments.push_back(step > 0 ? LayeredGraph::Segment{chain[i], chain[i + 1]}
                                            : LayeredGraph::Segment{chain[i + 1], chain[i]});
    }
    cut.itemCount = static_cast<int>(cut.layerOf.size());
    return cut;
}

/// Items in the order in which a depth-first walk over the undirected graph meets them keep a subtree together.
LayerArrangement::Layers walk(const LayeredGraph &graph, const std::vector<int> &roots, bool downFirst)
{
    LayerArrangement::Layers layers(index(graph.layerCount()));
    std::vector<char> isSeen(index(graph.itemCount()), 0);
    std::vector<int> stack;
    for (const int root : roots) {
        if (isSeen[index(root)])
            continue;
        stack.push_back(root);
        while (!stack.empty()) {
            const int item = stack.back();
            stack.pop_back();
            if (isSeen[index(item)])
                continue;
            isSeen[index(item)] = 1;
            layers[index(graph.layerOf(item))].push_back(item);
            const auto push = [&](std::span<const int> row) {
                for (auto it = row.rbegin(); it != row.rend(); ++it) {
                    if (!isSeen[index(*it)])
                        stack.push_back(*it);
                }
            };
            push(downFirst ? graph.up().of(item) : graph.down().of(item));
            push(downFirst ? graph.down().of(item) : graph.up().of(item));
        }
    }
    return layers;
}

class OrderSearch
{
public:
    OrderSearch(const LayeredGraph &graph, const OrderOptions &options)
        : m_graph(graph)
        , m_options(options)
    {
    }
    LayerArrangement run();
    std::int64_t crossings() const { return m_crossings; }

private:
    struct Plan {
        int starts = 1;
        int finalists = 1;
        int relaxations = 0;
        int patience = 1;            ///< rounds of sweeps that may bring nothing
        std::int64_t siftEffort = 0; ///< comparisons
        std::int64_t shakeEffort = 0;
    };
    Plan plan() const;
    bool isCancelled() const { return m_options.cancel && m_options.cancel->load(std::memory_order_relaxed); }
    LayerArrangement start(int number) const;
    std::int64_t sweep(LayerArrangement &arrangement, int patience) const;
    std::int64_t settle(LayerArrangement &arrangement, std::int64_t crossings, int window, std::int64_t budget) const;
    std::int64_t shake(LayerArrangement &best, std::int64_t crossings, std::int64_t budget) const;

    const LayeredGraph &m_graph;
    const OrderOptions &m_options;
    std::int64_t m_crossings = 0;
};

LayerArrangement OrderSearch::start(int number) const
{
    std::vector<int> roots(index(m_graph.itemCount()));
    for (std::size_t i = 0; i < roots.size(); ++i)
        roots[i] = static_cast<int>(i);
    if (number >= 2)
        Shuffler(static_cast<std::uint32_t>(number)).shuffle(roots.begin(), roots.end());
    const bool downFirst = number % 2 == 0;
    std::stable_sort(roots.begin(), roots.end(), [this, downFirst](int a, int b) {
        return downFirst ? m_graph.layerOf(a) < m_graph.layerOf(b) : m_graph.layerOf(a) > m_graph.layerOf(b);
    });
    return {m_graph, walk(m_graph, roots, downFirst)};
}

/// Sweeps until `patience` rounds brought nothing; leaves the best order behind.
std::int64_t OrderSearch::sweep(LayerArrangement &arrangement, int patience) const
{
    LayerArrangement best = arrangement;
    std::int64_t fewest = arrangement.crossings();
    int idle = 0;
    for (int round = 0; idle < patience && fewest > 0 && !isCancelled(); ++round) {
        const bool byMedian = round % 4 >= 2;
        arrangement.sweepDown(byMedian);
        arrangement.sweepUp(byMedian);
        const std::int64_t now = arrangement.crossings();
        ++idle;
        if (now < fewest) {
            if (fewest - now > fewest / 200)
                idle = 0;
            fewest = now;
            best = arrangement;
        }
    }
    arrangement = std::move(best);
    return fewest;
}

/// Sifts until it brings nothing or the budget is spent.
std::int64_t OrderSearch::settle(LayerArrangement &arrangement, std::int64_t crossings, int window,
                                 std::int64_t budget) const
{
    std::int64_t effort = 0;
    for (int round = 0; effort < budget && crossings > 0 && !isCancelled(); ++round) {
        const std::int64_t gained = arrangement.sift(window, round % 2 == 1, effort);
        crossings -= gained;
        if (gained == 0 && round > 1)
            break;
    }
    return crossings;
}

/// Shuffles, turns or exchanges a stretch of all layers, mends it by sifting, and keeps what came out no worse.
/// Everything it does is confined to the stretch, so that its cost does not grow with the graph.
std::int64_t OrderSearch::shake(LayerArrangement &best, std::int64_t crossings, std::int64_t budget) const
{
    const auto layers = index(m_graph.layerCount());
    int widest = 1;
    for (const std::vector<int> &layer : best.layers())
        widest = std::max(widest, static_cast<int>(layer.size()));
    Shuffler random(7);
    std::int64_t effort = 0;
    std::vector<std::vector<int>> saved(layers);
    std::vector<int> firsts(layers);
    std::vector<int> part;
    while (effort < budget && crossings > 0 && !isCancelled()) {
        const int longest = std::min(widest, 6 << random.below(3));
        const double width = (2 + random.below(longest)) / static_cast<double>(widest);
        const double begin = random.below(1000) / 1000.0 * (1 + width) - width;
        const int kind = random.below(3);
        std::int64_t change = 0;
        for (std::size_t l = 0; l < layers; ++l) {
            const std::vector<int> &order = best.layers()[l];
            const int size = static_cast<int>(order.size());
            const auto place = [size](double at) { return std::clamp(static_cast<int>(at * size), 0, size); };
            const int first = place(begin - width);
            const int last = place(begin + width * 2);
            firsts[l] = first;
            saved[l].assign(order.begin() + first, order.begin() + last);
            part = saved[l];
            const auto from = part.begin() + (place(begin) - first);
            const auto to = part.begin() + (place(begin + width) - first);
            if (kind == 0)
                std::reverse(from, to);
            else if (kind == 1)
                random.shuffle(from, to);
            else
                std::rotate(from, from + (to - from) / 2, to);
            change += best.rearrange(static_cast<int>(l), first, part, effort);
        }
        std::int64_t gained = 1;
        for (int round = 0; round < 4 && (gained > 0 || round < 2); ++round) {
            gained = 0;
            for (std::size_t l = 0; l < layers; ++l) {
                const std::size_t at = round % 2 == 0 ? l : layers - 1 - l;
                const int count = static_cast<int>(saved[at].size());
                if (count > 1)
                    gained += best.siftStretch(static_cast<int>(at), firsts[at], firsts[at] + count - 1, round % 2 == 1,
                                               effort);
            }
            change -= gained;
        }
        effort += 20;
        if (change <= 0) {
            crossings += change;
            continue;
        }
        for (std::size_t l = 0; l < layers; ++l)
            best.restore(static_cast<int>(l), firsts[l], saved[l]);
    }
    return crossings;
}

/// How hard to try, by size: fixed amounts of work, not of time, so that the result is the same everywhere. Measured by
/// tests/bench/layout.py: below Graphviz' crossings at a quarter of its time and less.
OrderSearch::Plan OrderSearch::plan() const
{
    const std::int64_t items = m_graph.itemCount();
    Plan plan;
    if (items <= 300)
        plan = {.starts = 16,
                .finalists = 2,
                .relaxations = 60,
                .patience = 1,
                .siftEffort = 400 * items,
                .shakeEffort = 280000};
    else if (items <= 3000)
        plan = {.starts = 8,
                .finalists = 1,
                .relaxations = 60,
                .patience = 1,
                .siftEffort = 400 * items,
                .shakeEffort = 400000};
    else
        plan = {
            .starts = 1, .finalists = 1, .relaxations = 40, .patience = 1, .siftEffort = 200 * items, .shakeEffort = 0};
    if (m_options.starts > 0)
        plan.starts = m_options.starts;
    return plan;
}

LayerArrangement OrderSearch::run()
{
    struct Trial {
        std::int64_t crossings;
        LayerArrangement arrangement;
    };
    const Plan plan = this->plan();
    std::vector<Trial> finalists; // of the relaxed starts, then of the plain ones: they end in different valleys
    for (int number = 0; number < plan.starts && (number == 0 || !isCancelled()); ++number) {
        Trial trial{0, start(number)};
        const bool isRelaxed = number % 2 == 0 || plan.finalists == 1;
        if (isRelaxed)
            trial.arrangement.relax(plan.relaxations);
        trial.crossings = sweep(trial.arrangement, plan.patience);
        const std::size_t place = isRelaxed ? 0 : 1;
        if (finalists.size() <= place)
            finalists.push_back(std::move(trial));
        else if (trial.crossings < finalists[place].crossings)
            finalists[place] = std::move(trial);
        if (finalists[std::min(place, finalists.size() - 1)].crossings == 0)
            break;
    }
    for (Trial &trial : finalists) {
        trial.crossings = settle(trial.arrangement, trial.crossings, 60, plan.siftEffort);
        trial.crossings = shake(trial.arrangement, trial.crossings, plan.shakeEffort / std::ssize(finalists));
    }
    const auto best = std::min_element(finalists.begin(), finalists.end(),
                                       [](const Trial &a, const Trial &b) { return a.crossings < b.crossings; });
    m_crossings = best->crossings;
    return std::move(best->arrangement);
}

} // namespace

LayerOrder orderLayers(const LayoutInput &input, const OrderOptions &options)
{
    Cut cut = cutEdges(input);
    LayerOrder order;
    order.nodeCount = static_cast<int>(input.nodes.size());
    order.chains = std::move(cut.chains);
    if (cut.itemCount == 0)
        return order;
    const LayeredGraph graph(std::move(cut.layerOf), cut.layerCount, cut.segments);
    OrderSearch search(graph, options);
    order.layers = search.run().layers();
    order.crossings = search.crossings();
    return order;
}

GraphLayout layoutGraph(const LayoutInput &input, const OrderOptions &order, const PlaceOptions &place)
{
    return placeLayers(input, orderLayers(input, order), place);
}

} // namespace wayproof
