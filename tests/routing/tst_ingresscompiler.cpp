// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the Ingress compiler writes beside its rules: links, findings, ranks, assumptions, settings, passthrough. The
// answers to requests are tests/data/ingress.
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QTest>

#include <algorithm>

using namespace wayproof;

namespace
{

const char *const tutorialFolder = WAYPROOF_SOURCE_DIR "/resources/samples/tutorial";

RoutingTable compiled(const std::string &yaml, const IngressOptions &options = {})
{
    const SnapshotPtr snapshot = loadText("in.yaml", yaml);
    return compileIngress(*snapshot, options);
}

RoutingTable tutorial(const IngressOptions &options = {})
{
    SourceRequest request;
    request.paths = {tutorialFolder};
    const SnapshotPtr snapshot = loadFiles(request);
    return compileIngress(*snapshot, options);
}

const Diagnostic *finding(const RoutingTable &table, const std::string &code)
{
    const auto found = std::find_if(table.findings.begin(), table.findings.end(),
                                    [&](const Diagnostic &diagnostic) { return diagnostic.code == code; });
    return found == table.findings.end() ? nullptr : &*found;
}

const Link *linkOf(const RoutingTable &table, LinkKind kind, const std::string &to)
{
    const auto found = std::find_if(table.links.begin(), table.links.end(),
                                    [&](const Link &link) { return link.kind == kind && link.to.id.name == to; });
    return found == table.links.end() ? nullptr : &*found;
}

std::string ingress(const std::string &annotations, const std::string &spec, const std::string &name = "web")
{
    return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: " + name +
           "\n  namespace: shop\n  annotations: {" + annotations + "}\nspec:\n  ingressClassName: nginx\n" + spec +
           "\n---\n";
}

const std::string nginxClass = "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\n"
                               "spec: {controller: k8s.io/ingress-nginx}\n---\n";
const std::string rootRule =
    "  rules: [{host: a.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, "
    "port: {number: 80}}}}]}}]";

const Entrance *entranceOf(const RoutingTable &table, EntranceProtocol protocol)
{
    const auto found = std::find_if(table.entrances.begin(), table.entrances.end(),
                                    [&](const Entrance &entrance) { return entrance.protocol == protocol; });
    return found == table.entrances.end() ? nullptr : &*found;
}

bool hasText(const std::vector<std::string> &texts, const std::string &part)
{
    return std::any_of(texts.begin(), texts.end(),
                       [&](const std::string &text) { return text.find(part) != std::string::npos; });
}

} // namespace

