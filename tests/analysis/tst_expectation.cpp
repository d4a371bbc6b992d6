// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Expectation files: read from YAML, held against decisions and observations, written as JUnit XML.
#include "model/analysis/decision.h"
#include "model/analysis/expectation.h"
#include "model/load/yamljson.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QXmlStreamReader>

using namespace wayproof;

namespace
{

ExpectationFile read(const char *text)
{
    const Result<YamlValue> file = yamlToJson("expect.yaml", text);
    if (!file)
        return {{}, file.diagnostics()};
    return expectations(file->value, file->elements, "expect.yaml");
}

Expectation one(const char *text)
{
    const ExpectationFile file = read(text);
    if (!file.problems.empty() || file.list.size() != 1)
        qFatal("the test's expectation is broken: %s", text);
    return file.list.front();
}

std::vector<std::string> unmet(const Expectation &expectation, const SidesAnswered &answered)
{
    return checked(expectation, answered).failures;
}

std::size_t unknowns(const Expectation &expectation, const SidesAnswered &answered)
{
    return checked(expectation, answered).unknowns.size();
}

QJsonObject healthz(Side side, const std::string &path)
{
    Decision decision;
    decision.side = side;
    decision.outcome = Outcome::Forward;
    BackendShare share;
    share.service = {"Service", "routing-experiment", "go-app"};
    share.port = 80;
    decision.backends = {share};
    decision.upstream = Upstream{"localhost", path, {}, {}, {}, {}};
    return toJson(decision, false);
}

std::string fault(const char *text)
{
    const ExpectationFile file = read(text);
    return file.problems.empty() ? std::string("accepted") : file.problems.front().toText();
}

} // namespace

class TestExpectation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theContractsExampleIsReadAndChecked();
    void everyFieldCanFail_data();
    void everyFieldCanFail();
    void observationsAreHeldAgainstTheSameWords();
    void sharesAreSummedByBackend();
    void sideThatWasNotAskedFails();
    void faultyFilesAreRefusedWithTheirPlace();
    void whatIsNotKnownIsNoFailure();
    void aFaultyEntryLeavesTheOthers();
    void junitNamesEveryCase();
};

void TestExpectation::theContractsExampleIsReadAndChecked()
{
    const Expectation expectation = one(R"(
- name: health check reaches the app
  request: {url: "http://localhost/healthz"}
  expect: {ingress: {backend: routing-experiment/go-app:80}, gateway: {backend: routing-experiment/go-app:80}, same: true}
)");
    QCOMPARE(expectation.name, "health check reaches the app");
    QCOMPARE(expectation.request.path, "/healthz");
    QCOMPARE(expectation.at, (Position{2, 3}));
    const QJsonObject ingress = healthz(Side::Ingress, "/");
    const QJsonObject gateway = healthz(Side::Gateway, "/healthz");
    QCOMPARE(unmet(expectation, {ingress, gateway, true}), std::vector<std::string>());
    QCOMPARE(unmet(expectation, {ingress, gateway, false}), std::vector<std::string>{"the two sides differ"});
    QCOMPARE(unmet(expectation, {ingress, gateway, {}}).size(), std::size_t(0));
    QCOMPARE(unknowns(expectation, {ingress, gateway, {}}), std::size_t(1));
}

void TestExpectation::everyFieldCanFail_data()
{
    QTest::addColumn<QByteArray>("right");
    QTest::addColumn<QByteArray>("wrong");
    const auto row = [](const char *right, const char *wrong) {
        QTest::newRow(right) << QByteArray(right) << QByteArray(wrong);
    };
    row("outcome: forward", "outcome: respond");
    row("backend: routing-experiment/go-app", "backend: routing-experiment/other");
    row("backend: \"routing-experiment/go-app:80\"", "backend: \"routing-experiment/go-app:8\"");
    row("path: /healthz", "path: /");
    row("host: localhost", "host: other");
    row("status: ~", "status: 404");
    row("grpcStatus: ~", "grpcStatus: UNIMPLEMENTED");
    row("location: ~", "location: /x");
}

