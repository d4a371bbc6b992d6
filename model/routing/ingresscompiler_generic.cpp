// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Entrances of a controller that is described by its dialect alone (spec/ingress.md §1 and §3). Knows no controller by
// name: what differs is in the dialect.
#include "model/routing/ingresscompiler_candidates.h"

#include <algorithm>

namespace wayproof
{

namespace
{

struct HostRules {
    std::string host; ///< lower case, "*.x", or empty
    Location source;
    std::vector<IngressCandidate> candidates;
};

class DialectCompiler
{
public:
    DialectCompiler(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_group(group)
        , m_dialect(*group.dialect)
    {
    }

    void run(const std::vector<const Ingress *> &ingresses, const std::string &suffix)
    {
        m_ingresses = ingresses;
        collect();
        findDefaultBackend();
        for (HostRules &host : m_hosts)
            settle(host);
        if (m_dialect.order == PathOrder::RuleTextLength)
            crossHosts();
        std::vector<VirtualHost> hosts = virtualHosts();
        m_context.table.entrances.push_back(entrance(EntranceProtocol::Http, suffix));
        Channel plain;
        plain.hosts = hosts;
        finish(plain);
        m_context.table.entrances.back().channels.push_back(std::move(plain));
        addTls(hosts, suffix);
    }

private:
    Entrance entrance(EntranceProtocol protocol, const std::string &suffix) const
    {
        Entrance entrance;
        entrance.name = m_group.controller + suffix + (protocol == EntranceProtocol::Http ? " http" : " https");
        entrance.owner = m_group.owner;
        entrance.group = m_group.controller + suffix;
        entrance.classNames = m_group.classNames;
        entrance.protocol = protocol;
        entrance.policy = m_dialect.request;
        entrance.assumptions = m_group.assumptions;
        entrance.source = m_group.source;
        return entrance;
    }

    HostRules &hostRules(const std::string &host, Location source)
    {
        const auto [found, isNew] = m_hostIndex.emplace(host, m_hosts.size());
        if (!isNew)
            return m_hosts[found->second];
        m_hosts.push_back({host, std::move(source), {}});
        return m_hosts.back();
    }

    void collect()
    {
        for (const Ingress *ingress : m_ingresses) {
            for (std::size_t r = 0; r < ingress->rules->size(); ++r) {
                const IngressRule &rule = ingress->rules->at(r);
                const std::string host = lowerCase(*rule.host);
                HostRules &rules = hostRules(host, locationOf(*ingress, rule.host.isSet ? rule.host.at : rule.at));
                for (std::size_t p = 0; p < rule.paths->size(); ++p)
                    addCandidate(rules, *ingress, static_cast<int>(r), static_cast<int>(p), rule.paths->at(p));
            }
        }
    }

    void addCandidate(HostRules &rules, const Ingress &ingress, int rule, int path, const HttpIngressPath &ingressPath)
    {
        IngressCandidate candidate;
        candidate.ingress = &ingress;
        candidate.rule = rule;
        candidate.path = path;
        candidate.type = pathTypeOf(ingressPath);
        candidate.host = rules.host;
        candidate.manifestOrder = rules.candidates.size();
        candidate.text = candidate.type == PathType::Prefix && m_dialect.prefix == PathMatch::Kind::ElementPrefix
                             ? elementPrefix(*ingressPath.path)
                             : *ingressPath.path;
        candidate.readings = readingsOf(m_dialect, ingress, ingressPath);
        const FoundBackend found = findBackend(m_context, ingress, *ingressPath.backend, anchorOf(ingress, rule, path),
                                               PortMatching::ByNumberOrName);
        if (m_dialect.losesRouteOfMissingService && found.problem == FoundBackend::Problem::ServiceMissing)
            return;
        candidate.backend = found.backend;
        candidate.action = actionFor(found);
        rules.candidates.push_back(std::move(candidate));
    }

    std::shared_ptr<const Action> actionFor(const FoundBackend &found) const
    {
        auto action = std::make_shared<Action>();
        action->systematicHeaders = m_dialect.systematicHeaders;
        action->backends = {found.backend};
        if (const UnsettledAspect *aspect = m_dialect.find(UnsettledAspect::Kind::UpstreamPath))
            action->dependsOn.push_back({"dialect-not-settled", aspect->text, "upstream.path"});
        using Problem = FoundBackend::Problem;
        std::optional<int> status;
        switch (found.problem) {
        case Problem::None:
            return action;
        case Problem::NotAService:
            if (m_dialect.hasResourceBackends)
                return action;
            return undeterminedAction({"dialect-not-settled",
                                       m_dialect.title + " has no resource backends; what it answers is not settled.",
                                       {}});
        case Problem::NoEndpoints:
            status = m_dialect.noEndpointsStatus;
            break;
        case Problem::ServiceMissing:
        case Problem::PortMissing:
            status = m_dialect.missingServiceStatus;
            break;
        }
        if (status) {
            action->backends.front().errorStatus = status;
            action->backends.front().errorReason = found.reason;
            action->backends.front().errorCode = found.code;
            return action;
        }
        // spec/ingress.md §1.5: the API leaves the status open.
        action->kind = ActionKind::Undetermined;
        action->reason = found.reason + " The API does not say which status that earns.";
        action->dependsOn.push_back({"backend-status-open", action->reason, {}});
        return action;
    }

    /// spec/ingress.md §1.4. With several objects the oldest one's is taken, by convention.
    void findDefaultBackend()
    {
        std::vector<const Ingress *> owners;
        for (const Ingress *ingress : m_ingresses)
            if (ingress->defaultBackend.isSet)
                owners.push_back(ingress);
        if (owners.empty())
            return;
        std::stable_sort(owners.begin(), owners.end(),
                         [](const Ingress *a, const Ingress *b) { return isOlder(*a, *b); });
        m_defaultOwner = owners.front();
        for (const Ingress *ingress : owners) {
            const FoundBackend found = findBackend(m_context, *ingress, *ingress->defaultBackend, anchorOf(*ingress),
                                                   PortMatching::ByNumberOrName);
            if (ingress == m_defaultOwner)
                m_defaultAction = actionFor(found);
        }
        if (owners.size() > 1)
            m_defaultDependsOn.push_back(
                {"conflict-convention",
                 "Several Ingresses have a default backend; that the oldest one's counts is only a convention.",
                 {}});
    }

    void settle(HostRules &host)
    {
        std::stable_sort(host.candidates.begin(), host.candidates.end(),
                         [this](const IngressCandidate &a, const IngressCandidate &b) {
                             return ingressRanksBefore(m_dialect, a, b);
                         });
        std::map<std::pair<int, std::string>, std::size_t> firstOf;
        for (std::size_t i = 0; i < host.candidates.size(); ++i) {
            IngressCandidate &candidate = host.candidates[i];
            const auto [first, isNew] = firstOf.emplace(std::pair(static_cast<int>(candidate.type), candidate.text), i);
            if (!isNew)
                reportConflict(host.candidates[first->second], candidate);
        }
    }

    /// spec/ingress.md §1.5: who wins is open; the oldest object is only a convention.
    void reportConflict(IngressCandidate &winner, IngressCandidate &loser)
    {
        m_context.report(Severity::Warning, Category::Conflict, "ingress-duplicate-path",
                         "Host \"" + (winner.host.empty() ? std::string("*") : winner.host) + "\" path " +
                             originPath(winner) + " is also claimed by Ingress " + winner.ingress->meta.id().path() +
                             ", which goes first.",
                         "Keep the path in one Ingress.", *loser.ingress,
                         originOf(*loser.ingress, loser.rule, loser.path).source.at);
        if (winner.backend.service == loser.backend.service && winner.backend.port == loser.backend.port)
            return;
        const bool isAgeKnown = winner.ingress->meta.creationTimestamp && loser.ingress->meta.creationTimestamp;
        const std::string names = winner.ingress->meta.id().path() + " and " + loser.ingress->meta.id().path();
        Dependency dependency;
        if (winner.ingress == loser.ingress)
            dependency = {"conflict-convention",
                          "The Ingress has this path twice; that the first counts is only a convention.",
                          {}};
        else if (!isAgeKnown)
            dependency = {"creation-order",
                          "Ingresses " + names +
                              " claim the same path; the older one goes first, and their age is "
                              "not known.",
                          {}};
        else
            dependency = {"conflict-convention",
                          "Ingresses " + names +
                              " claim the same path; that the older one goes first is only a "
                              "convention.",
                          {}};
        if (m_dialect.conflict != ConflictRule::Oldest || !isAgeKnown || winner.ingress == loser.ingress)
            winner.dependsOn.push_back(dependency);
        if (m_dialect.conflict == ConflictRule::Open)
            winner.tie = loser.tie = winner.tie != 0 ? winner.tie : ++m_ties;
    }

    static std::string originPath(const IngressCandidate &candidate)
    {
        const IngressRule &rule = candidate.ingress->rules->at(static_cast<std::size_t>(candidate.rule));
        return *rule.paths->at(static_cast<std::size_t>(candidate.path)).path;
    }

    /// Traefik chooses among all rules by priority, so rules without a host stand among those of each host.
    void crossHosts()
    {
        const auto any =
            std::find_if(m_hosts.begin(), m_hosts.end(), [](const HostRules &h) { return h.host.empty(); });
        if (any == m_hosts.end())
            return;
        const std::vector<IngressCandidate> everywhere = any->candidates;
        for (HostRules &host : m_hosts) {
            if (host.host.empty())
                continue;
            host.candidates.insert(host.candidates.end(), everywhere.begin(), everywhere.end());
            std::stable_sort(host.candidates.begin(), host.candidates.end(),
                             [this](const IngressCandidate &a, const IngressCandidate &b) {
                                 return ingressRanksBefore(m_dialect, a, b);
                             });
        }
    }

    void appendRules(VirtualHost &host, const IngressCandidate &candidate,
                     const std::optional<Dependency> &unknown) const
    {
        for (const PathCondition &reading : candidate.readings) {
            Rule rule;
            rule.match.path = reading.match;
            rule.match.unknown = reading.unknown ? reading.unknown : unknown;
            rule.action = candidate.action;
            rule.origin = originOf(*candidate.ingress, candidate.rule, candidate.path);
            rule.rank = ingressRankOf(m_dialect, candidate);
            rule.dependsOn = candidate.dependsOn;
            if (const UnsettledAspect *aspect = m_dialect.find(UnsettledAspect::Kind::PathOrder))
                rule.unranked = Dependency{"dialect-not-settled", aspect->text, {}};
            else if (candidate.tie != 0)
                rule.unranked = Dependency{"conflict-open",
                                           "Which of two Ingresses with the same path wins is not settled in " +
                                               m_dialect.title + ".",
                                           {}};
            rule.unrankedGroup = candidate.tie;
            host.rules.push_back(std::move(rule));
        }
    }

    void appendDefault(VirtualHost &host) const
    {
        if (!m_defaultOwner)
            return;
        Rule rule;
        rule.action = m_defaultAction;
        rule.origin = originOf(*m_defaultOwner);
        rule.rank = {{"default backend", "last"}};
        rule.dependsOn = m_defaultDependsOn;
        const bool isOwnHost =
            host.pattern.kind == HostPattern::Kind::Any ||
            std::any_of(m_defaultOwner->rules->begin(), m_defaultOwner->rules->end(),
                        [&](const IngressRule &r) { return lowerCase(*r.host) == host.pattern.toText(); });
        if (!isOwnHost)
            rule.dependsOn.push_back({"default-backend-scope",
                                      "Whether the default backend of Ingress " + m_defaultOwner->meta.id().path() +
                                          " also takes what other Ingresses' hosts leave over is up to the controller.",
                                      {}});
        host.rules.push_back(std::move(rule));
    }

    VirtualHost virtualHost(const HostRules &rules, HostPattern pattern, const std::optional<Dependency> &unknown,
                            const std::string &reason) const
    {
        VirtualHost host;
        host.pattern = std::move(pattern);
        host.reason = reason;
        host.source = rules.source;
        for (const IngressCandidate &candidate : rules.candidates)
            appendRules(host, candidate, unknown);
        appendDefault(host);
        return host;
    }

    /// spec/ingress.md §1.2: precise hosts, then wildcards (the longest first), then rules without a host.
    std::vector<VirtualHost> virtualHosts() const
    {
        std::vector<VirtualHost> precise;
        std::vector<VirtualHost> wildcards;
        std::vector<VirtualHost> any;
        for (const HostRules &rules : m_hosts) {
            HostPattern pattern;
            if (rules.host.empty()) {
                any.push_back(virtualHost(rules, pattern, {}, "rules without a host come last"));
            } else if (rules.host.starts_with("*.")) {
                pattern.kind = m_dialect.wildcard;
                pattern.text = rules.host.substr(1);
                wildcards.push_back(virtualHost(rules, pattern, {}, "a wildcard host comes after precise ones"));
                if (const UnsettledAspect *aspect = m_dialect.find(UnsettledAspect::Kind::WildcardHost)) {
                    pattern.kind = HostPattern::Kind::WildcardMany;
                    wildcards.push_back(virtualHost(rules, pattern, Dependency{"dialect-not-settled", aspect->text, {}},
                                                    "a wildcard host, several labels deep"));
                }
            } else {
                pattern.kind = HostPattern::Kind::Exact;
                pattern.text = rules.host;
                precise.push_back(virtualHost(rules, pattern, {}, "a precise host comes first"));
            }
        }
        std::stable_sort(wildcards.begin(), wildcards.end(), [](const VirtualHost &a, const VirtualHost &b) {
            return a.pattern.text.size() > b.pattern.text.size();
        });
        if (any.empty() && m_defaultOwner) {
            VirtualHost fallback;
            fallback.reason = "no host matched: the default backend";
            appendDefault(fallback);
            any.push_back(std::move(fallback));
        }
        precise.insert(precise.end(), wildcards.begin(), wildcards.end());
        precise.insert(precise.end(), any.begin(), any.end());
        return precise;
    }

    void finish(Channel &channel) const
    {
        std::shared_ptr<const Action> none;
        if (const UnsettledAspect *aspect = m_dialect.find(UnsettledAspect::Kind::DefaultBackend))
            none = undeterminedAction({"dialect-not-settled", aspect->text, {}});
        else
            none = respondAction(m_dialect.noMatchStatus, "No rule matched and there is no default backend: the "
                                                          "controller's own answer.");
        channel.noMatch = none;
        channel.noHost = none;
    }

    void addTls(const std::vector<VirtualHost> &hosts, const std::string &suffix)
    {
        Channel plain;
        finish(plain);
        std::vector<Channel> channels = tlsChannels(m_context, m_dialect, m_ingresses, hosts, plain.noMatch);
        if (channels.empty())
            return;
        Entrance https = entrance(EntranceProtocol::Https, suffix);
        if (channels.back().sni.kind != HostPattern::Kind::Any)
            https.noChannel = undeterminedAction({"tls-without-entry",
                                                  "No tls entry names this host; whether and with which certificate "
                                                  "https answers is up to the controller.",
                                                  {}});
        https.channels = std::move(channels);
        m_context.table.entrances.push_back(std::move(https));
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
    const Dialect &m_dialect;
    std::vector<const Ingress *> m_ingresses;
    std::vector<HostRules> m_hosts;
    std::map<std::string, std::size_t> m_hostIndex;
    int m_ties = 0;
    const Ingress *m_defaultOwner = nullptr;
    std::shared_ptr<const Action> m_defaultAction;
    std::vector<Dependency> m_defaultDependsOn;
};

/// spec/ingress.md §3, AWS: Ingresses are merged only within a group.name, ordered by group.order.
std::map<std::string, std::vector<const Ingress *>> loadBalancers(const ControllerGroup &group)
{
    std::map<std::string, std::vector<const Ingress *>> balancers;
    for (const Ingress *ingress : group.ingresses) {
        const Text *name = ingress->meta.annotation("alb.ingress.kubernetes.io/group.name");
        balancers[name ? " group " + **name : " " + ingress->meta.id().path()].push_back(ingress);
    }
    const auto orderOf = [](const Ingress *ingress) {
        const Text *order = ingress->meta.annotation("alb.ingress.kubernetes.io/group.order");
        return order ? std::strtol((*order)->c_str(), nullptr, 10) : 0L;
    };
    for (auto &[name, members] : balancers)
        std::stable_sort(members.begin(), members.end(), [&](const Ingress *a, const Ingress *b) {
            return orderOf(a) != orderOf(b) ? orderOf(a) < orderOf(b) : a->meta.id().path() < b->meta.id().path();
        });
    return balancers;
}

} // namespace

void compileByDialect(IngressContext &context, const ControllerGroup &group)
{
    if (group.dialect->mergesIngresses) {
        DialectCompiler(context, group).run(group.ingresses, {});
        return;
    }
    for (const auto &[suffix, ingresses] : loadBalancers(group))
        DialectCompiler(context, group).run(ingresses, suffix);
}

} // namespace wayproof
