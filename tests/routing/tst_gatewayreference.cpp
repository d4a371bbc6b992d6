// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random listeners, routes and requests near their boundaries: compiler and simulator against a naive reading of
// spec/gateway.md §3–§5 that knows neither. WAYPROOF_CONFIGURATIONS=N checks more of them (120 by default, 100 requests
// each).
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wayproof;

namespace
{

using Texts = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct NaiveMatch {
    std::string path = "/";
    bool isExact = false;
    std::string method;
    Pairs headers;
    Pairs query;
};

struct NaiveRoute {
    std::string name;
    int day = 1;
    Texts sections; ///< empty: every listener
    Texts hostnames;
    std::vector<std::vector<NaiveMatch>> rules;
};

struct Configuration {
    Texts listeners; ///< hostnames; the names are l0, l1, …
    std::vector<NaiveRoute> routes;
};

struct Answer {
    std::string route; ///< empty: 404
    int rule = 0;
    int match = 0;
    bool operator==(const Answer &) const = default;
};

// ---- The naive reading -------------------------------------------------------------------------

bool takesHost(const std::string &pattern, const std::string &host)
{
    if (pattern.empty() || pattern == host)
        return true;
    return pattern[0] == '*' && host.size() >= pattern.size() && host.ends_with(pattern.substr(1));
}

/// Larger is more specific.
std::pair<int, std::size_t> specificity(const std::string &hostname)
{
    if (hostname.empty())
        return {0, 0};
    return {hostname[0] == '*' ? 1 : 2, hostname.size()};
}

bool takesPath(const NaiveMatch &match, const std::string &path)
{
    if (match.isExact)
        return path == match.path;
    std::string prefix = match.path;
    while (!prefix.empty() && prefix.back() == '/')
        prefix.pop_back();
    return path == prefix || path.starts_with(prefix + "/");
}

bool holds(const Pairs &conditions, const Pairs &values)
{
    return std::all_of(conditions.begin(), conditions.end(), [&](const auto &condition) {
        const auto first = std::find_if(values.begin(), values.end(),
                                        [&](const auto &value) { return value.first == condition.first; });
        return first != values.end() && first->second == condition.second;
    });
}

Pairs queryOf(const std::string &target)
{
    Pairs query;
    std::string rest = target.substr(std::min(target.find('?') + 1, target.size()));
    if (target.find('?') == std::string::npos)
        rest.clear();
    while (!rest.empty()) {
        const std::string part = rest.substr(0, rest.find('&'));
        query.emplace_back(part.substr(0, part.find('=')), part.substr(part.find('=') + 1));
        rest = rest.size() > part.size() ? rest.substr(part.size() + 1) : std::string();
    }
    return query;
}

/// The order of §5: smaller stands first.
using Key =
    std::tuple<std::size_t, std::size_t, int, std::size_t, int, std::size_t, std::size_t, int, std::string, int, int>;

/// The best candidate that `listener` has for the request.
void consider(const Configuration &configuration, std::size_t listener, const Request &request,
              std::optional<std::pair<Key, Answer>> &best)
{
    const std::string path = request.path.substr(0, request.path.find('?'));
    const Pairs query = queryOf(request.path);
    for (const NaiveRoute &route : configuration.routes) {
        const std::string section = "l" + std::to_string(listener);
        if (!route.sections.empty() &&
            std::find(route.sections.begin(), route.sections.end(), section) == route.sections.end())
            continue;
        std::pair<std::size_t, std::size_t> host{0, 0};
        bool isApplicable = route.hostnames.empty();
        for (const std::string &hostname : route.hostnames) {
            // The listener takes the host already, so the intersection takes it when the route's hostname does.
            if (!takesHost(hostname, request.host))
                continue;
            isApplicable = true;
            host = std::max(host, {hostname[0] == '*' ? 0 : hostname.size(), hostname.size()});
        }
        for (std::size_t r = 0; isApplicable && r < route.rules.size(); ++r) {
            const std::vector<NaiveMatch> matches =
                route.rules[r].empty() ? std::vector<NaiveMatch>(1) : route.rules[r];
            for (std::size_t m = 0; m < matches.size(); ++m) {
                const NaiveMatch &match = matches[m];
                if (!takesPath(match, path) || (!match.method.empty() && match.method != request.method) ||
                    !holds(match.headers, request.headers) || !holds(match.query, query))
                    continue;
                const Key key{100 - host.first,
                              100 - host.second,
                              match.isExact ? 0 : 1,
                              100 - match.path.size(),
                              match.method.empty() ? 1 : 0,
                              100 - match.headers.size(),
                              100 - match.query.size(),
                              route.day,
                              route.name,
                              static_cast<int>(r),
                              static_cast<int>(m)};
                if (!best || key < best->first)
                    best = {key, {route.name, static_cast<int>(r), static_cast<int>(m)}};
            }
        }
    }
}

/// The most specific listener for that name; nothing where none takes it.
std::optional<std::size_t> listenerFor(const Configuration &configuration, const std::string &name)
{
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < configuration.listeners.size(); ++i) {
        const std::string &hostname = configuration.listeners[i];
        if (takesHost(hostname, name) &&
            (!chosen || specificity(hostname) > specificity(configuration.listeners[*chosen])))
            chosen = i;
    }
    return chosen;
}

