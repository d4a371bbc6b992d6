// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The text of a routing table shows every field that alters an answer.
#include "model/routing/actiontext.h"
#include "model/routing/routingtable.h"

#include <QTest>

using namespace wayproof;

class TestRoutingTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tableTextIsComplete();
    void filterTexts();
};

void TestRoutingTable::tableTextIsComplete()
{
    Location source{std::make_shared<const std::string>("shop.yaml"), {41, 7}};
    auto action = std::make_shared<Action>();
    action->filters = {RequestHeaderFilter{{{{"x-a", "1"}}, {}, {"x-b"}}}};
    WeightedBackend backend;
    backend.service = {"Service", "shop", "cart"};
    backend.port = 8080;
    backend.weight = 9;
    backend.ready = 2;
    WeightedBackend invalid;
    invalid.isReferenceInvalid = true;
    invalid.errorStatus = 500;
    invalid.errorCode = "BackendNotFound";
    action->backends = {backend, invalid};
    action->requestTimeoutMs = 500;
    Rule rule{{}, action, {{"HTTPRoute", "shop", "cart"}, 2, 0, "shop/edge/http", source}, {{"path type", "Exact"}},
              {}, {}};
    rule.match.path = {PathMatch::Kind::Exact, "/a", false, nullptr};
    auto none = std::make_shared<Action>();
    none->kind = ActionKind::Respond;
    none->reason = "no rule matched";
    Channel channel;
    VirtualHost host;
    host.pattern = {HostPattern::Kind::WildcardMany, ".example", nullptr};
    host.rules = {rule};
    host.listener = "shop/edge/http";
    host.reason = "the only host";
    host.source = source;
    channel.hosts = {host};
    channel.noHost = channel.noMatch = none;
    Entrance entrance;
    entrance.name = "shop/edge:80 HTTP";
    entrance.port = 80;
    entrance.group = "shop/edge";
    entrance.channels = {channel};
    RoutingTable table;
    table.side = Side::Gateway;
    table.dialects = {"spec"};
    table.entrances = {entrance};
    table.links = {{LinkKind::Backend,
                    {{"HTTPRoute", "shop", "cart"}, 2, {}, {}},
                    {{"Service", "shop", "cart"}, {}, {}, "8080"},
                    LinkState::Held,
                    {},
                    {},
                    0.9,
                    source}};
    QCOMPARE(QString::fromStdString(toText(table)), QString::fromUtf8(R"(side gateway
dialect spec
entrance "shop/edge:80 HTTP" HTTP port 80
  group shop/edge
  policy path forwards-as-sent; repeated headers unspecified, query unspecified; host forwards-port
  channel sni * tls none
    host 0 *.example listener shop/edge/http at shop.yaml:41:7
      because the only host
      rule Exact /a
        from HTTPRoute shop/cart rule 2 match 0 listener shop/edge/http at shop.yaml:41:7
        rank path type=Exact
        forward
          filter request headers: set x-a=1, remove x-b
          backend shop/cart:8080 weight 9 ready 2
          backend (invalid reference) weight 1 error 500 BackendNotFound
          request timeout: 500 ms
    no host:
      respond 404 — no rule matched
    no match:
      respond 404 — no rule matched
link backend held: HTTPRoute shop/cart rule 2 → Service shop/cart section 8080 90 % at shop.yaml:41:7
)"));
}

void TestRoutingTable::filterTexts()
{
    RewriteFilter rewrite;
    rewrite.host = "a.example";
    rewrite.path = {PathChange::Kind::ReplacePrefix, "/a", "/b", nullptr, false};
    QCOMPARE(toText(Filter(rewrite)), "rewrite: host a.example, path prefix /a → /b (query dropped)");
    QCOMPARE(toText(Filter(MirrorFilter{{"Service", "shop", "audit"}, 80, {}, 1, 3})), "mirror: shop/audit:80 1/3");
    Redirect redirect;
    redirect.status = 301;
    redirect.scheme = "https";
    redirect.portSource = Redirect::Port::OfScheme;
    QCOMPARE(toText(redirect), "301 scheme https port of scheme");
}

QTEST_APPLESS_MAIN(TestRoutingTable)
#include "tst_routingtable.moc"
