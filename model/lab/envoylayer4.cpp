// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoylayer4.h"

#include "model/lab/envoytext.h"

#include <QJsonArray>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

std::vector<ClusterShare> sharesOf(const std::vector<L4RouteRule> &rules)
{
    std::vector<ClusterShare> shares;
    if (rules.empty())
        return shares;
    for (const BackendRef &backend : *rules.front().backendRefs) {
        if (const std::int64_t weight = backend.weight.valueOr(1); weight > 0)
            shares.push_back({&backend.ref, weight});
    }
    return shares;
}

} // namespace

QJsonObject tcpProxyFilter(const BackendUser &user, const std::vector<L4RouteRule> &rules, const std::string &name,
                           EnvoyClusters &clusters, const QJsonObject &accessLog)
{
    QJsonArray list;
    for (const ClusterShare &share : sharesOf(rules)) {
        const std::string cluster = clusters.clusterFor(user, *share.ref);
        list.append(QJsonObject{{u"name"_s, envoyText(cluster.empty() ? invalidCluster : cluster)},
                                {u"weight"_s, static_cast<qint64>(share.weight)}});
    }
    QJsonObject config{{u"stat_prefix"_s, envoyText(name)}, {u"access_log"_s, QJsonArray{accessLog}}};
    if (list.isEmpty())
        config.insert(u"cluster"_s, QString::fromLatin1(invalidCluster));
    else
        config.insert(u"weighted_clusters"_s, QJsonObject{{u"clusters"_s, list}});
    return envoyExtension(u"envoy.filters.network.tcp_proxy"_s,
                          envoyTyped("extensions.filters.network.tcp_proxy.v3.TcpProxy"_L1, config));
}

QJsonObject udpProxyFilter(const BackendUser &user, const std::vector<L4RouteRule> &rules, const std::string &name,
                           EnvoyClusters &clusters)
{
    const std::string cluster = clusters.combinedCluster(user, sharesOf(rules), name);
    const QJsonObject action = envoyExtension(
        u"route"_s, envoyTyped("extensions.filters.udp.udp_proxy.v3.Route"_L1, {{u"cluster"_s, envoyText(cluster)}}));
    return envoyExtension(
        u"envoy.filters.udp_listener.udp_proxy"_s,
        envoyTyped("extensions.filters.udp.udp_proxy.v3.UdpProxyConfig"_L1,
                   {{u"stat_prefix"_s, envoyText(name)},
                    {u"matcher"_s, QJsonObject{{u"on_no_match"_s, QJsonObject{{u"action"_s, action}}}}}}));
}

} // namespace wayproof
