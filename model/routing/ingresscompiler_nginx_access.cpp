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

ValueMatch absent(const std::string &header)
{
    return nginxHeaderMatch(header, ValueMatch::Kind::Absent);
}

ValueMatch matches(const std::string &header, const std::string &pattern, bool ignoresCase)
{
    ValueMatch match = nginxHeaderMatch(header, ValueMatch::Kind::Regex, pattern);
    match.regex = std::make_shared<Regex>(
        pattern, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, ignoresCase}});
    return match;
}

std::string quoted(const std::string &text)
{
    std::string result;
    for (const char c : text)
        result += std::string_view("\\.+*?()[]{}^$|").find(c) == std::string_view::npos ? std::string(1, c)
                                                                                        : std::string("\\") + c;
    return result;
}

Rule serverRule(const Origin &origin, const std::string &step)
{
    Rule rule;
    rule.origin = origin;
    rule.rank = {{"location", "server"}, {"location length", "-"}, {"step", step}};
    return rule;
}

/// spec/ingress.md §2.3 auth-tls-error-page: a URL is redirected to, a path is asked for inside.
std::shared_ptr<const Action> certificateAnswer(const NginxClientCertificates &certificates, const std::string &reason)
{
    if (certificates.errorPage.empty())
        return respondAction(400, reason);
    if (certificates.errorPage.starts_with('/'))
        return undeterminedAction({"annotation-not-modelled",
                                   reason + " What answers is the host's own " + certificates.errorPage + ".",
                                   {}});
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Redirect;
    action->redirect.status = 302;
    action->redirect.constantUrl = certificates.errorPage;
    action->reason = reason;
    return action;
}

} // namespace

const NginxClientCertificates *nginxClientCertificates(const NginxServer &server)
{
    const NginxClientCertificates *found = nullptr;
    for (const NginxIngress *owner : server.contributors) {
        const NginxClientCertificates &certificates = owner->annotations.clientCertificates;
        if (!certificates.secret.empty() && !certificates.failure && (!found || !found->hasAuthorities))
            found = &certificates;
    }
    return found;
}

std::vector<Rule> nginxBlockRules(const IngressContext &context)
{
    std::vector<Rule> rules;
    const auto block = [&](const char *key, const char *header) {
        for (const std::string &entry : splitList(context.settings.configured(key))) {
            Rule rule = serverRule({}, key);
            rule.match.headers = {entry.starts_with("~*")  ? matches(header, entry.substr(2), true)
                                  : entry.starts_with("~") ? matches(header, entry.substr(1), false)
                                                           : matches(header, "^" + quoted(entry) + "$", true)};
            rule.action =
                respondAction(403, std::string("The controller's ConfigMap blocks this request by its ") + key + ".");
            rules.push_back(std::move(rule));
        }
    };
    block("block-user-agents", "User-Agent");
    block("block-referers", "Referer");
    return rules;
}

std::vector<Rule> nginxCertificateRules(const NginxServer &server, bool isHttps)
{
    std::vector<Rule> rules;
    for (const NginxIngress *owner : server.contributors)
        if (const std::optional<std::string> &failure = owner->annotations.clientCertificates.failure) {
            Rule rule = serverRule(originOf(*owner->ingress), "client certificate");
            rule.action = respondAction(403, "ingress-nginx answers every request of the host 403: " + *failure + ".");
            return {rule};
        }
    const NginxClientCertificates *certificates = nginxClientCertificates(server);
    if (!certificates)
        return {};
    const Origin origin = originOf(*server.contributors.front()->ingress);
    const auto add = [&](Match::ClientCertificate shown, std::shared_ptr<const Action> action,
                         const std::string &open) {
        Rule rule = serverRule(origin, "client certificate");
        rule.match.clientCertificate = shown;
        if (!open.empty())
            rule.match.unknown = Dependency{"client-certificate", open, {}};
        rule.action = std::move(action);
        rules.push_back(std::move(rule));
    };
    const bool isAsked = isHttps && certificates->hasAuthorities && certificates->verify != "off";
    if (isAsked && certificates->verify == "on")
        add(Match::ClientCertificate::None, certificateAnswer(*certificates, "The host wants a client certificate."),
            {});
    if (isAsked && certificates->verify != "optional_no_ca")
        add(Match::ClientCertificate::Shown,
            certificateAnswer(*certificates, "The client's certificate is not one of the host's authority."),
            "Whether Secret " + certificates->secret + " verifies the client's certificate is not known.");
    if (certificates->commonName.empty())
        return rules;
    // Without TLS, or without a certificate, there is no name that could match.
    const std::shared_ptr<const Action> refused =
        respondAction(403, "The client's certificate has no name that matches " + certificates->commonName + ".");
    if (!isAsked) {
        add(Match::ClientCertificate::Any, refused, {});
        return rules;
    }
    add(Match::ClientCertificate::None, refused, {});
    add(Match::ClientCertificate::Shown, refused,
        "Whether the client's certificate matches " + certificates->commonName + " is not known.");
    return rules;
}

