// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Path changes, redirect locations, header edits in sequence.
#include "model/analysis/rewriting.h"

#include <algorithm>
#include <iterator>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

std::string_view withoutTrailingSlashes(std::string_view text)
{
    while (!text.empty() && text.back() == '/') {
        text.remove_suffix(1);
    }
    return text;
}

bool isUnder(std::string_view path, std::string_view prefix)
{
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

/// $1…$9 replaced by groups; a group that took no part, or does not exist, is empty.
std::string substituted(std::string_view text, const std::vector<std::string> &groups)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9') {
            const auto group = static_cast<std::size_t>(text[++i] - '0');
            result += group < groups.size() ? groups[group] : std::string();
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string_view beforeQuery(std::string_view text)
{
    return text.substr(0, text.find('?'));
}

/// The replacement's own query, then the request's (nginx appends it).
std::string joinedQuery(const PathChange &change, std::string_view path, const std::optional<std::string> &query)
{
    const bool hasOwn = change.kind == PathChange::Kind::ReplaceFull || change.kind == PathChange::Kind::Template;
    const std::size_t mark = hasOwn ? change.replacement.find('?') : std::string::npos;
    std::string own;
    if (mark != std::string::npos) {
        const std::string_view text = std::string_view(change.replacement).substr(mark + 1);
        own = change.kind == PathChange::Kind::Template && change.regex
                  ? substituted(text, change.regex->captures(path))
                  : std::string(text);
    }
    const bool keeps = query && change.keepsQuery;
    if (own.empty()) {
        return keeps ? "?" + *query : std::string();
    }
    return "?" + own + (keeps && !query->empty() ? "&" + *query : std::string());
}

/// Where nginx builds a target anew, a question mark without a query is lost, and so is what follows a "#".
std::optional<std::string> queryOf(const PathReading &reading, bool isBuiltAnew)
{
    if (!isBuiltAnew || !reading.policy.reescapesRewritten || !reading.query) {
        return reading.query;
    }
    std::string query = reading.query->substr(0, reading.query->find('#'));
    return query.empty() ? std::nullopt : std::optional(std::move(query));
}

std::string redirectPath(const Redirect &redirect, const PathReading &reading)
{
    const bool isMatched = redirect.usesMatchedPath;
    std::string_view base = isMatched ? std::string_view(reading.matched) : std::string_view(reading.sent);
    const PathChange &change = redirect.path;
    const bool isPrefix =
        change.kind == PathChange::Kind::ReplacePrefix || change.kind == PathChange::Kind::ReplacePrefixText;
    if ((isPrefix && !base.starts_with(withoutTrailingSlashes(change.prefix))) ||
        change.kind == PathChange::Kind::Template) {
        base = reading.matched;
    }
    std::string path = changedPath(base, change);
    return isMatched && reading.policy.reescapesRewritten ? escapePath(path) : path;
}

/// Everything but RFC 3986's unreserved characters becomes %XX.
std::string escaped(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string result;
    for (const char c : text) {
        if (unreserved.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4];
        result += digits[byte & 15];
    }
    return result;
}

const std::string *headerOf(const Request &request, const std::string &name)
{
    if (name.empty()) {
        return nullptr;
    }
    const std::string wanted = lowered(name);
    const auto found = std::find_if(request.headers.begin(), request.headers.end(),
                                    [&](const auto &header) { return lowered(header.first) == wanted; });
    return found == request.headers.end() ? nullptr : &found->second;
}

std::string schemeOf(const Request &request)
{
    return request.scheme == "wss" || request.scheme == "https" ? "https" : "http";
}

/// nginx' variables that a sign-in page's URL is usually made of; the longest name goes first.
std::string expanded(const std::string &url, const Request &request)
{
    const std::pair<std::string_view, std::string> variables[] = {
        {"$escaped_request_uri", escaped(request.target())},
        {"$request_uri", request.target()},
        {"$http_host", request.host},
        {"$host", request.hostName()},
        {"$scheme", schemeOf(request)},
    };
    std::string result;
    for (std::size_t at = 0; at < url.size();) {
        const auto found = std::find_if(std::begin(variables), std::end(variables), [&](const auto &variable) {
            return url.compare(at, variable.first.size(), variable.first) == 0;
        });
        const bool isKnown = found != std::end(variables);
        result += isKnown ? found->second : std::string(1, url[at]);
        at += isKnown ? found->first.size() : 1;
    }
    return result;
}

/// 0: none.
int redirectPort(const Redirect &redirect, const Request &request)
{
    switch (redirect.portSource) {
    case Redirect::Port::Explicit:
    case Redirect::Port::OfListener:
        return redirect.port;
    case Redirect::Port::OfScheme:
        return 0;
    case Redirect::Port::OfRequest:
        return !redirect.usesHostHeaderPort && request.port ? *request.port : request.hostPort().value_or(0);
    }
    return 0;
}

int defaultPort(const std::string &scheme)
{
    return scheme == "https" ? 443 : 80;
}

std::string redirectAuthority(const Redirect &redirect, const Request &request, const std::string &scheme)
{
    const std::string name = request.hostName();
    const std::string *sentPort = headerOf(request, redirect.portHeader);
    int port =
        sentPort ? static_cast<int>(std::strtol(sentPort->c_str(), nullptr, 10)) : redirectPort(redirect, request);
    const bool isAlwaysHidden = redirect.hidesPorts80And443Always && (port == 80 || port == 443);
    if ((redirect.hidesDefaultPort && port == defaultPort(scheme)) || isAlwaysHidden) {
        port = 0;
    }
    if (port == 0 && redirect.usesHostHeaderPort && redirect.host.empty()) {
        port = request.hostPort().value_or(0);
        // The old scheme's own port is dropped together with the scheme.
        if (scheme != schemeOf(request) && port == defaultPort(schemeOf(request))) {
            port = 0;
        }
    }
    const std::string sent = request.host.substr(0, name.size());
    // nginx' $host has lost its trailing dot, too.
    const std::string plain = name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
    const std::string *forwarded = headerOf(request, redirect.hostHeader);
    const std::string host = forwarded                ? forwarded->substr(0, forwarded->find_first_of(",:"))
                             : !redirect.host.empty() ? redirect.host
                             : redirect.lowersHost    ? plain
                                                      : sent;
    return port > 0 ? host + ":" + std::to_string(port) : host;
}

void eraseName(HeaderList &headers, const std::string &name)
{
    headers.erase(std::remove_if(headers.begin(), headers.end(),
                                 [&](const auto &header) { return lowered(header.first) == name; }),
                  headers.end());
}

bool eraseName(std::vector<std::string> &names, const std::string &name)
{
    const auto end =
        std::remove_if(names.begin(), names.end(), [&](const std::string &other) { return lowered(other) == name; });
    const bool had = end != names.end();
    names.erase(end, names.end());
    return had;
}

} // namespace

