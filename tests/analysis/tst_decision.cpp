// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The JSON contract of decisions, and when two answers are the same.
#include "model/analysis/decision.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wayproof;

namespace
{

BackendShare cart(double share)
{
    BackendShare backend;
    backend.service = {"Service", "shop", "cart"};
    backend.port = 8080;
    backend.share = share;
    backend.ready = 2;
    return backend;
}

Decision forward()
{
    Decision decision;
    decision.id = "r1";
    decision.side = Side::Gateway;
    decision.outcome = Outcome::Forward;
    decision.backends = {cart(1)};
    decision.upstream = Upstream{"shop.example", "/cart?x=1", {{{"X-A", "1"}}, {}, {"X-B"}}, {}, {}, {}};
    return decision;
}

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject()))
        .toJson(QJsonDocument::Compact);
}

} // namespace

class TestDecision : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void forwardHasEveryMemberOfTheContract();
    void backendFormsAreDistinct();
    void upstreamExtrasAppearOnlyWhenSet();
    void defaultBackendHasNullRule();
    void sameAnswerIgnoresWhoDecided();
    void sameAnswerSeesEveryEffect();
    void summariesAreOneLine();
};

void TestDecision::forwardHasEveryMemberOfTheContract()
{
    Decision decision = forward();
    decision.entrance = "shop/edge:80 HTTP";
    decision.backends[0].share = 0.9;
    decision.mirrors = {{{"Service", "shop", "audit"}, 80, {}, 1}};
    const Location source{std::make_shared<const std::string>("shop.yaml"), {41, 7}};
    decision.match = Origin{{"HTTPRoute", "shop", "cart"}, 2, 0, "shop/edge/http", source};
    decision.dependsOn = {{"regex-dialect", "It hangs on the dialect.", "backends"}};
    decision.trace = {{"listener", "Gateway shop/edge listener http", "chosen", "only one", {}, {}}};
    QCOMPARE(
        compact(toJson(decision, true)),
        QByteArray(
            R"({"backends":[{"namespace":"shop","port":8080,"ready":2,"service":"cart","share":0.9}],)"
            R"("dependsOn":[{"code":"regex-dialect","field":"backends","text":"It hangs on the dialect."}],"entrance":"shop/edge:80 HTTP",)"
            R"("grpcStatus":null,"id":"r1",)"
            R"("match":{"kind":"HTTPRoute","listener":"shop/edge/http","match":0,"name":"cart","namespace":"shop","rule":2,)"
            R"("source":{"column":7,"file":"shop.yaml","line":41}},"mirrors":[{"namespace":"shop","port":80,"service":"audit","share":1}],)"
            R"("outcome":"forward","reason":"","redirect":null,"response":{"headers":{"add":[],"remove":[],"set":[]}},)"
            R"("schema":"wayproof/decision/v1","side":"gateway","status":null,"tls":"none",)"
            R"("trace":[{"reason":"only one","result":"chosen","source":{},"step":"listener","subject":"Gateway shop/edge listener http"}],)"
            R"("upstream":{"headers":{"add":[],"remove":["X-B"],"set":[["X-A","1"]]},"host":"shop.example","path":"/cart?x=1"}})"));
    QVERIFY(!toJson(decision, false).contains(QStringLiteral("trace")));
}

void TestDecision::backendFormsAreDistinct()
{
    Decision decision = forward();
    BackendShare invalid;
    invalid.share = 0.5;
    invalid.status = 500;
    invalid.reason = "Service shop/gone does not exist";
    BackendShare bucket;
    bucket.service = {"StorageBucket", "shop", "assets"};
    bucket.resourceGroup = "k8s.example.com";
    bucket.share = 0.5;
    BackendShare unknown = cart(0);
    unknown.ready.reset();
    decision.backends = {invalid, bucket, unknown};
    QCOMPARE(
        compact(toJson(decision, false).value(QStringLiteral("backends"))),
        QByteArray(
            R"([{"reason":"Service shop/gone does not exist","share":0.5,"status":500},)"
            R"({"namespace":"shop","resource":{"apiGroup":"k8s.example.com","kind":"StorageBucket","name":"assets"},"share":0.5},)"
            R"({"namespace":"shop","port":8080,"ready":null,"service":"cart","share":0}])"));
}

