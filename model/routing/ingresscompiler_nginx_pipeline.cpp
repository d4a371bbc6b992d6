// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One location of ingress-nginx as rules, in the order in which its request pipeline answers (spec/ingress.md §2.2):
// denied, CORS preflight, redirects, TLS redirect, no endpoints, address ranges, authentication, proxy.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// nginx' own escaping of a location's name in a Location header.
std::string escaped(const std::string &path)
{
    static const char digits[] = "0123456789ABCDEF";
    std::string result;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '"' || c == '#' || c == '%' || c == '?') {
            result += '%';
            result += digits[byte >> 4];
            result += digits[byte & 15];
        } else {
            result += c;
        }
    }
    return result;
}

ValueMatch headerMatch(const std::string &name, ValueMatch::Kind kind, const std::string &value = {})
{
    ValueMatch match;
    match.name = name;
    match.kind = kind;
    match.value = value;
    return match;
}

/// spec/ingress.md §2.2: which origins nginx takes: any that ends in one of the texts, without case; "*" is one label.
RegexPtr originRegex(const std::vector<std::string> &origins)
{
    std::string pattern = "(";
    for (std::size_t i = 0; i < origins.size(); ++i) {
        pattern += i == 0 ? "(" : "|(";
        for (const char c : origins[i]) {
            if (c == '*')
                pattern += "[A-Za-z0-9\\-]+";
            else if (std::string_view("\\.+?()[]{}^$|").find(c) != std::string_view::npos)
                pattern += std::string("\\") + c;
            else
                pattern += c;
        }
        pattern += ")";
    }
    pattern += ")$";
    return std::make_shared<Regex>(pattern,
                                   std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, true}});
}

class Pipeline
{
public:
    Pipeline(const NginxLowering &lowering, const NginxServer &server, const NginxLocationMatch &match,
             bool redirectsToTls)
        : m_lowering(lowering)
        , m_server(server)
        , m_match(match)
        , m_location(*match.location)
        , m_annotations(match.location->owner ? match.location->owner->annotations : m_none)
        , m_redirectsToTls(redirectsToTls)
    {
        m_rule.match.path = match.path;
        m_rule.dependsOn = m_location.dependsOn;
        if (m_location.owner)
            m_rule.origin = originOf(*m_location.owner->ingress, m_location.rule, m_location.match);
        m_rule.rank = {{"location", m_match.directive},
                       {"location length", std::to_string(m_location.ingressPath.size()) + " characters"},
                       {"step", {}}};
    }

    std::vector<Rule> rules()
    {
        if (m_match.isSlashRedirect) {
            slashRedirect();
            return std::move(m_rules);
        }
        if (m_annotations.denied) {
            answer("denied", respondAction(503, "ingress-nginx denies this location: " + *m_annotations.denied + "."));
            return std::move(m_rules);
        }
        if (!m_annotations.unknownHere.empty()) {
            answer("unknown", undeterminedAction(m_annotations.unknownHere.front()));
            return std::move(m_rules);
        }
        preflight();
        if (redirect() || tlsRedirect())
            return std::move(m_rules);
        proxy();
        return std::move(m_rules);
    }

private:
    void answer(const std::string &step, std::shared_ptr<const Action> action, Match match)
    {
        Rule rule = m_rule;
        rule.match = std::move(match);
        rule.action = std::move(action);
        rule.rank.back().value = step;
        m_rules.push_back(std::move(rule));
    }
    void answer(const std::string &step, std::shared_ptr<const Action> action)
    {
        answer(step, std::move(action), m_rule.match);
    }

    /// spec/ingress.md §2.1: a location that ends in "/" answers 301 for the request without it.
    void slashRedirect()
    {
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Redirect;
        action->redirect.status = 301;
        action->redirect.portSource = Redirect::Port::OfScheme;
        action->redirect.path.kind = PathChange::Kind::ReplaceFull;
        action->redirect.path.replacement = escaped(m_location.path);
        action->redirect.usesMatchedPath = true;
        action->redirect.isRelative = m_annotations.relativeRedirects;
        action->redirect.lowersHost = true;
        action->reason = "The location ends in a slash: nginx redirects the request without it.";
        answer("slash redirect", std::move(action));
    }

