// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/resources/snapshot.h"

namespace wayproof
{

namespace
{

template<class Function, class... T>
void forEachList(const std::tuple<std::vector<T>...> &lists, Function &&function)
{
    (function(std::get<std::vector<T>>(lists)), ...);
}

} // namespace

// clang-format off
template<> std::string_view Snapshot::kindName<Ingress>() { return "Ingress"; }
template<> std::string_view Snapshot::kindName<IngressClass>() { return "IngressClass"; }
template<> std::string_view Snapshot::kindName<GatewayClass>() { return "GatewayClass"; }
template<> std::string_view Snapshot::kindName<Gateway>() { return "Gateway"; }
template<> std::string_view Snapshot::kindName<ListenerSet>() { return "ListenerSet"; }
template<> std::string_view Snapshot::kindName<HttpRoute>() { return "HTTPRoute"; }
template<> std::string_view Snapshot::kindName<GrpcRoute>() { return "GRPCRoute"; }
template<> std::string_view Snapshot::kindName<TlsRoute>() { return "TLSRoute"; }
template<> std::string_view Snapshot::kindName<TcpRoute>() { return "TCPRoute"; }
template<> std::string_view Snapshot::kindName<UdpRoute>() { return "UDPRoute"; }
template<> std::string_view Snapshot::kindName<ReferenceGrant>() { return "ReferenceGrant"; }
template<> std::string_view Snapshot::kindName<BackendTlsPolicy>() { return "BackendTLSPolicy"; }
template<> std::string_view Snapshot::kindName<NetworkPolicy>() { return "NetworkPolicy"; }
template<> std::string_view Snapshot::kindName<Service>() { return "Service"; }
template<> std::string_view Snapshot::kindName<Endpoints>() { return "Endpoints"; }
template<> std::string_view Snapshot::kindName<EndpointSlice>() { return "EndpointSlice"; }
template<> std::string_view Snapshot::kindName<Namespace>() { return "Namespace"; }
template<> std::string_view Snapshot::kindName<Secret>() { return "Secret"; }
template<> std::string_view Snapshot::kindName<ConfigMap>() { return "ConfigMap"; }
template<> std::string_view Snapshot::kindName<Workload>() { return {}; }
template<> std::string_view Snapshot::kindName<OtherObject>() { return {}; }
// clang-format on

Snapshot::Snapshot(SnapshotParts parts)
    : m_parts(std::move(parts))
{
    forEachList(m_parts.objects, [this]<class T>(const std::vector<T> &list) {
        auto &index = std::get<Index<T>>(m_indices).byName;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const ObjectMeta &meta = list[i].meta;
            index.try_emplace(key(*meta.ns, *meta.name), i);
            m_metaById.try_emplace(meta.id(), &meta);
            m_allMeta.push_back(&meta);
        }
    });
    const auto &slices = all<EndpointSlice>();
    for (std::size_t i = 0; i < slices.size(); ++i) {
        const std::string service = slices[i].serviceName();
        if (!service.empty())
            m_slicesByService[key(*slices[i].meta.ns, service)].push_back(i);
    }
}

std::string Snapshot::key(std::string_view ns, std::string_view name)
{
    std::string text;
    text.reserve(ns.size() + name.size() + 1);
    text.append(ns).append(1, '/').append(name);
    return text;
}

std::vector<const EndpointSlice *> Snapshot::slicesOf(std::string_view ns, std::string_view service) const
{
    std::vector<const EndpointSlice *> found;
    const auto indices = m_slicesByService.find(key(ns, service));
    if (indices == m_slicesByService.end())
        return found;
    for (const std::size_t i : indices->second)
        found.push_back(&all<EndpointSlice>()[i]);
    return found;
}

const ObjectMeta *Snapshot::meta(const ResourceId &id) const
{
    const auto found = m_metaById.find(id);
    return found == m_metaById.end() ? nullptr : found->second;
}

std::vector<const ObjectMeta *> Snapshot::allMeta() const
{
    return m_allMeta;
}

std::size_t Snapshot::objectCount() const
{
    return m_allMeta.size();
}

SnapshotPtr restrictedTo(const Snapshot &snapshot, const std::set<std::string> &namespaces)
{
    SnapshotParts parts = snapshot.parts();
    const auto keepThose = [&]<class T>(std::vector<T> &list) {
        std::erase_if(list, [&](const T &object) {
            return !object.meta.ns.value.empty() && !namespaces.contains(object.meta.ns.value);
        });
    };
    std::apply([&](auto &...lists) { (keepThose(lists), ...); }, parts.objects);
    return std::make_shared<const Snapshot>(std::move(parts));
}

} // namespace wayproof
