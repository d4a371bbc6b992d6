// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxservers.h"

#include "model/lab/nginxclaim.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <tuple>

namespace wayproof
{

namespace
{

const std::string catchAll = catchAllHost;

std::string portText(const ServiceBackendPort &port)
{
    return port.number ? std::to_string(*port.number) : *port.name;
}

std::string upstreamName(const Ingress &ingress, const IngressServiceBackend &backend)
{
    return *ingress.meta.ns + "-" + *backend.name + "-" + portText(backend.port);
}

/// Of a Service that no resource describes and that is named without a port.
constexpr int assumedPort = 80;

const IngressServiceBackend *serviceOf(const Field<IngressBackend> &backend)
{
    return backend && backend->service ? &*backend->service : nullptr;
}

/// spec/ingress.md §2.1: missing or ImplementationSpecific = Prefix.
NginxPathType pathType(const HttpIngressPath &path)
{
    return *path.pathType == "Exact" ? NginxPathType::Exact : NginxPathType::Prefix;
}

std::string pathText(const HttpIngressPath &path)
{
    return path.path->empty() ? std::string("/") : *path.path;
}

std::string hostText(const IngressRule &rule)
{
    return rule.host->empty() ? catchAll : *rule.host;
}

bool isCovered(const std::string &host, const std::vector<std::string> &names)
{
    return std::any_of(names.begin(), names.end(), [&host](const std::string &name) { return coversHost(name, host); });
}

class Builder
{
public:
    Builder(const Snapshot &snapshot, const EchoPlan &echo, const NginxSettings &settings)
        : m_snapshot(snapshot)
        , m_echo(echo)
        , m_settings(settings)
    {
    }

    ServerModel build()
    {
        m_model.ingresses = claimIngresses(m_snapshot, m_settings, m_model.notServed);
        addDefaultBackendService();
        findDefaultCertificate();
        for (const ClaimedIngress &entry : m_model.ingresses)
            addUpstreams(entry);
        addServers();
        for (const ClaimedIngress &entry : m_model.ingresses)
            addAliasesAndCertificates(entry);
        for (const ClaimedIngress &entry : m_model.ingresses)
            addLocations(entry);
        mergeCanaries();
        for (auto &[host, server] : m_servers) {
            for (LocationBlock &location : server.locations)
                findErrorUpstream(location);
            orderLocations(server);
        }
        finishServers();
        return std::move(m_model);
    }

private:
    void addDefaultBackendService()
    {
        const std::string flag = m_settings.flag("default-backend-service");
        const std::size_t slash = flag.find('/');
        if (slash == std::string::npos)
            return;
        const std::string ns = flag.substr(0, slash);
        const std::string name = flag.substr(slash + 1);
        UpstreamBlock upstream;
        upstream.name = "upstream-default-backend";
        upstream.ns = ns;
        upstream.service = name;
        upstream.endpoints = firstPort(ns, name).readyEndpoints();
        if (upstream.endpoints.empty())
            return;
        m_model.defaultUpstream = upstream.name;
        m_model.upstreams.emplace(upstream.name, std::move(upstream));
    }

    void findDefaultCertificate()
    {
        const std::string flag = m_settings.flag("default-ssl-certificate");
        const std::size_t slash = flag.find('/');
        if (slash == std::string::npos)
            return;
        const Secret *secret = m_snapshot.find<Secret>(flag.substr(0, slash), flag.substr(slash + 1));
        if (secret && secret->tlsCrt.isWellFormed)
            m_model.defaultCertificateNames = secret->tlsCrt.names;
    }

    /// A Service that is named without a port is used by its first one.
    EchoTarget firstPort(const std::string &ns, const std::string &name) const
    {
        const Service *service = m_snapshot.find<Service>(ns, name);
        if (service && !service->ports->empty())
            return m_echo.ingressTarget(ns, name, std::to_string(*service->ports->front().port));
        return service ? EchoTarget() : m_echo.ingressTarget(ns, name, std::to_string(assumedPort));
    }

