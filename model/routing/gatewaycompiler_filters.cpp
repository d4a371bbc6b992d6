// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Filters of HTTPRoutes and GRPCRoutes (spec/gateway.md §6).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>
#include <map>
#include <set>

namespace wayproof
{

namespace
{

/// Of repeated names the first counts.
HeaderList headerList(const List<HttpHeader> &headers)
{
    HeaderList list;
    std::set<std::string> names;
    for (const HttpHeader &header : *headers) {
        if (names.insert(lowerCase(*header.name)).second)
            list.emplace_back(*header.name, *header.value);
    }
    return list;
}

HeaderEdits headerEdits(const HeaderModifier &modifier)
{
    HeaderEdits edits;
    edits.set = headerList(modifier.set);
    edits.add = headerList(modifier.add);
    std::set<std::string> removed;
    for (const Text &name : *modifier.remove) {
        if (removed.insert(lowerCase(*name)).second)
            edits.remove.push_back(*name);
    }
    return edits;
}

/// A header that one filter changes in two ways; empty: none.
std::string headerOfTwoActions(const HeaderEdits &edits)
{
    std::set<std::string> names;
    for (const HeaderList *list : {&edits.set, &edits.add}) {
        for (const auto &[name, value] : *list) {
            if (!names.insert(lowerCase(name)).second)
                return name;
        }
    }
    const auto again = std::find_if(edits.remove.begin(), edits.remove.end(),
                                    [&](const std::string &name) { return names.contains(lowerCase(name)); });
    return again == edits.remove.end() ? std::string() : *again;
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
        judgeCopies();
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
        const auto isOf = [](const char *type) {
            return [type](const RouteFilter &filter) { return *filter.type == type; };
        };
        const auto redirect = std::find_if(filters.begin(), filters.end(), isOf("RequestRedirect"));
        m_isMirrorExcluded = m_site.profile.redirectExcludesMirror && redirect != filters.end();
        if (m_site.profile.redirectExcludesMirror && std::any_of(redirect, filters.end(), isOf("RequestMirror")))
            m_lowered.errorReason = "A RequestMirror cannot stand beside a RequestRedirect.";
        static const std::set<std::string> few{"RequestHeaderModifier", "ResponseHeaderModifier", "URLRewrite",
                                               "ExtensionRef"};
        for (const RouteFilter &filter : filters) {
            if (m_site.isUnderBackend && m_site.profile.allowsFewFiltersUnderBackend && !few.contains(*filter.type))
                m_lowered.errorReason = "Filter " + *filter.type + " cannot stand under a backendRef.";
        }
        if (count.contains("RequestRedirect") && m_site.hasBackends && !m_site.isUnderBackend)
            invalid("IncompatibleFilters", "RequestRedirect answers by itself and excludes backendRefs.");
    }

