// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The order of the pipeline's steps, and its redirects (spec/ingress.md §2.2).
#include "model/routing/ingresscompiler_nginx_pipeline.h"

#include <map>

namespace wayproof
{

namespace
{

int portOf(const ControllerSettings &settings, const char *flag, const char *fallback)
{
    return static_cast<int>(std::strtol(settings.flag(flag, fallback).c_str(), nullptr, 10));
}

} // namespace

ValueMatch nginxHeaderMatch(const std::string &name, ValueMatch::Kind kind, const std::string &value)
{
    ValueMatch match;
    match.name = name;
    match.kind = kind;
    match.value = value;
    return match;
}

NginxPipeline::NginxPipeline(const NginxLowering &lowering, const NginxServer &server, const NginxLocationMatch &match,
                             bool redirectsToTls)
    : m_lowering(lowering)
    , m_server(server)
    , m_match(match)
    , m_location(*match.location)
    , m_annotations(match.location->owner ? match.location->owner->annotations : lowering.model.unowned)
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

std::vector<Rule> NginxPipeline::rules()
{
    const ControllerSettings &settings = m_lowering.context.settings;
    if (!settings.configured("plugins").empty()) {
        answer("plugin", undeterminedAction({"controller-setting-not-modelled",
                                             "The controller's ConfigMap has plugins: Lua that every location runs.",
                                             {}}));
        return std::move(m_rules);
    }
    bodyLimit();
    if (m_match.isSlashRedirect) {
        slashRedirect();
        return std::move(m_rules);
    }
    if (m_annotations.denied) {
        answer("denied", refusal(503, "ingress-nginx denies this location: " + *m_annotations.denied + ".", {}, false));
        return std::move(m_rules);
    }
    if (!m_annotations.unknownHere.empty()) {
        answer("unknown", undeterminedAction(m_annotations.unknownHere.front()));
        return std::move(m_rules);
    }
    preflight();
    if (m_annotations.snippet) {
        answer("snippet", undeterminedAction(*m_annotations.snippet));
        return std::move(m_rules);
    }
    if (redirect() || tlsRedirect())
        return std::move(m_rules);
    proxy();
    return std::move(m_rules);
}

void NginxPipeline::bodyLimit()
{
    // nginx compares as soon as it has chosen the location, before its own slash redirect.
    const std::int64_t limit = m_annotations.denied ? 1048576 : m_annotations.bodyLimit;
    if (limit <= 0)
        return;
    Match match = m_rule.match;
    match.contentLengthOver = limit;
    answer("body size",
           refusal(413, "The body is larger than proxy-body-size permits (" + std::to_string(limit) + " bytes).", {},
                   false),
           std::move(match));
}

void NginxPipeline::answer(const std::string &step, std::shared_ptr<const Action> action, Match match)
{
    Rule rule = m_rule;
    rule.match = std::move(match);
    rule.action = std::move(action);
    rule.rank.back().value = step;
    m_rules.push_back(std::move(rule));
}

void NginxPipeline::answer(const std::string &step, std::shared_ptr<const Action> action)
{
    answer(step, std::move(action), m_rule.match);
}

void NginxPipeline::slashRedirect()
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Redirect;
    action->redirect.status = 301;
    completedByNginx(action->redirect, m_location.path);
    action->redirect.keepsQuery = true;
    action->redirect.usesMatchedPath = true;
    action->reason = "The location ends in a slash: nginx redirects the request without it.";
    answer("slash redirect", decorated(std::move(*action), false));
}

void NginxPipeline::completedByNginx(Redirect &redirect, const std::string &target) const
{
    redirect.portSource = Redirect::Port::OfScheme;
    if (m_annotations.usesPortInRedirects) {
        const ControllerSettings &settings = m_lowering.context.settings;
        redirect.portSource = Redirect::Port::OfListener;
        redirect.port =
            m_lowering.isHttps ? portOf(settings, "https-port", "443") : portOf(settings, "http-port", "80");
    }
    redirect.path.kind = PathChange::Kind::ReplaceFull;
    redirect.path.replacement = target;
    redirect.keepsQuery = false;
    redirect.isRelative = m_annotations.relativeRedirects;
    redirect.lowersHost = true;
}

