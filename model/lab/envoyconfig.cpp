// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyconfig.h"

#include "model/lab/envoyclusters.h"
#include "model/lab/envoyroutes.h"
#include "model/lab/gatewaylisteners.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
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

QJsonObject typed(QLatin1StringView type, QJsonObject object)
{
    object.insert(u"@type"_s, u"type.googleapis.com/envoy."_s + type);
    return object;
}

QJsonObject extension(QLatin1StringView name, const QJsonObject &config)
{
    return {{u"name"_s, QString(name)}, {u"typed_config"_s, config}};
}

/// How specific a listener's hostname is: exact before wildcard, longer before shorter, none last (spec/gateway.md §3).
std::pair<int, std::size_t> specificity(const std::string &hostname)
{
    if (hostname.empty())
        return {0, 0};
    return {hostname.starts_with("*.") ? 1 : 2, hostname.size()};
}

class Writer
{
public:
    Writer(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports, const std::string &directory)
        : m_ports(ports)
        , m_directory(directory)
        , m_model(buildGatewayModel(snapshot))
        , m_clusters(snapshot, echo, m_config.notServed)
    {
        m_config.notServed = m_model.notServed;
    }

    EnvoyConfig write()
    {
        std::map<GatewayPort, std::vector<const LabListener *>> byPort;
        for (const LabListener &listener : m_model.listeners)
            byPort[listener.gatewayPort()].push_back(&listener);
        QJsonArray listeners;
        for (const auto &[port, group] : byPort) {
            if (!m_ports.gateways.contains(port))
                continue;
            const QJsonObject listener = envoyListener(port, group);
            if (!listener.isEmpty())
                listeners.append(listener);
        }
        const QJsonObject bootstrap{
            {u"node"_s, QJsonObject{{u"id"_s, u"wayproof-lab"_s}, {u"cluster"_s, u"wayproof-lab"_s}}},
            {u"static_resources"_s, QJsonObject{{u"listeners"_s, listeners}, {u"clusters"_s, m_clusters.toJson()}}}};
        m_config.json = QJsonDocument(bootstrap).toJson(QJsonDocument::Indented);
        removeRepeated(m_config.notServed);
        return std::move(m_config);
    }

private:
    QJsonObject envoyListener(const GatewayPort &port, const std::vector<const LabListener *> &group)
    {
        QJsonObject listener{{u"name"_s, text(port.gateway.path() + "/" + std::to_string(port.port))},
                             {u"address"_s, QJsonObject{{u"socket_address"_s,
                                                         QJsonObject{{u"address"_s, u"127.0.0.1"_s},
                                                                     {u"port_value"_s, m_ports.gateways.at(port)}}}}},
                             {u"per_connection_buffer_limit_bytes"_s, 32768},
                             // Otherwise a second lab of the same user could share the port.
                             {u"enable_reuse_port"_s, false}};
        QJsonArray chains;
        if (group.front()->protocol == "HTTP")
            chains.append(httpChain(port, group));
        for (const LabListener *entry : group) {
            if (entry->protocol == "HTTPS")
                chains.append(httpsChain(*entry));
            else if (entry->protocol == "TLS")
                addTlsChains(chains, *entry);
            else if (entry->protocol == "TCP")
                addTcpChain(chains, *entry);
        }
        // Envoy refuses a listener without filter chains; a connection is refused then, as it should be.
        if (chains.isEmpty())
            return {};
        for (const LabListener *entry : group) {
            if (!entry->isPassthrough())
                addServed(*entry);
        }
        listener.insert(u"filter_chains"_s, chains);
        const std::string &first = group.front()->protocol;
        if (first == "HTTPS" || first == "TLS")
            listener.insert(
                u"listener_filters"_s,
                QJsonArray{extension("envoy.filters.listener.tls_inspector"_L1,
                                     typed("extensions.filters.listener.tls_inspector.v3.TlsInspector"_L1, {}))});
        return listener;
    }

    void addServed(const LabListener &entry)
    {
        std::string protocol = entry.protocol;
        std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        m_config.listeners.push_back(
            {entry.gatewayPort(), entry.owner->id(), *entry.listener->name, protocol, entry.hostname});
    }

    /// HTTP listeners of one port share a route table, as in Envoy Gateway: no isolation (spec/peers.md).
    QJsonObject httpChain(const GatewayPort &port, std::vector<const LabListener *> group)
    {
        std::stable_sort(group.begin(), group.end(), [](const LabListener *a, const LabListener *b) {
            return specificity(a->hostname) > specificity(b->hostname);
        });
        QJsonArray hosts;
        std::set<std::string> taken;
        bool hasCors = false;
        for (const LabListener *listener : group) {
            addVirtualHosts(hosts, *listener, taken);
            hasCors |= usesCors(listener->httpRoutes);
        }
        const std::string name = "http-" + port.gateway.ns + "-" + port.gateway.name + "-" + std::to_string(port.port);
        return {{u"filters"_s, QJsonArray{connectionManager(text(name), hosts, hasCors)}}};
    }

