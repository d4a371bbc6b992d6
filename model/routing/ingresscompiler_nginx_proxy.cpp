// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a location of ingress-nginx hands to its backend, and what answers where there is none (spec/ingress.md §2.2).
#include "model/routing/ingresscompiler_nginx_pipeline.h"

#include <algorithm>

namespace wayproof
{

std::optional<WeightedBackend> NginxPipeline::substitute() const
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

void NginxPipeline::proxy()
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
            common.notes.push_back("Service " + upstream.found.backend.service.path() +
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

void NginxPipeline::defaultBackend()
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

WeightedBackend NginxPipeline::withTls(WeightedBackend backend) const
{
    const std::string &protocol = m_annotations.backendProtocol;
    if (protocol == "HTTPS" || protocol == "GRPCS")
        backend.tls = BackendTls{{}, false};
    if (protocol == "GRPC" || protocol == "GRPCS")
        backend.appProtocol = "kubernetes.io/h2c";
    return backend;
}

Action NginxPipeline::commonAction() const
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
    addNginxHeaders(m_lowering, action);
    if (!m_annotations.mirrorTarget.empty()) {
        MirrorFilter mirror;
        mirror.url = m_annotations.mirrorTarget;
        action.filters.emplace_back(mirror);
    }
    if (m_annotations.cors.isEnabled)
        action.filters.emplace_back(m_annotations.cors.headers);
    if (m_annotations.backendProtocol == "FCGI")
        action.dependsOn.push_back(
            {"annotation-not-modelled", "backend-protocol FCGI speaks FastCGI to the backend, not HTTP.", "upstream"});
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

void NginxPipeline::interceptOwn(Action &action, int status) const
{
    const std::vector<int> &codes = m_annotations.customHttpErrors;
    if (std::find(codes.begin(), codes.end(), status) == codes.end())
        return;
    action.kind = ActionKind::Undetermined;
    action.reason = "custom-http-errors hands the controller's own " + std::to_string(status) +
                    " to the default backend, whose status is not known.";
    action.dependsOn.push_back({"annotation-not-modelled", action.reason, {}});
}

} // namespace wayproof
