// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyroutes.h"

#include "model/lab/envoygrpc.h"
#include "model/lab/envoytext.h"

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// One match of one rule, with what orders it among the others.
template<class Match, class Rule>
struct Candidate {
    Match match;
    const ObjectMeta *route = nullptr;
    const Rule *rule = nullptr;
    QString name;
    bool isPreflight = false; ///< for preflights to a match on another method
};

RuleParts partsOf(const ObjectMeta &route, const HttpRouteRule &rule)
{
    return {&route,
            BackendUse::Http,
            &*rule.filters,
            &*rule.backendRefs,
            &rule.sessionPersistence,
            rule.timeouts ? &*rule.timeouts : nullptr,
            &rule.retry};
}

RuleParts partsOf(const ObjectMeta &route, const GrpcRouteRule &rule)
{
    return {&route, BackendUse::Grpc, &*rule.filters, &*rule.backendRefs, &rule.sessionPersistence, nullptr, nullptr};
}

EnvoyPathMatch prefixOf(const HttpRouteMatch &match)
{
    return pathOf(match);
}

EnvoyPathMatch prefixOf(const GrpcRouteMatch &)
{
    return {};
}

/// Envoy Gateway 1.9 adds a route for the preflights of a rule with a CORS filter whose match names another method
/// (seen in what egctl 1.9.1 translates).
bool wantsPreflight(const HttpRouteMatch &match, const std::vector<RouteFilter> &filters)
{
    return match.method && *match.method != "OPTIONS" &&
           std::any_of(filters.begin(), filters.end(),
                       [](const RouteFilter &filter) { return *filter.type == "CORS"; });
}

bool wantsPreflight(const GrpcRouteMatch &, const std::vector<RouteFilter> &)
{
    return false;
}

QJsonObject preflightMatch(HttpRouteMatch match)
{
    match.method.value = "OPTIONS";
    QJsonObject object = envoyMatch(match);
    QJsonArray headers = object.value(u"headers"_s).toArray();
    for (const QString &name : {u"origin"_s, u"access-control-request-method"_s})
        headers.append(QJsonObject{{u"name"_s, name}, {u"present_match"_s, true}});
    object.insert(u"headers"_s, headers);
    return object;
}

QJsonObject preflightMatch(const GrpcRouteMatch &match)
{
    return envoyMatch(match);
}

template<class Match, class Rule, class Route>
void addRoutes(QJsonArray &list, const std::string &hostname, const std::vector<AttachedRoute<Route>> &routes,
               const QString &kind, const RuleSurroundings &around)
{
    std::vector<Candidate<Match, Rule>> candidates;
    for (const AttachedRoute<Route> &attached : routes) {
        const auto &names = attached.hostnames;
        if (std::find(names.begin(), names.end(), hostname) == names.end())
            continue;
        const ObjectMeta &route = attached.route->meta;
        int ruleIndex = 0;
        static const std::vector<Rule> byDefault(1); // a route without rules has one, for everything
        const std::vector<Rule> &rules = attached.route->rules->empty() ? byDefault : *attached.route->rules;
        for (const Rule &rule : rules) {
            const QString base = u"%1/%2/rule/%3"_s.arg(kind, envoyText(route.id().path())).arg(ruleIndex++);
            if (rule.matches->empty())
                candidates.push_back({Match(), &route, &rule, base + u"/match/0"_s});
            int matchIndex = 0;
            for (const Match &match : *rule.matches) {
                const QString name = base + u"/match/%1"_s.arg(matchIndex++);
                if (wantsPreflight(match, *rule.filters))
                    candidates.push_back({match, &route, &rule, name + u"/cors-preflight"_s, true});
                candidates.push_back({match, &route, &rule, name});
            }
        }
    }
    // The routes come oldest first, then by namespace/name, and rules in their order: ties keep that.
    const auto weight = [](const Candidate<Match, Rule> &candidate) {
        auto key = weightOf(candidate.match);
        if (candidate.isPreflight)
            std::get<2>(key) += 2; // Origin and Access-Control-Request-Method
        return key;
    };
    std::stable_sort(candidates.begin(), candidates.end(),
                     [&weight](const auto &a, const auto &b) { return weight(a) > weight(b); });
    for (const auto &candidate : candidates) {
        const MatchParts match{candidate.isPreflight ? preflightMatch(candidate.match) : envoyMatch(candidate.match),
                               prefixOf(candidate.match), candidate.name};
        const RuleParts parts = partsOf(*candidate.route, *candidate.rule);
        for (const QJsonObject &route : envoyRule(parts, match, around))
            list.append(route);
    }
}

} // namespace

QJsonArray envoyRoutes(const std::string &hostname, const RuleSurroundings &around)
{
    QJsonArray list;
    addRoutes<HttpRouteMatch, HttpRouteRule>(list, hostname, around.listener.httpRoutes, u"httproute"_s, around);
    addRoutes<GrpcRouteMatch, GrpcRouteRule>(list, hostname, around.listener.grpcRoutes, u"grpcroute"_s, around);
    return list;
}

} // namespace wayproof