    void preflight()
    {
        if (!m_annotations.cors.isEnabled)
            return;
        Match match = m_rule.match;
        match.methods = {"OPTIONS"};
        const std::vector<std::string> &origins = m_annotations.cors.headers.allowOrigins;
        if (origins != std::vector<std::string>{"*"}) {
            ValueMatch origin = headerMatch("Origin", ValueMatch::Kind::Regex);
            origin.regex = originRegex(origins);
            origin.value = origin.regex->pattern();
            match.headers.push_back(origin);
        }
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Respond;
        action->response.status = 204;
        action->filters.emplace_back(m_annotations.cors.headers);
        action->reason = "CORS: ingress-nginx answers every OPTIONS request of a permitted origin by itself.";
        answer("CORS preflight", std::move(action), std::move(match));
    }

    bool redirect()
    {
        if (m_annotations.redirectUrl.empty() || m_location.ignoresRedirectAndRewrite)
            return false;
        auto action = std::make_shared<Action>();
        const int code = m_annotations.redirectCode;
        action->reason = "The location answers every request with the redirect of its annotation.";
        if (code == 300 || code == 304 || code == 305 || code == 306) {
            action->kind = ActionKind::Respond;
            action->response.status = code;
            action->response.body = m_annotations.redirectUrl;
        } else {
            action->kind = ActionKind::Redirect;
            action->redirect.status = code;
            action->redirect.constantUrl = m_annotations.redirectUrl;
        }
        answer("redirect", std::move(action));
        return true;
    }

    bool isExemptLocation(const std::string &setting) const
    {
        const ControllerSettings &settings = m_lowering.context.settings;
        for (const std::string &prefix : splitList(settings.configured(setting, "/.well-known/acme-challenge")))
            if (m_location.path.starts_with(prefix))
                return true;
        return false;
    }

    /// Whether nothing is left for the steps behind. spec/ingress.md §2.2 "TLS redirect".
    bool tlsRedirect()
    {
        const bool isRedirecting = m_annotations.forceSslRedirect || (m_annotations.sslRedirect && m_redirectsToTls);
        if (!isRedirecting || m_location.ignoresRedirectAndRewrite || !m_location.owner ||
            isExemptLocation("no-tls-redirect-locations"))
            return false;
        const ControllerSettings &settings = m_lowering.context.settings;
        const bool isForwarded = settings.isConfiguredOn("use-forwarded-headers", false);
        if (m_lowering.isHttps && !isForwarded)
            return false;
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Redirect;
        Redirect &redirect = action->redirect;
        redirect.status =
            static_cast<int>(std::strtol(settings.configured("http-redirect-code", "308").c_str(), nullptr, 10));
        redirect.scheme = "https";
        redirect.portSource = Redirect::Port::OfScheme;
        if (m_annotations.usesPortInRedirects) {
            redirect.portSource = Redirect::Port::Explicit;
            redirect.port = static_cast<int>(std::strtol(settings.flag("https-port", "443").c_str(), nullptr, 10));
            redirect.hidesDefaultPort = false;
        }
        redirect.cutsTrailingSlash = !m_annotations.preservesTrailingSlash;
        action->reason = m_annotations.forceSslRedirect ? "force-ssl-redirect: plain http is redirected to https."
                                                        : "A certificate is configured for the host, so plain http is "
                                                          "redirected to https (ssl-redirect is on by default).";
        if (!isForwarded) {
            answer("TLS redirect", std::move(action));
            return true;
        }
        // With use-forwarded-headers the scheme is what X-Forwarded-Proto says.
        Match plain = m_rule.match;
        plain.headers.push_back(headerMatch("X-Forwarded-Proto", ValueMatch::Kind::Equals, "http"));
        answer("TLS redirect", action, std::move(plain));
        if (m_lowering.isHttps)
            return false;
        Match unsaid = m_rule.match;
        unsaid.headers.push_back(headerMatch("X-Forwarded-Proto", ValueMatch::Kind::Absent));
        answer("TLS redirect", std::move(action), std::move(unsaid));
        return false;
    }

    /// The main backend, or the Service of the annotation default-backend where the main one has no endpoints.
    std::optional<WeightedBackend> substitute() const
    {
        if (m_annotations.defaultBackend.empty())
            return std::nullopt;
        const Ingress &ingress = *m_location.owner->ingress;
        const FoundBackend found =
            findNamedService(m_lowering.context, *ingress.meta.ns, m_annotations.defaultBackend, 0,
                             anchorOf(ingress, m_location.rule, m_location.match), ingress.meta.source);
        if (found.problem != FoundBackend::Problem::None)
            return std::nullopt;
        return found.backend;
    }

