// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What actions do to a request: paths, redirects, headers, shares, errors.
#include "model/analysis/rewriting.h"
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

Decision carryOut(Action action, const Request &request, Side side = Side::Gateway)
{
    return Simulator(table({rule(0, {}, std::move(action))}, side)).decide(request);
}

RewriteFilter rewrite(PathChange::Kind kind, const std::string &from, const std::string &to)
{
    RewriteFilter filter;
    filter.path.kind = kind;
    filter.path.prefix = from;
    filter.path.replacement = to;
    return filter;
}

Action redirectTo(Redirect redirect)
{
    Action action;
    action.kind = ActionKind::Redirect;
    action.redirect = std::move(redirect);
    return action;
}

std::string location(const Redirect &redirect, const Request &request)
{
    const Decision decision = carryOut(redirectTo(redirect), request);
    return decision.redirect ? decision.redirect->location : summary(decision);
}

} // namespace

class TestAnswer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void prefixIsReplaced_data();
    void prefixIsReplaced();
    void otherPathChanges();
    void queryFollowsThePath();
    void rewrittenPathIsEscapedWhereThePolicySaysSo();
    void hostIsForwardedOrRewritten();
    void redirectLocations();
    void redirectPorts();
    void headerEditsMergeInOrder();
    void corsHeadersOnlyForAllowedOrigins();
    void externalCheckDecidesFirst();
    void sharesFollowTheWeights();
    void errorSharesAreTheAnswerWhereAllFailAlike();
    void nothingToForwardTo();
    void perShareFiltersGiveEachShareItsOwnUpstream();
    void mirrorsHaveTheirShare();
    void backendTlsIsSaid();
    void resourceBackend();
    void dependenciesTravel();
    void undeterminedActionSaysWhy();
};

void TestAnswer::prefixIsReplaced_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *from, const char *to, const char *path, const char *expected) {
        QTest::addRow("%s by %s in %s", from, to, path)
            << QByteArray(from) << QByteArray(to) << QByteArray(path) << QByteArray(expected);
    };
    // spec/gateway.md §6
    row("/foo", "", "/foo", "/");
    row("/foo", "", "/foo/bar", "/bar");
    row("/foo/", "/xyz", "/foo/", "/xyz/");
    row("/foo", "/xyz/", "/foo", "/xyz");
    row("/foo", "/xyz/", "/foo/bar", "/xyz/bar");
    row("/foo", "/xyz", "/foo/", "/xyz/");
    row("/foo", "/", "/foo", "/");
    row("/foo", "/", "/foo/", "/");
    row("/foo", "/", "/foo/bar", "/bar");
    row("/", "/new", "/a", "/new/a");
    row("/", "/new", "/", "/new/");
    row("/foo", "/xyz", "/foobar", "/foobar");
}

void TestAnswer::prefixIsReplaced()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, expected);
    const PathChange change = rewrite(PathChange::Kind::ReplacePrefix, from.toStdString(), to.toStdString()).path;
    QCOMPARE(QByteArray::fromStdString(changedPath(path.toStdString(), change)), expected);
}

void TestAnswer::otherPathChanges()
{
    QCOMPARE(changedPath("/a", rewrite(PathChange::Kind::ReplaceFull, "", "/x").path), "/x");
    QCOMPARE(changedPath("/a", rewrite(PathChange::Kind::ReplaceFull, "", "").path), "/");
    // Envoy's way: plain text, double slashes and all.
    QCOMPARE(changedPath("/a", rewrite(PathChange::Kind::ReplacePrefixText, "/", "/new").path), "/newa");
    QCOMPARE(changedPath("/foo/b", rewrite(PathChange::Kind::ReplacePrefixText, "/foo", "/new/").path), "/new//b");
    PathChange change = rewrite(PathChange::Kind::Template, "", "/$2").path;
    change.regex = regex("/api(/|$)(.*)", RegexEngine::Pcre2, RegexAnchoring::Start);
    QCOMPARE(changedPath("/api/v1/x", change), "/v1/x");
    QCOMPARE(changedPath("/api", change), "/");
    QCOMPARE(changedPath("/other", change), "/other");
    change.replacement = "/$1$3x$";
    QCOMPARE(changedPath("/api/v1", change), "//x$");
}

