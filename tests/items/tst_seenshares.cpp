// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A sample's shares on the edges that predict them.
#include "model/analysis/graphbuilder.h"
#include "model/analysis/simulator.h"
#include "model/items/seenshares.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QTest>

using namespace wayproof;

class tst_SeenShares : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyWeightedEdgeSaysWhatWasSeen()
    {
        const SnapshotPtr snapshot = loadFiles({{WAYPROOF_SOURCE_DIR "/tests/data/weights"}});
        const auto table = std::make_shared<const RoutingTable>(compileGateway(*snapshot));
        const Graph graph = buildGraph(*snapshot, *table);
        Request request;
        request.host = "shop.example";
        request.path = "/cart";
        const Decision decision = Simulator(table).decide(request);
        ShareCount count(request, decision, {true});
        Observation answer;
        answer.status = 200;
        answer.backend = ObservedBackend{"shop", "v1", 80, {}, {}};
        for (int i = 0; i < 897; ++i)
            count.add(answer);
        answer.backend->service = "v2";
        for (int i = 0; i < 103; ++i)
            count.add(answer);
        const auto seen = seenEdges(graph, decision, count.sample());
        QCOMPARE(seen.size(), std::size_t(2));
        QVERIFY(seen[0].text.starts_with("89.7 % ±3."));
        QVERIFY(seen[1].text.starts_with("10.3 % ±3."));
        QCOMPARE(seen[0].isWithin, std::optional(true));
        for (const SeenEdge &edge : seen) {
            QVERIFY(graph.indexOf(edge.from) >= 0 && graph.indexOf(edge.to) >= 0);
            QCOMPARE(graph.nodes[static_cast<std::size_t>(graph.indexOf(edge.from))].kind, NodeKind::Rule);
        }
        // The other rule's edges to the same Service say nothing.
        QCOMPARE(seen[0].from, seen[1].from);
        QVERIFY(seenEdges(graph, decision, ShareCount(request, decision, {true}).sample()).empty());
    }
    void theGreaterHalfOfAnIntervalIsShown()
    {
        QCOMPARE(seenText(0.897, {0.89, 0.903}), std::string("89.7 % ±0.7"));
        QCOMPARE(seenText(0, {0, 0.0345}), std::string("0.0 % ±3.5"));
    }
};

QTEST_GUILESS_MAIN(tst_SeenShares)
#include "tst_seenshares.moc"
