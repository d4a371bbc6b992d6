// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/labtargets.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::string protocolOf(const Request &request)
{
    if (request.protocol == "tcp" || request.protocol == "udp" || request.protocol == "tls")
        return request.protocol;
    return request.isTls() ? "https" : "http";
}

bool fits(const LabAddress &address, const Request &request)
{
    const std::string protocol = protocolOf(request);
    // TLS that ends at the backend is HTTPS to the client all the same.
    const bool isSpoken = address.protocol == protocol || (protocol == "https" && address.protocol == "tls");
    return address.side == LabAddress::Side::Gateway && isSpoken &&
           (!request.port || *request.port == address.declaredPort) &&
           (request.gateway.empty() || request.gateway == address.gateway.path()) &&
           (request.listener.empty() || request.listener == address.listener);
}

} // namespace

std::optional<ProbeTarget> ingressTarget(const LabStatus &lab)
{
    const LabAddress *http = lab.ingressAddress("http");
    const LabAddress *https = lab.ingressAddress("https");
    if (!http && !https)
        return std::nullopt;
    ProbeTarget target;
    target.side = Side::Ingress;
    target.address = (http ? http : https)->authority();
    target.tlsAddress = https ? https->authority() : std::string();
    target.caFile = lab.caFile;
    return target;
}

std::optional<ProbeTarget> gatewayTarget(const LabStatus &lab, const Request &request, const Decision *predicted)
{
    const std::string listener = predicted && predicted->match ? predicted->match->listener : std::string();
    const LabAddress *chosen = nullptr;
    for (const LabAddress &address : lab.addresses) {
        if (!fits(address, request))
            continue;
        const bool isPredicted = !listener.empty() && address.owner.path() + '/' + address.listener == listener;
        if (!chosen || isPredicted)
            chosen = &address;
        if (isPredicted)
            break;
    }
    if (!chosen)
        return std::nullopt;
    ProbeTarget target;
    target.side = Side::Gateway;
    target.address = chosen->authority();
    target.tlsAddress = chosen->authority();
    target.caFile = lab.caFile;
    // The lab has one certificate that its listeners accept; which Secret the request names makes no difference to it.
    if (request.clientCertificate && !request.clientCertificate->empty())
        target.clientCertificateFile = lab.clientFile;
    return target;
}

} // namespace wayproof
