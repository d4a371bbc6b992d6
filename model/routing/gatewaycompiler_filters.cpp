// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Filters of HTTPRoutes and GRPCRoutes (spec/gateway.md §6).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>
#include <map>

namespace wayproof
{

namespace
{

HeaderList headerList(const List<HttpHeader> &headers)
{
    HeaderList list;
    for (const HttpHeader &header : *headers)
        list.emplace_back(*header.name, *header.value);
    return list;
}

HeaderEdits headerEdits(const HeaderModifier &modifier)
{
    HeaderEdits edits;
    edits.set = headerList(modifier.set);
    edits.add = headerList(modifier.add);
    for (const Text &name : *modifier.remove)
        edits.remove.push_back(*name);
    return edits;
}

std::vector<std::string> texts(const List<Text> &list)
{
    std::vector<std::string> values;
    for (const Text &text : *list)
        values.push_back(*text);
    return values;
}

/// As text in a regular expression.
std::string quoted(const std::string &text)
{
    std::string pattern;
    for (const char c : text) {
        if (std::string_view(".\\+*?()[]{}|^$").find(c) != std::string_view::npos)
            pattern += '\\';
        pattern += c;
    }
    return pattern;
}

/// Envoy Gateway's way with ReplacePrefixMatch (spec/peers.md): Envoy's prefix_rewrite cuts bytes, and an empty or "/"
/// replacement becomes a regular expression over the prefix as written.
PathChange textualPrefix(const std::string &prefix, const std::string &replacement, bool isRedirect,
                         const Profile &profile)
{
    const bool endsInSlash = prefix.size() > 1 && prefix.back() == '/';
    PathChange change;
    change.prefix = endsInSlash ? prefix.substr(0, prefix.size() - 1) : prefix;
    if (replacement.empty() || replacement == "/") {
        change.kind = PathChange::Kind::ReplacePrefix;
        change.replacement = "/";
        if (endsInSlash) {
            change.kind = PathChange::Kind::Template;
            change.regex = makeRegex("^" + quoted(prefix) + "/*(.*)$", profile);
            change.replacement = "/$1";
        }
        return change;
    }
    change.kind = PathChange::Kind::ReplacePrefixText;
    change.replacement = replacement;
    if (!isRedirect && replacement.back() == '/')
        change.replacement.pop_back();
    return change;
}

class FilterLowering
{
public:
    FilterLowering(const GatewayCompilation &compilation, const FilterSite &site)
        : m_compilation(compilation)
        , m_site(site)
    {
    }

    LoweredFilters run(const List<RouteFilter> &filters)
    {
        judgeCombination(*filters);
        for (const RouteFilter &filter : *filters)
            lower(filter);
        return std::move(m_lowered);
    }

private:
    void invalid(std::string code, std::string reason)
    {
        if (!m_lowered.invalidCode.empty())
            return;
        m_lowered.invalidCode = std::move(code);
        m_lowered.invalidReason = std::move(reason);
    }

    void judgeCombination(const std::vector<RouteFilter> &filters)
    {
        std::map<std::string, int> count;
        for (const RouteFilter &filter : filters)
            ++count[*filter.type];
        for (const auto &[type, times] : count) {
            if (times > 1 && type != "RequestMirror" && type != "ExtensionRef")
                invalid("IncompatibleFilters",
                        "Filter " + type + " stands " + std::to_string(times) + " times in one rule.");
        }
        if (count.contains("RequestRedirect") && count.contains("URLRewrite"))
            invalid("IncompatibleFilters", "RequestRedirect and URLRewrite exclude each other.");
        if (count.contains("RequestRedirect") && m_site.hasBackends && !m_site.isUnderBackend)
            invalid("IncompatibleFilters", "RequestRedirect answers by itself and excludes backendRefs.");
    }

