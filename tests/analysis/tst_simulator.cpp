// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which answer a request gets: entrance, channel, host, rule, and what stays open.
#include "model/analysis/simulator.h"
#include "tests/support/tablebuilder.h"

#include <QTest>

using namespace wayproof;
using namespace wayproof::test;

namespace
{

Request get(const std::string &url)
{
    Result<Request> request = requestFromUrl(url);
    if (!request) {
        qFatal("broken URL in a test: %s", url.c_str());
    }
    return *request;
}

std::string ask(const RoutingTablePtr &table, const Request &request)
{
    const Simulator simulator(table);
    const Decision decision = simulator.decide(request);
    // The trace must never alter the answer.
    const Decision traced = simulator.decide(request, Simulator::Trace::On);
    if (!sameAnswer(decision, traced) || decision.dependsOn != traced.dependsOn || decision.match != traced.match) {
        return "the trace altered the answer: " + summary(traced);
    }
    return summary(decision);
}

std::string ask(const RoutingTablePtr &table, const std::string &url)
{
    return ask(table, get(url));
}

std::vector<std::string> codes(const Decision &decision)
{
    std::vector<std::string> result;
    for (const Dependency &dependency : decision.dependsOn) {
        result.push_back(dependency.code);
    }
    return result;
}

Channel sniChannel(const std::string &sni, TlsMode tls, const std::string &service)
{
    Channel result = channel({host("*", {rule(0, {}, forwardTo({backend(service)}))})});
    result.sni = host(sni, {}).pattern;
    result.tls = tls;
    return result;
}

} // namespace

class TestSimulator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void firstMatchingRuleWins();
    void hostIsChosenBeforeRules();
    void hostFallsBackWhereTheTableSaysSo();
    void circularFallBackEnds();
    void nothingMatchedIsTheChannelsAnswer();
    void entranceIsChosenBySchemeAndPort();
    void severalEntrancesThatAgreeAreOneAnswer();
    void severalEntrancesThatDifferAreUndetermined();
    void severalEntrancesThatDifferAreToldSideBySide();
    void severalEntrancesThatAreOpenForOneReasonSayThatReason();
    void selectionPicksOneEntrance();
    void listenerSelectionHidesOtherListenersHosts();
    void sniChoosesTheChannel();
    void handshakeThatCannotSucceedIsRefused();
    void passthroughForwardsWithoutHttp();
    void tcpAndUdpGoByPort();
    void unknownEarlierRuleMakesAlternatives();
    void unknownRuleWithEqualAnswerCollapses();
    void unrankedRulesAreOpenAgainstEveryMatch();
    void unrankedGroupsAreOpenAmongThemselvesOnly();
    void trailingDotFollowsThePolicy();
    void targetThatIsNoPathIsUndetermined();
    void unspecifiedNormalisationIsUndeterminedUnlessReadingsAgree();
    void escapedSlashIsRedirected();
    void webSocketSchemesAreHttp();
    void grpcErrorsAreTrailers();
    void winnerAgreesWithDecide();
};

void TestSimulator::firstMatchingRuleWins()
{
    const RoutingTablePtr t = table({rule(0, exact("/a"), forwardTo({backend("exact")})),
                                     rule(1, prefix("/a"), forwardTo({backend("under")})),
                                     rule(2, prefix("/"), forwardTo({backend("rest")}))});
    QCOMPARE(ask(t, "http://x/a"), "forward to shop/exact:80 as /a");
    QCOMPARE(ask(t, "http://x/a/"), "forward to shop/under:80 as /a/");
    QCOMPARE(ask(t, "http://x/ab?c=1"), "forward to shop/rest:80 as /ab?c=1");
}

