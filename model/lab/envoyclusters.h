// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Envoy clusters for Service references: what a backendRef comes to (spec/gateway.md §7), each cluster made once.
#pragma once

#include "model/lab/echoplan.h"
#include "model/lab/gatewaylisteners.h"
#include "model/lab/labplan.h"
#include "model/resources/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// Traffic sent to this name, which no cluster bears, is answered 500 (gRPC: 503; TCP and TLS: closed).
inline constexpr const char *invalidCluster = "invalid-backend-cluster";

enum class BackendUse { Http, Grpc, Stream, Datagram };

/// Whose reference it is, and through which Gateway the traffic comes.
struct BackendUser {
    const ObjectMeta *route = nullptr; ///< its kind included
    const LabListener *listener = nullptr;
    BackendUse use = BackendUse::Http;
};

/// One reference with its weight; weights of zero are left out by whoever makes the list.
struct ClusterShare {
    const BackendObjectReference *ref = nullptr;
    std::int64_t weight = 1;
};

class EnvoyClusters
{
public:
    /// `directory` is the lab's own, where its authority's certificate lies.
    EnvoyClusters(const Snapshot &snapshot, const EchoPlan &echo, std::string directory, Diagnostics &notServed);

    /// The cluster for a reference; empty when the reference is invalid: kind, missing Service or port, no grant, or a
    /// BackendTLSPolicy that can't be kept.
    std::string clusterFor(const BackendUser &user, const BackendObjectReference &ref);

    /// One cluster over several backends, each a locality with its weight. Invalid shares of Datagram use lead to a
    /// port on which nobody listens; those of other uses must not be in the list. Empty when the backends differ in
    /// protocol or TLS, which one cluster can't hold.
    std::string combinedCluster(const BackendUser &user, const std::vector<ClusterShare> &shares,
                                const std::string &name);

    QJsonArray toJson() const;
    bool hasTls() const { return m_hasTls; }

private:
    struct Backend {
        std::string name;
        std::vector<const EchoEndpoint *> endpoints;
        const BackendTlsPolicy *tls = nullptr;
        bool isHttp2 = false;
    };
    std::optional<Backend> resolve(const BackendUser &user, const BackendObjectReference &ref);
    QJsonObject cluster(const BackendUser &user, const Backend &backend, const std::string &name,
                        const QJsonArray &localities);

    const Snapshot &m_snapshot;
    const EchoPlan &m_echo;
    std::string m_directory;
    Diagnostics &m_notServed;
    std::map<std::string, QJsonObject> m_clusters;
    bool m_hasTls = false;
};

} // namespace wayproof