void TestAnswer::queryFollowsThePath()
{
    const auto upstream = [](RewriteFilter filter, const char *url) {
        return carryOut(forwardTo({backend("a")}, {filter}), get(url)).upstream->path;
    };
    QCOMPARE(upstream(rewrite(PathChange::Kind::ReplaceFull, "", "/x"), "http://h/a?q=1"), "/x?q=1");
    QCOMPARE(upstream(rewrite(PathChange::Kind::ReplaceFull, "", "/x?own=1"), "http://h/a?q=1"), "/x?own=1&q=1");
    QCOMPARE(upstream(rewrite(PathChange::Kind::ReplaceFull, "", "/x?own=1"), "http://h/a"), "/x?own=1");
    RewriteFilter drops = rewrite(PathChange::Kind::ReplaceFull, "", "/x");
    drops.path.keepsQuery = false;
    QCOMPARE(upstream(drops, "http://h/a?q=1"), "/x");
    QCOMPARE(upstream({}, "http://h/a?"), "/a?");
}

void TestAnswer::rewrittenPathIsEscapedWhereThePolicySaysSo()
{
    Entrance e = entrance({channel({host(
        "*", {rule(0, {}, forwardTo({backend("a")}, {rewrite(PathChange::Kind::ReplacePrefix, "/a", "/b")}))})})});
    e.policy.path.escapes = PathPolicy::Escapes::DecodeAll;
    e.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::Decode;
    QCOMPARE(Simulator(table({e})).decide(get("http://h/a/x%20y%2Fz")).upstream->path, "/b/x y/z");
    e.policy.path.reescapesRewritten = true;
    QCOMPARE(Simulator(table({e})).decide(get("http://h/a/x%20y%2Fz")).upstream->path, "/b/x%20y/z");
}

void TestAnswer::hostIsForwardedOrRewritten()
{
    Entrance e = entrance({channel({host("*", {rule(0, {}, forwardTo({backend("a")}))})})});
    e.port.reset();
    QCOMPARE(Simulator(table({e})).decide(get("http://Shop.Example:8080/")).upstream->host, "Shop.Example:8080");
    e.policy.forwardsHostPort = false;
    QCOMPARE(Simulator(table({e})).decide(get("http://Shop.Example:8080/")).upstream->host, "Shop.Example");
    RewriteFilter filter;
    filter.host = "inner.example";
    QCOMPARE(carryOut(forwardTo({backend("a")}, {filter}), get("http://h/")).upstream->host, "inner.example");
    const Decision edited =
        carryOut(forwardTo({backend("a")}, {RequestHeaderFilter{{{{"host", "edited"}}, {}, {}}}}), get("http://h/"));
    QCOMPARE(edited.upstream->host, "edited");
    QVERIFY(edited.upstream->headers.isEmpty());
    QCOMPARE(edited.dependsOn.front().field, "upstream.host");
}

void TestAnswer::redirectLocations()
{
    Redirect redirect;
    redirect.port = 80;
    QCOMPARE(location(redirect, get("http://Shop.Example/a//b?q=%2F")), "http://Shop.Example/a//b?q=%2F");
    redirect.lowersHost = true;
    QCOMPARE(location(redirect, get("http://Shop.Example/a")), "http://shop.example/a");
    redirect.host = "other.example";
    QCOMPARE(location(redirect, get("http://Shop.Example/a")), "http://other.example/a");
    redirect.path = rewrite(PathChange::Kind::ReplacePrefix, "/a", "/b").path;
    QCOMPARE(location(redirect, get("http://h/a/c?q")), "http://other.example/b/c?q");
    redirect.path = rewrite(PathChange::Kind::ReplaceFull, "", "/full").path;
    redirect.keepsQuery = false;
    QCOMPARE(location(redirect, get("http://h/a/c?q")), "http://other.example/full");
    redirect = {};
    redirect.cutsTrailingSlash = true;
    redirect.scheme = "https";
    redirect.portSource = Redirect::Port::OfScheme;
    QCOMPARE(location(redirect, get("http://h/a/?q=/")), "https://h/a/?q=");
    QCOMPARE(location(redirect, get("http://h/")), "https://h");
    redirect = {};
    redirect.isRelative = true;
    QCOMPARE(location(redirect, get("http://h/a?q")), "/a?q");
    redirect.constantUrl = "https://elsewhere/$x";
    redirect.status = 308;
    const Decision decision = carryOut(redirectTo(redirect), get("http://h/a?q"));
    QCOMPARE(decision.redirect->location, "https://elsewhere/$x");
    QCOMPARE(decision.redirect->status, 308);
    QCOMPARE(decision.status, 308);
    QCOMPARE(decision.outcome, Outcome::Redirect);
}

