// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What works and is not how it is done well: TLS at the listener, roles in namespaces of their own, narrow grants, the
// kind of route that fits the backend (seed/tutorial.txt, "Best Practices"). Changes no answer.
#include "model/routing/gatewaycompiler.h"
#include "model/routing/hostnames.h"
#include "model/routing/hostnameset.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

const char *const redirectMend = "Attach the route to the HTTPS listener by sectionName, and a route with a "
                                 "RequestRedirect to scheme https to the HTTP one.";

bool redirects(const HttpRouteRule &rule)
{
    return std::any_of(rule.filters->begin(), rule.filters->end(),
                       [](const RouteFilter &filter) { return filter.requestRedirect.isSet; });
}

bool isPlain(const Attachment &attachment)
{
    if (attachment.kind != RouteKind::Http)
        return false;
    const auto &rules = *static_cast<const HttpRoute &>(*attachment.route).rules;
    return std::any_of(rules.begin(), rules.end(),
                       [](const HttpRouteRule &rule) { return !redirects(rule) && !rule.backendRefs->empty(); });
}

bool isRedirecting(const Attachment &attachment)
{
    if (attachment.kind != RouteKind::Http)
        return false;
    const auto &rules = *static_cast<const HttpRoute &>(*attachment.route).rules;
    return std::any_of(rules.begin(), rules.end(), redirects);
}

void add(const Attachment &attachment, HostnameSet &hostnames)
{
    for (const AttachedHostname &hostname : attachment.hostnames)
        hostnames.add(hostname.effective);
}

bool meets(const Attachment &attachment, const HostnameSet &hostnames)
{
    return std::any_of(attachment.hostnames.begin(), attachment.hostnames.end(),
                       [&](const AttachedHostname &hostname) { return hostnames.intersects(hostname.effective); });
}

/// What the HTTPS listeners of a Gateway serve.
struct Encrypted {
    std::unordered_map<const RouteCommon *, const ListenerNode *> routes;
    HostnameSet hostnames;
    const ListenerNode *first = nullptr;
};

Encrypted encryptedOf(const GatewayNode &gateway)
{
    Encrypted encrypted;
    for (const ListenerNode &listener : gateway.listeners) {
        if (listener.protocol != "HTTPS" || !listener.isAccepted)
            continue;
        encrypted.first = encrypted.first ? encrypted.first : &listener;
        for (const Attachment &attachment : listener.attachments) {
            encrypted.routes.try_emplace(attachment.route, &listener);
            add(attachment, encrypted.hostnames);
        }
    }
    return encrypted;
}

std::string nameOf(const std::string &hostname)
{
    return hostname.empty() ? std::string("every host") : hostname;
}

std::string fromOf(const ListenerNode &listener)
{
    const Field<AllowedRoutes> &allowed = listener.listener->allowedRoutes;
    return allowed && allowed->namespaces ? allowed->namespaces->from.valueOr("Same") : "Same";
}

class GatewayPractices
{
public:
    explicit GatewayPractices(GatewayCompilation &compilation)
        : m_compilation(compilation)
    {
        for (const Link &link : compilation.table.links) {
            if (link.kind == LinkKind::Backend && link.state == LinkState::Held)
                m_backendsOf[link.from.id].insert(link.to.id);
            if (link.kind == LinkKind::Parent && link.state != LinkState::Refused)
                m_parentRefs.try_emplace({link.from.id, link.to.id.toText() + "/" + link.to.section}, link.source);
        }
    }

