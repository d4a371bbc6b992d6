// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoyfilters.h"

#include "model/lab/echoprotocol.h"
#include "model/lab/envoytext.h"

#include <QJsonArray>

#include <algorithm>
#include <cctype>
#include <set>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// Envoy reads %NAME% in a header value as a command; the resources mean it literally.
std::string escapedPercent(const std::string &value)
{
    std::string escaped;
    for (const char c : value)
        escaped += c == '%' ? std::string("%%") : std::string(1, c);
    return escaped;
}

std::string lower(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return name;
}

bool isForbiddenHeader(const std::string &name)
{
    return name.empty() || name.starts_with(':') || lower(name) == "host";
}

QJsonObject addedHeader(const HttpHeader &header, bool isAppended)
{
    QJsonObject option{
        {u"header"_s,
         QJsonObject{{u"key"_s, envoyText(*header.name)}, {u"value"_s, envoyText(escapedPercent(*header.value))}}},
        {u"append_action"_s, isAppended ? u"APPEND_IF_EXISTS_OR_ADD"_s : u"OVERWRITE_IF_EXISTS_OR_ADD"_s}};
    if (header.value->empty())
        option.insert(u"keep_empty_value"_s, true);
    return option;
}

QJsonArray appended(const QJsonValue &list, const QJsonArray &more)
{
    QJsonArray all = list.toArray();
    for (const QJsonValue &entry : more)
        all.append(entry);
    return all;
}

void addModifier(QJsonObject &target, const HeaderModifier &modifier, const QString &prefix, const ObjectMeta &route,
                 Diagnostics &notServed)
{
    QJsonArray toAdd;
    QJsonArray toRemove;
    std::set<std::string> seen; // of names that differ in case alone the first counts
    const auto add = [&](const HttpHeader &header, bool isAppended) {
        if (!seen.insert((isAppended ? "+" : "=") + lower(*header.name)).second)
            return;
        if (isForbiddenHeader(*header.name))
            notServed.push_back(
                notServedNote(route, header.at, "header " + *header.name + ": Envoy does not let a route change it."));
        else
            toAdd.append(addedHeader(header, isAppended));
    };
    for (const HttpHeader &header : *modifier.set)
        add(header, false);
    for (const HttpHeader &header : *modifier.add)
        add(header, true);
    for (const Text &name : *modifier.remove) {
        if (!isForbiddenHeader(*name))
            toRemove.append(envoyText(*name));
    }
    const QString addKey = prefix + u"_headers_to_add"_s;
    const QString removeKey = prefix + u"_headers_to_remove"_s;
    if (!toAdd.isEmpty())
        target.insert(addKey, appended(target.value(addKey), toAdd));
    if (!toRemove.isEmpty())
        target.insert(removeKey, appended(target.value(removeKey), toRemove));
}

QJsonObject regexRewrite(const std::string &pattern, const std::string &substitution)
{
    return {{u"pattern"_s, QJsonObject{{u"regex"_s, envoyText(pattern)}}},
            {u"substitution"_s, envoyText(substitution)}};
}

/// A substitution's backslashes name groups.
std::string quotedSubstitution(const std::string &literal)
{
    std::string escaped;
    for (const char c : literal)
        escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
    return escaped;
}

/// With an empty or root replacement Envoy Gateway cuts the prefix by a regular expression made of the value as
/// written, so that the prefix /foo/ leaves /foo alone (spec/peers.md).
bool cutsByRegex(const EnvoyPathMatch &path, const std::string &replacement)
{
    return path.kind == PathKind::Prefix && (replacement.empty() || replacement == "/");
}

QJsonObject prefixCut(const EnvoyPathMatch &path)
{
    return regexRewrite("^" + quotedRegex(path.value) + "\\/*", "/");
}

std::int64_t redirectPort(const RequestRedirectFilter &filter, const LabListener &listener)
{
    if (filter.port)
        return *filter.port;
    if (filter.scheme)
        return *filter.scheme == "https" ? 443 : 80;
    return listener.port();
}

} // namespace

void addHeaderModifiers(QJsonObject &target, const std::vector<RouteFilter> &filters, const ObjectMeta &route,
                        Diagnostics &notServed)
{
    for (const RouteFilter &filter : filters) {
        if (*filter.type == "RequestHeaderModifier" && filter.requestHeaderModifier)
            addModifier(target, *filter.requestHeaderModifier, u"request"_s, route, notServed);
        if (*filter.type == "ResponseHeaderModifier" && filter.responseHeaderModifier)
            addModifier(target, *filter.responseHeaderModifier, u"response"_s, route, notServed);
    }
}

