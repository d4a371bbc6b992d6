// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Recognising who answered, and laying two answers beside each other.
#include "model/probe/backendrecognition.h"
#include "model/probe/linediff.h"
#include "model/probe/responsecomparison.h"
#include "tests/probe/madeanswers.h"

#include <QJsonDocument>
#include <QTest>

using namespace wayproof;

namespace
{

std::string fields(const ResponseComparison &comparison)
{
    std::string text;
    for (const FieldDifference &difference : comparison.differences)
        text += (text.empty() ? "" : " ") + difference.field;
    return text;
}

std::string joined(const std::vector<std::string> &texts)
{
    std::string text;
    for (const std::string &one : texts)
        text += (text.empty() ? "" : " ") + one;
    return text;
}

std::string tick(int n)
{
    return "{\"status\":\"ok\",\"timestamp\":" + std::to_string(n) + "}";
}

} // namespace

class tst_Comparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLabsEchoIsRecognised()
    {
        const Observation made =
            labAnswer(Side::Ingress, "/a b?x=1", R"({"headers":[["X-A","1"],["X-A","2"]],"target":"/a"})");
        QCOMPARE(made.backend->toText(), std::string("shop/cart:80"));
        QCOMPARE(made.backend->endpoint, std::string("127.0.0.1:9000"));
        QCOMPARE(*made.received->method, std::string("GET"));
        QCOMPARE(*made.received->target, std::string("/a b?x=1"));
        QCOMPARE(*made.received->host, std::string("shop.example"));
        QCOMPARE(*made.received->headers, (HeaderList{{"X-A", "1"}, {"X-A", "2"}}));
        QVERIFY(made.received->isWholeBody);
        QVERIFY(!labAnswer(Side::Ingress, "/healthz", tick(1)).received->isWholeBody);
    }

    void gatewayApisEchoIsRecognised()
    {
        const Observation made = answer(Side::Gateway, R"({"path":"/p?q","host":"h","method":"PUT","proto":"HTTP/1.1",
            "headers":{"Accept":["a","b"]},"namespace":"infra","ingress":"","service":"","pod":"echo-7d9f-x"})");
        QCOMPARE(made.backend->toText(), std::string("infra/echo-7d9f-x"));
        QCOMPARE(*made.received->target, std::string("/p?q"));
        QCOMPARE(*made.received->headers, (HeaderList{{"Accept", "a"}, {"Accept", "b"}}));
    }

    void anOwnRuleReadsHeaderPointerAndPattern()
    {
        const auto rule = recognitionRuleFromJson(QJsonDocument::fromJson(R"json({"name":"mine","readings":[
            {"header":"Server-Id","field":"endpoint"},
            {"pointer":"/meta/0/app","pattern":"^(?<namespace>\\w+)\\.(?<service>\\w+)$"},
            {"body":true,"pattern":"port=(\\d+)","field":"port","required":false}]})json")
                                                      .object());
        QVERIFY(rule);
        Observation made =
            answer(Side::Ingress, R"({"meta":[{"app":"shop.cart"}],"x":"port=81"})", {{"server-id", "node 1"}});
        recogniseBackend(made, {*rule});
        QCOMPARE(made.backend->toText(), std::string("shop/cart:81"));
        QCOMPARE(made.backend->endpoint, std::string("node 1"));
        QVERIFY(!made.received);
        made.headers.clear();
        recogniseBackend(made, {*rule});
        QVERIFY2(!made.backend, "a required reading is missing");
    }

    void aFaultyRuleIsRefused_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no readings") << QByteArray(R"({"name":"x"})");
        QTest::newRow("no source") << QByteArray(R"({"readings":[{"field":"host"}]})");
        QTest::newRow("unknown field") << QByteArray(R"({"readings":[{"header":"A","field":"colour"}]})");
        QTest::newRow("unknown group") << QByteArray(
            "{\"readings\":[{\"header\":\"A\",\"pattern\":\"(?<colour>x)\"}]}");
        QTest::newRow("broken pattern") << QByteArray(
            "{\"readings\":[{\"header\":\"A\",\"pattern\":\"(\",\"field\":\"host\"}]}");
    }
    void aFaultyRuleIsRefused()
    {
        QFETCH(QByteArray, json);
        const auto rule = recognitionRuleFromJson(QJsonDocument::fromJson(json).object());
        QVERIFY(!rule);
        QCOMPARE(rule.diagnostics().front().code, std::string("recognition-rule-invalid"));
    }

    void answersBesideEachOther_data()
    {
        using Shots = QList<Observation>;
        QTest::addColumn<Shots>("ingress");
        QTest::addColumn<Shots>("gateway");
        QTest::addColumn<QByteArray>("expected"); // differing fields | volatile | ignored
        const auto in = [](const std::string &body, HeaderList headers = {}, int status = 200) {
            return answer(Side::Ingress, body, std::move(headers), status);
        };
        const auto out = [](const std::string &body, HeaderList headers = {}, int status = 200) {
            return answer(Side::Gateway, body, std::move(headers), status);
        };
        QTest::newRow("alike") << Shots{in("a")} << Shots{out("a")} << QByteArray("||");
        QTest::newRow("status") << Shots{in("a")} << Shots{out("a", {}, 404)} << QByteArray("status||");
        QTest::newRow("the tutorial's timestamp")
            << Shots{in(tick(1)), in(tick(2))} << Shots{out(tick(2)), out(tick(3))} << QByteArray("|body.timestamp|");
        QTest::newRow("a timestamp that only one side shows moving")
            << Shots{in(tick(1)), in(tick(1))} << Shots{out(tick(1)), out(tick(2))} << QByteArray("|body.timestamp|");
        QTest::newRow("a lasting difference beside it")
            << Shots{in(tick(1)), in(tick(2))}
            << Shots{out(R"({"status":"no","timestamp":3})"), out(R"({"status":"no","timestamp":4})")}
            << QByteArray("body.status|body.timestamp|");
        QTest::newRow("what the backend received, although the bodies are alike")
            << Shots{labAnswer(Side::Ingress, "/", tick(1)), labAnswer(Side::Ingress, "/", tick(2))}
            << Shots{labAnswer(Side::Gateway, "/healthz", tick(1)), labAnswer(Side::Gateway, "/healthz", tick(2))}
            << QByteArray("upstream.path|body.timestamp|");
        QTest::newRow("an echo's body is not compared twice")
            << Shots{labAnswer(Side::Ingress, "/", R"({"target":"/","headers":[["X-A","1"],["X-Forwarded-For","a"]]})")}
            << Shots{labAnswer(Side::Gateway, "/",
                               R"({"target":"/?","headers":[["X-A","2"],["X-Forwarded-For","b"]]})")}
            << QByteArray("upstream.headers.x-a||");
        QTest::newRow("a body that one side alone echoes")
            << Shots{labAnswer(Side::Ingress, "/", R"({"headers":[]})"),
                     labAnswer(Side::Ingress, "/", R"({"headers":[]})")}
            << Shots{labAnswer(Side::Gateway, "/", tick(1)), labAnswer(Side::Gateway, "/", tick(2))}
            << QByteArray("body|body.timestamp|");
        QTest::newRow("another backend") << Shots{labAnswer(Side::Ingress, "/")}
                                         << Shots{labAnswer(Side::Gateway, "/", "{}", "shop/v2:80")}
                                         << QByteArray("backend||");
        QTest::newRow("headers")
            << Shots{in("", {{"X-A", "1"}, {"X-B", "1"}, {"Server", "nginx"}, {"Date", "x"}})}
            << Shots{out("", {{"x-a", "2"}, {"server", "envoy"}, {"x-envoy-upstream-service-time", "3"}})}
            << QByteArray("headers.x-a headers.x-b||headers.date headers.server headers.x-envoy-upstream-service-time");
        QTest::newRow("repeated header") << Shots{in("", {{"X-A", "1"}, {"X-A", "2"}})}
                                         << Shots{out("", {{"X-A", "1"}})} << QByteArray("headers.x-a||");
        QTest::newRow("header order between names") << Shots{in("", {{"X-A", "1"}, {"X-B", "2"}})}
                                                    << Shots{out("", {{"X-B", "2"}, {"X-A", "1"}})} << QByteArray("||");
        QTest::newRow("a cookie's expiry")
            << Shots{in("", {{"Set-Cookie", "a=1; Expires=Mon, 01 Jan; Path=/"}})}
            << Shots{out("", {{"Set-Cookie", "a=1; expires=Tue, 02 Jan; Path=/"}})} << QByteArray("||");
        QTest::newRow("a cookie's value")
            << Shots{in("", {{"Set-Cookie", "a=1"}})} << Shots{out("", {{"Set-Cookie", "a=2"}})}
            << QByteArray("headers.set-cookie||");
        QTest::newRow("JSON by structure")
            << Shots{in(R"({"a":1,"b":[1,2]})")} << Shots{out(R"({ "b":[1,3], "a":1, "c.d":null })")}
            << QByteArray("body.b.1 body.c~1d||");
        QTest::newRow("empty array and object")
            << Shots{in(R"({"a":[]})")} << Shots{out(R"({"a":{}})")} << QByteArray("body.a||");
        QTest::newRow("JSON against text") << Shots{in("{}")} << Shots{out("no")} << QByteArray("body||");
        QTest::newRow("text, one line of it volatile")
            << Shots{in("a\nat 1\nb\n"), in("a\nat 2\nb\n")} << Shots{out("a\nat 3\nb\n"), out("a\nat 4\nb\n")}
            << QByteArray("|body|");
        QTest::newRow("text, another line different")
            << Shots{in("a\nat 1\nb\n"), in("a\nat 2\nb\n")} << Shots{out("a\nat 3\nc\n"), out("a\nat 4\nc\n")}
            << QByteArray("body|body|");
        QTest::newRow("binary") << Shots{in("\xff\x01")} << Shots{out("\xff\x02")} << QByteArray("body||");
        QTest::newRow("nothing against something") << Shots{in("")} << Shots{out("x")} << QByteArray("body||");
    }
    void answersBesideEachOther()
    {
        QFETCH(QList<Observation>, ingress);
        QFETCH(QList<Observation>, gateway);
        QFETCH(QByteArray, expected);
        const ResponseComparison result =
            compareResponses({ingress.begin(), ingress.end()}, {gateway.begin(), gateway.end()});
        QCOMPARE(QByteArray::fromStdString(fields(result) + '|' + joined(result.volatileFields) + '|' +
                                           joined(result.ignored)),
                 expected);
        QCOMPARE(result.same, std::optional(expected.startsWith('|')));
        const ResponseComparison mirrored =
            compareResponses({gateway.begin(), gateway.end()}, {ingress.begin(), ingress.end()});
        QCOMPARE(fields(mirrored), fields(result));
    }

    void aTextsDiffIsShown()
    {
        const auto result =
            compareResponses({answer(Side::Ingress, "a\nb\nc\n")}, {answer(Side::Gateway, "a\nx\nc\n")});
        QCOMPARE(result.differences.front().diff, std::string("-b\n+x\n"));
    }

    void errorPagesOfTwoDataPlanesAreSetApart()
    {
        const auto ingress = answer(Side::Ingress, "<html>nginx", {{"Content-Type", "text/html"}}, 404);
        const auto gateway = answer(Side::Gateway, "", {}, 404);
        QCOMPARE(fields(compareResponses({ingress}, {gateway})), std::string("headers.content-type body"));
        const auto result = compareResponses({ingress}, {gateway}, {true});
        QCOMPARE(result.same, std::optional(true));
        QCOMPARE(joined(result.ignored), std::string("headers.content-type body"));
    }

    void whatCouldNotBeObservedIsNeitherSameNorDifferent()
    {
        using Kind = ProbeError::Kind;
        const Observation fine = answer(Side::Gateway, "a");
        QVERIFY(!compareResponses({failed(Side::Ingress, Kind::ConnectionRefused)}, {fine}).same);
        QVERIFY(!compareResponses({failed(Side::Ingress, Kind::Timeout)}, {failed(Side::Gateway, Kind::Timeout)}).same);
        QVERIFY(!compareResponses({failed(Side::Ingress, Kind::CertificateUntrusted)},
                                  {failed(Side::Gateway, Kind::CertificateUntrusted)})
                     .same);
        QVERIFY(!compareResponses({}, {fine}).same);
        QCOMPARE(compareResponses({failed(Side::Ingress, Kind::TlsRefused)}, {fine}).same, std::optional(false));
        QCOMPARE(
            compareResponses({failed(Side::Ingress, Kind::TlsRefused)}, {failed(Side::Gateway, Kind::TlsRefused)}).same,
            std::optional(true));
    }

    void lineDiffIsShortestAndComplete()
    {
        // Against every pair of short texts over two letters: both texts are found again, and no shorter edit exists.
        const auto distance = [](const std::string &a, const std::string &b) {
            std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
            for (std::size_t i = 0; i <= a.size(); ++i) {
                for (std::size_t j = 0; j <= b.size(); ++j) {
                    if (i == 0 || j == 0)
                        table[i][j] = i + j;
                    else
                        table[i][j] =
                            a[i - 1] == b[j - 1] ? table[i - 1][j - 1] : 1 + std::min(table[i - 1][j], table[i][j - 1]);
                }
            }
            return table[a.size()][b.size()];
        };
        const auto lines = [](const std::string &text) {
            std::vector<std::string_view> made;
            for (std::size_t i = 0; i < text.size(); ++i)
                made.push_back(std::string_view(text).substr(i, 1));
            return made;
        };
        std::vector<std::string> texts{""};
        for (std::size_t i = 0; i < texts.size() && texts[i].size() < 5; ++i) {
            texts.push_back(texts[i] + 'a');
            texts.push_back(texts[i] + 'b');
        }
        for (const std::string &a : texts) {
            for (const std::string &b : texts) {
                std::string left;
                std::string right;
                std::size_t edits = 0;
                for (const DiffLine &line : diffLines(lines(a), lines(b))) {
                    if (line.kind != DiffLine::Kind::Right)
                        left += line.line;
                    if (line.kind != DiffLine::Kind::Left)
                        right += line.line;
                    edits += line.kind == DiffLine::Kind::Common ? 0 : 1;
                }
                QCOMPARE(left, a);
                QCOMPARE(right, b);
                QCOMPARE(edits, distance(a, b));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_comparison.moc"
