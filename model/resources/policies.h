// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ReferenceGrant, BackendTLSPolicy and NetworkPolicy.
#pragma once

#include "model/resources/gateway.h"
#include "model/resources/meta.h"
#include "model/resources/routes.h"

namespace wayproof
{

struct ReferenceGrantFrom {
    Text group;
    Text kind;
    Text ns;
    Position at;
};

struct ReferenceGrantTo {
    Text group;
    Text kind;
    Text name; ///< unset: every object of the kind
    Position at;
};

struct ReferenceGrant {
    ObjectMeta meta;
    List<ReferenceGrantFrom> from;
    List<ReferenceGrantTo> to;
};

struct PolicyTargetRef {
    Text group;
    Text kind;
    Text name;
    Text sectionName;
    Position at;
};

struct SubjectAltName {
    Text type; ///< Hostname, URI
    Text hostname;
    Text uri;
};

struct PolicyAncestorStatus {
    ParentReference ancestorRef;
    std::string controllerName;
    std::vector<Condition> conditions;
};

struct BackendTlsPolicy {
    ObjectMeta meta;
    List<PolicyTargetRef> targetRefs;
    List<ObjectReference> caCertificateRefs;
    Text wellKnownCaCertificates;
    Text hostname;
    List<SubjectAltName> subjectAltNames;
    TextMap options;
    std::vector<PolicyAncestorStatus> statusAncestors;
};

struct NetworkPolicyPeer {
    Field<LabelSelector> podSelector;
    Field<LabelSelector> namespaceSelector;
    Text ipBlockCidr;
    List<Text> ipBlockExcept;
};

struct NetworkPolicyPort {
    Text protocol;
    Text port; ///< a number or a name
    Number endPort;
};

struct NetworkPolicyIngressRule {
    List<NetworkPolicyPeer> from;
    List<NetworkPolicyPort> ports;
    Position at;
};

struct NetworkPolicy {
    ObjectMeta meta;
    Field<LabelSelector> podSelector;
    List<Text> policyTypes;
    List<NetworkPolicyIngressRule> ingress;
};

} // namespace wayproof
