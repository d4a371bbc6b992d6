// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a location of ingress-nginx hands to its backend, and what answers where there is none (spec/ingress.md §2.2).
#include "model/routing/ingresscompiler_nginx_pipeline.h"

#include <algorithm>

namespace wayproof
{

std::optional<WeightedBackend> NginxPipeline::substitute() const
{
    if (m_annotations.defaultBackend.empty() || !m_location.owner || m_location.upstream.empty())
        return std::nullopt;
    const Ingress &ingress = *m_location.owner->ingress;
    const FoundBackend found =
        findNamedService(m_lowering.context, *ingress.meta.ns, m_annotations.defaultBackend, 0,
                         anchorOf(ingress, m_location.rule, m_location.match), ingress.meta.source);
    if (found.problem != FoundBackend::Problem::None)
        return std::nullopt;
    return found.backend;
}

void NginxPipeline::proxy()
{
    if (m_location.upstream.empty()) {
        defaultBackend();
        return;
    }
    const NginxUpstream &upstream = m_lowering.model.upstreams.at(m_location.upstream);
    const std::optional<WeightedBackend> other = upstream.isEmpty() ? substitute() : std::nullopt;
    if (upstream.isEmpty() && !other) {
        noEndpoints(upstream);
        return;
    }
    const auto target = [&](const Match &match, bool isChecked) {
        Action common = commonAction(isChecked);
        if (other) {
            common.notes.push_back("Service " + upstream.found.backend.service.path() +
                                   " has no endpoints; the annotation default-backend takes over, with X-Code 503.");
            common.filters.emplace_back(RequestHeaderFilter{{errorHeaders(503), {}, {}}});
            common.backends = {*other};
        } else {
            common.backends = {withTls(upstream.found.backend)};
            if (upstream.found.problem == FoundBackend::Problem::NoEndpoints) {
                // spec/ingress.md §2.3 service-upstream: the cluster IP is tried, and refuses.
                common.backends.front().errorStatus = 502;
                common.backends.front().errorReason = upstream.found.reason;
                common.backends.front().errorCode = upstream.found.code;
            }
        }
        if (upstream.hasCookieAffinity)
            common.persistence = StickySession{false, upstream.affinityCookie};
        Rule prototype = m_rule;
        prototype.match = match;
        prototype.rank.back().value = "proxy";
        return nginxForwardRules(m_lowering, m_location, prototype, *decorated(std::move(common)));
    };
    admitTo(target);
}

void NginxPipeline::noEndpoints(const NginxUpstream &upstream)
{
    if (std::shared_ptr<const Action> page = errorPage(503, upstream.found.reason)) {
        answer("no endpoints", std::move(page));
        return;
    }
    Action action;
    action.systematicHeaders = m_lowering.group.dialect->systematicHeaders;
    action.emptyStatus = 503;
    action.notes = m_annotations.notes;
    WeightedBackend backend = upstream.found.backend;
    backend.errorStatus = 503;
    backend.errorReason = upstream.found.reason;
    backend.errorCode = upstream.found.code;
    action.backends = {backend};
    answer("no endpoints", decorated(std::move(action)));
}

Action NginxPipeline::globalDefault(const std::string &why) const
{
    Action action;
    const std::string service = m_lowering.context.settings.flag("default-backend-service");
    const std::size_t slash = service.find('/');
    if (slash != std::string::npos) {
        Anchor from;
        from.id = m_lowering.group.owner;
        const FoundBackend found = findNamedService(m_lowering.context, service.substr(0, slash),
                                                    service.substr(slash + 1), 0, from, m_lowering.group.source);
        if (found.problem == FoundBackend::Problem::None) {
            action.backends = {found.backend};
            return action;
        }
    }
    action.kind = ActionKind::Respond;
    action.response.status = 404;
    action.reason = why;
    // The controller's own server inherits the ConfigMap's error pages without having their locations.
    const std::vector<int> &codes = m_lowering.model.unowned.errors.codes;
    if (std::find(codes.begin(), codes.end(), 404) != codes.end()) {
        action.response.status = 500;
        action.reason += " With 404 among the ConfigMap's custom-http-errors it fails, and answers 500.";
    }
    return action;
}

void NginxPipeline::defaultBackend()
{
    const std::string why = m_server.hostname == nginxCatchAll
                                ? "No host matched: the controller's own default backend answers 404."
                                : "No path of the host matched: the controller's own default backend answers 404.";
    const auto target = [&](const Match &match, bool isChecked) {
        Action action = globalDefault(why);
        Rule rule = m_rule;
        rule.match = match;
        rule.rank.back().value = "default backend";
        if (action.kind == ActionKind::Respond) {
            rule.origin = {};
            if (isChecked && asksOutside()) {
                action.filters.emplace_back(outsideCheck());
            } else if (const auto page = m_annotations.errors.intercepts ? errorPage(404, why) : nullptr) {
                // This 404 is proxied like any other answer, and so intercepted like any other.
                rule.action = page;
                return std::vector<Rule>{std::move(rule)};
            }
        } else {
            Action common = commonAction(isChecked);
            common.backends = std::move(action.backends);
            action = std::move(common);
        }
        rule.action = decorated(std::move(action));
        return std::vector<Rule>{std::move(rule)};
    };
    admitTo(target);
}

WeightedBackend NginxPipeline::withTls(WeightedBackend backend) const
{
    const std::string &protocol = m_annotations.backendProtocol;
    if (protocol == "HTTPS" || protocol == "GRPCS" || (protocol == "AUTO_HTTP" && m_lowering.isHttps)) {
        // The host's first proxy-ssl-secret holds for its other locations too, unless proxy-ssl-location-only is on.
        const NginxProxySsl *ssl = &m_annotations.proxySsl;
        if (!m_lowering.context.settings.isConfiguredOn("proxy-ssl-location-only", false))
            for (auto owner = m_server.contributors.begin();
                 ssl->secret.empty() && owner != m_server.contributors.end(); ++owner)
                ssl = &(*owner)->annotations.proxySsl;
        backend.tls = BackendTls{ssl->sendsName ? ssl->name : std::string(), ssl->isVerified};
    }
    if (protocol == "GRPC" || protocol == "GRPCS")
        backend.appProtocol = "kubernetes.io/h2c";
    return backend;
}

Action NginxPipeline::commonAction(bool isChecked) const
{
    Action action;
    action.systematicHeaders = m_lowering.group.dialect->systematicHeaders;
    action.emptyStatus = 503;
    action.notes = m_annotations.notes;
    action.dependsOn = m_annotations.dependsOn;
    action.idleTimeouts = m_annotations.timeouts;
    if (m_annotations.retry.attempts > 0)
        action.retry = m_annotations.retry;
    intercept(action);
    if (isChecked && asksOutside()) {
        action.filters.emplace_back(outsideCheck());
        const NginxAuthRequest &request = m_annotations.authRequest;
        for (const std::string &header : request.responseHeaders)
            action.dependsOn.push_back({"auth-response-header",
                                        "The backend receives header " + header + " of the check's answer.",
                                        "upstream.headers"});
    }
    const NginxClientCertificates *certificates = nginxClientCertificates(m_server);
    if (m_lowering.isHttps && certificates && certificates->hasAuthorities) {
        for (const char *header : {"ssl-client-verify", "ssl-client-subject-dn", "ssl-client-issuer-dn"})
            action.systematicHeaders.emplace_back(header);
        if (certificates->passesCertificate)
            action.systematicHeaders.emplace_back("ssl-client-cert");
    }
    if (m_annotations.getsControllerHeaders)
        addNginxHeaders(m_lowering, action);
    rewrite(action);
    if (asksForPassword())
        action.filters.emplace_back(RequestHeaderFilter{{{}, {}, {"Authorization"}}});
    if (!m_annotations.connectionHeader.empty())
        action.filters.emplace_back(RequestHeaderFilter{{{{"Connection", m_annotations.connectionHeader}}, {}, {}}});
    if (!m_annotations.mirrorTarget.empty()) {
        MirrorFilter mirror;
        mirror.url = m_annotations.mirrorTarget;
        action.filters.emplace_back(mirror);
    }
    return action;
}

void NginxPipeline::rewrite(Action &action) const
{
    RewriteFilter filter;
    if (!m_annotations.upstreamVhost.empty())
        filter.host = m_annotations.upstreamVhost;
    const bool isRewritten = m_location.needsRewrite();
    if (isRewritten) {
        const std::string &target = m_location.rewriteTarget();
        filter.path.replacement = target;
        if (target.find('$') == std::string::npos && m_annotations.forwardedPrefix.find('$') == std::string::npos) {
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

} // namespace wayproof
