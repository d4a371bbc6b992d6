// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The lit way goes from the class to the endpoints of the winner, by the listener that was taken, and nowhere else.
#include "model/items/litpath.h"

#include <QTest>

using namespace wayproof;

namespace
{

const ResourceId gateway{"Gateway", "shop", "edge"};
const ResourceId route{"HTTPRoute", "shop", "cart"};
const ResourceId service{"Service", "shop", "cart"};
const ResourceId other{"Service", "shop", "canary"};

void addNode(Graph &graph, const char *id, NodeKind kind, Anchor anchor)
{
    GraphNode node;
    node.id = id;
    node.kind = kind;
    node.anchor = std::move(anchor);
    graph.nodes.push_back(node);
}

Anchor anchor(const ResourceId &id, std::optional<int> rule = {}, std::string section = {})
{
    return {.id = id, .rule = rule, .match = {}, .section = std::move(section)};
}

Graph sample()
{
    Graph graph;
    addNode(graph, "gateway", NodeKind::Gateway, anchor(gateway));
    addNode(graph, "http", NodeKind::Listener, anchor(gateway, {}, "http"));
    addNode(graph, "https", NodeKind::Listener, anchor(gateway, {}, "https"));
    addNode(graph, "route", NodeKind::Route, anchor(route));
    addNode(graph, "rule0", NodeKind::Rule, anchor(route, 0));
    addNode(graph, "rule1", NodeKind::Rule, anchor(route, 1));
    addNode(graph, "cart", NodeKind::Service, anchor(service));
    addNode(graph, "canary", NodeKind::Service, anchor(other));
    addNode(graph, "endpoint", NodeKind::Endpoint, {});
    for (const auto &[from, to] :
         {std::pair{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}, {3, 5}, {4, 6}, {4, 7}, {5, 6}, {6, 8}}) {
        GraphEdge edge;
        edge.from = from;
        edge.to = to;
        graph.edges.push_back(edge);
    }
    return graph;
}

Decision decisionFor(int rule)
{
    Decision decision;
    decision.outcome = Outcome::Forward;
    Origin origin;
    origin.resource = route;
    origin.rule = rule;
    origin.match = 0;
    origin.listener = "shop/edge/https";
    decision.match = origin;
    BackendShare share;
    share.service = service;
    decision.backends = {share};
    return decision;
}

} // namespace

class tst_LitPath : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theWayOfTheWinnerIsLit()
    {
        const std::vector<std::string> expected{"gateway", "https", "route", "rule0", "cart", "endpoint"};
        QCOMPARE(litNodes(sample(), decisionFor(0)), expected);
    }
    void aRefusedEdgeIsNoWay()
    {
        Graph graph = sample();
        for (GraphEdge &edge : graph.edges) {
            if (edge.to == 3)
                edge.state = LinkState::Refused;
        }
        const std::vector<std::string> expected{"route", "rule1", "cart", "endpoint"};
        QCOMPARE(litNodes(graph, decisionFor(1)), expected);
    }
    void anAnswerWithoutForwardingEndsAtItsRule()
    {
        Decision decision = decisionFor(0);
        decision.outcome = Outcome::Redirect;
        const std::vector<std::string> expected{"gateway", "https", "route", "rule0"};
        QCOMPARE(litNodes(sample(), decision), expected);
        QVERIFY(litNodes(sample(), Decision()).empty());
    }
    void losersSayWhy()
    {
        Decision decision = decisionFor(0);
        TraceStep lost;
        lost.step = "rule";
        lost.result = "passed over";
        lost.reason = "the path differs";
        lost.origin.resource = route;
        lost.origin.rule = 1;
        TraceStep won = lost;
        won.result = "passed over";
        won.origin.rule = 0;
        decision.trace = {lost, won};
        const std::map<std::string, std::string> losers = losingNodes(sample(), decision);
        QCOMPARE(losers.size(), std::size_t(1));
        QCOMPARE(losers.at("rule1"), std::string("passed over: the path differs"));
    }
};

QTEST_APPLESS_MAIN(tst_LitPath)
#include "tst_litpath.moc"