    void addUpstream(const ClaimedIngress &entry, const Field<IngressBackend> &backend, bool replaces)
    {
        const IngressServiceBackend *service = serviceOf(backend);
        if (!service) {
            if (backend && backend->resource)
                m_model.notServed.push_back(notServedNote(entry.ingress->meta, backend->resource->name.at,
                                                          "resource backend: ingress-nginx leaves such a path out."));
            return;
        }
        const std::string name = upstreamName(*entry.ingress, *service);
        if (!replaces && m_model.upstreams.contains(name))
            return;
        UpstreamBlock upstream;
        upstream.name = name;
        upstream.ns = *entry.ingress->meta.ns;
        upstream.service = *service->name;
        upstream.port = portText(service->port);
        const EchoTarget target = m_echo.ingressTarget(upstream.ns, upstream.service, upstream.port);
        const Service *found = m_snapshot.find<Service>(upstream.ns, upstream.service);
        const bool isExternal = found && *found->type == "ExternalName";
        if (!isExternal ||
            (!m_settings.boolFlag("disable-svc-external-name", false) && isOutsideName(*found->externalName)))
            upstream.endpoints = target.readyEndpoints();
        const bool isNumber = service->port.number || target.portExists;
        const bool hasAddress = found && !isExternal && isNumber && *found->clusterIP != "None";
        upstream.refuses = entry.annotations.serviceUpstream && hasAddress && upstream.endpoints.empty();
        upstream.isCanary = entry.annotations.canary.isEnabled;
        upstream.canary = entry.annotations.canary;
        m_model.upstreams.insert_or_assign(name, std::move(upstream));
    }

    void addUpstreams(const ClaimedIngress &entry)
    {
        addUpstream(entry, entry.ingress->defaultBackend, true);
        for (const IngressRule &rule : *entry.ingress->rules) {
            for (const HttpIngressPath &path : *rule.paths)
                addUpstream(entry, path.backend, false);
        }
    }

    LocationBlock rootLocation(const ClaimedIngress *owner) const
    {
        LocationBlock root;
        root.path = "/";
        root.owner = owner;
        root.upstream = m_model.defaultUpstream;
        root.isDefaultBackend = true;
        return root;
    }

    void addServers()
    {
        m_servers[catchAll].host = catchAll;
        m_servers[catchAll].locations.push_back(rootLocation(nullptr));
        for (const ClaimedIngress &entry : m_model.ingresses) {
            if (entry.annotations.canary.isEnabled)
                continue;
            const IngressServiceBackend *service = serviceOf(entry.ingress->defaultBackend);
            if (service && entry.ingress->rules->empty())
                takeCatchAll(entry, upstreamName(*entry.ingress, *service));
            for (const IngressRule &rule : *entry.ingress->rules) {
                ServerBlock &server = m_servers[hostText(rule)];
                if (!server.host.empty())
                    continue;
                server.host = hostText(rule);
                server.locations.push_back(rootLocation(&entry));
                if (service)
                    server.locations.back().upstream = upstreamName(*entry.ingress, *service);
            }
        }
    }

    /// The first Ingress without rules feeds the catch-all server; spec/ingress.md §2.1 and §2.4.3.
    void takeCatchAll(const ClaimedIngress &entry, const std::string &upstream)
    {
        LocationBlock &root = m_servers[catchAll].locations.front();
        if (!root.isDefaultBackend)
            return;
        root.isDefaultBackend = false;
        root.upstream = upstream;
        root.owner = &entry;
        root.takesRedirects = false;
    }

    /// Aliases are those of the first Ingress that has any.
    void addAliasesAndCertificates(const ClaimedIngress &entry)
    {
        if (entry.annotations.canary.isEnabled)
            return;
        for (const IngressRule &rule : *entry.ingress->rules) {
            ServerBlock &server = serverOf(rule);
            if (server.aliases.empty())
                server.aliases = entry.annotations.aliases;
            if (server.hasCertificate || entry.ingress->tls->empty())
                continue;
            server.hasCertificate = true;
            findCertificate(*entry.ingress, server);
        }
    }

    /// spec/ingress.md §2.2: the Secret of the tls entry that names the host, else the first whose certificate is for
    /// it; the default certificate where there is none, or where it is for others.
    void findCertificate(const Ingress &ingress, ServerBlock &server) const
    {
        server.isCertificateMissing = true;
        const std::string name = secretNameFor(ingress, server.host);
        if (name.empty())
            return;
        const Secret *secret = m_snapshot.find<Secret>(*ingress.meta.ns, name);
        const bool isKnown = secret && secret->tlsCrt.isWellFormed;
        server.isCertificateMissing = secret ? secret->isContentKnown && !isKnown : m_snapshot.speaksOf<Secret>();
        if (isKnown && isCovered(server.host, secret->tlsCrt.names))
            server.certificateNames = secret->tlsCrt.names;
        else if (isKnown)
            server.isCertificateMissing = true;
    }