void TestAnswer::redirectPorts()
{
    Redirect redirect;
    redirect.portSource = Redirect::Port::Explicit;
    redirect.port = 8443;
    QCOMPARE(location(redirect, get("http://h/")), "http://h:8443/");
    redirect.port = 443;
    QCOMPARE(location(redirect, get("http://h/")), "http://h:443/");
    redirect.scheme = "https";
    QCOMPARE(location(redirect, get("http://h/")), "https://h/");
    redirect.hidesDefaultPort = false;
    QCOMPARE(location(redirect, get("http://h/")), "https://h:443/");
    redirect = {};
    redirect.portSource = Redirect::Port::Explicit;
    redirect.port = 443;
    redirect.hidesPorts80And443Always = true;
    QCOMPARE(location(redirect, get("http://h/")), "http://h/");
    redirect = {};
    redirect.port = 8080;
    QCOMPARE(location(redirect, get("http://h:80/")), "http://h:8080/");
    // A port of the Host header leaks into a Location that has none otherwise.
    Request request = get("http://h/");
    request.host = "h:8080";
    redirect = {};
    redirect.portSource = Redirect::Port::OfScheme;
    QCOMPARE(location(redirect, request), "http://h/");
    redirect.usesHostHeaderPort = true;
    QCOMPARE(location(redirect, request), "http://h:8080/");
    redirect.host = "other";
    QCOMPARE(location(redirect, request), "http://other/");
    redirect = {};
    redirect.portSource = Redirect::Port::OfRequest;
    QCOMPARE(location(redirect, request), "http://h:8080/");
    request.port = 80;
    QCOMPARE(location(redirect, request), "http://h/");
    redirect.usesHostHeaderPort = true;
    QCOMPARE(location(redirect, request), "http://h:8080/");
}

void TestAnswer::headerEditsMergeInOrder()
{
    HeaderEdits edits{{{"A", "1"}}, {{"B", "1"}}, {"C"}};
    append(edits, {{{"b", "2"}}, {{"a", "2"}, {"c", "3"}}, {}});
    QCOMPARE(edits.set, (HeaderList{{"A", "1"}, {"b", "2"}, {"c", "3"}}));
    QCOMPARE(edits.add, (HeaderList{{"a", "2"}}));
    QVERIFY(edits.remove.empty());
    append(edits, {{}, {}, {"A", "b"}});
    QCOMPARE(edits.set, (HeaderList{{"c", "3"}}));
    QVERIFY(edits.add.empty());
    QCOMPARE(edits.remove, (std::vector<std::string>{"A", "b"}));
    const Decision decision = carryOut(forwardTo({backend("a")}, {RequestHeaderFilter{{{{"X", "1"}}, {}, {}}},
                                                                  RequestHeaderFilter{{{}, {{"X", "2"}}, {}}},
                                                                  ResponseHeaderFilter{{{}, {}, {"Server"}}}}),
                                       get("http://h/"));
    QCOMPARE(decision.upstream->headers.set, (HeaderList{{"X", "1"}}));
    QCOMPARE(decision.upstream->headers.add, (HeaderList{{"X", "2"}}));
    QCOMPARE(decision.response.remove, (std::vector<std::string>{"Server"}));
}

void TestAnswer::corsHeadersOnlyForAllowedOrigins()
{
    CorsHeaders cors;
    cors.allowOrigins = {"https://a.example", "https://*.bar.com"};
    cors.exposeHeaders = {"X-A", "X-B"};
    QCOMPARE(allowedOrigin(cors, "https://A.example"), "https://A.example");
    QCOMPARE(allowedOrigin(cors, "http://a.example"), "");
    QCOMPARE(allowedOrigin(cors, "https://x.y.bar.com"), "https://x.y.bar.com");
    QCOMPARE(allowedOrigin(cors, "https://.bar.com"), "");
    QCOMPARE(allowedOrigin(cors, "https://bar.com"), "");
    Request request = get("http://h/");
    QVERIFY(carryOut(forwardTo({backend("a")}, {cors}), request).response.isEmpty());
    request.headers = {{"origin", "https://a.example"}};
    QCOMPARE(carryOut(forwardTo({backend("a")}, {cors}), request).response.set,
             (HeaderList{{"Access-Control-Allow-Origin", "https://a.example"},
                         {"Access-Control-Expose-Headers", "X-A, X-B"}}));
    cors.allowOrigins = {"*"};
    const Decision any = carryOut(forwardTo({backend("a")}, {cors}), request);
    QCOMPARE(any.response.set.front().second, "*");
    QCOMPARE(any.dependsOn.front().code, "cors-origin-echo");
    cors.allowCredentials = true;
    QCOMPARE(carryOut(forwardTo({backend("a")}, {cors}), request).response.set.front().second, "https://a.example");
}

