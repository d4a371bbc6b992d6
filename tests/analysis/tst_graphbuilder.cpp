// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Graphs of every sample, both sides, as text; the lit way and the losers of a decision.
// WAYPROOF_UPDATE_GOLDENS=1 writes the goldens anew.
#include "model/analysis/graphbuilder.h"
#include "model/analysis/graphfilter.h"
#include "model/analysis/graphformats.h"
#include "model/analysis/graphpath.h"
#include "model/analysis/reasonwords.h"
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace wayproof;
using namespace Qt::Literals::StringLiterals;

namespace
{

const QString sourceDir = QStringLiteral(WAYPROOF_SOURCE_DIR);

struct Loaded {
    SnapshotPtr snapshot;
    RoutingTablePtr table;
    Graph graph;
};

Loaded graphOf(SnapshotPtr snapshot, Side side)
{
    Loaded loaded;
    loaded.snapshot = std::move(snapshot);
    loaded.table = std::make_shared<const RoutingTable>(side == Side::Ingress ? compileIngress(*loaded.snapshot)
                                                                              : compileGateway(*loaded.snapshot));
    loaded.graph = buildGraph(*loaded.snapshot, *loaded.table);
    return loaded;
}

Loaded sample(const char *name, Side side)
{
    const std::string path = (sourceDir + u"/resources/samples/"_s).toStdString() + name;
    return graphOf(loadFiles({{path}}), side);
}

Decision decide(const Loaded &loaded, const char *url)
{
    const auto request = requestFromUrl(url);
    return Simulator(loaded.table).decide(request.value(), Simulator::Trace::On);
}

std::vector<std::string> titles(const Graph &graph, const std::vector<std::string> &ids)
{
    std::vector<std::string> result;
    for (const std::string &id : ids)
        result.push_back(graph.nodes[static_cast<std::size_t>(graph.indexOf(id))].title);
    return result;
}

} // namespace