bool NginxPipeline::redirect()
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
        if (m_annotations.redirectUrl.starts_with('/'))
            completedByNginx(action->redirect, m_annotations.redirectUrl);
        else
            action->redirect.constantUrl = m_annotations.redirectUrl;
    }
    answer("redirect", decorated(std::move(*action)));
    return true;
}

bool NginxPipeline::isExemptLocation(const std::string &setting) const
{
    const ControllerSettings &settings = m_lowering.context.settings;
    for (const std::string &prefix : splitList(settings.configured(setting, "/.well-known/acme-challenge")))
        if (m_location.path.starts_with(prefix))
            return true;
    return false;
}

bool NginxPipeline::tlsRedirect()
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
    redirect.status = nginxRedirectCode(settings);
    redirect.scheme = "https";
    redirect.portSource = Redirect::Port::OfScheme;
    if (m_annotations.usesPortInRedirects) {
        redirect.portSource = Redirect::Port::Explicit;
        redirect.port = portOf(settings, "https-port", "443");
        redirect.hidesDefaultPort = false;
    }
    redirect.cutsTrailingSlash = !m_annotations.preservesTrailingSlash;
    redirect.hostHeader = isForwarded ? "X-Forwarded-Host" : "";
    action->reason = m_annotations.forceSslRedirect ? "force-ssl-redirect: plain http is redirected to https."
                                                    : "A certificate is configured for the host, so plain http is "
                                                      "redirected to https (ssl-redirect is on by default).";
    const std::shared_ptr<const Action> redirected = decorated(std::move(*action));
    if (!isForwarded) {
        answer("TLS redirect", redirected);
        return true;
    }
    // With use-forwarded-headers the scheme is what X-Forwarded-Proto says.
    Match plain = m_rule.match;
    plain.headers.push_back(nginxHeaderMatch("X-Forwarded-Proto", ValueMatch::Kind::Equals, "http"));
    answer("TLS redirect", redirected, std::move(plain));
    if (m_lowering.isHttps)
        return false;
    Match unsaid = m_rule.match;
    unsaid.headers.push_back(nginxHeaderMatch("X-Forwarded-Proto", ValueMatch::Kind::Absent));
    answer("TLS redirect", redirected, std::move(unsaid));
    return false;
}

int nginxRedirectCode(const ControllerSettings &settings)
{
    const std::string code = settings.configured("http-redirect-code", "308");
    const bool isValid = code == "301" || code == "302" || code == "307" || code == "308";
    return isValid ? static_cast<int>(std::strtol(code.c_str(), nullptr, 10)) : 308;
}

std::vector<Rule> nginxLocationRules(const NginxLowering &lowering, const NginxServer &server,
                                     const NginxLocationMatch &match, bool redirectsToTls)
{
    NginxPipeline pipeline(lowering, server, match, redirectsToTls);
    std::vector<Rule> rules = pipeline.rules();
    const std::vector<Filter> ofLocation = nginxAnswerFilters(lowering, true);
    const std::vector<Filter> ofErrorPage = nginxAnswerFilters(lowering, false);
    // A canary's rules share nothing, but a redirect's may share their action.
    std::map<const Action *, std::shared_ptr<const Action>> extended;
    for (Rule &rule : rules) {
        std::shared_ptr<const Action> &with = extended[rule.action.get()];
        if (!with) {
            const std::vector<Filter> &filters = pipeline.isErrorPage(*rule.action) ? ofErrorPage : ofLocation;
            auto action = std::make_shared<Action>(*rule.action);
            action->filters.insert(action->filters.end(), filters.begin(), filters.end());
            with = std::move(action);
        }
        rule.action = with;
    }
    return rules;
}

} // namespace wayproof
