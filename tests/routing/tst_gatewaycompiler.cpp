// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the Gateway compiler says about references and mistakes: each folder of tests/data/gateway has its links that do
// not hold and its findings in report.txt. WAYPROOF_UPDATE_GOLDENS=1 writes the files anew.
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"
#include "model/routing/gatewaycompiler_rules.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace wayproof;

namespace
{

const QString dataFolder = QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/gateway");

std::string contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

RoutingTable compiled(const QString &folder)
{
    return compileGateway(*loadText("in.yaml", contents(folder + QStringLiteral("/in.yaml"))));
}

std::string anchorText(const Anchor &anchor)
{
    return anchor.id.toText() + (anchor.rule ? " rule " + std::to_string(*anchor.rule) : std::string()) +
           (anchor.section.empty() ? std::string() : " section " + anchor.section);
}

std::string report(const RoutingTable &table)
{
    std::string text;
    for (const Link &link : table.links) {
        if (link.state != LinkState::Held)
            text += std::string(toText(link.kind)) + " " + std::string(toText(link.state)) + ": " +
                    anchorText(link.from) + " -> " + anchorText(link.to) + " [" + link.code + "] at " +
                    link.source.toText() + "\n";
    }
    Diagnostics findings = table.findings;
    sortDiagnostics(findings);
    for (const Diagnostic &finding : findings) {
        if (finding.category != Category::Practice) // tests/data/findings pins those
            text += finding.toText() + "\n";
    }
    return text;
}

} // namespace

class TestGatewayCompiler : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reports_data();
    void reports();
    void tutorialHasOneEntranceWithTheExactPathFirst();
    void gatewayAndListenerCanBeSelected();
    void sharesStandOnLinks();
    void durations_data();
    void durations();
    void fiveThousandRoutesAreCompiledAlike();
    void manyTlsListenersStaySmall();
};

void TestGatewayCompiler::reports_data()
{
    QTest::addColumn<QString>("folder");
    const QDir folder(dataFolder);
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestGatewayCompiler::reports()
{
    QFETCH(QString, folder);
    const std::string actual = report(compiled(folder));
    const QString path = folder + QStringLiteral("/report.txt");
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(actual.data(), static_cast<qint64>(actual.size()));
        return;
    }
    QCOMPARE(QString::fromStdString(actual), QString::fromStdString(contents(path)));
}

void TestGatewayCompiler::tutorialHasOneEntranceWithTheExactPathFirst()
{
    const SnapshotPtr snapshot = loadFiles({{WAYPROOF_SOURCE_DIR "/resources/samples/tutorial"}});
    const RoutingTable table = compileGateway(*snapshot);
    QCOMPARE(table.dialects, std::vector<std::string>{"envoy"});
    QCOMPARE(table.entrances.size(), std::size_t(1));
    const Channel &channel = table.entrances.front().channels.front();
    QCOMPARE(channel.hosts.size(), std::size_t(1));
    QCOMPARE(channel.hosts.front().pattern.toText(), std::string("localhost"));
    const std::vector<Rule> &rules = channel.hosts.front().rules;
    QCOMPARE(rules.size(), std::size_t(2));
    QCOMPARE(rules[0].match.path.toText(), std::string("Exact /healthz"));
    QCOMPARE(rules[0].origin.rule, std::optional<int>(1));
    QCOMPARE(rules[0].origin.source.at.line, 42U);
    QCOMPARE(rules[0].action->backends.front().ready, std::optional<int>(2));
    QCOMPARE(rules[1].match.path.toText(), std::string("PathPrefix /"));
}

void TestGatewayCompiler::gatewayAndListenerCanBeSelected()
{
    const QString folder = dataFolder + QStringLiteral("/filters-redirect");
    const SnapshotPtr snapshot = loadText("in.yaml", contents(folder + QStringLiteral("/in.yaml")));
    QCOMPARE(compileGateway(*snapshot).entrances.size(), std::size_t(2));
    QCOMPARE(compileGateway(*snapshot, {{}, {}, "alt"}).entrances.front().name, std::string("shop/edge:8080 HTTP"));
    QCOMPARE(compileGateway(*snapshot, {{}, "shop/other", {}}).entrances.size(), std::size_t(0));
    QCOMPARE(compileGateway(*snapshot, {"envoy", "shop/edge", {}}).dialects, std::vector<std::string>{"envoy"});
}

