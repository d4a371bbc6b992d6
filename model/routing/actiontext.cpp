// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One-line texts of what rules do.
#include "model/routing/actiontext.h"

#include <limits>

namespace wayproof
{

namespace
{

/// Adds words separated by one space, and nothing for an empty word.
class Words
{
public:
    Words &operator<<(const std::string &word)
    {
        if (!word.empty()) {
            m_text += m_text.empty() ? word : " " + word;
        }
        return *this;
    }
    Words &flag(bool isSet, const char *word) { return isSet ? *this << word : *this; }
    const std::string &text() const { return m_text; }

private:
    std::string m_text;
};

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts) {
        text += text.empty() ? part : ", " + part;
    }
    return text;
}

std::string serviceText(const ResourceId &service, int port, const std::string &url)
{
    return url.empty() ? service.path() + (port ? ":" + std::to_string(port) : std::string()) : url;
}

std::string portText(const Redirect &redirect)
{
    switch (redirect.portSource) {
    case Redirect::Port::Explicit:
        return std::to_string(redirect.port);
    case Redirect::Port::OfScheme:
        return "of scheme";
    case Redirect::Port::OfListener:
        return "of listener " + std::to_string(redirect.port);
    case Redirect::Port::OfRequest:
        return "of request";
    }
    return {};
}

struct FilterText {
    std::string operator()(const RequestHeaderFilter &filter) const
    {
        return "request headers: " + toText(filter.edits);
    }
    std::string operator()(const ResponseHeaderFilter &filter) const
    {
        return "response headers: " + toText(filter.edits);
    }
    std::string operator()(const RewriteFilter &filter) const
    {
        return "rewrite: " + (filter.host ? "host " + *filter.host + ", " : std::string()) + "path " +
               toText(filter.path);
    }
    std::string operator()(const MirrorFilter &filter) const
    {
        return "mirror: " + serviceText(filter.service, filter.port, filter.url) + " " +
               std::to_string(filter.numerator) + "/" + std::to_string(filter.denominator);
    }
    std::string operator()(const CorsHeaders &cors) const
    {
        return "cors: origins " + joined(cors.allowOrigins) + (cors.allowCredentials ? ", credentials" : "") +
               ", methods " + joined(cors.allowMethods) + ", headers " + joined(cors.allowHeaders) + ", exposes " +
               joined(cors.exposeHeaders) + ", max age " + std::to_string(cors.maxAgeSeconds) + " s" +
               (cors.echoesOrigin ? ", echoes the origin" : "") +
               (cors.answersPreflight ? ", answers the preflight" : "") +
               (cors.isOnEveryAnswer ? ", on every answer" : "");
    }
    std::string operator()(const ExternalCheck &check) const
    {
        std::string text =
            "external check: " + serviceText(check.service, check.port, check.url) +
            (check.passesOn200Alone ? ", only 200 passes" : "") +
            (check.otherStatus ? ", any other answer " + std::to_string(*check.otherStatus) : std::string());
        for (const auto &[status, action] : check.instead) {
            text += ", instead of " + std::to_string(status) + " " + shortText(*action);
        }
        return text;
    }
};

std::string actionHead(const Action &action)
{
    switch (action.kind) {
    case ActionKind::Forward:
        return "forward" +
               (action.backends.empty()
                    ? " to nothing" + (action.emptyStatus ? ": " + std::to_string(*action.emptyStatus) : std::string())
                    : "");
    case ActionKind::Redirect:
        return "redirect " + toText(action.redirect);
    case ActionKind::Respond:
        return "respond " + std::to_string(action.response.status);
    case ActionKind::Refuse:
        return "refuse";
    case ActionKind::Undetermined:
        return "undetermined";
    }
    return {};
}

} // namespace

