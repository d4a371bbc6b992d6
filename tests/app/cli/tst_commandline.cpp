// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The command line as its users meet it: the program is run, its output and exit status are read.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace
{

struct Run {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    QList<QJsonObject> lines() const
    {
        QList<QJsonObject> objects;
        for (const QByteArray &line : out.split('\n')) {
            if (!line.isEmpty())
                objects.append(QJsonDocument::fromJson(line).object());
        }
        return objects;
    }
};

Run runCli(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    process.setWorkingDirectory(QStringLiteral(WAYPROOF_SOURCE_DIR));
    process.start(QStringLiteral(WAYPROOF_CLI), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString upstreamPath(const QJsonObject &decision)
{
    return decision[u"upstream"_s][u"path"_s].toString();
}

const QString tutorial = u"resources/samples/tutorial"_s;
const QString reported = u"tests/data/gateway-status/reported/in.yaml"_s;

/// One of a document's `resources`; empty when it is not there.
QJsonObject resourceOf(const QJsonObject &document, const QString &kind, const QString &name)
{
    const QJsonArray resources = document[u"resources"_s].toArray();
    for (const QJsonValue &resource : resources) {
        if (resource[u"kind"_s].toString() == kind && resource[u"name"_s].toString() == name)
            return resource.toObject();
    }
    return {};
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTutorialsHealthCheckReachesTheBackendUnderTwoPaths();
    void theWholeHostOfTheTutorialIsInRegexMode();
    void theTutorialsVersionIsTheSameOnBothSides();
    void outputOfTheSameInputIsTheSameByteForByte();
    void requestsComeInBulkAndKeepTheirOrder();
    void aMalformedRequestLineIsLocated();
    void aMalformedExpectationIsLocatedAndTheOthersRun();
    void anExpectationThatHangsOnTheUnknownIsUnknown();
    void usageErrorsLookAlike_data();
    void usageErrorsLookAlike();
    void standardInputIsASource();
    void viaChoosesOneSide();
    void exitStatusTellsWhatHappened_data();
    void exitStatusTellsWhatHappened();
    void metExpectationsAreGood();
    void aFailedExpectationIsBadAndStandsInTheReport();
    void resourcesAreListedWithTheirSource();
    void lintCarriesSeverityReasonMendAndPlace();
    void statusHasTheShapeOfTheApi();
    void statusStandsBesideTheReportedOne();
    void statusIsTheSameWhateverIsShownOfIt();
    void statusTellsPeopleWhatDisagrees();
    void anIngressHasItsReportedLoadBalancerOnly();
    void aNamespaceRestrictsWhatIsLoaded();
    void graphsComeInEveryFormat_data();
    void graphsComeInEveryFormat();
};

void TestCommandLine::theTutorialsHealthCheckReachesTheBackendUnderTwoPaths()
{
    const Run run =
        runCli({u"simulate"_s, u"-f"_s, tutorial, u"http://localhost/healthz"_s, u"-o"_s, u"json"_s, u"--trace"_s});
    QCOMPARE(run.exitCode, 0);
    const auto lines = run.lines();
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[0][u"side"_s].toString(), u"ingress"_s);
    QCOMPARE(upstreamPath(lines[0]), u"/"_s);
    QCOMPARE(lines[1][u"side"_s].toString(), u"gateway"_s);
    QCOMPARE(upstreamPath(lines[1]), u"/healthz"_s);
    for (const QJsonObject &decision : lines) {
        QCOMPARE(decision[u"schema"_s].toString(), u"wayproof/decision/v1"_s);
        QCOMPARE(decision[u"outcome"_s].toString(), u"forward"_s);
        QCOMPARE(decision[u"backends"_s][0][u"service"_s].toString(), u"go-app"_s);
        QVERIFY(decision[u"trace"_s].toArray().size() >= 4);
        QVERIFY(decision[u"match"_s][u"source"_s][u"line"_s].toInt() > 0);
    }
}

void TestCommandLine::theWholeHostOfTheTutorialIsInRegexMode()
{
    const auto lines =
        runCli({u"simulate"_s, u"-f"_s, tutorial, u"http://localhost/HEALTHZ/x"_s, u"-o"_s, u"json"_s}).lines();
    QCOMPARE(upstreamPath(lines.value(0)), u"/"_s);
    QCOMPARE(upstreamPath(lines.value(1)), u"/HEALTHZ/x"_s);
}

void TestCommandLine::theTutorialsVersionIsTheSameOnBothSides()
{
    const auto lines =
        runCli({u"simulate"_s, u"-f"_s, tutorial, u"http://localhost/version"_s, u"-o"_s, u"json"_s}).lines();
    QCOMPARE(upstreamPath(lines.value(0)), u"/version"_s);
    QCOMPARE(upstreamPath(lines.value(1)), u"/version"_s);
}

void TestCommandLine::outputOfTheSameInputIsTheSameByteForByte()
{
    const QStringList arguments{u"simulate"_s, u"-f"_s,     u"resources/samples"_s, u"http://localhost/api"_s, u"-o"_s,
                                u"json"_s,     u"--trace"_s};
    const Run first = runCli(arguments);
    QVERIFY(!first.out.isEmpty());
    QCOMPARE(runCli(arguments).out, first.out);
}

void TestCommandLine::requestsComeInBulkAndKeepTheirOrder()
{
    QByteArray input;
    for (int i = 0; i < 500; ++i)
        input += "{\"id\":\"r" + QByteArray::number(i) + "\",\"host\":\"localhost\",\"path\":\"/p" +
                 QByteArray::number(i) + "\"}\n";
    const Run run = runCli({u"simulate"_s, u"-f"_s, tutorial, u"--requests"_s, u"-"_s, u"-o"_s, u"json"_s}, input);
    const auto lines = run.lines();
    QCOMPARE(lines.size(), 1000);
    for (int i = 0; i < 500; ++i) {
        QCOMPARE(lines[2 * i][u"id"_s].toString(), u"r%1"_s.arg(i));
        QCOMPARE(upstreamPath(lines[2 * i]), u"/p%1"_s.arg(i));
    }
}

void TestCommandLine::aMalformedRequestLineIsLocated()
{
    const QStringList arguments{u"simulate"_s, u"-f"_s, tutorial, u"--requests"_s, u"-"_s, u"-o"_s, u"json"_s};
    const Run run = runCli(arguments, "{\"path\":\"/\"}\n{\"path\":\n{\"path\":\"/last\"}\n");
    QVERIFY2(run.err.contains("-:2:"), run.err.constData());
    QVERIFY2(run.err.contains("[request-malformed]"), run.err.constData());
    // The others are answered, and the run is not a good one.
    QCOMPARE(run.lines().size(), 4);
    QCOMPARE(run.lines().last()[u"id"_s].toString(), u"3"_s);
    QCOMPARE(run.exitCode, 1);
    const Run nothing = runCli(arguments, "{\"path\":\n");
    QCOMPARE(nothing.exitCode, 2);
    QVERIFY(nothing.out.isEmpty());
}

void TestCommandLine::aMalformedExpectationIsLocatedAndTheOthersRun()
{
    const QByteArray good = "- {name: good, request: {url: \"http://localhost/version\"}, expect: {same: true}}\n";
    const QByteArray bad = "- {name: bad, request: {url: \"http://localhost/\"}, expect: {sme: true}}\n";
    const QStringList arguments{u"simulate"_s, u"-f"_s, tutorial, u"--expect"_s, u"-"_s, u"-o"_s, u"json"_s};
    const Run run = runCli(arguments, bad + good);
    QVERIFY2(run.err.contains("-:1:3: error: "), run.err.constData());
    QCOMPARE(run.lines().size(), 1);
    QCOMPARE(run.lines().first()[u"passed"_s].toBool(), true);
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(runCli(arguments, bad).exitCode, 2);
    QCOMPARE(runCli(arguments, "- [").exitCode, 2);
}

void TestCommandLine::anExpectationThatHangsOnTheUnknownIsUnknown()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"in.yaml"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    // Which of the two Gateways the client reached is not said, and they answer differently.
    for (const char *name : {"a", "b"}) {
        file.write(QByteArray("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: ") + name +
                   ", namespace: shop}\nspec: {gatewayClassName: eg, listeners: [{name: http, port: 80, protocol: "
                   "HTTP}]}\n---\n");
        file.write(QByteArray("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: ") + name +
                   ", namespace: shop}\nspec: {parentRefs: [{name: " + name +
                   "}], rules: [{backendRefs: [{name: " + name + ", port: 80}]}]}\n---\n");
    }
    file.close();
    const QByteArray expectation =
        "- {name: one of them, request: {url: \"http://x.example/\"}, expect: {gateway: {backend: shop/a}}}\n";
    const QStringList arguments{u"simulate"_s, u"-f"_s, path, u"--expect"_s, u"-"_s};
    const Run run = runCli(arguments + QStringList{u"-o"_s, u"json"_s}, expectation);
    QCOMPARE(run.exitCode, 3);
    QCOMPARE(run.lines().first()[u"passed"_s].toBool(true), false);
    QCOMPARE(run.lines().first()[u"failures"_s].toArray().size(), 0);
    QCOMPARE(run.lines().first()[u"unknown"_s].toArray().size(), 1);
    QVERIFY(runCli(arguments, expectation).out.contains("UNKNOWN one of them"));
    const Run junit = runCli(arguments + QStringList{u"-o"_s, u"junit"_s}, expectation);
    QVERIFY2(junit.out.contains("failures=\"0\" errors=\"1\""), junit.out.constData());
}

void TestCommandLine::usageErrorsLookAlike_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QStringList simulate{u"simulate"_s, u"-f"_s, tutorial};
    QTest::newRow("verb") << QStringList{u"dance"_s};
    QTest::newRow("option") << QStringList{u"lint"_s, u"--dance"_s};
    QTest::newRow("no source") << QStringList{u"lint"_s};
    QTest::newRow("format") << simulate + QStringList{u"http://a/"_s, u"-o"_s, u"xml"_s};
    QTest::newRow("header") << simulate + QStringList{u"http://a/"_s, u"-H"_s, u"x"_s};
    QTest::newRow("side") << simulate + QStringList{u"http://a/"_s, u"--via"_s, u"x"_s};
    QTest::newRow("dialect") << simulate + QStringList{u"http://a/"_s, u"--dialect"_s, u"x"_s};
    QTest::newRow("Gateway") << simulate + QStringList{u"http://a/"_s, u"--gateway"_s, u"x/y"_s};
    QTest::newRow("requests") << simulate + QStringList{u"--requests"_s, u"/nowhere"_s};
    QTest::newRow("expectations") << simulate + QStringList{u"--expect"_s, u"/nowhere"_s};
    QTest::newRow("repeat") << QStringList{u"probe"_s, u"-f"_s,       tutorial, u"http://a/"_s,
                                           u"--lab"_s, u"--repeat"_s, u"many"_s};
    QTest::newRow("time-out") << QStringList{u"probe"_s, u"-f"_s,        tutorial, u"http://a/"_s,
                                             u"--lab"_s, u"--timeout"_s, u"x"_s};
}

