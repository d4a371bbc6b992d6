// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Everything that was loaded, at one moment: all objects by kind, look-up by id, the sources and their findings.
// Immutable once made; shared between threads as std::shared_ptr<const Snapshot>.
#pragma once

#include "model/base/diagnostic.h"
#include "model/resources/gateway.h"
#include "model/resources/ingress.h"
#include "model/resources/policies.h"
#include "model/resources/routes.h"
#include "model/resources/services.h"

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace wayproof
{

/// The text of one source, kept for showing YAML at a line. Values of Secrets are blanked out before it gets here.
struct SourceText {
    std::shared_ptr<const std::string> name;
    std::shared_ptr<const std::string> text;
};

/// All objects, by kind, in the order in which they were loaded.
using ObjectLists =
    std::tuple<std::vector<Ingress>, std::vector<IngressClass>, std::vector<GatewayClass>, std::vector<Gateway>,
               std::vector<ListenerSet>, std::vector<HttpRoute>, std::vector<GrpcRoute>, std::vector<TlsRoute>,
               std::vector<TcpRoute>, std::vector<UdpRoute>, std::vector<ReferenceGrant>, std::vector<BackendTlsPolicy>,
               std::vector<NetworkPolicy>, std::vector<Service>, std::vector<Endpoints>, std::vector<EndpointSlice>,
               std::vector<Namespace>, std::vector<Secret>, std::vector<ConfigMap>, std::vector<Workload>,
               std::vector<OtherObject>>;

/// What a Snapshot is made from.
struct SnapshotParts {
    ObjectLists objects;
    std::vector<SourceText> sources;
    Diagnostics findings;
    /// Kinds of which everything that exists was seen (a cluster that was allowed to list them). For the others the
    /// silence of the source is read as in design/cli.md: none loaded → those referred to are taken to exist.
    std::set<std::string> completeKinds;
};

class Snapshot
{
public:
    Snapshot() = default;
    explicit Snapshot(SnapshotParts parts);

    template<class T>
    const std::vector<T> &all() const
    {
        return std::get<std::vector<T>>(m_parts.objects);
    }
    /// The object of that type with that namespace and name; null when it was not loaded. Of duplicates, the first.
    template<class T>
    const T *find(std::string_view ns, std::string_view name) const
    {
        const auto &index = std::get<Index<T>>(m_indices).byName;
        const auto found = index.find(key(ns, name));
        return found == index.end() ? nullptr : &all<T>()[found->second];
    }
    /// Whether the source speaks about this kind at all, so that an absent object is missing and not just unsaid.
    template<class T>
    bool speaksOf() const
    {
        return !all<T>().empty() || m_parts.completeKinds.contains(std::string(kindName<T>()));
    }
    template<class T>
    bool isComplete() const
    {
        return m_parts.completeKinds.contains(std::string(kindName<T>()));
    }

    /// Slices and Endpoints of one Service, in load order.
    std::vector<const EndpointSlice *> slicesOf(std::string_view ns, std::string_view service) const;

    /// Metadata of any object by id; null when it was not loaded.
    const ObjectMeta *meta(const ResourceId &id) const;
    /// Metadata of everything, in load order within each kind.
    std::vector<const ObjectMeta *> allMeta() const;
    std::size_t objectCount() const;

    const std::vector<SourceText> &sources() const { return m_parts.sources; }
    const Diagnostics &findings() const { return m_parts.findings; }
    const SnapshotParts &parts() const { return m_parts; }

    /// Kubernetes' name of the kind that T holds; empty for Workload and OtherObject, which hold several.
    template<class T>
    static std::string_view kindName();

private:
    template<class T>
    struct Index {
        std::unordered_map<std::string, std::size_t> byName;
    };
    template<class Lists>
    struct IndicesFor;
    template<class... T>
    struct IndicesFor<std::tuple<std::vector<T>...>> {
        using Type = std::tuple<Index<T>...>;
    };
    static std::string key(std::string_view ns, std::string_view name);

    SnapshotParts m_parts;
    IndicesFor<ObjectLists>::Type m_indices;
    std::unordered_map<std::string, std::vector<std::size_t>> m_slicesByService;
    std::unordered_map<ResourceId, const ObjectMeta *> m_metaById;
    std::vector<const ObjectMeta *> m_allMeta;

    Snapshot(const Snapshot &) = delete;
    Snapshot &operator=(const Snapshot &) = delete;
};

// clang-format off
template<> std::string_view Snapshot::kindName<Ingress>();
template<> std::string_view Snapshot::kindName<IngressClass>();
template<> std::string_view Snapshot::kindName<GatewayClass>();
template<> std::string_view Snapshot::kindName<Gateway>();
template<> std::string_view Snapshot::kindName<ListenerSet>();
template<> std::string_view Snapshot::kindName<HttpRoute>();
template<> std::string_view Snapshot::kindName<GrpcRoute>();
template<> std::string_view Snapshot::kindName<TlsRoute>();
template<> std::string_view Snapshot::kindName<TcpRoute>();
template<> std::string_view Snapshot::kindName<UdpRoute>();
template<> std::string_view Snapshot::kindName<ReferenceGrant>();
template<> std::string_view Snapshot::kindName<BackendTlsPolicy>();
template<> std::string_view Snapshot::kindName<NetworkPolicy>();
template<> std::string_view Snapshot::kindName<Service>();
template<> std::string_view Snapshot::kindName<Endpoints>();
template<> std::string_view Snapshot::kindName<EndpointSlice>();
template<> std::string_view Snapshot::kindName<Namespace>();
template<> std::string_view Snapshot::kindName<Secret>();
template<> std::string_view Snapshot::kindName<ConfigMap>();
template<> std::string_view Snapshot::kindName<Workload>();
template<> std::string_view Snapshot::kindName<OtherObject>();
// clang-format on

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// The same without the namespaced objects of other namespaces; cluster-scoped objects, sources and findings stay.
SnapshotPtr restrictedTo(const Snapshot &snapshot, const std::set<std::string> &namespaces);

} // namespace wayproof
