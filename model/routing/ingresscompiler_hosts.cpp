// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/ingresscompiler_hosts.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace wayproof
{

namespace
{

HostPattern patternOf(const Dialect &dialect, const std::string &host)
{
    HostPattern pattern;
    if (host.starts_with("*.")) {
        pattern.kind = dialect.wildcard;
        pattern.text = host.substr(1);
    } else if (!host.empty()) {
        pattern.kind = HostPattern::Kind::Exact;
        pattern.text = host;
    }
    return pattern;
}

/// Whether every name that `inner` takes is also one of `outer`, which is another pattern.
bool covers(const HostPattern &outer, const HostPattern &inner)
{
    if (outer.kind == HostPattern::Kind::Any)
        return inner.kind != HostPattern::Kind::Any;
    if (outer.kind == HostPattern::Kind::Exact || inner.kind == HostPattern::Kind::Any)
        return false;
    if (inner.kind == HostPattern::Kind::Exact)
        return outer.matches(inner.text) == Ternary::Yes;
    return outer.kind == HostPattern::Kind::WildcardMany && inner.text != outer.text &&
           inner.text.ends_with(outer.text);
}

/// Which candidates are mutually open, as numbers; 0: none.
class Ties
{
public:
    Ties(const Dialect &dialect, const std::vector<IngressCandidate> &candidates)
        : m_parent(candidates.size())
        , m_why(candidates.size())
    {
        std::iota(m_parent.begin(), m_parent.end(), std::size_t(0));
        if (comparesOverlaps(dialect))
            joinOverlapping(dialect, candidates);
        else if (dialect.conflict == ConflictRule::Open)
            joinEqual(dialect, candidates);
    }

    int group(std::size_t at) const { return m_why[at] ? static_cast<int>(root(at)) + 1 : 0; }
    const std::optional<Dependency> &why(std::size_t at) const { return m_why[at]; }

private:
    void joinEqual(const Dialect &dialect, const std::vector<IngressCandidate> &candidates)
    {
        std::unordered_map<std::string, std::size_t> firstOf;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const auto [first, isNew] = firstOf.emplace(tieKey(dialect, candidates[i]), i);
            if (!isNew)
                joinOpen(dialect, candidates, first->second, i);
        }
    }

    /// Paths of which one's text begins the other's, whatever their case; and regular expressions against all.
    void joinOverlapping(const Dialect &dialect, const std::vector<IngressCandidate> &candidates)
    {
        std::unordered_multimap<std::string, std::size_t> byText;
        std::vector<std::size_t> regexes;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            byText.emplace(lowerCase(candidates[i].text), i);
            if (candidates[i].isRegex())
                regexes.push_back(i);
        }
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            const std::string text = lowerCase(candidates[i].text);
            for (std::size_t length = 0; length <= text.size(); ++length) {
                const auto [begin, end] = byText.equal_range(text.substr(0, length));
                for (auto other = begin; other != end; ++other)
                    if (other->second != i && (length < text.size() || other->second < i))
                        joinOpen(dialect, candidates, std::min(i, other->second), std::max(i, other->second));
            }
            for (const std::size_t other : regexes)
                if (other != i)
                    joinOpen(dialect, candidates, std::min(i, other), std::max(i, other));
        }
    }

    void joinOpen(const Dialect &dialect, const std::vector<IngressCandidate> &candidates, std::size_t a, std::size_t b)
    {
        if (const auto why = whyUnranked(dialect, candidates[a], candidates[b]))
            join(a, b, *why);
    }

    std::size_t root(std::size_t at) const
    {
        while (m_parent[at] != at)
            at = m_parent[at];
        return at;
    }

    void join(std::size_t a, std::size_t b, const Dependency &why)
    {
        m_parent[root(b)] = root(a);
        m_why[a] = m_why[b] = why;
    }

    std::vector<std::size_t> m_parent;
    std::vector<std::optional<Dependency>> m_why;
};

std::optional<Dependency> unknownOver(const DialectAnnotations &read, ServedOver over)
{
    return over == ServedOver::Plain ? read.unknownPlain : read.unknownTls;
}

bool isServed(const DialectAnnotations &read, ServedOver over)
{
    return over == ServedOver::Plain ? read.servesPlain : read.servesTls;
}

class Hosts
{
public:
    Hosts(const Dialect &dialect, const std::vector<HostRules> &hosts, const DefaultRule &fallback, ServedOver over)
        : m_dialect(dialect)
        , m_hosts(hosts)
        , m_default(fallback)
        , m_over(over)
    {
    }

