// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Ingress done well, whichever controller reads it (seed/tutorial.txt, "Best Practices"), and what a Gateway reads
// otherwise (spec/ingress.md §4.7, §4.15, §4.16). Changes no answer.
#include "model/routing/ingresscompiler_pitfalls.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

/// Whose annotations begin so.
struct AnnotationOwner {
    std::string_view prefix;
    std::string_view dialect; ///< empty: none that is known here
    std::string_view title;
};

constexpr std::array<AnnotationOwner, 12> annotationOwners{{
    {"nginx.ingress.kubernetes.io/", "ingress-nginx", "ingress-nginx"},
    {"nginx.org/", {}, "F5's NGINX Ingress Controller"},
    {"nginx.com/", {}, "F5's NGINX Ingress Controller"},
    {"traefik.ingress.kubernetes.io/", "traefik", "Traefik"},
    {"alb.ingress.kubernetes.io/", "aws", "the AWS Load Balancer Controller"},
    {"haproxy.org/", "haproxytech", "HAProxy Technologies' controller"},
    {"haproxy-ingress.github.io/", "haproxy-ingress", "HAProxy Ingress"},
    {"projectcontour.io/", "contour", "Contour"},
    {"konghq.com/", "kong", "Kong"},
    {"networking.gke.io/", "gce", "GKE"},
    {"ingress.gcp.kubernetes.io/", "gce", "GKE"},
    {"appgw.ingress.kubernetes.io/", {}, "Azure's Application Gateway controller"},
}};