    void lower(const RouteFilter &filter)
    {
        const std::string &type = *filter.type;
        const bool isHttp = m_site.kind == RouteKind::Http;
        if (type == "RequestHeaderModifier" && filter.requestHeaderModifier)
            m_lowered.filters.push_back(
                RequestHeaderFilter{oneActionEach(headerEdits(*filter.requestHeaderModifier), "upstream.headers")});
        else if (type == "ResponseHeaderModifier" && filter.responseHeaderModifier)
            m_lowered.filters.push_back(
                ResponseHeaderFilter{oneActionEach(headerEdits(*filter.responseHeaderModifier), "response.headers")});
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

    /// spec/gateway.md §6: one action for a name; what becomes of two is not said.
    HeaderEdits oneActionEach(HeaderEdits edits, const char *field)
    {
        const std::string name = headerOfTwoActions(edits);
        if (!name.empty()) {
            m_lowered.dependsOn.push_back({"header-actions-clash",
                                           "One filter changes header " + name +
                                               " in two ways; which of them counts is up to the implementation.",
                                           field});
        }
        return edits;
    }

    /// spec/gateway.md §6, §12: what a copy carries depends on where the mirror stands among the filters.
    void judgeCopies()
    {
        const auto has = [this](auto isWanted) {
            return std::any_of(m_lowered.filters.begin(), m_lowered.filters.end(), isWanted);
        };
        if (has([](const Filter &filter) { return std::holds_alternative<MirrorFilter>(filter); }) &&
            has([](const Filter &filter) {
                return std::holds_alternative<RequestHeaderFilter>(filter) ||
                       std::holds_alternative<RewriteFilter>(filter);
            })) {
            m_lowered.dependsOn.push_back(
                {"mirror-contents",
                 "Whether the copy carries what the other filters change depends on their order and on the "
                 "implementation.",
                 "mirrors"});
        }
    }

    void lowerMirror(const RequestMirrorFilter &filter)
    {
        if (!filter.backendRef)
            return;
        const TargetResolution target = resolveTarget(m_compilation, m_site.profile, m_site.route, *filter.backendRef);
        if (target.isInvalid()) { // dropped; the main traffic flows
            if (m_site.profile.failsOnInvalidMirror)
                m_lowered.errorReason = "The mirror cannot be used: " + target.invalidReason;
            else
                m_lowered.notes.push_back("No copy is sent to " + target.id.toText() + ": " + target.invalidReason);
            return;
        }
        const BackendTlsVerdict tls = backendTlsOf(m_compilation, m_site.profile, target);
        if (!tls.problem.empty()) { // spec/gateway.md §10: never plain text
            m_lowered.notes.push_back("No copy is sent to " + target.id.toText() + ": " + tls.problem);
            return;
        }
        if (tls.policy)
            m_lowered.notes.push_back("Copies go to " + target.id.toText() +
                                      " in TLS: " + verificationText(*tls.policy));
        // One without endpoints is only missed where it stands before the redirect.
        if (m_isMirrorExcluded && target.service.known != 0)
            m_lowered.errorReason = "A RequestMirror cannot stand beside a RequestRedirect.";
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
            if (isRedirect && path->replaceFullPath->empty() && m_site.profile.keepsPathForEmptyFullPath)
                return change;
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
        const bool isDefault =
            (redirect.port == 80 && redirect.scheme != "https") || (redirect.port == 443 && redirect.scheme != "http");
        if (filter.port && isDefault && m_site.profile.isDefaultPortOpen) {
            m_lowered.dependsOn.push_back({"redirect-default-port",
                                           "A Location should leave out a default port that the filter asks for (" +
                                               std::to_string(redirect.port) + "); some implementations show it.",
                                           "redirect"});
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
        const bool isDown = m_site.profile.usesUnreadyEndpoints ? target.service.known == 0 : target.service.ready == 0;
        if (isDown) { // fail closed
            m_lowered.errorReason = "The authorisation service has no endpoint to ask, so every request is refused.";
            m_lowered.dependsOn.push_back({"external-auth-status",
                                           "Which status a request earns whose authorisation service cannot be asked "
                                           "is up to the implementation.",
                                           "status"});
            return;
        }
        if (target.dependsOn)
            m_lowered.dependsOn.push_back({target.dependsOn->code, target.dependsOn->text, {}});
        ExternalCheck check{target.id, target.port, {}};
        check.passesOn200Alone = true;
        check.failureStatus = m_site.profile.authFailureStatus;
        m_lowered.filters.push_back(std::move(check));
    }

    void lowerExtension(const ObjectReference &ref)
    {
        if (extensionExists(m_compilation, m_site.route, ref) == false)
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
    bool m_isMirrorExcluded = false; ///< the rule redirects, and the profile has no mirrors then
};

} // namespace

std::optional<bool> extensionExists(const GatewayCompilation &compilation, const ObjectMeta &route,
                                    const ObjectReference &ref)
{
    bool isKindLoaded = false;
    for (const OtherObject &object : compilation.snapshot.all<OtherObject>()) {
        const bool isKind = object.meta.kind == *ref.kind + "." + *ref.group ||
                            (object.meta.kind == *ref.kind && object.meta.apiVersion.starts_with(*ref.group + "/"));
        isKindLoaded = isKindLoaded || isKind;
        if (isKind && *object.meta.name == *ref.name && *object.meta.ns == *route.ns)
            return true;
    }
    return isKindLoaded ? std::optional(false) : std::nullopt;
}

LoweredFilters lowerFilters(const GatewayCompilation &compilation, const FilterSite &site,
                            const List<RouteFilter> &filters)
{
    return FilterLowering(compilation, site).run(filters);
}

} // namespace wayproof