void TestExpectation::everyFieldCanFail()
{
    QFETCH(QByteArray, right);
    QFETCH(QByteArray, wrong);
    const auto failures = [](const QByteArray &field) {
        const QByteArray text = "- {request: {path: /}, expect: {gateway: {" + field + "}}}";
        return unmet(one(text.constData()), {{}, healthz(Side::Gateway, "/healthz"), {}}).size();
    };
    QCOMPARE(failures(right), std::size_t(0));
    QCOMPARE(failures(wrong), std::size_t(1));
}

void TestExpectation::observationsAreHeldAgainstTheSameWords()
{
    const QJsonObject observed =
        QJsonDocument::fromJson(R"({"schema":"wayproof/observation/v1","status":301,"backend":null,"received":null,
            "headers":[["Location","https://a/"]]})")
            .object();
    const Expectation expectation =
        one("- {request: {path: /}, expect: {ingress: {outcome: redirect, status: 301, location: \"https://a/\"}}}");
    QCOMPARE(unmet(expectation, {observed, {}, {}}), std::vector<std::string>());
    QCOMPARE(unmet(expectation, {healthz(Side::Ingress, "/"), {}, {}}).size(), std::size_t(3));
    const QJsonObject received = QJsonDocument::fromJson(R"({"schema":"wayproof/observation/v1","status":200,
        "backend":{"namespace":"s","service":"a","port":80},"received":{"path":"/x","host":"h"},"headers":[]})")
                                     .object();
    const char *const rewritten =
        "- {request: {path: /}, expect: {ingress: {path: /x, host: h, backends: {s/a: 0.9}}}}";
    QCOMPARE(unmet(one(rewritten), {received, {}, {}}), std::vector<std::string>());
    const char *const other = "- {request: {path: /}, expect: {ingress: {path: /, backends: {s/a: 0, s/b: 1}}}}";
    QCOMPARE(unmet(one(other), {received, {}, {}}).size(), std::size_t(3));
}

void TestExpectation::whatIsNotKnownIsNoFailure()
{
    const auto decided = [](const char *json) { return QJsonDocument::fromJson(json).object(); };
    const Expectation backend = one("- {request: {path: /}, expect: {ingress: {backend: s/a, status: ~}}}");
    const QJsonObject undetermined =
        decided(R"({"outcome":"undetermined","dependsOn":[{"code":"x","text":"Not modelled.","field":""}]})");
    QCOMPARE(unmet(backend, {undetermined, {}, {}}).size(), std::size_t(0));
    QCOMPARE(checked(backend, {undetermined, {}, {}}).unknowns,
             std::vector<std::string>{"ingress: not known: Not modelled."});
    const Expectation open = one("- {request: {path: /}, expect: {ingress: {outcome: undetermined}}}");
    QVERIFY(checked(open, {undetermined, {}, {}}).isMet());

    const QJsonObject partly = decided(R"({"outcome":"forward","status":404,"backends":[],
        "dependsOn":[{"code":"x","text":"Left open.","field":"backends"}]})");
    QCOMPARE(unmet(backend, {partly, {}, {}}).size(), std::size_t(1)); // the status
    QCOMPARE(unknowns(backend, {partly, {}, {}}), std::size_t(1));     // the backend

    const auto live = [&](const char *code) {
        return QJsonObject{{QStringLiteral("schema"), QStringLiteral("wayproof/observation/v1")},
                           {QStringLiteral("status"), QJsonValue()},
                           {QStringLiteral("error"), QJsonObject{{QStringLiteral("code"), QLatin1String(code)},
                                                                 {QStringLiteral("text"), QStringLiteral("It.")}}}};
    };
    const Expectation refused = one("- {request: {path: /}, expect: {ingress: {outcome: refuse}}}");
    QVERIFY(checked(refused, {live("tls-refused"), {}, {}}).isMet());
    QCOMPARE(unknowns(refused, {live("timeout"), {}, {}}), std::size_t(1));
}