void TestCommandLine::usageErrorsLookAlike()
{
    QFETCH(QStringList, arguments);
    const Run run = runCli(arguments);
    QCOMPARE(run.exitCode, 2);
    QVERIFY2(run.err.startsWith("wayproof-cli: error: "), run.err.constData());
    const QByteArray firstLine = run.err.left(run.err.indexOf('\n'));
    QVERIFY2(firstLine.endsWith(" [usage]"), run.err.constData());
    QVERIFY(run.out.isEmpty());
}

void TestCommandLine::standardInputIsASource()
{
    const QByteArray service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {ports: [{port: 80}]}\n";
    const Run run = runCli({u"resources"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s}, service);
    QCOMPARE(run.exitCode, 0);
    const QJsonObject resource = run.lines().value(0)[u"resources"_s][0].toObject();
    QCOMPARE(resource[u"name"_s].toString(), u"web"_s);
    QCOMPARE(resource[u"source"_s][u"file"_s].toString(), u"-"_s);
}

void TestCommandLine::viaChoosesOneSide()
{
    const auto lines =
        runCli({u"simulate"_s, u"-f"_s, tutorial, u"http://localhost/"_s, u"--via"_s, u"gateway"_s, u"-o"_s, u"json"_s})
            .lines();
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0][u"side"_s].toString(), u"gateway"_s);
}