void TestSimulator::hostIsChosenBeforeRules()
{
    const RoutingTablePtr t =
        table({entrance({channel({host("a.example", {rule(0, prefix("/only"), forwardTo({backend("exact")}))}),
                                  host("*.example", {rule(1, prefix("/"), forwardTo({backend("wild")}))}),
                                  host("*", {rule(2, prefix("/"), forwardTo({backend("any")}))})})})});
    QCOMPARE(ask(t, "http://A.Example:80/only"), "forward to shop/exact:80 as /only");
    QCOMPARE(ask(t, "http://a.example/other"), "respond 404");
    QCOMPARE(ask(t, "http://b.c.example/"), "forward to shop/wild:80 as /");
    QCOMPARE(ask(t, "http://example/"), "forward to shop/any:80 as /");
}

void TestSimulator::hostFallsBackWhereTheTableSaysSo()
{
    std::vector<VirtualHost> hosts{host("a.example", {rule(0, prefix("/only"), forwardTo({backend("exact")}))}),
                                   host("*.example", {rule(1, prefix("/"), forwardTo({backend("wild")}))})};
    hosts[0].next = 1;
    const RoutingTablePtr t = table({entrance({channel(hosts)})});
    QCOMPARE(ask(t, "http://a.example/other"), "forward to shop/wild:80 as /other");
    QCOMPARE(ask(t, "http://a.example/only"), "forward to shop/exact:80 as /only");
}

void TestSimulator::circularFallBackEnds()
{
    std::vector<VirtualHost> hosts{host("a.example", {}), host("*.example", {})};
    hosts[0].next = 1;
    hosts[1].next = 0;
    QCOMPARE(ask(table({entrance({channel(hosts)})}), "http://a.example/"), "respond 404");
}

void TestSimulator::nothingMatchedIsTheChannelsAnswer()
{
    Channel c = channel({host("a.example", {})});
    c.noHost = std::make_shared<const Action>(respondWith(421));
    const RoutingTablePtr t = table({entrance({c})});
    QCOMPARE(ask(t, "http://a.example/"), "respond 404");
    QCOMPARE(ask(t, "http://b.example/"), "respond 421");
    QVERIFY(!Simulator(t).decide(get("http://a.example/")).match);
}

void TestSimulator::entranceIsChosenBySchemeAndPort()
{
    Entrance plain = entrance({channel({host("*", {rule(0, {}, forwardTo({backend("plain")}))})})});
    Entrance other =
        entrance({channel({host("*", {rule(0, {}, forwardTo({backend("other")}))})})}, EntranceProtocol::Http, 8080);
    Entrance secure = entrance({sniChannel("*", TlsMode::Terminate, "secure")}, EntranceProtocol::Https, 443);
    const RoutingTablePtr t = table({plain, other, secure});
    QCOMPARE(ask(t, "http://x:80/"), "forward to shop/plain:80 as /");
    QCOMPARE(ask(t, "http://x:8080/"), "forward to shop/other:80 as /");
    QCOMPARE(ask(t, "https://x/"), "forward to shop/secure:80 as /");
    QCOMPARE(ask(t, "http://x:81/"), "refuse: No entrance on the Gateway side takes HTTP on port 81.");
    QCOMPARE(ask(t, "http://x:443/"), "refuse: No entrance on the Gateway side takes HTTP on port 443.");
    QCOMPARE(ask(table(std::vector<Entrance>{}), "http://x/"), "refuse: The Gateway side has no entrance.");
}

void TestSimulator::severalEntrancesThatAgreeAreOneAnswer()
{
    const std::vector<Channel> channels{channel({host("*", {rule(0, {}, forwardTo({backend("cart")}))})})};
    const RoutingTablePtr t = table({entrance(channels), entrance(channels, EntranceProtocol::Http, 8080)});
    const Decision decision = Simulator(t).decide(get("http://x/"));
    QCOMPARE(decision.outcome, Outcome::Forward);
    QVERIFY(decision.dependsOn.empty() && decision.alternatives.empty());
}

