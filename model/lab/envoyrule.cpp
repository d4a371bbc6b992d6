// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyrule.h"

#include "model/lab/envoyauthorization.h"
#include "model/lab/envoyfilters.h"
#include "model/lab/envoypolicies.h"
#include "model/lab/envoytext.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

constexpr double million = 1e6;

struct Share {
    std::string cluster; ///< empty: an invalid reference
    std::int64_t weight = 1;
    const BackendRef *backend = nullptr;
};

const RouteFilter *findFilter(const std::vector<RouteFilter> &filters, const std::string &type)
{
    const auto found = std::find_if(filters.begin(), filters.end(),
                                    [&type](const RouteFilter &filter) { return *filter.type == type; });
    return found == filters.end() ? nullptr : &*found;
}

bool isHeaderModifier(const RouteFilter &filter)
{
    return *filter.type == "RequestHeaderModifier" || *filter.type == "ResponseHeaderModifier";
}

QJsonObject directResponse(int status)
{
    return {{u"status"_s, status}};
}

class RuleWriter
{
public:
    RuleWriter(const RuleParts &rule, const MatchParts &match, const RuleSurroundings &around)
        : m_rule(rule)
        , m_match(match)
        , m_around(around)
        , m_user{rule.route, &around.listener, rule.use}
        , m_isGrpc(rule.use == BackendUse::Grpc)
    {
    }

    std::vector<QJsonObject> write()
    {
        readShares();
        const bool isSplit = std::any_of(m_shares.begin(), m_shares.end(), [](const Share &share) {
            return !std::all_of(share.backend->filters->begin(), share.backend->filters->end(), isHeaderModifier);
        });
        const bool answersItself = findFilter(*m_rule.filters, "RequestRedirect") != nullptr;
        if (!isSplit || answersItself)
            return {writeRoute(m_match.name, *m_rule.filters, m_shares)};
        return writeCascade();
    }

private:
    void readShares()
    {
        for (const BackendRef &backend : *m_rule.backendRefs) {
            const std::int64_t weight = backend.weight.valueOr(1);
            if (weight > 0)
                m_shares.push_back({m_around.clusters.clusterFor(m_user, backend.ref), weight, &backend});
        }
    }

    void note(Position at, const std::string &message)
    {
        m_around.notServed.push_back(notServedNote(*m_rule.route, at, message));
    }

    /// An Envoy route has one redirect, one path rewrite, one list of mirrors: each backend with filters of its own
    /// gets a route of its own. Envoy draws one number for a request, so cumulative fractions give each its share.
    std::vector<QJsonObject> writeCascade()
    {
        if (m_rule.sessionPersistence && *m_rule.sessionPersistence)
            note(m_rule.sessionPersistence->at,
                 "sessionPersistence over backends with filters of their own: the lab does not serve it.");
        std::int64_t total = 0;
        for (const Share &share : m_shares)
            total += share.weight;
        std::vector<QJsonObject> routes;
        std::int64_t sum = 0;
        for (const Share &share : m_shares) {
            std::vector<RouteFilter> filters = *m_rule.filters;
            if (!share.cluster.empty()) // an invalid share is an error, whatever stands under it
                filters.insert(filters.end(), share.backend->filters->begin(), share.backend->filters->end());
            Share plain = share;
            const BackendRef bare{share.backend->ref, share.backend->weight, {}};
            plain.backend = &bare;
            QJsonObject route = writeRoute(m_match.name + u"/backend/%1"_s.arg(routes.size()), filters, {plain});
            sum += share.weight;
            if (sum < total) {
                const double part = std::round(million * static_cast<double>(sum) / static_cast<double>(total));
                QJsonObject match = route.value(u"match"_s).toObject();
                match.insert(u"runtime_fraction"_s,
                             QJsonObject{{u"default_value"_s, QJsonObject{{u"numerator"_s, static_cast<qint64>(part)},
                                                                          {u"denominator"_s, u"MILLION"_s}}}});
                route.insert(u"match"_s, match);
            }
            routes.push_back(route);
        }
        return routes;
    }