    QJsonObject httpsChain(const LabListener &listener)
    {
        QJsonArray hosts;
        std::set<std::string> taken;
        addVirtualHosts(hosts, listener, taken);
        const std::string name = "https-" + listener.owner->id().path() + "-" + *listener.listener->name;
        QJsonObject chain{
            {u"name"_s, text(name)},
            {u"filters"_s, QJsonArray{connectionManager(text(name), hosts, usesCors(listener.httpRoutes))}},
            {u"transport_socket"_s, transportSocket(listener, true)}};
        if (!listener.hostname.empty())
            chain.insert(u"filter_chain_match"_s,
                         QJsonObject{{u"server_names"_s, QJsonArray{text(listener.hostname)}}});
        return chain;
    }

    void addVirtualHosts(QJsonArray &hosts, const LabListener &listener, std::set<std::string> &taken)
    {
        std::vector<std::string> names;
        for (const AttachedRoute<HttpRoute> &attached : listener.httpRoutes) {
            for (const std::string &name : attached.hostnames) {
                if (std::find(names.begin(), names.end(), name) == names.end())
                    names.push_back(name);
            }
        }
        for (const std::string &name : names) {
            if (!taken.insert(name).second) {
                m_config.notServed.push_back(notServedNote(
                    *listener.owner, listener.listener->at,
                    "listener " + *listener.listener->name +
                        " and a more specific one on its port both have routes for " + name +
                        ". Envoy Gateway 1.9 makes a route table of this that Envoy refuses; the lab serves the "
                        "more specific listener alone."));
                continue;
            }
            const QString label = text(listener.owner->id().path() + "/" + *listener.listener->name + "/" + name);
            hosts.append(QJsonObject{
                {u"name"_s, label},
                {u"domains"_s, QJsonArray{text(name)}},
                {u"routes"_s, envoyRoutes(listener, name, listener.httpRoutes, m_clusters, m_config.notServed)}});
        }
    }

    QJsonObject connectionManager(const QString &name, const QJsonArray &hosts, bool hasCors) const
    {
        QJsonArray filters;
        if (hasCors)
            filters.append(
                extension("envoy.filters.http.cors"_L1, typed("extensions.filters.http.cors.v3.Cors"_L1, {})));
        filters.append(extension("envoy.filters.http.router"_L1, typed("extensions.filters.http.router.v3.Router"_L1,
                                                                       {{u"suppress_envoy_headers"_s, true}})));
        // What Envoy Gateway sets and Envoy's own defaults do not (spec/peers.md, "Direct lab").
        return extension(
            "envoy.filters.network.http_connection_manager"_L1,
            typed("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"_L1,
                  {{u"stat_prefix"_s, name},
                   {u"server_header_transformation"_s, u"PASS_THROUGH"_s},
                   {u"use_remote_address"_s, true},
                   {u"normalize_path"_s, true},
                   {u"merge_slashes"_s, true},
                   {u"path_with_escaped_slashes_action"_s, u"UNESCAPE_AND_REDIRECT"_s},
                   {u"common_http_protocol_options"_s,
                    QJsonObject{{u"headers_with_underscores_action"_s, u"REJECT_REQUEST"_s}}},
                   {u"access_log"_s, QJsonArray{accessLog()}},
                   {u"http_filters"_s, filters},
                   {u"route_config"_s, QJsonObject{{u"name"_s, name},
                                                   {u"ignore_port_in_host_matching"_s, true},
                                                   // An invalid share goes to a cluster that does not exist: 500.
                                                   {u"validate_clusters"_s, false},
                                                   {u"virtual_hosts"_s, hosts}}}}));
    }

    QJsonObject accessLog() const
    {
        return extension("envoy.access_loggers.file"_L1, typed("extensions.access_loggers.file.v3.FileAccessLog"_L1,
                                                               {{u"path"_s, text(m_directory + "/envoy-access.log")}}));
    }

