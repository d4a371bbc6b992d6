// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// TLSRoute, TCPRoute and UDPRoute: the connection's SNI or port alone decides (spec/gateway.md §9).
#include "model/routing/gatewaycompiler_entrances.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const List<L4RouteRule> &rulesOf(const Attachment &attachment)
{
    switch (attachment.kind) {
    case RouteKind::Tls:
        return static_cast<const TlsRoute &>(*attachment.route).rules;
    case RouteKind::Udp:
        return static_cast<const UdpRoute &>(*attachment.route).rules;
    case RouteKind::Tcp:
    case RouteKind::Http:
    case RouteKind::Grpc:
        break;
    }
    return static_cast<const TcpRoute &>(*attachment.route).rules;
}

class Layer4Writer
{
public:
    Layer4Writer(const GatewayCompilation &compilation, const Profile &profile)
        : m_compilation(compilation)
        , m_profile(profile)
    {
    }

    /// There is no rule matching: the first rule of the route takes everything.
    Rule toRule(const Attachment &attachment, const ListenerNode &listener) const
    {
        const ObjectMeta &meta = attachment.route->meta;
        // The backend sees the client's own TLS where it is passed through, and datagrams carry none (§10).
        const bool usesBackendTls = listener.tls != TlsMode::Passthrough && attachment.kind != RouteKind::Udp;
        const FilterSite site{m_profile, meta, attachment.kind, std::nullopt, 0, true, false, usesBackendTls};
        auto action = std::make_shared<Action>();
        const List<L4RouteRule> &written = rulesOf(attachment);
        Rule rule;
        rule.origin = {meta.id(), 0, std::nullopt, listener.id, meta.source};
        rule.match.unknown = attachment.unknown;
        if (!written->empty()) {
            rule.origin.source = meta.at(written->front().at);
            action->backends = lowerBackends(m_compilation, site, written->front().backendRefs);
            action->notes = backendTlsNotes(m_compilation, site, written->front().backendRefs);
        }
        std::int64_t usable = 0;
        for (WeightedBackend &backend : action->backends) {
            // A bad share is refused (UDP: dropped), whatever status HTTP would give it.
            std::erase_if(backend.dependsOn, [](const Dependency &dependency) { return dependency.field == "status"; });
            if (backend.weight > 0 && !backend.errorStatus)
                usable += backend.weight;
        }
        action->emptyStatus.reset();
        action->kind = usable > 0 ? ActionKind::Forward : ActionKind::Refuse;
        if (usable == 0)
            action->reason = action->backends.empty() ? "The route names no backend."
                                                      : "No backend of the route can take the connection.";
        rule.rank = {{"age", attachment.route->meta.creationTimestamp ? "known" : "unknown"},
                     {"name", meta.id().path()}};
        rule.action = std::move(action);
        return rule;
    }

    /// All attached routes for that hostname, the one that gets the traffic first: by hostname, then age, then name.
    std::vector<Rule> rulesFor(const ListenerNode &listener, const std::string &hostname) const
    {
        std::vector<Rule> rules;
        for (std::optional<std::string> wide = hostname; wide; wide = broader(*wide)) {
            const std::size_t begin = rules.size();
            std::vector<const Attachment *> attached;
            for (const Attachment &attachment : listener.attachments) {
                const auto &hostnames = attachment.hostnames;
                if (std::any_of(hostnames.begin(), hostnames.end(),
                                [&](const AttachedHostname &own) { return own.effective == *wide; })) {
                    attached.push_back(&attachment);
                    rules.push_back(toRule(attachment, listener));
                }
            }
            if (begin == 0 && attached.size() > 1 && !attached[1]->route->meta.creationTimestamp &&
                !doSame(*rules[0].action, *rules[1].action)) {
                rules[0].dependsOn.push_back(
                    {"creation-order",
                     "Several routes share the listener, only the oldest gets traffic, and which is older is not "
                     "known; the name was taken to decide.",
                     differingField(*rules[0].action, *rules[1].action)});
            }
        }
        return rules;
    }

    Channel channel(const ListenerNode &listener, const std::string &hostname) const
    {
        Channel made;
        made.sni = toHostPattern(hostname);
        made.tls = listener.tls;
        made.listener = listener.id;
        made.refusal = listener.refusal;
        made.dependsOn = listener.dependsOn;
        if (listener.unknown)
            made.dependsOn.push_back(*listener.unknown);
        made.source = listener.source();
        made.noHost = refusal("No route takes the connection.");
        made.noMatch = made.noHost;
        VirtualHost host;
        host.rules = rulesFor(listener, hostname);
        host.listener = listener.id;
        host.reason = "Listener " + *listener.listener->name +
                      (hostname.empty() ? std::string(" takes every connection.") : " for SNI " + hostname + ".");
        host.source = made.source;
        made.hosts.push_back(std::move(host));
        return made;
    }

private:
    const GatewayCompilation &m_compilation;
    const Profile &m_profile;
};

/// The most specific listener that covers the hostname.
const ListenerNode *chosenFor(const std::vector<const ListenerNode *> &listeners, const std::string &hostname)
{
    const ListenerNode *chosen = nullptr;
    for (const ListenerNode *listener : listeners) {
        if (covers(listener->hostname, hostname) && (!chosen || isMoreSpecific(listener->hostname, chosen->hostname)))
            chosen = listener;
    }
    return chosen;
}

} // namespace

void writeLayer4(const GatewayCompilation &compilation, const Profile &profile,
                 const std::vector<const ListenerNode *> &listeners, Entrance &entrance)
{
    const Layer4Writer writer(compilation, profile);
    std::vector<std::string> hostnames;
    for (const ListenerNode *listener : listeners) {
        hostnames.push_back(listener->hostname);
        for (const Attachment &attachment : listener->attachments) {
            for (const AttachedHostname &hostname : attachment.hostnames)
                hostnames.push_back(hostname.effective);
        }
    }
    std::sort(hostnames.begin(), hostnames.end(), isMoreSpecific);
    hostnames.erase(std::unique(hostnames.begin(), hostnames.end()), hostnames.end());
    for (const std::string &hostname : hostnames) {
        if (const ListenerNode *listener = chosenFor(listeners, hostname))
            entrance.channels.push_back(writer.channel(*listener, hostname));
    }
    writeUnmatchedSni(profile, entrance);
}

} // namespace wayproof
