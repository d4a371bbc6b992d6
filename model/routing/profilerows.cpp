// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One row for each implementation whose choices are known, each choice with its source and the case that pins it.
// Adding an implementation is adding a row here; a behaviour that no row had is a value of its point.
#include "model/routing/profilepoints.h"

namespace wayproof
{

namespace
{

ProfileRow specRow()
{
    return {"spec", "The specification alone", {}, {}, {}, {}};
}

ProfileRow envoyRow()
{
    constexpr ChoiceSource peers = ChoiceSource::Peers;
    constexpr ChoiceSource seen = ChoiceSource::Seen;
    return {
        "envoy",
        "Envoy Gateway 1.9",
        {"gateway.envoyproxy.io/gatewayclass-controller"},
        {"gateway.envoyproxy.io/Backend"},
        {"X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id"},
        {
            {"regex-dialect", "re2-full", seen, "Envoy matches with RE2, over the whole path or value.",
             "envoy-paths: a full match is needed"},
            {"regex-precedence", "between", peers,
             "Its route table has exact matches first, then patterns, then prefixes.",
             "envoy-paths: regular expressions match in full and stand before prefixes"},
            {"method-in-ties", "as-header", peers,
             "A method is written as a header match of the route and counts as one; exact matches come before "
             "patterns.",
             "envoy-paths: a method is one header condition among others"},
            {"path-normalisation", "decode-resolve-merge", peers,
             "The listener turns path normalisation and slash merging on; a path of slashes alone keeps two.",
             "envoy-paths: unreserved escapes are decoded"},
            {"escaped-slashes", "redirect", peers, "`%2F` in the path is answered 307.",
             "envoy-paths: an escaped slash is answered 307"},
            {"host-trailing-dot", "other-host", peers, "`localhost.` finds no host and is answered 404.",
             "envoy-paths: a host that ends in a dot is another host"},
            {"repeated-headers", "any", peers, "Any value of a repeated header matches.",
             "envoy-paths: any of a repeated header's values matches"},
            {"repeated-query", "first", seen, "Envoy compares the first value of a query parameter.",
             "envoy-paths: the first of a repeated query parameter counts"},
            {"wildcard-fallback", "none", peers,
             "The most specific hostname wins outright; 404 where its rules do not match.",
             "envoy-hosts: the most specific hostname wins outright, without fall-back"},
            {"listener-isolation", "merged", peers, "Listeners of one port share one route table.",
             "envoy-hosts: listeners of one port are not isolated"},
            {"misdirected", "not-found", peers,
             "Each HTTPS listener is a filter chain with a table of its own, which answers 404 for hosts of others.",
             "envoy-tls: a Host of another listener is not found"},
            {"missing-sni", "refused", peers,
             "Every filter chain asks for a server name and there is no default one, so the connection is closed.",
             "envoy-tls: without SNI the handshake fails"},
            {"http-beside-https", "conflict", peers, "Both listeners are reported Conflicted, ProtocolConflict.",
             "envoy-tls: HTTP beside HTTPS on one port is a conflict"},
            {"https-beside-tls", "works", peers, "Both are Programmed, as filter chains of one Envoy listener.",
             "envoy-tls: TLS beside HTTPS on one port is served"},
            {"tls-modes", "works", peers, "Both are Programmed, as filter chains of one Envoy listener.",
             "envoy-tls: Terminate beside Passthrough is served"},
            {"h2c-listener", "served", seen, "Envoy detects HTTP/2 on plain listeners by its preface.",
             "envoy-grpc: gRPC without TLS is served on an HTTP listener"},
            {"prefix-replacement", "text", peers, "`/` replaced by `/new` turns `/a` into `/newa`.",
             "envoy-rewrites: a prefix of one slash is replaced as text"},
            {"redirect-ports", "hidden", peers,
             "80 and 443 are dropped from Location whatever the scheme; the Host header's port can show.",
             "envoy-rewrites: the port of the Host header can leak"},
            {"redirect-query", "kept", peers, "It writes Envoy's path_redirect, which keeps the query.",
             "envoy-rewrites: the query is kept with a full path"},
            {"redirect-empty-path", "kept", seen, "An empty path_redirect is none to Envoy.",
             "envoy-gateway: a redirect to an empty full path keeps the path"},
            {"filters-under-backends", "invalid", peers,
             "ResolvedRefs is False with UnsupportedRefValue, and the share goes to a cluster that answers 500.",
             "envoy-gateway: a redirect under a backendRef makes that share invalid"},
            {"auth-failure", "403", seen, "Envoy takes a 5xx for a failed check and answers 403.",
             "envoy-gateway: a failing authorisation service is answered 403"},
            {"app-protocol", "ignored", peers, "The port is spoken to in HTTP whatever it says.",
             "envoy-gateway: an appProtocol that no route speaks is ignored"},
            {"cors-preflight", "ok", seen, "Envoy's filter answers preflights 200.",
             "envoy-backends: a preflight is answered though the match wants another method"},
            {"cors-origin", "echoed", seen, "Envoy's filter echoes an allowed origin.",
             "envoy-backends: an allowed origin is echoed"},
            {"no-endpoints", "unready-used", peers, "Endpoints that are all unready get traffic; none at all: 503.",
             "envoy-backends: endpoints that are all unready get traffic"},
            {"zero-weights", "500", peers, "A rule without a usable weight becomes a direct response 500.",
             "envoy-backends: all weights zero are 500"},
            {"invalid-rules", "dropped", peers, "A rule that is not accepted is left out of the table.",
             "partially-invalid: a profile may settle it"},
            {"invalid-listeners", "left-out", peers,
             "Neither has a port or a filter chain; what else listens there takes its connections.",
             "envoy-gateway: a listener without a usable certificate is as if it were not there"},
            {"sets-beside-conflicts", "yields", peers, "All listeners of the port are marked as conflicted.",
             "envoy-gateway: a ListenerSet yields to listeners of its Gateway that exclude each other"},
            {"listener-hostnames", "reserved", peers,
             "A hostname that another listener of the port declares is taken from the route's.",
             "envoy-hosts: a hostname that another listener of the port declares is left to that one's routes"},
            {"route-kinds", "merged", peers, "Both are accepted, and their rules stand in one virtual host.",
             "envoy-gateway: HTTPRoute and GRPCRoute of one hostname are served together"},
            {"repeated-conditions", "all", peers, "Each becomes a header match of its own.",
             "envoy-gateway: conditions on one header in different case must all hold"},
            {"backend-edits", "backend-first", peers, "Envoy applies the weighted cluster's edits before the route's.",
             "envoy-gateway: the rule's header edits come after those of the backendRef"},
            {"invalid-mirror", "500", peers, "The whole rule answers 500.",
             "envoy-gateway: an invalid mirror fails its rule"},
            {"redirect-and-mirror", "500", peers,
             "The rule is answered 500 and the route is not accepted (IncompatibleFilters).",
             "envoy-gateway: a mirror after a redirect is an error"},
            {"cors-without-backend", "none", peers, "Envoy's filter leaves direct answers and redirects alone.",
             "envoy-gateway: a rule that redirects has no CORS headers"},
        },
    };
}

/// Only what Istio's documentation settles; its gateways are Envoy, but configured by another hand.
ProfileRow istioRow()
{
    constexpr ChoiceSource documentation = ChoiceSource::Documentation;
    return {
        "istio",
        "Istio",
        {"istio.io/gateway-controller"},
        {},
        {},
        {
            {"regex-dialect", "re2-full", documentation,
             "Configuration analysis (IST0122) names RE2 as the syntax of Istio's patterns; Envoy's reference has them "
             "match the whole value.",
             "istio: patterns match in full"},
            {"path-normalisation", "decode-resolve", documentation,
             "meshConfig.pathNormalization is BASE by default: RFC 3986, without merging of slashes; the normalised "
             "path is what is matched and forwarded.",
             "istio: dot segments are resolved, slashes are not merged"},
            {"escaped-slashes", "kept", documentation,
             "Only DECODE_AND_MERGE_SLASHES, which is not the default, decodes escaped slashes.",
             "istio: an escaped slash is kept"},
        },
    };
}

} // namespace

const std::vector<ProfileRow> &profileRows()
{
    static const std::vector<ProfileRow> rows = {specRow(), envoyRow(), istioRow()};
    return rows;
}

} // namespace wayproof
