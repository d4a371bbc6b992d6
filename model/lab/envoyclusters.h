// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Envoy clusters for Service references: what a backendRef comes to (spec/gateway.md §7), each cluster made once.
#pragma once

#include "model/lab/echoplan.h"
#include "model/lab/labplan.h"
#include "model/resources/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

#include <map>
#include <string>

namespace wayproof
{

/// Traffic sent to this name, which no cluster bears, is answered 500.
inline constexpr const char *invalidCluster = "invalid-backend-cluster";

class EnvoyClusters
{
public:
    EnvoyClusters(const Snapshot &snapshot, const EchoPlan &echo, Diagnostics &notServed);

    /// The cluster for a reference of a route of kind `routeKind`; empty when the reference is invalid: kind, missing
    /// Service or port, or no grant.
    std::string clusterFor(const std::string &routeKind, const ObjectMeta &route, const BackendObjectReference &ref);

    QJsonArray toJson() const;

private:
    const Snapshot &m_snapshot;
    const EchoPlan &m_echo;
    Diagnostics &m_notServed;
    std::map<std::string, QJsonObject> m_clusters;
};

} // namespace wayproof
