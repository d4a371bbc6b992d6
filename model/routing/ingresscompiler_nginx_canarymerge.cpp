// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Canaries of ingress-nginx: attached to the upstream, and so leaking to every location that uses it
// (spec/ingress.md §2.1 "Canary", §2.4.4). Who gets which request is ingresscompiler_nginx_canary.cpp.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// One canary path against the locations of its server.
class CanaryMerge
{
public:
    CanaryMerge(IngressContext &context, NginxModel &model, const NginxIngress &canary)
        : m_context(context)
        , m_model(model)
        , m_canary(canary)
        , m_ingress(*canary.ingress)
    {
    }

    void run()
    {
        if (m_ingress.defaultBackend.isSet && m_ingress.defaultBackend->service.isSet)
            merge(nginxCatchAll, *m_ingress.defaultBackend->service, nullptr, originOf(m_ingress));
        for (std::size_t r = 0; r < m_ingress.rules->size(); ++r) {
            const IngressRule &rule = m_ingress.rules->at(r);
            if (!rule.paths.isSet) {
                crash(rule);
                return;
            }
            const std::string host = rule.host->empty() ? nginxCatchAll : lowerCase(*rule.host);
            for (std::size_t p = 0; p < rule.paths->size(); ++p) {
                const HttpIngressPath &path = rule.paths->at(p);
                if (path.backend->service.isSet)
                    merge(host, *path.backend->service, &path,
                          originOf(m_ingress, static_cast<int>(r), static_cast<int>(p)));
            }
        }
    }

private:
    static bool isSamePath(const NginxLocation &location, const HttpIngressPath &path)
    {
        return location.path == (path.path->empty() ? "/" : *path.path) &&
               location.isExact == (*path.pathType == "Exact");
    }

    /// Looks at the locations one by one, as the controller does: where the canary's Service is itself the main one of
    /// a location, the look ends there, whatever the paths.
    void merge(const std::string &host, const IngressServiceBackend &backend, const HttpIngressPath *path,
               const Origin &origin)
    {
        const std::string name = nginxUpstreamName(m_ingress, backend);
        NginxUpstream &own = m_model.upstreams.at(name);
        if (own.isRemoved) {
            refuse(origin,
                   "its Service and port were already removed because another of its paths has no main location");
            return;
        }
        const auto server = m_model.servers.find(host);
        if (server == m_model.servers.end()) {
            refuse(origin, "no other Ingress serves host " + host);
            return;
        }
        bool isMerged = false;
        for (const NginxLocation &location : server->second.locations) {
            const auto primary = m_model.upstreams.find(location.upstream);
            if (primary == m_model.upstreams.end() || primary->second.isRemoved)
                continue;
            if (primary->first == name) {
                if (!isMerged)
                    refuse(origin, "its Service is the main backend of " + host + location.path);
                return;
            }
            if (primary->second.isCanaryOnly || (path && !isSamePath(location, *path)))
                continue;
            attach(primary->second, name);
            isMerged = true;
        }
        if (isMerged)
            return;
        // spec/ingress.md §2.4.4: the Service and port disappear, and with them the canary's later paths.
        refuse(origin, "no main location of host " + host + " has this path and type");
        own.isRemoved = true;
        own.found.code = "Removed";
        own.found.reason =
            "Canary Ingress " + m_ingress.meta.id().path() +
            " names this Service and port and found no main location for it, so the controller took them "
            "out of its balancer everywhere.";
    }

    /// The controller reads the paths of a rule that has none, and dies of it.
    void crash(const IngressRule &rule)
    {
        const std::string why = "Canary Ingress " + m_ingress.meta.id().path() +
                                " has a rule without http, which makes the controller itself crash.";
        m_model.crashes.push_back(why);
        m_context.report(Severity::Error, Category::ConfigError, "nginx-controller-crash", why,
                         "Give every rule of a canary its paths.", m_ingress, rule.at);
    }

    void attach(NginxUpstream &primary, const std::string &name)
    {
        std::vector<std::string> &alternatives = primary.alternatives;
        if (std::find(alternatives.begin(), alternatives.end(), name) != alternatives.end())
            return;
        alternatives.push_back(name);
        // A canary is sticky as the upstream is that it was last attached to, unless its Ingress wants the old way.
        if (!m_canary.annotations.isCanaryAffinityLegacy) {
            NginxUpstream &canary = m_model.upstreams.at(name);
            canary.hasCookieAffinity = primary.hasCookieAffinity;
            canary.affinityCookie = primary.affinityCookie;
        }
        if (alternatives.size() == 2 && !m_ingress.meta.creationTimestamp)
            primary.alternativeDependsOn.push_back({"creation-order",
                                                    "Several canaries attach to Service " +
                                                        primary.found.backend.service.path() +
                                                        "; only the oldest counts, and their age is not known.",
                                                    "backends"});
        if (alternatives.size() > 1)
            m_context.report(Severity::Warning, Category::Conflict, "nginx-second-canary",
                             "Another canary already attaches to Service " + primary.found.backend.service.path() +
                                 "; only the first counts.",
                             "Keep one canary for a Service.", m_ingress, m_ingress.meta.source.at);
    }

    void refuse(const Origin &origin, const std::string &why)
    {
        m_context.report(Severity::Warning, Category::ConfigError, "nginx-canary-ignored",
                         "This canary has no effect: " + why + ".",
                         "Give it host, path and pathType of the main Ingress.", m_ingress, origin.source.at);
    }

    IngressContext &m_context;
    NginxModel &m_model;
    const NginxIngress &m_canary;
    const Ingress &m_ingress;
};

} // namespace

void mergeNginxCanaries(IngressContext &context, NginxModel &model)
{
    const bool hasMain = std::any_of(model.ingresses.begin(), model.ingresses.end(),
                                     [](const NginxIngress &owner) { return !owner.annotations.canary.isEnabled; });
    if (!hasMain)
        return;
    for (const NginxIngress &owner : model.ingresses)
        if (owner.annotations.canary.isEnabled)
            CanaryMerge(context, model, owner).run();
}

} // namespace wayproof
