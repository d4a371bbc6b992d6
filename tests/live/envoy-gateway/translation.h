// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What `egctl x translate --to xds` printed, made ready to be served on loopback: the route tables stay as Envoy
// Gateway wrote them, only addresses change. Must not know what a route means.
#pragma once

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace wayproof::test
{

/// A Service's port that the translation sends traffic to: "namespace/name:port".
using BackendName = std::string;
/// "namespace/name" of the Gateway, and the port that its listener declares.
using GatewayDoor = std::pair<std::string, int>;

class Translation
{
public:
    /// The whole output of egctl.
    explicit Translation(const QJsonObject &output);

    const std::set<BackendName> &backends() const { return m_backends; }
    const std::set<GatewayDoor> &doors() const { return m_doors; }
    struct Places {
        std::map<BackendName, std::uint16_t> echoPorts;
        std::map<GatewayDoor, std::uint16_t> doorPorts;
        QString certificateFile; ///< stands in for every Secret: egctl prints their names only
        QString keyFile;
        std::uint16_t adminPort = 0;
    };
    /// Writes Envoy's bootstrap and the files that it points to into `directory`; returns the bootstrap's path.
    QString write(const QString &directory, const Places &places) const;
    /// Listeners that Envoy is to have when it has read everything.
    std::size_t listenerCount() const { return m_listeners.size(); }

private:
    void read(const std::string &gateway, const QJsonObject &config);
    QJsonObject cluster(QJsonObject cluster, const std::map<BackendName, std::uint16_t> &echoPorts) const;

    struct DoorListener {
        GatewayDoor door;
        QJsonObject listener;
    };
    std::vector<DoorListener> m_listeners;
    std::map<QString, QJsonObject> m_clusters;  ///< by name
    std::map<QString, QJsonObject> m_endpoints; ///< by cluster
    std::map<QString, QJsonObject> m_routes;    ///< by name
    std::set<BackendName> m_backends;
    std::set<GatewayDoor> m_doors;
};

} // namespace wayproof::test