std::string changedPath(std::string_view path, const PathChange &change)
{
    switch (change.kind) {
    case PathChange::Kind::Keep:
        return std::string(path);
    case PathChange::Kind::ReplaceFull: {
        const std::string_view replacement = beforeQuery(change.replacement);
        return replacement.empty() ? "/" : std::string(replacement);
    }
    case PathChange::Kind::ReplacePrefix: {
        // spec/gateway.md §6: both lose their trailing slashes, and the result is never empty.
        const std::string_view prefix = withoutTrailingSlashes(change.prefix);
        if (!isUnder(path, prefix)) {
            return std::string(path);
        }
        const std::string result =
            std::string(withoutTrailingSlashes(change.replacement)) + std::string(path.substr(prefix.size()));
        return result.empty() ? "/" : result;
    }
    case PathChange::Kind::ReplacePrefixText: {
        if (!path.starts_with(change.prefix)) {
            return std::string(path);
        }
        const std::string result = change.replacement + std::string(path.substr(change.prefix.size()));
        return result.empty() ? "/" : result;
    }
    case PathChange::Kind::Template: {
        const std::vector<std::string> groups =
            change.regex ? change.regex->captures(path) : std::vector<std::string>();
        if (groups.empty()) {
            return std::string(path);
        }
        const std::string result = substituted(beforeQuery(change.replacement), groups);
        return result.empty() ? "/" : result;
    }
    }
    return std::string(path);
}