void TestCommandLine::exitStatusTellsWhatHappened_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("exitCode");
    const QByteArray broken = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\nspec: {rules: "
                              "[{http: {paths: [{path: x}]}}]}\n";
    QTest::newRow("no verb") << QStringList() << QByteArray() << 2;
    QTest::newRow("help") << QStringList{u"--help"_s} << QByteArray() << 0;
    QTest::newRow("unknown verb") << QStringList{u"dance"_s} << QByteArray() << 2;
    QTest::newRow("unknown option") << QStringList{u"lint"_s, u"--dance"_s} << QByteArray() << 2;
    QTest::newRow("no source") << QStringList{u"lint"_s} << QByteArray() << 2;
    QTest::newRow("missing file") << QStringList{u"simulate"_s, u"-f"_s, u"/nowhere.yaml"_s, u"http://a/"_s}
                                  << QByteArray() << 2;
    QTest::newRow("empty input") << QStringList{u"resources"_s, u"-f"_s, u"-"_s} << QByteArray() << 2;
    QTest::newRow("unknown format") << QStringList{u"lint"_s, u"-f"_s, tutorial, u"-o"_s, u"xml"_s} << QByteArray()
                                    << 2;
    QTest::newRow("unknown dialect") << QStringList{u"lint"_s, u"-f"_s, tutorial, u"--dialect"_s, u"klingon"_s}
                                     << QByteArray() << 2;
    QTest::newRow("no such Gateway") << QStringList{u"simulate"_s,  u"-f"_s,        tutorial,
                                                    u"http://a/"_s, u"--gateway"_s, u"a/zz"_s}
                                     << QByteArray() << 2;
    QTest::newRow("no such class") << QStringList{u"simulate"_s,        u"-f"_s, tutorial, u"http://a/"_s,
                                                  u"--ingress-class"_s, u"zz"_s}
                                   << QByteArray() << 2;
    QTest::newRow("error-level finding") << QStringList{u"lint"_s, u"-f"_s, u"-"_s} << broken << 1;
    QTest::newRow("nothing to simulate") << QStringList{u"simulate"_s, u"-f"_s, tutorial} << QByteArray() << 2;
    QTest::newRow("answer known") << QStringList{u"simulate"_s, u"-f"_s, tutorial, u"http://localhost/"_s}
                                  << QByteArray() << 0;
}

