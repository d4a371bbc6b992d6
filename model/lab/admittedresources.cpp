// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/admittedresources.h"

#include <unordered_set>

namespace wayproof
{

namespace
{

template<class T>
void drop(ObjectLists &objects, const std::unordered_set<ResourceId> &refused)
{
    std::erase_if(std::get<std::vector<T>>(objects),
                  [&refused](const T &object) { return refused.contains(object.meta.id()); });
}

} // namespace

std::shared_ptr<const Snapshot> admittedResources(std::shared_ptr<const Snapshot> snapshot)
{
    std::unordered_set<ResourceId> refused;
    for (const Diagnostic &found : snapshot->findings()) {
        // Two of one name are a conflict, or the first counts (spec/gateway.md §2, §5): both say more than a refusal.
        // Without a pathType an Ingress can have been stored through an older version (spec/ingress.md §2.1).
        const bool hasMeaning = found.code == "listener-duplicate" || found.code == "match-name-duplicate" ||
                                found.code == "ingress-path-type-missing";
        if (found.category == Category::Rejected && found.severity == Severity::Error && !found.subject.isNull() &&
            !hasMeaning)
            refused.insert(found.subject);
    }
    if (refused.empty())
        return snapshot;
    SnapshotParts parts = snapshot->parts();
    drop<Ingress>(parts.objects, refused);
    drop<GatewayClass>(parts.objects, refused);
    drop<Gateway>(parts.objects, refused);
    drop<ListenerSet>(parts.objects, refused);
    drop<HttpRoute>(parts.objects, refused);
    drop<GrpcRoute>(parts.objects, refused);
    drop<TlsRoute>(parts.objects, refused);
    drop<TcpRoute>(parts.objects, refused);
    drop<UdpRoute>(parts.objects, refused);
    drop<ReferenceGrant>(parts.objects, refused);
    drop<BackendTlsPolicy>(parts.objects, refused);
    return std::make_shared<const Snapshot>(std::move(parts));
}

} // namespace wayproof
