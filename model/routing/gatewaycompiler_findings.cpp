// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is only seen once all is attached: listeners and hostnames that nobody reaches, certificates that name others,
// policies without effect (spec/gateway.md §2, §3, §9, §10). Changes no answer.
#include "model/routing/gatewaycompiler.h"
#include "model/routing/hostnames.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

bool hasRoutes(const Snapshot &snapshot)
{
    return !snapshot.all<HttpRoute>().empty() || !snapshot.all<GrpcRoute>().empty() ||
           !snapshot.all<TlsRoute>().empty() || !snapshot.all<TcpRoute>().empty() || !snapshot.all<UdpRoute>().empty();
}

/// Every name of the listener's certificates; nothing where one of them is not known.
std::optional<std::vector<std::string>> certificateNames(const GatewayCompilation &compilation,
                                                         const ListenerNode &listener)
{
    std::vector<std::string> names;
    const Field<ListenerTls> &tls = listener.listener->tls;
    if (listener.tls != TlsMode::Terminate || !listener.refusal.empty() || !tls)
        return std::nullopt;
    for (const ObjectReference &ref : *tls->certificateRefs) {
        const Secret *secret = compilation.snapshot.find<Secret>(ref.ns.valueOr(*listener.owner().ns), *ref.name);
        if (!secret || !secret->isContentKnown || !secret->tlsCrt.isWellFormed || secret->tlsCrt.names.empty())
            return std::nullopt;
        names.insert(names.end(), secret->tlsCrt.names.begin(), secret->tlsCrt.names.end());
    }
    return names.empty() ? std::nullopt : std::optional(names);
}

class GatewayFindings
{
public:
    explicit GatewayFindings(GatewayCompilation &compilation)
        : m_compilation(compilation)
    {
    }

    void report()
    {
        for (const GatewayNode &gateway : m_compilation.gateways) {
            if (!gateway.isServed)
                continue;
            reportIdle(gateway);
            for (const ListenerNode &listener : gateway.listeners)
                reportCertificate(listener);
            collectRoutes(gateway);
        }
        for (const RouteCommon *route : m_order)
            reportHostnames(*route, m_places[route]);
        reportLayer4();
        reportDuplicateHosts();
        reportPolicies();
        reportOrphanSets();
    }

private:
    struct Place {
        const GatewayNode *gateway = nullptr;
        const ListenerNode *listener = nullptr;
        const Attachment *attachment = nullptr;
    };

    void reportIdle(const GatewayNode &gateway)
    {
        const auto isIdle = [](const ListenerNode &listener) { return listener.attachments.empty(); };
        const ObjectMeta &meta = gateway.gateway->meta;
        if (std::all_of(gateway.listeners.begin(), gateway.listeners.end(), isIdle)) {
            if (hasRoutes(m_compilation.snapshot)) // else the routes are kept elsewhere
                m_compilation.finding(Severity::Warning, Category::Pitfall, "gateway-without-routes", meta.id(),
                                      meta.source, "No route is attached to the Gateway, so it answers 404 at best.",
                                      "Name the Gateway in the parentRefs of a route that its listeners allow.");
            return;
        }
        for (const ListenerNode &listener : gateway.listeners) {
            if (listener.isAccepted && isIdle(listener))
                m_compilation.finding(Severity::Info, Category::Practice, "listener-without-routes",
                                      listener.owner().id(), listener.source(),
                                      "Other listeners of the Gateway have routes, listener " +
                                          *listener.listener->name + " (" + listener.protocol + " on port " +
                                          std::to_string(listener.port) + ") has none.",
                                      "Attach a route to it, or remove it.");
        }
    }