void TestExpectation::aFaultyEntryLeavesTheOthers()
{
    const ExpectationFile file = read("- {request: {path: /}, expect: {ingress: {bakend: a/b}}}\n"
                                      "- {request: {pth: /}, expect: {same: true}}\n"
                                      "- {name: good, request: {path: /}, expect: {same: true}}\n");
    QCOMPARE(file.list.size(), std::size_t(1));
    QCOMPARE(file.list.front().name, std::string("good"));
    QCOMPARE(file.problems.front().location.at.line, std::uint32_t(1));
    QCOMPARE(file.problems.back().location.at.line, std::uint32_t(2));
}

void TestExpectation::sharesAreSummedByBackend()
{
    const QJsonObject decision = QJsonDocument::fromJson(R"({"outcome":"forward","backends":[
        {"namespace":"s","service":"a","port":80,"share":0.5},{"namespace":"s","service":"a","port":81,"share":0.25},
        {"namespace":"s","service":"b","port":80,"share":0.25}]})")
                                     .object();
    const auto failures = [&](const char *text) { return unmet(one(text), {decision, {}, {}}).size(); };
    QCOMPARE(failures("- {request: {path: /}, expect: {ingress: {backends: {s/a: 0.75, \"s/b:80\": 0.25}}}}"),
             std::size_t(0));
    QCOMPARE(failures("- {request: {path: /}, expect: {ingress: {backends: {s/a: 0.5}}}}"), std::size_t(1));
    QCOMPARE(failures("- {request: {path: /}, expect: {ingress: {backend: s/a}}}"), std::size_t(1));
}

void TestExpectation::sideThatWasNotAskedFails()
{
    const Expectation expectation = one("- {request: {path: /}, expect: {ingress: {outcome: forward}}}");
    QCOMPARE(unmet(expectation, {{}, healthz(Side::Gateway, "/"), {}}).size(), std::size_t(1));
}

void TestExpectation::faultyFilesAreRefusedWithTheirPlace()
{
    QVERIFY(fault("a: 1").find("expect.yaml:1:1") != std::string::npos);
    QVERIFY(fault("\n- {request: {path: /}}").find("expect.yaml:2:3") != std::string::npos);
    QVERIFY(fault("- {request: {path: /}, expect: {ingress: {bakend: a/b}}}").find("bakend") != std::string::npos);
    QVERIFY(fault("- {request: {pth: /}, expect: {same: true}}").find("\"pth\"") != std::string::npos);
    QVERIFY(fault("- {request: {url: nowhere}, expect: {same: true}}").find("nowhere") != std::string::npos);
    QVERIFY(fault("- [").find("expect.yaml") != std::string::npos);
}

void TestExpectation::junitNamesEveryCase()
{
    Expectation passed;
    passed.name = "a";
    Expectation failed;
    failed.name = "b <&>";
    Expectation unknown;
    unknown.name = "c";
    Diagnostic problem;
    problem.message = "not readable";
    problem.location = {std::make_shared<const std::string>("expect.yaml"), {7, 3}};
    const QByteArray xml = toJunit({{passed, {}}, {failed, {{"first", "second"}, {}}}, {unknown, {{}, {"open"}}}},
                                   {problem}, "expect.yaml");
    QXmlStreamReader reader(xml);
    QStringList seen;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        const auto attributes = reader.attributes();
        if (reader.name() == QLatin1String("testsuite"))
            seen << attributes.value(QLatin1String("tests")).toString()
                 << attributes.value(QLatin1String("failures")).toString()
                 << attributes.value(QLatin1String("errors")).toString();
        else if (reader.name() == QLatin1String("testcase"))
            seen << attributes.value(QLatin1String("name")).toString();
        else if (reader.name() == QLatin1String("failure") || reader.name() == QLatin1String("error"))
            seen << attributes.value(QLatin1String("message")).toString() + reader.readElementText();
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    QCOMPARE(seen, (QStringList{QStringLiteral("4"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("a"),
                                QStringLiteral("b <&>"), QStringLiteral("firstfirst\nsecond\n"), QStringLiteral("c"),
                                QStringLiteral("openopen\n"), QStringLiteral("expect.yaml:7:3"),
                                QStringLiteral("not readablenot readable\n")}));
}

QTEST_APPLESS_MAIN(TestExpectation)
#include "tst_expectation.moc"