void TestCommandLine::exitStatusTellsWhatHappened()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, input);
    const Run run = runCli(arguments, input);
    QTEST(run.exitCode, "exitCode");
    QVERIFY2(run.exitCode == 0 || run.exitCode == 1 || !run.err.isEmpty(), "a failure says why on standard error");
}

void TestCommandLine::metExpectationsAreGood()
{
    const QByteArray expectations = "- name: health check reaches the app\n"
                                    "  request: {url: \"http://localhost/healthz\"}\n"
                                    "  expect: {ingress: {backend: routing-experiment/go-app:80}, gateway: {backend: "
                                    "routing-experiment/go-app:80}, same: false}\n";
    const Run run = runCli({u"simulate"_s, u"-f"_s, tutorial, u"--expect"_s, u"-"_s}, expectations);
    QVERIFY2(run.exitCode == 0, (run.out + run.err).constData());
}

void TestCommandLine::aFailedExpectationIsBadAndStandsInTheReport()
{
    const QByteArray expectations =
        "- name: same everywhere\n  request: {url: \"http://localhost/healthz\"}\n  expect: {same: true}\n";
    const Run run =
        runCli({u"simulate"_s, u"-f"_s, tutorial, u"--expect"_s, u"-"_s, u"-o"_s, u"junit"_s}, expectations);
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.out.contains("failures=\"1\""), run.out.constData());
    QVERIFY2(run.out.contains("same everywhere"), run.out.constData());
}

void TestCommandLine::resourcesAreListedWithTheirSource()
{
    const Run run = runCli({u"resources"_s, u"-f"_s, tutorial, u"-o"_s, u"json"_s});
    const QJsonObject document = run.lines().value(0);
    QCOMPARE(document[u"schema"_s].toString(), u"wayproof/resources/v1"_s);
    QSet<QString> kinds;
    const QJsonArray resources = document[u"resources"_s].toArray();
    for (const QJsonValue &resource : resources) {
        kinds.insert(resource[u"kind"_s].toString());
        QVERIFY(resource[u"source"_s][u"line"_s].toInt() > 0);
    }
    for (const QString &kind : {u"Namespace"_s, u"Deployment"_s, u"Service"_s, u"EndpointSlice"_s, u"IngressClass"_s,
                                u"Ingress"_s, u"GatewayClass"_s, u"Gateway"_s, u"HTTPRoute"_s})
        QVERIFY2(kinds.contains(kind), qPrintable(kind));
}