    void reportCertificate(const ListenerNode &listener)
    {
        const std::optional<std::vector<std::string>> names = certificateNames(m_compilation, listener);
        if (!names || !listener.isAccepted)
            return;
        const std::string mend = "Issue a certificate for the name, or serve the name at a listener that has one.";
        const std::string lists = "the certificate of listener " + listener.id + " names " + joined(*names) + ".";
        if (!listener.hostname.empty() && !isNamedBy(*names, listener.hostname)) {
            m_compilation.finding(Severity::Warning, Category::Security, "certificate-name-mismatch",
                                  listener.owner().id(), listener.owner().at(listener.listener->hostname.at),
                                  "Clients that ask for " + listener.hostname + " refuse the handshake: " + lists,
                                  mend);
            return;
        }
        for (const Attachment &attachment : listener.attachments) {
            const ObjectMeta &route = attachment.route->meta;
            for (const Text &hostname : *attachment.route->hostnames) {
                const std::optional<std::string> effective = intersection(listener.hostname, lowerCase(*hostname));
                if (effective && !effective->empty() && !isNamedBy(*names, *effective))
                    m_compilation.findOnce(Severity::Warning, Category::Security, "certificate-name-mismatch",
                                           route.id(), route.at(hostname.at),
                                           "Clients that ask for " + *effective + " refuse the handshake: " + lists,
                                           mend);
            }
        }
    }

    void collectRoutes(const GatewayNode &gateway)
    {
        for (const ListenerNode &listener : gateway.listeners) {
            for (const Attachment &attachment : listener.attachments) {
                std::vector<Place> &places = m_places[attachment.route];
                if (places.empty())
                    m_order.push_back(attachment.route);
                places.push_back({&gateway, &listener, &attachment});
            }
        }
    }

    /// The listener that gets the requests for that hostname on the place's port; null: the place's own.
    static const ListenerNode *swallower(const Place &place, const std::string &hostname)
    {
        if (!place.gateway->profile->isolatesListeners)
            return nullptr;
        const ListenerNode *chosen = place.listener;
        for (const ListenerNode &other : place.gateway->listeners) {
            if (other.isAccepted && other.port == place.listener->port && other.protocol == place.listener->protocol &&
                covers(other.hostname, hostname) && isMoreSpecific(other.hostname, chosen->hostname))
                chosen = &other;
        }
        return chosen == place.listener ? nullptr : chosen;
    }

    void reportHostnames(const RouteCommon &route, const std::vector<Place> &places)
    {
        struct Swallowed {
            const Text *hostname = nullptr;
            const ListenerNode *by = nullptr;
        };
        std::vector<Swallowed> swallowed;
        bool isReached = route.hostnames->empty();
        for (const Text &written : *route.hostnames) {
            const std::string hostname = lowerCase(*written);
            bool isTaken = false;
            bool isServed = false;
            const ListenerNode *by = nullptr;
            for (const Place &place : places) {
                const std::optional<std::string> effective = intersection(place.listener->hostname, hostname);
                if (!effective)
                    continue;
                isTaken = true;
                const ListenerNode *other = swallower(place, *effective);
                const bool isThereToo = std::any_of(places.begin(), places.end(),
                                                    [other](const Place &own) { return own.listener == other; });
                isServed = isServed || !other || isThereToo;
                by = other ? other : by;
            }
            isReached = isReached || isServed;
            if (!isTaken)
                m_compilation.finding(Severity::Warning, Category::Pitfall, "route-hostname-ignored", route.meta.id(),
                                      route.meta.at(written.at),
                                      "No listener that the route is attached to takes hostname " + hostname +
                                          ", so the route does not serve it.",
                                      "Attach the route to a listener for that hostname, or remove the hostname.");
            else if (!isServed && by)
                swallowed.push_back({&written, by});
        }
        if (!isReached) // "route-isolated" says so
            return;
        for (const Swallowed &one : swallowed) {
            Diagnostic &finding =
                m_compilation.finding(Severity::Warning, Category::Shadowed, "route-hostname-isolated", route.meta.id(),
                                      route.meta.at(one.hostname->at),
                                      "Requests for " + lowerCase(**one.hostname) + " go to listener " + one.by->id +
                                          ", whose hostname fits better and to which the route is not attached.",
                                      "Attach the route to that listener too, or remove the hostname.");
            finding.related.push_back({"the listener that gets the requests", one.by->source()});
        }
    }