std::string toText(const PathChange &change)
{
    std::string text;
    const std::string pattern = change.regex ? change.regex->pattern() : std::string();
    switch (change.kind) {
    case PathChange::Kind::Keep:
        return "keep";
    case PathChange::Kind::ReplaceFull:
        text = "full → " + change.replacement;
        break;
    case PathChange::Kind::ReplacePrefix:
        text = "prefix " + change.prefix + " → " + change.replacement;
        break;
    case PathChange::Kind::ReplacePrefixText:
        text = "prefix text " + change.prefix + " → " + change.replacement;
        break;
    case PathChange::Kind::Template:
        text = "template " + pattern + " → " + change.replacement;
        break;
    }
    return change.keepsQuery ? text : text + " (query dropped)";
}

std::string toText(const HeaderEdits &edits)
{
    std::vector<std::string> parts;
    for (const auto &[name, value] : edits.set) {
        parts.push_back("set " + name + "=" + value);
    }
    for (const auto &[name, value] : edits.add) {
        parts.push_back("add " + name + "=" + value);
    }
    for (const std::string &name : edits.remove) {
        parts.push_back("remove " + name);
    }
    return joined(parts);
}

std::string toText(const Filter &filter)
{
    return std::visit(FilterText{}, filter);
}

std::string toText(const Redirect &redirect)
{
    Words words;
    words << std::to_string(redirect.status);
    if (!redirect.constantUrl.empty()) {
        words << redirect.constantUrl;
        return words.flag(redirect.expandsVariables, "(variables are the request's)").text();
    }
    if (!redirect.scheme.empty()) {
        words << "scheme" << redirect.scheme;
    }
    if (!redirect.host.empty()) {
        words << "host" << redirect.host;
    }
    words << "port" << portText(redirect);
    words.flag(redirect.usesHostHeaderPort, "(or the Host header's)")
        .flag(!redirect.hidesDefaultPort, "(default port shown)");
    words.flag(redirect.hidesPorts80And443Always, "(80 and 443 never shown)");
    if (redirect.path.kind != PathChange::Kind::Keep) {
        words << "path" << toText(redirect.path);
    }
    words.flag(!redirect.keepsQuery, "(query dropped)").flag(redirect.cutsTrailingSlash, "(last slash cut)");
    words.flag(redirect.usesMatchedPath, "(matched path)").flag(redirect.isRelative, "(relative)");
    words.flag(redirect.lowersHost, "(host in lower case)");
    for (const auto &[what, header] :
         {std::pair("scheme", &redirect.schemeHeader), std::pair("host", &redirect.hostHeader),
          std::pair("port", &redirect.portHeader)})
        words << (header->empty() ? std::string() : "(" + std::string(what) + " of " + *header + ")");
    return words.text();
}

std::string toText(const Dependency &dependency)
{
    return dependency.code + (dependency.field.empty() ? "" : " (" + dependency.field + ")") + ": " + dependency.text;
}

std::string toText(const Origin &origin)
{
    Words words;
    words << origin.resource.toText();
    if (origin.rule) {
        words << "rule" << std::to_string(*origin.rule);
    }
    if (origin.match) {
        words << "match" << std::to_string(*origin.match);
    }
    return words.text();
}

std::string shortText(const Action &action)
{
    std::string text = actionHead(action);
    for (const WeightedBackend &backend : action.backends) {
        text += " to " + targetText(backend);
    }
    return text;
}

std::string toText(const IdleTimeouts &timeouts)
{
    const auto seconds = [](std::int64_t ms) {
        return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
    };
    return "connecting " + seconds(timeouts.connectMs) + ", silence in sending " + seconds(timeouts.sendMs) +
           ", in receiving " + seconds(timeouts.readMs);
}

std::string toText(const ErrorInterception &interception)
{
    std::vector<std::string> statuses;
    for (const int status : interception.statuses) {
        statuses.push_back(std::to_string(status));
    }
    return joined(statuses) + " of the backend: instead " + shortText(*interception.instead);
}