void NginxPipeline::preflight()
{
    if (!m_annotations.cors.isEnabled)
        return;
    Match match = m_rule.match;
    match.methods = {"OPTIONS"};
    const CorsHeaders cors = corsHeaders();
    if (cors.originPattern) {
        ValueMatch origin = nginxHeaderMatch("Origin", ValueMatch::Kind::Regex, cors.originPattern->pattern());
        origin.regex = cors.originPattern;
        match.headers.push_back(origin);
    }
    Action action;
    action.kind = ActionKind::Respond;
    action.response.status = 204;
    action.reason = "CORS: ingress-nginx answers every OPTIONS request of a permitted origin by itself.";
    if (m_annotations.snippet)
        action.dependsOn.push_back({m_annotations.snippet->code, m_annotations.snippet->text, "response.headers"});
    answer("CORS preflight", decorated(std::move(action)), std::move(match));
}

CorsHeaders NginxPipeline::corsHeaders() const
{
    CorsHeaders cors = m_annotations.cors.headers;
    if (cors.allowOrigins != std::vector<std::string>{"*"})
        cors.originPattern = originRegex(cors.allowOrigins);
    return cors;
}

std::shared_ptr<const Action> NginxPipeline::decorated(Action action, bool isBehindCors) const
{
    if (isBehindCors && m_annotations.cors.isEnabled)
        action.filters.emplace_back(corsHeaders());
    HeaderEdits edits;
    if (!m_annotations.denied)
        edits.set = m_annotations.customHeaders;
    if (!edits.isEmpty())
        action.filters.emplace_back(ResponseHeaderFilter{edits});
    return std::make_shared<const Action>(std::move(action));
}

std::shared_ptr<const Action> NginxPipeline::refusal(int status, const std::string &reason, HeaderList headers,
                                                     bool isBehindCors) const
{
    if (std::shared_ptr<const Action> page = errorPage(status, reason))
        return page;
    Action action;
    action.kind = ActionKind::Respond;
    action.response.status = status;
    action.response.headers = std::move(headers);
    action.reason = reason;
    return decorated(std::move(action), isBehindCors);
}

bool NginxPipeline::isGuarded() const
{
    return !isExemptLocation("no-auth-locations");
}

bool NginxPipeline::asksForPassword() const
{
    // nginx reads the realm "off" as: no authentication.
    return isGuarded() && !m_annotations.authType.empty() && m_annotations.authRealm != "off";
}

bool NginxPipeline::asksOutside() const
{
    return isGuarded() && !m_annotations.authRequest.url.empty();
}

bool NginxPipeline::authenticate(const Match &base)
{
    if (!asksForPassword())
        return false;
    Match anonymous = base;
    anonymous.headers.push_back(absent("Authorization"));
    const bool isBasic = m_annotations.authType == "basic";
    answer("authentication",
           refusal(401, "The location asks for a name and a password.",
                   {{"WWW-Authenticate",
                     (isBasic ? "Basic realm=\"" : "Digest realm=\"") + m_annotations.authRealm + "\""}}),
           std::move(anonymous));
    answer(
        "authentication",
        undeterminedAction(
            {"credentials-not-known", "Whether these credentials are in the Secret of auth-secret is not known.", {}}),
        base);
    return true;
}