    QJsonObject writeRoute(const QString &name, const std::vector<RouteFilter> &filters,
                           const std::vector<Share> &shares)
    {
        QJsonObject object{{u"name"_s, name}, {u"match"_s, m_match.match}};
        addHeaderModifiers(object, filters, *m_rule.route, m_around.notServed);
        QJsonObject perFilter;
        if (const RouteFilter *filter = findFilter(filters, "CORS"); filter && filter->cors) {
            m_around.filters.useCors();
            perFilter.insert(u"envoy.filters.http.cors"_s, corsPolicy(*filter->cors));
        }
        const RouteFilter *redirect = findFilter(filters, "RequestRedirect");
        if (hasUnservedFilter(filters) || !addAuthorization(perFilter, filters))
            object.insert(u"direct_response"_s, directResponse(500));
        else if (redirect && redirect->requestRedirect)
            object.insert(u"redirect"_s, redirectAction(*redirect->requestRedirect, m_match.path, m_around.listener));
        else
            addForward(object, perFilter, filters, shares);
        if (!perFilter.isEmpty())
            object.insert(u"typed_per_filter_config"_s, perFilter);
        return object;
    }

    /// A filter that can't be resolved must never be skipped (spec/gateway.md §6): the rule answers 500.
    bool hasUnservedFilter(const std::vector<RouteFilter> &filters)
    {
        static const std::set<std::string> served{
            "RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "RequestRedirect", "URLRewrite", "CORS",
            "ExternalAuth"};
        for (const RouteFilter &filter : filters) {
            if (served.contains(*filter.type))
                continue;
            note(filter.at, "filter " + *filter.type + ": the lab does not serve it; the rule answers 500.");
            return true;
        }
        return false;
    }

    /// False when whom to ask is no valid backend: the gate stays shut.
    bool addAuthorization(QJsonObject &perFilter, const std::vector<RouteFilter> &filters)
    {
        const RouteFilter *filter = findFilter(filters, "ExternalAuth");
        if (!filter)
            return true;
        const QJsonObject config = filter->externalAuth
                                       ? authorizationFilter(*filter->externalAuth, m_user, m_around.clusters)
                                       : QJsonObject();
        if (config.isEmpty())
            return false;
        perFilter.insert(m_around.filters.useAuthorization(config), authorizationTurnedOn());
        return true;
    }

    void addForward(QJsonObject &object, QJsonObject &perFilter, const std::vector<RouteFilter> &filters,
                    const std::vector<Share> &shares)
    {
        const bool isAnyValid =
            std::any_of(shares.begin(), shares.end(), [](const Share &share) { return !share.cluster.empty(); });
        if (!isAnyValid) {
            // gRPC: UNAVAILABLE (spec/gateway.md §8), which is what Envoy makes of 503.
            object.insert(u"direct_response"_s, directResponse(m_isGrpc ? 503 : 500));
            return;
        }
        QJsonObject action{
            {u"cluster_not_found_response_code"_s, m_isGrpc ? u"SERVICE_UNAVAILABLE"_s : u"INTERNAL_SERVER_ERROR"_s}};
        if (!m_isGrpc)
            action.insert(u"upgrade_configs"_s, QJsonArray{QJsonObject{{u"upgrade_type"_s, u"websocket"_s}}});
        const bool isSticky = m_rule.sessionPersistence && *m_rule.sessionPersistence;
        if (isSticky) {
            m_around.filters.useSessions();
            noteSessionTimeouts(**m_rule.sessionPersistence);
            perFilter.insert(u"envoy.filters.http.stateful_session"_s,
                             stickySession(**m_rule.sessionPersistence, m_match.path));
        }
        addClusters(action, isSticky ? sharesWithOneCluster(shares) : shares);
        if (const RouteFilter *rewrite = findFilter(filters, "URLRewrite"); rewrite && rewrite->urlRewrite)
            addRewrite(action, *rewrite->urlRewrite, m_match.path);
        addMirrors(action, filters);
        addTimes(action, m_rule.timeouts, m_rule.retry && *m_rule.retry ? &**m_rule.retry : nullptr);
        object.insert(u"route"_s, action);
    }

