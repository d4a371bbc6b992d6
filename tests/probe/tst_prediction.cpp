// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Holding an answer against its prediction, protocol by protocol.
#include "model/probe/comparison.h"
#include "tests/probe/madeanswers.h"

#include <QTest>

using namespace wayproof;

namespace
{

Decision forwardTo(std::vector<BackendShare> shares, const std::string &path = "/healthz")
{
    Decision decision;
    decision.outcome = Outcome::Forward;
    decision.backends = std::move(shares);
    decision.upstream = Upstream{"shop.example", path, {}, {}, {}, {}};
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

class tst_Prediction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anAlternativeThatIsObservedSettlesNothing()
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
        shares.backends[1].upstream = Upstream{"shop.example", "/healthz", {}, {}, {}, {}};
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

QTEST_GUILESS_MAIN(tst_Prediction)
#include "tst_prediction.moc"