    void lower(const RouteFilter &filter)
    {
        const std::string &type = *filter.type;
        const bool isHttp = m_site.kind == RouteKind::Http;
        if (type == "RequestHeaderModifier" && filter.requestHeaderModifier)
            m_lowered.filters.push_back(RequestHeaderFilter{headerEdits(*filter.requestHeaderModifier)});
        else if (type == "ResponseHeaderModifier" && filter.responseHeaderModifier)
            m_lowered.filters.push_back(ResponseHeaderFilter{headerEdits(*filter.responseHeaderModifier)});
        else if (type == "RequestMirror" && filter.requestMirror)
            lowerMirror(*filter.requestMirror);
        else if (type == "RequestRedirect" && filter.requestRedirect && isHttp)
            lowerRedirect(*filter.requestRedirect);
        else if (type == "URLRewrite" && filter.urlRewrite && isHttp)
            lowerRewrite(*filter.urlRewrite);
        else if (type == "CORS" && filter.cors && isHttp)
            lowerCors(*filter.cors);
        else if (type == "ExternalAuth" && filter.externalAuth && isHttp)
            lowerExternalAuth(*filter.externalAuth);
        else if (type == "ExtensionRef" && filter.extensionRef)
            lowerExtension(*filter.extensionRef);
        else
            invalid("UnsupportedValue", "Filter type " + (type.empty() ? std::string("(none)") : type) +
                                            " is not one that a " + std::string(kindName(m_site.kind)) +
                                            " can have, or its settings are missing.");
    }

    void lowerMirror(const RequestMirrorFilter &filter)
    {
        if (!filter.backendRef)
            return;
        const TargetResolution target = resolveTarget(m_compilation, m_site.profile, m_site.route, *filter.backendRef);
        if (target.isInvalid()) // dropped; the main traffic flows
            return;
        MirrorFilter mirror;
        mirror.service = target.id;
        mirror.port = target.port;
        if (filter.percent) {
            mirror.numerator = *filter.percent;
        } else if (filter.fraction) {
            mirror.numerator = *filter.fraction->numerator;
            mirror.denominator = filter.fraction->denominator.valueOr(100);
        }
        m_lowered.filters.push_back(std::move(mirror));
        if (target.dependsOn) {
            Dependency dependency = *target.dependsOn;
            dependency.field = "mirrors";
            m_lowered.dependsOn.push_back(std::move(dependency));
        }
    }

    PathChange lowerPath(const Field<HttpPathModifier> &path, bool isRedirect)
    {
        PathChange change;
        if (!path)
            return change;
        if (*path->type == "ReplaceFullPath" && path->replaceFullPath) {
            change.kind = PathChange::Kind::ReplaceFull;
            change.replacement = *path->replaceFullPath;
        } else if (*path->type == "ReplacePrefixMatch" && path->replacePrefixMatch) {
            if (!m_site.prefix) {
                invalid("UnsupportedValue", "ReplacePrefixMatch needs exactly one PathPrefix match in its rule.");
                return change;
            }
            if (m_site.profile.replacesPrefixAsText)
                return textualPrefix(*m_site.prefix, *path->replacePrefixMatch, isRedirect, m_site.profile);
            change.kind = PathChange::Kind::ReplacePrefix;
            change.prefix = *m_site.prefix;
            change.replacement = *path->replacePrefixMatch;
        } else {
            invalid("UnsupportedValue",
                    "The path modifier's type " + *path->type + " is unknown, or its value is missing.");
        }
        return change;
    }

    void lowerRedirect(const RequestRedirectFilter &filter)
    {
        Redirect redirect;
        redirect.status = static_cast<int>(filter.statusCode.valueOr(302));
        redirect.scheme = lowerCase(*filter.scheme);
        redirect.host = *filter.hostname;
        redirect.path = lowerPath(filter.path, true);
        // spec/gateway.md §6: the field, else the scheme's well-known port where a scheme is set, else the listener's.
        if (filter.port) {
            redirect.portSource = Redirect::Port::Explicit;
            redirect.port = static_cast<int>(*filter.port);
        } else if (!redirect.scheme.empty()) {
            redirect.portSource = Redirect::Port::OfScheme;
        } else {
            redirect.portSource = Redirect::Port::OfListener;
            redirect.port = m_site.listenerPort;
        }
        redirect.hidesPorts80And443Always = m_site.profile.hidesPorts80And443;
        redirect.usesHostHeaderPort = m_site.profile.leaksHostHeaderPort;
        redirect.usesMatchedPath = m_site.profile.policy.path.forwarded == PathPolicy::Forwarded::AsMatched;
        if (redirect.status != 301 && redirect.status != 302 && redirect.status != 303 && redirect.status != 307 &&
            redirect.status != 308)
            invalid("UnsupportedValue", "Status " + std::to_string(redirect.status) + " is not a redirect's.");
        if (redirect.path.kind == PathChange::Kind::ReplaceFull && m_site.profile.isFullPathQueryOpen) {
            m_lowered.dependsOn.push_back(
                {"redirect-query",
                 "Whether a redirect with ReplaceFullPath keeps the request's query is up to the implementation.",
                 "redirect"});
        }
        m_lowered.redirect = std::move(redirect);
    }