/// What one listener alone answers.
Answer answerOfListener(const Configuration &configuration, std::size_t listener, const Request &request)
{
    std::optional<std::pair<Key, Answer>> best;
    if (takesHost(configuration.listeners[listener], request.host))
        consider(configuration, listener, request, best);
    return best ? best->second : Answer();
}

/// `isMerged`: as a data plane without listener isolation would answer.
Answer naiveAnswer(const Configuration &configuration, const Request &request, bool isMerged)
{
    const std::optional<std::size_t> chosen = listenerFor(configuration, request.host);
    std::optional<std::pair<Key, Answer>> best;
    for (std::size_t i = 0; i < configuration.listeners.size(); ++i) {
        if (i == chosen || (isMerged && takesHost(configuration.listeners[i], request.host)))
            consider(configuration, i, request, best);
    }
    return best ? best->second : Answer();
}

// ---- Random configurations and requests --------------------------------------------------------

class Generator
{
public:
    explicit Generator(unsigned seed)
        : m_random(seed)
    {
    }

    Configuration configuration()
    {
        Configuration made;
        Texts hostnames{"", "a.x", "b.x", "*.x", "a.b.x", "*.b.x", "w", "*.w"};
        std::shuffle(hostnames.begin(), hostnames.end(), m_random);
        made.listeners.assign(hostnames.begin(), hostnames.begin() + 1 + below(4));
        for (int i = 0; i <= below(6); ++i)
            made.routes.push_back(route(i, static_cast<int>(made.listeners.size())));
        return made;
    }

    Request request()
    {
        Request made;
        made.host = pick({"a.x", "b.x", "c.x", "a.b.x", "c.b.x", "d.e.b.x", "w", "z.w", "other"});
        made.path =
            pick({"/", "/a", "/a/", "/a/b", "/ab", "/a/b/c", "/abc"}) + pick({"", "?q1=1", "?q1=1&q2=2", "?q2=1"});
        made.method = pick({"GET", "POST", "PUT"});
        made.headers = pairs({"h1", "h2"}, 40);
        return made;
    }

private:
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    std::string pick(const Texts &from) { return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))]; }

    Pairs pairs(const Texts &names, int percent)
    {
        Pairs made;
        for (const std::string &name : names) {
            if (below(100) < percent)
                made.emplace_back(name, pick({"1", "2"}));
        }
        return made;
    }

    NaiveRoute route(int index, int listeners)
    {
        NaiveRoute made;
        made.name = "r" + std::to_string(below(90) + 10) + "-" + std::to_string(index);
        made.day = 1 + below(4);
        if (below(10) < 6)
            made.sections.push_back("l" + std::to_string(below(listeners)));
        for (const char *hostname : {"a.x", "*.x", "a.b.x", "*.b.x", "w", "*.w"}) {
            if (below(10) < 2)
                made.hostnames.emplace_back(hostname);
        }
        for (int rule = 0; rule <= below(3); ++rule) {
            std::vector<NaiveMatch> &matches = made.rules.emplace_back();
            for (int i = below(3); i > 0; --i) {
                NaiveMatch match;
                match.path = pick({"/", "/a", "/a/b", "/ab", "/a/"});
                match.isExact = below(3) == 0;
                match.method = pick({"", "", "GET", "POST"});
                match.headers = pairs({"h1", "h2"}, 25);
                match.query = pairs({"q1", "q2"}, 20);
                matches.push_back(match);
            }
        }
        return made;
    }

    std::mt19937 m_random;
};

