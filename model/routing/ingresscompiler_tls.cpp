// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// https of a controller that is described by its dialect alone: one channel for each name of a tls entry. The API
// redirects nothing to TLS (spec/ingress.md §1.5).
#include "model/routing/ingresscompiler.h"

#include <algorithm>
#include <unordered_map>

namespace wayproof
{

namespace
{

/// Finds the host that a name is routed by: the first that matches, without looking at every one.
class HostFinder
{
public:
    explicit HostFinder(const std::vector<VirtualHost> &hosts)
        : m_hosts(hosts)
    {
        for (std::size_t i = 0; i < hosts.size(); ++i)
            m_byText.emplace(hosts[i].pattern.text, i);
    }

    const VirtualHost *find(const std::string &name) const
    {
        std::size_t best = m_hosts.size();
        const auto look = [&](const std::string &text) {
            const auto [first, last] = m_byText.equal_range(text);
            for (auto it = first; it != last; ++it)
                if (it->second < best && m_hosts[it->second].pattern.matches(name) != Ternary::No)
                    best = it->second;
        };
        look(name);
        look({});
        for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
            look(name.substr(dot));
        return best < m_hosts.size() ? &m_hosts[best] : nullptr;
    }

private:
    const std::vector<VirtualHost> &m_hosts;
    std::unordered_multimap<std::string, std::size_t> m_byText;
};

/// Contour's Envoy answers 421 where the Host is not the name of the handshake.
std::shared_ptr<const Action> misdirected()
{
    return respondAction(421, "The Host differs from the name of the TLS handshake.");
}

/// Contour serves a name of a tls entry only with a usable certificate, and only where rules name the same host.
bool isLeftOut(const Dialect &dialect, const std::vector<VirtualHost> &hosts, const std::string &name,
               const CertificateResolution &certificate)
{
    if (dialect.https != HttpsRule::TlsEntryHosts)
        return false;
    return name.empty() || !certificate.isUsable() ||
           std::none_of(hosts.begin(), hosts.end(),
                        [&](const VirtualHost &host) { return host.pattern.toText() == name && !host.rules.empty(); });
}

/// Under one SNI only requests for that name are known: the API says nothing of a Host that differs.
Channel channelFor(const Dialect &dialect, const std::vector<VirtualHost> &hosts, const HostFinder &finder,
                   const std::string &name, const std::shared_ptr<const Action> &noMatch)
{
    Channel channel;
    channel.tls = TlsMode::Terminate;
    channel.noMatch = noMatch;
    channel.noHost = noMatch;
    if (name.empty()) {
        channel.hosts = hosts;
        return channel;
    }
    channel.noHost = dialect.https == HttpsRule::TlsEntryHosts
                         ? misdirected()
                         : undeterminedAction({"sni-and-host-differ",
                                               "The Host differs from the name of the TLS handshake; what a "
                                               "controller makes of that is not specified.",
                                               {}});
    if (!name.starts_with("*.")) {
        channel.sni.kind = HostPattern::Kind::Exact;
        channel.sni.text = name;
        VirtualHost host;
        if (const VirtualHost *found = finder.find(name))
            host = *found;
        host.pattern = channel.sni;
        channel.hosts.push_back(std::move(host));
        return channel;
    }
    channel.sni.kind = dialect.wildcard;
    channel.sni.text = name.substr(1);
    VirtualHost others;
    for (const VirtualHost &host : hosts) {
        if (host.pattern.kind == HostPattern::Kind::Any)
            others = host;
        else if (dialect.https == HttpsRule::TlsEntryHosts && host.pattern.toText() != name)
            continue;
        else if (host.pattern.text.ends_with(channel.sni.text))
            channel.hosts.push_back(host);
    }
    if (dialect.https == HttpsRule::TlsEntryHosts)
        return channel; // no host's rules but its own
    others.pattern = channel.sni;
    channel.hosts.push_back(std::move(others));
    return channel;
}

int specificity(const Channel &channel)
{
    switch (channel.sni.kind) {
    case HostPattern::Kind::Exact:
        return 0;
    case HostPattern::Kind::Any:
        return 2;
    default:
        return 1;
    }
}

} // namespace

std::vector<Channel> tlsChannels(IngressContext &context, const Dialect &dialect,
                                 const std::vector<const Ingress *> &ingresses, const std::vector<VirtualHost> &hosts,
                                 const std::shared_ptr<const Action> &noMatch)
{
    const HostFinder finder(hosts);
    std::vector<Channel> channels;
    std::set<std::string> seen;
    for (const Ingress *ingress : ingresses) {
        for (const IngressTls &tls : *ingress->tls) {
            std::vector<std::string> names;
            for (const Text &name : *tls.hosts)
                names.push_back(lowerCase(*name));
            if (names.empty())
                names.emplace_back();
            const std::string &ns =
                dialect.certificateNamespace.empty() ? *ingress->meta.ns : dialect.certificateNamespace;
            const CertificateResolution found = context.references.certificate(ns, *tls.secretName);
            for (const std::string &name : names) {
                if (isLeftOut(dialect, hosts, name, found) || !seen.insert(name).second)
                    continue;
                Channel channel = channelFor(dialect, hosts, finder, name, noMatch);
                channel.source = locationOf(*ingress, tls.at);
                if (!tls.secretName->empty() && !found.isUsable())
                    channel.dependsOn.push_back({"certificate-unusable",
                                                 found.reason + " What is presented instead is up to the controller.",
                                                 {}});
                channels.push_back(std::move(channel));
            }
        }
    }
    std::stable_sort(channels.begin(), channels.end(), [](const Channel &a, const Channel &b) {
        if (specificity(a) != specificity(b))
            return specificity(a) < specificity(b);
        return specificity(a) == 1 && a.sni.text.size() > b.sni.text.size();
    });
    return channels;
}

} // namespace wayproof
