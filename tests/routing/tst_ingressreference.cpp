// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The generic dialect against a naive reading of spec/ingress.md §1, rule by rule and segment by segment, on random
// Ingresses and requests. The reading shares no code with the compiler.
#include "model/analysis/simulator.h"
#include "model/routing/compile.h"

#include <QTest>

#include <random>

using namespace wayproof;

namespace
{

constexpr int configurations = 400;
constexpr int requestsEach = 250;

struct Naive {
    std::string service;         ///< empty: 404
    bool isConventional = false; ///< two claims are equal: whoever wins, by convention
};

std::vector<std::string> segments(const std::string &path)
{
    std::vector<std::string> result;
    std::string current;
    for (std::size_t i = 1; i <= path.size(); ++i) {
        if (i == path.size() || path[i] == '/') {
            result.push_back(current);
            current.clear();
        } else {
            current += path[i];
        }
    }
    while (!result.empty() && result.back().empty())
        result.pop_back();
    return result;
}

bool matchesPath(const HttpIngressPath &rule, const std::string &path)
{
    if (*rule.pathType == "Exact")
        return *rule.path == path;
    const std::vector<std::string> wanted = segments(*rule.path);
    const std::vector<std::string> have = segments(path);
    return wanted.size() <= have.size() && std::equal(wanted.begin(), wanted.end(), have.begin());
}

bool isWildcardOf(const std::string &pattern, const std::string &host)
{
    const std::size_t dot = host.find('.');
    return pattern.starts_with("*.") && dot != std::string::npos && dot > 0 && host.substr(dot) == pattern.substr(1);
}

std::size_t lengthOf(const HttpIngressPath &rule)
{
    const std::string &text = *rule.path;
    return *rule.pathType != "Exact" && text.ends_with('/') ? text.size() - 1 : text.size();
}

Naive naive(const Ingress &ingress, const std::string &host, const std::string &path)
{
    // The most specific kind of host that any rule has: precise, wildcard, none.
    for (int kind = 0; kind < 3; ++kind) {
        bool isHost = false;
        const HttpIngressPath *best = nullptr;
        bool isTie = false;
        for (const IngressRule &rule : *ingress.rules) {
            const bool isMatch = kind == 0   ? *rule.host == host
                                 : kind == 1 ? isWildcardOf(*rule.host, host)
                                             : rule.host->empty();
            if (!isMatch)
                continue;
            isHost = true;
            for (const HttpIngressPath &candidate : *rule.paths) {
                if (!matchesPath(candidate, path))
                    continue;
                const bool isExact = *candidate.pathType == "Exact";
                const bool isBestExact = best && *best->pathType == "Exact";
                if (!best || lengthOf(candidate) > lengthOf(*best) ||
                    (lengthOf(candidate) == lengthOf(*best) && isExact && !isBestExact)) {
                    best = &candidate;
                    isTie = false;
                } else if (lengthOf(candidate) == lengthOf(*best) && isExact == isBestExact) {
                    isTie = true;
                }
            }
        }
        if (best)
            return {*best->backend->service->name, isTie};
        if (isHost)
            break;
    }
    return {ingress.defaultBackend.isSet ? *ingress.defaultBackend->service->name : std::string(), false};
}

class Generator
{
public:
    explicit Generator(unsigned seed)
        : m_random(seed)
    {
    }

    Ingress ingress()
    {
        Ingress result;
        result.meta.kind = "Ingress";
        result.meta.name = Text("web");
        result.meta.ns = Text("shop");
        result.ingressClassName = Text("any");
        std::vector<IngressRule> rules;
        const int count = 1 + below(4);
        for (int i = 0; i < count; ++i) {
            IngressRule rule;
            const std::string host = pick({"a.example", "b.example", "*.example", "*.a.example", "x.a.example", ""});
            if (!host.empty())
                rule.host = Text(host);
            std::vector<HttpIngressPath> paths;
            for (int p = 1 + below(5); p > 0; --p) {
                HttpIngressPath path;
                path.path = Text(pick({"/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/b", "/A", "/a.b"}));
                path.pathType = Text(pick({"Exact", "Prefix"}));
                path.backend = backend("s" + std::to_string(m_services++));
                paths.push_back(path);
            }
            rule.paths = paths;
            rules.push_back(rule);
        }
        result.rules = rules;
        if (below(2) == 0)
            result.defaultBackend = backend("fallback");
        return result;
    }

    Request request()
    {
        Request result;
        result.host = pick({"a.example", "b.example", "c.example", "x.a.example", "y.a.example", "q.x.a.example",
                            "example", "other.test"});
        result.path =
            pick({"/", "/a", "/a/", "/a/b", "/a/b/", "/ab", "/abc", "/b/c", "/A", "/a.b", "/axb", "/a/b/c", "/none"});
        return result;
    }

private:
    int below(int limit) { return static_cast<int>(m_random() % static_cast<unsigned>(limit)); }
    std::string pick(const std::vector<std::string> &choices)
    {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }
    static IngressBackend backend(const std::string &name)
    {
        IngressServiceBackend service;
        service.name = Text(name);
        service.port.number = Number(80);
        IngressBackend result;
        result.service = service;
        return result;
    }

    std::mt19937 m_random;
    int m_services = 0;
};

} // namespace

class IngressReference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aNaiveReadingAgrees()
    {
        int decided = 0;
        for (unsigned seed = 1; seed <= configurations; ++seed) {
            Generator generator(seed);
            const Ingress ingress = generator.ingress();
            SnapshotParts parts;
            std::get<std::vector<Ingress>>(parts.objects).push_back(ingress);
            const Snapshot snapshot(std::move(parts));
            const Simulator simulator(std::make_shared<const RoutingTable>(compileIngress(snapshot)));
            for (int i = 0; i < requestsEach; ++i) {
                const Request request = generator.request();
                const Naive expected = naive(ingress, request.host, request.path);
                const Decision decision = simulator.decide(request);
                const std::string where =
                    "seed " + std::to_string(seed) + " " + request.host + request.path + ": " + summary(decision);
                if (expected.isConventional) {
                    QVERIFY2(decision.outcome == Outcome::Forward && !decision.dependsOn.empty(), where.c_str());
                    continue;
                }
                ++decided;
                if (expected.service.empty())
                    QVERIFY2(decision.outcome == Outcome::Respond && decision.status == 404, where.c_str());
                else
                    QVERIFY2(decision.outcome == Outcome::Forward && decision.backends.size() == 1 &&
                                 decision.backends.front().service.name == expected.service,
                             (where + ", expected " + expected.service).c_str());
            }
        }
        QVERIFY(decided > configurations * requestsEach / 2);
    }
};

QTEST_GUILESS_MAIN(IngressReference)
#include "tst_ingressreference.moc"