void TestDecision::upstreamExtrasAppearOnlyWhenSet()
{
    Decision decision = forward();
    decision.upstream->systematic = {"X-Forwarded-For"};
    decision.upstream->tlsSni = "cart.internal";
    const QJsonObject upstream = toJson(decision, false).value(QStringLiteral("upstream")).toObject();
    QCOMPARE(compact(upstream.value(QStringLiteral("tls"))), QByteArray(R"({"sni":"cart.internal"})"));
    QCOMPARE(compact(upstream.value(QStringLiteral("systematic"))), QByteArray(R"(["X-Forwarded-For"])"));
}

void TestDecision::defaultBackendHasNullRule()
{
    Decision decision = forward();
    decision.match = Origin{{"Ingress", "shop", "cart"}, {}, {}, {}, {}};
    const QJsonObject match = toJson(decision, false).value(QStringLiteral("match")).toObject();
    QVERIFY(match.value(QStringLiteral("rule")).isNull() && match.value(QStringLiteral("match")).isNull());
    decision.match = Origin{};
    QVERIFY(toJson(decision, false).value(QStringLiteral("match")).isNull());
}

void TestDecision::sameAnswerIgnoresWhoDecided()
{
    const Decision a = forward();
    Decision b = forward();
    b.id = "r2";
    b.side = Side::Ingress;
    b.reason = "other";
    b.match = Origin{{"Ingress", "shop", "cart"}, 0, 0, {}, {}};
    b.upstream->systematic = {"X-Request-Id"};
    b.upstream->headers = {{{"x-a", "1"}}, {}, {"x-b"}};
    b.backends.push_back(cart(0));
    b.backends.back().service.name = "never";
    QVERIFY(sameAnswer(a, b));
}

void TestDecision::sameAnswerSeesEveryEffect()
{
    const auto differs = [](auto change) {
        Decision changed = forward();
        change(changed);
        return !sameAnswer(forward(), changed);
    };
    QVERIFY(differs([](Decision &d) { d.outcome = Outcome::Respond; }));
    QVERIFY(differs([](Decision &d) { d.status = 404; }));
    QVERIFY(differs([](Decision &d) { d.backends[0].port = 81; }));
    QVERIFY(differs([](Decision &d) { d.backends[0].share = 0.5; }));
    QVERIFY(differs([](Decision &d) { d.upstream->path = "/"; }));
    QVERIFY(differs([](Decision &d) { d.upstream->host = "x"; }));
    QVERIFY(differs([](Decision &d) { d.upstream->headers.set[0].second = "2"; }));
    QVERIFY(differs([](Decision &d) { d.upstream->tlsSni = "x"; }));
    QVERIFY(differs([](Decision &d) { d.response.remove = {"server"}; }));
    QVERIFY(differs([](Decision &d) { d.mirrors = {{{"Service", "shop", "audit"}, 80, {}, 1}}; }));
    QVERIFY(differs([](Decision &d) { d.redirect = Decision::RedirectTo{301, "/"}; }));
    QVERIFY(differs([](Decision &d) { d.grpcStatus = "OK"; }));
    QVERIFY(differs([](Decision &d) { d.tls = TlsMode::Terminate; }));
    QVERIFY(!differs([](Decision &d) { d.alternatives = {forward()}; })); // without an optional feature
    Decision open;
    open.alternatives = {forward()};
    QVERIFY(!sameAnswer(Decision(), open));
}

void TestDecision::summariesAreOneLine()
{
    Decision decision = forward();
    QCOMPARE(summary(decision), "forward to shop/cart:8080 as /cart?x=1");
    decision.backends = {cart(0.9), cart(0.1)};
    decision.backends[1].service = {};
    decision.backends[1].status = 500;
    QCOMPARE(summary(decision), "forward to shop/cart:8080 90 %, (invalid reference) 10 % (500) as /cart?x=1");
    decision.outcome = Outcome::Redirect;
    decision.redirect = Decision::RedirectTo{301, "https://a/"};
    QCOMPARE(summary(decision), "redirect 301 to https://a/");
    decision.outcome = Outcome::Respond;
    decision.status = 404;
    QCOMPARE(summary(decision), "respond 404");
    decision.outcome = Outcome::Undetermined;
    decision.dependsOn = {{"x", "It depends.", {}}};
    QCOMPARE(summary(decision), "undetermined: It depends.");
}

QTEST_APPLESS_MAIN(TestDecision)
#include "tst_decision.moc"
