// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// tls entries of Ingresses against their rules and certificates (seed/tutorial.txt, "Security Best Practices").
// Changes no answer.
#include "model/routing/hostnames.h"
#include "model/routing/ingresscompiler_pitfalls.h"

#include <algorithm>

namespace wayproof
{

namespace
{

class TlsPractices
{
public:
    TlsPractices(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_group(group)
    {
        for (const Ingress *ingress : group.ingresses)
            for (const IngressTls &tls : *ingress->tls)
                for (const Text &host : *tls.hosts)
                    m_secured.push_back(lowerCase(*host));
        std::sort(m_secured.begin(), m_secured.end());
    }

    void run()
    {
        for (const Ingress *ingress : m_group.ingresses) {
            if (ingress->tls->empty()) {
                withoutTls(*ingress);
                continue;
            }
            for (const IngressTls &tls : *ingress->tls)
                entry(*ingress, tls);
            uncoveredHosts(*ingress);
        }
    }

private:
    void report(Severity severity, Category category, const std::string &code, const std::string &message,
                const std::string &mend, const Ingress &ingress, Position at)
    {
        m_context.report(severity, category, code, message, mend, ingress, at);
    }

    bool isSecured(const std::string &host) const
    {
        const std::size_t dot = std::min(host.find('.'), host.size());
        return std::binary_search(m_secured.begin(), m_secured.end(), host) ||
               std::binary_search(m_secured.begin(), m_secured.end(), "*" + host.substr(dot));
    }

    /// Some controllers take certificates from annotations.
    static bool hasTlsAnnotation(const Ingress &ingress)
    {
        return std::any_of(ingress.meta.annotations.begin(), ingress.meta.annotations.end(), [](const auto &entry) {
            const std::string &key = entry.first;
            return key.find("tls") != std::string::npos || key.find("cert") != std::string::npos ||
                   key.find("listen-ports") != std::string::npos || key.find("passthrough") != std::string::npos;
        });
    }

    void withoutTls(const Ingress &ingress)
    {
        std::vector<std::string> plain;
        Position at;
        for (const IngressRule &rule : *ingress.rules) {
            const std::string host = lowerCase(*rule.host);
            if (!isPublicName(host) || isSecured(host) || std::find(plain.begin(), plain.end(), host) != plain.end())
                continue;
            plain.push_back(host);
            at = at.isKnown() ? at : rule.host.at;
        }
        if (!plain.empty() && !hasTlsAnnotation(ingress))
            report(Severity::Info, Category::Practice, "ingress-without-tls",
                   "No tls entry names " + listText(plain) + ", so requests and answers travel in plain text.",
                   "Add a tls entry with a certificate.", ingress, at);
    }

    void entry(const Ingress &ingress, const IngressTls &tls)
    {
        if (tls.secretName->empty()) {
            report(Severity::Info, Category::Practice, "ingress-tls-without-secret",
                   "The tls entry names no Secret, so the controller presents its default certificate, which no "
                   "client trusts unless it was replaced; a Gateway's listener needs a certificate.",
                   "Name a Secret of type kubernetes.io/tls.", ingress, tls.at);
        } else {
            certificate(ingress, tls);
        }
        std::vector<std::string> unused;
        for (const Text &host : *tls.hosts)
            if (!hasRuleFor(ingress, lowerCase(*host)))
                unused.push_back(lowerCase(*host));
        if (!unused.empty() && !ingress.rules->empty())
            report(Severity::Warning, Category::Practice, "ingress-tls-host-without-rule",
                   "The tls entry names " + listText(unused) +
                       ", for which this Ingress has no rule; ingress-nginx does not use the certificate there.",
                   "Correct the name, or put the tls entry into the Ingress that has the rule.", ingress,
                   tls.hosts->front().at);
    }

    void certificate(const Ingress &ingress, const IngressTls &tls)
    {
        const CertificateResolution found = m_context.references.certificate(*ingress.meta.ns, *tls.secretName);
        if (!found.isUsable() || !found.secret || !found.secret->isContentKnown || !found.secret->tlsCrt.isWellFormed)
            return;
        std::vector<std::string> uncovered;
        for (const Text &host : *tls.hosts)
            if (!isNamedBy(found.secret->tlsCrt.names, lowerCase(*host)))
                uncovered.push_back(lowerCase(*host));
        if (!uncovered.empty())
            report(Severity::Warning, Category::Security, "ingress-certificate-name-mismatch",
                   "Clients that ask for " + listText(uncovered) + " refuse the handshake: the certificate in Secret " +
                       found.secret->meta.id().path() + " names " + listText(found.secret->tlsCrt.names) + ".",
                   "Issue a certificate that covers the host; its wildcard stands for one label.", ingress,
                   tls.secretName.at);
    }

    static bool hasRuleFor(const Ingress &ingress, const std::string &name)
    {
        return std::any_of(ingress.rules->begin(), ingress.rules->end(), [&](const IngressRule &rule) {
            const std::string host = lowerCase(*rule.host);
            return host.empty() || host == name || isNamedBy({name}, host);
        });
    }

    /// Whether a tls entry of the Ingress names the host, or one of its certificates covers it.
    bool isCovered(const Ingress &ingress, const std::string &host) const
    {
        return std::any_of(ingress.tls->begin(), ingress.tls->end(), [&](const IngressTls &tls) {
            for (const Text &name : *tls.hosts)
                if (isNamedBy({lowerCase(*name)}, host))
                    return true;
            if (tls.secretName->empty())
                return false;
            const CertificateResolution found = m_context.references.certificate(*ingress.meta.ns, *tls.secretName);
            if (!found.secret)
                return found.isUsable() && tls.hosts->empty(); // not loaded: taken to fit where it is for any host
            return !found.secret->isContentKnown || isNamedBy(found.secret->tlsCrt.names, host);
        });
    }

    void uncoveredHosts(const Ingress &ingress)
    {
        std::vector<std::string> bare;
        Position at;
        for (const IngressRule &rule : *ingress.rules) {
            const std::string host = lowerCase(*rule.host);
            if (host.empty() || isSecured(host) || isCovered(ingress, host) ||
                std::find(bare.begin(), bare.end(), host) != bare.end())
                continue;
            bare.push_back(host);
            at = at.isKnown() ? at : rule.host.at;
        }
        if (bare.empty())
            return;
        const bool isNginx = m_group.dialect->name == "ingress-nginx";
        report(Severity::Warning, Category::Practice, "ingress-host-without-certificate",
               "The Ingress has a tls entry, but none for " + listText(bare) +
                   (isNginx ? ": ingress-nginx redirects its plain http to https all the same, where it presents the "
                              "default certificate."
                            : ", so https has no certificate there."),
               "Name the host in a tls entry whose certificate covers it.", ingress, at);
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
    std::vector<std::string> m_secured; ///< names of all tls entries, sorted
};

} // namespace

void reportIngressTls(IngressContext &context, const ControllerGroup &group)
{
    TlsPractices(context, group).run();
}

} // namespace wayproof
