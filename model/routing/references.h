// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a reference finds: Service ports and their endpoints, TLS Secrets, ReferenceGrants. Shared by both compilers.
// Reads the silence of a source as design/cli.md "Sources" says; knows no dialect and no profile.
#pragma once

#include "model/resources/snapshot.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wayproof
{

/// What became of "Service, port" in a backend reference.
struct ServicePortResolution {
    enum class State {
        Found,
        Assumed, ///< no Service was loaded at all, so this one is taken to exist
        ServiceMissing,
        PortMissing,  ///< the Service has no such port
        ExternalName, ///< found, but the Service only names a host outside; endpoints are unknown
    };
    State state = State::Found;
    const Service *service = nullptr;  ///< null for Assumed and ServiceMissing
    const ServicePort *port = nullptr; ///< null where no port was found
    int number = 0;                    ///< the Service port's number; 0 when unknown
    std::string appProtocol;
    std::optional<int> ready;                ///< endpoints that are ready; absent when unknown
    std::optional<int> known;                ///< endpoints, ready or not; absent when unknown
    std::vector<ResourceId> endpointObjects; ///< the EndpointSlices (or the Endpoints) that were counted
    /// State PortMissing: the Service port whose targetPort is the number that was asked for (a common mistake); null
    /// otherwise.
    const ServicePort *meantByTargetPort = nullptr;
    std::string assumption; ///< for people: what was taken for granted; empty when everything was read

    /// Whether the reference holds, endpoints aside.
    bool isUsable() const { return state == State::Found || state == State::Assumed || state == State::ExternalName; }
};

/// A Secret as a serving certificate.
struct CertificateResolution {
    enum class State { Usable, Assumed, Missing, WrongType, Malformed };
    State state = State::Usable;
    const Secret *secret = nullptr; ///< null for Assumed and Missing
    std::string reason;             ///< for people: why it is not usable, or what was assumed
    bool isUsable() const { return state == State::Usable || state == State::Assumed; }
};

/// The referring end of a reference across namespaces. `group` is "" for the core group.
struct GrantSubject {
    std::string group;
    std::string kind;
    std::string ns;
};
/// The end that is referred to.
struct GrantTarget {
    std::string group;
    std::string kind;
    std::string ns;
    std::string name;
};

struct GrantResolution {
    enum class State { SameNamespace, Granted, NotGranted };
    State state = State::SameNamespace;
    const ReferenceGrant *grant = nullptr; ///< the first that permits it
    bool isPermitted() const { return state != State::NotGranted; }
};

/// Look-ups over one snapshot, which must outlive it. Cheap to make; safe to read from several threads.
class References
{
public:
    explicit References(const Snapshot &snapshot);

    ServicePortResolution servicePort(std::string_view ns, std::string_view name, std::int64_t number) const;
    ServicePortResolution servicePort(std::string_view ns, std::string_view name, std::string_view portName) const;
    CertificateResolution certificate(std::string_view ns, std::string_view name) const;
    /// spec/gateway.md §7 "ReferenceGrant": entries of a grant are OR-ed, and so are several grants.
    GrantResolution grant(const GrantSubject &from, const GrantTarget &to) const;

    const Snapshot &snapshot() const { return m_snapshot; }

private:
    template<class Matches>
    ServicePortResolution resolve(std::string_view ns, std::string_view name, const std::string &asked,
                                  Matches &&matches) const;
    void countEndpoints(ServicePortResolution &resolution) const;

    const Snapshot &m_snapshot;
    std::unordered_map<std::string, std::vector<const ReferenceGrant *>> m_grantsByNamespace;
};

/// The API's reason for a reference that does not hold: "BackendNotFound"; empty where it does.
std::string_view backendReason(const ServicePortResolution &resolution);
/// One sentence for people: why the reference does not hold.
std::string explain(const ServicePortResolution &resolution, std::string_view ns, std::string_view name,
                    std::string_view port);

} // namespace wayproof
