// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What surprises people about ingress-nginx and disappears with it (spec/ingress.md §4), on the user's own resources.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

class Pitfalls
{
public:
    Pitfalls(IngressContext &context, const NginxModel &model)
        : m_context(context)
        , m_model(model)
    {
    }

    void run()
    {
        for (const NginxIngress &owner : m_model.ingresses) {
            unknownAnnotations(owner);
            if (!owner.annotations.canary.isEnabled)
                implicitTlsRedirect(owner);
        }
        for (const auto &[host, server] : m_model.servers)
            for (const NginxLocation &location : server.locations)
                slashRedirect(server, location);
        for (const auto &[name, upstream] : m_model.upstreams)
            canaryLeak(name, upstream);
    }

private:
    void report(Severity severity, const std::string &code, const std::string &message, const std::string &mend,
                const Ingress &ingress, Position at)
    {
        m_context.report(severity, Category::Pitfall, code, message, mend, ingress, at);
    }

    void unknownAnnotations(const NginxIngress &owner)
    {
        const std::string prefix = nginxAnnotationPrefix(m_context.settings);
        for (const auto &[key, value] : owner.ingress->meta.annotations) {
            if (!key.starts_with(prefix) || key.ends_with("-snippet"))
                continue;
            if (kindOfNginxAnnotation(key.substr(prefix.size())) == NginxAnnotationKind::Unknown)
                report(Severity::Warning, "nginx-annotation-unknown",
                       "Annotation " + key +
                           " is not known; what it does to the paths of this Ingress is not modelled.",
                       "Check its spelling.", *owner.ingress, value.at);
        }
    }

    void implicitTlsRedirect(const NginxIngress &owner)
    {
        const NginxAnnotations &annotations = owner.annotations;
        if (owner.ingress->tls->empty() || !annotations.sslRedirect || annotations.forceSslRedirect ||
            owner.ingress->meta.annotation(nginxAnnotationPrefix(m_context.settings) + "ssl-redirect"))
            return;
        report(Severity::Info, "nginx-implicit-tls-redirect",
               "The tls entry makes ingress-nginx redirect plain http to https with 308, without anything saying so; a "
               "Gateway does not.",
               "State ssl-redirect, and redirect in a route of the http listener when migrating.", *owner.ingress,
               owner.ingress->tls.at);
    }

    void slashRedirect(const NginxServer &server, const NginxLocation &location)
    {
        const bool isSlashed = location.ingressPath.size() > 1 && location.ingressPath.ends_with('/');
        if (!isSlashed || !location.owner || server.isRegexMode() || location.path != location.ingressPath)
            return;
        const std::string slashless = location.path.substr(0, location.path.size() - 1);
        const bool isTaken = std::any_of(server.locations.begin(), server.locations.end(),
                                         [&](const NginxLocation &l) { return l.isExact && l.path == slashless; });
        const bool isFirst =
            std::none_of(server.locations.begin(), server.locations.end(),
                         [&](const NginxLocation &l) { return &l < &location && l.path == location.path; });
        if (!isTaken && isFirst)
            report(Severity::Info, "nginx-slash-redirect",
                   "The path ends in a slash, so nginx answers 301 to " + slashless + "; a Gateway does not.",
                   "Write the path without its last slash.", *location.owner->ingress,
                   originOf(*location.owner->ingress, location.rule, location.match).source.at);
    }

    /// spec/ingress.md §2.1 "Canary": it attaches to the upstream, so every location with that Service gets it.
    void canaryLeak(const std::string &name, const NginxUpstream &upstream)
    {
        if (upstream.alternatives.empty())
            return;
        std::vector<const NginxLocation *> users;
        for (const auto &[host, server] : m_model.servers)
            for (const NginxLocation &location : server.locations)
                if (location.upstream == name && location.owner &&
                    std::none_of(users.begin(), users.end(), [&](const NginxLocation *user) {
                        return user->owner == location.owner && user->rule == location.rule &&
                               user->match == location.match;
                    }))
                    users.push_back(&location);
        for (std::size_t i = 1; i < users.size(); ++i)
            report(Severity::Warning, "nginx-canary-leaks",
                   "The canary of Service " + upstream.found.backend.service.path() +
                       " takes its share here too, because ingress-nginx attaches canaries to Services, not to paths.",
                   "Give the path under test a Service of its own.", *users[i]->owner->ingress,
                   originOf(*users[i]->owner->ingress, users[i]->rule, users[i]->match).source.at);
    }

    IngressContext &m_context;
    const NginxModel &m_model;
};

} // namespace

void reportNginxPitfalls(IngressContext &context, const NginxModel &model)
{
    Pitfalls(context, model).run();
}

} // namespace wayproof
