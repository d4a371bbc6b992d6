// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Locations of ingress-nginx: their order, the splitting of prefixes, regex mode, nginx' own order of trial, and what
// nginx refuses to load (spec/ingress.md §2.1, §2.4).
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

/// A Prefix (not regex or rewrite, not "/") becomes `/x/` and `= /x`; where an Exact of that text exists, only `/x/`.
std::vector<NginxLocation> split(const std::vector<NginxLocation> &locations)
{
    std::set<std::string> exact;
    for (const NginxLocation &location : locations)
        if (location.isExact)
            exact.insert(location.path);
    std::vector<NginxLocation> result;
    for (const NginxLocation &location : locations) {
        if (location.path == "/" || location.isExact || location.needsRewrite() || location.usesRegex()) {
            result.push_back(location);
            continue;
        }
        NginxLocation prefix = location;
        if (!prefix.path.ends_with('/'))
            prefix.path += '/';
        result.push_back(std::move(prefix));
        if (exact.contains(location.path))
            continue;
        NginxLocation itself = location;
        itself.isExact = true;
        result.push_back(std::move(itself));
    }
    return result;
}

/// Whether alternation stands outside of every group and class, so that "^" binds to its first branch only.
bool hasTopLevelAlternation(const std::string &pattern)
{
    int depth = 0;
    bool isClass = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\')
            ++i;
        else if (isClass)
            isClass = c != ']';
        else if (c == '[')
            isClass = true;
        else if (c == '(')
            ++depth;
        else if (c == ')')
            --depth;
        else if (c == '|' && depth <= 0)
            return true;
    }
    return false;
}

RegexPtr locationRegex(const std::string &path)
{
    RegexReading reading;
    reading.engine = RegexEngine::Pcre2;
    reading.anchoring = hasTopLevelAlternation(path) ? RegexAnchoring::Search : RegexAnchoring::Start;
    reading.ignoresCase = true;
    return std::make_shared<Regex>("^" + path, std::vector<RegexReading>{reading});
}

PathMatch regexMatch(const NginxLocation &location)
{
    PathMatch match;
    match.kind = PathMatch::Kind::Regex;
    match.text = location.regex->pattern();
    match.regex = location.regex;
    return match;
}

void reportReload(IngressContext &context, NginxModel &model, const NginxLocation *location, const std::string &code,
                  const std::string &why, const std::string &mend)
{
    model.reloadFailures.push_back(why);
    if (location && location->owner)
        context.report(Severity::Error, Category::ConfigError, code,
                       why + " nginx refuses the whole configuration, for every Ingress.", mend,
                       *location->owner->ingress,
                       originOf(*location->owner->ingress, location->rule, location->match).source.at);
}

/// Whether nginx.conf cannot hold the path where it stands: bare, or between quotation marks in a regex host. The
/// controller escapes neither (spec/ingress.md §2.1 reload).
bool breaksConfiguration(const std::string &path, bool isQuoted)
{
    bool isEscaped = false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        const bool isVariable = c == '{' && i > 0 && path[i - 1] == '$';
        const bool endsWord = c == ';' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c == '{' && !isVariable);
        if (!isEscaped && (isQuoted ? c == '"' : endsWord))
            return true;
        isEscaped = c == '\\' && !isEscaped;
    }
    return isQuoted && isEscaped;
}

void checkServer(IngressContext &context, NginxModel &model, NginxServer &server)
{
    std::set<std::string> broken; // a Prefix has two locations
    for (const NginxLocation &location : server.locations)
        if (breaksConfiguration(location.path, server.isRegexMode()) && broken.insert(location.ingressPath).second)
            reportReload(context, model, &location, "nginx-invalid-path",
                         "Path " + location.ingressPath + " of host " + server.hostname + " breaks nginx.conf.",
                         server.isRegexMode() ? "Leave quotation marks and a last backslash out."
                                              : "Leave spaces, semicolons and braces out, or set use-regex.");
    if (server.isRegexMode()) {
        for (NginxLocation &location : server.locations) {
            location.regex = locationRegex(location.path);
            if (!location.regex->error().empty())
                reportReload(context, model, &location, "nginx-invalid-regex",
                             "Path " + location.path + " of host " + server.hostname +
                                 " is no regular expression: " + location.regex->error() + ".",
                             "Mend the expression.");
        }
        return;
    }
    std::set<std::pair<bool, std::string>> seen;
    for (const NginxLocation &location : server.locations)
        if (!seen.emplace(location.isExact, location.path).second)
            reportReload(context, model, &location, "nginx-duplicate-location",
                         "Host " + server.hostname + " has the location " + location.path + " twice.",
                         "Keep one of the paths that differ by a trailing slash only, or that are written twice.");
}

