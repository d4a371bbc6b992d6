// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A graph's text form and the formats it is exported in.
#include "model/analysis/graphformats.h"

#include <QJsonArray>
#include <QTest>
#include <QXmlStreamReader>

using namespace wayproof;
using namespace Qt::Literals::StringLiterals;

namespace
{

GraphNode node(NodeKind kind, std::string title, int rank)
{
    GraphNode made;
    made.kind = kind;
    made.kindLabel = std::string(toText(kind));
    made.id = made.kindLabel + " shop/" + title;
    made.title = std::move(title);
    made.subtitle = "shop";
    made.ns = "shop";
    made.anchor.id = {made.kindLabel, "shop", made.title};
    made.rank = rank;
    return made;
}

GraphEdge edge(int from, int to)
{
    GraphEdge made;
    made.from = from;
    made.to = to;
    return made;
}

/// A route with a split, a refused parent and a missing Service, and texts that every format has to escape.
Graph sample()
{
    Graph graph;
    graph.side = Side::Gateway;
    graph.nodes = {node(NodeKind::Listener, "http", 0), node(NodeKind::Route, "cart \"<&>|#`\\ é", 1),
                   node(NodeKind::Service, "v1", 2), node(NodeKind::Missing, "v2", 2)};
    graph.nodes[1].badge = Severity::Warning;
    graph.nodes[1].findingCount = 2;
    graph.nodes[1].note = "a \"note\"\nof two lines";
    graph.edges = {edge(0, 1), edge(1, 2), edge(1, 3)};
    graph.edges[0].state = LinkState::Refused;
    graph.edges[0].code = "NotAllowedByListeners";
    graph.edges[0].reason = "the listener takes routes of <its own> namespace only";
    graph.edges[1].share = 0.9;
    graph.edges[2].share = 0.1;
    graph.edges[2].state = LinkState::Unknown;
    graph.edges[2].reason = "not loaded";
    return graph;
}

} // namespace

class TestGraph : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theTextNamesEveryNodeAndEdge()
    {
        QCOMPARE(QString::fromStdString(toText(sample())), uR"(gateway graph
Listener http (shop)
  x> Route cart "<&>|#`\ é: NotAllowedByListeners: the listener takes routes of <its own> namespace only
Route cart "<&>|#`\ é (shop) [warning 2]
  -> Service v1, 90 %
  ?> Missing v2, 10 %: not loaded
Service v1 (shop)
Missing v2 (shop)
)"_s);
    }

    void percentagesKeepOneDigitWhereNeeded()
    {
        QCOMPARE(percentText(0.9), std::string("90 %"));
        QCOMPARE(percentText(1.0 / 3), std::string("33.3 %"));
        QCOMPARE(percentText(0), std::string("0 %"));
        QCOMPARE(percentText(1), std::string("100 %"));
    }

    void nodesAreFoundByTheirId()
    {
        QCOMPARE(sample().indexOf("Service shop/v1"), 2);
        QCOMPARE(sample().indexOf("Service shop/v9"), -1);
    }

    void cardsOfALayerAreEquallyWide()
    {
        Graph graph = sample();
        graph.nodes[3].title = "a-service-with-a-really-long-name-that-is-elided-on-the-card";
        const LayoutInput input = layoutInput(graph);
        QCOMPARE(input.nodes.size(), graph.nodes.size());
        QCOMPARE(input.nodes[2].width, input.nodes[3].width);
        QVERIFY(input.nodes[2].width > input.nodes[0].width);
        QVERIFY(input.nodes[2].width < 400);
    }

    void jsonCarriesStatesReasonsAndShares()
    {
        const QJsonObject json = toJson({sample()});
        QCOMPARE(json[u"schema"_s].toString(), u"wayproof/graph/v1"_s);
        const QJsonObject graph = json[u"graphs"_s].toArray().at(0).toObject();
        QCOMPARE(graph[u"side"_s].toString(), u"gateway"_s);
        QCOMPARE(graph[u"nodes"_s].toArray().size(), 4);
        QCOMPARE(graph[u"nodes"_s].toArray().at(1)[u"severity"_s].toString(), u"warning"_s);
        const QJsonArray edges = graph[u"edges"_s].toArray();
        QCOMPARE(edges.at(0)[u"state"_s].toString(), u"refused"_s);
        QCOMPARE(edges.at(0)[u"code"_s].toString(), u"NotAllowedByListeners"_s);
        QVERIFY(edges.at(0)[u"share"_s].isNull());
        QCOMPARE(edges.at(1)[u"share"_s].toDouble(), 0.9);
        QCOMPARE(edges.at(1)[u"to"_s].toString(), u"Service shop/v1"_s);
    }

    void dotQuotesItsTexts()
    {
        const std::string dot = toDot({sample()});
        QVERIFY(dot.find("Route\\ncart \\\"<&>|#`\\\\ é\\nshop") != std::string::npos);
        QVERIFY(dot.find("gateway0 -> gateway1 [label=\"refused NotAllowedByListeners\", style=dashed") !=
                std::string::npos);
        QVERIFY(dot.find("gateway1 -> gateway2 [label=\"90 %\"]") != std::string::npos);
    }

    void mermaidQuotesItsTexts()
    {
        const std::string mermaid = toMermaid({sample()});
        QVERIFY(mermaid.starts_with("flowchart LR\n"));
        QVERIFY(mermaid.find("<b>cart #quot;#lt;#amp;#gt;#124;#35;#96;\\ é</b>") != std::string::npos);
        QVERIFY(mermaid.find("gateway0 -.->|\"refused NotAllowedByListeners: the listener") != std::string::npos);
        QVERIFY(mermaid.find("gateway1 -->|\"90 %\"| gateway2") != std::string::npos);
    }

    void svgIsWellFormedAndSaysEverything()
    {
        const std::string svg = toSvg({sample(), Graph()});
        QXmlStreamReader reader(QByteArray::fromStdString(svg));
        QString texts;
        int cards = 0;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::Characters)
                texts += reader.text();
            else if (reader.isStartElement() && reader.attributes().value(u"class"_s).startsWith(u"card"_s))
                ++cards;
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(cards, 4);
        for (const QString &said : {u"90 %"_s, u"NotAllowedByListeners"_s, u"cart \"<&>|#`\\ é"_s, u"of two lines"_s})
            QVERIFY2(texts.contains(said), qPrintable(said));
    }
};

QTEST_APPLESS_MAIN(TestGraph)
#include "tst_graph.moc"