    void proxy()
    {
        if (m_location.upstream.empty()) {
            checks();
            defaultBackend();
            return;
        }
        const NginxUpstream &upstream = m_lowering.model.upstreams.at(m_location.upstream);
        Action common = commonAction();
        if (upstream.isEmpty()) {
            if (const std::optional<WeightedBackend> other = substitute()) {
                common.notes.push_back(
                    "Service " + upstream.found.backend.service.path() +
                    " has no endpoints; the annotation default-backend takes over, with X-Code 503.");
                common.filters.emplace_back(RequestHeaderFilter{{{{"X-Code", "503"}}, {}, {}}});
                common.backends = {*other};
            } else {
                WeightedBackend backend = upstream.found.backend;
                backend.errorStatus = 503;
                backend.errorReason = upstream.found.reason;
                backend.errorCode = upstream.found.code;
                common.kind = ActionKind::Forward;
                common.backends = {backend};
                common.filters.clear();
                interceptOwn(common, 503);
                answer("no endpoints", std::make_shared<Action>(common));
                return;
            }
        } else {
            common.backends = {withTls(upstream.found.backend)};
            if (upstream.found.problem == FoundBackend::Problem::NoEndpoints) {
                // spec/ingress.md §2.3 service-upstream: the cluster IP is tried, and refuses.
                common.backends.front().errorStatus = 502;
                common.backends.front().errorReason = upstream.found.reason;
                common.backends.front().errorCode = upstream.found.code;
            }
        }
        checks();
        if (m_isClosed)
            return;
        Rule prototype = m_rule;
        prototype.rank.back().value = "proxy";
        for (Rule &rule : nginxForwardRules(m_lowering, m_location, prototype, common))
            m_rules.push_back(std::move(rule));
    }

    void defaultBackend()
    {
        if (m_isClosed)
            return;
        const std::string service = m_lowering.context.settings.flag("default-backend-service");
        const std::size_t slash = service.find('/');
        if (slash != std::string::npos) {
            Anchor from;
            from.id = m_lowering.group.owner;
            const FoundBackend found = findNamedService(m_lowering.context, service.substr(0, slash),
                                                        service.substr(slash + 1), 0, from, m_lowering.group.source);
            if (found.problem == FoundBackend::Problem::None) {
                Action action = commonAction();
                action.backends = {found.backend};
                answer("default backend", std::make_shared<Action>(std::move(action)));
                return;
            }
        }
        Rule rule = m_rule;
        rule.origin = {};
        rule.rank.back().value = "default backend";
        rule.action = respondAction(404, m_server.hostname == nginxCatchAll
                                             ? "No host matched: the controller's own default backend answers 404."
                                             : "No path of the host matched: the controller's own default backend "
                                               "answers 404.");
        m_rules.push_back(std::move(rule));
    }

    WeightedBackend withTls(WeightedBackend backend) const
    {
        const std::string &protocol = m_annotations.backendProtocol;
        if (protocol == "HTTPS" || protocol == "GRPCS")
            backend.tls = BackendTls{{}, false};
        if (protocol == "GRPC" || protocol == "GRPCS")
            backend.appProtocol = "kubernetes.io/h2c";
        return backend;
    }

    Action commonAction() const
    {
        Action action;
        action.systematicHeaders = m_lowering.group.dialect->systematicHeaders;
        action.emptyStatus = 503;
        action.notes = m_annotations.notes;
        if (!m_annotations.customHttpErrors.empty())
            action.notes.push_back("custom-http-errors: the listed statuses of the backend are replaced by the default "
                                   "backend's answer.");
        if (!m_annotations.authUrl.empty() && !isExemptLocation("no-auth-locations")) {
            ExternalCheck check;
            check.url = m_annotations.authUrl;
            check.otherStatus = 500;
            action.filters.emplace_back(check);
            if (!m_annotations.authSignin.empty())
                action.notes.push_back("auth-signin: where the check answers 401, the client is redirected to " +
                                       m_annotations.authSignin + ".");
        }
        rewrite(action);
        if (!m_annotations.mirrorTarget.empty()) {
            MirrorFilter mirror;
            mirror.url = m_annotations.mirrorTarget;
            action.filters.emplace_back(mirror);
        }
        if (m_annotations.cors.isEnabled)
            action.filters.emplace_back(m_annotations.cors.headers);
        if (m_annotations.backendProtocol == "FCGI")
            action.dependsOn.push_back({"annotation-not-modelled",
                                        "backend-protocol FCGI speaks FastCGI to the backend, not HTTP.", "upstream"});
        return action;
    }