    void lowerRewrite(const UrlRewriteFilter &filter)
    {
        RewriteFilter rewrite;
        if (filter.hostname)
            rewrite.host = *filter.hostname;
        rewrite.path = lowerPath(filter.path, false);
        m_lowered.filters.push_back(std::move(rewrite));
    }

    void lowerCors(const CorsFilter &filter)
    {
        CorsHeaders cors;
        cors.allowOrigins = texts(filter.allowOrigins);
        cors.allowCredentials = filter.allowCredentials.valueOr(false);
        cors.allowMethods = texts(filter.allowMethods);
        cors.allowHeaders = texts(filter.allowHeaders);
        cors.exposeHeaders = texts(filter.exposeHeaders);
        cors.maxAgeSeconds = filter.maxAge.valueOr(5);
        cors.echoesOrigin = m_site.profile.echoesOrigin;
        m_lowered.cors = cors;
        m_lowered.filters.push_back(std::move(cors));
    }

    void lowerExternalAuth(const ExternalAuthFilter &filter)
    {
        if (!filter.backendRef) {
            m_lowered.errorReason = "The ExternalAuth filter names no authorisation service.";
            return;
        }
        const TargetResolution target = resolveTarget(m_compilation, m_site.profile, m_site.route, *filter.backendRef);
        if (target.isInvalid()) { // an unresolvable filter is never skipped
            m_lowered.errorReason = "The authorisation service cannot be used: " + target.invalidReason;
            return;
        }
        m_lowered.filters.push_back(ExternalCheck{target.id, target.port, {}});
    }

    void lowerExtension(const ObjectReference &ref)
    {
        const std::string kind = *ref.kind + "." + *ref.group;
        const auto &others = m_compilation.snapshot.all<OtherObject>();
        bool isKindLoaded = false;
        for (const OtherObject &object : others) {
            const bool isKind = object.meta.kind == kind ||
                                (object.meta.kind == *ref.kind && object.meta.apiVersion.starts_with(*ref.group + "/"));
            isKindLoaded = isKindLoaded || isKind;
            if (isKind && *object.meta.name == *ref.name && *object.meta.ns == *m_site.route.ns)
                return extensionIsOpen(ref);
        }
        if (isKindLoaded)
            m_lowered.errorReason = "The filter refers to " + *ref.kind + " " + *ref.name + ", which does not exist.";
        else
            extensionIsOpen(ref);
    }

    void extensionIsOpen(const ObjectReference &ref)
    {
        m_lowered.undetermined = Dependency{"extension-ref",
                                            "What " + *ref.kind + " " + *ref.name + " (" + *ref.group +
                                                ") does to requests is up to the implementation.",
                                            {}};
    }