std::string withGroups(std::string_view text, const PathChange &change, std::string_view path)
{
    return substituted(text, change.regex ? change.regex->captures(path) : std::vector<std::string>());
}

bool isRewrittenToNothing(const PathReading &reading, const PathChange &change)
{
    if (change.kind != PathChange::Kind::Template || !change.regex || !reading.policy.reescapesRewritten) {
        return false;
    }
    const std::vector<std::string> groups = change.regex->captures(reading.matched);
    return !groups.empty() && substituted(beforeQuery(change.replacement), groups).empty();
}

std::string forwardedTarget(const PathReading &reading, const PathChange &change)
{
    const std::string query =
        joinedQuery(change, reading.matched, queryOf(reading, change.kind != PathChange::Kind::Keep));
    if (change.kind == PathChange::Kind::Keep) {
        return (reading.policy.forwarded == PathPolicy::Forwarded::AsSent ? reading.sent : reading.matched) + query;
    }
    const std::string path = changedPath(reading.matched, change);
    return (reading.policy.reescapesRewritten ? escapePath(path) : path) + query;
}

std::string redirectLocation(const Redirect &redirect, const Request &request, const PathReading &reading)
{
    if (!redirect.constantUrl.empty()) {
        return redirect.expandsVariables ? expanded(redirect.constantUrl, request) : redirect.constantUrl;
    }
    std::string target = redirectPath(redirect, reading);
    target += joinedQuery(redirect.path, reading.matched,
                          redirect.keepsQuery ? queryOf(reading, redirect.usesMatchedPath) : std::nullopt);
    if (redirect.cutsTrailingSlash && !target.empty() && target.back() == '/') {
        target.pop_back();
    }
    if (redirect.isRelative) {
        return target;
    }
    const std::string *forwarded = headerOf(request, redirect.schemeHeader);
    const std::string scheme = forwarded ? *forwarded : redirect.scheme.empty() ? schemeOf(request) : redirect.scheme;
    return scheme + "://" + redirectAuthority(redirect, request, scheme) + target;
}

bool asksForDefaultPort(const Redirect &redirect, const Request &request)
{
    return redirect.portSource == Redirect::Port::Explicit &&
           redirect.port == defaultPort(redirect.scheme.empty() ? schemeOf(request) : redirect.scheme);
}

void append(HeaderEdits &first, const HeaderEdits &second)
{
    for (const auto &[name, value] : second.set) {
        const std::string key = lowered(name);
        eraseName(first.set, key);
        eraseName(first.add, key);
        eraseName(first.remove, key);
        first.set.emplace_back(name, value);
    }
    for (const auto &[name, value] : second.add) {
        const std::string key = lowered(name);
        // What was removed before and is added now holds just the new value.
        if (eraseName(first.remove, key)) {
            first.set.emplace_back(name, value);
        } else {
            first.add.emplace_back(name, value);
        }
    }
    for (const std::string &name : second.remove) {
        const std::string key = lowered(name);
        eraseName(first.set, key);
        eraseName(first.add, key);
        eraseName(first.remove, key);
        first.remove.push_back(name);
    }
}

std::string allowedOrigin(const CorsHeaders &cors, std::string_view origin)
{
    const std::string asked = lowered(origin);
    for (const std::string &allowed : cors.allowOrigins) {
        if (allowed == "*") {
            return cors.allowCredentials || cors.echoesOrigin ? std::string(origin) : "*";
        }
        const std::string pattern = lowered(allowed);
        const std::size_t star = pattern.find('*');
        if (star == std::string::npos) {
            if (pattern == asked) {
                return std::string(origin);
            }
            continue;
        }
        // spec/gateway.md §6: a wildcard host spans labels.
        const std::string_view head = std::string_view(pattern).substr(0, star);
        const std::string_view tail = std::string_view(pattern).substr(star + 1);
        if (asked.size() > head.size() + tail.size() && asked.starts_with(head) && asked.ends_with(tail)) {
            return std::string(origin);
        }
    }
    return {};
}

} // namespace wayproof
