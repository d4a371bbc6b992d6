// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyroutes.h"

#include "model/lab/envoyfilters.h"
#include "model/lab/envoymatch.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/// A GEP-2257 duration ("1h2m3s4ms") in Envoy's spelling; empty when it is none.
std::optional<QString> duration(const std::string &written)
{
    double seconds = 0;
    std::size_t at = 0;
    while (at < written.size()) {
        std::size_t digits = at;
        while (digits < written.size() && std::isdigit(static_cast<unsigned char>(written[digits])) != 0)
            ++digits;
        if (digits == at)
            return std::nullopt;
        const double number = std::stod(written.substr(at, digits - at));
        std::size_t unitEnd = digits;
        while (unitEnd < written.size() && std::isalpha(static_cast<unsigned char>(written[unitEnd])) != 0)
            ++unitEnd;
        const std::string unit = written.substr(digits, unitEnd - digits);
        if (unit == "h")
            seconds += number * 3600;
        else if (unit == "m")
            seconds += number * 60;
        else if (unit == "s")
            seconds += number;
        else if (unit == "ms")
            seconds += number / 1000;
        else
            return std::nullopt;
        at = unitEnd;
    }
    return QString::number(seconds, 'f', 3) + u"s"_s;
}

QJsonObject directResponse(int status)
{
    return {{u"status"_s, status}};
}

class RuleWriter
{
public:
    RuleWriter(const LabListener &listener, const HttpRoute &route, const HttpRouteRule &rule, EnvoyClusters &clusters,
               Diagnostics &notServed)
        : m_listener(listener)
        , m_route(route)
        , m_rule(rule)
        , m_clusters(clusters)
        , m_notServed(notServed)
    {
    }

    QJsonObject write(const HttpRouteMatch &match, const QString &name)
    {
        QJsonObject object{{u"name"_s, name}, {u"match"_s, envoyMatch(match)}};
        addHeaderModifiers(object, *m_rule.filters, m_route.meta, m_notServed);
        if (const RouteFilter *filter = find("CORS"); filter && filter->cors)
            object.insert(u"typed_per_filter_config"_s,
                          QJsonObject{{u"envoy.filters.http.cors"_s, corsPolicy(*filter->cors)}});
        if (hasUnservedFilter()) {
            object.insert(u"direct_response"_s, directResponse(500));
        } else if (const RouteFilter *redirect = find("RequestRedirect"); redirect && redirect->requestRedirect) {
            object.insert(u"redirect"_s, redirectAction(*redirect->requestRedirect, pathOf(match), m_listener));
        } else {
            addForward(object, pathOf(match));
        }
        return object;
    }

private:
    const RouteFilter *find(const std::string &type) const
    {
        const auto &filters = *m_rule.filters;
        const auto found = std::find_if(filters.begin(), filters.end(),
                                        [&type](const RouteFilter &filter) { return *filter.type == type; });
        return found == filters.end() ? nullptr : &*found;
    }

    void note(Position at, const std::string &message)
    {
        m_notServed.push_back(notServedNote(m_route.meta, at, message));
    }

    /// A filter that can't be resolved must never be skipped (spec/gateway.md §6): the rule answers 500.
    bool hasUnservedFilter()
    {
        static const std::set<std::string> served{"RequestHeaderModifier",
                                                  "ResponseHeaderModifier",
                                                  "RequestMirror",
                                                  "RequestRedirect",
                                                  "URLRewrite",
                                                  "CORS"};
        for (const RouteFilter &filter : *m_rule.filters) {
            if (served.contains(*filter.type))
                continue;
            note(filter.at, "filter " + *filter.type + ": the lab does not serve it; the rule answers 500.");
            return true;
        }
        return false;
    }

    void addForward(QJsonObject &object, const EnvoyPathMatch &path)
    {
        noteUnservedFields();
        struct Share {
            std::string cluster; ///< empty: an invalid reference
            std::int64_t weight = 1;
            const BackendRef *backend = nullptr;
        };
        std::vector<Share> shares;
        std::int64_t total = 0;
        bool isAnyValid = false;
        bool hasOwnFilters = false;
        for (const BackendRef &backend : *m_rule.backendRefs) {
            Share share{m_clusters.clusterFor("HTTPRoute", m_route.meta, backend.ref), backend.weight.valueOr(1),
                        &backend};
            if (share.weight <= 0)
                continue;
            total += share.weight;
            isAnyValid |= !share.cluster.empty();
            hasOwnFilters |= !backend.filters->empty();
            shares.push_back(std::move(share));
        }
        if (total == 0 || !isAnyValid) {
            object.insert(u"direct_response"_s, directResponse(500));
            return;
        }
        QJsonObject action{{u"cluster_not_found_response_code"_s, u"INTERNAL_SERVER_ERROR"_s},
                           {u"upgrade_configs"_s, QJsonArray{QJsonObject{{u"upgrade_type"_s, u"websocket"_s}}}}};
        if (shares.size() == 1 && !hasOwnFilters) {
            action.insert(u"cluster"_s, text(shares.front().cluster));
        } else {
            QJsonArray clusters;
            for (const Share &share : shares) {
                QJsonObject entry{{u"name"_s, text(share.cluster.empty() ? invalidCluster : share.cluster)},
                                  {u"weight"_s, static_cast<qint64>(share.weight)}};
                addHeaderModifiers(entry, *share.backend->filters, m_route.meta, m_notServed);
                clusters.append(entry);
            }
            action.insert(u"weighted_clusters"_s, QJsonObject{{u"clusters"_s, clusters}});
        }
        addActionFilters(action, path);
        object.insert(u"route"_s, action);
    }

