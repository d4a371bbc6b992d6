// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How ReferenceGrant, BackendTLSPolicy and NetworkPolicy are spelled.
#include "model/load/schemafields.h"
#include "model/resources/policies.h"

namespace wayproof
{

template<>
const Schema &schemaOf<ReferenceGrantFrom>()
{
    using Fields = FieldsOf<ReferenceGrantFrom>;
    static const Schema schema = Fields::schema({
        Fields::at<&ReferenceGrantFrom::group>("group").required("reference-grant-group-missing"),
        Fields::at<&ReferenceGrantFrom::kind>("kind").required("reference-grant-kind-missing"),
        Fields::at<&ReferenceGrantFrom::ns>("namespace").required("reference-grant-namespace-missing"),
    });
    return schema;
}

template<>
const Schema &schemaOf<ReferenceGrantTo>()
{
    using Fields = FieldsOf<ReferenceGrantTo>;
    static const Schema schema = Fields::schema({
        Fields::at<&ReferenceGrantTo::group>("group").required("reference-grant-group-missing"),
        Fields::at<&ReferenceGrantTo::kind>("kind").required("reference-grant-kind-missing"),
        Fields::at<&ReferenceGrantTo::name>("name"),
    });
    return schema;
}

template<>
const Schema &schemaOf<ReferenceGrant>()
{
    using Fields = FieldsOf<ReferenceGrant>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&ReferenceGrant::from>("from").required("reference-grant-from-missing"),
                  Fields::at<&ReferenceGrant::to>("to").required("reference-grant-to-missing"),
              })
            .required("spec-missing"),
    });
    return schema;
}

template<>
const Schema &schemaOf<PolicyTargetRef>()
{
    using Fields = FieldsOf<PolicyTargetRef>;
    static const Schema schema = Fields::schema({
        Fields::at<&PolicyTargetRef::group>("group").required(),
        Fields::at<&PolicyTargetRef::kind>("kind").required(),
        Fields::at<&PolicyTargetRef::name>("name").required(),
        Fields::at<&PolicyTargetRef::sectionName>("sectionName"),
    });
    return schema;
}

template<>
const Schema &schemaOf<SubjectAltName>()
{
    using Fields = FieldsOf<SubjectAltName>;
    static const Schema schema = Fields::schema({
        Fields::at<&SubjectAltName::type>("type").required().oneOf({"Hostname", "URI"}),
        Fields::at<&SubjectAltName::hostname>("hostname"),
        Fields::at<&SubjectAltName::uri>("uri"),
    });
    return schema;
}

template<>
const Schema &schemaOf<PolicyAncestorStatus>()
{
    using Fields = FieldsOf<PolicyAncestorStatus>;
    static const Schema schema = Fields::schema({
        Fields::at<&PolicyAncestorStatus::ancestorRef>("ancestorRef"),
        Fields::at<&PolicyAncestorStatus::controllerName>("controllerName"),
        Fields::at<&PolicyAncestorStatus::conditions>("conditions"),
    });
    return schema;
}

template<>
const Schema &schemaOf<BackendTlsPolicy>()
{
    using Fields = FieldsOf<BackendTlsPolicy>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&BackendTlsPolicy::targetRefs>("targetRefs").required("policy-targets-missing"),
                  group("validation",
                        {
                            Fields::at<&BackendTlsPolicy::caCertificateRefs>("caCertificateRefs"),
                            Fields::at<&BackendTlsPolicy::wellKnownCaCertificates>("wellKnownCACertificates"),
                            Fields::at<&BackendTlsPolicy::hostname>("hostname").required("policy-hostname-missing"),
                            Fields::at<&BackendTlsPolicy::subjectAltNames>("subjectAltNames"),
                        })
                      .required("policy-validation-missing"),
                  Fields::at<&BackendTlsPolicy::options>("options"),
              })
            .required("spec-missing"),
        group("status", {Fields::at<&BackendTlsPolicy::statusAncestors>("ancestors")}).lenient(),
    });
    return schema;
}

template<>
const Schema &schemaOf<NetworkPolicyPeer>()
{
    using Fields = FieldsOf<NetworkPolicyPeer>;
    static const Schema schema = Fields::schema({
        Fields::at<&NetworkPolicyPeer::podSelector>("podSelector"),
        Fields::at<&NetworkPolicyPeer::namespaceSelector>("namespaceSelector"),
        group("ipBlock",
              {
                  Fields::at<&NetworkPolicyPeer::ipBlockCidr>("cidr").required(),
                  Fields::at<&NetworkPolicyPeer::ipBlockExcept>("except"),
              }),
    });
    return schema;
}

namespace
{

void readPolicyPort(Decoder &decoder, NodeIndex node, void *object)
{
    decoder.readNumberOrName(node, static_cast<NetworkPolicyPort *>(object)->port);
}

} // namespace

template<>
const Schema &schemaOf<NetworkPolicyPort>()
{
    using Fields = FieldsOf<NetworkPolicyPort>;
    static const Schema schema = Fields::schema({
        Fields::at<&NetworkPolicyPort::protocol>("protocol").oneOf({"TCP", "UDP", "SCTP"}),
        custom("port", readPolicyPort),
        Fields::at<&NetworkPolicyPort::endPort>("endPort"),
    });
    return schema;
}

template<>
const Schema &schemaOf<NetworkPolicyIngressRule>()
{
    using Fields = FieldsOf<NetworkPolicyIngressRule>;
    static const Schema schema = Fields::schema({
        Fields::at<&NetworkPolicyIngressRule::from>("from"),
        Fields::at<&NetworkPolicyIngressRule::ports>("ports"),
    });
    return schema;
}

template<>
const Schema &schemaOf<NetworkPolicy>()
{
    using Fields = FieldsOf<NetworkPolicy>;
    static const Schema schema = Fields::object({
        group("spec",
              {
                  Fields::at<&NetworkPolicy::podSelector>("podSelector"),
                  Fields::at<&NetworkPolicy::policyTypes>("policyTypes"),
                  Fields::at<&NetworkPolicy::ingress>("ingress"),
                  known("egress"),
              }),
        known("status"),
    });
    return schema;
}

} // namespace wayproof
