// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/envoy-gateway/translation.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

/// Ports below 1024 are moved up by Envoy Gateway, since its proxy is not privileged.
int declaredPort(int port)
{
    return port > 10'000 && port - 10'000 < 1024 ? port - 10'000 : port;
}

/// The Service and its port that an endpoint group stands for, by the metadata that Envoy Gateway puts beside it.
BackendName backendOf(const QJsonObject &group)
{
    const QJsonObject resource =
        group[u"metadata"][u"filterMetadata"][u"envoy-gateway"][u"resources"].toArray().first().toObject();
    return (resource[u"namespace"].toString() + u'/' + resource[u"name"].toString() + u':' +
            resource[u"sectionName"].toString())
        .toStdString();
}

/// Every object of the tree, members first.
template<class Change>
QJsonValue changed(const QJsonValue &value, const Change &change)
{
    if (value.isArray()) {
        QJsonArray list;
        for (const QJsonValue &entry : value.toArray())
            list.append(changed(entry, change));
        return list;
    }
    if (!value.isObject())
        return value;
    QJsonObject object = value.toObject();
    for (auto i = object.begin(); i != object.end(); ++i)
        *i = changed(*i, change);
    change(object);
    return object;
}

void save(const QString &path, const QJsonObject &object)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject pathSource(const QString &path)
{
    return {{u"pathConfigSource"_s, QJsonObject{{u"path"_s, path}}}, {u"resourceApiVersion"_s, u"V3"_s}};
}

QJsonObject loopback(int port)
{
    return {{u"socketAddress"_s, QJsonObject{{u"address"_s, u"127.0.0.1"_s}, {u"portValue"_s, port}}}};
}

} // namespace

Translation::Translation(const QJsonObject &output)
{
    const QJsonObject gateways = output[u"xds"].toObject();
    for (auto i = gateways.begin(); i != gateways.end(); ++i) {
        for (const QJsonValue &config : (*i)[u"configs"].toArray())
            read(i.key().toStdString(), config.toObject());
    }
}

void Translation::read(const std::string &gateway, const QJsonObject &config)
{
    for (const QJsonValue &entry : config[u"dynamicListeners"].toArray()) {
        const QJsonObject listener = entry[u"activeState"][u"listener"].toObject();
        if (listener[u"name"].toString().startsWith(u"envoy-gateway-proxy-ready"))
            continue;
        const int port = listener[u"address"][u"socketAddress"][u"portValue"].toInt();
        m_listeners.push_back({{gateway, declaredPort(port)}, listener});
        m_doors.insert({gateway, declaredPort(port)});
    }
    for (const QJsonValue &entry : config[u"dynamicActiveClusters"].toArray()) {
        const QJsonObject cluster = entry[u"cluster"].toObject();
        m_clusters.emplace(cluster[u"name"].toString(), cluster);
    }
    for (const QJsonValue &entry : config[u"dynamicRouteConfigs"].toArray()) {
        const QJsonObject routes = entry[u"routeConfig"].toObject();
        m_routes.emplace(routes[u"name"].toString(), routes);
    }
    for (const QJsonValue &entry : config[u"dynamicEndpointConfigs"].toArray()) {
        const QJsonObject endpoints = entry[u"endpointConfig"].toObject();
        m_endpoints.emplace(endpoints[u"clusterName"].toString(), endpoints);
        for (const QJsonValue &group : endpoints[u"endpoints"].toArray())
            m_backends.insert(backendOf(group.toObject()));
    }
}