    void report()
    {
        for (const GatewayNode &gateway : m_compilation.gateways) {
            if (!gateway.isServed)
                continue;
            reportRoles(gateway);
            const Encrypted encrypted = encryptedOf(gateway);
            for (const ListenerNode &listener : gateway.listeners) {
                if (!listener.isAccepted)
                    continue;
                reportCatchAlls(gateway, listener);
                if (listener.protocol == "HTTP")
                    reportPlainText(listener, encrypted);
            }
        }
        reportLoops();
    }

private:
    /// Whoever may write routes in a namespace may there usually write Gateways, too.
    void reportRoles(const GatewayNode &gateway)
    {
        const ObjectMeta &meta = gateway.gateway->meta;
        bool hasRoutes = false;
        bool isShared = false;
        bool hasOwnBackends = false;
        for (const ListenerNode &listener : gateway.listeners) {
            for (const Attachment &attachment : listener.attachments) {
                const bool isOwn = *attachment.route->meta.ns == *meta.ns;
                hasRoutes = true;
                isShared = isShared || !isOwn;
                const auto backends = m_backendsOf.find(attachment.route->meta.id());
                hasOwnBackends =
                    hasOwnBackends || (isOwn && backends != m_backendsOf.end() &&
                                       std::any_of(backends->second.begin(), backends->second.end(),
                                                   [&](const ResourceId &backend) { return backend.ns == *meta.ns; }));
            }
        }
        if (!hasRoutes || !hasOwnBackends)
            return;
        const auto open = std::find_if(gateway.listeners.begin(), gateway.listeners.end(),
                                       [](const ListenerNode &listener) { return fromOf(listener) == "All"; });
        if (open != gateway.listeners.end()) {
            m_compilation.finding(Severity::Warning, Category::Practice, "gateway-open-to-all", meta.id(),
                                  open->source(),
                                  "Listener " + *open->listener->name + " of a Gateway in namespace " + *meta.ns +
                                      ", where applications live, takes routes from every namespace.",
                                  "Move the Gateway to a namespace of its own, and admit namespaces by a label "
                                  "(allowedRoutes.namespaces.from: Selector).");
        } else if (!isShared) {
            m_compilation.finding(Severity::Info, Category::Practice, "gateway-beside-applications", meta.id(),
                                  meta.source,
                                  "The Gateway, its routes and their Services share namespace " + *meta.ns +
                                      ", so whoever may change an application there may change the listeners.",
                                  "Keep Gateways in a namespace of the platform team, and let the routes name it in "
                                  "parentRefs.");
        }
    }

    void reportCatchAlls(const GatewayNode &gateway, const ListenerNode &listener)
    {
        if (!listener.hostname.empty() || fromOf(listener) == "Same" ||
            (listener.protocol != "HTTP" && listener.protocol != "HTTPS"))
            return;
        for (const Attachment &attachment : listener.attachments) {
            const ObjectMeta &route = attachment.route->meta;
            if (!attachment.route->hostnames->empty() || *route.ns == *gateway.gateway->meta.ns)
                continue;
            m_compilation.findOnce(Severity::Info, Category::Practice, "route-takes-every-host", route.id(),
                                   route.source,
                                   "The route names no hostnames and listener " + listener.id +
                                       " is shared, so it takes requests for every host that no other route names.",
                                   "Name the application's hostnames in spec.hostnames.");
        }
    }

    Location parentRefOf(const Attachment &attachment, const ListenerNode &listener) const
    {
        const Anchor anchor = listener.anchor();
        const auto found = m_parentRefs.find({attachment.route->meta.id(), anchor.id.toText() + "/" + anchor.section});
        return found == m_parentRefs.end() ? attachment.route->meta.source : found->second;
    }

    void reportPlainText(const ListenerNode &listener, const Encrypted &encrypted)
    {
        HostnameSet redirected;
        for (const Attachment &attachment : listener.attachments) {
            if (isRedirecting(attachment))
                add(attachment, redirected);
        }
        bool isNamed = false;
        for (const Attachment &attachment : listener.attachments) {
            // Beside a redirect: what else is served there, a challenge of a certificate authority for one.
            if (!isPlain(attachment) || meets(attachment, redirected))
                continue;
            const auto both = encrypted.routes.find(attachment.route);
            if (both != encrypted.routes.end())
                reportBoth(attachment, listener, *both->second);
            else if (meets(attachment, encrypted.hostnames))
                reportUnredirected(attachment, listener, *encrypted.first);
            else if (!isNamed)
                isNamed = reportUnencrypted(listener, attachment);
        }
    }

    void reportBoth(const Attachment &attachment, const ListenerNode &plain, const ListenerNode &encrypted)
    {
        if (Diagnostic *finding =
                findOnce(Severity::Warning, "route-on-http-and-https", attachment.route->meta.id(),
                         parentRefOf(attachment, plain),
                         "The route is attached to listener " + *plain.listener->name + " (HTTP) and to " +
                             *encrypted.listener->name +
                             " (HTTPS) alike, so requests in plain text are served instead of redirected.",
                         redirectMend))
            finding->related.push_back({"the HTTPS listener", encrypted.source()});
    }

