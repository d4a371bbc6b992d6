// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute (gateway.networking.k8s.io, every served version).
#pragma once

#include "model/resources/gateway.h"
#include "model/resources/meta.h"

namespace wayproof
{

struct ParentReference {
    Text group;
    Text kind; ///< Gateway (default), ListenerSet, Service (mesh)
    Text ns;
    Text name;
    Text sectionName;
    Number port;
    Position at;
};

struct HttpPathMatch {
    Text type; ///< PathPrefix (default), Exact, RegularExpression
    Text value;
};

/// A header or query parameter condition.
struct NamedValueMatch {
    Text type; ///< Exact (default), RegularExpression
    Text name;
    Text value;
    Position at;
};

struct HttpRouteMatch {
    Field<HttpPathMatch> path;
    List<NamedValueMatch> headers;
    List<NamedValueMatch> queryParams;
    Text method;
    Position at;
};

struct HttpHeader {
    Text name;
    Text value;
    Position at;
};

struct HeaderModifier {
    List<HttpHeader> set;
    List<HttpHeader> add;
    List<Text> remove;
};

struct HttpPathModifier {
    Text type; ///< ReplaceFullPath, ReplacePrefixMatch
    Text replaceFullPath;
    Text replacePrefixMatch;
};

struct BackendObjectReference {
    Text group;
    Text kind;
    Text ns;
    Text name;
    Number port;
    Position at;
};

struct MirrorFraction {
    Number numerator;
    Number denominator;
};

struct RequestMirrorFilter {
    Field<BackendObjectReference> backendRef;
    Number percent;
    Field<MirrorFraction> fraction;
};

struct RequestRedirectFilter {
    Text scheme;
    Text hostname;
    Field<HttpPathModifier> path;
    Number port;
    Number statusCode;
};

struct UrlRewriteFilter {
    Text hostname;
    Field<HttpPathModifier> path;
};

struct CorsFilter {
    List<Text> allowOrigins;
    Flag allowCredentials;
    List<Text> allowMethods;
    List<Text> allowHeaders;
    List<Text> exposeHeaders;
    Number maxAge; ///< seconds
};

struct ExternalAuthFilter {
    Text protocol; ///< HTTP, GRPC
    Field<BackendObjectReference> backendRef;
    Text path;
    List<Text> allowedHeaders;
    List<Text> allowedResponseHeaders;
    Number forwardBodyMaxSize;
};

/// One filter of an HTTPRoute or GRPCRoute rule or backendRef. Exactly one member should be set, that which `type`
/// names.
struct RouteFilter {
    Text type;
    Field<HeaderModifier> requestHeaderModifier;
    Field<HeaderModifier> responseHeaderModifier;
    Field<RequestMirrorFilter> requestMirror;
    Field<RequestRedirectFilter> requestRedirect;
    Field<UrlRewriteFilter> urlRewrite;
    Field<CorsFilter> cors;
    Field<ExternalAuthFilter> externalAuth;
    Field<ObjectReference> extensionRef;
    Position at;
};

struct BackendRef {
    BackendObjectReference ref;
    Number weight; ///< default 1
    List<RouteFilter> filters;
};

struct RouteTimeouts {
    Text request;        ///< GEP-2257 duration
    Text backendRequest; ///< GEP-2257 duration
};

struct RouteRetry {
    List<Number> codes;
    Number attempts;
    Text backoff;
};

struct SessionPersistence {
    Text sessionName;
    Text headerName; ///< of the shape that names a header
    Text type;       ///< Cookie (default), Header
    Text absoluteTimeout;
    Text idleTimeout;
    Text cookieLifetime;
};

struct HttpRouteRule {
    Text name;
    List<HttpRouteMatch> matches;
    List<RouteFilter> filters;
    List<BackendRef> backendRefs;
    Field<RouteTimeouts> timeouts;
    Field<RouteRetry> retry;
    Field<SessionPersistence> sessionPersistence;
    Position at;
};

/// Reported status of a route for one parent.
struct RouteParentStatus {
    ParentReference parentRef;
    std::string controllerName;
    std::vector<Condition> conditions;
};

/// What all route kinds share.
struct RouteCommon {
    ObjectMeta meta;
    List<ParentReference> parentRefs;
    List<Text> hostnames;    ///< not for TCPRoute and UDPRoute
    Text useDefaultGateways; ///< experimental
    std::vector<RouteParentStatus> statusParents;
};

struct HttpRoute : RouteCommon {
    List<HttpRouteRule> rules;
};

struct GrpcMethodMatch {
    Text type; ///< Exact (default), RegularExpression
    Text service;
    Text method;
};

struct GrpcRouteMatch {
    Field<GrpcMethodMatch> method;
    List<NamedValueMatch> headers;
    Position at;
};

struct GrpcRouteRule {
    Text name;
    List<GrpcRouteMatch> matches;
    List<RouteFilter> filters;
    List<BackendRef> backendRefs;
    Field<SessionPersistence> sessionPersistence;
    Position at;
};

struct GrpcRoute : RouteCommon {
    List<GrpcRouteRule> rules;
};

struct L4RouteRule {
    Text name;
    List<BackendRef> backendRefs;
    Position at;
};

struct TlsRoute : RouteCommon {
    List<L4RouteRule> rules;
};
struct TcpRoute : RouteCommon {
    List<L4RouteRule> rules;
};
struct UdpRoute : RouteCommon {
    List<L4RouteRule> rules;
};

} // namespace wayproof