QJsonObject redirectAction(const RequestRedirectFilter &filter, const EnvoyPathMatch &path, const LabListener &listener)
{
    QJsonObject action;
    if (filter.scheme)
        action.insert(u"scheme_redirect"_s, envoyText(*filter.scheme));
    if (filter.hostname)
        action.insert(u"host_redirect"_s, envoyText(*filter.hostname));
    // spec/peers.md: the ports 80 and 443 never stand in Location, whatever the scheme.
    const std::int64_t port = redirectPort(filter, listener);
    if (port != 80 && port != 443)
        action.insert(u"port_redirect"_s, static_cast<int>(port));
    if (filter.path && *filter.path->type == "ReplaceFullPath") {
        action.insert(u"path_redirect"_s, envoyText(*filter.path->replaceFullPath));
    } else if (filter.path && *filter.path->type == "ReplacePrefixMatch") {
        const std::string &replacement = *filter.path->replacePrefixMatch;
        if (cutsByRegex(path, replacement))
            action.insert(u"regex_rewrite"_s, prefixCut(path));
        else
            action.insert(u"prefix_rewrite"_s, envoyText(replacement));
    }
    static const std::map<std::int64_t, QString> codes{{301, u"MOVED_PERMANENTLY"_s},
                                                       {302, u"FOUND"_s},
                                                       {303, u"SEE_OTHER"_s},
                                                       {307, u"TEMPORARY_REDIRECT"_s},
                                                       {308, u"PERMANENT_REDIRECT"_s}};
    const auto code = codes.find(filter.statusCode.valueOr(302));
    action.insert(u"response_code"_s, code == codes.end() ? u"FOUND"_s : code->second);
    return action;
}

void addRewrite(QJsonObject &action, const UrlRewriteFilter &filter, const EnvoyPathMatch &path)
{
    if (filter.path && *filter.path->type == "ReplaceFullPath") {
        action.insert(u"regex_rewrite"_s, regexRewrite("^/.*$", quotedSubstitution(*filter.path->replaceFullPath)));
    } else if (filter.path && *filter.path->type == "ReplacePrefixMatch") {
        std::string replacement = *filter.path->replacePrefixMatch;
        if (cutsByRegex(path, replacement)) {
            action.insert(u"regex_rewrite"_s, prefixCut(path));
        } else {
            if (replacement.ends_with('/'))
                replacement.pop_back();
            action.insert(u"prefix_rewrite"_s, envoyText(replacement));
        }
    }
    if (filter.hostname) {
        action.insert(u"host_rewrite_literal"_s, envoyText(*filter.hostname));
        action.insert(u"append_x_forwarded_host"_s, true);
    }
}

QJsonObject corsPolicy(const CorsFilter &filter)
{
    QJsonArray origins;
    for (const Text &origin : *filter.allowOrigins) {
        std::string pattern;
        for (const char c : *origin)
            pattern += c == '*' ? std::string(".*") : quotedRegex(std::string(1, c));
        if (origin->find('*') == std::string::npos)
            origins.append(QJsonObject{{u"exact"_s, envoyText(*origin)}});
        else
            origins.append(QJsonObject{{u"safe_regex"_s, QJsonObject{{u"regex"_s, envoyText(pattern)}}}});
    }
    const auto joined = [](const std::vector<Text> &list) {
        QStringList words;
        for (const Text &word : list)
            words.append(envoyText(*word));
        return words.join(u", "_s);
    };
    return {{u"@type"_s, u"type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy"_s},
            {u"allow_origin_string_match"_s, origins},
            {u"allow_methods"_s, joined(*filter.allowMethods)},
            {u"allow_headers"_s, joined(*filter.allowHeaders)},
            {u"expose_headers"_s, joined(*filter.exposeHeaders)},
            {u"max_age"_s, QString::number(filter.maxAge.valueOr(5))},
            {u"allow_credentials"_s, filter.allowCredentials.valueOr(false)},
            {u"forward_not_matching_preflights"_s, false}};
}

QJsonObject mirrorPolicy(const RequestMirrorFilter &filter, const BackendUser &user, EnvoyClusters &clusters)
{
    const std::string cluster = filter.backendRef ? clusters.clusterFor(user, *filter.backendRef) : std::string();
    if (cluster.empty())
        return {};
    constexpr std::int64_t million = 1000000;
    std::int64_t share = million;
    if (filter.percent)
        share = *filter.percent * (million / 100);
    else if (filter.fraction)
        share = *filter.fraction->numerator * million /
                std::max<std::int64_t>(1, filter.fraction->denominator.valueOr(100));
    if (share <= 0)
        return {};
    const QJsonObject fraction{{u"numerator"_s, static_cast<qint64>(std::min(share, million))},
                               {u"denominator"_s, u"MILLION"_s}};
    // By this mark the echo server writes the request to its log.
    const QJsonObject mark{
        {u"header"_s, QJsonObject{{u"key"_s, QString::fromLatin1(echo::mirrorHeader)}, {u"value"_s, u"1"_s}}},
        {u"append_action"_s, u"OVERWRITE_IF_EXISTS_OR_ADD"_s}};
    return {{u"cluster"_s, envoyText(cluster)},
            {u"runtime_fraction"_s, QJsonObject{{u"default_value"_s, fraction}}},
            {u"request_headers_mutations"_s, QJsonArray{QJsonObject{{u"append"_s, mark}}}}};
}

} // namespace wayproof