std::string toText(const RetryPolicy &retry)
{
    std::vector<std::string> codes;
    for (const int code : retry.codes) {
        codes.push_back(std::to_string(code));
    }
    const bool isEndless = retry.attempts == std::numeric_limits<std::int64_t>::max();
    return (isEndless ? std::string("any number of") : "up to " + std::to_string(retry.attempts)) +
           (retry.attempts == 1 ? " time" : " times") + " more after a failed connection" +
           (codes.empty() ? "" : " or " + joined(codes)) +
           (retry.backoffMs > 0 ? ", at least " + std::to_string(retry.backoffMs) + " ms apart" : "") +
           (retry.totalMs > 0 ? ", within " + std::to_string(retry.totalMs) + " ms" : "") +
           (retry.retriesUnsafeMethods ? "" : ", but POST, LOCK and PATCH only where nothing was sent");
}

std::string toText(const StickySession &session)
{
    const std::string what = session.isHeader ? "header" : "cookie";
    return "by a " + what + (session.name.empty() ? " of the implementation's naming" : " named " + session.name);
}

std::string toText(const PathPolicy &policy)
{
    Words words;
    words.flag(policy.isUnspecified, "unspecified");
    words.flag(policy.escapes == PathPolicy::Escapes::DecodeUnreserved, "decodes-unreserved");
    words.flag(policy.escapes == PathPolicy::Escapes::DecodeAll, "decodes");
    words.flag(policy.escapedSlashes == PathPolicy::EscapedSlashes::Decode, "decodes-slashes");
    words.flag(policy.escapedSlashes == PathPolicy::EscapedSlashes::RedirectDecoded, "redirects-escaped-slashes");
    words.flag(policy.escapedSlashes == PathPolicy::EscapedSlashes::Reject, "rejects-escaped-slashes");
    words.flag(policy.resolvesDotSegments, "resolves-dots")
        .flag(policy.mergesSlashes, "merges-slashes")
        .flag(policy.keepsPairOfSlashes, "keeps-pair-of-slashes");
    words.flag(policy.ignoresParameters, "ignores-parameters");
    words << (policy.forwarded == PathPolicy::Forwarded::AsSent ? "forwards-as-sent" : "forwards-as-matched");
    words.flag(policy.reescapesRewritten, "escapes-rewritten");
    return words.text();
}

std::string toText(const RequestPolicy &policy)
{
    const auto repeated = [](RequestPolicy::Repeated value) -> std::string {
        switch (value) {
        case RequestPolicy::Repeated::First:
            return "first";
        case RequestPolicy::Repeated::Last:
            return "last";
        case RequestPolicy::Repeated::Any:
            return "any";
        case RequestPolicy::Repeated::JoinedByComma:
            return "joined";
        case RequestPolicy::Repeated::JoinedByCommaSpace:
            return "joined by comma and space";
        case RequestPolicy::Repeated::Unspecified:
            return "unspecified";
        }
        return {};
    };
    Words words;
    words << "path" << toText(policy.path) + ";"
          << "repeated headers" << repeated(policy.headers) + ","
          << "query" << repeated(policy.queryParams) + ";"
          << "host";
    words.flag(policy.stripsTrailingDot, "strips-dot").flag(policy.isTrailingDotUnspecified, "dot-unspecified");
    words << (policy.forwardsHostPort ? "forwards-port" : "drops-port");
    words.flag(policy.dropsUnderscoreHeaders, "drops-underscore-headers")
        .flag(policy.dropsOddHeaders, "drops-odd-headers")
        .flag(policy.hasLooseCookies, "loose-cookies")
        .flag(policy.refusesOddRequests, "refuses-odd-requests")
        .flag(policy.takesAbsoluteTargets, "takes-absolute-targets");
    if (!policy.addressHeader.empty()) {
        words << "addresses-from" << policy.addressHeader << "trusting" << joined(policy.trustedProxies);
    }
    return words.text();
}

std::string targetText(const WeightedBackend &backend)
{
    if (backend.isReferenceInvalid || backend.service.isNull()) {
        return "(invalid reference)";
    }
    if (!backend.resourceGroup.empty()) {
        return backend.service.kind + "." + backend.resourceGroup + " " + backend.service.path();
    }
    return serviceText(backend.service, backend.port, {});
}