    std::vector<VirtualHost> all() const
    {
        std::vector<VirtualHost> precise;
        std::vector<VirtualHost> wildcards;
        std::vector<VirtualHost> any;
        for (const HostRules &rules : m_hosts) {
            const HostPattern pattern = patternOf(m_dialect, rules.host);
            if (isUnknownWithoutPaths() && asked(rules, pattern).empty())
                continue;
            if (pattern.kind == HostPattern::Kind::Any)
                any.push_back(virtualHost(rules, pattern, "rules without a host come last"));
            else if (pattern.kind == HostPattern::Kind::Exact)
                precise.push_back(virtualHost(rules, pattern, "a precise host comes first"));
            else
                addWildcard(wildcards, rules, pattern);
        }
        std::stable_sort(wildcards.begin(), wildcards.end(), [](const VirtualHost &a, const VirtualHost &b) {
            return a.pattern.text.size() > b.pattern.text.size();
        });
        if (any.empty() && hasDefault()) {
            VirtualHost fallback;
            fallback.reason = "no host matched: the default backend";
            appendDefault(fallback);
            any.push_back(std::move(fallback));
        }
        precise.insert(precise.end(), wildcards.begin(), wildcards.end());
        precise.insert(precise.end(), any.begin(), any.end());
        return precise;
    }

private:
    /// The API knows a host that has no paths; controllers that make routes of paths do not.
    bool isUnknownWithoutPaths() const
    {
        return m_dialect.defaultBackend != DefaultBackendRule::Convention &&
               m_dialect.merging != Dialect::Merging::None;
    }

    void addWildcard(std::vector<VirtualHost> &wildcards, const HostRules &rules, HostPattern pattern) const
    {
        wildcards.push_back(virtualHost(rules, pattern, "a wildcard host comes after precise ones"));
        if (!m_dialect.wildcardHidesDeeperHosts)
            return;
        VirtualHost deeper;
        pattern.kind = HostPattern::Kind::WildcardMany;
        deeper.pattern = pattern;
        deeper.source = rules.source;
        deeper.reason = "the wildcard host is chosen for names of several labels too, but its rules want one";
        wildcards.push_back(std::move(deeper));
    }

    VirtualHost virtualHost(const HostRules &rules, const HostPattern &pattern, const std::string &reason) const
    {
        VirtualHost host;
        host.pattern = pattern;
        host.reason = reason;
        host.source = rules.source;
        std::vector<IngressCandidate> candidates = asked(rules, pattern);
        std::stable_sort(candidates.begin(), candidates.end(),
                         [this](const IngressCandidate &a, const IngressCandidate &b) {
                             return ingressRanksBefore(m_dialect, a, b);
                         });
        const Ties ties(m_dialect, candidates);
        appendAppRoots(host, candidates);
        for (std::size_t i = 0; i < candidates.size(); ++i)
            appendRules(host, candidates[i], ties.why(i), ties.group(i));
        appendDefault(host);
        return host;
    }

