// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The explanation of a decision: every candidate, in order, with the reason that it lost.
#include "model/analysis/simulator.h"
#include "tests/support/tablebuilder.h"

#include <QTest>

using namespace wayproof;
using namespace wayproof::test;

namespace
{

QString traceText(const RoutingTablePtr &table, const Request &request)
{
    QString text;
    for (const TraceStep &step : Simulator(table).decide(request, Simulator::Trace::On).trace) {
        const std::string line = step.step + " | " + step.subject + " | " + step.result + " | " + step.reason + "\n";
        text += QString::fromStdString(line);
    }
    return text;
}

Request get(const std::string &url)
{
    return *requestFromUrl(url);
}

} // namespace

class TestTrace : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyCandidateIsExplainedInOrder();
    void everyConditionSaysWhatFailed_data();
    void everyConditionSaysWhatFailed();
    void manyOtherHostsAreOneStep();
    void sniAndNormalisationAreSteps();
    void stepsCarryTheirSource();
    void offMeansNoTrace();
    void refusalsConcernTheEntranceThatIsMet();
    void manyRefusalsAreOneStep();
};

void TestTrace::everyCandidateIsExplainedInOrder()
{
    Match posted = prefix("/api");
    posted.methods = {"POST"};
    RewriteFilter rewrite;
    rewrite.path = {PathChange::Kind::ReplacePrefix, "/api", "/", nullptr, true};
    WeightedBackend ready = backend("api");
    ready.ready = 2;
    Action action = forwardTo({ready, backend("old", 0)}, {rewrite});
    action.requestTimeoutMs = 500;
    action.notes = {"session persistence is not simulated"};
    Entrance e = entrance({channel(
        {host("b.example", {}),
         host("a.example", {rule(0, exact("/healthz"), respondWith(200)), rule(1, posted, forwardTo({backend("post")})),
                            rule(2, prefix("/api"), action), rule(3, prefix("/"), forwardTo({backend("rest")})),
                            rule(4, exact("/other"), respondWith(200))}),
         host("*", {})})});
    e.assumptions = {"the Service's endpoints are taken to be ready"};
    QCOMPARE(traceText(table({e, entrance({}, EntranceProtocol::Https, 443)}), get("http://a.example/api/x")),
             QString::fromUtf8(
                 R"(entrance | shop/edge:80 HTTP | chosen | takes HTTP
entrance | shop/edge:443 HTTPS | passed over | it speaks HTTPS, the request HTTP
assumption | shop/edge:80 HTTP | noted | the Service's endpoints are taken to be ready
host | b.example | passed over | host a.example does not match b.example
host | a.example | chosen | host a.example matches
rule | HTTPRoute shop/cart rule 0 match 0 | passed over | path /api/x is not exactly /healthz
rule | HTTPRoute shop/cart rule 1 match 0 | passed over | method is GET, the rule wants POST
rule | HTTPRoute shop/cart rule 2 match 0 | chosen | the first that matches: PathPrefix /api
rule | HTTPRoute shop/cart rule 3 match 0 | matched but lost | matches too, but path length: 4 characters comes before 0 characters
rule | HTTPRoute shop/cart rule 4 match 0 | passed over | path /api/x is not exactly /other
host | * | matched but lost | host a.example matches too, but a more specific one came first
filter | rewrite: path prefix /api → / | applied | 
backend | shop/api:80 | chosen | weight 1
endpoints | shop/api:80 | ready | 2 ready
backend | shop/old:80 | passed over | weight 0
endpoints | shop/old:80 | unknown | no endpoints were loaded; taken to be ready
note |  | noted | session persistence is not simulated
timeout |  | noted | the whole exchange is given 500 ms, then 504
answer | gateway side | chosen | forward to shop/api:80 as /x
)"));
}

void TestTrace::everyConditionSaysWhatFailed_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("expected");
    int row = 0;
    for (const char *expected :
         {"method is GET, the rule wants POST or PUT", "header x-env is prod, the rule wants x-env=canary",
          "header x-none is absent, the rule wants x-none=1", "query parameter v is 1, 3, the rule wants v=2",
          "cookie c is absent, the rule wants c present", "client 192.0.2.1 is in none of 10.0.0.0/8, fd00::/8",
          "the request is not gRPC", "path /a/b is not under /abc", "path /a/b does not begin with /x",
          "path /a/b does not match /*/c", "path /a/b does not match the regular expression /c.*",
          "header x-env is prod, the rule wants x-env!=prod"}) {
        QTest::newRow(expected) << row++ << QString::fromUtf8(expected);
    }
}

