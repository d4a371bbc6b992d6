// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What surprises people about ingress-nginx and disappears with it (spec/ingress.md §4), on the user's own resources:
// what follows from its model of servers, locations and upstreams. One finding for each Ingress, not for each path.
#include "model/routing/ingresscompiler_pitfalls.h"
#include "model/routing/pathtext.h"

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
            if (owner.annotations.canary.isEnabled)
                continue;
            implicitTlsRedirect(owner);
            defaultBackend(owner);
        }
        for (const auto &[host, server] : m_model.servers) {
            if (server.isRegexMode())
                regexMode(server);
            else
                for (const NginxLocation &location : server.locations)
                    slashRedirect(server, location);
            for (const NginxLocation &location : server.locations)
                if (location.needsRewrite() && !location.isDefaultBackend)
                    rewrite(*location.owner, location);
            implicitRoot(server);
            tiesByName(server);
        }
        for (const auto &[name, upstream] : m_model.upstreams)
            canary(name, upstream);
    }

private:
    Diagnostic &report(Severity severity, const std::string &code, const std::string &message, const std::string &mend,
                       const Ingress &ingress, Position at)
    {
        m_context.report(severity, Category::Pitfall, code, message, mend, ingress, at);
        return m_context.table.findings.back();
    }

    static Position positionOf(const NginxLocation &location)
    {
        return originOf(*location.owner->ingress, location.rule, location.match).source.at;
    }

    bool isFirst(const std::string &code, const NginxIngress &owner) { return m_told.emplace(code, &owner).second; }

    const Text *annotation(const NginxIngress &owner, const std::string &name) const
    {
        return owner.ingress->meta.annotation(nginxAnnotationPrefix(m_context.settings) + name);
    }

    void implicitTlsRedirect(const NginxIngress &owner)
    {
        const NginxAnnotations &annotations = owner.annotations;
        if (owner.ingress->tls->empty() || !annotations.sslRedirect || annotations.forceSslRedirect ||
            annotation(owner, "ssl-redirect"))
            return;
        report(Severity::Info, "nginx-implicit-tls-redirect",
               "The tls entry makes ingress-nginx redirect plain http to https with 308 for every host of this "
               "Ingress, without anything saying so, and cuts a slash from the end of the URL; a Gateway serves plain "
               "http as it is.",
               "State ssl-redirect, and give the Gateway's http listener a route that redirects.", *owner.ingress,
               owner.ingress->tls.at);
    }

    // ---- Regular expressions (spec/ingress.md §4.1, §4.2, §4.3) ---------------------------------

    /// One finding for each Ingress of the host: is it its own expressions, its own rewrite, or another's doing?
    void regexMode(const NginxServer &server)
    {
        const auto cause =
            std::find_if(server.locations.begin(), server.locations.end(),
                         [](const NginxLocation &location) { return location.usesRegex() || location.needsRewrite(); });
        for (const NginxLocation &location : server.locations) {
            if (!location.owner || location.isDefaultBackend || location.path == "/")
                continue;
            const NginxAnnotations &own = location.owner->annotations;
            if (own.usesRegex)
                ownRegex(server, location);
            else if (!own.rewriteTarget.empty())
                ownRewrite(server, location);
            else
                othersRegex(server, location, *cause);
        }
    }

    /// "Requests like /X and /xx come to path /x, too: "
    static std::string examples(const NginxLocation &location)
    {
        if (isMeantAsRegex(location.path))
            return "Path " + location.path + " also takes other cases and longer paths than it says: ";
        const std::string other = inOtherCase(location.path);
        const std::string longer = location.path + (location.path.ends_with('/') ? "more" : "x");
        return "Requests like " + (other.empty() ? std::string() : other + " and ") + longer + " come to path " +
               location.path + ", too: ";
    }

    void ownRegex(const NginxServer &server, const NginxLocation &location)
    {
        if (!isFirst("nginx-regex-prefix-and-case", *location.owner))
            return;
        report(Severity::Warning, "nginx-regex-prefix-and-case",
               examples(location) + "under use-regex nginx tries the paths of host " + server.hostname +
                   " without case and as beginnings. A Gateway's RegularExpression minds case and, in most "
                   "implementations, must fit the whole path.",
               "Write the expression so that both read it alike: [Aa], an end ($ or .*), or (?i) where the Gateway "
               "knows it.",
               *location.owner->ingress, positionOf(location));
    }

    void ownRewrite(const NginxServer &server, const NginxLocation &location)
    {
        if (!isFirst("nginx-rewrite-implies-regex", *location.owner))
            return;
        report(Severity::Warning, "nginx-rewrite-implies-regex",
               examples(location) + "rewrite-target turns every path of host " + server.hostname +
                   " into a regular expression, tried without case and as a beginning. A Gateway takes Exact and "
                   "PathPrefix at their word.",
               "End the paths with $ or (/|$)(.*), or give this Ingress a host of its own.", *location.owner->ingress,
               positionOf(location));
    }

    void othersRegex(const NginxServer &server, const NginxLocation &location, const NginxLocation &cause)
    {
        if (!isFirst("nginx-regex-host-wide", *location.owner))
            return;
        const std::string name = cause.usesRegex() ? "use-regex" : "rewrite-target";
        const Ingress &source = *cause.owner->ingress;
        Diagnostic &finding = report(
            Severity::Warning, "nginx-regex-host-wide",
            examples(location) + name + " of Ingress " + source.meta.id().path() + " turns every path of host " +
                server.hostname +
                " into a regular expression, this Ingress' included, tried without case and as a beginning. A "
                "Gateway takes Exact and PathPrefix at their word.",
            "Give the Ingress with " + name + " a host of its own.", *location.owner->ingress, positionOf(location));
        const Text *value = annotation(*cause.owner, name);
        finding.related.push_back({"the cause", locationOf(source, value ? value->at : source.meta.source.at)});
    }

    void rewrite(const NginxIngress &owner, const NginxLocation &location)
    {
        if (location.rewriteTarget().find('$') != std::string::npos)
            captures(owner, location);
        else if (!location.isExact)
            lostRest(owner, location);
    }

    void captures(const NginxIngress &owner, const NginxLocation &location)
    {
        if (!isFirst("nginx-rewrite-captures", owner))
            return;
        const std::string &target = location.rewriteTarget();
        const std::string usual = "(/|$)(.*)";
        const bool isUsual = location.path.ends_with(usual) && target == "/$2" &&
                             !isMeantAsRegex(location.path.substr(0, location.path.size() - usual.size()));
        const std::string prefix = location.path.substr(0, location.path.size() - (isUsual ? usual.size() : 0));
        report(Severity::Info, "nginx-rewrite-captures",
               "rewrite-target " + target +
                   " puts parts of the matched path into the new one; the Gateway API has no "
                   "groups." +
                   (isUsual ? " Here it cuts " + prefix + " off, and that it can say." : std::string()),
               isUsual ? "Use PathPrefix " + prefix + " with ReplacePrefixMatch /."
                       : "Use ReplacePrefixMatch or ReplaceFullPath where they can say the same, else an extension of "
                         "the implementation.",
               *owner.ingress, positionOf(location));
    }

    void lostRest(const NginxIngress &owner, const NginxLocation &location)
    {
        if (!isFirst("nginx-rewrite-loses-rest", owner))
            return;
        report(Severity::Warning, "nginx-rewrite-loses-rest",
               "rewrite-target " + location.rewriteTarget() + " replaces the whole path, not just " + location.path +
                   ": whatever comes after it is lost on the way to the backend.",
               "To cut the prefix only, write the path as " + location.path +
                   "(/|$)(.*) and the target as /$2; in a Gateway that is ReplacePrefixMatch, and this is "
                   "ReplaceFullPath.",
               *owner.ingress, positionOf(location));
    }

    // ---- Locations ------------------------------------------------------------------------------

    void slashRedirect(const NginxServer &server, const NginxLocation &location)
    {
        const bool isSlashed = location.ingressPath.size() > 1 && location.ingressPath.ends_with('/');
        if (!isSlashed || !location.owner || location.path != location.ingressPath)
            return;
        const std::string slashless = location.path.substr(0, location.path.size() - 1);
        const bool isTaken = std::any_of(server.locations.begin(), server.locations.end(),
                                         [&](const NginxLocation &l) { return l.isExact && l.path == slashless; });
        if (isTaken || !isFirst("nginx-slash-redirect", *location.owner))
            return;
        report(Severity::Info, "nginx-slash-redirect",
               "The path ends in a slash, so nginx answers 301 to " + slashless + "; a Gateway " +
                   (location.isExact ? "does not take it at all under Exact."
                                     : "serves it like " + location.path + " under PathPrefix."),
               "Write the path without its last slash, or the redirect as a rule of its own.", *location.owner->ingress,
               positionOf(location));
    }

    /// spec/ingress.md §2.1: requests that no path takes meet the annotations of the host's first Ingress.
    void implicitRoot(const NginxServer &server)
    {
        for (const NginxLocation &root : server.locations) {
            if (!root.isDefaultBackend || !root.owner)
                continue;
            const NginxAnnotations &own = root.owner->annotations;
            const char *what = !own.redirectUrl.empty()                                    ? "a redirect"
                               : !own.allowedSources.empty() || !own.deniedSources.empty() ? "address ranges"
                               : !own.authRequest.url.empty() || !own.authType.empty()     ? "authentication"
                                                                                           : nullptr;
            if (!what || !isFirst("nginx-implicit-root", *root.owner))
                continue;
            report(Severity::Info, "nginx-implicit-root",
                   "Paths of host " + server.hostname + " that no rule names meet " + what +
                       " of this Ingress, because it is the oldest of the host; a Gateway answers them 404.",
                   "Write a rule for / if they are meant.", *root.owner->ingress, server.source.at);
        }
    }

    /// spec/ingress.md §4.14: of equally old Ingresses the last by name goes first here, the first in the Gateway API.
    void tiesByName(const NginxServer &server)
    {
        std::map<std::pair<std::string, bool>, const NginxLocation *> winners;
        for (const NginxLocation &location : server.locations)
            if (location.owner && location.match)
                winners.emplace(std::pair(location.ingressPath, *writtenAt(location).pathType == "Exact"), &location);
        for (const NginxIngress *owner : server.contributors) {
            const auto visit = [&](const HttpIngressPath &path, const Origin &origin) {
                const auto found = winners.find(std::pair(*path.path, *path.pathType == "Exact"));
                if (found == winners.end() || found->second->owner == owner)
                    return;
                const auto &age = found->second->owner->ingress->meta.creationTimestamp;
                if (owner->ingress->meta.creationTimestamp == age)
                    tie(*found->second, *owner, origin, age.has_value());
            };
            visitPaths(*owner->ingress, server.hostname, visit);
        }
    }

    /// The path that a rule's location was made from.
    static const HttpIngressPath &writtenAt(const NginxLocation &location)
    {
        const IngressRule &rule = location.owner->ingress->rules->at(static_cast<std::size_t>(*location.rule));
        return rule.paths->at(static_cast<std::size_t>(*location.match));
    }

    /// Every path of the Ingress on that host.
    template<class Visit>
    static void visitPaths(const Ingress &ingress, const std::string &host, Visit &&visit)
    {
        for (std::size_t r = 0; r < ingress.rules->size(); ++r) {
            const IngressRule &rule = ingress.rules->at(r);
            if ((rule.host->empty() ? nginxCatchAll : lowerCase(*rule.host)) != host)
                continue;
            for (std::size_t p = 0; p < rule.paths->size(); ++p)
                visit(rule.paths->at(p), originOf(ingress, static_cast<int>(r), static_cast<int>(p)));
        }
    }

    void tie(const NginxLocation &winner, const NginxIngress &loser, const Origin &lost, bool isAgeKnown)
    {
        if (!isFirst("nginx-tie-by-name", loser))
            return;
        Diagnostic &finding = report(
            Severity::Warning, "nginx-tie-by-name",
            "Ingress " + winner.owner->ingress->meta.id().path() + " claims path " + winner.ingressPath + ", too" +
                (isAgeKnown ? " and is equally old" : "; if both were created in the same second") +
                ", ingress-nginx takes the last by name, which is that one, and a Gateway the first, which is this.",
            "Keep the path in one of the two.", *loser.ingress, lost.source.at);
        finding.related.push_back({"goes first", originOf(*winner.owner->ingress, winner.rule, winner.match).source});
    }

    // ---- Default backends (spec/ingress.md §4.9) --------------------------------------------------

    void defaultBackend(const NginxIngress &owner)
    {
        const Ingress &ingress = *owner.ingress;
        if (!ingress.defaultBackend.isSet || !ingress.defaultBackend->service.isSet)
            return;
        std::vector<std::string> hosts;
        for (const auto &[host, server] : m_model.servers)
            for (const NginxLocation &location : server.locations)
                if (location.owner == &owner && !location.rule && !location.upstream.empty())
                    hosts.push_back(host);
        if (hosts.empty()) {
            report(Severity::Warning, "ingress-default-backend-ignored",
                   ingress.rules->empty()
                       ? "Another Ingress without rules is older: only its default backend counts, and this one's "
                         "never does."
                       : "The default backend of this Ingress is never used: an older Ingress of its hosts decides, "
                         "or a path / takes everything.",
                   "Keep one default backend for a host.", ingress, ingress.defaultBackend.at);
        } else if (!ingress.rules->empty()) {
            report(Severity::Info, "nginx-default-backend-per-host",
                   "In ingress-nginx this default backend answers for host " + listText(hosts) +
                       " alone; requests for unknown hosts get the controller's 404. Converted to a route without "
                       "hostnames it takes those, too.",
                   "Convert it to a rule for / of those hosts.", ingress, ingress.defaultBackend.at);
        }
    }

    // ---- Canaries (spec/ingress.md §4.8) ----------------------------------------------------------

    void canary(const std::string &name, const NginxUpstream &upstream)
    {
        if (upstream.alternatives.empty())
            return;
        const auto found = m_model.upstreams.find(upstream.alternatives.front());
        if (found == m_model.upstreams.end())
            return;
        const NginxLocation *user = nullptr;
        for (const auto &[host, server] : m_model.servers)
            for (const NginxLocation &location : server.locations) {
                if (location.upstream != name || !location.match)
                    continue;
                user = user ? user : &location;
                if (!isCanarys(found->second, host, location))
                    canaryLeak(upstream, location);
            }
        if (user)
            canaryFallThrough(found->second, *user);
    }

    /// Whether a canary Ingress with that backend names the location's host, path and type itself.
    bool isCanarys(const NginxUpstream &canary, const std::string &host, const NginxLocation &location) const
    {
        const HttpIngressPath &own = writtenAt(location);
        bool isNamed = false;
        for (const NginxIngress &owner : m_model.ingresses)
            if (owner.annotations.canary.isEnabled)
                visitPaths(*owner.ingress, host, [&](const HttpIngressPath &path, const Origin &) {
                    isNamed = isNamed ||
                              (*path.path == *own.path && (*path.pathType == "Exact") == (*own.pathType == "Exact") &&
                               path.backend->service.isSet &&
                               nginxUpstreamName(*owner.ingress, *path.backend->service) == canary.name);
                });
        return isNamed;
    }

    /// spec/ingress.md §2.1 "Canary": it attaches to the upstream, so every location with that Service gets it.
    void canaryLeak(const NginxUpstream &upstream, const NginxLocation &user)
    {
        if (!isFirst("nginx-canary-leaks", *user.owner))
            return;
        report(Severity::Warning, "nginx-canary-leaks",
               "The canary of Service " + upstream.found.backend.service.path() + " takes its share of path " +
                   user.ingressPath +
                   ", too, because ingress-nginx attaches canaries to Services, not to paths. In a Gateway each rule "
                   "has its own weights.",
               "Give the path under test a Service of its own.", *user.owner->ingress, positionOf(user));
    }

    /// spec/ingress.md §2.2: with a value or pattern a mismatch, even "never", goes on to the cookie and the weight.
    void canaryFallThrough(const NginxUpstream &canary, const NginxLocation &user)
    {
        const CanaryPolicy &policy = canary.shaping;
        const bool hasNext = policy.weight > 0 || !policy.cookie.empty();
        if (policy.header.empty() || !hasNext || (policy.headerValue.empty() && policy.headerPattern.empty()))
            return;
        for (const NginxIngress &owner : m_model.ingresses) {
            const bool isThis = owner.annotations.canary.isEnabled &&
                                owner.annotations.canary.header == policy.header &&
                                *owner.ingress->meta.ns == *user.owner->ingress->meta.ns;
            const Text *value =
                annotation(owner, policy.headerValue.empty() ? "canary-by-header-pattern" : "canary-by-header-value");
            if (!isThis || !value || !isFirst("nginx-canary-falls-through", owner))
                continue;
            Diagnostic &finding = report(Severity::Info, "nginx-canary-falls-through",
                                         "A request whose header " + policy.header +
                                             " has another value, even \"never\", is not kept "
                                             "from the canary: it goes on to " +
                                             (policy.cookie.empty() ? "the weight" : "the cookie and the weight") +
                                             ". In a Gateway that takes a rule for the header before one with weights.",
                                         "Write one rule for the header's value and one with weights, in that order.",
                                         *owner.ingress, value->at);
            finding.related.push_back(
                {"the path under test", originOf(*user.owner->ingress, user.rule, user.match).source});
        }
    }

    IngressContext &m_context;
    const NginxModel &m_model;
    std::set<std::pair<std::string, const NginxIngress *>> m_told;
};

} // namespace

void reportNginxPitfalls(IngressContext &context, const NginxModel &model)
{
    Pitfalls(context, model).run();
    reportNginxAnnotations(context, model);
    reportNginxPortability(context, model);
}

} // namespace wayproof