class TestGraphBuilder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void samplesComeOutAsWritten_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isIngress");
        const QDir samples(sourceDir + u"/resources/samples"_s);
        for (const QString &name : samples.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
            QTest::newRow(qPrintable(name + u" ingress"_s)) << name << true;
            QTest::newRow(qPrintable(name + u" gateway"_s)) << name << false;
        }
    }
    void samplesComeOutAsWritten()
    {
        QFETCH(QString, name);
        QFETCH(bool, isIngress);
        const Loaded loaded = sample(qPrintable(name), isIngress ? Side::Ingress : Side::Gateway);
        const QByteArray actual = QByteArray::fromStdString(toText(loaded.graph));
        const QString golden =
            sourceDir + u"/tests/data/graph/"_s + name + (isIngress ? u".ingress.txt"_s : u".gateway.txt"_s);
        QFile file(golden);
        if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(actual);
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(golden));
        const QByteArray expected = file.readAll();
        if (actual != expected) {
            QFile other(golden + u".actual"_s);
            QVERIFY(other.open(QIODevice::WriteOnly));
            other.write(actual);
        }
        QCOMPARE(QString::fromUtf8(actual), QString::fromUtf8(expected));
    }

    void aListenerInConflictHangsOnARefusedEdge()
    {
        const Loaded loaded = graphOf(
            loadFiles({{(sourceDir + u"/tests/data/gateway/listener-conflicts"_s).toStdString()}}), Side::Gateway);
        const auto edgeTo = [&](const std::string &listener) {
            const int to = loaded.graph.indexOf("Listener Gateway shop/edge/" + listener);
            return std::find_if(loaded.graph.edges.begin(), loaded.graph.edges.end(), [&](const GraphEdge &edge) {
                return edge.to == to &&
                       loaded.graph.nodes[static_cast<std::size_t>(edge.from)].kind == NodeKind::Gateway;
            });
        };
        QCOMPARE(edgeTo("a")->state, LinkState::Refused);
        QCOMPARE(edgeTo("a")->reason, std::string("Listener a claims port 80 with protocol HTTP and hostname a.example "
                                                  "against listener shop/edge/b."));
        QCOMPARE(edgeTo("c")->state, LinkState::Held);
    }

    void everyLinkIsDrawn_data() { samplesComeOutAsWritten_data(); }
    void everyLinkIsDrawn()
    {
        QFETCH(QString, name);
        QFETCH(bool, isIngress);
        const Loaded loaded = sample(qPrintable(name), isIngress ? Side::Ingress : Side::Gateway);
        for (const Link &link : loaded.table->links) {
            if (link.state != LinkState::Refused)
                continue;
            const bool isDrawn =
                std::any_of(loaded.graph.edges.begin(), loaded.graph.edges.end(), [&link](const GraphEdge &edge) {
                    return edge.state == LinkState::Refused && edge.code == link.code && edge.reason == link.reason;
                });
            QVERIFY2(isDrawn, link.reason.c_str());
        }
    }

    void mirrorsErrorsAndRedirectsOfSharesAreOnTheirEdges()
    {
        const Loaded loaded = graphOf(loadText("t.yaml", R"(
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: eg}
spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: eg
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: v1
kind: Service
metadata: {name: there, namespace: shop}
spec: {selector: {a: b}, ports: [{port: 80}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
  - filters: [{type: RequestMirror, requestMirror: {backendRef: {name: shadow, port: 80}, percent: 10}}]
    backendRefs: [{name: there, port: 80, weight: 9}, {name: gone, namespace: other, port: 80, weight: 1}]
---
apiVersion: v1
kind: Service
metadata: {name: shadow, namespace: shop}
spec: {selector: {a: c}, ports: [{port: 80}]}
)"),
                                      Side::Gateway);
        const std::string text = toText(loaded.graph);
        QVERIFY2(text.find("  -> Service shadow, mirror 10 %\n") != std::string::npos, text.c_str());
        QVERIFY2(text.find("Service gone, 10 %, answers 500: RefNotPermitted") != std::string::npos, text.c_str());
        const auto mirror = std::find_if(loaded.graph.edges.begin(), loaded.graph.edges.end(),
                                         [](const GraphEdge &edge) { return edge.isMirror; });
        QVERIFY(mirror != loaded.graph.edges.end());
    }

    void reasonsHaveWordsThatFitBesideAnEdge()
    {
        QCOMPARE(plainReason("RefNotPermitted"), std::string("not granted"));
        QCOMPARE(plainReason("FilterNotFound"), std::string("filter not found"));
        QCOMPARE(plainReason("extension-ref"), std::string("extension ref"));
        QCOMPARE(plainReason("MissingTLSSecret"), std::string("missing TLS secret"));
    }

    void theLitWayIsInTheDrawing()
    {
        const Loaded gateway = sample("tutorial", Side::Gateway);
        const auto lit = litPath(gateway.graph, decide(gateway, "http://localhost/healthz"));
        const std::string drawing = toSvg({gateway.graph}, {lit});
        QVERIFY(drawing.find("class=\"card on\"") != std::string::npos);
        QVERIFY(drawing.find("class=\"edge on\"") != std::string::npos);
        QCOMPARE(toSvg({gateway.graph}).find("class=\"card on\""), std::string::npos);
    }

    void aMissingServiceIsANodeOfItsOwn()
    {
        const Loaded loaded = graphOf(loadText("t.yaml", R"(
apiVersion: v1
kind: Service
metadata: {name: there, namespace: shop}
spec: {selector: {a: b}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i, namespace: shop}
spec:
  ingressClassName: nginx
  rules:
  - host: a.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: gone, port: {number: 80}}}}]}
)"),
                                      Side::Ingress);
        const int missing = loaded.graph.indexOf("missing Service shop/gone");
        QVERIFY(missing >= 0);
        QCOMPARE(loaded.graph.nodes[static_cast<std::size_t>(missing)].kind, NodeKind::Missing);
        const bool isRefused =
            std::any_of(loaded.graph.edges.begin(), loaded.graph.edges.end(), [missing](const GraphEdge &edge) {
                return edge.to == missing && edge.state == LinkState::Refused && !edge.reason.empty();
            });
        QVERIFY(isRefused);
        QVERIFY(loaded.graph.nodes[static_cast<std::size_t>(loaded.graph.indexOf("HostPath shop/i a.example/ Prefix"))]
                    .badge);
    }

    void theLitWayRunsFromClassToEndpoints()
    {
        const Loaded gateway = sample("tutorial", Side::Gateway);
        const std::vector<std::string> expected = {"envoy-gateway",    "go-app-gateway",  "http",
                                                   "go-app-route",     "Exact /healthz",  "go-app",
                                                   "10.244.0.11:8080", "10.244.0.12:8080"};
        QCOMPARE(titles(gateway.graph, litPath(gateway.graph, decide(gateway, "http://localhost/healthz"))), expected);

        const Loaded ingress = sample("tutorial", Side::Ingress);
        const std::vector<std::string> lit =
            titles(ingress.graph, litPath(ingress.graph, decide(ingress, "http://localhost/healthz")));
        QVERIFY(!lit.empty());
        QCOMPARE(lit.front(), std::string("nginx"));
        QCOMPARE(lit.back(), std::string("10.244.0.12:8080"));
    }

    void nothingIsLitWhereNothingWon()
    {
        const Loaded gateway = sample("tutorial", Side::Gateway);
        QVERIFY(litPath(gateway.graph, decide(gateway, "http://elsewhere.example/")).empty());
    }

    void losersSayWhyTheyLost()
    {
        const Loaded gateway = sample("tutorial", Side::Gateway);
        const auto lost = losers(gateway.graph, decide(gateway, "http://localhost/version"));
        const auto exact = lost.find("HTTPRoute routing-experiment/go-app-route rule 1");
        QVERIFY(exact != lost.end());
        QVERIFY(!exact->second.empty());
        QVERIFY(!lost.contains("HTTPRoute routing-experiment/go-app-route rule 0"));
    }

    void idsSurviveAReorderingOfTheSource()
    {
        const char *first =
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec:\n  rules:\n"
            "  - host: a.example\n    http: {paths: [{path: /x, pathType: Prefix, backend: {service: {name: s, port: "
            "{number: 80}}}},"
            " {path: /y, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}\n";
        const char *second =
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\nspec:\n  rules:\n"
            "  - host: a.example\n    http: {paths: [{path: /y, pathType: Prefix, backend: {service: {name: s, port: "
            "{number: 80}}}},"
            " {path: /x, pathType: Prefix, backend: {service: {name: s, port: {number: 80}}}}]}\n";
        const Graph a = graphOf(loadText("a.yaml", first), Side::Ingress).graph;
        const Graph b = graphOf(loadText("a.yaml", second), Side::Ingress).graph;
        QCOMPARE(a.nodes.size(), b.nodes.size());
        for (const GraphNode &node : a.nodes)
            QVERIFY2(b.indexOf(node.id) >= 0, node.id.c_str());
    }

    void filtersKeepTheWholeWay()
    {
        const Graph graph = sample("cross-namespace", Side::Gateway).graph;
        GraphFilter filter;
        filter.text = "GUEST-app";
        const GraphMatches matches = matchesOf(graph, filter);
        QCOMPARE(matches.named, 1);
        const Graph part = subgraph(graph, matches.isShown);
        QVERIFY(part.indexOf("GatewayClass envoy-gateway") >= 0);
        QVERIFY(part.indexOf("Service guests/guest-app") >= 0);
        QCOMPARE(part.indexOf("Service applications/go-app"), -1);
        QCOMPARE(static_cast<int>(part.nodes.size()), matches.shown);

        filter = {};
        filter.host = "app.example.com";
        QCOMPARE(subgraph(graph, matchesOf(graph, filter).isShown).indexOf("Service guests/guest-app"), -1);
        filter = {};
        filter.namespaces = {"guests"};
        QVERIFY(subgraph(graph, matchesOf(graph, filter).isShown).indexOf("HTTPRoute guests/guest-route") >= 0);
        filter = {};
        filter.focus = "HTTPRoute applications/go-app-route";
        QCOMPARE(subgraph(graph, matchesOf(graph, filter).isShown).indexOf("HTTPRoute guests/guest-route"), -1);
        QVERIFY(GraphFilter().isEmpty());
        QCOMPARE(matchesOf(graph, {}).shown, static_cast<int>(graph.nodes.size()));
    }
};

QTEST_GUILESS_MAIN(TestGraphBuilder)
#include "tst_graphbuilder.moc"