std::vector<NginxPipeline::Admitted> NginxPipeline::admit()
{
    const Match &all = m_rule.match;
    std::vector<std::string> denied = m_annotations.deniedSources;
    const std::vector<std::string> &allowed = m_annotations.allowedSources;
    const bool hasRanges = !denied.empty() || !allowed.empty();
    // The ConfigMap's block-cidrs stand above the locations: a location with a list of its own does not inherit them.
    if (!hasRanges)
        denied = splitList(m_lowering.context.settings.configured("block-cidrs"));
    const auto within = [&](const std::vector<std::string> &ranges, bool isNegated) {
        Match match = all;
        match.sourceRanges = ranges;
        match.isSourceNegated = isNegated;
        return match;
    };
    if (m_annotations.satisfiesAny && hasRanges && (asksForPassword() || asksOutside())) {
        std::vector<Admitted> admitted;
        const auto addChecked = [&](const Match &base) {
            if (asksForPassword() && asksOutside()) {
                // One of the two suffices; without credentials it is the check alone.
                Match anonymous = base;
                anonymous.headers.push_back(absent("Authorization"));
                admitted.push_back({std::move(anonymous), true});
                answerLater(admitted, base);
            } else {
                admitted.push_back({base, true});
            }
        };
        if (!denied.empty())
            addChecked(within(denied, false));
        if (!allowed.empty())
            admitted.push_back({within(allowed, false), false});
        addChecked(all);
        return admitted;
    }
    if (!denied.empty())
        answer("deny",
               refusal(403, hasRanges ? "The client's address is in denylist-source-range."
                                      : "The controller's ConfigMap blocks this request by its block-cidrs."),
               within(denied, false));
    if (!allowed.empty())
        answer("allow", refusal(403, "The client's address is not in allowlist-source-range."), within(allowed, true));
    return {{all, true}};
}

void NginxPipeline::answerLater(std::vector<Admitted> &admitted, const Match &base) const
{
    Admitted open{base, true};
    open.undetermined =
        Dependency{"credentials-not-known",
                   "satisfy any: whether these credentials are in the Secret of auth-secret, or the outside check lets "
                   "the request pass, is not known.",
                   {}};
    admitted.push_back(std::move(open));
}

void NginxPipeline::admitTo(const std::function<std::vector<Rule>(const Match &, bool)> &target)
{
    const bool isEither = m_annotations.satisfiesAny && asksForPassword() && asksOutside();
    for (const Admitted &admitted : admit()) {
        if (admitted.undetermined) {
            answer("authentication", undeterminedAction(*admitted.undetermined), admitted.match);
            continue;
        }
        if (admitted.isChecked && asksOutside() && m_annotations.authRequest.snippet) {
            answer("authentication", undeterminedAction(*m_annotations.authRequest.snippet), admitted.match);
            continue;
        }
        const bool isOpen = !admitted.isChecked;
        const bool hasRanges = !m_annotations.deniedSources.empty() || !m_annotations.allowedSources.empty();
        if (!isOpen && !(isEither && hasRanges) && authenticate(admitted.match))
            continue;
        for (Rule &rule : target(admitted.match, admitted.isChecked))
            m_rules.push_back(std::move(rule));
    }
}

ExternalCheck NginxPipeline::outsideCheck() const
{
    const NginxAuthRequest &request = m_annotations.authRequest;
    ExternalCheck check;
    check.url = request.url;
    check.otherStatus = 500;
    for (const int status : {401, 403, 500}) {
        const std::string why = "The check of auth-url answers " + std::to_string(status) + ".";
        if (std::shared_ptr<const Action> page = errorPage(status, why))
            check.instead.emplace_back(status, std::move(page));
    }
    return check;
}

} // namespace wayproof
