// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The names under which nginx finds a server of ingress-nginx: hosts and aliases, which of them nginx refuses, and who
// keeps a name that several servers have (spec/ingress.md §2.1 "Wildcard host").
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

NginxName named(NginxNameKind kind, HostPattern::Kind pattern, const std::string &text)
{
    NginxName name;
    name.kind = kind;
    name.pattern.kind = pattern;
    name.pattern.text = text;
    name.isAlias = true;
    return name;
}

NginxName regexNamed(NginxNameKind kind, const std::string &pattern)
{
    NginxName name = named(kind, HostPattern::Kind::Regex, pattern);
    name.pattern.regex =
        std::make_shared<Regex>(pattern, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, true}});
    return name;
}

/// "mail.*" as an expression: any labels behind.
std::string trailingPattern(const std::string &stem)
{
    std::string pattern = "^";
    for (const char c : stem)
        pattern += std::isalnum(static_cast<unsigned char>(c)) ? std::string(1, c) : std::string("\\") + c;
    return pattern + ".+$";
}

std::vector<NginxName> patternsOf(const std::string &alias)
{
    if (alias.starts_with("~"))
        return {regexNamed(NginxNameKind::Regex, alias.substr(1))};
    const std::string text = lowerCase(alias);
    if (text.starts_with("*."))
        return {named(NginxNameKind::LeadingWildcard, HostPattern::Kind::WildcardMany, text.substr(1))};
    if (text.starts_with("."))
        return {named(NginxNameKind::Exact, HostPattern::Kind::Exact, text.substr(1)),
                named(NginxNameKind::LeadingWildcard, HostPattern::Kind::WildcardMany, text)};
    if (text.ends_with(".*"))
        return {regexNamed(NginxNameKind::TrailingWildcard, trailingPattern(text.substr(0, text.size() - 1)))};
    return {named(NginxNameKind::Exact, HostPattern::Kind::Exact, text)};
}

} // namespace

std::string nginxNameFault(const std::string &name)
{
    if (name == "~")
        return "the expression is empty";
    if (name.starts_with("~")) {
        const Regex regex(name.substr(1), {{RegexEngine::Pcre2, RegexAnchoring::Search, true}});
        return regex.error();
    }
    if (name == ".")
        return "it is empty";
    if (name.find("..") != std::string::npos)
        return "a label is empty";
    const auto stars = std::count(name.begin(), name.end(), '*');
    const bool isWildcard = name.starts_with(".") ? true : name.starts_with("*.") || name.ends_with(".*");
    if (stars > 1 || (stars == 1 && (!isWildcard || name.size() < 3)) || (name.starts_with("*") && name[1] != '.'))
        return "a * may only stand for the first or the last labels";
    return {};
}

std::vector<NginxName> NginxNames::claim(const NginxServer &server)
{
    std::vector<NginxName> names;
    if (server.hostname == nginxCatchAll) {
        names.push_back(named(NginxNameKind::CatchAll, HostPattern::Kind::Any, {}));
    } else if (server.hostname.starts_with("*.")) {
        names.push_back(named(NginxNameKind::Regex, HostPattern::Kind::WildcardOne, server.hostname.substr(1)));
    } else if (take(server.hostname)) {
        names.push_back(named(NginxNameKind::Exact, HostPattern::Kind::Exact, server.hostname));
    }
    for (NginxName &name : names)
        name.isAlias = false;
    for (const std::string &alias : server.aliases) {
        if (!alias.starts_with("~") && !take(lowerCase(alias)))
            continue;
        for (NginxName &name : patternsOf(alias))
            names.push_back(std::move(name));
    }
    return names;
}

/// nginx warns of a name that it has already, and goes on: the server that stands first in its file keeps it.
bool NginxNames::take(const std::string &name)
{
    if (name.starts_with(".")) {
        // ".x" is "x" and "*.x"; where "x" is somebody's, neither counts.
        return m_taken.insert(name.substr(1)).second && m_taken.insert("*" + name).second;
    }
    return m_taken.insert(name).second;
}

} // namespace wayproof