    std::string secretNameFor(const Ingress &ingress, const std::string &host) const
    {
        for (const IngressTls &tls : *ingress.tls) {
            if (std::any_of(tls.hosts->begin(), tls.hosts->end(), [&host](const Text &name) { return *name == host; }))
                return *tls.secretName;
        }
        for (const IngressTls &tls : *ingress.tls) {
            const Secret *secret = m_snapshot.find<Secret>(*ingress.meta.ns, *tls.secretName);
            if (secret && secret->tlsCrt.isWellFormed && isCovered(host, secret->tlsCrt.names))
                return *tls.secretName;
        }
        return {};
    }

    /// A host that only canaries name has no server: the catch-all one stands in.
    ServerBlock &serverOf(const IngressRule &rule)
    {
        const auto found = m_servers.find(hostText(rule));
        return found == m_servers.end() ? m_servers.at(catchAll) : found->second;
    }

    void addLocations(const ClaimedIngress &entry)
    {
        for (const IngressRule &rule : *entry.ingress->rules) {
            for (const HttpIngressPath &path : *rule.paths)
                addLocation(entry, serverOf(rule), path);
        }
    }

    void addLocation(const ClaimedIngress &entry, ServerBlock &server, const HttpIngressPath &path)
    {
        const IngressServiceBackend *service = serviceOf(path.backend);
        if (!service)
            return;
        const std::string name = upstreamName(*entry.ingress, *service);
        if (m_model.upstreams.at(name).isCanary)
            return;
        LocationBlock location;
        location.path = pathText(path);
        location.ingressPath = location.path;
        location.type = pathType(path);
        location.owner = &entry;
        location.upstream = name;
        // spec/ingress.md §2.4.1: the comparison stops at the first location of the same path, whatever its type.
        const auto same = std::find_if(server.locations.begin(), server.locations.end(),
                                       [&](const LocationBlock &other) { return other.path == location.path; });
        if (same == server.locations.end() || same->type != location.type) {
            server.redirectsFromWww |= entry.annotations.fromToWww;
            server.locations.push_back(std::move(location));
        } else if (same->isDefaultBackend) {
            server.redirectsFromWww |= entry.annotations.fromToWww;
            *same = std::move(location);
        }
    }

    void mergeCanaries()
    {
        const bool hasMain =
            std::any_of(m_model.ingresses.begin(), m_model.ingresses.end(),
                        [](const ClaimedIngress &entry) { return !entry.annotations.canary.isEnabled; });
        if (!hasMain)
            return;
        for (const ClaimedIngress &entry : m_model.ingresses) {
            if (entry.annotations.canary.isEnabled)
                mergeCanary(entry);
        }
    }

    void mergeCanary(const ClaimedIngress &entry)
    {
        if (const IngressServiceBackend *service = serviceOf(entry.ingress->defaultBackend))
            attach(upstreamName(*entry.ingress, *service), m_servers[catchAll],
                   [](const LocationBlock &) { return true; });
        for (const IngressRule &rule : *entry.ingress->rules) {
            if (!m_servers.contains(hostText(rule)))
                continue;
            for (const HttpIngressPath &path : *rule.paths) {
                if (const IngressServiceBackend *service = serviceOf(path.backend))
                    attach(upstreamName(*entry.ingress, *service), serverOf(rule),
                           [&path](const LocationBlock &location) {
                               return location.path == pathText(path) && location.type == pathType(path);
                           });
            }
        }
    }

    /// Attaches a canary to the upstream of each fitting location; one that fits nowhere is forgotten for good
    /// (spec/ingress.md §2.4.4).
    template<class Fits>
    void attach(const std::string &canary, ServerBlock &server, Fits fits)
    {
        if (!m_model.upstreams.contains(canary) || m_removed.contains(canary))
            return;
        bool isMerged = false;
        for (const LocationBlock &location : server.locations) {
            if (location.upstream == canary)
                return;
            const auto main = m_model.upstreams.find(location.upstream);
            if (main == m_model.upstreams.end() || main->second.isCanary ||
                location.upstream == m_model.defaultUpstream || !fits(location))
                continue;
            auto &alternatives = main->second.alternatives;
            if (std::find(alternatives.begin(), alternatives.end(), canary) == alternatives.end())
                alternatives.push_back(canary);
            isMerged = true;
        }
        if (!isMerged)
            m_removed.insert(canary);
    }