    void reportUnredirected(const Attachment &attachment, const ListenerNode &plain, const ListenerNode &encrypted)
    {
        if (Diagnostic *finding = findOnce(
                Severity::Warning, "http-without-redirect", attachment.route->meta.id(), parentRefOf(attachment, plain),
                "Listener " + *encrypted.listener->name +
                    " (HTTPS) serves the same host, but in plain text the route forwards instead of redirecting.",
                redirectMend))
            finding->related.push_back({"the HTTPS listener", encrypted.source()});
    }

    bool reportUnencrypted(const ListenerNode &listener, const Attachment &attachment)
    {
        for (const AttachedHostname &hostname : attachment.hostnames) {
            if (!isPublicName(hostname.effective))
                continue;
            m_compilation.finding(Severity::Info, Category::Practice, "http-without-tls", listener.owner().id(),
                                  listener.source(),
                                  "Listener " + *listener.listener->name + " serves " + nameOf(hostname.effective) +
                                      " in plain text, and no HTTPS listener of the Gateway does.",
                                  "Add a listener of protocol HTTPS with a certificate, and redirect to it.");
            return true;
        }
        return false;
    }

    /// A redirect to the very URL that was asked for: the rule is attached where it leads.
    void reportLoops()
    {
        for (const Entrance &entrance : m_compilation.table.entrances) {
            const bool isTls = entrance.protocol == EntranceProtocol::Https;
            if (!isTls && entrance.protocol != EntranceProtocol::Http)
                continue;
            for (const Channel &channel : entrance.channels) {
                for (const VirtualHost &host : channel.hosts) {
                    for (const Rule &rule : host.rules) {
                        if (rule.action->kind == ActionKind::Redirect &&
                            leadsBack(rule.action->redirect, host, entrance))
                            findOnce(Severity::Warning, "redirect-loop", rule.origin.resource, rule.origin.source,
                                     "At listener " + rule.origin.listener +
                                         " the redirect leads to the URL that was asked for, so clients go in circles.",
                                     "Attach the route that redirects to the HTTP listener alone, by sectionName.",
                                     Category::Pitfall);
                    }
                }
            }
        }
    }

    static bool leadsBack(const Redirect &redirect, const VirtualHost &host, const Entrance &entrance)
    {
        const std::string own = entrance.protocol == EntranceProtocol::Https ? "https" : "http";
        if (!redirect.constantUrl.empty() || redirect.path.kind != PathChange::Kind::Keep ||
            (!redirect.scheme.empty() && redirect.scheme != own))
            return false;
        if (!redirect.host.empty() &&
            (host.pattern.kind != HostPattern::Kind::Exact || host.pattern.text != lowerCase(redirect.host)))
            return false;
        const int asked = entrance.port.value_or(0);
        switch (redirect.portSource) {
        case Redirect::Port::Explicit:
        case Redirect::Port::OfListener:
            return redirect.port == asked;
        case Redirect::Port::OfScheme:
            return asked == (own == "https" ? 443 : 80);
        case Redirect::Port::OfRequest:
            break;
        }
        return true;
    }

    Diagnostic *findOnce(Severity severity, const std::string &code, const ResourceId &subject,
                         const Location &location, std::string message, std::string mend,
                         Category category = Category::Practice)
    {
        const std::size_t before = m_compilation.table.findings.size();
        m_compilation.findOnce(severity, category, code, subject, location, std::move(message), std::move(mend));
        return m_compilation.table.findings.size() > before ? &m_compilation.table.findings.back() : nullptr;
    }

    GatewayCompilation &m_compilation;
    std::map<ResourceId, std::set<ResourceId>> m_backendsOf;
    std::map<std::pair<ResourceId, std::string>, Location> m_parentRefs;
};

} // namespace

void reportPractices(GatewayCompilation &compilation)
{
    GatewayPractices(compilation).report();
    reportGrants(compilation);
    reportRouteKinds(compilation);
}

} // namespace wayproof
