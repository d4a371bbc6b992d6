// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyclusters.h"

#include "model/lab/backendtls.h"
#include "model/lab/envoytext.h"

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// The discard service's port: nobody listens there, so datagrams are lost.
constexpr int nobodysPort = 9;

/// Ready endpoints; where none is ready, all of them: Envoy Gateway sends traffic there (spec/peers.md).
std::vector<const EchoEndpoint *> usedEndpoints(const EchoTarget &target)
{
    if (target.isExternalName)
        return {};
    std::vector<const EchoEndpoint *> ready = target.readyEndpoints();
    return ready.empty() ? target.endpoints : ready;
}

QJsonObject endpointOn(int port)
{
    const QJsonObject socket{{u"address"_s, u"127.0.0.1"_s}, {u"port_value"_s, port}};
    return {{u"endpoint"_s, QJsonObject{{u"address"_s, QJsonObject{{u"socket_address"_s, socket}}}}}};
}

QJsonArray listOf(const std::vector<const EchoEndpoint *> &endpoints)
{
    QJsonArray list;
    for (const EchoEndpoint *endpoint : endpoints)
        list.append(endpointOn(endpoint->port));
    return list;
}

const ServicePort *findPort(const Snapshot &snapshot, const std::string &ns, const std::string &service,
                            std::int64_t number, bool isUdp)
{
    const Service *found = snapshot.find<Service>(ns, service);
    if (!found)
        return nullptr;
    for (const ServicePort &port : *found->ports) {
        if (*port.port == number && (port.protocol && *port.protocol == "UDP") == isUdp)
            return &port;
    }
    return nullptr;
}

} // namespace

EnvoyClusters::EnvoyClusters(const Snapshot &snapshot, const EchoPlan &echo, std::string directory,
                             Diagnostics &notServed)
    : m_snapshot(snapshot)
    , m_echo(echo)
    , m_directory(std::move(directory))
    , m_notServed(notServed)
{
}

std::optional<EnvoyClusters::Backend> EnvoyClusters::resolve(const BackendUser &user, const BackendObjectReference &ref)
{
    const ObjectMeta &route = *user.route;
    const bool isService = ref.group->empty() && (!ref.kind || *ref.kind == "Service");
    const std::string &ns = ref.ns ? *ref.ns : *route.ns;
    if (!isService || !ref.port || !isGranted(m_snapshot, route.kind, *route.ns, "Service", ns, *ref.name))
        return std::nullopt;
    const bool isUdp = user.use == BackendUse::Datagram;
    const EchoTarget target = m_echo.target(ns, *ref.name, *ref.port, isUdp);
    if (!target.portExists)
        return std::nullopt;
    if (target.isExternalName)
        m_notServed.push_back(notServedNote(route, ref.at,
                                            "Service " + ns + "/" + *ref.name +
                                                " is an ExternalName: the lab's Envoy gives it no endpoints."));
    const ServicePort *port = findPort(m_snapshot, ns, *ref.name, *ref.port, isUdp);
    Backend backend;
    backend.endpoints = usedEndpoints(target);
    backend.isHttp2 = user.use == BackendUse::Grpc ||
                      (user.use == BackendUse::Http && port && *port->appProtocol == "kubernetes.io/h2c");
    // What passes through is the client's own TLS, which no policy touches (spec/gateway.md §9, §10).
    const bool isPassedThrough = user.use == BackendUse::Stream && user.listener->isPassthrough();
    if (!isUdp && !isPassedThrough)
        backend.tls = backendTlsPolicy(m_snapshot, ns, *ref.name, port ? *port->name : std::string());
    if (backend.tls && !hasUsableAuthority(m_snapshot, *backend.tls))
        return std::nullopt;
    backend.name = ns + "/" + *ref.name + ":" + std::to_string(*ref.port);
    if (isUdp)
        backend.name += " datagrams";
    else if (user.use == BackendUse::Stream)
        backend.name += isPassedThrough ? " passed through" : " bytes";
    else if (backend.isHttp2)
        backend.name += " http2";
    if (backend.tls && !user.listener->backendClientFile.empty())
        backend.name += " from " + user.listener->gateway->meta.id().path();
    return backend;
}