    QJsonObject transportSocket(const LabListener &listener, bool isHttp)
    {
        std::vector<std::string> names = listener.certificateNames;
        const auto addName = [&names](const std::string &name) {
            if (!name.empty() && name != "*" && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        };
        if (names.empty()) {
            addName(listener.hostname);
            for (const auto &attached : listener.httpRoutes)
                std::for_each(attached.hostnames.begin(), attached.hostnames.end(), addName);
            for (const auto &attached : listener.tlsRoutes)
                std::for_each(attached.hostnames.begin(), attached.hostnames.end(), addName);
        }
        if (names.empty())
            names.emplace_back("localhost");
        const std::string file = m_directory + "/gateway-" + std::to_string(m_config.certificates.size()) + ".pem";
        m_config.certificates.push_back({file, names});
        const QJsonObject source{{u"filename"_s, text(file)}};
        QJsonObject common{{u"tls_certificates"_s,
                            QJsonArray{QJsonObject{{u"certificate_chain"_s, source}, {u"private_key"_s, source}}}}};
        if (isHttp)
            common.insert(u"alpn_protocols"_s, QJsonArray{u"h2"_s, u"http/1.1"_s});
        return extension(
            "envoy.transport_sockets.tls"_L1,
            typed("extensions.transport_sockets.tls.v3.DownstreamTlsContext"_L1, {{u"common_tls_context"_s, common}}));
    }

    /// The cluster, or weighted clusters, of the first rule of an L4 route; empty when nothing can be forwarded.
    QJsonObject tcpProxy(const std::string &kind, const ObjectMeta &route, const std::vector<L4RouteRule> &rules,
                         const QString &name)
    {
        QJsonArray shares;
        if (!rules.empty()) {
            for (const BackendRef &backend : *rules.front().backendRefs) {
                const std::string cluster = m_clusters.clusterFor(kind, route, backend.ref);
                const std::int64_t weight = backend.weight.valueOr(1);
                if (weight > 0)
                    shares.append(QJsonObject{{u"name"_s, text(cluster.empty() ? invalidCluster : cluster)},
                                              {u"weight"_s, static_cast<qint64>(weight)}});
            }
        }
        if (shares.isEmpty())
            return {};
        return extension("envoy.filters.network.tcp_proxy"_L1,
                         typed("extensions.filters.network.tcp_proxy.v3.TcpProxy"_L1,
                               {{u"stat_prefix"_s, name},
                                {u"access_log"_s, QJsonArray{accessLog()}},
                                {u"weighted_clusters"_s, QJsonObject{{u"clusters"_s, shares}}}}));
    }

    void addTlsChains(QJsonArray &chains, const LabListener &listener)
    {
        if (listener.isPassthrough()) {
            m_config.notServed.push_back(
                notServedNote(*listener.owner, listener.listener->at,
                              "listener " + *listener.listener->name +
                                  ": TLS passthrough is not served, since the lab's echo server does not speak TLS."));
            return;
        }
        // spec/gateway.md §9: by hostname, then age and name; one name, one route.
        std::set<std::string> taken;
        for (const AttachedRoute<TlsRoute> &attached : listener.tlsRoutes) {
            for (const std::string &name : attached.hostnames) {
                if (!taken.insert(name).second)
                    continue;
                const QString label = text("tls-" + attached.route->meta.id().path() + "-" + name);
                const QJsonObject proxy = tcpProxy("TLSRoute", attached.route->meta, *attached.route->rules, label);
                if (proxy.isEmpty())
                    continue;
                QJsonObject chain{{u"name"_s, label},
                                  {u"filters"_s, QJsonArray{proxy}},
                                  {u"transport_socket"_s, transportSocket(listener, false)}};
                if (name != "*")
                    chain.insert(u"filter_chain_match"_s, QJsonObject{{u"server_names"_s, QJsonArray{text(name)}}});
                chains.append(chain);
            }
        }
    }

    void addTcpChain(QJsonArray &chains, const LabListener &listener)
    {
        if (listener.tcpRoutes.empty())
            return;
        // spec/gateway.md §9: only the oldest gets traffic.
        const TcpRoute &route = *listener.tcpRoutes.front().route;
        const QJsonObject proxy = tcpProxy("TCPRoute", route.meta, *route.rules, text("tcp-" + route.meta.id().path()));
        if (!proxy.isEmpty())
            chains.append(QJsonObject{{u"filters"_s, QJsonArray{proxy}}});
    }

    const LabPorts &m_ports;
    const std::string &m_directory;
    EnvoyConfig m_config;
    GatewayModel m_model;
    EnvoyClusters m_clusters;
};

} // namespace

std::vector<GatewayPort> gatewayPorts(const Snapshot &snapshot)
{
    std::set<GatewayPort> ports;
    for (const LabListener &listener : buildGatewayModel(snapshot).listeners)
        ports.insert(listener.gatewayPort());
    return {ports.begin(), ports.end()};
}

EnvoyConfig writeEnvoyConfig(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports,
                             const std::string &directory)
{
    return Writer(snapshot, echo, ports, directory).write();
}

} // namespace wayproof