void TestAnswer::externalCheckDecidesFirst()
{
    ExternalCheck check;
    check.url = "http://auth/";
    check.otherStatus = 500;
    const Action action = forwardTo({backend("a")}, {check});
    Request request = get("http://h/");
    const Decision unsaid = carryOut(action, request);
    QCOMPARE(unsaid.outcome, Outcome::Forward);
    QCOMPARE(unsaid.dependsOn.front().code, "external-auth");
    const auto status = [&](int authStatus) {
        request.authStatus = authStatus;
        return summary(carryOut(action, request));
    };
    QCOMPARE(status(204), "forward to shop/a:80 as /");
    QCOMPARE(status(401), "respond 401");
    QCOMPARE(status(403), "respond 403");
    QCOMPARE(status(302), "respond 500");
    check.otherStatus.reset();
    request.authStatus = 302;
    QCOMPARE(summary(carryOut(forwardTo({backend("a")}, {check}), request)), "respond 302");
}

void TestAnswer::sharesFollowTheWeights()
{
    const Decision decision =
        carryOut(forwardTo({backend("a", 9), backend("b", 1), backend("c", 0)}), get("http://h/"));
    QCOMPARE(decision.backends.size(), std::size_t(3));
    QCOMPARE(decision.backends[0].share, 0.9);
    QCOMPARE(decision.backends[1].share, 0.1);
    QCOMPARE(decision.backends[2].share, 0.0);
    QVERIFY(decision.upstream && !decision.backends[0].upstream);
}

void TestAnswer::errorSharesAreTheAnswerWhereAllFailAlike()
{
    const Decision all = carryOut(forwardTo({failing(500), failing(500)}), get("http://h/"));
    QCOMPARE(summary(all), "respond 500");
    QCOMPARE(all.backends.size(), std::size_t(2));
    QCOMPARE(all.reason, "no such Service");
    QVERIFY(!all.upstream);
    const Decision some = carryOut(forwardTo({backend("a", 9), failing(500)}), get("http://h/"));
    QCOMPARE(some.outcome, Outcome::Forward);
    QVERIFY(!some.status);
    QCOMPARE(some.backends[1].status, 500);
    QVERIFY(some.backends[1].service.isNull());
    QCOMPARE(carryOut(forwardTo({failing(500), failing(503)}), get("http://h/")).outcome, Outcome::Forward);
    // A weight of zero does not rescue the rest.
    QCOMPARE(summary(carryOut(forwardTo({backend("a", 0), failing(503)}), get("http://h/"))), "respond 503");
}

void TestAnswer::nothingToForwardTo()
{
    QCOMPARE(summary(carryOut(forwardTo({}), get("http://h/"))), "respond 500");
    Action zero = forwardTo({backend("a", 0)});
    zero.emptyStatus = 503;
    QCOMPARE(summary(carryOut(zero, get("http://h/"))), "respond 503");
    zero.emptyStatus.reset();
    const Decision open = carryOut(zero, get("http://h/"));
    QCOMPARE(open.outcome, Outcome::Undetermined);
    QCOMPARE(open.dependsOn.front().code, "no-backend-status");
    QCOMPARE(open.backends.front().share, 0.0);
}