    void addActionFilters(QJsonObject &action, const EnvoyPathMatch &path)
    {
        if (const RouteFilter *rewrite = find("URLRewrite"); rewrite && rewrite->urlRewrite)
            addRewrite(action, *rewrite->urlRewrite, path);
        QJsonArray mirrors;
        for (const RouteFilter &filter : *m_rule.filters) {
            if (*filter.type != "RequestMirror" || !filter.requestMirror)
                continue;
            const QJsonObject policy = mirrorPolicy(*filter.requestMirror, m_route.meta, m_clusters);
            if (!policy.isEmpty())
                mirrors.append(policy);
        }
        if (!mirrors.isEmpty())
            action.insert(u"request_mirror_policies"_s, mirrors);
        if (!m_rule.timeouts)
            return;
        // Envoy Gateway keeps one clock: backendRequest takes the place of request where both are set.
        const Text &limit =
            m_rule.timeouts->backendRequest ? m_rule.timeouts->backendRequest : m_rule.timeouts->request;
        if (const std::optional<QString> value = limit ? duration(*limit) : std::nullopt)
            action.insert(u"timeout"_s, *value);
    }

    void noteUnservedFields()
    {
        if (m_rule.retry)
            note(m_rule.retry.at, "retry: the lab does not serve it.");
        if (m_rule.sessionPersistence)
            note(m_rule.sessionPersistence.at, "sessionPersistence: the lab does not serve it.");
        for (const BackendRef &backend : *m_rule.backendRefs) {
            for (const RouteFilter &filter : *backend.filters) {
                if (*filter.type != "RequestHeaderModifier" && *filter.type != "ResponseHeaderModifier")
                    note(filter.at, "filter " + *filter.type + " under a backendRef: the lab does not serve it.");
            }
        }
    }

    const LabListener &m_listener;
    const HttpRoute &m_route;
    const HttpRouteRule &m_rule;
    EnvoyClusters &m_clusters;
    Diagnostics &m_notServed;
};

/// One match of one rule, with what orders it among the others.
struct Candidate {
    HttpRouteMatch match;
    const HttpRoute *route = nullptr;
    const HttpRouteRule *rule = nullptr;
    QString name;
};

void addCandidates(std::vector<Candidate> &candidates, const HttpRoute &route)
{
    int ruleIndex = 0;
    for (const HttpRouteRule &rule : *route.rules) {
        const QString base = u"httproute/%1/rule/%2"_s.arg(text(route.meta.id().path())).arg(ruleIndex++);
        if (rule.matches->empty())
            candidates.push_back({HttpRouteMatch(), &route, &rule, base + u"/match/0"_s});
        int matchIndex = 0;
        for (const HttpRouteMatch &match : *rule.matches)
            candidates.push_back({match, &route, &rule, base + u"/match/%1"_s.arg(matchIndex++)});
    }
}

} // namespace

QJsonArray envoyRoutes(const LabListener &listener, const std::string &hostname,
                       const std::vector<AttachedRoute<HttpRoute>> &routes, EnvoyClusters &clusters,
                       Diagnostics &notServed)
{
    std::vector<Candidate> candidates;
    for (const AttachedRoute<HttpRoute> &attached : routes) {
        const auto &names = attached.hostnames;
        if (std::find(names.begin(), names.end(), hostname) != names.end())
            addCandidates(candidates, *attached.route);
    }
    // The routes come oldest first, then by namespace/name, and rules in their order: ties keep that.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return weightOf(a.match) > weightOf(b.match); });
    QJsonArray list;
    for (const Candidate &candidate : candidates)
        list.append(RuleWriter(listener, *candidate.route, *candidate.rule, clusters, notServed)
                        .write(candidate.match, candidate.name));
    return list;
}

bool usesCors(const std::vector<AttachedRoute<HttpRoute>> &routes)
{
    for (const AttachedRoute<HttpRoute> &attached : routes) {
        for (const HttpRouteRule &rule : *attached.route->rules) {
            for (const RouteFilter &filter : *rule.filters) {
                if (filter.cors)
                    return true;
            }
        }
    }
    return false;
}

} // namespace wayproof