void TestTrace::everyConditionSaysWhatFailed()
{
    QFETCH(int, which);
    QFETCH(QString, expected);
    std::vector<Match> matches(12);
    matches[0].methods = {"POST", "PUT"};
    matches[1].headers = {{"x-env", ValueMatch::Kind::Equals, "canary", nullptr, false}};
    matches[2].headers = {{"x-none", ValueMatch::Kind::Equals, "1", nullptr, false}};
    matches[3].queryParams = {{"v", ValueMatch::Kind::Equals, "2", nullptr, false}};
    matches[4].cookies = {{"c", ValueMatch::Kind::Present, "", nullptr, false}};
    matches[5].sourceRanges = {"10.0.0.0/8", "fd00::/8"};
    matches[6].isGrpcOnly = true;
    matches[7] = prefix("/abc");
    matches[8] = pathMatch(PathMatch::Kind::StringPrefix, "/x");
    matches[9] = pathMatch(PathMatch::Kind::Glob, "/*/c");
    matches[10].path.kind = PathMatch::Kind::Regex;
    matches[10].path.regex = regex("/c.*");
    matches[11].headers = {{"x-env", ValueMatch::Kind::Equals, "prod", nullptr, true}};
    Request request = get("http://h/a/b?v=1&v=3");
    request.headers = {{"X-Env", " prod "}};
    request.sourceAddress = "192.0.2.1";
    const Decision decision = Simulator(table({rule(0, matches[static_cast<std::size_t>(which)], respondWith(200))}))
                                  .decide(request, Simulator::Trace::On);
    QCOMPARE(decision.status, 404);
    const auto step = std::find_if(decision.trace.begin(), decision.trace.end(),
                                   [](const TraceStep &s) { return s.step == "rule" && !s.subject.empty(); });
    QCOMPARE(QString::fromStdString(step->reason), expected);
}

void TestTrace::manyOtherHostsAreOneStep()
{
    std::vector<VirtualHost> hosts;
    for (int i = 0; i < 100; ++i) {
        hosts.push_back(host("h" + std::to_string(i) + ".example", {}));
    }
    const QString text = traceText(table({entrance({channel(hosts)})}), get("http://h99.example/"));
    QVERIFY(text.contains(QStringLiteral("host | 79 more hosts | passed over | none of them is h99.example\n")));
    QVERIFY(text.contains(QStringLiteral("host | h99.example | chosen")));
    QCOMPARE(text.count(QStringLiteral("\nhost |")), 22);
}

void TestTrace::sniAndNormalisationAreSteps()
{
    Channel secure = channel({host("*", {rule(0, prefix("/"), forwardTo({backend("a")}))})});
    secure.sni = host("a.example", {}).pattern;
    secure.tls = TlsMode::Terminate;
    Entrance e = entrance({secure}, EntranceProtocol::Https, 443);
    e.policy.path.mergesSlashes = true;
    const QString text = traceText(table({e}), get("https://a.example//x"));
    QVERIFY(
        text.contains(QStringLiteral("sni | a.example | chosen | SNI a.example matches a.example, TLS terminate\n")));
    QVERIFY(text.contains(QStringLiteral("normalisation | //x | applied | slashes merged: matched as /x\n")));
}