    /// spec/ingress.md §2.3 rewrite-target: the whole path becomes the target; a location whose path equals the target
    /// is left alone.
    void rewrite(Action &action) const
    {
        RewriteFilter filter;
        if (!m_annotations.upstreamVhost.empty())
            filter.host = m_annotations.upstreamVhost;
        const bool isRewritten = m_location.needsRewrite();
        if (isRewritten) {
            const std::string &target = m_location.rewriteTarget();
            filter.path.replacement = target;
            if (target.find('$') == std::string::npos) {
                filter.path.kind = PathChange::Kind::ReplaceFull;
            } else {
                filter.path.kind = PathChange::Kind::Template;
                filter.path.regex = std::make_shared<Regex>(
                    m_location.path, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, true}});
            }
        }
        if (filter.host || isRewritten)
            action.filters.emplace_back(filter);
        if (isRewritten && !m_annotations.forwardedPrefix.empty())
            action.filters.emplace_back(
                RequestHeaderFilter{{{{"X-Forwarded-Prefix", m_annotations.forwardedPrefix}}, {}, {}}});
    }

    /// spec/ingress.md §2.2: error interception holds for own answers too.
    void interceptOwn(Action &action, int status) const
    {
        const std::vector<int> &codes = m_annotations.customHttpErrors;
        if (std::find(codes.begin(), codes.end(), status) == codes.end())
            return;
        action.kind = ActionKind::Undetermined;
        action.reason = "custom-http-errors hands the controller's own " + std::to_string(status) +
                        " to the default backend, whose status is not known.";
        action.dependsOn.push_back({"annotation-not-modelled", action.reason, {}});
    }

    std::shared_ptr<const Action> refusal(int status, const std::string &reason) const
    {
        Action action;
        action.kind = ActionKind::Respond;
        action.response.status = status;
        action.reason = reason;
        interceptOwn(action, status);
        return std::make_shared<Action>(std::move(action));
    }

    /// Address ranges, then authentication: the access phase of nginx.
    void checks()
    {
        const bool hasRanges = !m_annotations.allowedSources.empty() || !m_annotations.deniedSources.empty();
        const bool isGuarded = !isExemptLocation("no-auth-locations") &&
                               (!m_annotations.authType.empty() || !m_annotations.authUrl.empty());
        if (m_annotations.satisfiesAny && hasRanges && isGuarded) {
            answer("access", undeterminedAction({"annotation-not-modelled",
                                                 "satisfy any: either the client's address or its credentials suffice.",
                                                 {}}));
            m_isClosed = true;
            return;
        }
        if (hasRanges && m_lowering.context.settings.isConfiguredOn("use-forwarded-headers", false)) {
            Match match = m_rule.match;
            match.headers.push_back(headerMatch("X-Forwarded-For", ValueMatch::Kind::Present));
            answer("access",
                   undeterminedAction({"client-address-forwarded",
                                       "With use-forwarded-headers the client's address is taken from X-Forwarded-For, "
                                       "as far as its sender is trusted.",
                                       {}}),
                   std::move(match));
        }
        if (!m_annotations.deniedSources.empty()) {
            Match match = m_rule.match;
            match.sourceRanges = m_annotations.deniedSources;
            answer("deny", refusal(403, "The client's address is in denylist-source-range."), std::move(match));
        }
        if (!m_annotations.allowedSources.empty()) {
            Match match = m_rule.match;
            match.sourceRanges = m_annotations.allowedSources;
            match.isSourceNegated = true;
            answer("allow", refusal(403, "The client's address is not in allowlist-source-range."), std::move(match));
        }
        if (m_annotations.authType.empty() || isExemptLocation("no-auth-locations"))
            return;
        Match anonymous = m_rule.match;
        anonymous.headers.push_back(headerMatch("Authorization", ValueMatch::Kind::Absent));
        answer("authentication", refusal(401, "The location asks for a name and a password."), std::move(anonymous));
        answer("authentication",
               undeterminedAction({"credentials-not-known",
                                   "Whether these credentials are in the Secret of auth-secret is not known.",
                                   {}}));
        m_isClosed = true;
    }

    inline static const NginxAnnotations m_none{};
    const NginxLowering &m_lowering;
    const NginxServer &m_server;
    const NginxLocationMatch &m_match;
    const NginxLocation &m_location;
    const NginxAnnotations &m_annotations;
    bool m_redirectsToTls;
    bool m_isClosed = false; ///< every request was answered
    Rule m_rule;
    std::vector<Rule> m_rules;
};

} // namespace

std::vector<Rule> nginxLocationRules(const NginxLowering &lowering, const NginxServer &server,
                                     const NginxLocationMatch &match, bool redirectsToTls)
{
    return Pipeline(lowering, server, match, redirectsToTls).rules();
}

} // namespace wayproof
