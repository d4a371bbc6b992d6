// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The layered layout: few crossings, nothing overlaps, every edge is routed, the same answer every time.
#include "model/analysis/graphlayout.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace wayproof;

namespace
{

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

LayoutInput randomInput(int ranks, int perRank, int edges, unsigned seed)
{
    std::mt19937 random(seed);
    LayoutInput input;
    for (int rank = 0; rank < ranks; ++rank) {
        for (int i = 0; i < perRank; ++i)
            input.nodes.push_back({rank, 100, 40});
    }
    for (int e = 0; e < edges; ++e) {
        const int rank = static_cast<int>(random() % static_cast<unsigned>(ranks - 1));
        input.edges.push_back({rank * perRank + static_cast<int>(random() % static_cast<unsigned>(perRank)),
                               (rank + 1) * perRank + static_cast<int>(random() % static_cast<unsigned>(perRank))});
    }
    return input;
}

/// Crossings of chain segments between neighbouring layers, pair by pair.
std::int64_t countCrossings(const LayerOrder &order)
{
    std::size_t items = 0;
    for (const auto &layer : order.layers)
        items += layer.size();
    std::vector<int> position(items);
    std::vector<int> layerOf(items);
    for (std::size_t l = 0; l < order.layers.size(); ++l) {
        for (std::size_t i = 0; i < order.layers[l].size(); ++i) {
            position[index(order.layers[l][i])] = static_cast<int>(i);
            layerOf[index(order.layers[l][i])] = static_cast<int>(l);
        }
    }
    struct Segment {
        int layer;
        int upper;
        int lower;
    };
    std::vector<Segment> segments;
    for (const auto &chain : order.chains) {
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            int a = chain[i];
            int b = chain[i + 1];
            if (layerOf[index(a)] > layerOf[index(b)])
                std::swap(a, b);
            if (layerOf[index(a)] != layerOf[index(b)])
                segments.push_back({layerOf[index(a)], position[index(a)], position[index(b)]});
        }
    }
    std::int64_t count = 0;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        for (std::size_t j = i + 1; j < segments.size(); ++j) {
            const Segment &a = segments[i];
            const Segment &b = segments[j];
            if (a.layer == b.layer && (a.upper - b.upper) * (a.lower - b.lower) < 0)
                ++count;
        }
    }
    return count;
}

/// The least number of crossings of a graph of three layers, by trying every order.
std::int64_t fewestCrossings(const LayoutInput &input, int perRank)
{
    LayerOrder order;
    order.nodeCount = static_cast<int>(input.nodes.size());
    for (const LayoutEdge &edge : input.edges)
        order.chains.push_back({edge.from, edge.to});
    order.layers.resize(3);
    for (int i = 0; i < order.nodeCount; ++i)
        order.layers[index(i / perRank)].push_back(i);
    std::int64_t fewest = countCrossings(order);
    do {
        do {
            do {
                fewest = std::min(fewest, countCrossings(order));
            } while (std::next_permutation(order.layers[2].begin(), order.layers[2].end()));
        } while (std::next_permutation(order.layers[1].begin(), order.layers[1].end()));
    } while (std::next_permutation(order.layers[0].begin(), order.layers[0].end()));
    return fewest;
}

} // namespace

class TestGraphLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void treesComeOutWithoutCrossings()
    {
        LayoutInput input;
        input.nodes.push_back({0, 100, 40});
        std::vector<int> parents = {0};
        std::mt19937 random(3);
        for (int rank = 1; rank < 6; ++rank) {
            std::vector<int> children;
            for (int i = 0; i < 40; ++i) {
                children.push_back(static_cast<int>(input.nodes.size()));
                input.nodes.push_back({rank, 100, 40});
                input.edges.push_back({parents[random() % parents.size()], children.back()});
            }
            parents = children;
        }
        QCOMPARE(orderLayers(input).crossings, std::int64_t(0));
    }

    void smallGraphsReachTheOptimum()
    {
        for (unsigned seed = 1; seed <= 12; ++seed) {
            const LayoutInput input = randomInput(3, 4, 11, seed);
            QCOMPARE(orderLayers(input).crossings, fewestCrossings(input, 4));
        }
    }

    void theReportedCrossingsAreThoseOfTheOrder_data()
    {
        QTest::addColumn<int>("perRank");
        QTest::addColumn<int>("edges");
        QTest::newRow("small: starts and shaking") << 12 << 60;
        QTest::newRow("middle: one finalist") << 90 << 600;
        QTest::newRow("large: sifting alone") << 700 << 5200;
    }
    void theReportedCrossingsAreThoseOfTheOrder()
    {
        QFETCH(int, perRank);
        QFETCH(int, edges);
        const LayoutInput input = randomInput(5, perRank, edges, 5);
        const LayerOrder order = orderLayers(input);
        QCOMPARE(order.crossings, countCrossings(order));
        LayerOrder unordered = order;
        for (auto &layer : unordered.layers)
            std::sort(layer.begin(), layer.end());
        QVERIFY(order.crossings < countCrossings(unordered) * 4 / 5);
    }

    void everythingIsOrderedExactlyOnce()
    {
        const LayoutInput input = randomInput(4, 30, 200, 9);
        const LayerOrder order = orderLayers(input);
        std::vector<int> seen;
        for (const auto &layer : order.layers)
            seen.insert(seen.end(), layer.begin(), layer.end());
        std::sort(seen.begin(), seen.end());
        std::vector<int> expected(seen.size());
        std::iota(expected.begin(), expected.end(), 0);
        QCOMPARE(seen, expected);
        QCOMPARE(seen.size(), input.nodes.size());
    }

    void theSameInputGivesTheSameDrawing()
    {
        const LayoutInput input = randomInput(5, 40, 300, 2);
        const GraphLayout first = layoutGraph(input);
        const GraphLayout second = layoutGraph(input);
        QVERIFY(first.nodes == second.nodes);
    }

    void cardsOfALayerNeverOverlap_data()
    {
        QTest::addColumn<bool>("isHorizontal");
        QTest::newRow("left to right") << true;
        QTest::newRow("top to bottom") << false;
    }
    void cardsOfALayerNeverOverlap()
    {
        QFETCH(bool, isHorizontal);
        LayoutInput input = randomInput(4, 25, 160, 4);
        for (std::size_t i = 0; i < input.nodes.size(); ++i)
            input.nodes[i] = {input.nodes[i].rank, 80 + double(i % 7) * 20, 30 + double(i % 5) * 12};
        PlaceOptions options;
        options.flow = isHorizontal ? Flow::LeftToRight : Flow::TopToBottom;
        const GraphLayout layout = layoutGraph(input, {}, options);
        for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
            const LayoutRect &a = layout.nodes[i];
            QVERIFY(a.x >= 0 && a.y >= 0 && a.right() <= layout.width + 0.5 && a.bottom() <= layout.height + 0.5);
            for (std::size_t j = i + 1; j < layout.nodes.size(); ++j) {
                const LayoutRect &b = layout.nodes[j];
                QVERIFY(a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y);
            }
        }
    }

    void longEdgesPassTheCardsOfTheLayersBetween()
    {
        LayoutInput input = randomInput(4, 6, 24, 6);
        input.edges.push_back({0, 20});
        input.edges.push_back({22, 1}); // and one against the flow
        const GraphLayout layout = layoutGraph(input);
        for (std::size_t e = input.edges.size() - 2; e < input.edges.size(); ++e) {
            const auto &route = layout.routes[e];
            QCOMPARE(route.size(), std::size_t(6));
            for (std::size_t i = 1; i + 1 < route.size(); ++i) {
                for (const LayoutRect &card : layout.nodes) {
                    const bool isInside = route[i].x >= card.x && route[i].x <= card.right() && route[i].y > card.y &&
                                          route[i].y < card.bottom();
                    QVERIFY(!isInside);
                }
            }
        }
    }

    void everyEdgeRunsFromBorderToBorder()
    {
        LayoutInput input;
        input.nodes = {{0, 100, 40}, {1, 100, 40}, {1, 100, 40}};
        input.edges = {{0, 1}, {0, 2}, {1, 2}, {2, 0}, {7, 1}};
        const GraphLayout layout = layoutGraph(input);
        QCOMPARE(layout.routes[0].front().x, layout.nodes[0].right());
        QCOMPARE(layout.routes[0].back().x, layout.nodes[1].x);
        QCOMPARE(layout.routes[2].size(), std::size_t(3)); // within a layer: a bow
        QCOMPARE(layout.routes[3].front().x, layout.nodes[2].x);
        QCOMPARE(layout.routes[3].back().x, layout.nodes[0].right());
        QVERIFY(layout.routes[4].empty()); // names a node that does not exist
    }

    void aChainIsDrawnStraight()
    {
        LayoutInput input;
        for (int rank = 0; rank < 6; ++rank) {
            input.nodes.push_back({rank * 3, 100, 40}); // gaps between ranks take no room
            if (rank > 0)
                input.edges.push_back({rank - 1, rank});
        }
        const GraphLayout layout = layoutGraph(input);
        for (const LayoutRect &card : layout.nodes)
            QCOMPARE(card.y, 0.0);
        QCOMPARE(layout.width, 6 * 100.0 + 5 * PlaceOptions().layerGap);
    }

    void anEmptyGraphHasAnEmptyDrawing()
    {
        const GraphLayout layout = layoutGraph({});
        QVERIFY(layout.nodes.empty());
        QCOMPARE(layout.width, 0.0);
        LayoutInput alone;
        alone.nodes.push_back({3, 100, 40});
        alone.edges.push_back({0, 0});
        QCOMPARE(layoutGraph(alone).routes.size(), std::size_t(1));
    }

    void cancellingStillGivesAWholeOrder()
    {
        const LayoutInput input = randomInput(5, 200, 1500, 8);
        const std::atomic<bool> cancel = true;
        OrderOptions options;
        options.cancel = &cancel;
        const LayerOrder order = orderLayers(input, options);
        std::size_t items = 0;
        for (const auto &layer : order.layers)
            items += layer.size();
        QCOMPARE(items, input.nodes.size());
        QCOMPARE(order.crossings, countCrossings(order));
    }
};

QTEST_APPLESS_MAIN(TestGraphLayout)
#include "tst_graphlayout.moc"
