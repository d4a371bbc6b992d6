// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyconfig.h"

#include "model/lab/envoyclusters.h"
#include "model/lab/envoydownstreamtls.h"
#include "model/lab/envoylayer4.h"
#include "model/lab/envoyroutes.h"
#include "model/lab/envoytext.h"
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
        , m_model(buildGatewayModel(snapshot, directory))
        , m_clusters(snapshot, echo, directory, m_config.notServed)
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
            if (listener.isEmpty())
                continue;
            listeners.append(listener);
            for (const LabListener *entry : group)
                addServed(*entry);
        }
        const QJsonObject bootstrap{
            {u"node"_s, QJsonObject{{u"id"_s, u"wayproof-lab"_s}, {u"cluster"_s, u"wayproof-lab"_s}}},
            {u"static_resources"_s, QJsonObject{{u"listeners"_s, listeners}, {u"clusters"_s, m_clusters.toJson()}}}};
        m_config.json = QJsonDocument(bootstrap).toJson(QJsonDocument::Indented);
        m_config.needsAuthority |= m_clusters.hasTls() || !m_config.caBundles.empty();
        addClientCertificates();
        removeRepeated(m_config.notServed);
        return std::move(m_config);
    }

private:
    /// Empty where Envoy would have nothing to do: a connection is refused then, as it should be.
    QJsonObject envoyListener(const GatewayPort &port, std::vector<const LabListener *> group)
    {
        std::stable_sort(group.begin(), group.end(), [](const LabListener *a, const LabListener *b) {
            return specificity(a->hostname) > specificity(b->hostname);
        });
        QJsonObject socket{{u"address"_s, u"127.0.0.1"_s}, {u"port_value"_s, m_ports.gateways.at(port)}};
        if (port.isUdp)
            socket.insert(u"protocol"_s, u"UDP"_s);
        const QString suffix = port.isUdp ? u"/udp"_s : QString();
        QJsonObject listener{{u"name"_s, envoyText(port.gateway.path() + "/" + std::to_string(port.port)) + suffix},
                             {u"address"_s, QJsonObject{{u"socket_address"_s, socket}}},
                             // Otherwise a second lab of the same user could share the port.
                             {u"enable_reuse_port"_s, false}};
        if (port.isUdp)
            return udpListener(listener, *group.front());
        listener.insert(u"per_connection_buffer_limit_bytes"_s, 32768);
        QJsonArray chains;
        const std::string &protocol = group.front()->protocol;
        if (protocol == "HTTP")
            chains.append(httpChain(port, group));
        else if (protocol == "TCP")
            addTcpChain(chains, *group.front());
        else
            addTlsChains(chains, group);
        if (chains.isEmpty())
            return {};
        listener.insert(u"filter_chains"_s, chains);
        if (protocol == "HTTPS" || protocol == "TLS")
            listener.insert(u"listener_filters"_s,
                            QJsonArray{envoyExtension(
                                u"envoy.filters.listener.tls_inspector"_s,
                                envoyTyped("extensions.filters.listener.tls_inspector.v3.TlsInspector"_L1, {}))});
        return listener;
    }

    void addServed(const LabListener &entry)
    {
        ServedListener served;
        served.gatewayPort = entry.gatewayPort();
        served.owner = entry.owner->id();
        served.listener = *entry.listener->name;
        served.protocol = entry.protocol;
        served.hostname = entry.hostname;
        std::transform(served.protocol.begin(), served.protocol.end(), served.protocol.begin(),
                       [](char c) { return static_cast<char>(c - 'A' + 'a'); });
        served.clientValidation = entry.clientValidation;
        served.hasGrpc = !entry.grpcRoutes.empty();
        if (entry.protocol == "HTTPS" || entry.protocol == "TLS")
            served.tlsMode = entry.isPassthrough() ? "Passthrough" : "Terminate";
        m_config.listeners.push_back(std::move(served));
    }

    void addClientCertificates()
    {
        std::set<std::string> files;
        for (const LabListener &listener : m_model.listeners) {
            if (m_clusters.hasTls() && !listener.backendClientFile.empty() &&
                files.insert(listener.backendClientFile).second)
                m_config.certificates.push_back(
                    {listener.backendClientFile, {listener.backendClientName}, LabCertificate::Use::Client});
        }
    }

    /// HTTP listeners of one port share a route table, as in Envoy Gateway: no isolation (spec/peers.md).
    QJsonObject httpChain(const GatewayPort &port, const std::vector<const LabListener *> &group)
    {
        QJsonArray hosts;
        std::set<std::string> taken;
        EnvoyFilterChain filters;
        for (const LabListener *listener : group)
            addVirtualHosts(hosts, *listener, filters, taken);
        const std::string name = "http-" + port.gateway.ns + "-" + port.gateway.name + "-" + std::to_string(port.port);
        return {{u"filters"_s, QJsonArray{connectionManager(envoyText(name), hosts, filters)}}};
    }

    QJsonObject httpsChain(const LabListener &listener)
    {
        QJsonArray hosts;
        std::set<std::string> taken;
        EnvoyFilterChain filters;
        addVirtualHosts(hosts, listener, filters, taken);
        const std::string name = "https-" + listener.owner->id().path() + "-" + *listener.listener->name;
        QJsonObject chain{{u"name"_s, envoyText(name)},
                          {u"filters"_s, QJsonArray{connectionManager(envoyText(name), hosts, filters)}},
                          {u"transport_socket"_s, downstreamTls(listener, m_directory, m_config)}};
        if (!listener.hostname.empty())
            chain.insert(u"filter_chain_match"_s,
                         QJsonObject{{u"server_names"_s, QJsonArray{envoyText(listener.hostname)}}});
        return chain;
    }

    void addVirtualHosts(QJsonArray &hosts, const LabListener &listener, EnvoyFilterChain &filters,
                         std::set<std::string> &taken)
    {
        std::vector<std::string> names;
        const auto addNames = [&names](const auto &routes) {
            for (const auto &attached : routes) {
                for (const std::string &name : attached.hostnames) {
                    if (std::find(names.begin(), names.end(), name) == names.end())
                        names.push_back(name);
                }
            }
        };
        addNames(listener.httpRoutes);
        addNames(listener.grpcRoutes);
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
            const QString label = envoyText(listener.owner->id().path() + "/" + *listener.listener->name + "/" + name);
            hosts.append(
                QJsonObject{{u"name"_s, label},
                            {u"domains"_s, QJsonArray{envoyText(name)}},
                            {u"routes"_s, envoyRoutes(name, {listener, m_clusters, filters, m_config.notServed})}});
        }
    }

    QJsonObject connectionManager(const QString &name, const QJsonArray &hosts, const EnvoyFilterChain &filters) const
    {
        // What Envoy Gateway sets and Envoy's own defaults do not (spec/peers.md, "Direct lab").
        return envoyExtension(
            u"envoy.filters.network.http_connection_manager"_s,
            envoyTyped("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"_L1,
                       {{u"stat_prefix"_s, name},
                        {u"server_header_transformation"_s, u"PASS_THROUGH"_s},
                        {u"use_remote_address"_s, true},
                        {u"normalize_path"_s, true},
                        {u"merge_slashes"_s, true},
                        {u"path_with_escaped_slashes_action"_s, u"UNESCAPE_AND_REDIRECT"_s},
                        {u"common_http_protocol_options"_s,
                         QJsonObject{{u"headers_with_underscores_action"_s, u"REJECT_REQUEST"_s}}},
                        {u"access_log"_s, QJsonArray{accessLog()}},
                        {u"http_filters"_s, filters.toJson()},
                        {u"route_config"_s, QJsonObject{{u"name"_s, name},
                                                        {u"ignore_port_in_host_matching"_s, true},
                                                        // An invalid share goes to a cluster that does not exist: 500.
                                                        {u"validate_clusters"_s, false},
                                                        {u"virtual_hosts"_s, hosts}}}}));
    }

    QJsonObject accessLog() const
    {
        return envoyExtension(u"envoy.access_loggers.file"_s,
                              envoyTyped("extensions.access_loggers.file.v3.FileAccessLog"_L1,
                                         {{u"path"_s, envoyText(m_directory + "/envoy-access.log")}}));
    }

    /// By server name, each name once: the most specific listener's comes first (spec/gateway.md §3).
    void addTlsChains(QJsonArray &chains, const std::vector<const LabListener *> &group)
    {
        std::set<std::string> taken;
        for (const LabListener *listener : group) {
            if (listener->protocol == "TLS")
                addTlsRoutes(chains, *listener, taken);
            else if (taken.insert(listener->hostname).second)
                chains.append(httpsChain(*listener));
        }
    }

    /// spec/gateway.md §9: by hostname, then age and name; one name, one route.
    void addTlsRoutes(QJsonArray &chains, const LabListener &listener, std::set<std::string> &taken)
    {
        m_config.needsAuthority |= listener.isPassthrough() && !listener.tlsRoutes.empty();
        for (const AttachedRoute<TlsRoute> &attached : listener.tlsRoutes) {
            for (const std::string &name : attached.hostnames) {
                const std::string serverName = name == "*" ? std::string() : name;
                if (!taken.insert(serverName).second)
                    continue;
                const ObjectMeta &route = attached.route->meta;
                const std::string label = "tls-" + *listener.listener->name + "-" + route.id().path() + "-" + name;
                const BackendUser user{&route, &listener, BackendUse::Stream};
                QJsonObject chain{{u"name"_s, envoyText(label)},
                                  {u"filters"_s, QJsonArray{tcpProxyFilter(user, *attached.route->rules, label,
                                                                           m_clusters, accessLog())}}};
                if (!listener.isPassthrough())
                    chain.insert(u"transport_socket"_s, downstreamTls(listener, m_directory, m_config));
                // Plain bytes have no server name: passed-through traffic has to be TLS.
                QJsonObject match;
                if (!serverName.empty())
                    match.insert(u"server_names"_s, QJsonArray{envoyText(serverName)});
                else if (listener.isPassthrough())
                    match.insert(u"transport_protocol"_s, u"tls"_s);
                if (!match.isEmpty())
                    chain.insert(u"filter_chain_match"_s, match);
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
        const BackendUser user{&route.meta, &listener, BackendUse::Stream};
        chains.append(
            QJsonObject{{u"filters"_s, QJsonArray{tcpProxyFilter(user, *route.rules, "tcp-" + route.meta.id().path(),
                                                                 m_clusters, accessLog())}}});
    }

    QJsonObject udpListener(QJsonObject listener, const LabListener &entry)
    {
        if (entry.udpRoutes.empty())
            return {};
        // spec/gateway.md §9: as with TCP.
        const UdpRoute &route = *entry.udpRoutes.front().route;
        const BackendUser user{&route.meta, &entry, BackendUse::Datagram};
        const std::string name = "udp-" + route.meta.id().path();
        listener.insert(u"udp_listener_config"_s, QJsonObject());
        listener.insert(u"listener_filters"_s, QJsonArray{udpProxyFilter(user, *route.rules, name, m_clusters)});
        return listener;
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
