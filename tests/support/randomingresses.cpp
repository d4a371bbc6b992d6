// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Namespaces, Services, Secrets, hosts, rules and paths; the annotations are in randomingresses_annotations.cpp.
#include "tests/support/randomingresses.h"

#include <algorithm>

namespace wayproof::test
{

namespace
{

std::string quoted(const std::string &text)
{
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result += '\\';
        result += c;
    }
    return result + '"';
}

std::string document(const std::string &apiVersion, const std::string &kind, const std::string &meta)
{
    return "---\napiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {" + meta + "}\n";
}

std::string without(const std::string &path)
{
    return path.size() > 1 && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
}

} // namespace

IngressMix IngressMix::generic()
{
    IngressMix mix;
    mix.annotations = mix.regex = mix.canaries = mix.aliases = mix.redirects = mix.wwwRedirects = false;
    mix.cors = mix.access = mix.upstreamHeaders = mix.errorPages = mix.bodySizes = mix.invalidValues = false;
    mix.implementationSpecific = false;
    mix.className = "random";
    mix.controller = "example.com/unknown";
    return mix;
}

RandomIngresses::RandomIngresses(std::uint32_t seed, IngressMix mix)
    : m_random(seed)
    , m_mix(std::move(mix))
{
}

std::string RandomIngresses::classText() const
{
    return document("networking.k8s.io/v1", "IngressClass", "name: " + m_mix.className) +
           "spec: {controller: " + m_mix.controller + "}\n" +
           document("networking.k8s.io/v1", "IngressClass", "name: foreign") +
           "spec: {controller: example.com/somebody-else}\n";
}

std::string RandomIngresses::next(const std::string &prefix)
{
    m_prefix = prefix;
    m_domain = prefix.empty() ? "example" : prefix.substr(0, prefix.find_last_not_of('-') + 1) + ".example";
    m_text.clear();
    m_plans.clear();
    m_uses.clear();
    m_namespaces = {prefix + "shop", prefix + "team", prefix + "ops"};
    m_hasAges = m_mix.ages && !(m_mix.missingAges && chance(6));
    m_names = {"web", "api", "zeta", "alpha", "main", "extra", "beta", "old", "canary", "canary2", "try", "x"};
    for (std::size_t i = m_names.size(); i > 1; --i)
        std::swap(m_names[i - 1], m_names[static_cast<std::size_t>(below(static_cast<int>(i)))]);
    addNamespaces();
    addServices();
    addSecrets();
    planHosts();
    const int ingresses = 1 + below(6);
    for (int i = 0; i < ingresses; ++i)
        addIngress(i);
    if (m_mix.annotations && m_mix.canaries && chance(35)) {
        for (int i = 0; i <= (chance(25) ? 1 : 0); ++i)
            addCanary(ingresses + i, m_plans[static_cast<std::size_t>(below(ingresses))]);
    }
    return m_text;
}

void RandomIngresses::addNamespaces()
{
    for (const std::string &ns : m_namespaces)
        m_text += document("v1", "Namespace", "name: " + ns);
}

void RandomIngresses::addServices()
{
    for (const std::string &ns : m_namespaces) {
        for (const std::string name : {"s0", "s1", "s2", "empty"}) {
            ++m_address;
            const std::string address = std::to_string(m_address / 250) + "." + std::to_string(m_address % 250 + 1);
            m_text += document("v1", "Service", "name: " + name + ", namespace: " + ns) + "spec: {clusterIP: 10.96." +
                      address +
                      ", ports: [{name: http, port: 80, targetPort: 8080}, "
                      "{name: alt, port: 8081, targetPort: web}]}\n";
            const bool isEmpty = name == "empty" && m_mix.endpoints;
            if (isEmpty && chance(30))
                continue; // no slice at all
            std::string endpoints;
            for (int i = 0; i < (isEmpty ? below(2) : 1 + below(2)); ++i) {
                endpoints += std::string(i == 0 ? "" : ", ") + "{addresses: [10.24" + std::to_string(4 + i) + "." +
                             address + "]" + (isEmpty ? ", conditions: {ready: false}" : "") + "}";
            }
            m_text += document("discovery.k8s.io/v1", "EndpointSlice",
                               "name: " + name + "-0, namespace: " + ns +
                                   ", labels: {kubernetes.io/service-name: " + name + "}") +
                      "addressType: IPv4\nendpoints: [" + endpoints +
                      "]\nports: [{name: http, port: 8080, protocol: TCP}, {name: alt, port: 9090, protocol: TCP}]\n";
        }
    }
}

void RandomIngresses::addSecrets()
{
    if (!m_mix.tls)
        return;
    for (const std::string &ns : m_namespaces) {
        m_text += document("v1", "Secret", "name: cert, namespace: " + ns) +
                  "type: kubernetes.io/tls\ndata: {tls.crt: " + m_mix.certificate + ", tls.key: \"" + m_mix.key +
                  "\"}\n";
    }
}

