// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Ingress and IngressClass (networking.k8s.io/v1; the v1beta1 and extensions/v1beta1 spellings are read into these).
#pragma once

#include "model/resources/meta.h"

namespace wayproof
{

struct ServiceBackendPort {
    Text name;
    Number number;
};

struct IngressServiceBackend {
    Text name;
    ServiceBackendPort port;
};

struct TypedLocalObjectReference {
    Text apiGroup;
    Text kind;
    Text name;
};

struct IngressBackend {
    Field<IngressServiceBackend> service;
    Field<TypedLocalObjectReference> resource;
};

struct HttpIngressPath {
    Text path;
    Text pathType; ///< Exact, Prefix, ImplementationSpecific
    Field<IngressBackend> backend;
    Position at;
};

struct IngressRule {
    Text host;
    /// Set when `http` was written; then at least one path is required.
    List<HttpIngressPath> paths;
    Position at;
};

struct IngressTls {
    List<Text> hosts;
    Text secretName;
    Position at;
};

struct LoadBalancerAddress {
    Text ip;
    Text hostname;
};

struct Ingress {
    ObjectMeta meta;
    Text ingressClassName;
    Field<IngressBackend> defaultBackend;
    List<IngressTls> tls;
    List<IngressRule> rules;
    std::vector<LoadBalancerAddress> statusAddresses;
};

struct IngressClass {
    ObjectMeta meta;
    Text controller;
    Field<TypedLocalObjectReference> parameters;
    /// annotation ingressclass.kubernetes.io/is-default-class == "true"
    bool isDefault() const
    {
        const Text *value = meta.annotation("ingressclass.kubernetes.io/is-default-class");
        return value && value->value == "true";
    }
};

} // namespace wayproof