Answer answerOf(const Decision &decision)
{
    return decision.match ? Answer{decision.match->resource.name, decision.match->rule.value_or(-1),
                                   decision.match->match.value_or(-1)}
                          : Answer();
}

std::string conditions(const std::string &field, const Pairs &pairs)
{
    std::string text;
    for (const auto &[name, value] : pairs)
        text += (text.empty() ? "" : ", ") + ("{name: " + name + ", value: \"" + value + "\"}");
    return text.empty() ? std::string() : ", " + field + ": [" + text + "]";
}

std::string yamlOf(const Configuration &configuration, bool isSecure = false)
{
    std::string text =
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: shop}\n"
        "spec:\n  gatewayClassName: any\n  listeners:\n";
    for (std::size_t i = 0; i < configuration.listeners.size(); ++i) {
        const std::string &hostname = configuration.listeners[i];
        const std::string place = isSecure ? ", protocol: HTTPS, port: 443, tls: {certificateRefs: [{name: cert}]}"
                                           : ", protocol: HTTP, port: 80";
        text += "    - {name: l" + std::to_string(i) + place +
                (hostname.empty() ? std::string() : ", hostname: \"" + hostname + "\"") + "}\n";
    }
    for (const NaiveRoute &route : configuration.routes) {
        text += "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: " + route.name +
                ", namespace: shop, creationTimestamp: \"2025-01-0" + std::to_string(route.day) +
                "T00:00:00Z\"}\nspec:\n  parentRefs: [{name: edge" +
                (route.sections.empty() ? std::string() : ", sectionName: " + route.sections.front()) + "}]\n";
        for (std::size_t i = 0; i < route.hostnames.size(); ++i)
            text += (i == 0 ? "  hostnames:\n    - \"" : "    - \"") + route.hostnames[i] + "\"\n";
        text += "  rules:\n";
        for (std::size_t i = 0; i < route.rules.size(); ++i) {
            text += "    - backendRefs: [{name: " + route.name + "-" + std::to_string(i) + ", port: 80}]\n";
            for (std::size_t m = 0; m < route.rules[i].size(); ++m) {
                const NaiveMatch &match = route.rules[i][m];
                text += std::string(m == 0 ? "      matches:\n" : "") +
                        "        - {path: {type: " + (match.isExact ? "Exact" : "PathPrefix") +
                        ", value: " + match.path + "}" +
                        (match.method.empty() ? std::string() : ", method: " + match.method) +
                        conditions("headers", match.headers) + conditions("queryParams", match.query) + "}\n";
            }
        }
    }
    return text;
}

} // namespace

class TestGatewayReference : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void simulatorAgreesWithANaiveReading();
    void sniAndHostAgreeWithANaiveReading();
};

namespace
{

unsigned configurations()
{
    bool isNumber = false;
    const int wanted = qEnvironmentVariableIntValue("WAYPROOF_CONFIGURATIONS", &isNumber);
    return isNumber && wanted > 0 ? static_cast<unsigned>(wanted) : 120U;
}

bool hasDependency(const Decision &decision, const char *code)
{
    return std::any_of(decision.dependsOn.begin(), decision.dependsOn.end(),
                       [code](const Dependency &dependency) { return dependency.code == code; });
}

} // namespace