QJsonObject EnvoyClusters::cluster(const BackendUser &user, const Backend &backend, const std::string &name,
                                   const QJsonArray &localities)
{
    QJsonObject object{
        {u"name"_s, envoyText(name)},
        {u"type"_s, u"STATIC"_s},
        {u"connect_timeout"_s, u"10s"_s},
        {u"lb_policy"_s, u"LEAST_REQUEST"_s},
        {u"per_connection_buffer_limit_bytes"_s, 32768},
        {u"load_assignment"_s, QJsonObject{{u"cluster_name"_s, envoyText(name)}, {u"endpoints"_s, localities}}}};
    if (backend.isHttp2) {
        const QJsonObject options =
            envoyTyped("extensions.upstreams.http.v3.HttpProtocolOptions"_L1,
                       {{u"explicit_http_config"_s, QJsonObject{{u"http2_protocol_options"_s, QJsonObject()}}}});
        object.insert(u"typed_extension_protocol_options"_s,
                      QJsonObject{{u"envoy.extensions.upstreams.http.v3.HttpProtocolOptions"_s, options}});
    }
    if (backend.tls) {
        m_hasTls = true;
        const bool isHttp = user.use == BackendUse::Http || user.use == BackendUse::Grpc;
        const QString alpn = !isHttp ? QString() : backend.isHttp2 ? u"h2"_s : u"http/1.1"_s;
        object.insert(u"transport_socket"_s,
                      upstreamTls(*backend.tls, m_directory + "/ca.pem", user.listener->backendClientFile, alpn));
    }
    return object;
}

std::string EnvoyClusters::clusterFor(const BackendUser &user, const BackendObjectReference &ref)
{
    const std::optional<Backend> backend = resolve(user, ref);
    if (!backend)
        return {};
    if (!m_clusters.contains(backend->name)) {
        const QJsonArray list = listOf(backend->endpoints);
        const QJsonArray localities =
            list.isEmpty() ? QJsonArray() : QJsonArray{QJsonObject{{u"lb_endpoints"_s, list}}};
        m_clusters.emplace(backend->name, cluster(user, *backend, backend->name, localities));
    }
    return backend->name;
}

std::string EnvoyClusters::combinedCluster(const BackendUser &user, const std::vector<ClusterShare> &shares,
                                           const std::string &name)
{
    QJsonArray localities;
    std::optional<Backend> first;
    for (const ClusterShare &share : shares) {
        const std::optional<Backend> backend = resolve(user, *share.ref);
        if (backend && first && (backend->isHttp2 != first->isHttp2 || backend->tls != first->tls))
            return {};
        if (backend && !first)
            first = backend;
        QJsonArray list = backend ? listOf(backend->endpoints) : QJsonArray();
        if (list.isEmpty() && user.use == BackendUse::Datagram)
            list.append(endpointOn(nobodysPort));
        if (list.isEmpty())
            continue;
        const QJsonObject locality{{u"region"_s, u"backend-%1"_s.arg(localities.size())}};
        localities.append(QJsonObject{{u"locality"_s, locality},
                                      {u"load_balancing_weight"_s, static_cast<qint64>(share.weight)},
                                      {u"lb_endpoints"_s, list}});
    }
    QJsonObject object = cluster(user, first.value_or(Backend()), name, localities);
    object.insert(u"common_lb_config"_s, QJsonObject{{u"locality_weighted_lb_config"_s, QJsonObject()}});
    m_clusters.insert_or_assign(name, object);
    return name;
}

QJsonArray EnvoyClusters::toJson() const
{
    QJsonArray list;
    for (const auto &[name, object] : m_clusters)
        list.append(object);
    return list;
}

} // namespace wayproof