void RandomIngresses::planHosts()
{
    const std::string dot = "." + m_domain;
    Texts all{"a" + dot, "b" + dot, "www.a" + dot, "x.w" + dot, "one.two.w" + dot};
    if (m_mix.wildcards)
        all.insert(all.end(), {"*.w" + dot, "*.a" + dot, "*.two.w" + dot});
    if (m_mix.rejected)
        all.insert(all.end(), {"A" + dot, "*" + dot + ".", "under_score" + dot});
    m_hosts = {all[static_cast<std::size_t>(below(2))]};
    for (int i = below(4); i > 0; --i)
        m_hosts.push_back(pick(all));
}

std::string RandomIngresses::host()
{
    if (m_mix.catchAll && chance(12))
        return {};
    return chance(55) ? m_hosts.front() : pick(m_hosts);
}

bool RandomIngresses::mayTake(const std::string &host, const std::string &path, const std::string &type)
{
    if (m_mix.reloadFailures && chance(50))
        return true;
    const bool isExact = type == "Exact";
    const std::string spelling = path.empty() ? "/" : path;
    auto &uses = m_uses[host];
    PathUse &use = uses[spelling];
    if (!m_mix.equalPaths && use.prefix + use.exact > 0)
        return false;
    // ingress-nginx compares with the first location of a path only: a type that comes again after another one is
    // written twice, and nginx refuses to load (spec/ingress.md §2.4.1). The root is there before anybody claims it.
    if (spelling == "/") {
        if (isExact && use.exact > 0)
            return false;
    } else {
        if (use.prefix > 0 && use.exact > 0)
            return false;
        if (isExact ? use.prefix > 1 : use.exact > 1)
            return false;
        // Prefix /x and Prefix /x/ are one location.
        const std::string other = spelling.back() == '/' ? without(spelling) : spelling + "/";
        if (!isExact && uses.contains(other) && uses[other].prefix > 0)
            return false;
    }
    ++(isExact ? use.exact : use.prefix);
    return true;
}

std::string RandomIngresses::servicePort()
{
    if (chance(70))
        return "number: 80";
    return pick({"name: http", "name: alt", "number: 8081", "number: 8080", "name: web", "number: 80"});
}

std::string RandomIngresses::serviceName(const std::string &)
{
    if (m_mix.missingServices && chance(4))
        return "gone";
    if (m_mix.endpoints && chance(5))
        return "empty";
    return pick({"s0", "s0", "s1", "s2"});
}

RandomIngresses::PathPlan RandomIngresses::path(const Plan &plan, const std::string &host)
{
    static const Texts plain{"/",     "/",    "/api", "/api/", "/api/v1", "/api/v1/", "/app", "/ap",
                             "/apiv", "/API", "/b",   "/b/c",  "/b/c/d",  "/static",  "/b/"};
    static const Texts odd{"/a.b",
                           "/a+b",
                           "/~user",
                           "/a-b_c",
                           "/a%20b",
                           "/caf%C3%A9",
                           "/%41",
                           "/a..b",
                           "/..hidden",
                           "/.well-known/acme",
                           "/a:b,c=d@e",
                           "/cost$",
                           "/api.v1",
                           "/v1*",
                           "/api/v1/orders/of/the/day/that/nobody/will/ever/finish/reading/because/it/is/far/too/long"};
    static const Texts patterns{"/api(/|$)(.*)",
                                "/api/?(.*)",
                                "/v[0-9]+",
                                "/img/.*\\.png",
                                "/b/(.*)",
                                "/(api|app)/(.*)",
                                "/(?!admin)[a-z]+",
                                "/item/([0-9]+)",
                                "/b$",
                                "/a.b",
                                "/api/v[0-9]{1,2}",
                                "/()(.*)",
                                "/",
                                "/.*",
                                "/app(/.*)?",
                                "/(.*)"};
    for (int tries = 0; tries < 12; ++tries) {
        PathPlan made;
        made.path = plan.isRegex && chance(65)     ? pick(patterns)
                    : m_mix.oddPaths && chance(18) ? pick(odd)
                                                   : pick(plain);
        made.type = plan.isRegex && chance(75)                   ? "ImplementationSpecific"
                    : m_mix.implementationSpecific && chance(12) ? "ImplementationSpecific"
                    : chance(30)                                 ? "Exact"
                                                                 : "Prefix";
        // A brace ends a location's name in nginx.conf, unless the host is in regex mode after all.
        if (made.path.find('{') != std::string::npos && !m_mix.reloadFailures)
            made.path = "/api/v[0-9][0-9]?";
        if (made.type == "ImplementationSpecific" && made.path == "/" && chance(30))
            made.path.clear();
        if (!m_mix.implementationSpecific && made.type == "ImplementationSpecific")
            made.type = "Prefix";
        if (!mayTake(host, made.path, made.type))
            continue;
        made.service = serviceName(plan.ns);
        made.port = servicePort();
        return made;
    }
    return {"/", "Prefix", "s0", "number: 80"};
}

