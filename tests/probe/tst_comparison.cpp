// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Recognising who answered, laying two answers beside each other, and holding one against a prediction.
#include "model/probe/backendrecognition.h"
#include "model/probe/comparison.h"
#include "model/probe/linediff.h"
#include "model/probe/responsecomparison.h"

#include <QJsonDocument>
#include <QTest>

using namespace wayproof;

namespace
{

Observation answer(Side side, const std::string &body, HeaderList headers = {}, int status = 200)
{
    Observation made;
    made.id = "r1";
    made.side = side;
    made.status = status;
    made.headers = std::move(headers);
    made.body.kept = body;
    made.body.bytes = body.size();
    made.body.sha256 = "hash of " + body.substr(0, 100);
    recogniseBackend(made, readyMadeRules());
    return made;
}

Observation labAnswer(Side side, const std::string &target, const std::string &body = "{}",
                      const std::string &backend = "shop/cart:80")
{
    return answer(side, body,
                  {{"X-Wayproof-Backend", backend},
                   {"X-Wayproof-Endpoint", "127.0.0.1:9000"},
                   {"X-Wayproof-Received", "GET " + target},
                   {"X-Wayproof-Received-Host", "shop.example"}});
}

Observation failed(Side side, ProbeError::Kind kind)
{
    Observation made;
    made.id = "r1";
    made.side = side;
    made.error = ProbeError{kind, "It failed."};
    return made;
}

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

Decision forwardTo(std::vector<BackendShare> shares, const std::string &path = "/healthz")
{
    Decision decision;
    decision.outcome = Outcome::Forward;
    decision.backends = std::move(shares);
    decision.upstream = Upstream{"shop.example", path, {}, {}, {}};
    return decision;
}

BackendShare share(const std::string &name, double part, int port = 80)
{
    BackendShare made;
    made.service = {"Service", "shop", name};
    made.port = port;
    made.share = part;
    return made;
}

Decision outcome(Outcome outcome, std::optional<int> status = {})
{
    Decision decision;
    decision.outcome = outcome;
    decision.status = status;
    return decision;
}

QByteArray verdict(const Agreement &agreement)
{
    QByteArray text = !agreement.agrees ? "unknown" : *agreement.agrees ? "agrees" : "disagrees";
    for (const PredictionDifference &difference : agreement.differences)
        text += ' ' + QByteArray::fromStdString(difference.field);
    return text;
}

Request ofProtocol(const char *protocol)
{
    Request request;
    request.protocol = protocol;
    request.host = "shop.example";
    return request;
}

/// What the lab's echo answers over TCP, TLS or UDP; `sni` as it saw it.
Observation lineAnswer(const char *protocol, const std::string &sni = {})
{
    Observation made;
    made.side = Side::Gateway;
    made.protocol = protocol;
    made.body.kept = "wayproof-backend shop/cart:80 endpoint assumed" +
                     (sni.empty() ? std::string() : " sni " + sni + " client -") + "\nping";
    made.body.bytes = made.body.kept.size();
    recogniseBackend(made, readyMadeRules());
    return made;
}

Observation grpcAnswer(const std::string &status, const std::string &backend = {})
{
    Observation made;
    made.side = Side::Gateway;
    made.protocol = "grpc";
    made.status = 200;
    made.grpcStatus = status;
    if (!backend.empty())
        made.headers = {{"x-wayproof-backend", backend}, {"x-wayproof-received", "POST /a.B/C"}};
    recogniseBackend(made, readyMadeRules());
    return made;
}

} // namespace

