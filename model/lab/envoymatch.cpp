// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoymatch.h"

#include "model/lab/envoytext.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QJsonObject stringMatch(const NamedValueMatch &match)
{
    if (*match.type == "RegularExpression")
        return {{u"safe_regex"_s, QJsonObject{{u"regex"_s, envoyText(*match.value)}}}};
    return {{u"exact"_s, envoyText(*match.value)}};
}

std::string lower(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return name;
}

/// Of repeated entries of one name the first counts (spec/gateway.md §5).
std::vector<const NamedValueMatch *> firstOfEach(const std::vector<NamedValueMatch> &matches, bool foldCase)
{
    std::vector<const NamedValueMatch *> kept;
    std::set<std::string> seen;
    for (const NamedValueMatch &match : matches) {
        if (seen.insert(foldCase ? lower(*match.name) : *match.name).second)
            kept.push_back(&match);
    }
    return kept;
}

std::size_t exactOnes(const std::vector<const NamedValueMatch *> &matches)
{
    return static_cast<std::size_t>(std::count_if(matches.begin(), matches.end(), [](const NamedValueMatch *match) {
        return *match->type != "RegularExpression";
    }));
}

} // namespace

EnvoyPathMatch pathOf(const HttpRouteMatch &match)
{
    if (!match.path)
        return {};
    EnvoyPathMatch path;
    if (*match.path->type == "Exact")
        path.kind = PathKind::Exact;
    else if (*match.path->type == "RegularExpression")
        path.kind = PathKind::Regex;
    if (match.path->value)
        path.value = *match.path->value;
    return path;
}

std::tuple<int, std::size_t, std::size_t, std::size_t, std::size_t, std::size_t> weightOf(const HttpRouteMatch &match)
{
    const EnvoyPathMatch path = pathOf(match);
    const auto headers = firstOfEach(*match.headers, true);
    const auto query = firstOfEach(*match.queryParams, false);
    const std::size_t method = match.method ? 1 : 0;
    return {static_cast<int>(path.kind), path.value.size(), headers.size() + method,
            exactOnes(headers) + method, query.size(),      exactOnes(query)};
}

QJsonObject envoyMatch(const HttpRouteMatch &match)
{
    QJsonObject object;
    const EnvoyPathMatch path = pathOf(match);
    switch (path.kind) {
    case PathKind::Exact:
        object.insert(u"path"_s, envoyText(path.value));
        break;
    case PathKind::Regex:
        object.insert(u"safe_regex"_s, QJsonObject{{u"regex"_s, envoyText(path.value)}});
        break;
    case PathKind::Prefix:
        // spec/gateway.md §5: whole elements, a trailing slash of the value is ignored.
        if (path.value == "/" || path.value.empty())
            object.insert(u"prefix"_s, u"/"_s);
        else
            object.insert(
                u"path_separated_prefix"_s,
                envoyText(path.value.ends_with('/') ? path.value.substr(0, path.value.size() - 1) : path.value));
        break;
    }
    const QJsonArray headers = headerMatches(*match.headers, match.method ? *match.method : std::string());
    if (!headers.isEmpty())
        object.insert(u"headers"_s, headers);
    QJsonArray query;
    for (const NamedValueMatch *parameter : firstOfEach(*match.queryParams, false))
        query.append(
            QJsonObject{{u"name"_s, envoyText(*parameter->name)}, {u"string_match"_s, stringMatch(*parameter)}});
    if (!query.isEmpty())
        object.insert(u"query_parameters"_s, query);
    return object;
}

QJsonArray headerMatches(const std::vector<NamedValueMatch> &headers, const std::string &method)
{
    QJsonArray list;
    if (!method.empty())
        list.append(
            QJsonObject{{u"name"_s, u":method"_s}, {u"string_match"_s, QJsonObject{{u"exact"_s, envoyText(method)}}}});
    for (const NamedValueMatch *header : firstOfEach(headers, true))
        list.append(QJsonObject{{u"name"_s, envoyText(*header->name)}, {u"string_match"_s, stringMatch(*header)}});
    return list;
}

std::string quotedRegex(const std::string &literal)
{
    std::string pattern;
    for (const char c : literal) {
        if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos)
            pattern += '\\';
        pattern += c;
    }
    return pattern;
}

} // namespace wayproof
