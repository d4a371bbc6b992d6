// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How GatewayClass, Gateway and ListenerSet are spelled.
#include "model/load/schemafields.h"
#include "model/resources/gateway.h"

namespace wayproof
{

template<>
const Schema &schemaOf<ObjectReference>()
{
    using Fields = FieldsOf<ObjectReference>;
    static const Schema schema = Fields::schema({
        Fields::at<&ObjectReference::group>("group"),
        Fields::at<&ObjectReference::kind>("kind"),
        Fields::at<&ObjectReference::ns>("namespace"),
        Fields::at<&ObjectReference::name>("name").required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<GatewayClass>()
{
    using Fields = FieldsOf<GatewayClass>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&GatewayClass::controllerName>("controllerName")
                      .required("gateway-class-controller-missing"),
                  Fields::at<&GatewayClass::parametersRef>("parametersRef"),
                  Fields::at<&GatewayClass::description>("description"),
              })
            .required("spec-missing"),
        group("status", {Fields::at<&GatewayClass::statusConditions>("conditions")}).lenient(),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteNamespaces>()
{
    using Fields = FieldsOf<RouteNamespaces>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteNamespaces::from>("from").oneOf({"Same", "All", "Selector", "None"}),
        Fields::at<&RouteNamespaces::selector>("selector"),
    });
    return schema;
}

template<>
const Schema &schemaOf<RouteGroupKind>()
{
    using Fields = FieldsOf<RouteGroupKind>;
    static const Schema schema = Fields::schema({
        Fields::at<&RouteGroupKind::group>("group"),
        Fields::at<&RouteGroupKind::kind>("kind").required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<AllowedRoutes>()
{
    using Fields = FieldsOf<AllowedRoutes>;
    static const Schema schema = Fields::schema({
        Fields::at<&AllowedRoutes::namespaces>("namespaces"),
        Fields::at<&AllowedRoutes::kinds>("kinds"),
    });
    return schema;
}

template<>
const Schema &schemaOf<FrontendValidation>()
{
    using Fields = FieldsOf<FrontendValidation>;
    static const Schema schema = Fields::schema({
        Fields::at<&FrontendValidation::caCertificateRefs>("caCertificateRefs").required(),
        Fields::at<&FrontendValidation::mode>("mode").oneOf({"AllowValidOnly", "AllowInsecureFallback"}),
    });
    return schema;
}

template<>
const Schema &schemaOf<ListenerTls>()
{
    using Fields = FieldsOf<ListenerTls>;
    static const Schema schema = Fields::schema({
        Fields::at<&ListenerTls::mode>("mode").oneOf({"Terminate", "Passthrough"}),
        Fields::at<&ListenerTls::certificateRefs>("certificateRefs"),
        Fields::at<&ListenerTls::options>("options"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Listener>()
{
    using Fields = FieldsOf<Listener>;
    static const Schema schema = Fields::schema({
        Fields::at<&Listener::name>("name").required("listener-name-missing"),
        Fields::at<&Listener::hostname>("hostname"),
        Fields::at<&Listener::port>("port").required("listener-port-missing"),
        Fields::at<&Listener::protocol>("protocol").required("listener-protocol-missing"),
        Fields::at<&Listener::tls>("tls"),
        Fields::at<&Listener::allowedRoutes>("allowedRoutes"),
    });
    return schema;
}

template<>
const Schema &schemaOf<GatewayAddress>()
{
    using Fields = FieldsOf<GatewayAddress>;
    static const Schema schema = Fields::schema({
        Fields::at<&GatewayAddress::type>("type"),
        Fields::at<&GatewayAddress::value>("value"),
    });
    return schema;
}

template<>
const Schema &schemaOf<FrontendTlsPort>()
{
    using Fields = FieldsOf<FrontendTlsPort>;
    static const Schema schema = Fields::schema({
        Fields::at<&FrontendTlsPort::port>("port").required(),
        group("tls", {Fields::at<&FrontendTlsPort::validation>("validation")}).required(),
    });
    return schema;
}

template<>
const Schema &schemaOf<GatewayTls>()
{
    using Fields = FieldsOf<GatewayTls>;
    static const Schema schema = Fields::schema({
        group("backend", {Fields::at<&GatewayTls::backendClientCertificateRef>("clientCertificateRef")}),
        group("frontend",
              {
                  group("default", {Fields::at<&GatewayTls::frontendDefault>("validation")}).required(),
                  Fields::at<&GatewayTls::frontendPerPort>("perPort"),
              }),
    });
    return schema;
}

namespace
{

void readAttachedListenerSets(Decoder &decoder, NodeIndex node, void *object)
{
    Number count;
    decoder.read(node, count);
    if (count)
        static_cast<Gateway *>(object)->statusAttachedListenerSets = *count;
}

} // namespace

template<>
const Schema &schemaOf<ListenerStatus>()
{
    using Fields = FieldsOf<ListenerStatus>;
    static const Schema schema = Fields::schema({
        Fields::at<&ListenerStatus::name>("name"),
        Fields::at<&ListenerStatus::attachedRoutes>("attachedRoutes"),
        Fields::at<&ListenerStatus::supportedKinds>("supportedKinds"),
        Fields::at<&ListenerStatus::conditions>("conditions"),
    });
    return schema;
}

template<>
const Schema &schemaOf<Gateway>()
{
    using Fields = FieldsOf<Gateway>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&Gateway::gatewayClassName>("gatewayClassName").required("gateway-class-name-missing"),
                  Fields::at<&Gateway::listeners>("listeners").required("listeners-missing"),
                  Fields::at<&Gateway::addresses>("addresses"),
                  Fields::at<&Gateway::tls>("tls"),
                  group("infrastructure",
                        {
                            known("labels"),
                            known("annotations"),
                            Fields::at<&Gateway::infrastructureParametersRef>("parametersRef"),
                        }),
                  group("allowedListeners", {Fields::at<&Gateway::allowedListeners>("namespaces")}),
                  Fields::at<&Gateway::defaultScope>("defaultScope").oneOf({"All", "None"}),
              })
            .required("spec-missing"),
        group("status",
              {
                  Fields::at<&Gateway::statusAddresses>("addresses"),
                  Fields::at<&Gateway::statusConditions>("conditions"),
                  Fields::at<&Gateway::statusListeners>("listeners"),
                  custom("attachedListenerSets", readAttachedListenerSets),
              })
            .lenient(),
    });
    return schema;
}

template<>
const Schema &schemaOf<ListenerSet>()
{
    using Fields = FieldsOf<ListenerSet>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&ListenerSet::parentRef>("parentRef").required("listener-set-parent-missing"),
                  Fields::at<&ListenerSet::listeners>("listeners").required("listeners-missing"),
              })
            .required("spec-missing"),
        group("status",
              {
                  Fields::at<&ListenerSet::statusConditions>("conditions"),
                  Fields::at<&ListenerSet::statusListeners>("listeners"),
              })
            .lenient(),
    });
    return schema;
}

} // namespace wayproof