    /// The Service of default-backend, where it has endpoints: for errors that are to be intercepted, and in the place
    /// of an upstream that has none itself. It takes the canaries of what it stands for along.
    void findErrorUpstream(LocationBlock &location)
    {
        if (!location.owner || location.owner->annotations.defaultBackend.empty() ||
            location.upstream == m_model.defaultUpstream)
            return;
        const auto found = m_model.upstreams.find(location.upstream);
        if (found == m_model.upstreams.end())
            return;
        const UpstreamBlock main = found->second;
        if (main.isServed() && location.owner->annotations.customErrors.empty())
            return;
        UpstreamBlock errors = main;
        errors.ns = *location.owner->ingress->meta.ns;
        errors.service = location.owner->annotations.defaultBackend;
        errors.endpoints = firstPort(errors.ns, errors.service).readyEndpoints();
        errors.refuses = false;
        if (errors.endpoints.empty())
            return;
        errors.name = "custom-default-backend-" + errors.ns + "-" + errors.service;
        if (!errors.alternatives.empty())
            errors.name += "-for-" + main.name;
        location.errorUpstream = errors.name;
        if (!main.isServed()) {
            location.upstream = errors.name;
            location.isStandIn = true;
        }
        m_model.upstreams.emplace(errors.name, std::move(errors));
    }

    /// spec/ingress.md §2.1: by text descending, then stably by length descending, then each Prefix splits in two.
    static void orderLocations(ServerBlock &server)
    {
        auto &locations = server.locations;
        std::stable_sort(locations.begin(), locations.end(),
                         [](const LocationBlock &a, const LocationBlock &b) { return a.path > b.path; });
        std::stable_sort(locations.begin(), locations.end(),
                         [](const LocationBlock &a, const LocationBlock &b) { return a.path.size() > b.path.size(); });
        std::set<std::string> exact;
        for (const LocationBlock &location : locations) {
            if (location.type == NginxPathType::Exact)
                exact.insert(location.path);
        }
        std::vector<LocationBlock> split;
        for (LocationBlock &location : locations) {
            const bool isSplit = location.path != "/" && location.type == NginxPathType::Prefix &&
                                 !location.needsRewrite() && !location.wantsRegex();
            const LocationBlock original = location;
            if (isSplit && !location.path.ends_with('/'))
                location.path += '/';
            split.push_back(std::move(location));
            if (isSplit && !exact.contains(original.path)) {
                split.push_back(original);
                split.back().type = NginxPathType::Exact;
            }
        }
        locations = std::move(split);
    }

    void finishServers()
    {
        for (const std::string &name : m_removed)
            m_model.upstreams.erase(name);
        for (auto &[host, server] : m_servers) {
            std::erase_if(server.aliases, [&, self = host](const std::string &alias) {
                return alias == self || m_servers.contains(alias);
            });
        }
        for (auto &[host, server] : m_servers)
            m_model.servers.push_back(std::move(server));
    }

    const Snapshot &m_snapshot;
    const EchoPlan &m_echo;
    const NginxSettings &m_settings;
    ServerModel m_model;
    std::map<std::string, ServerBlock> m_servers;
    std::set<std::string> m_removed;
};

} // namespace

bool coversHost(const std::string &name, const std::string &host)
{
    if (!name.starts_with("*."))
        return name == host;
    const std::size_t dot = host.find('.');
    return dot != std::string::npos && host.substr(dot) == name.substr(1);
}

bool LocationBlock::needsRewrite() const
{
    return owner && takesRedirects && !owner->annotations.rewriteTarget.empty() &&
           owner->annotations.rewriteTarget != path;
}

bool LocationBlock::wantsRegex() const
{
    return owner && takesRedirects && owner->annotations.useRegex;
}

bool ServerBlock::isRegexHost() const
{
    return std::any_of(locations.begin(), locations.end(),
                       [](const LocationBlock &location) { return location.needsRewrite() || location.wantsRegex(); });
}

const UpstreamBlock *ServerModel::upstream(const std::string &name) const
{
    const auto found = upstreams.find(name);
    return found == upstreams.end() ? nullptr : &found->second;
}

ServerModel buildNginxModel(const Snapshot &snapshot, const EchoPlan &echo, const NginxSettings &settings)
{
    return Builder(snapshot, echo, settings).build();
}

} // namespace wayproof
