// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/gatewaytls.h"

#include "model/lab/backendtls.h"

namespace wayproof
{

namespace
{

/// Whether a reference to a certificate can be followed and what is there is one; its names are added to `names`.
bool isUsable(const Snapshot &snapshot, const ObjectReference &ref, const std::string &fromKind,
              const std::string &fromNamespace, std::vector<std::string> &names)
{
    const bool isSecret = (!ref.kind || *ref.kind == "Secret") && ref.group->empty();
    const std::string &ns = ref.ns ? *ref.ns : fromNamespace;
    if (!isSecret || !isGranted(snapshot, fromKind, fromNamespace, "Secret", ns, *ref.name))
        return false;
    const Secret *secret = snapshot.find<Secret>(ns, *ref.name);
    if (!secret)
        return !snapshot.speaksOf<Secret>();
    if (secret->isContentKnown && !secret->tlsCrt.isWellFormed)
        return false;
    names.insert(names.end(), secret->tlsCrt.names.begin(), secret->tlsCrt.names.end());
    return true;
}

/// perPort replaces default as a whole for its port.
const Field<FrontendValidation> &validationFor(const GatewayTls &tls, std::int64_t port)
{
    for (const FrontendTlsPort &entry : *tls.frontendPerPort) {
        if (*entry.port == port)
            return entry.validation;
    }
    return tls.frontendDefault;
}

bool readFrontend(const Snapshot &snapshot, LabListener &listener, Diagnostics &notServed)
{
    const Gateway &gateway = *listener.gateway;
    const Field<FrontendValidation> &validation = validationFor(*gateway.tls, listener.port());
    if (listener.protocol != "HTTPS" || !validation)
        return true;
    if (!hasUsableCa(snapshot, *validation->caCertificateRefs, "Gateway", *gateway.meta.ns, &listener.clientCaPem)) {
        notServed.push_back(notServedNote(gateway.meta, validation.at,
                                          "listener " + *listener.listener->name +
                                              ": no usable authority for client certificates, so it is not accepted."));
        return false;
    }
    listener.clientValidation = validation->mode.valueOr("AllowValidOnly");
    return true;
}

} // namespace

bool readCertificates(const Snapshot &snapshot, LabListener &listener)
{
    const auto &tls = listener.listener->tls;
    if (!tls || tls->certificateRefs->empty())
        return false;
    for (const ObjectReference &ref : *tls->certificateRefs) {
        if (!isUsable(snapshot, ref, listener.owner->kind, *listener.owner->ns, listener.certificateNames))
            return false;
    }
    return true;
}

bool readGatewayTls(const Snapshot &snapshot, LabListener &listener, const std::string &directory, std::size_t number,
                    Diagnostics &notServed)
{
    const Gateway &gateway = *listener.gateway;
    if (!gateway.tls)
        return true;
    if (const auto &ref = gateway.tls->backendClientCertificateRef) {
        std::vector<std::string> names;
        if (isUsable(snapshot, *ref, "Gateway", *gateway.meta.ns, names)) {
            listener.backendClientFile = directory + "/backend-client-" + std::to_string(number) + ".pem";
            listener.backendClientName = names.empty() ? *gateway.meta.name : names.front();
        } else {
            notServed.push_back(notServedNote(gateway.meta, ref.at,
                                              "spec.tls.backend.clientCertificateRef is no usable certificate: none is "
                                              "shown to backends."));
        }
    }
    return readFrontend(snapshot, listener, notServed);
}

} // namespace wayproof