    const GatewayCompilation &m_compilation;
    const FilterSite &m_site;
    LoweredFilters m_lowered;
};

ValueMatch headerMatch(std::string name, ValueMatch::Kind kind, std::string value = {})
{
    ValueMatch match;
    match.name = std::move(name);
    match.kind = kind;
    match.value = std::move(value);
    return match;
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

bool hasStar(const std::vector<std::string> &list)
{
    return std::find(list.begin(), list.end(), "*") != list.end();
}

/// "https://*.bar.com" spans labels.
ValueMatch originMatch(const std::string &origin)
{
    if (origin == "*")
        return headerMatch("Origin", ValueMatch::Kind::Present);
    if (origin.find('*') == std::string::npos)
        return headerMatch("Origin", ValueMatch::Kind::Equals, origin);
    ValueMatch match = headerMatch("Origin", ValueMatch::Kind::Regex, origin);
    std::string pattern;
    std::size_t from = 0;
    for (std::size_t star = origin.find('*'); star != std::string::npos; star = origin.find('*', from)) {
        pattern += quoted(origin.substr(from, star - from)) + ".+";
        from = star + 1;
    }
    pattern += quoted(origin.substr(from));
    match.regex = std::make_shared<const Regex>(
        pattern, std::vector<RegexReading>{{RegexEngine::Re2, RegexAnchoring::Full, false}});
    return match;
}

class PreflightWriter
{
public:
    PreflightWriter(const LoweredRule &base, const CorsHeaders &cors, const Profile &profile)
        : m_base(base)
        , m_cors(cors)
        , m_profile(profile)
    {
    }

    std::vector<LoweredRule> write()
    {
        const bool echoesMethod = m_cors.allowCredentials && hasStar(m_cors.allowMethods);
        for (const std::string &origin : m_cors.allowOrigins) {
            if (!echoesMethod) {
                add(&origin, joined(m_cors.allowMethods), {});
                continue;
            }
            // With credentials "*" is no answer: the single requested method is.
            for (const char *method : {"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
                add(&origin, method, method);
        }
        add(nullptr, {}, {});
        return std::move(m_rules);
    }

private:
    void add(const std::string *origin, const std::string &allowedMethods, const std::string &requestedMethod)
    {
        LoweredRule rule = m_base;
        rule.rank.part = static_cast<int>(m_rules.size()) - 1000;
        Match &match = rule.rule.match;
        match.methods = {"OPTIONS"};
        match.headers.push_back(origin ? originMatch(*origin) : headerMatch("Origin", ValueMatch::Kind::Present));
        match.headers.push_back(
            requestedMethod.empty()
                ? headerMatch("Access-Control-Request-Method", ValueMatch::Kind::Present)
                : headerMatch("Access-Control-Request-Method", ValueMatch::Kind::Equals, requestedMethod));
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Respond;
        action->response.status = m_profile.preflightStatus;
        if (origin) {
            action->reason = "The CORS filter answers the preflight.";
            action->filters.push_back(m_cors);
            if (!allowedMethods.empty())
                action->response.headers.emplace_back("Access-Control-Allow-Methods", allowedMethods);
            if (m_cors.allowCredentials && hasStar(m_cors.allowHeaders))
                action->dependsOn.push_back(
                    {"cors-headers-echo", "With credentials the requested headers are echoed, which is not modelled.",
                     "response"});
            else if (!m_cors.allowHeaders.empty())
                action->response.headers.emplace_back("Access-Control-Allow-Headers", joined(m_cors.allowHeaders));
            action->response.headers.emplace_back("Access-Control-Max-Age", std::to_string(m_cors.maxAgeSeconds));
        } else {
            action->reason =
                "The CORS filter answers the preflight without CORS headers, as its origin is not allowed.";
        }
        if (m_profile.isPreflightOpen) {
            action->dependsOn.push_back(
                {"cors-preflight-status",
                 origin ? "A preflight may be answered with 200 or 204."
                        : "A preflight from an origin that is not allowed may be answered with 200, 204 or 403.",
                 "status"});
        }
        rule.rule.action = std::move(action);
        m_rules.push_back(std::move(rule));
    }

    const LoweredRule &m_base;
    const CorsHeaders &m_cors;
    const Profile &m_profile;
    std::vector<LoweredRule> m_rules;
};

} // namespace

LoweredFilters lowerFilters(const GatewayCompilation &compilation, const FilterSite &site,
                            const List<RouteFilter> &filters)
{
    return FilterLowering(compilation, site).run(filters);
}

std::vector<LoweredRule> preflightRules(const LoweredRule &base, const CorsHeaders &cors, const Profile &profile)
{
    const std::vector<std::string> &methods = base.rule.match.methods;
    const bool wantsOther = !methods.empty() && std::find(methods.begin(), methods.end(), "OPTIONS") == methods.end();
    if (wantsOther && !profile.impliesPreflight)
        return {};
    return PreflightWriter(base, cors, profile).write();
}

} // namespace wayproof