void TestTrace::stepsCarryTheirSource()
{
    Rule r = rule(0, prefix("/"), forwardTo({backend("a")}));
    r.origin.source = {std::make_shared<const std::string>("shop.yaml"), {41, 7}};
    const Decision decision = Simulator(table({r})).decide(get("http://h/"), Simulator::Trace::On);
    const auto step =
        std::find_if(decision.trace.begin(), decision.trace.end(), [](const TraceStep &s) { return s.step == "rule"; });
    QCOMPARE(step->source.toText(), "shop.yaml:41:7");
    QCOMPARE(step->origin.rule, 0);
}

void TestTrace::offMeansNoTrace()
{
    QVERIFY(Simulator(table({rule(0, prefix("/"), forwardTo({backend("a")}))})).decide(get("http://h/")).trace.empty());
}

void TestTrace::refusalsConcernTheEntranceThatIsMet()
{
    RoutingTable made = *table({entrance({channel({host("*", {})})})});
    const ResourceId gateway = made.entrances.front().owner;
    Entrance other = entrance({}, EntranceProtocol::Http, 81);
    other.listeners = {"shop/edge/other"};
    made.entrances.push_back(other);
    const auto refused = [&](Anchor from, Anchor to) {
        made.links.push_back({LinkKind::Parent,
                              std::move(from),
                              std::move(to),
                              LinkState::Refused,
                              "NotAllowedByListeners",
                              "Why.",
                              std::nullopt,
                              {}});
    };
    refused({{"HTTPRoute", "shop", "whole"}, {}, {}, {}}, {gateway, {}, {}, {}});
    refused({{"HTTPRoute", "shop", "here"}, {}, {}, {}}, {gateway, {}, {}, "http"});
    refused({{"HTTPRoute", "shop", "astray"}, {}, {}, {}}, {gateway, {}, {}, "gone"});
    refused({{"HTTPRoute", "shop", "elsewhere"}, {}, {}, {}}, {gateway, {}, {}, "other"});
    refused({{"HTTPRoute", "shop", "stranger"}, {}, {}, {}}, {{"Gateway", "shop", "second"}, {}, {}, {}});
    refused({gateway, {}, {}, "conflict"}, {gateway, {}, {}, {}});
    const RoutingTablePtr shared = std::make_shared<const RoutingTable>(made);
    const auto stepsOf = [&](const QString &text) {
        QStringList steps;
        for (const QString &line : text.split(QLatin1Char('\n'))) {
            if (line.contains(QStringLiteral("| refused |")))
                steps.append(line);
        }
        return steps.join(QLatin1Char('\n'));
    };
    QCOMPARE(stepsOf(traceText(shared, get("http://a.example:80/"))),
             QStringLiteral("attachment | HTTPRoute shop/whole | refused | NotAllowedByListeners: Why.\n"
                            "attachment | HTTPRoute shop/here | refused | NotAllowedByListeners: Why.\n"
                            "attachment | HTTPRoute shop/astray | refused | NotAllowedByListeners: Why.\n"
                            "listener | listener shop/edge/conflict | refused | NotAllowedByListeners: Why."));
    QCOMPARE(stepsOf(traceText(shared, get("http://a.example:99/"))),
             QStringLiteral("listener | listener shop/edge/conflict | refused | NotAllowedByListeners: Why."));
}

void TestTrace::manyRefusalsAreOneStep()
{
    RoutingTable made = *table({entrance({channel({host("*", {})})})});
    for (int i = 0; i < 100; ++i) {
        made.links.push_back({LinkKind::Parent,
                              {{"HTTPRoute", "shop", "r" + std::to_string(i)}, {}, {}, {}},
                              {{"Gateway", "shop", "edge"}, {}, {}, {}},
                              LinkState::Refused,
                              "NotAllowedByListeners",
                              "Why.",
                              std::nullopt,
                              {}});
    }
    const QString text = traceText(std::make_shared<const RoutingTable>(made), get("http://a.example/"));
    QCOMPARE(text.count(QStringLiteral("| refused |")), 21);
    QVERIFY(text.contains(QStringLiteral("attachment | 80 more | refused | none of them takes part in routing\n")));
}

QTEST_APPLESS_MAIN(TestTrace)
#include "tst_trace.moc"
