// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyclusters.h"

#include "model/lab/gatewaylisteners.h"

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

/// Ready endpoints; where none is ready, all of them: Envoy Gateway sends traffic there (spec/peers.md).
std::vector<const EchoEndpoint *> usedEndpoints(const EchoTarget &target)
{
    std::vector<const EchoEndpoint *> ready = target.readyEndpoints();
    return ready.empty() ? target.endpoints : ready;
}

QJsonObject cluster(const std::string &name, const std::vector<const EchoEndpoint *> &endpoints)
{
    QJsonArray list;
    for (const EchoEndpoint *endpoint : endpoints) {
        const QJsonObject socket{{u"address"_s, u"127.0.0.1"_s}, {u"port_value"_s, endpoint->port}};
        list.append(
            QJsonObject{{u"endpoint"_s, QJsonObject{{u"address"_s, QJsonObject{{u"socket_address"_s, socket}}}}}});
    }
    const QJsonArray localities = list.isEmpty() ? QJsonArray() : QJsonArray{QJsonObject{{u"lb_endpoints"_s, list}}};
    return {{u"name"_s, text(name)},
            {u"type"_s, u"STATIC"_s},
            {u"connect_timeout"_s, u"10s"_s},
            {u"lb_policy"_s, u"LEAST_REQUEST"_s},
            {u"per_connection_buffer_limit_bytes"_s, 32768},
            {u"load_assignment"_s, QJsonObject{{u"cluster_name"_s, text(name)}, {u"endpoints"_s, localities}}}};
}

} // namespace

EnvoyClusters::EnvoyClusters(const Snapshot &snapshot, const EchoPlan &echo, Diagnostics &notServed)
    : m_snapshot(snapshot)
    , m_echo(echo)
    , m_notServed(notServed)
{
}

std::string EnvoyClusters::clusterFor(const std::string &routeKind, const ObjectMeta &route,
                                      const BackendObjectReference &ref)
{
    const bool isService = ref.group->empty() && (!ref.kind || *ref.kind == "Service");
    const std::string &ns = ref.ns ? *ref.ns : *route.ns;
    if (!isService || !ref.port || !isGranted(m_snapshot, routeKind, *route.ns, "Service", ns, *ref.name))
        return {};
    const EchoTarget target = m_echo.target(ns, *ref.name, *ref.port);
    if (!target.portExists)
        return {};
    const std::string name = ns + "/" + *ref.name + ":" + std::to_string(*ref.port);
    if (m_clusters.contains(name))
        return name;
    if (target.isExternalName)
        m_notServed.push_back(notServedNote(route, ref.at,
                                            "Service " + ns + "/" + *ref.name +
                                                " is an ExternalName: the lab's Envoy gives it no endpoints."));
    const Service *service = m_snapshot.find<Service>(ns, *ref.name);
    if (service) {
        for (const ServicePort &port : *service->ports) {
            if (*port.port == *ref.port && *port.appProtocol == "kubernetes.io/h2c")
                m_notServed.push_back(
                    notServedNote(service->meta, port.appProtocol.at,
                                  "appProtocol kubernetes.io/h2c: the lab's echo server speaks HTTP/1.1."));
        }
    }
    m_clusters.emplace(
        name, cluster(name, target.isExternalName ? std::vector<const EchoEndpoint *>() : usedEndpoints(target)));
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