void TestGatewayReference::simulatorAgreesWithANaiveReading()
{
    const unsigned count = configurations();
    int served = 0;
    int doubtful = 0;
    for (unsigned seed = 1; seed <= count; ++seed) {
        Generator generator(seed);
        const Configuration configuration = generator.configuration();
        const std::string yaml = yamlOf(configuration);
        const SnapshotPtr snapshot = loadText("in.yaml", yaml);
        QVERIFY2(snapshot->findings().empty(),
                 (snapshot->findings().empty() ? yaml : snapshot->findings().front().toText()).c_str());
        const Simulator simulator(std::make_shared<const RoutingTable>(compileGateway(*snapshot)));
        for (int i = 0; i < 100; ++i) {
            const Request request = generator.request();
            const Decision decision = simulator.decide(request);
            const Answer expected = naiveAnswer(configuration, request, false);
            const Answer merged = naiveAnswer(configuration, request, true);
            const Answer actual = answerOf(decision);
            const bool isDoubted = hasDependency(decision, "listener-isolation");
            const bool isDoubtful = expected.route != merged.route || expected.rule != merged.rule;
            const std::string text = "seed " + std::to_string(seed) + ": " + request.method + " " + request.host +
                                     request.path + " expected " + expected.route + " rule " +
                                     std::to_string(expected.rule) + ", got " + summary(decision) + "\n" + yaml;
            QVERIFY2(actual == expected, text.c_str());
            QCOMPARE(decision.outcome, expected.route.empty() ? Outcome::Respond : Outcome::Forward);
            QVERIFY2(isDoubted == isDoubtful, ("listener isolation, " + text).c_str());
            QVERIFY2(decision.alternatives.size() == (isDoubtful ? 1U : 0U), ("alternatives, " + text).c_str());
            if (isDoubtful)
                QVERIFY2(answerOf(decision.alternatives.front()) == merged, ("merged listeners, " + text).c_str());
            served += expected.route.empty() ? 0 : 1;
            doubtful += isDoubtful ? 1 : 0;
        }
    }
    // The generator must not have gone idle.
    QVERIFY(served > static_cast<int>(count) * 10);
    QVERIFY(doubtful > 0);
}

void TestGatewayReference::sniAndHostAgreeWithANaiveReading()
{
    const unsigned count = configurations();
    int routed = 0;
    int misdirected = 0;
    int refused = 0;
    for (unsigned seed = 1; seed <= count; ++seed) {
        Generator generator(seed + 100'000);
        const Configuration configuration = generator.configuration();
        const std::string yaml = yamlOf(configuration, true);
        const Simulator simulator(std::make_shared<const RoutingTable>(compileGateway(*loadText("in.yaml", yaml))));
        for (int i = 0; i < 100; ++i) {
            Request request = generator.request();
            request.scheme = "https";
            request.sni = generator.request().host;
            const Decision decision = simulator.decide(request);
            const std::optional<std::size_t> bySni = listenerFor(configuration, *request.sni);
            const std::optional<std::size_t> byHost = listenerFor(configuration, request.host);
            const std::string text = "seed " + std::to_string(seed) + ": SNI " + *request.sni + ", " + request.method +
                                     " " + request.host + request.path + ", got " + summary(decision) + "\n" + yaml;
            if (!bySni) {
                QVERIFY2(decision.outcome == Outcome::Refuse && decision.alternatives.empty(), text.c_str());
                ++refused;
            } else if (byHost && byHost != bySni) {
                const Answer other = answerOfListener(configuration, *bySni, request);
                QVERIFY2(decision.status == 421 && hasDependency(decision, "misdirected-request"), text.c_str());
                QVERIFY2(decision.alternatives.size() == 1 && answerOf(decision.alternatives.front()) == other,
                         text.c_str());
                ++misdirected;
            } else {
                const Answer expected = answerOfListener(configuration, *bySni, request);
                const Answer merged = byHost ? naiveAnswer(configuration, request, true) : Answer();
                const bool isDoubtful = expected.route != merged.route || expected.rule != merged.rule;
                QVERIFY2(answerOf(decision) == expected, text.c_str());
                QVERIFY2(expected.route.empty() ? decision.status == 404 : decision.outcome == Outcome::Forward,
                         text.c_str());
                QVERIFY2(hasDependency(decision, "listener-isolation") == isDoubtful, text.c_str());
                QVERIFY2(!isDoubtful || answerOf(decision.alternatives.front()) == merged, text.c_str());
                ++routed;
            }
        }
    }
    // The generator must not have gone idle.
    QVERIFY(routed > static_cast<int>(count) * 10 && misdirected > static_cast<int>(count) * 5 &&
            refused > static_cast<int>(count));
}

QTEST_GUILESS_MAIN(TestGatewayReference)
#include "tst_gatewayreference.moc"
