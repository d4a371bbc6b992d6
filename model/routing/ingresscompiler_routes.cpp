// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/ingresscompiler_routes.h"

#include <algorithm>
#include <tuple>

namespace wayproof
{

namespace
{

class Collector
{
public:
    Collector(IngressContext &context, const Dialect &dialect, const std::vector<const Ingress *> &ingresses)
        : m_context(context)
        , m_dialect(dialect)
        , m_ingresses(ingresses)
    {
    }

    DialectRoutes routes()
    {
        collect();
        findDefaultBackend();
        for (HostRules &host : m_hosts)
            settle(host);
        DialectRoutes routes{std::move(m_hosts), std::move(m_default), {}, std::move(m_stopped)};
        for (const Ingress *ingress : m_ingresses)
            routes.read.push_back(m_read.at(ingress));
        return routes;
    }

private:
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
        for (std::size_t i = 0; i < m_ingresses.size(); ++i) {
            const Ingress &ingress = *m_ingresses[i];
            auto read = std::make_shared<DialectAnnotations>(readDialectAnnotations(m_context, m_dialect, ingress));
            m_read.emplace(&ingress, read);
            if (read->dropped) {
                m_context.report(Severity::Error, Category::Reference, "ingress-left-out", *read->dropped,
                                 "Give the annotation a value of its kind.", ingress, ingress.meta.source.at);
                continue;
            }
            addDefaultAsRule(ingress, i);
            for (std::size_t r = 0; r < ingress.rules->size(); ++r)
                collectRule(ingress, i, static_cast<int>(r));
        }
        countRoutes();
    }

    void collectRule(const Ingress &ingress, std::size_t ingressOrder, int r)
    {
        const IngressRule &rule = ingress.rules->at(static_cast<std::size_t>(r));
        std::vector<std::string> names = {lowerCase(*rule.host)};
        if (!names.front().empty() || m_dialect.order == PathOrder::RoutePriority)
            names.insert(names.end(), m_read.at(&ingress)->aliases.begin(), m_read.at(&ingress)->aliases.end());
        if (names.front().empty() && names.size() > 1)
            names.erase(names.begin());
        for (const std::string &name : names) {
            HostRules &rules = hostRules(name, locationOf(ingress, rule.host.isSet ? rule.host.at : rule.at));
            if (m_dialect.merging == Dialect::Merging::None) // GCE: a later rule of one host replaces the earlier
                rules.candidates.clear();
            for (std::size_t p = 0; p < rule.paths->size(); ++p)
                addPath(rules, ingress, ingressOrder, r, static_cast<int>(p), rule.paths->at(p));
        }
        addRegexAlias(ingress, ingressOrder, r);
    }

