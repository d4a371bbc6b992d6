// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a Gateway needs beside listeners so that its controller accepts it: parameters, addresses, a client certificate
// (spec/gateway.md §1, §2 "Gateway client certificate").
#include "model/routing/gatewaycompiler.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

/// Whether objects of that kind were loaded, so that one which was not is missing.
bool isKindLoaded(const Snapshot &snapshot, const std::string &group, const std::string &kind)
{
    if (group.empty() && kind == "ConfigMap")
        return snapshot.speaksOf<ConfigMap>();
    if (group.empty() && kind == "Secret")
        return snapshot.speaksOf<Secret>();
    const auto &others = snapshot.all<OtherObject>();
    return std::any_of(others.begin(), others.end(), [&](const OtherObject &object) {
        return object.meta.kind == kind + "." + group ||
               (object.meta.kind == kind && object.meta.apiVersion.starts_with(group + "/"));
    });
}

/// Why parameters cannot be found; empty where they are there, or where the source is silent about their kind.
std::string problemOf(const Snapshot &snapshot, const ObjectReference &ref, const std::string &ns)
{
    const std::string group = ref.group.value;
    const std::string kind = *ref.kind;
    if (snapshot.meta({kind, ns, *ref.name}) || snapshot.meta({kind + "." + group, ns, *ref.name}) ||
        !isKindLoaded(snapshot, group, kind))
        return {};
    return kind + " " + (ns.empty() ? std::string() : ns + "/") + *ref.name + " does not exist.";
}

void refuseGateway(GatewayCompilation &compilation, GatewayNode &node, Position at, std::string code,
                   std::string finding, std::string reason, std::string mend)
{
    const ObjectMeta &meta = node.gateway->meta;
    node.isServed = false;
    node.refusalCode = std::move(code);
    node.reason = reason;
    compilation.finding(Severity::Error, Category::Reference, std::move(finding), meta.id(), meta.at(at),
                        std::move(reason), std::move(mend));
}

/// Types of addresses that the API names, or that an implementation may define ("domain/name").
bool isAddressType(const std::string &type)
{
    static constexpr std::array<std::string_view, 3> known = {"IPAddress", "Hostname", "NamedAddress"};
    return type.find('/') != std::string::npos || std::find(known.begin(), known.end(), type) != known.end();
}

/// spec/gateway.md §2 "Gateway client certificate": a bad one shows on the Gateway and leaves it accepted.
void judgeClientCertificate(GatewayCompilation &compilation, const Gateway &gateway)
{
    if (!gateway.tls || !gateway.tls->backendClientCertificateRef)
        return;
    const ObjectReference &ref = *gateway.tls->backendClientCertificateRef;
    const ObjectMeta &meta = gateway.meta;
    const std::string kind = ref.kind.valueOr("Secret");
    const std::string ns = ref.ns.valueOr(*meta.ns);
    const Location at = meta.at(ref.at);
    std::string code;
    std::string reason;
    if (kind != "Secret" || !ref.group.value.empty()) {
        code = "InvalidClientCertificateRef";
        reason = "The Gateway's client certificate is a " + kind + "; only Secrets are known.";
    } else if (!compilation.references
                    .grant({"gateway.networking.k8s.io", "Gateway", *meta.ns}, {"", kind, ns, *ref.name})
                    .isPermitted()) {
        code = "RefNotPermitted";
        reason = "No ReferenceGrant in namespace " + ns + " lets Gateways of namespace " + *meta.ns + " use Secret " +
                 *ref.name + ".";
    } else {
        const CertificateResolution certificate = compilation.references.certificate(ns, *ref.name);
        reason = certificate.reason;
        if (!certificate.isUsable())
            code = "InvalidClientCertificateRef";
    }
    compilation.link(LinkKind::Certificate, {meta.id(), {}, {}, {}}, {{kind, ns, *ref.name}, {}, {}, {}},
                     code.empty() ? LinkState::Held : LinkState::Refused, code, reason, at);
    if (code.empty())
        return;
    const bool isGrant = code == "RefNotPermitted";
    compilation.finding(Severity::Error, Category::Reference,
                        isGrant ? "certificate-not-granted" : "client-certificate-unusable", meta.id(), at, reason,
                        isGrant ? "Add a ReferenceGrant to the Secret's namespace."
                                : "Refer to a Secret of type kubernetes.io/tls that holds tls.crt and tls.key.");
}

} // namespace

std::string problemOfParameters(const GatewayCompilation &compilation, const GatewayClass &gatewayClass)
{
    if (!gatewayClass.parametersRef)
        return {};
    const ObjectReference &ref = *gatewayClass.parametersRef;
    return problemOf(compilation.snapshot, ref, *ref.ns);
}

void judgeGateway(GatewayCompilation &compilation, GatewayNode &node)
{
    const Gateway &gateway = *node.gateway;
    judgeClientCertificate(compilation, gateway);
    if (!node.isServed)
        return;
    if (gateway.infrastructureParametersRef) {
        const ObjectReference &ref = *gateway.infrastructureParametersRef;
        const std::string problem = problemOf(compilation.snapshot, ref, *gateway.meta.ns);
        if (!problem.empty()) {
            refuseGateway(compilation, node, ref.at, "InvalidParameters", "gateway-parameters-missing",
                          "The Gateway is not accepted, as its infrastructure.parametersRef leads nowhere: " + problem,
                          "Create the object, or correct the reference.");
            return;
        }
    }
    for (const GatewayAddress &address : *gateway.addresses) {
        if (isAddressType(address.type.valueOr("IPAddress")))
            continue;
        refuseGateway(compilation, node, address.at, "UnsupportedAddress", "gateway-address-unsupported",
                      "The Gateway is not accepted, as it asks for an address of type " + *address.type +
                          ", which no implementation knows.",
                      "Use the type IPAddress or Hostname, or one that your implementation documents.");
        return;
    }
}

} // namespace wayproof