void TestSimulator::severalEntrancesThatDifferAreUndetermined()
{
    const RoutingTablePtr t = table({entrance({channel({host("*", {rule(0, {}, forwardTo({backend("cart")}))})})}),
                                     entrance({channel({})}, EntranceProtocol::Http, 8080)});
    const Decision decision = Simulator(t).decide(get("http://x/"));
    QCOMPARE(decision.outcome, Outcome::Undetermined);
    QCOMPARE(codes(decision), std::vector<std::string>{"several-entrances"});
    QCOMPARE(decision.alternatives.size(), std::size_t(2));
    QCOMPARE(summary(decision.alternatives[0]), "forward to shop/cart:80 as /");
    QCOMPARE(summary(decision.alternatives[1]), "respond 404");
}

void TestSimulator::severalEntrancesThatDifferAreToldSideBySide()
{
    const RoutingTablePtr t = table({entrance({channel({host("*", {rule(0, {}, forwardTo({backend("cart")}))})})}),
                                     entrance({channel({})}, EntranceProtocol::Http, 8080)});
    const Decision decision = Simulator(t).decide(get("http://x/"), Simulator::Trace::On);
    QCOMPARE(decision.trace[0].step, "answer");
    QCOMPARE(decision.trace[0].reason, "forward to shop/cart:80 as /");
    QCOMPARE(decision.trace[1].step, "answer");
    QCOMPARE(decision.trace[1].reason, "respond 404");
    QCOMPARE(decision.trace[2].step, "entrance");
}

void TestSimulator::severalEntrancesThatAreOpenForOneReasonSayThatReason()
{
    Action open;
    open.kind = ActionKind::Undetermined;
    open.dependsOn = {{"annotation-not-modelled", "A snippet takes part.", {}}};
    const std::vector<Channel> channels{channel({host("*", {rule(0, {}, open)})})};
    const RoutingTablePtr t = table({entrance(channels), entrance(channels, EntranceProtocol::Http, 8080)});
    const Decision decision = Simulator(t).decide(get("http://x/"));
    QCOMPARE(decision.outcome, Outcome::Undetermined);
    QCOMPARE(codes(decision), std::vector<std::string>{"annotation-not-modelled"});
    QVERIFY(decision.match.has_value());
}

void TestSimulator::selectionPicksOneEntrance()
{
    Entrance one = entrance({channel({host("*", {rule(0, {}, forwardTo({backend("one")}))})})});
    Entrance two =
        entrance({channel({host("*", {rule(0, {}, forwardTo({backend("two")}))})})}, EntranceProtocol::Http, 8080);
    two.group = "shop/other";
    two.owner.name = "other";
    two.listeners = {"shop/other/web"};
    Request request = get("http://x/");
    request.gateway = "shop/other";
    QCOMPARE(ask(table({one, two}), request), "forward to shop/two:80 as /");
    request.gateway.clear();
    request.listener = "http";
    QCOMPARE(ask(table({one, two}), request), "forward to shop/one:80 as /");
    request.listener.clear();
    request.ingressClass = "nginx";
    QCOMPARE(ask(table({one}), request), "forward to shop/one:80 as /");
    Entrance nginx = one;
    nginx.classNames = {"nginx"};
    Entrance traefik = two;
    traefik.classNames = {"traefik"};
    QCOMPARE(ask(table({nginx, traefik}, Side::Ingress), request), "forward to shop/one:80 as /");
    request.ingressClass = "none";
    QCOMPARE(ask(table({nginx, traefik}, Side::Ingress), request),
             "refuse: No entrance on the Ingress side takes HTTP.");
}

void TestSimulator::listenerSelectionHidesOtherListenersHosts()
{
    VirtualHost a = host("a.example", {rule(0, {}, forwardTo({backend("a")}))});
    a.listener = "shop/edge/a";
    VirtualHost any = host("*", {rule(1, {}, forwardTo({backend("any")}))});
    any.listener = "shop/edge/any";
    Entrance e = entrance({channel({a, any})});
    e.listeners = {"shop/edge/a", "shop/edge/any"};
    Request request = get("http://a.example/");
    QCOMPARE(ask(table({e}), request), "forward to shop/a:80 as /");
    request.listener = "any";
    QCOMPARE(ask(table({e}), request), "forward to shop/any:80 as /");
}

