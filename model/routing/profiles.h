// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What implementations of the Gateway API do where its specification leaves the choice to them, as data.
// Knows no resource: the compiler asks, a profile answers.
#pragma once

#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// What listeners may share a port (spec/gateway.md §2 "Distinct").
enum class PortSharing {
    Open,     ///< up to the implementation: the answer depends on it
    Works,    ///< both are served
    Conflict, ///< both are refused
};

/// One implementation's choices, as the compiler reads them; written by the values of profilepoints.cpp. The defaults
/// are those of the specification: what it leaves open is marked as open.
struct Profile {
    std::string name;                           ///< as --profile takes it
    std::vector<std::string> controllerNames;   ///< GatewayClass controllers that are known to behave so
    std::vector<std::string> extensionKinds;    ///< "group/Kind" of backends that it knows beside Service
    std::vector<std::string> systematicHeaders; ///< request headers that it always adds

    // Listeners and hosts
    PortSharing httpBesideHttps = PortSharing::Open;
    PortSharing httpsBesideTls = PortSharing::Open;
    PortSharing mixedTlsModes = PortSharing::Open; ///< TLS Terminate beside Passthrough, other hostname
    bool isolatesListeners = true;                 ///< only the chosen listener's routes compete
    bool isIsolationOpen = true;                   ///< an Extended feature that may be missing
    bool fallsBackToWildcardHost = true; ///< where no rule of the exact host matches, those of the wildcard are tried
    bool ranksDeclaredHostnames = true;  ///< a route's own hostnames count, not what the listener made of them
    bool detectsMisdirected = true;      ///< 421 where Host belongs to another listener than SNI
    bool isMisdirectedOpen = true;       ///< Extended, and a SHOULD
    bool isMissingSniOpen = true;
    bool isH2cListenerOpen = true;          ///< gRPC without TLS on HTTP listeners
    bool leavesOutInvalidListeners = false; ///< a wrong kind or no usable certificate: as if it were not there
    bool setsYieldToConflicted = false;     ///< a ListenerSet's listener also to the Gateway's that exclude each other
    bool reservesListenerHostnames = false; ///< a route gets no hostname that another listener of the port declares
    bool mergesRouteKinds = false;          ///< HTTPRoutes and GRPCRoutes of one hostname are served together

    // Matching
    RequestPolicy policy;
    std::vector<RegexReading> regexReadings;
    bool isRegexPlaceOpen = true;       ///< otherwise: Exact, then regular expressions, then prefixes; the longer first
    bool methodCountsAsHeader = false;  ///< in ties
    bool exactHeadersCount = false;     ///< with equally many header conditions, more exact ones win
    bool isGrpcMethodAloneOpen = true;  ///< a gRPC method match without a service
    bool countsRepeatedHeaders = false; ///< conditions on one header in different case all hold and all count

    // Answers
    bool usesUnreadyEndpoints = false; ///< where none is ready, those that are not get the traffic
    bool isNoEndpointsStatusOpen = true;
    bool isZeroWeightStatusOpen = true;
    bool dropsInvalidRules = false; ///< of a partially invalid route; otherwise it may also keep its last good state
    bool isExternalNameOpen = true;
    bool isWellKnownCaOpen = true; ///< wellKnownCACertificates of a BackendTLSPolicy

    // Filters
    int preflightStatus = 204;
    bool isPreflightOpen = true;            ///< 200 or 204; for a foreign origin also 403
    bool echoesOrigin = false;              ///< an allowed origin is echoed, never answered with "*"
    bool impliesPreflight = false;          ///< preflights are answered though the match wants another method
    bool isDefaultPortOpen = true;          ///< whether a Location leaves out a default port that the filter asks for
    bool hidesPorts80And443 = false;        ///< in a Location, whatever the scheme
    bool leaksHostHeaderPort = false;       ///< into a Location that has no port otherwise
    std::optional<int> authFailureStatus;   ///< client's status where the authorisation service fails (5xx)
    bool keepsPathForEmptyFullPath = false; ///< a redirect to an empty full path leaves the path alone
    bool allowsFewFiltersUnderBackend = false; ///< header modifiers and URLRewrite; others make the share invalid
    bool ignoresAppProtocol = false;   ///< one that a route of that kind cannot speak: spoken to in HTTP all the same
    bool isFullPathQueryOpen = true;   ///< whether ReplaceFullPath of a redirect keeps the query
    bool replacesPrefixAsText = false; ///< Envoy's prefix_rewrite instead of whole elements
    bool editsBackendHeadersFirst = false; ///< those under the backendRef come first, so that the rule's win
    bool failsOnInvalidMirror = false;     ///< with 500; otherwise the mirror is dropped and the traffic flows
    bool redirectExcludesMirror = false;   ///< in one rule, which then answers 500
    bool corsNeedsForwarding = false;      ///< a rule that answers by itself has no CORS headers and no preflights
};

/// Never null: an unknown or empty name gives "spec".
const Profile &profileNamed(std::string_view name);
/// By spec.controllerName of a GatewayClass; "spec" for controllers that are not known.
const Profile &profileOfController(std::string_view controllerName);

} // namespace wayproof
