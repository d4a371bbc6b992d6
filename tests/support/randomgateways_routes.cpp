// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The routes of random configurations.
#include "tests/support/randomgateways.h"

#include <algorithm>

namespace wayproof::test
{

namespace
{

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

} // namespace

std::string RandomGateways::metaText(const std::string &name, const std::string &ns)
{
    std::string text = "name: " + name + ", namespace: " + ns;
    if (m_hasAges)
        text += ", creationTimestamp: \"2026-01-0" + std::to_string(m_mix.ages ? 1 + below(5) : 1) + "T00:00:00Z\"";
    return text;
}

std::string RandomGateways::parentRefs(const std::string &ns)
{
    std::vector<std::string> refs;
    const auto &first = m_parents[static_cast<std::size_t>(below(static_cast<int>(m_parents.size())))];
    const auto reference = [&](const ParentPlan &parent, const std::string &more) {
        return "{name: " + parent.name + (parent.ns == ns ? std::string() : ", namespace: " + parent.ns) +
               (parent.kind == "Gateway" ? std::string() : ", kind: " + parent.kind) + more + "}";
    };
    const auto sectionOf = [&](const ParentPlan &parent) {
        return parent.listeners[static_cast<std::size_t>(below(static_cast<int>(parent.listeners.size())))];
    };
    const int form = below(20);
    if (form < 9) {
        refs.push_back(reference(first, {}));
    } else if (form < 14) {
        refs.push_back(reference(first, ", sectionName: " + sectionOf(first).name));
    } else if (form < 16) {
        refs.push_back(reference(first, ", port: " + std::to_string(sectionOf(first).port)));
    } else if (form < 17) {
        refs.push_back(reference(first, ", sectionName: " + sectionOf(first).name +
                                            ", port: " + std::to_string(sectionOf(first).port)));
    } else if (form < 18 && first.listeners.size() > 1) {
        refs.push_back(reference(first, ", sectionName: " + first.listeners[0].name));
        refs.push_back(reference(first, ", sectionName: " + first.listeners[1].name));
    } else {
        refs.push_back(reference(first, {}));
        const auto &second = m_parents[static_cast<std::size_t>(below(static_cast<int>(m_parents.size())))];
        if (second.name != first.name || second.kind != first.kind)
            refs.push_back(reference(second, {}));
    }
    if (breaks() && chance(50)) {
        refs.push_back(pick({"{name: missing}", "{name: " + first.name + ", namespace: nowhere}",
                             "{name: s0, kind: Service, group: \"\"}"}));
    }
    return "  parentRefs: [" + joined(refs) + "]\n";
}

std::string RandomGateways::hostnames()
{
    Texts names{"a.x.example", "*.x.example", "b.x.example", "a.b.x.example", "*.b.x.example",
                "w.example",   "*.example",   "c.x.example", "*.w.example",   "elsewhere.test"};
    shuffle(names);
    names.resize(static_cast<std::size_t>(chance(45) ? 0 : 1 + below(3)));
    for (std::string &name : names)
        name = "\"" + name + "\"";
    return names.empty() ? std::string() : "  hostnames: [" + joined(names) + "]\n";
}

std::string RandomGateways::conditions(const std::string &field, const Texts &names, int percent)
{
    std::vector<std::string> parts;
    for (const std::string &name : names) {
        if (!chance(percent))
            continue;
        if (m_mix.openPoints && chance(6))
            parts.push_back("{type: RegularExpression, name: " + name + ", value: \"" + pick({"[12]", "1+", ".*2"}) +
                            "\"}");
        else
            parts.push_back("{name: " + name + ", value: \"" + pick({"1", "2"}) + "\"}");
    }
    return parts.empty() ? std::string() : field + ": [" + joined(parts) + "]";
}

std::string RandomGateways::matchText()
{
    std::vector<std::string> parts;
    if (m_mix.openPoints && chance(7)) {
        parts.push_back("path: {type: RegularExpression, value: \"" + pick({"/a/[a-z]+", "/a.*", "/(a|b)", "/ab?/?"}) +
                        "\"}");
    } else if (chance(80)) {
        const std::string path = pick({"/", "/a", "/a", "/a/", "/a/b", "/ab", "/A", "/a/b/c", "/b", "/a.b"});
        parts.push_back("path: {type: " + std::string(chance(30) ? "Exact" : "PathPrefix") + ", value: " + path + "}");
    }
    if (chance(25))
        parts.push_back("method: " + pick({"GET", "POST", "PUT", "HEAD", "OPTIONS"}));
    for (const std::string &part :
         {conditions("headers",
                     chance(90) || !m_mix.repeatedConditions ? Texts{"x-one", "X-Two"} : Texts{"X-One", "x-one"}, 18),
          conditions("queryParams", {"q1", "Q1", "q2"}, 10)}) {
        if (!part.empty())
            parts.push_back(part);
    }
    return parts.empty() ? "{path: {value: /}}" : "{" + joined(parts) + "}";
}

std::string RandomGateways::backendObject(const std::string &ns)
{
    if (breaks()) {
        return pick({"name: missing, port: 80", "name: s0, port: 9999", "name: s0, kind: ConfigMap, port: 80",
                     "name: s0, group: example.com, kind: Widget, port: 80", "name: s3, namespace: nowhere, port: 80"});
    }
    std::pair<std::string, std::string> service =
        m_services[static_cast<std::size_t>(below(static_cast<int>(m_services.size())))];
    // Mostly the route's own namespace: a grant for each of the others is unlikely.
    for (int i = 0; i < 6 && service.first != ns && chance(80); ++i)
        service = m_services[static_cast<std::size_t>(below(static_cast<int>(m_services.size())))];
    return "name: " + service.second + (service.first == ns ? std::string() : ", namespace: " + service.first) +
           ", port: " + (chance(85) ? "80" : "8081");
}

std::string RandomGateways::headerModifier(const std::string &type)
{
    Texts names{"x-one", "X-Added", "x-gone", "X-Echo"};
    shuffle(names);
    std::vector<std::string> parts;
    if (chance(60))
        parts.push_back("set: [{name: " + names[0] + ", value: s" + std::to_string(below(3)) + "}]");
    if (chance(60))
        parts.push_back("add: [{name: " + names[1] + ", value: a" + std::to_string(below(3)) + "}]");
    if (chance(40) || parts.empty())
        parts.push_back("remove: [" + names[2] + "]");
    const std::string member = type == "RequestHeaderModifier" ? "requestHeaderModifier" : "responseHeaderModifier";
    return "{type: " + type + ", " + member + ": {" + joined(parts) + "}}";
}

std::string RandomGateways::filtersText(const std::string &ns, const std::string &prefixMatch, bool &isRedirect)
{
    std::vector<std::string> filters;
    const auto pathChange = [&] {
        if (!prefixMatch.empty() && chance(65))
            return "path: {type: ReplacePrefixMatch, replacePrefixMatch: \"" +
                   pick({"", "/", "/new", "/new/", "/n/w"}) + "\"}";
        return "path: {type: ReplaceFullPath, replaceFullPath: " + pick({"/full", "/", "/full/path/"}) + "}";
    };
    if (chance(18))
        filters.push_back(headerModifier("RequestHeaderModifier"));
    if (chance(15))
        filters.push_back(headerModifier("ResponseHeaderModifier"));
    if (m_mix.mirrors && chance(8)) {
        const std::string own = ns == m_namespaces[0] ? "name: s4, port: 80" : "name: s0, port: 80";
        const std::string target = m_mix.brokenMirrors ? backendObject(ns) : own;
        filters.push_back("{type: RequestMirror, requestMirror: {backendRef: {" + target + "}" +
                          pick({"", ", percent: 40", ", fraction: {numerator: 1, denominator: 4}"}) + "}}");
    }
    if (m_mix.cors && chance(6)) {
        filters.push_back("{type: CORS, cors: {allowOrigins: [" +
                          pick({"\"https://a.example\"", "\"https://*.b.example\", \"https://a.example\"", "\"*\""}) +
                          "], allowMethods: [GET, POST], allowHeaders: [x-one], maxAge: 60" +
                          pick({"", ", allowCredentials: true"}) + "}}");
    }
    const bool hasMirror = std::any_of(filters.begin(), filters.end(), [](const std::string &filter) {
        return filter.find("RequestMirror") != std::string::npos;
    });
    isRedirect = chance(12) && (m_mix.brokenMirrors || !hasMirror);
    if (isRedirect) {
        std::vector<std::string> parts;
        if (chance(40))
            parts.push_back("scheme: " + pick({"http", "https"}));
        if (chance(30))
            parts.push_back("hostname: new.example");
        if (chance(25))
            parts.push_back("port: " + pick({"80", "443", "8080", "8443"}));
        if (chance(40))
            parts.push_back("statusCode: " + pick({"301", "302", "303", "307", "308"}));
        if (chance(50))
            parts.push_back(pathChange());
        filters.push_back("{type: RequestRedirect, requestRedirect: {" + joined(parts) + "}}");
    } else if (chance(15)) {
        std::vector<std::string> parts;
        if (chance(40))
            parts.push_back("hostname: inner.example");
        if (chance(75) || parts.empty())
            parts.push_back(pathChange());
        filters.push_back("{type: URLRewrite, urlRewrite: {" + joined(parts) + "}}");
    }
    shuffle(filters);
    return filters.empty() ? std::string() : "      filters: [" + joined(filters) + "]\n";
}

std::string RandomGateways::backendRefs(const std::string &ns, bool mayFilter)
{
    std::vector<std::string> refs;
    const int count = chance(70) ? 1 : 2 + below(2);
    for (int i = 0; i < count; ++i) {
        std::string text = backendObject(ns);
        if (count > 1 && chance(70))
            text += ", weight: " + pick({"0", "1", "1", "3", "9"});
        else if (chance(4))
            text += ", weight: 0";
        if (mayFilter && chance(6))
            text += ", filters: [" + headerModifier("RequestHeaderModifier") + "]";
        refs.push_back("{" + text + "}");
    }
    return "      backendRefs: [" + joined(refs) + "]\n";
}

std::string RandomGateways::httpRule(const std::string &ns)
{
    std::vector<std::string> matches;
    std::string prefixMatch;
    if (chance(20)) {
        prefixMatch = pick({"/", "/a", "/a/", "/a/b"});
        matches.push_back("{path: {type: PathPrefix, value: " + prefixMatch + "}" +
                          (chance(20) ? ", method: GET" : "") + "}");
    } else {
        for (int i = below(4); i > 0; --i)
            matches.push_back(matchText());
    }
    bool isRedirect = false;
    const std::string filters = chance(45) ? filtersText(ns, prefixMatch, isRedirect) : std::string();
    // A rule that answers by itself has no backends; else they are left out only on purpose.
    const std::string backends = isRedirect || (breaks() && chance(15)) ? std::string() : backendRefs(ns, true);
    std::string text;
    if (!matches.empty())
        text += "      matches: [" + joined(matches) + "]\n";
    text += filters + backends;
    if (text.empty())
        text = "      matches: [{path: {value: /}}]\n";
    return "    -" + text.substr(5);
}

void RandomGateways::addHttpRoute(int number)
{
    const std::string ns = routeNamespace();
    m_text += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {" +
              metaText("r" + std::to_string(10 + below(89)) + "-" + std::to_string(number), ns) + "}\nspec:\n" +
              parentRefs(ns) + hostnames() + "  rules:\n";
    for (int i = 0; i <= below(4); ++i)
        m_text += httpRule(ns);
}

std::string RandomGateways::grpcRules(const std::string &ns)
{
    std::string text;
    for (int i = 0; i <= below(3); ++i) {
        std::vector<std::string> matches;
        for (int m = below(3); m > 0; --m) {
            std::vector<std::string> parts{
                pick({"method: {service: pkg.One}", "method: {service: pkg.One, method: Get}",
                      "method: {service: pkg.Two, method: Get}"})};
            const std::string headers = conditions("headers", {"x-one"}, 25);
            if (!headers.empty())
                parts.push_back(headers);
            matches.push_back("{" + joined(parts) + "}");
        }
        std::string rule;
        if (!matches.empty())
            rule += "      matches: [" + joined(matches) + "]\n";
        if (chance(20))
            rule += "      filters: [" + headerModifier("RequestHeaderModifier") + "]\n";
        rule += backendRefs(ns, false);
        text += "    -" + rule.substr(5);
    }
    return text;
}

void RandomGateways::addGrpcRoute(int number)
{
    const std::string ns = routeNamespace();
    m_text += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: GRPCRoute\nmetadata: {" +
              metaText("q" + std::to_string(10 + below(89)) + "-" + std::to_string(number), ns) + "}\nspec:\n" +
              parentRefs(ns) + hostnames() + "  rules:\n" + grpcRules(ns);
}

} // namespace wayproof::test