void RandomIngresses::addIngress(int number)
{
    Plan plan;
    plan.ns = pick({m_namespaces[0], m_namespaces[0], m_namespaces[1], m_namespaces[2]});
    plan.name = m_names[static_cast<std::size_t>(number)];
    plan.isRegex = m_mix.annotations && m_mix.regex && chance(30);
    std::string extra;
    const bool isCatchAll = m_mix.catchAll && chance(8);
    if (isCatchAll || (m_mix.defaultBackends && chance(15))) {
        extra += "  defaultBackend: {service: {name: " + serviceName(plan.ns) + ", port: {" + servicePort() + "}}}\n";
    }
    for (int r = isCatchAll ? 0 : 1 + (chance(35) ? 1 : 0); r > 0; --r) {
        RulePlan rule;
        rule.host = host();
        rule.hasPaths = !chance(3);
        for (int p = rule.hasPaths ? 1 + below(4) : 0; p > 0; --p)
            rule.paths.push_back(path(plan, rule.host));
        plan.rules.push_back(rule);
    }
    if (m_mix.annotations) {
        annotatePaths(plan);
        annotateRedirects(plan);
        annotateTls(plan);
        annotateCors(plan);
        annotateRest(plan);
    }
    write(plan, tlsText(plan) + extra);
    m_plans.push_back(plan);
}

void RandomIngresses::addCanary(int number, const Plan &main)
{
    Plan plan;
    plan.ns = main.ns;
    plan.name = m_names[static_cast<std::size_t>(number)];
    plan.isCanary = true;
    for (const RulePlan &rule : main.rules) {
        if (!plan.rules.empty() && chance(40))
            continue;
        RulePlan copy{rule.host, {}, rule.hasPaths};
        for (const PathPlan &path : rule.paths) {
            const PathUse use = m_uses[rule.host][path.path.empty() ? "/" : path.path];
            if (use.prefix * use.exact > 0 || (path.path.size() < 2 && use.exact > 0))
                continue; // as in mayTake
            PathPlan taken = path;
            taken.service = chance(70) ? pick({"s1", "s2", "empty"}) : serviceName(plan.ns);
            taken.port = "number: 80";
            if (!m_mix.endpoints && taken.service == "empty")
                taken.service = "s2";
            if (copy.paths.empty() || chance(70))
                copy.paths.push_back(taken);
        }
        if (!copy.paths.empty())
            plan.rules.push_back(copy);
    }
    if (plan.rules.empty() || chance(10)) { // without a main
        plan.rules = {{m_hosts.front(), {path(plan, m_hosts.front())}, true}};
    }
    annotateCanary(plan);
    write(plan, {});
    m_plans.push_back(plan);
}

std::string RandomIngresses::tlsText(const Plan &plan)
{
    if (!m_mix.tls || !chance(30))
        return {};
    std::string host =
        plan.rules.empty() || plan.rules.front().host.empty() ? m_hosts.front() : plan.rules.front().host;
    if (chance(20))
        host = "elsewhere." + m_domain;
    else if (chance(15))
        host = m_mix.wildcards ? "*.w." + m_domain : host;
    const std::string secret = chance(25) ? pick({"", ", secretName: missing"}) : ", secretName: cert";
    if (chance(10))
        return "  tls: [{secretName: cert}]\n";
    return "  tls: [{hosts: [" + quoted(host) + "]" + secret + "}]\n";
}

std::string RandomIngresses::timestamp()
{
    const int second = chance(35) ? 10 : below(60);
    return "2024-05-01T10:00:" + std::string(second < 10 ? "0" : "") + std::to_string(second) + "Z";
}

void RandomIngresses::write(const Plan &plan, const std::string &extra)
{
    const int kind = m_mix.classAnnotation ? below(30) : 29;
    std::string annotations;
    if (kind == 0)
        annotations += "    kubernetes.io/ingress.class: " + quoted(m_mix.className) + "\n";
    for (const auto &[name, value] : plan.annotations)
        annotations += "    " + name + ": " + quoted(value) + "\n";
    m_text += "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: " + plan.name +
              "\n  namespace: " + plan.ns + "\n" +
              (m_hasAges ? "  creationTimestamp: " + quoted(timestamp()) + "\n" : std::string()) +
              (annotations.empty() ? std::string() : "  annotations:\n" + annotations) + "spec:\n" +
              (kind == 0 ? std::string() : "  ingressClassName: " + (kind == 1 ? "foreign" : m_mix.className) + "\n") +
              extra;
    if (plan.rules.empty())
        return;
    m_text += "  rules:\n";
    for (const RulePlan &rule : plan.rules) {
        if (!rule.hasPaths) {
            m_text += "    - host: " + quoted(rule.host) + "\n";
            continue;
        }
        m_text += rule.host.empty() ? "    - http:\n" : "    - host: " + quoted(rule.host) + "\n      http:\n";
        m_text += "        paths:\n";
        for (const PathPlan &path : rule.paths) {
            m_text += "          - {" + (path.path.empty() ? std::string() : "path: " + quoted(path.path) + ", ") +
                      "pathType: " + path.type + ", backend: {service: {name: " + path.service + ", port: {" +
                      path.port + "}}}}\n";
        }
    }
}

} // namespace wayproof::test