    /// Envoy's session is in what the client holds, so only how long a cookie lives can be said.
    void noteSessionTimeouts(const SessionPersistence &session)
    {
        const bool isKept = *session.type != "Header" && *session.cookieLifetime == "Permanent";
        if (session.absoluteTimeout && !isKept)
            note(session.absoluteTimeout.at, "sessionPersistence.absoluteTimeout: the lab keeps it for permanent "
                                             "cookies only.");
        if (session.idleTimeout)
            note(session.idleTimeout.at, "sessionPersistence.idleTimeout: the lab does not keep it.");
    }

    void addClusters(QJsonObject &action, const std::vector<Share> &shares)
    {
        const bool isSingle =
            shares.size() == 1 && (!shares.front().backend || shares.front().backend->filters->empty());
        if (isSingle) {
            action.insert(u"cluster"_s, envoyText(shares.front().cluster));
            return;
        }
        QJsonArray clusters;
        for (const Share &share : shares) {
            QJsonObject entry{{u"name"_s, envoyText(share.cluster.empty() ? invalidCluster : share.cluster)},
                              {u"weight"_s, static_cast<qint64>(share.weight)}};
            if (share.backend)
                addHeaderModifiers(entry, *share.backend->filters, *m_rule.route, m_around.notServed);
            clusters.append(entry);
        }
        action.insert(u"weighted_clusters"_s, QJsonObject{{u"clusters"_s, clusters}});
    }

    /// Envoy remembers an endpoint within a cluster, so the valid shares become one; weights decide the first request
    /// only (spec/gateway.md §7).
    std::vector<Share> sharesWithOneCluster(const std::vector<Share> &shares)
    {
        std::vector<ClusterShare> valid;
        std::vector<Share> result;
        Share combined{{}, 0, nullptr};
        bool hasFilters = false;
        for (const Share &share : shares) {
            hasFilters |= !share.backend->filters->empty();
            if (share.cluster.empty()) {
                result.push_back(share);
                continue;
            }
            valid.push_back({&share.backend->ref, share.weight});
            combined.weight += share.weight;
        }
        if (valid.size() < 2)
            return shares;
        if (!hasFilters)
            combined.cluster =
                m_around.clusters.combinedCluster(m_user, valid, "sessions of " + m_match.name.toStdString());
        if (combined.cluster.empty()) {
            note(m_rule.sessionPersistence->at,
                 "sessionPersistence over backends that differ in filters, protocol or TLS: the lab keeps a session to "
                 "an endpoint of whichever backend the weights choose each time.");
            return shares;
        }
        result.push_back(combined);
        return result;
    }

    void addMirrors(QJsonObject &action, const std::vector<RouteFilter> &filters)
    {
        QJsonArray mirrors;
        for (const RouteFilter &filter : filters) {
            if (*filter.type != "RequestMirror" || !filter.requestMirror)
                continue;
            const QJsonObject policy = mirrorPolicy(*filter.requestMirror, m_user, m_around.clusters);
            if (!policy.isEmpty())
                mirrors.append(policy);
        }
        if (!mirrors.isEmpty())
            action.insert(u"request_mirror_policies"_s, mirrors);
    }

    const RuleParts &m_rule;
    const MatchParts &m_match;
    const RuleSurroundings &m_around;
    BackendUser m_user;
    bool m_isGrpc;
    std::vector<Share> m_shares;
};

} // namespace

std::vector<QJsonObject> envoyRule(const RuleParts &rule, const MatchParts &match, const RuleSurroundings &around)
{
    return RuleWriter(rule, match, around).write();
}

} // namespace wayproof