void TestCommandLine::lintCarriesSeverityReasonMendAndPlace()
{
    const QByteArray broken = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, namespace: b}\n"
                              "spec:\n  rules:\n  - http:\n      paths:\n      - path: /x\n        backend: {service: "
                              "{name: web, port: {number: 80}}}\n";
    const Run run = runCli({u"lint"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s}, broken);
    QCOMPARE(run.exitCode, 1);
    QJsonObject found;
    const QJsonArray findings = run.lines().value(0)[u"findings"_s].toArray();
    for (const QJsonValue &finding : findings) {
        if (finding[u"code"_s].toString() == u"ingress-path-type-missing"_s)
            found = finding.toObject();
    }
    QCOMPARE(found[u"severity"_s].toString(), u"error"_s);
    QCOMPARE(found[u"category"_s].toString(), u"rejected"_s);
    QVERIFY(!found[u"mend"_s].toString().isEmpty());
    QCOMPARE(found[u"source"_s][u"line"_s].toInt(), 8);
    QCOMPARE(found[u"resource"_s][u"namespace"_s].toString(), u"b"_s);
}

void TestCommandLine::statusHasTheShapeOfTheApi()
{
    const Run run = runCli({u"status"_s, u"-f"_s, tutorial, u"-o"_s, u"json"_s});
    QCOMPARE(run.exitCode, 0);
    QCOMPARE(run.lines().size(), 1);
    const QJsonObject document = run.lines().constFirst();
    QCOMPARE(document[u"schema"_s].toString(), u"wayproof/status/v1"_s);
    const QJsonObject gateway = resourceOf(document, u"Gateway"_s, u"go-app-gateway"_s);
    QCOMPARE(gateway[u"namespace"_s].toString(), u"routing-experiment"_s);
    QVERIFY(gateway[u"reported"_s].isNull());
    const QJsonObject listener = gateway[u"status"_s][u"listeners"_s][0].toObject();
    QCOMPARE(listener[u"name"_s].toString(), u"http"_s);
    QCOMPARE(listener[u"attachedRoutes"_s].toInt(), 1);
    const QJsonObject kind = listener[u"supportedKinds"_s][0].toObject();
    QCOMPARE(kind, (QJsonObject{{u"group"_s, u"gateway.networking.k8s.io"_s}, {u"kind"_s, u"HTTPRoute"_s}}));
    const QJsonObject accepted = listener[u"conditions"_s][0].toObject();
    QCOMPARE(accepted[u"type"_s].toString(), u"Accepted"_s);
    QCOMPARE(accepted[u"status"_s].toString(), u"True"_s);
    const QJsonObject route = resourceOf(document, u"HTTPRoute"_s, u"go-app-route"_s);
    const QJsonObject parent = route[u"status"_s][u"parents"_s][0].toObject();
    QCOMPARE(parent[u"parentRef"_s][u"name"_s].toString(), u"go-app-gateway"_s);
    QCOMPARE(parent[u"controllerName"_s].toString(), u"gateway.envoyproxy.io/gatewayclass-controller"_s);
    QCOMPARE(parent[u"conditions"_s].toArray().size(), 2);
}

void TestCommandLine::statusStandsBesideTheReportedOne()
{
    const Run run = runCli({u"status"_s, u"-f"_s, reported, u"-o"_s, u"json"_s});
    QCOMPARE(run.exitCode, 1); // a report that disagrees
    const QJsonObject document = run.lines().constFirst();
    const QJsonObject gateway = resourceOf(document, u"Gateway"_s, u"agrees"_s);
    QCOMPARE(gateway[u"reported"_s][u"attachedListenerSets"_s].toInt(-1), 0);
    QCOMPARE(gateway[u"reported"_s][u"listeners"_s][0][u"supportedKinds"_s][0][u"kind"_s].toString(), u"HTTPRoute"_s);
    QCOMPARE(gateway[u"differences"_s].toArray(), QJsonArray());
    const QJsonObject differing = resourceOf(document, u"Gateway"_s, u"differs"_s);
    const QJsonObject difference = differing[u"differences"_s][0].toObject();
    QCOMPARE(difference[u"type"_s].toString(), u"Accepted"_s);
    QCOMPARE(difference[u"computed"_s][u"value"_s].toString(), u"True"_s);
    QCOMPARE(difference[u"reported"_s][u"reason"_s].toString(), u"Invalid"_s);
    const QJsonObject policy = resourceOf(document, u"BackendTLSPolicy"_s, u"p"_s);
    QCOMPARE(policy[u"reported"_s][u"ancestors"_s][0][u"ancestorRef"_s][u"name"_s].toString(), u"agrees"_s);
    const QJsonArray findings = document[u"findings"_s].toArray();
    QVERIFY(std::any_of(findings.begin(), findings.end(), [](const QJsonValue &finding) {
        return finding[u"category"_s].toString() == u"status"_s &&
               finding[u"code"_s].toString() == u"status-disagrees"_s;
    }));
}