void TestSimulator::sniChoosesTheChannel()
{
    const RoutingTablePtr t = table({entrance(
        {sniChannel("a.example", TlsMode::Terminate, "exact"), sniChannel("*.example", TlsMode::Terminate, "wild")},
        EntranceProtocol::Https, 443)});
    QCOMPARE(ask(t, "https://A.example/"), "forward to shop/exact:80 as /");
    QCOMPARE(ask(t, "https://b.example/"), "forward to shop/wild:80 as /");
    QCOMPARE(ask(t, "https://other/"), "refuse: No listener takes SNI other.");
    QCOMPARE(ask(t, "https://10.0.0.1/"), "refuse: No listener takes a connection without SNI.");
    Request request = get("https://b.example/");
    request.sni = "a.example";
    QCOMPARE(ask(t, request), "forward to shop/exact:80 as /");
    QCOMPARE(Simulator(t).decide(request).tls, TlsMode::Terminate);
}

void TestSimulator::handshakeThatCannotSucceedIsRefused()
{
    Channel broken = sniChannel("*", TlsMode::Terminate, "cart");
    broken.refusal = "Secret shop/cert does not exist.";
    QCOMPARE(ask(table({entrance({broken}, EntranceProtocol::Https, 443)}), "https://x/"),
             "refuse: Secret shop/cert does not exist.");
}

void TestSimulator::passthroughForwardsWithoutHttp()
{
    const RoutingTablePtr t =
        table({entrance({sniChannel("a.example", TlsMode::Passthrough, "cart")}, EntranceProtocol::Tls, 443),
               entrance({sniChannel("*", TlsMode::Terminate, "web")}, EntranceProtocol::Https, 443)});
    Request request;
    request.protocol = "tls";
    request.host = "a.example";
    request.port = 443;
    const Decision raw = Simulator(t).decide(request);
    QCOMPARE(summary(raw), "forward to shop/cart:80");
    QVERIFY(!raw.upstream);
    QCOMPARE(raw.tls, TlsMode::Passthrough);
    // HTTPS on that port meets the same listeners, and the more specific SNI decides.
    QCOMPARE(ask(t, "https://a.example:443/x"), "forward to shop/cart:80");
    QCOMPARE(ask(t, "https://b.example:443/x"), "forward to shop/web:80 as /x");
}

void TestSimulator::tcpAndUdpGoByPort()
{
    const auto listener = [](EntranceProtocol protocol, int port, std::vector<WeightedBackend> backends) {
        return entrance({channel({host("*", {rule(0, {}, forwardTo(std::move(backends)))})})}, protocol, port);
    };
    const RoutingTablePtr t = table({listener(EntranceProtocol::Tcp, 53, {backend("tcp")}),
                                     listener(EntranceProtocol::Udp, 53, {backend("udp")}),
                                     listener(EntranceProtocol::Tcp, 54, {failing(500)})});
    Request request;
    request.protocol = "tcp";
    request.port = 53;
    QCOMPARE(ask(t, request), "forward to shop/tcp:80");
    request.protocol = "udp";
    QCOMPARE(ask(t, request), "forward to shop/udp:80");
    request.protocol = "tcp";
    request.port = 54;
    QCOMPARE(ask(t, request), "refuse: no such Service");
    QCOMPARE(ask(t, "http://x:53/"), "forward to shop/tcp:80");
}