std::string toText(const WeightedBackend &backend)
{
    Words words;
    words << targetText(backend) << "weight" << std::to_string(backend.weight);
    words << (backend.ready ? "ready " + std::to_string(*backend.ready) : std::string());
    if (backend.errorStatus) {
        words << "error" << std::to_string(*backend.errorStatus) << backend.errorCode;
        words << (backend.errorReason.empty() ? std::string() : "(" + backend.errorReason + ")");
    }
    words << backend.appProtocol;
    if (backend.redirect) {
        words << "redirect" << toText(*backend.redirect);
    }
    if (backend.tls) {
        words << "tls"
              << "sni=" + backend.tls->sni << (backend.tls->isVerified ? "verified" : "unverified");
    }
    return words.text();
}

std::string toText(const SystematicHeader &header)
{
    const auto source = [&header]() -> std::string {
        using From = SystematicHeader::From;
        switch (header.from) {
        case From::Generated:
            return "generated";
        case From::ClientAddress:
            return "the client's address";
        case From::HostName:
            return "the host's name";
        case From::HostHeader:
            return "the Host header";
        case From::ListenerPort:
            return "the port, else " + header.text;
        case From::Scheme:
            return "the scheme";
        case From::RequestTarget:
            return "the request target";
        case From::RequestHeader:
            return "header " + header.text;
        case From::Constant:
            return "\"" + header.text + "\"";
        case From::Removed:
            return "removed";
        case From::UpgradeOr:
            return "upgrade with Upgrade, else \"" + header.text + "\"";
        }
        return {};
    };
    Words words;
    words << header.name << "=" << source();
    words << (header.instead.empty() ? std::string()
                                     : (header.takesFirst ? "(or the first of " : "(or ") + header.instead + ")");
    words << (header.appendsTo.empty() ? std::string() : "(behind " + header.appendsTo + ")");
    words << (header.trusted.empty() ? std::string() : "(from " + joined(header.trusted) + ")");
    return words.text();
}

std::string toText(const Action &action, const std::string &indent)
{
    std::string text = indent + actionHead(action) + (action.grpcStatus.empty() ? "" : " grpc " + action.grpcStatus) +
                       (action.reason.empty() ? "" : " — " + action.reason) + "\n";
    const std::string inner = indent + "  ";
    const auto line = [&](const std::string &label, const std::string &content) {
        text += inner + label + content + "\n";
    };
    for (const auto &[name, value] : action.response.headers) {
        line("answer header: ", name + "=" + value);
    }
    if (!action.response.body.empty()) {
        line("answer body: ", action.response.body);
    }
    for (const Filter &filter : action.filters) {
        line("filter ", toText(filter));
    }
    for (const WeightedBackend &backend : action.backends) {
        line("backend ", toText(backend));
        for (const Filter &filter : backend.filters) {
            line("  filter ", toText(filter));
        }
        for (const Dependency &dependency : backend.dependsOn) {
            line("  depends on ", toText(dependency));
        }
    }
    if (!action.backends.empty() && action.emptyStatus != 500) {
        line("without weight: ", action.emptyStatus ? std::to_string(*action.emptyStatus) : "undetermined");
    }
    if (!action.systematicHeaders.empty()) {
        line("always: ", joined(action.systematicHeaders));
    }
    for (const SystematicHeader &header : action.systematicValues) {
        line("always: ", toText(header));
    }
    if (action.requestTimeoutMs) {
        line("request timeout: ", std::to_string(*action.requestTimeoutMs) + " ms");
    }
    if (action.backendTimeoutMs) {
        line("backend timeout: ", std::to_string(*action.backendTimeoutMs) + " ms");
    }
    if (action.idleTimeouts) {
        line("idle timeouts: ", toText(*action.idleTimeouts));
    }
    for (const ErrorInterception &interception : action.interceptions) {
        line("intercepts: ", toText(interception));
    }
    if (action.retry) {
        line("retry: ", toText(*action.retry));
    }
    if (action.persistence) {
        line("session: ", toText(*action.persistence));
    }
    for (const Dependency &dependency : action.dependsOn) {
        line("depends on ", toText(dependency));
    }
    for (const std::string &note : action.notes) {
        line("note: ", note);
    }
    return text;
}

} // namespace wayproof