void TestCommandLine::statusIsTheSameWhateverIsShownOfIt()
{
    const Run all = runCli({u"status"_s, u"-f"_s, reported, u"-o"_s, u"json"_s});
    const Run one = runCli({u"status"_s, u"-f"_s, reported, u"-o"_s, u"json"_s, u"--gateway"_s, u"shop/agrees"_s});
    QCOMPARE(one.exitCode, 1); // of its route and policy
    const QJsonObject document = one.lines().constFirst();
    QCOMPARE(resourceOf(document, u"Gateway"_s, u"agrees"_s),
             resourceOf(all.lines().constFirst(), u"Gateway"_s, u"agrees"_s));
    QVERIFY(resourceOf(document, u"Gateway"_s, u"differs"_s).isEmpty());
    QVERIFY(!resourceOf(document, u"HTTPRoute"_s, u"r"_s).isEmpty());
    QVERIFY(!resourceOf(document, u"GatewayClass"_s, u"any"_s).isEmpty());
    const Run other = runCli({u"status"_s, u"-f"_s, reported, u"-o"_s, u"json"_s, u"-n"_s, u"elsewhere"_s});
    QCOMPARE(other.lines().constFirst()[u"resources"_s].toArray().size(), 1); // the class has no namespace
    QCOMPARE(other.exitCode, 0);
    const QString routes = u"tests/data/gateway-status/route-parents/in.yaml"_s;
    QCOMPARE(runCli({u"status"_s, u"-f"_s, routes, u"-n"_s, u"elsewhere"_s}).exitCode, 3); // a Namespace is unknown
}

void TestCommandLine::statusTellsPeopleWhatDisagrees()
{
    const Run run = runCli({u"status"_s, u"-f"_s, reported});
    QVERIFY2(run.out.contains("DISAGREES: reported False Invalid"), run.out.constData());
    QVERIFY2(run.out.contains("listener http"), run.out.constData());
    QVERIFY2(run.out.contains("[status-disagrees]"), run.out.constData());
}

void TestCommandLine::anIngressHasItsReportedLoadBalancerOnly()
{
    const QByteArray ingress = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, namespace: shop}\n"
                               "spec: {defaultBackend: {service: {name: app, port: {number: 80}}}}\n"
                               "status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}\n";
    const Run run = runCli({u"status"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s}, ingress);
    QCOMPARE(run.exitCode, 0);
    const QJsonObject entry = resourceOf(run.lines().constFirst(), u"Ingress"_s, u"a"_s);
    QVERIFY(entry[u"status"_s].isNull());
    QCOMPARE(entry[u"reported"_s][u"loadBalancer"_s][u"ingress"_s][0][u"ip"_s].toString(), u"192.0.2.7"_s);
}

void TestCommandLine::aNamespaceRestrictsWhatIsLoaded()
{
    const Run run = runCli({u"resources"_s, u"-f"_s, tutorial, u"-n"_s, u"elsewhere"_s, u"-o"_s, u"json"_s});
    const QJsonArray resources = run.lines().value(0)[u"resources"_s].toArray();
    QVERIFY(!resources.isEmpty());
    for (const QJsonValue &resource : resources)
        QCOMPARE(resource[u"namespace"_s].toString(), QString());
}

void TestCommandLine::graphsComeInEveryFormat_data()
{
    QTest::addColumn<QByteArray>("beginning");
    QTest::newRow("svg") << QByteArray("<svg");
    QTest::newRow("dot") << QByteArray("digraph");
    QTest::newRow("mermaid") << QByteArray("flowchart");
    QTest::newRow("json") << QByteArray("{");
    QTest::newRow("text") << QByteArray("IngressClass");
}

void TestCommandLine::graphsComeInEveryFormat()
{
    QFETCH(QByteArray, beginning);
    const Run run =
        runCli({u"graph"_s, u"-f"_s, tutorial, u"--format"_s, QString::fromLatin1(QTest::currentDataTag())});
    QCOMPARE(run.exitCode, 0);
    QVERIFY2(run.out.contains(beginning), run.out.left(300).constData());
    QVERIFY(run.out.contains("go-app"));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