void TestSimulator::unknownEarlierRuleMakesAlternatives()
{
    Match open;
    open.path.kind = PathMatch::Kind::Regex;
    open.path.regex = openRegex("/a");
    const RoutingTablePtr t =
        table({rule(0, open, forwardTo({backend("regex")})), rule(1, prefix("/"), forwardTo({backend("rest")}))});
    QCOMPARE(ask(t, "http://x/a"), "forward to shop/regex:80 as /a");
    QCOMPARE(ask(t, "http://x/b"), "forward to shop/rest:80 as /b");
    const Decision decision = Simulator(t).decide(get("http://x/ab"));
    QCOMPARE(decision.outcome, Outcome::Undetermined);
    QCOMPARE(codes(decision), std::vector<std::string>{"regex-dialect"});
    QCOMPARE(decision.alternatives.size(), std::size_t(2));
    QCOMPARE(decision.alternatives[1].match->rule, 1);
}

void TestSimulator::unknownRuleWithEqualAnswerCollapses()
{
    Match unknown = prefix("/");
    unknown.unknown = Dependency{"namespace-not-loaded", "Namespace shop was not loaded.", {}};
    const RoutingTablePtr t =
        table({rule(0, unknown, forwardTo({backend("cart")})), rule(1, prefix("/"), forwardTo({backend("cart")}))});
    const Decision decision = Simulator(t).decide(get("http://x/"));
    QCOMPARE(decision.outcome, Outcome::Forward);
    QVERIFY(decision.dependsOn.empty());
}

void TestSimulator::unrankedRulesAreOpenAgainstEveryMatch()
{
    Rule first = rule(0, prefix("/"), forwardTo({backend("prefix")}));
    Match pattern;
    pattern.path.kind = PathMatch::Kind::Regex;
    pattern.path.regex = regex("/a.*");
    Rule second = rule(1, pattern, forwardTo({backend("regex")}));
    second.unranked =
        Dependency{"regex-precedence", "Where a regular expression stands is up to the implementation.", {}};
    const RoutingTablePtr t = table({first, second});
    QCOMPARE(ask(t, "http://x/b"), "forward to shop/prefix:80 as /b");
    const Decision decision = Simulator(t).decide(get("http://x/a"));
    QCOMPARE(decision.outcome, Outcome::Undetermined);
    QCOMPARE(codes(decision), std::vector<std::string>{"regex-precedence"});
    QCOMPARE(decision.alternatives.size(), std::size_t(2));
}

void TestSimulator::unrankedGroupsAreOpenAmongThemselvesOnly()
{
    Rule first = rule(0, prefix("/a"), forwardTo({backend("one")}));
    first.unranked = Dependency{"conflict-open", "Which one wins is open.", {}};
    first.unrankedGroup = 1;
    Rule second = rule(1, prefix("/a"), forwardTo({backend("one")}));
    second.unranked = first.unranked;
    second.unrankedGroup = 1;
    Rule rest = rule(2, prefix("/"), forwardTo({backend("rest")}));
    QCOMPARE(ask(table({first, second, rest}), "http://x/a"), "forward to shop/one:80 as /a");
    second.action = std::make_shared<const Action>(forwardTo({backend("two")}));
    QCOMPARE(Simulator(table({first, second, rest})).decide(get("http://x/a")).alternatives.size(), std::size_t(2));
}

void TestSimulator::trailingDotFollowsThePolicy()
{
    Entrance e = entrance({channel({host("a.example", {rule(0, {}, forwardTo({backend("cart")}))})})});
    QCOMPARE(ask(table({e}), "http://a.example./"), "respond 404");
    e.policy.stripsTrailingDot = true;
    QCOMPARE(ask(table({e}), "http://a.example./"), "forward to shop/cart:80 as /");
    e.policy.isTrailingDotUnspecified = true;
    const Decision decision = Simulator(table({e})).decide(get("http://a.example./"));
    QCOMPARE(codes(decision), std::vector<std::string>{"host-trailing-dot"});
}

