// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which certificate a server of ingress-nginx has: the named one, one that covers the host, or the default one
// (spec/ingress.md §2.2 "TLS redirect").
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The controller looks at the two entries, not at the Secret's type. Null where they are no pair.
const Secret *pairOf(const IngressContext &context, const std::string &ns, const std::string &name)
{
    const Secret *secret = context.snapshot.find<Secret>(ns, name);
    if (!secret || !secret->isContentKnown)
        return secret;
    const bool hasKey = std::find(secret->keys.begin(), secret->keys.end(), "tls.key") != secret->keys.end();
    return hasKey && secret->tlsCrt.isPresent && secret->tlsCrt.isWellFormed ? secret : nullptr;
}

const IngressTls *entryNaming(const Ingress &ingress, const std::string &host)
{
    for (const IngressTls &tls : *ingress.tls)
        for (const Text &name : *tls.hosts)
            if (lowerCase(*name) == host)
                return &tls;
    return nullptr;
}

} // namespace

bool nginxCertificateCovers(const Secret &secret, const std::string &host)
{
    return std::any_of(secret.tlsCrt.names.begin(), secret.tlsCrt.names.end(), [&](const std::string &name) {
        if (name == host)
            return true;
        const std::size_t dot = host.find('.');
        return name.starts_with("*.") && dot != std::string::npos && dot > 0 && host.substr(dot) == name.substr(1);
    });
}

const Secret *defaultNginxCertificate(const IngressContext &context)
{
    const std::string flag = context.settings.flag("default-ssl-certificate");
    const std::size_t slash = flag.find('/');
    return slash == std::string::npos ? nullptr : pairOf(context, flag.substr(0, slash), flag.substr(slash + 1));
}

/// Any tls entry gives each of the Ingress' hosts a certificate, if only the default one: the entry that names the host
/// decides, else the first whose certificate covers it. One that does not cover the host is not used.
void configureNginxCertificate(IngressContext &context, NginxServer &server, const Ingress &ingress)
{
    server.hasCertificate = true;
    server.certificate = defaultNginxCertificate(context);
    const auto use = [&](const Secret *secret) {
        if (!secret)
            return false;
        if (secret->isContentKnown && !nginxCertificateCovers(*secret, server.hostname))
            return false;
        server.isCertificateKnown = secret->isContentKnown;
        server.certificate = secret;
        return true;
    };
    if (const IngressTls *entry = entryNaming(ingress, server.hostname)) {
        if (!entry->secretName->empty())
            use(pairOf(context, *ingress.meta.ns, *entry->secretName));
        return;
    }
    for (const IngressTls &tls : *ingress.tls)
        if (!tls.secretName->empty() && use(pairOf(context, *ingress.meta.ns, *tls.secretName)))
            return;
}

} // namespace wayproof