    /// spec/gateway.md §9: of several routes at one listener all are accepted, the first gets the traffic.
    void reportLayer4()
    {
        std::set<ResourceId> served;
        std::map<ResourceId, std::pair<const Rule *, const Rule *>> losers; // route → its rule, the one that wins
        for (const Entrance &entrance : m_compilation.table.entrances) {
            if (entrance.protocol == EntranceProtocol::Http || entrance.protocol == EntranceProtocol::Https)
                continue;
            for (const Channel &channel : entrance.channels) {
                for (const VirtualHost &host : channel.hosts) {
                    const Rule *winner = nullptr;
                    for (const Rule &rule : host.rules) {
                        if (winner && winner->origin.resource != rule.origin.resource)
                            losers.try_emplace(rule.origin.resource, &rule, winner);
                        else
                            served.insert(rule.origin.resource);
                        if (!winner && !rule.match.unknown)
                            winner = &rule;
                    }
                }
            }
        }
        for (const auto &[route, rules] : losers) {
            if (served.contains(route))
                continue;
            const Origin &winner = rules.second->origin;
            Diagnostic &finding = m_compilation.finding(
                Severity::Warning, Category::Shadowed, "route-never-wins", route, rules.first->origin.source,
                "The route is accepted, but " + winner.resource.toText() + " at listener " + winner.listener +
                    " is older (or first by name) and gets all of the traffic.",
                "Give the route a listener of its own, or put both backends into one route with weights.");
            finding.related.push_back({"the route that wins", winner.source});
        }
    }

    void reportDuplicateHosts()
    {
        for (const Entrance &entrance : m_compilation.table.entrances) {
            for (const Channel &channel : entrance.channels) {
                const auto isDuplicate = [](const Dependency &dependency) {
                    return dependency.code == "duplicate-virtual-host";
                };
                if (channel.noHost &&
                    std::any_of(channel.noHost->dependsOn.begin(), channel.noHost->dependsOn.end(), isDuplicate))
                    m_compilation.findOnce(Severity::Error, Category::ConfigError, "duplicate-virtual-host",
                                           entrance.owner, channel.source, channel.noHost->reason,
                                           "Give the two listeners different ports, or their routes different "
                                           "hostnames.");
            }
        }
    }

    /// spec/gateway.md §10: a policy that no request meets.
    void reportPolicies()
    {
        std::set<std::pair<ResourceId, std::string>> used; // Service and port number; "": any
        for (const Link &link : m_compilation.table.links) {
            if (link.kind != LinkKind::Backend)
                continue;
            used.emplace(link.to.id, link.to.section);
            used.emplace(link.to.id, std::string());
        }
        for (const Link &link : m_compilation.table.links) {
            if (link.kind != LinkKind::Policy || link.code == "Conflicted")
                continue;
            std::string problem = link.state == LinkState::Refused ? link.reason : std::string();
            Severity severity = Severity::Warning;
            std::string port;
            const Service *service = m_compilation.snapshot.find<Service>(link.to.id.ns, link.to.id.name);
            if (problem.empty() && service && !link.to.section.empty()) {
                const auto found =
                    std::find_if(service->ports->begin(), service->ports->end(),
                                 [&](const ServicePort &candidate) { return *candidate.name == link.to.section; });
                if (found == service->ports->end())
                    problem = link.to.id.toText() + " has no port named " + link.to.section + ".";
                else
                    port = std::to_string(*found->port);
            }
            if (problem.empty() && hasRoutes(m_compilation.snapshot) && !used.contains({link.to.id, port})) {
                problem = "No route sends requests to " + link.to.id.toText() +
                          (port.empty() ? std::string(".") : " port " + port + ".");
                severity = Severity::Info;
            }
            if (!problem.empty())
                m_compilation.findOnce(severity, Category::Reference, "backend-tls-policy-without-effect", link.from.id,
                                       link.source, "The policy has no effect: " + problem,
                                       "Name a Service (and, as sectionName, one of its port names) that routes use.");
        }
    }

    void reportOrphanSets()
    {
        for (const Link &link : m_compilation.table.links) {
            if (link.kind != LinkKind::Parent || link.from.id.kind != "ListenerSet" || link.code != "NoMatchingParent")
                continue;
            m_compilation.findOnce(Severity::Warning, Category::Reference, "parent-missing", link.from.id, link.source,
                                   link.to.id.toText() + " does not exist, so nobody serves the ListenerSet.",
                                   "Name an existing Gateway in parentRef, with its namespace.");
        }
    }

    GatewayCompilation &m_compilation;
    std::unordered_map<const RouteCommon *, std::vector<Place>> m_places;
    std::vector<const RouteCommon *> m_order;
};

} // namespace

void reportGatewayFindings(GatewayCompilation &compilation)
{
    GatewayFindings(compilation).report();
}

} // namespace wayproof