std::string directiveOf(const NginxLocation &location, bool isRegex)
{
    if (isRegex)
        return "~* \"^" + location.path + "\"";
    return location.isExact ? "= " + location.path : location.path;
}

PathMatch plainMatch(const NginxLocation &location)
{
    PathMatch match;
    match.kind = location.isExact ? PathMatch::Kind::Exact : PathMatch::Kind::StringPrefix;
    match.text = location.path;
    return match;
}

/// Without regular expressions nginx takes an exact location first, then the longest prefix; a location that ends in
/// "/" answers 301 for its slash-less name, unless that name has an exact location.
std::vector<NginxLocationMatch> plainOrder(const NginxServer &server)
{
    std::vector<NginxLocationMatch> exact;
    std::vector<NginxLocationMatch> redirects;
    std::vector<NginxLocationMatch> prefixes;
    std::set<std::string> exactPaths;
    for (const NginxLocation &location : server.locations) {
        NginxLocationMatch match{&location, plainMatch(location), directiveOf(location, false), false};
        if (location.isExact)
            exactPaths.insert(location.path);
        (location.isExact ? exact : prefixes).push_back(std::move(match));
    }
    std::set<std::string> redirected;
    for (const NginxLocation &location : server.locations) {
        const bool isProxied = !location.owner || !location.owner->annotations.denied;
        if (location.path.size() < 2 || !location.path.ends_with('/') || !isProxied)
            continue;
        const std::string slashless = location.path.substr(0, location.path.size() - 1);
        if (exactPaths.contains(slashless) || !redirected.insert(slashless).second)
            continue;
        PathMatch match;
        match.kind = PathMatch::Kind::Exact;
        match.text = slashless;
        redirects.push_back({&location, std::move(match), directiveOf(location, false), true});
    }
    std::stable_sort(prefixes.begin(), prefixes.end(), [](const NginxLocationMatch &a, const NginxLocationMatch &b) {
        return a.path.text.size() > b.path.text.size();
    });
    exact.insert(exact.end(), redirects.begin(), redirects.end());
    exact.insert(exact.end(), prefixes.begin(), prefixes.end());
    return exact;
}

} // namespace

void arrangeNginxLocations(IngressContext &context, NginxModel &model)
{
    for (auto &[host, server] : model.servers) {
        std::stable_sort(server.locations.begin(), server.locations.end(),
                         [](const NginxLocation &a, const NginxLocation &b) { return a.path > b.path; });
        std::stable_sort(server.locations.begin(), server.locations.end(),
                         [](const NginxLocation &a, const NginxLocation &b) { return a.path.size() > b.path.size(); });
        server.locations = split(server.locations);
        checkServer(context, model, server);
        if (server.redirectsFromToWww && host.starts_with("*."))
            reportReload(context, model, &server.locations.back(), "nginx-www-of-wildcard",
                         "from-to-www-redirect on the wildcard host " + host + " makes an invalid server name.",
                         "Remove the annotation from the wildcard host.");
    }
    checkNginxReload(context, model);
}

std::vector<NginxLocationMatch> nginxLocationOrder(const NginxServer &server)
{
    if (!server.isRegexMode())
        return plainOrder(server);
    std::vector<NginxLocationMatch> order;
    for (const NginxLocation &location : server.locations)
        order.push_back({&location, regexMatch(location), directiveOf(location, true), false});
    return order;
}

} // namespace wayproof
