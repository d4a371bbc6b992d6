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
        for (const Rule &rule : *attached.route->rules) {
            const QString base = u"%1/%2/rule/%3"_s.arg(kind, envoyText(route.id().path())).arg(ruleIndex++);
            if (rule.matches->empty())
                candidates.push_back({Match(), &route, &rule, base + u"/match/0"_s});
            int matchIndex = 0;
            for (const Match &match : *rule.matches)
                candidates.push_back({match, &route, &rule, base + u"/match/%1"_s.arg(matchIndex++)});
        }
    }
    // The routes come oldest first, then by namespace/name, and rules in their order: ties keep that.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const auto &a, const auto &b) { return weightOf(a.match) > weightOf(b.match); });
    for (const auto &candidate : candidates) {
        const MatchParts match{envoyMatch(candidate.match), prefixOf(candidate.match), candidate.name};
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