QJsonObject Translation::cluster(QJsonObject cluster, const std::map<BackendName, std::uint16_t> &echoPorts) const
{
    const auto found = m_endpoints.find(cluster[u"name"].toString());
    if (found == m_endpoints.end())
        return cluster;
    QJsonObject assignment = found->second;
    QJsonArray groups;
    for (const QJsonValue &entry : assignment[u"endpoints"].toArray()) {
        QJsonObject group = entry.toObject();
        QJsonArray endpoints;
        for (const QJsonValue &value : group[u"lbEndpoints"].toArray()) {
            QJsonObject lbEndpoint = value.toObject();
            QJsonObject endpoint = lbEndpoint[u"endpoint"].toObject();
            endpoint[u"address"] = loopback(echoPorts.at(backendOf(group)));
            lbEndpoint[u"endpoint"] = endpoint;
            endpoints.append(lbEndpoint);
        }
        group[u"lbEndpoints"] = endpoints;
        groups.append(group);
    }
    assignment[u"endpoints"] = groups;
    assignment.remove(u"@type");
    cluster.remove(u"edsClusterConfig");
    // Our echo server speaks HTTP/1.1; what is spoken to a gRPC backend is no matter of routing.
    cluster.remove(u"typedExtensionProtocolOptions");
    cluster[u"type"] = u"STATIC"_s;
    cluster[u"loadAssignment"] = assignment;
    return cluster;
}

QString Translation::write(const QString &directory, const Places &places) const
{
    std::map<QString, QString> routeFiles;
    for (const auto &[name, routes] : m_routes) {
        const QString file = directory + u"/rds-%1.json"_s.arg(routeFiles.size());
        save(file, {{u"versionInfo"_s, u"1"_s}, {u"resources"_s, QJsonArray{routes}}});
        routeFiles.emplace(name, file);
    }
    std::set<QString> secretNames;
    QJsonArray listeners;
    for (const DoorListener &entry : m_listeners) {
        QJsonObject listener = changed(entry.listener, [&](QJsonObject &object) {
                                   object.remove(u"accessLog");
                                   if (object.contains(u"routeConfigName"))
                                       object[u"configSource"] =
                                           pathSource(routeFiles[object[u"routeConfigName"].toString()]);
                                   if (object.contains(u"sdsConfig")) {
                                       // Without a source the name is one of the bootstrap's own secrets.
                                       object.remove(u"sdsConfig");
                                       secretNames.insert(object[u"name"].toString());
                                   }
                               }).toObject();
        listener[u"address"] = loopback(places.doorPorts.at(entry.door));
        listeners.append(listener);
    }
    QJsonArray clusters;
    for (const auto &[name, made] : m_clusters)
        clusters.append(cluster(made, places.echoPorts));
    QJsonArray secrets;
    const auto file = [](const QString &path) { return QJsonObject{{u"filename"_s, path}}; };
    for (const QString &name : secretNames) {
        secrets.append(
            QJsonObject{{u"name"_s, name},
                        {u"tlsCertificate"_s, QJsonObject{{u"certificateChain"_s, file(places.certificateFile)},
                                                          {u"privateKey"_s, file(places.keyFile)}}}});
    }
    save(directory + u"/lds.json"_s, {{u"versionInfo"_s, u"1"_s}, {u"resources"_s, listeners}});
    save(directory + u"/cds.json"_s, {{u"versionInfo"_s, u"1"_s}, {u"resources"_s, clusters}});
    const QString bootstrap = directory + u"/bootstrap.json"_s;
    save(bootstrap,
         {{u"node"_s, QJsonObject{{u"id"_s, u"witness"_s}, {u"cluster"_s, u"witness"_s}}},
          {u"admin"_s, QJsonObject{{u"address"_s, loopback(places.adminPort)}}},
          {u"layeredRuntime"_s,
           QJsonObject{
               {u"layers"_s, QJsonArray{QJsonObject{
                                 {u"name"_s, u"global_config"_s},
                                 {u"staticLayer"_s, QJsonObject{{u"re2.max_program_size.error_level"_s, 4294967295.0},
                                                                {u"re2.max_program_size.warn_level"_s, 1000}}}}}}}},
          {u"staticResources"_s, QJsonObject{{u"secrets"_s, secrets}}},
          {u"dynamicResources"_s, QJsonObject{{u"ldsConfig"_s, pathSource(directory + u"/lds.json"_s)},
                                              {u"cdsConfig"_s, pathSource(directory + u"/cds.json"_s)}}}});
    return bootstrap;
}

} // namespace wayproof::test