class tst_Comparison : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAlternativeThatIsObservedSettlesNothing();
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

    void predictionAgainstObservation_data()
    {
        QTest::addColumn<Decision>("predicted");
        QTest::addColumn<Observation>("observed");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const Decision &predicted, const Observation &observed,
                            const char *expected) {
            QTest::newRow(name) << predicted << observed << QByteArray(expected);
        };
        const Observation healthz = labAnswer(Side::Ingress, "/healthz");
        row("as predicted", forwardTo({share("cart", 1)}), healthz, "agrees");
        row("another path", forwardTo({share("cart", 1)}, "/"), healthz, "disagrees upstream.path");
        row("another backend", forwardTo({share("v2", 1)}), healthz, "disagrees backend");
        row("another port", forwardTo({share("cart", 1, 81)}), healthz, "disagrees backend");
        row("one of several shares", forwardTo({share("v2", 0.9), share("cart", 0.1)}), healthz, "agrees");
        row("a share of weight 0", forwardTo({share("v2", 1), share("cart", 0)}), healthz, "disagrees backend");
        row("an unsigned answer", forwardTo({share("cart", 1)}), answer(Side::Ingress, "hello"), "unknown");
        row("bytes that a header cannot hold", forwardTo({share("cart", 1)}, "/\xc3\xa4"),
            labAnswer(Side::Ingress, "/%C3%A4"), "agrees");
        row("no connection", forwardTo({share("cart", 1)}), failed(Side::Ingress, ProbeError::Kind::ConnectionRefused),
            "unknown");
        row("refused as predicted", outcome(Outcome::Refuse),
            failed(Side::Ingress, ProbeError::Kind::ConnectionRefused), "agrees");
        row("not refused", outcome(Outcome::Refuse), healthz, "disagrees outcome");
        row("a time-out is no refusal", outcome(Outcome::Refuse), failed(Side::Ingress, ProbeError::Kind::Timeout),
            "unknown");
        row("own status", outcome(Outcome::Respond, 404), answer(Side::Ingress, "x", {}, 404), "agrees");
        row("other status", outcome(Outcome::Respond, 404), answer(Side::Ingress, "x", {}, 503), "disagrees status");
        row("a backend where none was to be", outcome(Outcome::Respond, 200), healthz, "disagrees outcome");
        Decision undetermined = outcome(Outcome::Undetermined);
        undetermined.dependsOn = {{"x", "An annotation is not modelled.", ""}};
        row("undetermined", undetermined, healthz, "unknown");
        Decision partly = forwardTo({share("v2", 1)}, "/");
        partly.dependsOn = {{"x", "y", "backends"}};
        row("an open field does not count", partly, labAnswer(Side::Ingress, "/"), "agrees");
        row("another field does", partly, healthz, "disagrees upstream.path");
        Decision redirect = outcome(Outcome::Redirect);
        redirect.redirect = Decision::RedirectTo{301, "https://shop.example/"};
        row("redirect", redirect, answer(Side::Ingress, "", {{"location", "https://shop.example/"}}, 301), "agrees");
        row("redirect elsewhere", redirect, answer(Side::Ingress, "", {{"location", "https://shop.example"}}, 301),
            "disagrees redirect.location");
        row("redirect, other status", redirect, answer(Side::Ingress, "", {{"location", "https://shop.example/"}}, 302),
            "disagrees status");

        const std::string echo = R"({"headers":[["X-Set","1"],["X-Add","a, b"],["X-Gone","1"]]})";
        Decision edits = forwardTo({share("cart", 1)});
        edits.upstream->headers = {{{"x-set", "1"}}, {{"X-Add", "b"}}, {}};
        row("request headers", edits, labAnswer(Side::Ingress, "/healthz", echo), "agrees");
        edits.upstream->headers = {{{"x-set", "2"}}, {{"X-New", "b"}}, {"X-Gone"}};
        row("request headers missed", edits, labAnswer(Side::Ingress, "/healthz", echo),
            "disagrees upstream.headers.x-set upstream.headers.x-new upstream.headers.x-gone");
        edits = forwardTo({share("cart", 1)});
        edits.response = {{{"X-Set", "1"}}, {}, {"Server"}};
        Observation answered = labAnswer(Side::Ingress, "/healthz");
        answered.headers.insert(answered.headers.end(), {{"x-set", "1"}, {"Server", "envoy"}});
        row("response headers", edits, answered, "agrees");
        answered.headers.emplace_back("X-Set", "0");
        row("a set header that came twice", edits, answered, "disagrees response.headers.x-set");
        Decision shares = forwardTo({share("v2", 0.5), share("cart", 0.5)}, "/other");
        shares.backends[1].upstream = Upstream{"shop.example", "/healthz", {}, {}, {}};
        row("a share's own upstream", shares, healthz, "agrees");
        Decision mixed = forwardTo({share("cart", 0.5)});
        BackendShare bad;
        bad.share = 0.5;
        bad.status = 500;
        mixed.backends.push_back(bad);
        row("an error share", mixed, answer(Side::Gateway, "", {}, 500), "agrees");
    }
    void predictionAgainstObservation()
    {
        QFETCH(Decision, predicted);
        QFETCH(Observation, observed);
        QFETCH(QByteArray, expected);
        Request request;
        request.host = "shop.example";
        request.path = "/healthz";
        const Agreement result = agreement(predicted, request, observed);
        QCOMPARE(verdict(result), expected);
        QVERIFY(!result.reason.empty());
        QCOMPARE(toJson(result)[QStringLiteral("agrees")].isNull(), expected.startsWith("unknown"));
    }

    void predictionAgainstObservationByProtocol_data()
    {
        QTest::addColumn<QByteArray>("protocol");
        QTest::addColumn<Decision>("predicted");
        QTest::addColumn<Observation>("observed");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *protocol, const char *name, const Decision &predicted,
                            const Observation &observed, const char *expected) {
            QTest::addRow("%s: %s", protocol, name)
                << QByteArray(protocol) << predicted << observed << QByteArray(expected);
        };
        const auto failedBy = [](const char *protocol, ProbeError::Kind kind) {
            Observation made = failed(Side::Gateway, kind);
            made.protocol = protocol;
            return made;
        };
        const Decision forward = forwardTo({share("cart", 1)}, "/a.B/C");
        const Decision refused = outcome(Outcome::Refuse);
        row("grpc", "forwarded", forward, grpcAnswer("OK", "shop/cart:80"), "agrees");
        row("grpc", "a backend's own failure is its own", forward, grpcAnswer("NOT_FOUND", "shop/cart:80"), "agrees");
        row("grpc", "answered by the data plane", forward, grpcAnswer("UNAVAILABLE"), "disagrees backend");
        Decision unimplemented = outcome(Outcome::Respond, 200);
        unimplemented.grpcStatus = "UNIMPLEMENTED";
        row("grpc", "no rule", unimplemented, grpcAnswer("UNIMPLEMENTED"), "agrees");
        row("grpc", "another status", unimplemented, grpcAnswer("UNAVAILABLE"), "disagrees grpcStatus");
        Decision mixed = forwardTo({share("cart", 0.5)}, "/a.B/C");
        BackendShare bad;
        bad.share = 0.5;
        bad.status = 500;
        mixed.backends.push_back(bad);
        row("grpc", "an error share", mixed, grpcAnswer("UNKNOWN"), "agrees");

        Decision passthrough = forwardTo({share("cart", 1)}, "");
        passthrough.tls = TlsMode::Passthrough;
        Decision terminate = passthrough;
        terminate.tls = TlsMode::Terminate;
        row("tls", "passed through", passthrough, lineAnswer("tls", "shop.example"), "agrees");
        row("tls", "ended, not passed through", passthrough, lineAnswer("tls"), "disagrees tls");
        row("tls", "ended", terminate, lineAnswer("tls"), "agrees");
        row("tls", "passed through, not ended", terminate, lineAnswer("tls", "shop.example"), "disagrees tls");
        terminate.upstream->tlsSni = "internal.example";
        row("tls", "ended and begun anew", terminate, lineAnswer("tls", "internal.example"), "agrees");
        row("tls", "another name to the backend", terminate, lineAnswer("tls", "x.example"),
            "disagrees upstream.tls.sni");
        row("tls", "plain to the backend", terminate, lineAnswer("tls"), "disagrees upstream.tls.sni");
        row("tls", "refused", refused, failedBy("tls", ProbeError::Kind::TlsRefused), "agrees");
        row("tls", "refused unexpectedly", passthrough, failedBy("tls", ProbeError::Kind::ConnectionClosed),
            "disagrees backend");

        row("tcp", "forwarded", forward, lineAnswer("tcp"), "agrees");
        row("tcp", "another backend", forwardTo({share("v2", 1)}), lineAnswer("tcp"), "disagrees backend");
        row("tcp", "TLS to the backend unexpectedly", forward, lineAnswer("tcp", "shop.example"),
            "disagrees upstream.tls.sni");
        row("tcp", "silence", forward, failedBy("tcp", ProbeError::Kind::NoAnswer), "disagrees backend");
        row("tcp", "silence is no refusal", refused, failedBy("tcp", ProbeError::Kind::NoAnswer), "disagrees outcome");
        row("tcp", "not refused", refused, lineAnswer("tcp"), "disagrees outcome");
        row("udp", "forwarded", forward, lineAnswer("udp"), "agrees");
        row("udp", "silence where nobody is", refused, failedBy("udp", ProbeError::Kind::NoAnswer), "agrees");
        row("udp", "silence", forward, failedBy("udp", ProbeError::Kind::NoAnswer), "disagrees backend");
    }
    void predictionAgainstObservationByProtocol()
    {
        QFETCH(QByteArray, protocol);
        QFETCH(Decision, predicted);
        QFETCH(Observation, observed);
        QFETCH(QByteArray, expected);
        const Agreement result = agreement(predicted, ofProtocol(protocol.constData()), observed, {true});
        QCOMPARE(verdict(result), expected);
        QVERIFY(!result.reason.empty());
    }
    void silenceOfUnknownBackendsSettlesNothing()
    {
        Observation silent = failed(Side::Gateway, ProbeError::Kind::NoAnswer);
        silent.protocol = "udp";
        QCOMPARE(verdict(agreement(forwardTo({share("cart", 1)}), ofProtocol("udp"), silent)), QByteArray("unknown"));
    }
    void aShareThatIsRedirectedIsOneOfTheShares()
    {
        Decision mixed = forwardTo({share("cart", 0.5), share("gone", 0.5)});
        mixed.backends[1].redirect = BackendShare::RedirectTo{302, "https://elsewhere.example/"};
        Request request;
        request.path = "/healthz";
        const AgreementOptions lab{true};
        QCOMPARE(verdict(agreement(mixed, request,
                                   answer(Side::Gateway, "", {{"location", "https://elsewhere.example/"}}, 302), lab)),
                 QByteArray("agrees"));
        QCOMPARE(verdict(agreement(mixed, request, answer(Side::Gateway, "", {{"location", "https://x/"}}, 302), lab)),
                 QByteArray("disagrees backend"));
    }

    void whereEveryBackendSignsAnUnsignedAnswerDisagrees()
    {
        const Agreement result =
            agreement(forwardTo({share("cart", 1)}), Request(), answer(Side::Ingress, "", {}, 502), {true});
        QCOMPARE(verdict(result), QByteArray("disagrees backend"));
    }
};

