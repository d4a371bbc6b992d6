// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the parts of the Gateway compiler hand to each other: the Gateways with their listeners, and the routes attached
// to them. Private to gatewaycompiler*.cpp; the front door is compile.h.
#pragma once

#include "model/routing/attachment.h"
#include "model/routing/compile.h"
#include "model/routing/profiles.h"
#include "model/routing/references.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace wayproof
{

/// A route at one listener.
struct Attachment {
    const RouteCommon *route = nullptr;
    RouteKind kind = RouteKind::Http;
    std::vector<AttachedHostname> hostnames;
    std::optional<Dependency> unknown; ///< set when it is not known whether it attaches
};

/// One listener of a Gateway or of a ListenerSet that it admitted.
struct ListenerNode {
    const Gateway *gateway = nullptr;
    const ListenerSet *set = nullptr; ///< null: the Gateway's own
    const Listener *listener = nullptr;
    std::string id;       ///< "namespace/object/listener"
    std::string hostname; ///< lower case
    int port = 0;
    std::string protocol;
    TlsMode tls = TlsMode::None;
    bool isAccepted = true;
    std::string reason;     ///< the API's, where it is not accepted: "HostnameConflict", "UnsupportedProtocol", …
    std::string message;    ///< for people
    bool isLeftOut = false; ///< invalid, and the implementation acts as if it were not there
    bool hasWrongKind = false;
    std::vector<RouteKind> kinds;
    std::optional<Dependency> tcpOnTls; ///< TCPRoutes on a TLS listener are up to the implementation
    std::string refusal;                ///< why the handshake cannot succeed; empty when it can
    std::optional<ClientValidation> clientValidation;
    std::vector<Dependency> dependsOn;
    std::optional<Dependency> unknown; ///< set when it is not known whether the Gateway admits its ListenerSet
    std::vector<Attachment> attachments;

    const ObjectMeta &owner() const { return set ? set->meta : gateway->meta; }
    Location source() const { return owner().at(listener->at); }
    Anchor anchor() const { return {owner().id(), {}, {}, *listener->name}; }
};

struct GatewayNode {
    const Gateway *gateway = nullptr;
    const GatewayClass *gatewayClass = nullptr; ///< null: missing or taken to exist
    const Profile *profile = nullptr;
    bool isServed = false;
    std::string reason; ///< why nobody serves it
    /// The API's reason, where the class' controller does not accept the Gateway: "InvalidParameters", …
    std::string refusalCode;
    std::vector<ListenerNode> listeners;
};

/// What keeps some or all rules of a route from being accepted.
struct RouteFault {
    std::string code; ///< the API's reason: "UnsupportedValue", "IncompatibleFilters"
    std::string reason;
    bool isWhole = false; ///< no rule is left
};

/// A target of a BackendTLSPolicy.
struct PolicyTarget {
    const BackendTlsPolicy *policy = nullptr;
    std::string section; ///< the Service port's name; empty: every port
    /// The first that lost against it although its age is not known.
    const BackendTlsPolicy *rival = nullptr;
};

/// The state of one compilation: what was read, what was found out so far, and the table being written.
struct GatewayCompilation {
    GatewayCompilation(const Snapshot &source, const GatewayOptions &wanted);

    const Snapshot &snapshot;
    const GatewayOptions &options;
    References references;
    std::vector<GatewayNode> gateways;
    std::unordered_map<std::string, std::size_t> gatewayByPath; ///< "namespace/name" → index into gateways
    std::unordered_map<std::string, std::size_t> gatewayOfSet;  ///< admitted ListenerSets
    std::unordered_map<std::string, std::vector<PolicyTarget>>
        tlsPolicies;                         ///< by "namespace/service", the winner first
    std::unordered_set<ResourceId> rejected; ///< objects that the API server would refuse
    /// Routes whose rules were read, with what is wrong about them.
    std::unordered_map<const RouteCommon *, std::optional<RouteFault>> judgedRoutes;
    /// Of routes that the API server refuses, those whose fault the specification names (§5, §6), should one let them
    /// pass.
    std::unordered_map<ResourceId, RouteFault> refusedRoutes;
    RoutingTable table;
    std::unordered_set<std::string> foundOnce;

    /// The object exists in a cluster: not refused by the API server, and the first of its name.
    template<class T>
    bool exists(const T &object) const
    {
        return !rejected.contains(object.meta.id()) && snapshot.find<T>(*object.meta.ns, *object.meta.name) == &object;
    }
    void link(LinkKind kind, Anchor from, Anchor to, LinkState state, std::string code, std::string reason,
              Location source);
    /// As finding(), but a finding of the same code about the same place is not repeated: routes are lowered once for
    /// every port.
    void findOnce(Severity severity, Category category, std::string code, const ResourceId &subject, Location location,
                  std::string message, std::string mend);
    Diagnostic &finding(Severity severity, Category category, std::string code, const ResourceId &subject,
                        Location location, std::string message, std::string mend);
};

/// Order of age: creationTimestamp (none counts as youngest), then namespace and name.
bool isOlder(const ObjectMeta &a, const ObjectMeta &b);

// The steps, in order. Each is one file of its own.
void collectGateways(GatewayCompilation &compilation);    ///< gatewaycompiler_gateways.cpp
void judgeListeners(GatewayCompilation &compilation);     ///< gatewaycompiler_listeners.cpp
void attachRoutes(GatewayCompilation &compilation);       ///< gatewaycompiler_attach.cpp
void collectTlsPolicies(GatewayCompilation &compilation); ///< gatewaycompiler_policies.cpp
void linkRouteTargets(GatewayCompilation &compilation);   ///< gatewaycompiler_links.cpp
void writeEntrances(GatewayCompilation &compilation);     ///< gatewaycompiler_entrances.cpp
void writeStatuses(GatewayCompilation &compilation);      ///< gatewaycompiler_status.cpp
// What there is to say about the result; none of these changes an answer.
void reportGatewayFindings(GatewayCompilation &compilation); ///< gatewaycompiler_findings.cpp
void reportPractices(GatewayCompilation &compilation);       ///< gatewaycompiler_practices.cpp
void reportGrants(GatewayCompilation &compilation);          ///< gatewaycompiler_grants.cpp
void reportRouteKinds(GatewayCompilation &compilation);      ///< gatewaycompiler_grants.cpp

// What the class' controller refuses about a Gateway or the class itself: gatewaycompiler_admission.cpp.
/// The class' parameters cannot be found, so that no controller accepts it; why, for people; empty: nothing is wrong.
std::string problemOfParameters(const GatewayCompilation &compilation, const GatewayClass &gatewayClass);
/// spec/gateway.md §1: parameters, addresses and the client certificate of a Gateway that somebody serves.
void judgeGateway(GatewayCompilation &compilation, GatewayNode &node);

} // namespace wayproof
