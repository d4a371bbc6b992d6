// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// GatewayClass, Gateway and ListenerSet (gateway.networking.k8s.io).
#pragma once

#include "model/resources/meta.h"

namespace wayproof
{

/// A reference with group, kind, namespace and name, each as written: certificateRefs, CA references, parametersRef.
struct ObjectReference {
    Text group;
    Text kind;
    Text ns;
    Text name;
    Position at;
};

struct GatewayClass {
    ObjectMeta meta;
    Text controllerName;
    Field<ObjectReference> parametersRef;
    Text description;
    std::vector<Condition> statusConditions; ///< as reported
};

struct RouteNamespaces {
    Text from; ///< Same (default), All, Selector, None
    Field<LabelSelector> selector;
};

struct RouteGroupKind {
    Text group;
    Text kind;
    Position at;
};

struct AllowedRoutes {
    Field<RouteNamespaces> namespaces;
    List<RouteGroupKind> kinds;
};

struct FrontendValidation {
    List<ObjectReference> caCertificateRefs;
    Text mode; ///< AllowValidOnly (default), AllowInsecureFallback
};

struct ListenerTls {
    Text mode; ///< Terminate (default), Passthrough
    List<ObjectReference> certificateRefs;
    TextMap options;
};

struct Listener {
    Text name;
    Text hostname;
    Number port;   ///< 1–65535
    Text protocol; ///< HTTP, HTTPS, TLS, TCP, UDP or a domain-prefixed one
    Field<ListenerTls> tls;
    Field<AllowedRoutes> allowedRoutes;
    Position at;
};

struct GatewayAddress {
    Text type; ///< IPAddress (default), Hostname, NamedAddress
    Text value;
    Position at;
};

struct FrontendTlsPort {
    Number port;
    Field<FrontendValidation> validation;
};

struct GatewayTls {
    Field<ObjectReference> backendClientCertificateRef;
    Field<FrontendValidation> frontendDefault;
    List<FrontendTlsPort> frontendPerPort;
};

/// A listener's status as reported.
struct ListenerStatus {
    std::string name;
    std::int64_t attachedRoutes = 0;
    std::vector<RouteGroupKind> supportedKinds;
    std::vector<Condition> conditions;
};

struct Gateway {
    ObjectMeta meta;
    Text gatewayClassName;
    List<Listener> listeners;
    List<GatewayAddress> addresses;
    Field<RouteNamespaces> allowedListeners; ///< spec.allowedListeners.namespaces; `from` None by default
    Field<GatewayTls> tls;
    Field<ObjectReference> infrastructureParametersRef;
    Text defaultScope; ///< experimental: All, None
    std::vector<GatewayAddress> statusAddresses;
    std::vector<Condition> statusConditions;
    std::vector<ListenerStatus> statusListeners;
    std::optional<std::int64_t> statusAttachedListenerSets;
};

struct ListenerSet {
    ObjectMeta meta;
    Field<ObjectReference> parentRef;
    List<Listener> listeners;
    std::vector<Condition> statusConditions;
    std::vector<ListenerStatus> statusListeners;
};

} // namespace wayproof
