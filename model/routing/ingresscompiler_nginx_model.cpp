// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Builds ingress-nginx' servers and upstreams step by step as the controller does, because its surprises are the result
// of those steps (spec/ingress.md §2.1 and §2.4).
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>
#include <limits>

namespace wayproof
{

namespace
{

std::string hostOf(const IngressRule &rule)
{
    return rule.host->empty() ? nginxCatchAll : lowerCase(*rule.host);
}

/// Missing and ImplementationSpecific path types are Prefix (spec/ingress.md §2.1 "pathType").
bool isExactPath(const HttpIngressPath &path)
{
    return *path.pathType == "Exact";
}

std::string nginxPath(const HttpIngressPath &path)
{
    return path.path->empty() ? "/" : *path.path;
}

/// creationTimestamp ascending; ties by namespace/name descending.
bool comesFirst(const NginxIngress &a, const NginxIngress &b)
{
    const auto none = std::numeric_limits<std::int64_t>::max();
    const std::int64_t left = a.ingress->meta.creationTimestamp.value_or(none);
    const std::int64_t right = b.ingress->meta.creationTimestamp.value_or(none);
    return left != right ? left < right : a.ingress->meta.id().path() > b.ingress->meta.id().path();
}

bool isAgeKnown(const Ingress &a, const Ingress &b)
{
    return a.meta.creationTimestamp.has_value() && b.meta.creationTimestamp.has_value();
}

Dependency creationOrder(const Ingress &first, const Ingress &second, const std::string &about)
{
    return {"creation-order",
            "Ingresses " + first.meta.id().path() + " and " + second.meta.id().path() + " " + about +
                "; the older one counts, and as their age is not known the order of their names was taken.",
            {}};
}

/// Whether it makes no difference which of the two comes first, as far as annotations go.
bool haveSameAnnotations(const std::string &prefix, const Ingress &a, const Ingress &b)
{
    const auto ownOf = [&](const Ingress &ingress) {
        std::map<std::string, std::string> own;
        for (const auto &[key, value] : ingress.meta.annotations)
            if (key.starts_with(prefix))
                own[key] = *value;
        return own;
    };
    return ownOf(a) == ownOf(b);
}

class ModelBuilder
{
public:
    ModelBuilder(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_prefix(nginxAnnotationPrefix(context.settings))
    {
        m_model.unowned = nginxDefaults(context.settings);
        for (const Ingress *ingress : group.ingresses)
            admit(*ingress);
        std::stable_sort(m_model.ingresses.begin(), m_model.ingresses.end(), comesFirst);
    }

    NginxModel build()
    {
        checkDefaultBackend();
        createUpstreams();
        createServers();
        configureServers();
        addLocations();
        mergeNginxCanaries(m_context, m_model);
        noteImplicitRoots();
        arrangeNginxLocations(m_context, m_model);
        return std::move(m_model);
    }

private:
    void admit(const Ingress &ingress)
    {
        NginxIngress admitted{&ingress, readNginxAnnotations(m_context, ingress)};
        for (const auto &[at, text] : admitted.annotations.ignored)
            m_context.report(Severity::Warning, Category::ConfigError, "nginx-annotation-ignored", text,
                             "Write a value that the controller takes, or remove the annotation.", ingress, at);
        const std::optional<std::string> reason = nginxRefusal(m_context, ingress, admitted.annotations);
        if (!reason) {
            m_model.ingresses.push_back(std::move(admitted));
            return;
        }
        m_context.report(Severity::Error, Category::ConfigError, "nginx-ingress-dropped",
                         "ingress-nginx ignores this Ingress as a whole: " + *reason + ".",
                         "Remove what it objects to, or change the controller's settings.", ingress,
                         ingress.meta.source.at);
        for (Link &link : m_context.table.links)
            if (link.kind == LinkKind::Class && link.from.id == ingress.meta.id()) {
                link.state = LinkState::Refused;
                link.code = "Dropped";
                link.reason = "ingress-nginx ignores the Ingress: " + *reason;
            }
    }

    NginxUpstream &upstream(const NginxIngress &owner, const IngressBackend &backend, const Anchor &from, bool replaces)
    {
        const std::string name = nginxUpstreamName(*owner.ingress, *backend.service);
        const bool isKnown = m_model.upstreams.contains(name);
        FoundBackend found = findBackend(m_context, *owner.ingress, backend, from, PortMatching::AlsoTargetPort);
        NginxUpstream &result = m_model.upstreams[name];
        if (isKnown && !replaces)
            return result;
        result = {};
        result.name = name;
        result.found = std::move(found);
        if (owner.annotations.isServiceUpstream)
            useClusterAddress(result, backend);
        if (owner.annotations.canary.isEnabled) {
            result.isCanaryOnly = true;
            result.shaping = owner.annotations.canary;
        }
        return result;
    }

    /// spec/ingress.md §2.3 service-upstream: the cluster IP is the only endpoint. A Service without one, or without a
    /// port of that name, keeps its endpoints.
    void useClusterAddress(NginxUpstream &upstream, const IngressBackend &backend) const
    {
        const ResourceId &id = upstream.found.backend.service;
        const Service *service = m_context.snapshot.find<Service>(id.ns, id.name);
        if (!service || *service->clusterIP == "None" || *service->type == "ExternalName")
            return;
        const ServiceBackendPort &port = backend.service->port;
        const auto isNamed = [&](const ServicePort &candidate) { return *candidate.name == *port.name; };
        if (!port.number.isSet && std::none_of(service->ports->begin(), service->ports->end(), isNamed))
            return;
        upstream.isServiceUpstream = true;
        const auto hasNumber = [&](const ServicePort &candidate) { return *candidate.port == *port.number; };
        if (port.number.isSet && std::none_of(service->ports->begin(), service->ports->end(), hasNumber))
            upstream.found.backend.dependsOn.push_back(
                {"service-upstream-port",
                 "The cluster IP of Service " + id.path() + " is tried at port " + std::to_string(*port.number) +
                     ", which is none of the Service's; what answers there is up to the cluster.",
                 {}});
    }

    void createUpstreams()
    {
        for (const NginxIngress &owner : m_model.ingresses) {
            const Ingress &ingress = *owner.ingress;
            if (ingress.defaultBackend.isSet && ingress.defaultBackend->service.isSet)
                upstream(owner, *ingress.defaultBackend, anchorOf(ingress), true);
            for (std::size_t r = 0; r < ingress.rules->size(); ++r)
                for (std::size_t p = 0; p < ingress.rules->at(r).paths->size(); ++p) {
                    const HttpIngressPath &path = ingress.rules->at(r).paths->at(p);
                    const Anchor from = anchorOf(ingress, static_cast<int>(r), static_cast<int>(p));
                    if (path.backend->service.isSet)
                        upstream(owner, *path.backend, from, false);
                    else
                        refuseResource(ingress, path, from);
                }
        }
    }

    void refuseResource(const Ingress &ingress, const HttpIngressPath &path, const Anchor &from)
    {
        Link link;
        link.kind = LinkKind::Backend;
        link.from = from;
        link.to.id = {*path.backend->resource->kind, *ingress.meta.ns, *path.backend->resource->name};
        link.state = LinkState::Refused;
        link.code = "UnsupportedValue";
        link.reason = "ingress-nginx serves Services only, and skips this path.";
        link.source = locationOf(ingress, path.backend.at);
        m_context.table.links.push_back(link);
        m_context.report(Severity::Warning, Category::ConfigError, "nginx-resource-backend", link.reason,
                         "Use a Service.", ingress, path.backend.at);
    }

    void createServers()
    {
        NginxServer &catchAll = m_model.servers[nginxCatchAll];
        catchAll.hostname = nginxCatchAll;
        catchAll.locations.push_back(implicitRoot(nullptr, {}));
        catchAll.certificate = defaultNginxCertificate(m_context);
        for (const NginxIngress &owner : m_model.ingresses) {
            if (owner.annotations.canary.isEnabled)
                continue;
            const Ingress &ingress = *owner.ingress;
            std::string fallback;
            if (ingress.defaultBackend.isSet && ingress.defaultBackend->service.isSet) {
                fallback = nginxUpstreamName(ingress, *ingress.defaultBackend->service);
                NginxLocation &root = catchAll.locations.front();
                if (ingress.rules->empty() && !root.isDefaultBackend && !isAgeKnown(*root.owner->ingress, ingress))
                    root.dependsOn.push_back(creationOrder(*root.owner->ingress, ingress, "both are the catch-all"));
                // Only an Ingress without rules feeds the catch-all server; its redirects and rewrite are ignored
                // (§2.4.3).
                if (root.isDefaultBackend && ingress.rules->empty()) {
                    root.isDefaultBackend = false;
                    root.upstream = fallback;
                    root.owner = &owner;
                    root.ignoresRedirectAndRewrite = true;
                    catchAll.contributors.push_back(&owner);
                }
            }
            for (const IngressRule &rule : *ingress.rules)
                createServer(owner, rule, fallback);
        }
    }

    static NginxLocation implicitRoot(const NginxIngress *owner, const std::string &upstream)
    {
        NginxLocation root;
        root.path = "/";
        root.ingressPath = "/";
        root.isDefaultBackend = true;
        root.upstream = upstream;
        root.owner = owner;
        return root;
    }

    /// Each server starts with a root that inherits the first Ingress' default backend and annotations.
    void createServer(const NginxIngress &owner, const IngressRule &rule, const std::string &fallback)
    {
        const std::string host = hostOf(rule);
        NginxServer &server = m_model.servers[host];
        if (server.contributors.empty() || server.contributors.back() != &owner)
            server.contributors.push_back(&owner);
        if (!server.hostname.empty())
            return;
        server.hostname = host;
        server.source = locationOf(*owner.ingress, rule.host.isSet ? rule.host.at : rule.at);
        server.locations.push_back(implicitRoot(&owner, fallback));
    }

    /// Only the first Ingress' aliases count.
    void giveAliases(NginxServer &server, const NginxIngress &owner)
    {
        const std::vector<std::string> &aliases = owner.annotations.aliases;
        if (server.aliases.empty()) {
            server.aliases = aliases;
            return;
        }
        if (aliases.empty() || aliases == server.aliases)
            return;
        for (const NginxIngress *first : server.contributors)
            if (first->annotations.aliases == server.aliases && !isAgeKnown(*first->ingress, *owner.ingress))
                m_context.assume(creationOrder(*first->ingress, *owner.ingress,
                                               "give host " + server.hostname + " different aliases")
                                     .text);
    }

    /// The controller reads the first port of its own default backend, and dies where there is none.
    void checkDefaultBackend()
    {
        const std::string flag = m_context.settings.flag("default-backend-service");
        const std::size_t slash = flag.find('/');
        const Service *service = slash == std::string::npos
                                     ? nullptr
                                     : m_context.snapshot.find<Service>(flag.substr(0, slash), flag.substr(slash + 1));
        if (service && service->ports->empty())
            m_model.crashes.push_back("Service " + flag +
                                      " of --default-backend-service has no ports, which makes the controller crash.");
    }

    void configureServers()
    {
        for (const NginxIngress &owner : m_model.ingresses) {
            if (owner.annotations.canary.isEnabled)
                continue;
            for (const IngressRule &rule : *owner.ingress->rules) {
                NginxServer &server = m_model.servers[hostOf(rule)];
                giveAliases(server, owner);
                server.isSslPassthrough |= owner.annotations.isSslPassthrough;
                for (const Dependency &unknown : owner.annotations.unknownHostWide)
                    server.unknownHostWide.push_back(unknown);
                if (server.hostname != nginxCatchAll && !server.hasCertificate && !owner.ingress->tls->empty())
                    configureNginxCertificate(m_context, server, *owner.ingress);
            }
        }
        for (auto &[host, server] : m_model.servers) {
            std::vector<std::string> kept;
            for (const std::string &alias : server.aliases)
                if (alias != host && !m_model.servers.contains(alias) &&
                    std::find(kept.begin(), kept.end(), alias) == kept.end())
                    kept.push_back(alias);
            std::sort(kept.begin(), kept.end());
            server.aliases = std::move(kept);
        }
    }

    void addLocations()
    {
        for (const NginxIngress &owner : m_model.ingresses)
            for (std::size_t r = 0; r < owner.ingress->rules->size(); ++r) {
                const IngressRule &rule = owner.ingress->rules->at(r);
                const auto found = m_model.servers.find(hostOf(rule));
                NginxServer &server = found == m_model.servers.end() ? m_model.servers[nginxCatchAll] : found->second;
                for (std::size_t p = 0; p < rule.paths->size(); ++p)
                    if (rule.paths->at(p).backend->service.isSet)
                        addLocation(owner, server, static_cast<int>(r), static_cast<int>(p), rule.paths->at(p));
            }
    }

    void addLocation(const NginxIngress &owner, NginxServer &server, int rule, int match, const HttpIngressPath &path)
    {
        NginxUpstream &upstream = m_model.upstreams[nginxUpstreamName(*owner.ingress, *path.backend->service)];
        if (upstream.isCanaryOnly)
            return;
        NginxLocation added;
        added.path = nginxPath(path);
        added.ingressPath = added.path;
        added.isExact = isExactPath(path);
        added.upstream = upstream.name;
        added.owner = &owner;
        added.rule = rule;
        added.match = match;
        place(server, std::move(added));
        if (owner.annotations.hasCookieAffinity) { // the name of the last one counts
            upstream.hasCookieAffinity = true;
            upstream.affinityCookie = owner.annotations.affinityCookie;
        }
    }

    /// Same path and type: the first Ingress wins. The comparison stops at the first location of the same path, so a
    /// type that comes again after a differing one is added again (spec/ingress.md §2.4.1).
    void place(NginxServer &server, NginxLocation added)
    {
        const auto same = std::find_if(server.locations.begin(), server.locations.end(),
                                       [&](const NginxLocation &location) { return location.path == added.path; });
        const NginxIngress &owner = *added.owner;
        if (same != server.locations.end() && same->isExact == added.isExact) {
            if (!same->isDefaultBackend) {
                reportLoser(server, *same, added);
                return;
            }
            *same = std::move(added);
        } else {
            server.locations.push_back(std::move(added));
        }
        if (owner.annotations.fromToWww)
            server.redirectsFromToWww = true;
    }

    void reportLoser(const NginxServer &server, NginxLocation &winner, const NginxLocation &loser)
    {
        const Ingress &first = *winner.owner->ingress;
        const Ingress &second = *loser.owner->ingress;
        m_context.report(Severity::Warning, Category::Conflict, "ingress-duplicate-path",
                         "Host \"" + server.hostname + "\" path " + loser.path + " is already configured by Ingress " +
                             first.meta.id().path() + ", which goes first.",
                         "Keep the path in one Ingress.", second, originOf(second, loser.rule, loser.match).source.at);
        const bool isAlike = winner.upstream == loser.upstream && haveSameAnnotations(m_prefix, first, second);
        if (&first != &second && !isAlike && !isAgeKnown(first, second))
            winner.dependsOn.push_back(creationOrder(first, second, "both claim this path"));
    }

    /// Whose annotations the implicit root inherits hangs on age where several Ingresses share the host.
    void noteImplicitRoots()
    {
        for (auto &[host, server] : m_model.servers)
            for (NginxLocation &location : server.locations) {
                if (!location.isDefaultBackend || !location.owner)
                    continue;
                for (const NginxIngress *other : server.contributors) {
                    const Ingress &first = *location.owner->ingress;
                    const bool hasSay = !haveSameAnnotations(m_prefix, first, *other->ingress) ||
                                        other->ingress->defaultBackend.isSet || first.defaultBackend.isSet;
                    if (other != location.owner && hasSay && !isAgeKnown(first, *other->ingress)) {
                        location.dependsOn.push_back(
                            creationOrder(first, *other->ingress, "share host " + host + " and its implicit root"));
                        break;
                    }
                }
            }
    }

    IngressContext &m_context;
    std::string m_prefix;
    NginxModel m_model;
};

} // namespace

const std::string &NginxLocation::rewriteTarget() const
{
    static const std::string none;
    return owner && !ignoresRedirectAndRewrite ? owner->annotations.rewriteTarget : none;
}

bool NginxLocation::usesRegex() const
{
    return owner && !ignoresRedirectAndRewrite && owner->annotations.usesRegex;
}

bool NginxServer::isRegexMode() const
{
    return std::any_of(locations.begin(), locations.end(),
                       [](const NginxLocation &location) { return location.needsRewrite() || location.usesRegex(); });
}

std::string nginxUpstreamName(const Ingress &ingress, const IngressServiceBackend &backend)
{
    const ServiceBackendPort &port = backend.port;
    return *ingress.meta.ns + "-" + *backend.name + "-" +
           (port.number.isSet ? std::to_string(*port.number) : *port.name);
}

NginxModel buildNginxModel(IngressContext &context, const ControllerGroup &group)
{
    return ModelBuilder(context, group).build();
}

} // namespace wayproof