void TestGatewayCompiler::sharesStandOnLinks()
{
    const RoutingTable table = compiled(dataFolder + QStringLiteral("/backends"));
    std::vector<double> shares;
    for (const Link &link : table.links) {
        if (link.kind == LinkKind::Backend && link.from.rule == 0)
            shares.push_back(link.share.value_or(-1));
    }
    QCOMPARE(shares, (std::vector<double>{0.9, 0.1, 0.0}));
}

void TestGatewayCompiler::durations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("milliseconds"); // -1: not a duration
    QTest::newRow("seconds") << QStringLiteral("10s") << qint64(10'000);
    QTest::newRow("parts") << QStringLiteral("1h2m3s4ms") << qint64(3'723'004);
    QTest::newRow("zero") << QStringLiteral("0s") << qint64(0);
    QTest::newRow("no unit") << QStringLiteral("10") << qint64(-1);
    QTest::newRow("no number") << QStringLiteral("s") << qint64(-1);
    QTest::newRow("empty") << QString() << qint64(-1);
    QTest::newRow("fraction") << QStringLiteral("1.5s") << qint64(-1);
}

void TestGatewayCompiler::durations()
{
    QFETCH(QString, text);
    QTEST(qint64(durationMs(text.toStdString()).value_or(-1)), "milliseconds");
}

/// Compiling twice gives the same table, byte for byte, whatever addresses objects have.
void TestGatewayCompiler::fiveThousandRoutesAreCompiledAlike()
{
    std::string yaml =
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n"
        "spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}\n";
    for (int i = 0; i < 5000; ++i) {
        const std::string n = std::to_string(i);
        yaml += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r" + n +
                ", namespace: shop}\nspec: {parentRefs: [{name: edge}], hostnames: [h" + std::to_string(i % 500) +
                ".example], rules: [{matches: [{path: {value: /" + n + "}}], backendRefs: [{name: s, port: 80}]}]}\n";
    }
    const SnapshotPtr first = loadText("in.yaml", yaml);
    const SnapshotPtr second = loadText("in.yaml", yaml);
    const RoutingTable table = compileGateway(*first);
    QCOMPARE(table.entrances.front().channels.front().hosts.size(), std::size_t(501));
    QVERIFY(toText(table) == toText(compileGateway(*second)));
}

void TestGatewayCompiler::manyTlsListenersStaySmall()
{
    const auto listener = [](const std::string &name) {
        return "    - {name: " + name + ", protocol: HTTPS, port: 443, hostname: '" +
               (name == "wild" ? std::string("*.wild.example") : name + (name < "l5" ? ".wild" : "") + ".example") +
               "', tls: {certificateRefs: [{name: cert}]}}\n";
    };
    std::string yaml = "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n"
                       "metadata: {name: edge, namespace: shop}\nspec:\n  gatewayClassName: any\n"
                       "  allowedListeners: {namespaces: {from: All}}\n  listeners:\n" +
                       listener("wild");
    for (int i = 0; i < 1000; ++i) {
        if (i % 50 == 0)
            yaml += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: s" +
                    std::to_string(i) + ", namespace: shop}\nspec:\n  parentRef: {name: edge}\n  listeners:\n";
        yaml += listener("l" + std::to_string(i));
    }
    const auto table = std::make_shared<const RoutingTable>(compileGateway(*loadText("in.yaml", yaml)));
    std::size_t hosts = 0;
    for (const Channel &channel : table->entrances.at(0).channels)
        hosts += channel.hosts.size();
    QCOMPARE(table->entrances.at(0).channels.size(), std::size_t(1001));
    QVERIFY2(hosts < 2500, std::to_string(hosts).c_str());
    const auto decided = [&](const char *sni, const char *host) {
        Request request;
        request.scheme = "https";
        request.host = host;
        request.sni = sni;
        return Simulator(table).decide(request);
    };
    QCOMPARE(decided("l900.example", "l900.example").status, 404);
    QCOMPARE(decided("x.wild.example", "l100.wild.example").status, 421);
    QCOMPARE(decided("x.wild.example", "y.wild.example").status, 404);
    QCOMPARE(decided("l900.example", "l800.example").outcome, Outcome::Undetermined);
}

QTEST_GUILESS_MAIN(TestGatewayCompiler)
#include "tst_gatewaycompiler.moc"