void tst_Comparison::anAlternativeThatIsObservedSettlesNothing()
{
    Decision predicted = outcome(Outcome::Respond, 404);
    predicted.dependsOn = {{"listener-isolation", "It hangs on isolation.", "outcome"}};
    predicted.alternatives = {forwardTo({share("cart", 1)})};
    predicted.alternatives.front().dependsOn = {{"listener-isolation", "It hangs on isolation.", {}}};
    const Request request = ofProtocol("http");
    const Agreement other = agreement(predicted, request, labAnswer(Side::Gateway, "/healthz"));
    QCOMPARE(verdict(other), QByteArray("unknown"));
    QCOMPARE(other.reason, std::string("Observed the other answer that is possible: It hangs on isolation."));
    QVERIFY(!other.unsettled.empty());
    QCOMPARE(verdict(agreement(predicted, request, answer(Side::Gateway, "", {}, 404))), QByteArray("agrees"));
    QVERIFY(verdict(agreement(predicted, request, answer(Side::Gateway, "", {}, 503))).startsWith("disagrees"));
    const Observation stranger = labAnswer(Side::Gateway, "/healthz", "{}", "shop/stranger:80");
    QVERIFY(verdict(agreement(predicted, request, stranger)).startsWith("disagrees"));
}

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_comparison.moc"
