// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Annotations of ingress-nginx without a portable counterpart (spec/ingress.md §2.3, §4.5), one finding for each family
// of an Ingress, and what the controller does to every request unasked (§4.4, §4.12, §4.13).
#include "model/routing/ingresscompiler_pitfalls.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

struct Family {
    std::string_view names;   ///< separated by blanks; a last "*" stands for any ending, a first one for any beginning
    std::string_view today;   ///< what the controller does
    std::string_view gateway; ///< the Gateway API's way, or that it has none
    std::string_view mend;
    Severity severity = Severity::Info;
};

constexpr std::array<Family, 21> families{{
    {"*-snippet", "put nginx configuration into the server, whose effect nobody can foresee",
     "The Gateway API has nothing of the kind.",
     "Find out what it is for, and say that with filters, a policy or in the application.", Severity::Warning},
    {"auth-url auth-signin* auth-method auth-response-headers auth-request-redirect auth-cache-* auth-keepalive* "
     "auth-proxy-set-headers auth-always-set-cookie auth-type auth-secret auth-secret-type auth-realm satisfy",
     "ask who is calling before the backend is reached",
     "The Gateway API has the ExternalAuth filter for outside services (experimental), and nothing for passwords.",
     "Use ExternalAuth or a policy of the implementation; without one everybody gets in.", Severity::Warning},
    {"auth-tls-*", "ask clients for a certificate", "A Gateway does so per port, not per route: spec.tls.frontend.",
     "Set the frontend validation of the Gateway; paths that must stay open need another port.", Severity::Warning},
    {"whitelist-source-range allowlist-source-range denylist-source-range", "answer 403 by the client's address",
     "The Gateway API has no such condition; the address may also be another behind the Gateway's own proxies.",
     "Use a policy of the implementation or a NetworkPolicy; without one everybody gets in.", Severity::Warning},
    {"proxy-body-size limit-* global-rate-limit*", "answer 413 or 503 beyond a limit", "The Gateway API has no limits.",
     "Use a policy of the implementation, or let the application count."},
    {"custom-http-errors default-backend disable-proxy-intercept-errors", "replace errors by pages of another Service",
     "The Gateway API passes answers through as they are.", "Let the application make its own error pages."},
    {"proxy-*-timeout proxy-next-upstream*", "limit silence, and try other endpoints",
     "A route's timeouts.request limits the whole request instead, and retry is experimental.",
     "Set timeouts.request as long as the slowest request may take, and retry where it is supported."},
    {"affinity* session-cookie-* upstream-hash-by* load-balance", "choose the endpoint",
     "sessionPersistence is experimental, and balancing is left to the implementation.",
     "Use sessionPersistence where it is supported, or keep the sessions elsewhere."},
    {"mirror-*", "copy requests to a URL", "RequestMirror copies to Services only.",
     "Make a Service for the target, and a RequestMirror filter."},
    {"server-alias", "serve the host under other names, patterns included",
     "A route has hostnames, with a wildcard as the first label only.",
     "List the names under hostnames; expressions have no counterpart."},
    {"from-to-www-redirect", "redirect between the name with and without www",
     "It takes a route of its own with a RequestRedirect, and a listener and certificate for that name.",
     "Write that route."},
    {"ssl-passthrough", "hand TLS to the backend", "A TLSRoute does that; host and paths are not seen there.",
     "Use a TLS listener with mode Passthrough and a TLSRoute."},
    {"backend-protocol", "speak another protocol than HTTP to the backend",
     "A GRPCRoute, the Service's appProtocol and BackendTLSPolicy (which verifies the certificate) say that; FastCGI "
     "has no counterpart.",
     "Use a GRPCRoute for gRPC, and a BackendTLSPolicy with the CA of the backend for TLS."},
    {"permanent-redirect* temporal-redirect*", "redirect to a URL as it is written, or with a status of its own",
     "A RequestRedirect has host, path and port, no query of its own, and the statuses 301, 302, 303, 307 and 308.",
     "Let the application redirect, or leave the query out."},
    {"canary-by-cookie canary-by-header-pattern", "choose the canary by a cookie or an expression",
     "Routes match headers: a cookie only by an expression on the whole Cookie header, and expressions are up to the "
     "implementation.",
     "Use a header with a fixed value to choose the canary."},
    {"x-forwarded-prefix", "put a part of the path into a header", "A RequestHeaderModifier sets fixed values only.",
     "Write one rule for each prefix, with its value."},
    {"relative-redirects use-port-in-redirects", "choose the form of the Location header",
     "A RequestRedirect has a port and always names the host.", "See whether the clients mind."},
    {"service-upstream", "send to the Service's address instead of its Pods",
     "The Gateway API leaves that to the implementation.", "See whether it still matters there."},
    {"enable-modsecurity enable-owasp-core-rules modsecurity-*", "filter requests by a firewall",
     "The Gateway API has none.", "Use an implementation or a proxy in front that has one.", Severity::Warning},
    {"proxy-buffer* proxy-busy-* proxy-max-temp-file-size proxy-request-buffering proxy-cookie-* proxy-redirect-* "
     "proxy-http-version client-body-buffer-size connection-proxy-header custom-headers http2-push-preload ssl-ciphers "
     "ssl-prefer-server-ciphers",
     "tune connections and buffers", "The Gateway API has no such settings.",
     "See which of them still matter, and look for them in the implementation's policies."},
    {"enable-access-log enable-rewrite-log enable-opentelemetry opentelemetry-*", "choose what is logged and traced",
     "The Gateway API leaves that to the implementation, mostly for a whole Gateway.", "Set it there."},
}};