void TestAnswer::perShareFiltersGiveEachShareItsOwnUpstream()
{
    WeightedBackend marked = backend("b");
    marked.filters = {RequestHeaderFilter{{{{"X-Canary", "1"}}, {}, {}}},
                      ResponseHeaderFilter{{{{"X-From", "b"}}, {}, {}}}};
    const Decision decision =
        carryOut(forwardTo({backend("a"), marked, failing(500)}, {RequestHeaderFilter{{{{"X-All", "1"}}, {}, {}}}}),
                 get("http://h/"));
    QCOMPARE(decision.upstream->headers.set, (HeaderList{{"X-All", "1"}}));
    QCOMPARE(decision.backends[0].upstream->headers.set, (HeaderList{{"X-All", "1"}}));
    QCOMPARE(decision.backends[1].upstream->headers.set, (HeaderList{{"X-All", "1"}, {"X-Canary", "1"}}));
    QCOMPARE(decision.backends[1].response->set, (HeaderList{{"X-From", "b"}}));
    QVERIFY(decision.response.isEmpty());
    QVERIFY(!decision.backends[2].upstream);
    // The same for every share: said once.
    WeightedBackend other = backend("a");
    other.filters = marked.filters;
    const Decision alike = carryOut(forwardTo({marked, other}), get("http://h/"));
    QVERIFY(!alike.backends[0].upstream);
    QCOMPARE(alike.upstream->headers.set, (HeaderList{{"X-Canary", "1"}}));
    QCOMPARE(alike.response.set, (HeaderList{{"X-From", "b"}}));
}

void TestAnswer::mirrorsHaveTheirShare()
{
    MirrorFilter mirror{{"Service", "shop", "audit"}, 80, {}, 1, 4};
    QCOMPARE(carryOut(forwardTo({backend("a")}, {mirror}), get("http://h/")).mirrors.front().share, 0.25);
    WeightedBackend half = backend("b");
    half.filters = {mirror};
    const Decision decision = carryOut(forwardTo({backend("a"), half}), get("http://h/"));
    QCOMPARE(decision.mirrors.front().share, 0.125);
    QVERIFY(carryOut(forwardTo({failing(500)}, {mirror}), get("http://h/")).mirrors.empty());
}

void TestAnswer::backendTlsIsSaid()
{
    WeightedBackend secure = backend("a");
    secure.tls = BackendTls{"a.internal", true};
    QCOMPARE(carryOut(forwardTo({secure}), get("http://h/")).upstream->tlsSni, "a.internal");
    const Decision mixed = carryOut(forwardTo({secure, backend("b")}), get("http://h/"));
    QVERIFY(!mixed.upstream->tlsSni);
    QCOMPARE(mixed.backends[0].upstream->tlsSni, "a.internal");
}

void TestAnswer::resourceBackend()
{
    WeightedBackend bucket;
    bucket.service = {"StorageBucket", "shop", "assets"};
    bucket.resourceGroup = "k8s.example.com";
    const Decision decision = carryOut(forwardTo({bucket}), get("http://h/"), Side::Ingress);
    QCOMPARE(summary(decision), "forward to StorageBucket.k8s.example.com shop/assets as /");
}

void TestAnswer::dependenciesTravel()
{
    const auto dependency = [](const char *code) { return Dependency{code, "text", {}}; };
    WeightedBackend first = backend("a");
    first.dependsOn = {dependency("of-backend")};
    WeightedBackend unused = backend("b", 0);
    unused.dependsOn = {dependency("of-unused")};
    Action action = forwardTo({first, unused});
    action.dependsOn = {dependency("of-action")};
    Rule r = rule(0, {}, action);
    r.dependsOn = {dependency("of-rule")};
    Channel c = channel({host("*", {r})});
    c.dependsOn = {dependency("of-channel")};
    std::vector<std::string> codes;
    for (const Dependency &one : Simulator(table({entrance({c})})).decide(get("http://h/")).dependsOn) {
        codes.push_back(one.code);
    }
    QCOMPARE(codes, (std::vector<std::string>{"of-action", "of-backend", "of-rule", "of-channel"}));
}

void TestAnswer::undeterminedActionSaysWhy()
{
    Action action;
    action.kind = ActionKind::Undetermined;
    action.reason = "A snippet takes part.";
    const Decision bare = carryOut(action, get("http://h/"));
    QCOMPARE(bare.dependsOn.front().code, "not-modelled");
    QCOMPARE(bare.dependsOn.front().text, "A snippet takes part.");
    QVERIFY(bare.match.has_value());
    action.dependsOn = {{"annotation-not-modelled", "text", {}}};
    QCOMPARE(carryOut(action, get("http://h/")).dependsOn.size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(TestAnswer)
#include "tst_answer.moc"
