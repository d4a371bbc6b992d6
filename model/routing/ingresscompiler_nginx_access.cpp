// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Who may pass a location of ingress-nginx: CORS preflights, address ranges, authentication (spec/ingress.md §2.2).
#include "model/routing/ingresscompiler_nginx_pipeline.h"

namespace wayproof
{

namespace
{

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

} // namespace

void NginxPipeline::preflight()
{
    if (!m_annotations.cors.isEnabled)
        return;
    Match match = m_rule.match;
    match.methods = {"OPTIONS"};
    const std::vector<std::string> &origins = m_annotations.cors.headers.allowOrigins;
    if (origins != std::vector<std::string>{"*"}) {
        ValueMatch origin = nginxHeaderMatch("Origin", ValueMatch::Kind::Regex);
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

std::shared_ptr<const Action> NginxPipeline::refusal(int status, const std::string &reason) const
{
    Action action;
    action.kind = ActionKind::Respond;
    action.response.status = status;
    action.reason = reason;
    interceptOwn(action, status);
    return std::make_shared<Action>(std::move(action));
}

void NginxPipeline::checks()
{
    const bool hasRanges = !m_annotations.allowedSources.empty() || !m_annotations.deniedSources.empty();
    const bool isGuarded =
        !isExemptLocation("no-auth-locations") && (!m_annotations.authType.empty() || !m_annotations.authUrl.empty());
    if (m_annotations.satisfiesAny && hasRanges && isGuarded) {
        answer("access", undeterminedAction({"annotation-not-modelled",
                                             "satisfy any: either the client's address or its credentials suffice.",
                                             {}}));
        m_isClosed = true;
        return;
    }
    if (hasRanges && m_lowering.context.settings.isConfiguredOn("use-forwarded-headers", false)) {
        Match match = m_rule.match;
        match.headers.push_back(nginxHeaderMatch("X-Forwarded-For", ValueMatch::Kind::Present));
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
    anonymous.headers.push_back(nginxHeaderMatch("Authorization", ValueMatch::Kind::Absent));
    answer("authentication", refusal(401, "The location asks for a name and a password."), std::move(anonymous));
    answer(
        "authentication",
        undeterminedAction(
            {"credentials-not-known", "Whether these credentials are in the Secret of auth-secret is not known.", {}}));
    m_isClosed = true;
}

} // namespace wayproof