bool fits(std::string_view name, std::string_view pattern)
{
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos)
        return name == pattern;
    const std::string_view begin = pattern.substr(0, star);
    const std::string_view end = pattern.substr(star + 1);
    return name.size() >= begin.size() + end.size() && name.starts_with(begin) && name.ends_with(end);
}

bool belongs(std::string_view name, std::string_view patterns)
{
    while (!patterns.empty()) {
        const std::size_t end = std::min(patterns.find(' '), patterns.size());
        if (fits(name, patterns.substr(0, end)))
            return true;
        patterns.remove_prefix(std::min(end + 1, patterns.size()));
    }
    return false;
}

/// Whether the value, of an annotation that is listed above, can be said in the Gateway API all the same.
bool isPortable(std::string_view name, const std::string &value, const NginxAnnotations &annotations)
{
    if (name == "backend-protocol")
        return annotations.backendProtocol == "HTTP" || annotations.backendProtocol == "AUTO_HTTP";
    if (name.starts_with("permanent-redirect") || name.starts_with("temporal-redirect")) {
        const int code = annotations.redirectCode;
        const bool isUsual = code == 0 || code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
        return isUsual && value.find('?') == std::string::npos;
    }
    if (name == "x-forwarded-prefix")
        return value.find('$') == std::string::npos;
    return false;
}

/// Findings about a whole controller stand at its class, or at the first Ingress where no class was loaded.
class ControllerFindings
{
public:
    ControllerFindings(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_group(group)
    {
    }

    void run()
    {
        if (m_group.ingresses.empty())
            return;
        const ControllerSettings &settings = m_context.settings;
        if (!settings.isConfiguredOn("use-forwarded-headers", false))
            report("nginx-replaces-forwarded-for",
                   "ingress-nginx replaces X-Forwarded-For by the address that connects to it, and sets the other "
                   "X-Forwarded headers anew, whatever the client or a proxy in front says; Gateways append to the "
                   "list or trust a number of hops.",
                   "See what the applications read, and set the number of trusted hops at the Gateway.");
        report("nginx-decodes-path",
               "ingress-nginx decodes the path, resolves its dots and merges its slashes before it looks for a rule: "
               "%2F counts as a slash. The Gateway API does not say so, and implementations differ.",
               "See how the implementation normalises paths, above all where a rule protects something.");
        const std::string limit = settings.configured("proxy-body-size", "1m");
        if (limit != "0")
            report("nginx-default-body-limit",
                   "ingress-nginx answers 413 to bodies of more than " + limit +
                       " unless an annotation says otherwise; a Gateway has no such limit by itself.",
                   "Use a policy of the implementation, or let the applications refuse what is too large.");
        const std::vector<std::string> plain = hostsWithoutTls();
        if (!plain.empty())
            report("nginx-default-certificate",
                   "ingress-nginx answers https for every host, with its default certificate where no tls entry gives "
                   "another: here for " +
                       listText(plain) + ". A Gateway serves https only where a listener has a certificate.",
                   "Nothing to do if nobody uses https there; otherwise make a listener with a certificate.");
        const bool hasTls = std::any_of(m_group.ingresses.begin(), m_group.ingresses.end(),
                                        [](const Ingress *ingress) { return !ingress->tls->empty(); });
        if (hasTls && settings.isConfiguredOn("hsts", true))
            report("nginx-implicit-hsts",
                   "Over https ingress-nginx adds Strict-Transport-Security for a year, subdomains included, so that "
                   "browsers come back by https only; a Gateway adds nothing.",
                   "Add the header with a ResponseHeaderModifier, and mind that browsers remember it: every subdomain "
                   "needs https from the first day.");
    }

private:
    std::vector<std::string> hostsWithoutTls() const
    {
        std::set<std::string> plain;
        std::set<std::string> secured;
        for (const Ingress *ingress : m_group.ingresses)
            for (const IngressRule &rule : *ingress->rules)
                if (!rule.host->empty())
                    (ingress->tls->empty() ? plain : secured).insert(lowerCase(*rule.host));
        std::vector<std::string> hosts;
        std::set_difference(plain.begin(), plain.end(), secured.begin(), secured.end(), std::back_inserter(hosts));
        return hosts;
    }

    void report(const std::string &code, const std::string &message, const std::string &mend)
    {
        const Ingress &first = *m_group.ingresses.front();
        m_context.report(Severity::Info, Category::Pitfall, code, message, mend, first, first.meta.source.at);
        if (m_group.owner.isNull() || !m_group.source.isKnown())
            return;
        Diagnostic &finding = m_context.table.findings.back();
        finding.subject = m_group.owner;
        finding.location = m_group.source;
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
};

} // namespace

void reportNginxPortability(IngressContext &context, const NginxModel &model)
{
    const std::string prefix = nginxAnnotationPrefix(context.settings);
    for (const NginxIngress &owner : model.ingresses) {
        for (const Family &family : families) {
            std::vector<std::string> found;
            Position at;
            for (const auto &[key, value] : owner.ingress->meta.annotations) {
                if (!key.starts_with(prefix))
                    continue;
                const std::string_view name = std::string_view(key).substr(prefix.size());
                if (!belongs(name, family.names) || isPortable(name, *value, owner.annotations))
                    continue;
                found.emplace_back(name);
                at = at.isKnown() ? at : value.at;
            }
            if (!found.empty())
                context.report(family.severity, Category::Pitfall, "nginx-annotation-not-portable",
                               listText(found) +
                                   (found.size() == 1 ? " makes ingress-nginx " : " make ingress-nginx ") +
                                   std::string(family.today) + ". " + std::string(family.gateway),
                               std::string(family.mend), *owner.ingress, at);
        }
    }
}

void reportNginxDefaults(IngressContext &context, const ControllerGroup &group)
{
    ControllerFindings(context, group).run();
}

} // namespace wayproof
