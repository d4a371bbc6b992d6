// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How the filters of HTTPRoute and GRPCRoute are spelled.
#include "model/load/schemafields.h"
#include "model/resources/routes.h"

namespace wayproof
{

template<>
const Schema &schemaOf<HttpHeader>()
{
    using Fields = FieldsOf<HttpHeader>;
    static const Schema schema = Fields::schema({
        Fields::at<&HttpHeader::name>("name").required(),
        Fields::at<&HttpHeader::value>("value").required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<HeaderModifier>()
{
    using Fields = FieldsOf<HeaderModifier>;
    static const Schema schema = Fields::schema({
        Fields::at<&HeaderModifier::set>("set"),
        Fields::at<&HeaderModifier::add>("add"),
        Fields::at<&HeaderModifier::remove>("remove"),
    });
    return schema;
}

template<>
const Schema &schemaOf<HttpPathModifier>()
{
    using Fields = FieldsOf<HttpPathModifier>;
    static const Schema schema = Fields::schema({
        Fields::at<&HttpPathModifier::type>("type").required().oneOf({"ReplaceFullPath", "ReplacePrefixMatch"}),
        Fields::at<&HttpPathModifier::replaceFullPath>("replaceFullPath"),
        Fields::at<&HttpPathModifier::replacePrefixMatch>("replacePrefixMatch"),
    });
    return schema;
}

template<>
const Schema &schemaOf<BackendObjectReference>()
{
    using Fields = FieldsOf<BackendObjectReference>;
    static const Schema schema = Fields::schema({
        Fields::at<&BackendObjectReference::group>("group"),
        Fields::at<&BackendObjectReference::kind>("kind"),
        Fields::at<&BackendObjectReference::name>("name").required("backend-name-missing"),
        Fields::at<&BackendObjectReference::ns>("namespace"),
        Fields::at<&BackendObjectReference::port>("port"),
    });
    return schema;
}

template<>
const Schema &schemaOf<MirrorFraction>()
{
    using Fields = FieldsOf<MirrorFraction>;
    static const Schema schema = Fields::schema({
        Fields::at<&MirrorFraction::numerator>("numerator").required(),
        Fields::at<&MirrorFraction::denominator>("denominator"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RequestMirrorFilter>()
{
    using Fields = FieldsOf<RequestMirrorFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&RequestMirrorFilter::backendRef>("backendRef").required("mirror-backend-missing"),
        Fields::at<&RequestMirrorFilter::percent>("percent"),
        Fields::at<&RequestMirrorFilter::fraction>("fraction"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RequestRedirectFilter>()
{
    using Fields = FieldsOf<RequestRedirectFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&RequestRedirectFilter::scheme>("scheme").oneOf({"http", "https"}),
        Fields::at<&RequestRedirectFilter::hostname>("hostname"),
        Fields::at<&RequestRedirectFilter::path>("path"),
        Fields::at<&RequestRedirectFilter::port>("port"),
        Fields::at<&RequestRedirectFilter::statusCode>("statusCode"),
    });
    return schema;
}

template<>
const Schema &schemaOf<UrlRewriteFilter>()
{
    using Fields = FieldsOf<UrlRewriteFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&UrlRewriteFilter::hostname>("hostname"),
        Fields::at<&UrlRewriteFilter::path>("path"),
    });
    return schema;
}

template<>
const Schema &schemaOf<CorsFilter>()
{
    using Fields = FieldsOf<CorsFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&CorsFilter::allowOrigins>("allowOrigins"),
        Fields::at<&CorsFilter::allowCredentials>("allowCredentials"),
        Fields::at<&CorsFilter::allowMethods>("allowMethods"),
        Fields::at<&CorsFilter::allowHeaders>("allowHeaders"),
        Fields::at<&CorsFilter::exposeHeaders>("exposeHeaders"),
        Fields::at<&CorsFilter::maxAge>("maxAge"),
    });
    return schema;
}

template<>
const Schema &schemaOf<ExternalAuthFilter>()
{
    using Fields = FieldsOf<ExternalAuthFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&ExternalAuthFilter::protocol>("protocol").required().oneOf({"HTTP", "GRPC"}),
        Fields::at<&ExternalAuthFilter::backendRef>("backendRef").required(),
        group("http",
              {
                  Fields::at<&ExternalAuthFilter::path>("path"),
                  Fields::at<&ExternalAuthFilter::allowedHeaders>("allowedHeaders"),
                  Fields::at<&ExternalAuthFilter::allowedResponseHeaders>("allowedResponseHeaders"),
              }),
        group("grpc", {Fields::at<&ExternalAuthFilter::allowedHeaders>("allowedHeaders")}),
        group("forwardBody", {Fields::at<&ExternalAuthFilter::forwardBodyMaxSize>("maxSize")}),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteFilter>()
{
    using Fields = FieldsOf<RouteFilter>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteFilter::type>("type").required("filter-type-missing"),
        Fields::at<&RouteFilter::requestHeaderModifier>("requestHeaderModifier"),
        Fields::at<&RouteFilter::responseHeaderModifier>("responseHeaderModifier"),
        Fields::at<&RouteFilter::requestMirror>("requestMirror"),
        Fields::at<&RouteFilter::requestRedirect>("requestRedirect"),
        Fields::at<&RouteFilter::urlRewrite>("urlRewrite"),
        Fields::at<&RouteFilter::cors>("cors"),
        Fields::at<&RouteFilter::externalAuth>("externalAuth"),
        Fields::at<&RouteFilter::extensionRef>("extensionRef"),
    });
    return schema;
}

} // namespace wayproof