    /// HAProxy Ingress' server-alias-regex: where it stands among other regular expressions is not modelled.
    void addRegexAlias(const Ingress &ingress, std::size_t ingressOrder, int r)
    {
        const std::string &pattern = m_read.at(&ingress)->aliasRegex;
        if (pattern.empty())
            return;
        const IngressRule &rule = ingress.rules->at(static_cast<std::size_t>(r));
        HostRules &rules = hostRules({}, locationOf(ingress, rule.at));
        const std::size_t before = rules.candidates.size();
        for (std::size_t p = 0; p < rule.paths->size(); ++p)
            addPath(rules, ingress, ingressOrder, r, static_cast<int>(p), rule.paths->at(p));
        ValueMatch condition;
        condition.name = "host";
        condition.kind = ValueMatch::Kind::Regex;
        condition.value = pattern;
        condition.regex = std::make_shared<const Regex>(
            pattern, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, true}});
        for (std::size_t i = before; i < rules.candidates.size(); ++i) {
            rules.candidates[i].hostCondition = condition;
            rules.candidates[i].unknown = notModelled(ingress, "haproxy-ingress.github.io/server-alias-regex");
        }
    }

    void addPath(HostRules &rules, const Ingress &ingress, std::size_t ingressOrder, int rule, int path,
                 const HttpIngressPath &ingressPath)
    {
        IngressCandidate candidate;
        candidate.ingress = &ingress;
        candidate.rule = rule;
        candidate.path = path;
        candidate.type = pathTypeOf(ingressPath);
        candidate.host = rules.host;
        candidate.ingressOrder = ingressOrder;
        candidate.annotations = m_read.at(&ingress);
        const PathReader reader{m_dialect, *candidate.annotations, rules.host.starts_with("*."),
                                m_context.settings.isFlagOn("providers.kubernetesingress.strictprefixmatching", false)};
        candidate.readings = readingsOf(reader, ingressPath);
        // Traefik refuses a rule that asks for nothing.
        if (m_dialect.order == PathOrder::RuleTextLength && rules.host.empty() && ingressPath.path->empty())
            return;
        if (candidate.readings.empty()) {
            reportUnreadable(ingress, ingressPath);
            return;
        }
        candidate.text = countedText(candidate, *ingressPath.path);
        if (!giveAction(candidate, *ingressPath.backend, anchorOf(ingress, rule, path)))
            return;
        for (IngressCandidate &route : routesOf(candidate)) {
            route.manifestOrder = m_manifestOrder++;
            rules.candidates.push_back(std::move(route));
        }
    }

    void reportUnreadable(const Ingress &ingress, const HttpIngressPath &path)
    {
        m_context.report(Severity::Error, Category::Reference, "ingress-path-unreadable",
                         m_dialect.title + " cannot read path " + *path.path +
                             " as the regular expression, or by the matcher, that it is to be, and leaves it out.",
                         "Mend the regular expression or the annotation.", ingress, path.path.at);
    }

    /// The text of a path as its length counts.
    std::string countedText(const IngressCandidate &candidate, const std::string &path) const
    {
        const bool isPrefix = candidate.type == PathType::Prefix;
        const std::string &read = candidate.readings.front().match.text;
        if (m_dialect.order == PathOrder::RuleTextLength || m_dialect.order == PathOrder::AsListed ||
            m_dialect.order == PathOrder::MapFiles || (isPrefix && m_dialect.isTrailingSlashCounted))
            return path;
        if (!isPrefix && m_dialect.specific != SpecificPath::Open)
            return read;
        // Where a Prefix becomes a text that ends in a slash, the slash counts.
        const bool isSlashAdded = m_dialect.specific == SpecificPath::TextPrefix ||
                                  m_dialect.specific == SpecificPath::RegexAfterTilde ||
                                  m_dialect.specific == SpecificPath::ExactUnlessSlashStar;
        return isPrefix ? elementPrefix(path) + (isSlashAdded ? "/" : "") : path;
    }

    /// The routes that a controller makes of one path.
    std::vector<IngressCandidate> routesOf(const IngressCandidate &path) const
    {
        const bool isSplit = path.type == PathType::Prefix && path.text.size() > 1 &&
                             (m_dialect.specific == SpecificPath::RegexAfterTilde ||
                              m_dialect.specific == SpecificPath::ExactUnlessSlashStar);
        if (!isSplit)
            return {path};
        IngressCandidate itself = path;
        itself.text.pop_back();
        itself.readings.front().match.kind = PathMatch::Kind::Exact;
        IngressCandidate below = path;
        below.readings.front().match.kind = PathMatch::Kind::StringPrefix;
        below.readings.front().match.text += "/";
        return {itself, below};
    }

    /// Kong: paths of one Ingress, host, Service and port share a route, and its longest path counts for all.
    void countRoutes()
    {
        if (m_dialect.order != PathOrder::RoutePriority)
            return;
        struct Route {
            std::size_t length = 0;
            bool isRegex = false;
        };
        for (HostRules &host : m_hosts) {
            std::map<std::tuple<const Ingress *, ResourceId, int>, Route> routes;
            const auto routeOf = [&routes](const IngressCandidate &one) -> Route & {
                return routes[{one.ingress, one.backend.service, one.backend.port}];
            };
            for (const IngressCandidate &one : host.candidates) {
                Route &route = routeOf(one);
                route.length = std::max(route.length, one.text.size());
                route.isRegex = route.isRegex || one.isRegex() || one.type != PathType::ImplementationSpecific;
            }
            for (IngressCandidate &one : host.candidates) {
                one.groupLength = routeOf(one).length;
                one.isGroupRegex = routeOf(one).isRegex;
            }
        }
    }

    /// False where the path is as though it were not written.
    bool giveAction(IngressCandidate &candidate, const IngressBackend &backend, const Anchor &from)
    {
        const FoundBackend found =
            findBackend(m_context, *candidate.ingress, backend, from, PortMatching::ByNumberOrName);
        candidate.backend = found.backend;
        if (isActionOfAws(candidate, backend))
            return true;
        const BackendLoss loss = lossOf(found);
        if (loss == BackendLoss::LosesRoute)
            return false;
        if (loss == BackendLoss::Lost503OrRoute) {
            const auto isKept = parsedBool(m_context.settings.flag("providers.kubernetesingress.allowemptyservices"));
            if (isKept == false)
                return false;
            if (!isKept)
                candidate.unknown =
                    Dependency{"empty-services-setting",
                               found.reason + " Traefik then answers 503 or leaves the path out, by its setting "
                                              "allowEmptyServices.",
                               {}};
        }
        if (loss == BackendLoss::StopsUpdates)
            stop(found.reason + " " + m_dialect.title + " then leaves its load balancer as it was.");
        candidate.action = actionFor(found, *candidate.annotations);
        strip(candidate);
        return true;
    }

    /// AWS: a port named use-annotation makes the Service's name that of an action in an annotation.
    bool isActionOfAws(IngressCandidate &candidate, const IngressBackend &backend)
    {
        if (m_dialect.order != PathOrder::AsListed || !backend.service.isSet)
            return false;
        const std::string &name = *backend.service->name;
        if (dialectAnnotation(m_dialect, *candidate.ingress, "conditions." + name))
            candidate.unknown = notModelled(*candidate.ingress, "alb.ingress.kubernetes.io/conditions." + name);
        if (*backend.service->port.name != "use-annotation")
            return false;
        candidate.action =
            undeterminedAction(notModelled(*candidate.ingress, "alb.ingress.kubernetes.io/actions." + name));
        return true;
    }

    static Dependency notModelled(const Ingress &ingress, const std::string &annotation)
    {
        return {"annotation-not-modelled",
                "Annotation " + annotation + " of Ingress " + ingress.meta.id().path() + " is not modelled.",
                {}};
    }

    BackendLoss lossOf(const FoundBackend &found) const
    {
        using Problem = FoundBackend::Problem;
        switch (found.problem) {
        case Problem::None:
            break;
        case Problem::NotAService:
            return m_dialect.resourceBackend;
        case Problem::NoEndpoints:
            return m_dialect.noEndpoints;
        case Problem::ServiceMissing:
            return m_dialect.missingService;
        case Problem::PortMissing:
            return m_dialect.missingPort;
        }
        return BackendLoss::Open;
    }

    /// The controller gives up: what its entrance does is whatever it did before.
    void stop(const std::string &reason)
    {
        if (!m_stopped)
            m_stopped = Dependency{"updates-stopped", reason, {}};
    }

    std::shared_ptr<const Action> actionFor(const FoundBackend &found, const DialectAnnotations &read) const
    {
        auto action = std::make_shared<Action>();
        action->systematicHeaders = m_dialect.systematicHeaders;
        action->backends = {found.backend};
        for (const Dependency &unknown : read.unknown) {
            if (unknown.field.empty())
                return undeterminedAction(unknown);
            action->dependsOn.push_back(unknown);
        }
        const bool isResource = found.problem == FoundBackend::Problem::NotAService;
        if (found.problem == FoundBackend::Problem::None || (isResource && m_dialect.hasResourceBackends))
            return action;
        const BackendLoss loss = lossOf(found);
        if (loss == BackendLoss::Status503 || loss == BackendLoss::Lost503OrRoute) {
            action->backends.front().errorStatus = 503;
            action->backends.front().errorReason = found.reason;
            action->backends.front().errorCode = found.code;
            return action;
        }
        if (isResource)
            return undeterminedAction({"dialect-not-settled",
                                       m_dialect.title + " has no resource backends; what it answers is not settled.",
                                       {}});
        // spec/ingress.md §1.5: the API leaves the status open.
        action->kind = ActionKind::Undetermined;
        action->reason = found.reason + " The API does not say which status that earns.";
        action->dependsOn.push_back({"backend-status-open", action->reason, {}});
        return action;
    }

    /// Kong's strip-path: the matched prefix does not reach the backend.
    void strip(IngressCandidate &candidate) const
    {
        if (!candidate.annotations->stripsPath || candidate.action->kind != ActionKind::Forward)
            return;
        auto action = std::make_shared<Action>(*candidate.action);
        if (candidate.type == PathType::ImplementationSpecific) {
            Dependency unknown = notModelled(*candidate.ingress, "konghq.com/strip-path");
            unknown.field = "upstream.path";
            action->dependsOn.push_back(std::move(unknown));
        } else {
            RewriteFilter rewrite;
            const bool isExact = candidate.type == PathType::Exact;
            rewrite.path.kind = isExact ? PathChange::Kind::ReplaceFull : PathChange::Kind::ReplacePrefix;
            rewrite.path.prefix = isExact ? std::string() : elementPrefix(candidate.text);
            rewrite.path.replacement = "/";
            action->filters.emplace_back(rewrite);
        }
        candidate.action = std::move(action);
    }

    /// Contour and HAProxy Ingress make a rule for `/` without a host of each.
    void addDefaultAsRule(const Ingress &ingress, std::size_t ingressOrder)
    {
        if (m_dialect.defaultBackend != DefaultBackendRule::HostlessRoot || !ingress.defaultBackend.isSet)
            return;
        HostRules &rules = hostRules({}, locationOf(ingress, ingress.defaultBackend.at));
        IngressCandidate candidate;
        candidate.ingress = &ingress;
        candidate.rule = -1;
        candidate.type = PathType::ImplementationSpecific;
        candidate.text = "/";
        candidate.annotations = m_read.at(&ingress);
        candidate.ingressOrder = ingressOrder;
        candidate.manifestOrder = m_manifestOrder++;
        HttpIngressPath root;
        candidate.readings = readingsOf({m_dialect, *candidate.annotations, false, false}, root);
        if (giveAction(candidate, *ingress.defaultBackend, anchorOf(ingress)))
            rules.candidates.push_back(std::move(candidate));
    }

    /// spec/ingress.md §1.4. With several objects the oldest one's is taken, by convention.
    void findDefaultBackend()
    {
        if (m_dialect.defaultBackend == DefaultBackendRule::HostlessRoot ||
            m_dialect.defaultBackend == DefaultBackendRule::Ignored)
            return;
        const bool isOfRuleless = m_dialect.defaultBackend == DefaultBackendRule::RulelessLast;
        std::vector<const Ingress *> owners;
        for (const Ingress *ingress : m_ingresses)
            if (ingress->defaultBackend.isSet && !m_read.at(ingress)->dropped &&
                !(isOfRuleless && !ingress->rules->empty()))
                owners.push_back(ingress);
        std::stable_sort(owners.begin(), owners.end(),
                         [](const Ingress *a, const Ingress *b) { return isOlder(*a, *b); });
        for (const Ingress *ingress : owners) {
            IngressCandidate candidate;
            candidate.ingress = ingress;
            candidate.annotations = m_read.at(ingress);
            const bool isKept = giveAction(candidate, *ingress->defaultBackend, anchorOf(*ingress));
            if (isKept && !m_default.owner)
                m_default = {ingress, candidate.action, candidate.annotations, candidate.unknown, {}};
        }
        if (owners.size() > 1)
            sayWhoseDefault();
    }

    void sayWhoseDefault()
    {
        if (m_dialect.defaultBackend == DefaultBackendRule::Only)
            stop("Several Ingresses of the group have a default backend.");
        else if (m_dialect.defaultBackend == DefaultBackendRule::Convention)
            m_default.dependsOn.push_back(
                {"conflict-convention",
                 "Several Ingresses have a default backend; that the oldest one's counts is only a convention.",
                 {}});
        else if (m_dialect.order != PathOrder::RoutePriority && m_default.owner) // Kong takes the oldest
            m_default.action = undeterminedAction(
                {"conflict-open",
                 "Several Ingresses have a default backend, and which one counts is not settled in " + m_dialect.title +
                     ".",
                 {}});
    }

    void settle(HostRules &host)
    {
        std::stable_sort(host.candidates.begin(), host.candidates.end(),
                         [this](const IngressCandidate &a, const IngressCandidate &b) {
                             return ingressRanksBefore(m_dialect, a, b);
                         });
        dropRepeated(host);
        std::map<std::pair<int, std::string>, std::size_t> firstOf;
        for (std::size_t i = 0; i < host.candidates.size(); ++i) {
            IngressCandidate &candidate = host.candidates[i];
            const auto [first, isNew] = firstOf.emplace(std::pair(static_cast<int>(candidate.type), candidate.text), i);
            if (!isNew && candidate.rule >= 0 && host.candidates[first->second].rule >= 0)
                reportConflict(host.candidates[first->second], candidate);
        }
    }

    /// Where the last of an Ingress' equal conditions counts, the others are as though they were not written.
    void dropRepeated(HostRules &host) const
    {
        if (m_dialect.repeat != RepeatRule::Last)
            return;
        std::map<std::pair<const Ingress *, std::string>, std::size_t> lastOf;
        for (const IngressCandidate &one : host.candidates) {
            std::size_t &last = lastOf[{one.ingress, conditionKey(one)}];
            last = std::max(last, one.manifestOrder);
        }
        std::vector<IngressCandidate> kept;
        for (IngressCandidate &one : host.candidates)
            if (lastOf.at({one.ingress, conditionKey(one)}) == one.manifestOrder)
                kept.push_back(std::move(one));
        host.candidates = std::move(kept);
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
        const bool isOldestSure = m_dialect.conflict == ConflictRule::Oldest && isAgeKnown;
        const bool isListed = m_dialect.order == PathOrder::AsListed;
        if (isListed || m_dialect.conflict == ConflictRule::Open)
            return; // settled by their places, or said by whyUnranked
        if (winner.ingress == loser.ingress) {
            if (m_dialect.repeat == RepeatRule::FirstByConvention)
                winner.dependsOn.push_back({"conflict-convention",
                                            "The Ingress has this path twice; that the first counts is only a "
                                            "convention.",
                                            {}});
        } else if (!isAgeKnown) {
            winner.dependsOn.push_back({"creation-order",
                                        "Ingresses " + names +
                                            " claim the same path; the older one goes first, and their age is "
                                            "not known.",
                                        {}});
        } else if (!isOldestSure) {
            winner.dependsOn.push_back({"conflict-convention",
                                        "Ingresses " + names +
                                            " claim the same path; that the older one goes first is only a "
                                            "convention.",
                                        {}});
        }
    }

    static std::string originPath(const IngressCandidate &candidate)
    {
        const IngressRule &rule = candidate.ingress->rules->at(static_cast<std::size_t>(candidate.rule));
        return *rule.paths->at(static_cast<std::size_t>(candidate.path)).path;
    }

    IngressContext &m_context;
    const Dialect &m_dialect;
    const std::vector<const Ingress *> &m_ingresses;
    std::map<const Ingress *, std::shared_ptr<const DialectAnnotations>> m_read;
    std::vector<HostRules> m_hosts;
    std::map<std::string, std::size_t> m_hostIndex;
    std::size_t m_manifestOrder = 0;
    DefaultRule m_default;
    std::optional<Dependency> m_stopped;
};

} // namespace

DialectRoutes dialectRoutes(IngressContext &context, const Dialect &dialect,
                            const std::vector<const Ingress *> &ingresses)
{
    return Collector(context, dialect, ingresses).routes();
}

} // namespace wayproof