void TestSimulator::targetThatIsNoPathIsUndetermined()
{
    const RoutingTablePtr t = table({rule(0, prefix("/"), forwardTo({backend("cart")}))});
    Request request = get("http://x/");
    for (const char *target : {"http://other/", "x", "/a#b"}) {
        request.path = target;
        QCOMPARE(codes(Simulator(t).decide(request)), std::vector<std::string>{"target-form"});
    }
    request.path = "*";
    QCOMPARE(ask(t, request), "respond 404");
}

void TestSimulator::unspecifiedNormalisationIsUndeterminedUnlessReadingsAgree()
{
    Entrance e = entrance({channel(
        {host("*", {rule(0, prefix("/a"), forwardTo({backend("a")})), rule(1, prefix("/"), respondWith(418))})})});
    e.policy.path.isUnspecified = true;
    QCOMPARE(ask(table({e}), "http://x/a/b"), "forward to shop/a:80 as /a/b");
    QCOMPARE(ask(table({e}), "http://x/b//c"), "respond 418");
    QCOMPARE(codes(Simulator(table({e})).decide(get("http://x//a"))), std::vector<std::string>{"path-normalisation"});
}

void TestSimulator::escapedSlashIsRedirected()
{
    Entrance e = entrance({channel({host("*", {rule(0, prefix("/"), forwardTo({backend("a")}))})})});
    e.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::RedirectDecoded;
    QCOMPARE(ask(table({e}), "http://x/a%2fb?q=%2f"), "redirect 307 to /a/b?q=%2f");
    e.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::Reject;
    QCOMPARE(ask(table({e}), "http://x/a%2fb"), "respond 400");
    e.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::Keep;
    QCOMPARE(ask(table({e}), "http://x/a%2fb"), "forward to shop/a:80 as /a%2fb");
}

void TestSimulator::webSocketSchemesAreHttp()
{
    const RoutingTablePtr t =
        table({entrance({channel({host("*", {rule(0, {}, forwardTo({backend("plain")}))})})}),
               entrance({sniChannel("*", TlsMode::Terminate, "secure")}, EntranceProtocol::Https, 443)});
    QCOMPARE(ask(t, "ws://x/chat"), "forward to shop/plain:80 as /chat");
    QCOMPARE(ask(t, "wss://x/chat"), "forward to shop/secure:80 as /chat");
}

void TestSimulator::grpcErrorsAreTrailers()
{
    Match onlyGrpc = exact("/a.B/C");
    onlyGrpc.isGrpcOnly = true;
    const RoutingTablePtr t =
        table({rule(0, onlyGrpc, forwardTo({backend("rpc")})), rule(1, exact("/a.B/Gone"), forwardTo({failing(500)}))});
    Request request;
    request.protocol = "grpc";
    request.method = "POST";
    request.grpcService = "a.B";
    request.grpcMethod = "C";
    QCOMPARE(ask(t, request), "forward to shop/rpc:80 as /a.B/C");
    request.grpcMethod = "D";
    QCOMPARE(ask(t, request), "respond gRPC UNIMPLEMENTED");
    request.grpcMethod = "Gone";
    QCOMPARE(ask(t, request), "respond gRPC UNAVAILABLE");
    QCOMPARE(Simulator(t).decide(request).status, 200);
    QCOMPARE(ask(t, "http://x/a.B/C"), "respond 404");
}

void TestSimulator::winnerAgreesWithDecide()
{
    const RoutingTablePtr t = table(
        {rule(0, exact("/a"), forwardTo({backend("exact")})), rule(1, prefix("/b"), forwardTo({backend("under")}))});
    const Simulator simulator(t);
    const Simulator::Winner winner = simulator.winner(get("http://x/b/c?d"));
    QVERIFY(winner.isCertain);
    QCOMPARE(winner.rule->origin.rule, 1);
    const Simulator::Winner none = simulator.winner(get("http://x/c"));
    QVERIFY(none.isCertain && !none.rule && none.host);
    QVERIFY(!simulator.winner(get("http://x:81/")).isCertain);
}

QTEST_APPLESS_MAIN(TestSimulator)
#include "tst_simulator.moc"