class IngressCompiler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTutorialHasTwoEntrancesOfOneController()
    {
        const RoutingTable table = tutorial();
        QCOMPARE(table.entrances.size(), std::size_t(2));
        QCOMPARE(table.entrances[0].name, std::string("ingress-nginx http"));
        QCOMPARE(table.entrances[1].name, std::string("ingress-nginx https"));
        for (const Entrance &entrance : table.entrances) {
            QCOMPARE(entrance.group, std::string("k8s.io/ingress-nginx"));
            QCOMPARE(entrance.classNames, std::vector<std::string>{"nginx"});
            QVERIFY(!entrance.port);
        }
        QCOMPARE(table.dialects, std::vector<std::string>{"ingress-nginx"});
        QCOMPARE(toText(table), toText(tutorial()));
    }

    void theTutorialsLinksAreHeldAndLocated()
    {
        const RoutingTable table = tutorial();
        const Link *byClass = linkOf(table, LinkKind::Class, "nginx");
        QVERIFY(byClass && byClass->state == LinkState::Held && byClass->source.at.isKnown());
        const Link *backend = linkOf(table, LinkKind::Backend, "go-app");
        QVERIFY(backend && backend->state == LinkState::Held && backend->source.at.isKnown());
        QCOMPARE(backend->from.rule, std::optional<int>(0));
        QCOMPARE(backend->from.match, std::optional<int>(0));
        const auto endpoints = std::count_if(table.links.begin(), table.links.end(),
                                             [](const Link &link) { return link.kind == LinkKind::Endpoints; });
        QCOMPARE(endpoints, 1);
    }

    void rulesCarryThePositionOfTheirPath()
    {
        const RoutingTable table = tutorial();
        const Rule &health = table.entrances[0].channels[0].hosts[0].rules[1];
        QCOMPARE(health.match.path.toText(), std::string("regex ^/healthz (ignores case)"));
        QCOMPARE(health.origin.match, std::optional<int>(1));
        QVERIFY(health.origin.source.at.isKnown());
        QVERIFY(health.origin.source.fileName().ends_with("ingress.yaml"));
        QVERIFY(!health.action->systematicHeaders.empty());
    }

    void ruleRanksShareTheirCriteria()
    {
        const RoutingTable table = tutorial();
        const std::vector<Rule> &rules = table.entrances[0].channels[0].hosts[0].rules;
        QVERIFY(rules.size() >= 2);
        for (const Rule &rule : rules) {
            QCOMPARE(rule.rank.size(), rules.front().rank.size());
            for (std::size_t i = 0; i < rule.rank.size(); ++i)
                QCOMPARE(rule.rank[i].criterion, rules.front().rank[i].criterion);
        }
    }

    void theTutorialsPitfallIsFound()
    {
        const RoutingTable table = tutorial();
        const Diagnostic *found = finding(table, "nginx-rewrite-implies-regex");
        QVERIFY(found && found->category == Category::Pitfall && found->location.at.isKnown());
    }

    void whatWasNotLoadedIsStated()
    {
        const RoutingTable table = compiled(ingress({}, rootRule));
        QVERIFY(hasText(table.assumptions, "IngressClass nginx was not loaded"));
        QVERIFY(hasText(table.assumptions, "No Service was loaded"));
        QCOMPARE(table.dialects, std::vector<std::string>{"generic"});
        const RoutingTable nginx = compiled(nginxClass + ingress({}, rootRule));
        QVERIFY(hasText(nginx.entrances[0].assumptions, "defaults are taken"));
    }

    void findings_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("code");
        const std::string service = "apiVersion: v1\nkind: Service\nmetadata: {name: other, namespace: shop}\n"
                                    "spec: {ports: [{port: 80}]}\n---\n";
        const std::string web = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n"
                                "spec: {selector: {a: b}, ports: [{port: 8080, targetPort: 80}]}\n---\n";
        const auto row = [](const char *name, const std::string &yaml, const char *code) {
            QTest::newRow(name) << QString::fromStdString(yaml) << QString::fromLatin1(code);
        };
        const std::string prefix = "nginx.ingress.kubernetes.io/";
        row("service missing", nginxClass + service + ingress({}, rootRule), "ingress-service-missing");
        row("targetPort used", nginxClass + web + ingress({}, rootRule), "ingress-target-port-as-port");
        row("port missing", web + ingress({}, rootRule), "ingress-service-port-missing");
        row("class missing",
            "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: x}\nspec: {controller: a.b/c}\n"
            "---\n" +
                ingress({}, rootRule),
            "ingress-class-not-found");
        row("duplicate", nginxClass + ingress({}, rootRule) + ingress({}, rootRule, "again"), "ingress-duplicate-path");
        const std::string cartRule =
            "  rules: [{host: a.example, http: {paths: [{path: /cart, pathType: Prefix, backend: "
            "{service: {name: web, port: {number: 80}}}}]}}]";
        row("regex", nginxClass + ingress("\"" + prefix + "use-regex\": \"true\"", cartRule),
            "nginx-regex-prefix-and-case");
        row("host-wide",
            nginxClass + ingress("\"" + prefix + "use-regex\": \"true\"", rootRule) + ingress({}, cartRule, "again"),
            "nginx-regex-host-wide");
        row("dropped", nginxClass + ingress("\"" + prefix + "server-snippet\": \"x;\"", rootRule),
            "nginx-ingress-dropped");
        row("unknown annotation", nginxClass + ingress("\"" + prefix + "nonsense\": \"x\"", rootRule),
            "nginx-annotation-unknown");
        row("implicit redirect", nginxClass + ingress({}, "  tls: [{hosts: [a.example], secretName: c}]\n" + rootRule),
            "nginx-implicit-tls-redirect");
        row("slash redirect",
            nginxClass + ingress({},
                                 "  rules: [{host: a.example, http: {paths: [{path: /d/, pathType: Prefix, backend: "
                                 "{service: {name: web, port: {number: 80}}}}]}}]"),
            "nginx-slash-redirect");
        row("ImplementationSpecific",
            ingress({}, "  rules: [{host: a.example, http: {paths: [{path: /d, pathType: ImplementationSpecific, "
                        "backend: {service: {name: web, port: {number: 80}}}}]}}]"),
            "ingress-path-implementation-specific");
    }

    void findings()
    {
        QFETCH(QString, yaml);
        QFETCH(QString, code);
        const RoutingTable table = compiled(yaml.toStdString());
        const Diagnostic *found = finding(table, code.toStdString());
        QVERIFY2(found, "the finding is not there");
        QVERIFY(found->location.at.isKnown());
        QVERIFY(!found->subject.isNull());
    }

    void aRejectedIngressIsNotServed()
    {
        SnapshotParts parts;
        const SnapshotPtr loaded = loadText("in.yaml", nginxClass + ingress({}, rootRule));
        parts = loaded->parts();
        Diagnostic refusal;
        refusal.category = Category::Rejected;
        refusal.subject = {"Ingress", "shop", "web"};
        parts.findings.push_back(refusal);
        const Snapshot snapshot(std::move(parts));
        const RoutingTable table = compileIngress(snapshot);
        const Link *link = linkOf(table, LinkKind::Class, "nginx");
        QVERIFY(link && link->state == LinkState::Refused);
        QVERIFY(!linkOf(table, LinkKind::Backend, "web"));
    }

    void settingsAreReadFromTheLoadedController()
    {
        const std::string controller =
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: controller, namespace: ingress-nginx}\nspec:\n"
            "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n"
            "      containers:\n        - name: controller\n          image: x\n"
            "          args: [/nginx-ingress-controller, --watch-ingress-without-class=true, "
            "\"--configmap=$(POD_NAMESPACE)/settings\"]\n---\n"
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: ingress-nginx}\n"
            "data: {ssl-redirect: \"false\"}\n---\n";
        const std::string yaml =
            nginxClass + controller + ingress({}, "  tls: [{hosts: [a.example], secretName: c}]\n" + rootRule);
        const RoutingTable table = compiled(yaml);
        const Entrance *http = entranceOf(table, EntranceProtocol::Http);
        QVERIFY(http);
        QVERIFY(hasText(http->assumptions, "ConfigMap ingress-nginx/settings"));
        const auto isRedirect = [](const Rule &rule) { return rule.action->kind == ActionKind::Redirect; };
        const std::vector<Rule> &rules = http->channels[0].hosts[0].rules;
        QVERIFY(std::none_of(rules.begin(), rules.end(), isRedirect));
        IngressOptions byHand;
        byHand.controllerConfig["ssl-redirect"] = "true";
        const RoutingTable overruled = compiled(yaml, byHand);
        const std::vector<Rule> &redirecting =
            entranceOf(overruled, EntranceProtocol::Http)->channels[0].hosts[0].rules;
        QVERIFY(std::any_of(redirecting.begin(), redirecting.end(), isRedirect));
    }

    void passthroughNeedsItsFlag()
    {
        const std::string yaml =
            nginxClass + ingress("\"nginx.ingress.kubernetes.io/ssl-passthrough\": \"true\"", rootRule);
        const RoutingTable without = compiled(yaml);
        QCOMPARE(entranceOf(without, EntranceProtocol::Https)->channels.size(), std::size_t(1));
        IngressOptions options;
        options.controllerFlags["enable-ssl-passthrough"] = "true";
        const RoutingTable with = compiled(yaml, options);
        const Entrance *https = entranceOf(with, EntranceProtocol::Https);
        QCOMPARE(https->channels.size(), std::size_t(2));
        QCOMPARE(https->channels[0].tls, TlsMode::Passthrough);
        QCOMPARE(https->channels[0].sni.text, std::string("a.example"));
    }

    void everyDialectIsNamedAndApplied()
    {
        const std::vector<std::string> names = dialectNames();
        for (const char *name : {"generic", "ingress-nginx", "traefik", "haproxytech", "haproxy-ingress", "istio",
                                 "aws", "contour", "kong", "gce"})
            QVERIFY2(std::find(names.begin(), names.end(), name) != names.end(), name);
        for (const std::string &name : names) {
            IngressOptions options;
            options.dialect = name;
            QCOMPARE(tutorial(options).dialects, std::vector<std::string>{name});
        }
    }

    void anIdleClassIsNoSecondWayIn()
    {
        const std::string idle = "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: idle}\n"
                                 "spec: {controller: example.com/idle}\n---\n";
        const RoutingTable table = compiled(nginxClass + idle + ingress({}, rootRule));
        QCOMPARE(table.entrances.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(IngressCompiler)
#include "tst_ingresscompiler.moc"