class Practices
{
public:
    Practices(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_group(group)
        , m_isNginx(group.dialect->name == "ingress-nginx")
    {
    }

    void run()
    {
        for (const Ingress *ingress : m_group.ingresses) {
            foreignAnnotations(*ingress);
            scraping(*ingress);
            paths(*ingress);
            hosts(*ingress);
        }
        sharedHosts();
        const Dialect &dialect = *m_group.dialect;
        const bool isOldests = dialect.defaultBackend == DefaultBackendRule::Convention ||
                               dialect.defaultBackend == DefaultBackendRule::Oldest;
        if (!m_isNginx && isOldests && dialect.merging == Dialect::Merging::All)
            defaultBackends();
    }

private:
    Diagnostic &report(Severity severity, Category category, const std::string &code, const std::string &message,
                       const std::string &mend, const Ingress &ingress, Position at)
    {
        m_context.report(severity, category, code, message, mend, ingress, at);
        return m_context.table.findings.back();
    }

    void foreignAnnotations(const Ingress &ingress)
    {
        if (m_group.dialect->name == "generic")
            return;
        const std::string own = m_isNginx ? nginxAnnotationPrefix(m_context.settings) : std::string();
        std::map<std::string_view, std::vector<std::string>> found;
        std::map<std::string_view, Position> at;
        for (const auto &[key, value] : ingress.meta.annotations)
            for (const AnnotationOwner &owner : annotationOwners) {
                const bool isOwn = owner.dialect == m_group.dialect->name || (!own.empty() && own == owner.prefix);
                if (!key.starts_with(owner.prefix) || isOwn)
                    continue;
                found[owner.title].push_back(key.substr(owner.prefix.size()));
                at.emplace(owner.title, value.at);
            }
        for (const auto &[title, names] : found)
            report(Severity::Warning, Category::Practice, "ingress-annotation-foreign",
                   listText(names) + (names.size() == 1 ? " is an annotation" : " are annotations") + " of " +
                       std::string(title) + "; this Ingress is served by " + m_group.dialect->title +
                       ", which does not read " + (names.size() == 1 ? "it." : "them."),
                   "Remove what does nothing, or name the class of the controller that was meant.", ingress,
                   at.at(title));
    }

    void scraping(const Ingress &ingress)
    {
        for (const char *name : {"prometheus.io/scrape", "prometheus.io/port", "prometheus.io/path"}) {
            const Text *value = ingress.meta.annotation(name);
            if (!value)
                continue;
            report(Severity::Info, Category::Practice, "ingress-scrape-annotation",
                   std::string(name) +
                       " on an Ingress makes nobody collect metrics: Prometheus looks for it on Pods and Services.",
                   "Put it on the Pod template or the Service.", ingress, value->at);
            return;
        }
    }

    void paths(const Ingress &ingress)
    {
        std::size_t specific = 0;
        std::size_t named = 0;
        Position specificAt;
        Position namedAt;
        const auto count = [](std::size_t &number, Position &first, Position at) {
            if (number++ == 0)
                first = at;
        };
        for (const IngressRule &rule : *ingress.rules)
            for (const HttpIngressPath &path : *rule.paths) {
                if (*path.pathType == "ImplementationSpecific")
                    count(specific, specificAt, path.pathType.at);
                if (path.backend->service.isSet && path.backend->service->port.name.isSet)
                    count(named, namedAt, path.backend->service->port.name.at);
            }
        if (specific > 0)
            report(Severity::Warning, Category::Pitfall, "ingress-path-implementation-specific",
                   countText(specific, "path") + " of type ImplementationSpecific: " +
                       "that means something else to every controller, and a Gateway has no such type.",
                   "Use Prefix or Exact where a regular expression is not needed.", ingress, specificAt);
        if (named > 0)
            report(Severity::Info, Category::Pitfall, "ingress-named-port",
                   "The port is named in " + countText(named, "backend") +
                       ". backendRefs of a Gateway's routes take numbers only, so that renumbering the Service's port "
                       "breaks them.",
                   "Name the Service's port by its number.", ingress, namedAt);
    }

    void hosts(const Ingress &ingress)
    {
        std::set<std::string> told;
        for (const IngressRule &rule : *ingress.rules) {
            const std::string host = lowerCase(*rule.host);
            if (host.empty() || !told.insert(host).second)
                continue;
            unresolvable(ingress, host, rule.host.at);
            if (host.starts_with("*.") && m_group.dialect->wildcard == HostPattern::Kind::WildcardOne)
                report(Severity::Info, Category::Pitfall, "ingress-wildcard-one-label",
                       host +
                           " stands for one label here; a Gateway's wildcard stands for any number, and so takes "
                           "deep." +
                           host.substr(1) + ", too.",
                       "List the names where deeper ones must not be served; certificates cover one label anyway.",
                       ingress, rule.host.at);
        }
    }

    void unresolvable(const Ingress &ingress, const std::string &host, Position at)
    {
        const std::size_t dot = host.rfind('.');
        const std::string last = dot == std::string::npos ? host : host.substr(dot + 1);
        std::string why;
        std::size_t start = 0;
        while (start <= host.size() && why.empty()) {
            const std::size_t end = std::min(host.find('.', start), host.size());
            if (end - start > 63)
                why = "has a label of more than 63 characters";
            start = end + 1;
        }
        if (last == "invalid")
            why = "ends in .invalid, which is reserved for names that do not exist";
        else if (last.find_first_not_of("0123456789") == std::string::npos)
            why = "ends in a number like an address";
        else if (dot == std::string::npos && host != "localhost")
            why = "is a single label, which only a search domain completes";
        if (!why.empty())
            report(Severity::Warning, Category::Practice, "ingress-host-unresolvable",
                   "Host " + host + " " + why + ": clients outside find no address for it.",
                   "Use a full name that the DNS has.", ingress, at);
    }

    /// spec/ingress.md §4.7: ingress-nginx and most others merge what several namespaces say of one host.
    void sharedHosts()
    {
        std::map<std::string, const Ingress *> firsts;
        std::set<const Ingress *> told;
        for (const Ingress *ingress : m_group.ingresses)
            for (const IngressRule &rule : *ingress->rules) {
                const std::string host = lowerCase(*rule.host);
                const Ingress *first = firsts.emplace(host, ingress).first->second;
                if (host.empty() || *first->meta.ns == *ingress->meta.ns || !told.insert(ingress).second)
                    continue;
                Diagnostic &finding =
                    report(Severity::Info, Category::Pitfall, "ingress-host-shared",
                           "Host " + host + " is shared with Ingress " + first->meta.id().path() +
                               " of another namespace; whoever may write an Ingress can take paths of it. Tools that "
                               "convert namespace by namespace make two Gateways of it, and one address serves one.",
                           "Make one Gateway that admits routes of both namespaces (allowedRoutes), with Services "
                           "granted by ReferenceGrant where routes cross.",
                           *ingress, rule.host.at);
                finding.related.push_back({"shares the host", first->meta.source});
            }
    }

    /// spec/ingress.md §1.5: several default backends are only settled by convention.
    void defaultBackends()
    {
        std::vector<const Ingress *> owners;
        for (const Ingress *ingress : m_group.ingresses)
            if (ingress->defaultBackend.isSet)
                owners.push_back(ingress);
        std::stable_sort(owners.begin(), owners.end(), [](const Ingress *a, const Ingress *b) {
            return a->meta.creationTimestamp.value_or(0) < b->meta.creationTimestamp.value_or(0);
        });
        for (std::size_t i = 1; i < owners.size(); ++i) {
            Diagnostic &finding = report(
                Severity::Warning, Category::Conflict, "ingress-default-backend-ignored",
                "Several Ingresses have a default backend and one counts; by convention the oldest one's, which is "
                "that of Ingress " +
                    owners.front()->meta.id().path() + ".",
                "Keep one default backend for a controller.", *owners[i], owners[i]->defaultBackend.at);
            finding.related.push_back({"counts", locationOf(*owners.front(), owners.front()->defaultBackend.at)});
        }
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
    bool m_isNginx;
};

} // namespace

std::string countText(std::size_t count, const std::string &noun)
{
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string listText(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 3;
    std::string text;
    const std::size_t shown = names.size() > most + 1 ? most : names.size();
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return shown == names.size() ? text : text + " and " + std::to_string(names.size() - shown) + " more";
}

void reportIngressPractices(IngressContext &context, const ControllerGroup &group)
{
    Practices(context, group).run();
    reportIngressTls(context, group);
    if (group.dialect->name == "ingress-nginx")
        reportNginxDefaults(context, group);
}

} // namespace wayproof