    /// The candidates that a request for this host meets, by this channel.
    std::vector<IngressCandidate> asked(const HostRules &rules, const HostPattern &pattern) const
    {
        std::vector<IngressCandidate> candidates = rules.candidates;
        if (m_dialect.hostChoice == HostChoice::ByRule)
            for (const HostRules &other : m_hosts)
                if (covers(patternOf(m_dialect, other.host), pattern))
                    candidates.insert(candidates.end(), other.candidates.begin(), other.candidates.end());
        candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                        [this](const IngressCandidate &candidate) {
                                            return !isServed(*candidate.annotations, m_over);
                                        }),
                         candidates.end());
        return candidates;
    }

    /// haproxy-ingress app-root is asked before anything else of the host.
    void appendAppRoots(VirtualHost &host, const std::vector<IngressCandidate> &candidates) const
    {
        for (const IngressCandidate &candidate : candidates) {
            if (candidate.annotations->appRoot.empty() ||
                patternOf(m_dialect, candidate.host).text != host.pattern.text)
                continue;
            Rule rule;
            rule.match.path.kind = PathMatch::Kind::Exact;
            rule.match.path.text = "/";
            auto action = std::make_shared<Action>();
            action->kind = ActionKind::Redirect;
            action->redirect.status = 302;
            action->redirect.constantUrl = candidate.annotations->appRoot;
            action->reason = "app-root";
            rule.action = action;
            rule.origin = originOf(*candidate.ingress);
            rule.rank = {{"app-root", "first"}};
            host.rules.push_back(std::move(rule));
            return;
        }
    }

    void appendRules(VirtualHost &host, const IngressCandidate &candidate, const std::optional<Dependency> &unranked,
                     int group) const
    {
        for (const PathCondition &reading : candidate.readings) {
            Rule rule;
            rule.match.path = reading.match;
            rule.match.methods = candidate.annotations->methods;
            rule.match.headers = candidate.annotations->headers;
            if (candidate.hostCondition)
                rule.match.headers.push_back(*candidate.hostCondition);
            if (candidate.host.starts_with("*.") && !m_dialect.wildcardLabel.empty())
                rule.match.headers.push_back(wildcardCondition(candidate.host));
            rule.match.unknown = reading.unknown     ? reading.unknown
                                 : candidate.unknown ? candidate.unknown
                                                     : unknownOver(*candidate.annotations, m_over);
            rule.origin = originOf(*candidate.ingress, candidate.rule, candidate.path);
            rule.rank = ingressRankOf(m_dialect, candidate);
            rule.dependsOn = candidate.dependsOn;
            rule.unranked = unranked;
            rule.unrankedGroup = group;
            rule.action = candidate.action;
            if (m_over == ServedOver::Plain && candidate.annotations->plainInstead)
                redirectInstead(host, candidate, rule);
            host.rules.push_back(std::move(rule));
        }
    }

    /// Controllers that write a wildcard host as a regular expression take fewer labels than a wildcard does.
    ValueMatch wildcardCondition(const std::string &host) const
    {
        std::string rest;
        for (const char c : host.substr(1))
            rest += c == '.' ? std::string("\\.") : std::string(1, c);
        ValueMatch condition;
        condition.name = "host";
        condition.kind = ValueMatch::Kind::Regex;
        condition.value = "^" + m_dialect.wildcardLabel + rest + "(:[0-9]+)?$";
        condition.regex = std::make_shared<const Regex>(
            condition.value,
            std::vector<RegexReading>{{RegexEngine::Re2, RegexAnchoring::Search, !m_dialect.isWildcardCaseSensitive}});
        return condition;
    }

    /// Challenges of certificate authorities come over http and are let through.
    static void redirectInstead(VirtualHost &host, const IngressCandidate &candidate, Rule &rule)
    {
        const std::string &kept = candidate.annotations->plainInsteadPathKept;
        if (!kept.empty() && rule.match.path.text.starts_with(kept))
            return;
        if (!kept.empty() && rule.match.path.matches(kept) == Ternary::Yes) {
            Rule through = rule;
            through.match.path = {};
            through.match.path.kind = PathMatch::Kind::StringPrefix;
            through.match.path.text = kept;
            host.rules.push_back(std::move(through));
        }
        rule.action = candidate.annotations->plainInstead;
    }

    bool hasDefault() const { return m_default.owner && isServed(*m_default.annotations, m_over); }

    void appendDefault(VirtualHost &host) const
    {
        if (!hasDefault())
            return;
        Rule rule;
        rule.match.unknown = m_default.unknown ? m_default.unknown : unknownOver(*m_default.annotations, m_over);
        rule.action = m_over == ServedOver::Plain && m_default.annotations->plainInstead
                          ? m_default.annotations->plainInstead
                          : m_default.action;
        rule.origin = originOf(*m_default.owner);
        rule.rank = {{"default backend", "last"}};
        rule.dependsOn = m_default.dependsOn;
        if (m_dialect.defaultBackend == DefaultBackendRule::Convention && !isOwnHost(host))
            rule.dependsOn.push_back({"default-backend-scope",
                                      "Whether the default backend of Ingress " + m_default.owner->meta.id().path() +
                                          " also takes what other Ingresses' hosts leave over is up to the controller.",
                                      {}});
        host.rules.push_back(std::move(rule));
    }

    bool isOwnHost(const VirtualHost &host) const
    {
        return host.pattern.kind == HostPattern::Kind::Any ||
               std::any_of(m_default.owner->rules->begin(), m_default.owner->rules->end(),
                           [&](const IngressRule &r) { return lowerCase(*r.host) == host.pattern.toText(); });
    }

    const Dialect &m_dialect;
    const std::vector<HostRules> &m_hosts;
    const DefaultRule &m_default;
    ServedOver m_over;
};

} // namespace

std::vector<VirtualHost> dialectHosts(const Dialect &dialect, const std::vector<HostRules> &hosts,
                                      const DefaultRule &fallback, ServedOver over)
{
    return Hosts(dialect, hosts, fallback, over).all();
}

} // namespace wayproof
