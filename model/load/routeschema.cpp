// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How HTTPRoute, GRPCRoute, TLSRoute, TCPRoute and UDPRoute are spelled.
#include "model/load/schemafields.h"
#include "model/resources/routes.h"

namespace wayproof
{

template<>
const Schema &schemaOf<ParentReference>()
{
    using Fields = FieldsOf<ParentReference>;
    static const Schema schema = Fields::schema({
        Fields::at<&ParentReference::group>("group"),
        Fields::at<&ParentReference::kind>("kind"),
        Fields::at<&ParentReference::name>("name").required("parent-name-missing"),
        Fields::at<&ParentReference::ns>("namespace"),
        Fields::at<&ParentReference::sectionName>("sectionName"),
        Fields::at<&ParentReference::port>("port"),
    });
    return schema;
}

template<>
const Schema &schemaOf<HttpPathMatch>()
{
    using Fields = FieldsOf<HttpPathMatch>;
    static const Schema schema = Fields::schema({
        Fields::at<&HttpPathMatch::type>("type").oneOf({"Exact", "PathPrefix", "RegularExpression"}),
        Fields::at<&HttpPathMatch::value>("value"),
    });
    return schema;
}

template<>
const Schema &schemaOf<NamedValueMatch>()
{
    using Fields = FieldsOf<NamedValueMatch>;
    static const Schema schema = Fields::schema({
        Fields::at<&NamedValueMatch::type>("type").oneOf({"Exact", "RegularExpression"}),
        Fields::at<&NamedValueMatch::name>("name").required(),
        Fields::at<&NamedValueMatch::value>("value").required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<HttpRouteMatch>()
{
    using Fields = FieldsOf<HttpRouteMatch>;
    static const Schema schema = Fields::schema({
        Fields::at<&HttpRouteMatch::path>("path"),
        Fields::at<&HttpRouteMatch::headers>("headers"),
        Fields::at<&HttpRouteMatch::queryParams>("queryParams"),
        Fields::at<&HttpRouteMatch::method>("method").oneOf(
            {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}),
    });
    return schema;
}

template<>
const Schema &schemaOf<BackendRef>()
{
    using Fields = FieldsOf<BackendRef>;
    static const Schema schema = Fields::schema({
        Fields::at<&BackendRef::ref, &BackendObjectReference::group>("group"),
        Fields::at<&BackendRef::ref, &BackendObjectReference::kind>("kind"),
        Fields::at<&BackendRef::ref, &BackendObjectReference::name>("name").required("backend-name-missing"),
        Fields::at<&BackendRef::ref, &BackendObjectReference::ns>("namespace"),
        Fields::at<&BackendRef::ref, &BackendObjectReference::port>("port"),
        Fields::at<&BackendRef::weight>("weight"),
        Fields::at<&BackendRef::filters>("filters"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteTimeouts>()
{
    using Fields = FieldsOf<RouteTimeouts>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteTimeouts::request>("request"),
        Fields::at<&RouteTimeouts::backendRequest>("backendRequest"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteRetry>()
{
    using Fields = FieldsOf<RouteRetry>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteRetry::codes>("codes"),
        Fields::at<&RouteRetry::attempts>("attempts"),
        Fields::at<&RouteRetry::backoff>("backoff"),
    });
    return schema;
}

template<>
const Schema &schemaOf<SessionPersistence>()
{
    using Fields = FieldsOf<SessionPersistence>;
    static const Schema schema = Fields::schema({
        Fields::at<&SessionPersistence::sessionName>("sessionName"),
        Fields::at<&SessionPersistence::type>("type").oneOf({"Cookie", "Header"}),
        Fields::at<&SessionPersistence::absoluteTimeout>("absoluteTimeout"),
        Fields::at<&SessionPersistence::idleTimeout>("idleTimeout"),
        group("cookieConfig", {Fields::at<&SessionPersistence::cookieLifetime>("lifetimeType")}),
        // The shape after 1.6.1 (spec/gateway.md §0).
        group("cookie",
              {
                  Fields::at<&SessionPersistence::sessionName>("name"),
                  Fields::at<&SessionPersistence::cookieLifetime>("lifetimeType"),
              })
            .open(),
        group("header", {Fields::at<&SessionPersistence::headerName>("name")}).open(),
    });
    return schema;
}

template<>
const Schema &schemaOf<HttpRouteRule>()
{
    using Fields = FieldsOf<HttpRouteRule>;
    static const Schema schema = Fields::schema({
        Fields::at<&HttpRouteRule::name>("name"),
        Fields::at<&HttpRouteRule::matches>("matches"),
        Fields::at<&HttpRouteRule::filters>("filters"),
        Fields::at<&HttpRouteRule::backendRefs>("backendRefs"),
        Fields::at<&HttpRouteRule::timeouts>("timeouts"),
        Fields::at<&HttpRouteRule::retry>("retry"),
        Fields::at<&HttpRouteRule::sessionPersistence>("sessionPersistence"),
    });
    return schema;
}

template<>
const Schema &schemaOf<GrpcMethodMatch>()
{
    using Fields = FieldsOf<GrpcMethodMatch>;
    static const Schema schema = Fields::schema({
        Fields::at<&GrpcMethodMatch::type>("type").oneOf({"Exact", "RegularExpression"}),
        Fields::at<&GrpcMethodMatch::service>("service"),
        Fields::at<&GrpcMethodMatch::method>("method"),
    });
    return schema;
}

template<>
const Schema &schemaOf<GrpcRouteMatch>()
{
    using Fields = FieldsOf<GrpcRouteMatch>;
    static const Schema schema = Fields::schema({
        Fields::at<&GrpcRouteMatch::method>("method"),
        Fields::at<&GrpcRouteMatch::headers>("headers"),
    });
    return schema;
}

template<>
const Schema &schemaOf<GrpcRouteRule>()
{
    using Fields = FieldsOf<GrpcRouteRule>;
    static const Schema schema = Fields::schema({
        Fields::at<&GrpcRouteRule::name>("name"),
        Fields::at<&GrpcRouteRule::matches>("matches"),
        Fields::at<&GrpcRouteRule::filters>("filters"),
        Fields::at<&GrpcRouteRule::backendRefs>("backendRefs"),
        Fields::at<&GrpcRouteRule::sessionPersistence>("sessionPersistence"),
    });
    return schema;
}

template<>
const Schema &schemaOf<L4RouteRule>()
{
    using Fields = FieldsOf<L4RouteRule>;
    static const Schema schema = Fields::schema({
        Fields::at<&L4RouteRule::name>("name"),
        Fields::at<&L4RouteRule::backendRefs>("backendRefs").required("backends-missing"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteParentStatus>()
{
    using Fields = FieldsOf<RouteParentStatus>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteParentStatus::parentRef>("parentRef"),
        Fields::at<&RouteParentStatus::controllerName>("controllerName"),
        Fields::at<&RouteParentStatus::conditions>("conditions"),
    });
    return schema;
}

namespace
{

enum class Hostnames { None, Optional, Required };

/// What all route kinds share, with their own rules.
template<class T>
Schema routeSchema(Hostnames hostnames, bool needsRules)
{
    using Fields = FieldsOf<T>;
    std::vector<FieldRule> spec = {
        Fields::template at<&T::parentRefs>("parentRefs"),
        Fields::template at<&T::useDefaultGateways>("useDefaultGateways").oneOf({"All", "None"}),
    };
    if (hostnames == Hostnames::Required)
        spec.push_back(Fields::template at<&T::hostnames>("hostnames").required("tls-route-hostnames-missing"));
    else if (hostnames == Hostnames::Optional)
        spec.push_back(Fields::template at<&T::hostnames>("hostnames"));
    FieldRule rules = Fields::template at<&T::rules>("rules");
    spec.push_back(needsRules ? std::move(rules).required("route-rules-missing") : std::move(rules));
    return Fields::object({
        group("spec", std::move(spec)).required("spec-missing"),
        group("status", {Fields::template at<&T::statusParents>("parents")}).lenient(),
    });
}

} // namespace

template<>
const Schema &schemaOf<HttpRoute>()
{
    static const Schema schema = routeSchema<HttpRoute>(Hostnames::Optional, false);
    return schema;
}

template<>
const Schema &schemaOf<GrpcRoute>()
{
    static const Schema schema = routeSchema<GrpcRoute>(Hostnames::Optional, false);
    return schema;
}

template<>
const Schema &schemaOf<TlsRoute>()
{
    static const Schema schema = routeSchema<TlsRoute>(Hostnames::Required, true);
    return schema;
}

template<>
const Schema &schemaOf<TcpRoute>()
{
    static const Schema schema = routeSchema<TcpRoute>(Hostnames::None, true);
    return schema;
}

template<>
const Schema &schemaOf<UdpRoute>()
{
    static const Schema schema = routeSchema<UdpRoute>(Hostnames::None, true);
    return schema;
}

} // namespace wayproof
