// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The ways of showing: which requests to try for a finding, and what the decision must say. Private to witness*.cpp.
#pragma once

#include "model/analysis/simulator.h"
#include "model/analysis/tableplaces.h"
#include "model/base/diagnostic.h"
#include "model/resources/snapshot.h"
#include "model/routing/declaredmatches.h"

#include <functional>

namespace wayproof
{

/// Whether a dependency of that code hangs on the decision.
bool hangsOn(const Decision &decision, const std::string &code);
/// Whether `a` stands at or before `b` in one file.
bool isBefore(const Location &a, const Location &b);

/// Everything that looking for witnesses needs; a side is prepared when the first finding asks for it.
struct WitnessSearch {
    using Requests = std::vector<Request>;
    /// Whether the decision shows what the finding says.
    using Shows = std::function<bool(const Request &, const Decision &)>;

    struct Side {
        explicit Side(const RoutingTable &table);
        TablePlaces places;
        Simulator simulator;
    };

    WitnessSearch(const Snapshot &loaded, const RoutingTable &ingress, const RoutingTable &gateway)
        : snapshot(loaded)
        , ingressTable(ingress)
        , gatewayTable(gateway)
        , declared(loaded)
    {
    }

    const Snapshot &snapshot;
    const RoutingTable &ingressTable;
    const RoutingTable &gatewayTable;
    DeclaredMatches declared;
    std::optional<Side> ingressSide;
    std::optional<Side> gatewaySide;

    Side &sideFor(const Diagnostic &finding);

    // About rules: witness_rules.cpp
    static std::optional<Request> first(const Side &side, const Requests &requests, const Shows &shows);
    /// The places' own requests, tried in turn.
    static std::optional<Request> firstAt(const Side &side, const std::vector<TablePlace> &places,
                                          const std::function<bool(const TablePlace &, const Decision &)> &shows);
    /// A request that the rule wants and the related one takes.
    std::optional<Request> lostRequest(const Diagnostic &finding);
    /// A request that two rules want whose order is open.
    std::optional<Request> openRequest(const Diagnostic &finding);
    /// A request that the rule takes and that earns an error.
    std::optional<Request> failingRequest(const Diagnostic &finding);
    /// Rules that make the reference which stands at the finding's line.
    static std::vector<TablePlace> linkedPlaces(const Side &side, const Diagnostic &finding);
    /// A request that reaches the rule all the same.
    std::optional<Request> passingRequest(const Diagnostic &finding);
    /// A request for a rule that is not accepted.
    std::optional<Request> unacceptedRequest(const Diagnostic &finding);
    /// A request that leads to the Service.
    std::optional<Request> reachingRequest(const Diagnostic &finding);
    /// A request in plain text that is forwarded.
    std::optional<Request> plainRequest(const Diagnostic &finding);
    /// Every rule that is reached by the listener which stands at the finding's line; those of named hosts first.
    static std::vector<TablePlace> placesOfListener(const Side &side, const Diagnostic &finding);
    /// A request that is redirected to its own URL.
    std::optional<Request> circlingRequest(const Diagnostic &finding);
    /// A request for a host that nobody names, which the route takes.
    std::optional<Request> straysRequest(const Diagnostic &finding);

    // About routes and listeners that nobody reaches: witness_listeners.cpp
    const RouteCommon *routeOf(const ResourceId &id) const;
    /// A request for the route that somebody else answers, or nobody.
    std::optional<Request> unservedRequest(const Diagnostic &finding);
    /// Entrances of the Gateways that the route names; where none is served, one that would do.
    std::vector<const Entrance *> entrancesFor(const Side &side, const Diagnostic &finding, const RouteCommon &route);
    /// The hostname that the finding is about, else the route's, else one that the entrance's listeners take.
    static std::vector<std::string> hostsFor(const Diagnostic &finding, const RouteCommon &route,
                                             const Entrance &entrance);
    /// A handshake that fails for want of a certificate.
    std::optional<Request> refusedHandshake(const Diagnostic &finding);
    /// A request to a declared listener that it does not serve.
    std::optional<Request> unheardRequest(const Diagnostic &finding);
    /// A handshake whose name the certificate does not hold.
    std::optional<Request> misnamedHandshake(const Diagnostic &finding);
    /// A request of which nothing can be said, for the reason that the finding names.
    std::optional<Request> unknownRequest(const Diagnostic &finding);

    // About Ingresses: witness_ingress.cpp
    /// Requests for the Ingress' path at the finding's line, else for all of its paths: plain, then over TLS.
    Requests writtenRequests(const Diagnostic &finding) const;
    /// One of them that another path takes, or nobody.
    std::optional<Request> strangersRequest(const Diagnostic &finding);
    /// One of them that the Ingress does not take.
    std::optional<Request> unservedIngressRequest(const Diagnostic &finding);
    /// One of them that it takes.
    std::optional<Request> ingressRequest(const Diagnostic &finding);
    /// One of them that it serves in plain text.
    std::optional<Request> plainIngressRequest(const Diagnostic &finding);
    /// One of them that reaches none of its Services.
    std::optional<Request> withoutCanaryRequest(const Diagnostic &finding);
    /// One of them of which nothing can be said, for the finding's reason.
    std::optional<Request> unknownIngressRequest(const Diagnostic &finding);
    /// A request that is redirected to https, or to the path with a slash.
    std::optional<Request> redirectedRequest(const Diagnostic &finding);
    /// A handshake for a host that the finding is about.
    std::optional<Request> secureRequest(const Diagnostic &finding);
    /// https for a host without a tls entry.
    std::optional<Request> defaultCertificateRequest(const Diagnostic &finding);

    // About what surprises: witness_surprises.cpp
    /// A request that a path takes and does not say so.
    std::optional<Request> widenedRequest(const Diagnostic &finding);
    /// A request whose path reaches the backend changed.
    std::optional<Request> rewrittenRequest(const Diagnostic &finding);
    /// A request that is taken only because its path is decoded or its slashes are merged.
    std::optional<Request> decodedRequest(const Diagnostic &finding);
    /// A request that every controller setting of that kind shows at.
    std::optional<Request> controllersRequest(const Diagnostic &finding);
    std::optional<Request> anyForwarded(const Diagnostic &finding, const std::function<void(Request &)> &edit,
                                        const Shows &shows);
    /// A request for the path that another Service answers, at least at times.
    std::optional<Request> leakedRequest(const Diagnostic &finding);
    /// A request with "never" in the canary's header that may reach the canary.
    std::optional<Request> fallenRequest(const Diagnostic &finding);
    /// Requests for the Ingress' hosts that no path names.
    Requests leftOverRequests(const Diagnostic &finding) const;
    /// One of them that meets the Ingress' annotations; or one that misses its default backend.
    std::optional<Request> leftOverRequest(const Diagnostic &finding);
    /// A request for a host that nobody names, which is answered 404.
    std::optional<Request> strangeHostRequest(const Diagnostic &finding);
    /// A request for a host two labels below the wildcard, which the Ingress does not take.
    std::optional<Request> deepHostRequest(const Diagnostic &finding);
    /// A request that the annotation refuses.
    std::optional<Request> unportableRequest(const Diagnostic &finding);
};

} // namespace wayproof
