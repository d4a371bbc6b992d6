// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/profilepoints.h"

#include <algorithm>

namespace wayproof
{

namespace
{

using Repeated = RequestPolicy::Repeated;

std::vector<OpenPoint> matchingPoints()
{
    return {
        {"repeated-conditions",
         "Conditions on one header in different case",
         "5 Headers",
         {},
         {{"first", "the first counts"},
          {"all", "all must hold and all count", [](Profile &profile) { profile.countsRepeatedHeaders = true; }}}},
        {"regex-dialect",
         "Regular expressions: dialect, anchoring",
         "12 Regex dialect, anchoring",
         {"regex-dialect"},
         {{"open", "open where RE2 and PCRE2, full match, start and search disagree",
           [](Profile &profile) {
               profile.regexReadings = {{RegexEngine::Re2, RegexAnchoring::Full, false},
                                        {RegexEngine::Pcre2, RegexAnchoring::Full, false},
                                        {RegexEngine::Pcre2, RegexAnchoring::Start, false},
                                        {RegexEngine::Pcre2, RegexAnchoring::Search, false}};
           }},
          {"re2-full", "RE2, full match",
           [](Profile &profile) {
               profile.regexReadings = {{RegexEngine::Re2, RegexAnchoring::Full, false}};
           }}}},
        {"regex-precedence",
         "Regular expressions: place among other matches",
         "12 Regex precedence",
         {"regex-precedence"},
         {{"open", "open"},
          {"between", "after Exact, before PathPrefix; the longer pattern first",
           [](Profile &profile) { profile.isRegexPlaceOpen = false; }}}},
        {"method-in-ties",
         "Method in ties",
         "5 Precedence (d), (e)",
         {},
         {{"before-headers", "before the number of headers"},
          {"as-header", "one header condition among others; with equally many, exact ones first",
           [](Profile &profile) {
               profile.methodCountsAsHeader = true;
               profile.exactHeadersCount = true;
           }}}},
        {"path-normalisation",
         "Percent-decoding, `//`, dot segments, `;params`",
         "12 percent-decoding, normalisation",
         {"path-normalisation"},
         {{"open", "open where the readings answer differently",
           [](Profile &profile) { profile.policy.path.isUnspecified = true; }},
          {"decode-resolve-merge",
           "unreserved characters decoded, dots resolved, slashes merged; the backend sees the result",
           [](Profile &profile) {
               profile.policy.path.escapes = PathPolicy::Escapes::DecodeUnreserved;
               profile.policy.path.resolvesDotSegments = true;
               profile.policy.path.mergesSlashes = true;
               profile.policy.path.keepsPairOfSlashes = true;
               profile.policy.path.forwarded = PathPolicy::Forwarded::AsMatched;
           }},
          {"decode-resolve", "unreserved characters decoded, dots resolved, `//` kept; the backend sees the result",
           [](Profile &profile) {
               profile.policy.path.escapes = PathPolicy::Escapes::DecodeUnreserved;
               profile.policy.path.resolvesDotSegments = true;
               profile.policy.path.forwarded = PathPolicy::Forwarded::AsMatched;
           }}}},
        {"escaped-slashes",
         "Escaped slashes (`%2F`, `%5C`)",
         "12 percent-decoding, normalisation",
         {"path-normalisation"},
         {{"open", "open where the readings answer differently"},
          {"redirect", "307 to the decoded path",
           [](Profile &profile) { profile.policy.path.escapedSlashes = PathPolicy::EscapedSlashes::RedirectDecoded; }},
          {"kept", "kept as they are"}}},
        {"host-trailing-dot",
         "Host that ends in a dot",
         "3 Choosing the listener",
         {"host-trailing-dot"},
         {{"open", "open", [](Profile &profile) { profile.policy.isTrailingDotUnspecified = true; }},
          {"other-host", "another host"}}},
        {"repeated-headers",
         "Repeated request headers",
         "12 repeated request headers",
         {"repeated-header"},
         {{"open", "open where the values differ",
           [](Profile &profile) { profile.policy.headers = Repeated::Unspecified; }},
          {"any", "any of the values matches", [](Profile &profile) { profile.policy.headers = Repeated::Any; }}}},
        {"repeated-query",
         "Repeated query parameters",
         "12 repeated query params",
         {"repeated-query-parameter"},
         {{"open", "open where the values differ",
           [](Profile &profile) { profile.policy.queryParams = Repeated::Unspecified; }},
          {"first", "the first", [](Profile &profile) { profile.policy.queryParams = Repeated::First; }}}},
        {"grpc-method-alone",
         "GRPCRoute: a method without a service",
         "8 method alone",
         {"grpc-method-alone"},
         {{"open", "taken as any service, open"},
          {"any-service", "any service", [](Profile &profile) { profile.isGrpcMethodAloneOpen = false; }}}},
        {"equal-age",
         "Order of routes of equal or unknown age",
         "12 equal timestamps",
         {"creation-order"},
         {{"open", "by name, open"}}},
    };
}

std::vector<OpenPoint> listenerPoints()
{
    return {
        {"invalid-listeners",
         "Listeners without a usable certificate or with a kind that they cannot carry",
         "2 Certificates, kinds",
         {},
         {{"kept", "TLS fails without a certificate; other kinds attach"},
          {"left-out", "as if they were not there",
           [](Profile &profile) { profile.leavesOutInvalidListeners = true; }}}},
        {"sets-beside-conflicts",
         "A ListenerSet's listener beside the Gateway's that exclude each other",
         "2 Across Gateway and ListenerSets",
         {},
         {{"served", "served"},
          {"yields", "in conflict as well", [](Profile &profile) { profile.setsYieldToConflicted = true; }}}},
        {"listener-hostnames",
         "A route's hostname that another listener of the port declares",
         "3 Isolation",
         {},
         {{"kept", "stays with the route"},
          {"reserved", "left to the routes of that listener",
           [](Profile &profile) { profile.reservesListenerHostnames = true; }}}},
        {"route-kinds",
         "HTTPRoute and GRPCRoute of one hostname",
         "8 HTTPRoute/GRPCRoute clash",
         {},
         {{"one", "only the older is accepted"},
          {"merged", "served together, HTTPRoutes first in a tie",
           [](Profile &profile) { profile.mergesRouteKinds = true; }}}},
        {"wildcard-fallback",
         "Exact host whose rules do not match",
         "5 Precedence (a)",
         {},
         {{"tried", "the wildcard's rules are tried"},
          {"none", "404",
           [](Profile &profile) {
               profile.fallsBackToWildcardHost = false;
               profile.ranksDeclaredHostnames = false;
           }}}},
        {"listener-isolation",
         "Listeners of one port",
         "12 isolation off",
         {"listener-isolation"},
         {{"open", "isolated, open where that matters"},
          {"merged", "not isolated; two that yield one hostname: `duplicate-virtual-host`",
           [](Profile &profile) {
               profile.isolatesListeners = false;
               profile.isIsolationOpen = false;
           }}}},
        {"misdirected",
         "Host of another HTTPS listener",
         "12 421 unsupported",
         {"misdirected-request"},
         {{"open", "421, open"},
          {"not-found", "404",
           [](Profile &profile) {
               profile.detectsMisdirected = false;
               profile.isMisdirectedOpen = false;
           }}}},
        {"missing-sni",
         "No SNI and no listener for every hostname",
         "12 missing SNI",
         {"missing-sni"},
         {{"open", "open"}, {"refused", "refused", [](Profile &profile) { profile.isMissingSniOpen = false; }}}},
        {"http-beside-https",
         "HTTP beside HTTPS on one port",
         "12 cross-port/protocol compatibility",
         {"port-sharing"},
         {{"open", "open"},
          {"conflict", "conflict", [](Profile &profile) { profile.httpBesideHttps = PortSharing::Conflict; }}}},
        {"https-beside-tls",
         "HTTPS beside TLS on one port",
         "12 cross-port/protocol compatibility",
         {"port-sharing"},
         {{"open", "open"},
          {"works", "both are served", [](Profile &profile) { profile.httpsBesideTls = PortSharing::Works; }}}},
        {"tls-modes",
         "TLS Terminate beside Passthrough on one port",
         "2 TLSRouteModeMixed",
         {"tls-mode-mixed"},
         {{"open", "open"},
          {"works", "both are served", [](Profile &profile) { profile.mixedTlsModes = PortSharing::Works; }}}},
        {"merged-gateways",
         "Several Gateways that a request can meet",
         "12 merged Gateways",
         {"several-entrances"},
         {{"open", "each is an entrance of its own; open where they answer differently"}}},
        {"h2c-listener",
         "gRPC without TLS (h2c) on HTTP listeners",
         "12 h2c on HTTP listeners",
         {"h2c-listener"},
         {{"open", "served, open"}, {"served", "served", [](Profile &profile) { profile.isH2cListenerOpen = false; }}}},
        {"tcp-route-on-tls",
         "TCPRoute on TLS listeners",
         "12 TCPRoute on TLS listeners",
         {"tcp-route-on-tls"},
         {{"open", "open"}}},
        {"certificates",
         "Several certificateRefs of a listener",
         "12 several certificateRefs",
         {"several-certificates", "certificate-partly-usable"},
         {{"open", "open which is served, and whether good ones serve beside bad ones"}}},
        {"tls-options",
         "tls.options of a listener",
         "12 TLS options",
         {"tls-options"},
         {{"open", "open where nothing else names a certificate"}}},
        {"parameters",
         "parametersRef merging, addresses",
         "12 parametersRef merging, addresses",
         {},
         {{"assumed", "taken to leave routing alone; the trace says so"}}},
    };
}

std::vector<OpenPoint> filterPoints()
{
    return {
        {"backend-edits",
         "Header edits of a rule and of its backendRef",
         "12 filter order and combinations",
         {"filter-combination"},
         {{"open", "open where both edit one header"},
          {"backend-first", "those of the backendRef come first",
           [](Profile &profile) { profile.editsBackendHeadersFirst = true; }}}},
        {"invalid-mirror",
         "RequestMirror with an invalid target",
         "6 RequestMirror",
         {},
         {{"dropped", "dropped, traffic flows"},
          {"500", "the rule answers 500", [](Profile &profile) { profile.failsOnInvalidMirror = true; }}}},
        {"redirect-and-mirror",
         "RequestMirror beside RequestRedirect in one rule",
         "12 filter order and combinations",
         {},
         {{"redirect", "the redirect answers"},
          {"500", "the rule answers 500", [](Profile &profile) { profile.redirectExcludesMirror = true; }}}},
        {"cors-without-backend",
         "CORS on a rule that answers by itself",
         "6 CORS",
         {},
         {{"kept", "as on any rule"},
          {"none", "no CORS headers; preflights are treated like other requests",
           [](Profile &profile) { profile.corsNeedsForwarding = true; }}}},
        {"filter-order",
         "Order of filters of different types",
         "12 filter order and combinations",
         {"filter-order"},
         {{"open", "as listed, open where that shows"}}},
        {"mirror-contents",
         "What the mirror receives of edited requests",
         "12 mirror header contents",
         {"mirror-contents"},
         {{"open", "open where filters change the request"}}},
        {"prefix-replacement",
         "ReplacePrefixMatch",
         "6 URLRewrite",
         {},
         {{"elements", "whole path elements, slashes as specified"},
          {"text", "bytes of the prefix; an empty replacement as Envoy Gateway's pattern",
           [](Profile &profile) { profile.replacesPrefixAsText = true; }}}},
        {"redirect-ports",
         "Redirect: ports in Location",
         "12 explicit default port in Location",
         {},
         {{"open", "left out where it is the scheme's own; open where the filter names it"},
          {"hidden", "80 and 443 never shown; the Host header's port can show instead",
           [](Profile &profile) {
               profile.hidesPorts80And443 = true;
               profile.leaksHostHeaderPort = true;
               profile.isDefaultPortOpen = false;
           }}}},
        {"redirect-query",
         "Redirect with ReplaceFullPath: query",
         "12 redirect query",
         {"redirect-query"},
         {{"open", "kept, open where there is one"},
          {"kept", "kept", [](Profile &profile) { profile.isFullPathQueryOpen = false; }}}},
        {"redirect-empty-path",
         "Redirect with an empty ReplaceFullPath",
         "6 RequestRedirect",
         {},
         {{"slash", "to the path `/`"},
          {"kept", "the path stays", [](Profile &profile) { profile.keepsPathForEmptyFullPath = true; }}}},
        {"filters-under-backends",
         "Filters under a backendRef beside header modifiers and URLRewrite",
         "6 Filters under a backendRef",
         {},
         {{"run", "run for that share"},
          {"invalid", "the share is invalid and answers 500",
           [](Profile &profile) { profile.allowsFewFiltersUnderBackend = true; }}}},
        {"auth-failure",
         "ExternalAuth: the service answers 5xx",
         "6 ExternalAuth",
         {},
         {{"passed-on", "its answer is the client's"},
          {"403", "403", [](Profile &profile) { profile.authFailureStatus = 403; }}}},
        {"cors-preflight",
         "CORS preflight",
         "12 CORS code",
         {"cors-preflight-status"},
         {{"open", "204, other origins without headers, open"},
          {"ok", "200, also for matches on another method",
           [](Profile &profile) {
               profile.preflightStatus = 200;
               profile.isPreflightOpen = false;
               profile.impliesPreflight = true;
           }}}},
        {"cors-origin",
         "CORS: an allowed origin, every method, every header",
         "12 CORS * or echo",
         {"cors-origin-echo", "cors-star-echo"},
         {{"open", "open where `*` would do"},
          {"echoed", "echoed", [](Profile &profile) { profile.echoesOrigin = true; }}}},
        {"extension-filters", "ExtensionRef filters", "12 ExtensionRef", {"extension-ref"}, {{"open", "open"}}},
    };
}

std::vector<OpenPoint> backendPoints()
{
    return {
        {"no-endpoints",
         "No ready endpoint",
         "12 503 or 500 for no endpoints",
         {"no-endpoints-status"},
         {{"open", "503, open"},
          {"unready-used", "unready ones are used; none at all: 503",
           [](Profile &profile) {
               profile.usesUnreadyEndpoints = true;
               profile.isNoEndpointsStatusOpen = false;
           }}}},
        {"zero-weights",
         "All weights zero",
         "12 all-weights-zero",
         {"all-weights-zero"},
         {{"open", "500, open"}, {"500", "500", [](Profile &profile) { profile.isZeroWeightStatusOpen = false; }}}},
        {"invalid-rules",
         "Rules that are not accepted beside good ones",
         "12 partially invalid route",
         {"partially-invalid-route"},
         {{"open", "open: dropped, or the last good state"},
          {"dropped", "dropped", [](Profile &profile) { profile.dropsInvalidRules = true; }}}},
        {"app-protocol",
         "appProtocol that the route cannot speak",
         "7 appProtocol",
         {"app-protocol"},
         {{"unsupported", "500; open where the specification does not know the protocol"},
          {"ignored", "ignored", [](Profile &profile) { profile.ignoresAppProtocol = true; }}}},
        {"backend-kinds", "Backends beside Service", "12 backend kinds", {"backend-kind"}, {{"open", "open"}}},
        {"external-name", "Services of type ExternalName", "12 ExternalName", {"external-name"}, {{"open", "open"}}},
        {"timeouts-and-retries",
         "Timeouts and retries: defaults, backoff",
         "12 timeout and retry defaults, backoff",
         {},
         {{"open", "open where the rule asks for retries and leaves their number or wait unsaid"}}},
        {"backend-tls-status",
         "Status of a failed backend TLS",
         "12 exact 5xx of a failed backend TLS",
         {"backend-tls-status"},
         {{"open", "500, open"}}},
        {"well-known-cas",
         "wellKnownCACertificates of a BackendTLSPolicy",
         "10 wellKnownCACertificates",
         {"well-known-ca"},
         {{"open", "used, open"}, {"used", "used", [](Profile &profile) { profile.isWellKnownCaOpen = false; }}}},
        {"several-cas",
         "Several CA references of a BackendTLSPolicy",
         "12 several CAs",
         {"several-cas"},
         {{"open", "the good ones are used, open"}}},
    };
}

} // namespace

const std::vector<OpenPoint> &openPoints()
{
    static const std::vector<OpenPoint> all = [] {
        std::vector<OpenPoint> points = matchingPoints();
        for (const std::vector<OpenPoint> &more : {listenerPoints(), filterPoints(), backendPoints()})
            points.insert(points.end(), more.begin(), more.end());
        return points;
    }();
    return all;
}

const PointValue &valueOf(const ProfileRow &row, const OpenPoint &point)
{
    const auto choice = std::find_if(row.choices.begin(), row.choices.end(),
                                     [&](const ProfileChoice &candidate) { return candidate.point == point.name; });
    if (choice == row.choices.end())
        return point.values.front();
    const auto value = std::find_if(point.values.begin(), point.values.end(),
                                    [&](const PointValue &candidate) { return candidate.name == choice->value; });
    return value == point.values.end() ? point.values.front() : *value;
}

Profile makeProfile(const ProfileRow &row)
{
    Profile profile;
    profile.name = row.name;
    profile.controllerNames = row.controllerNames;
    profile.extensionKinds = row.extensionKinds;
    profile.systematicHeaders = row.systematicHeaders;
    for (const OpenPoint &point : openPoints()) {
        if (const PointValue &value = valueOf(row, point); value.apply)
            value.apply(profile);
    }
    return profile;
}

std::string_view toText(ChoiceSource source)
{
    switch (source) {
    case ChoiceSource::Peers:
        return "watched on the implementation";
    case ChoiceSource::Documentation:
        return "documentation";
    case ChoiceSource::Seen:
        break;
    }
    return "seen on Envoy 1.40";
}

} // namespace wayproof
