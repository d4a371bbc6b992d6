// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/witnessrequest.h"

#include "model/analysis/regexsample.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Paths that fit, the plainest first.
std::vector<std::string> pathsFor(const PathMatch &match)
{
    switch (match.kind) {
    case PathMatch::Kind::Any:
        return {"/", "/a"};
    case PathMatch::Kind::Exact:
        return {match.text};
    case PathMatch::Kind::ElementPrefix:
        return match.text.empty() ? std::vector<std::string>{"/", "/a"}
                                  : std::vector<std::string>{match.text, match.text + "/a"};
    case PathMatch::Kind::StringPrefix:
        return {match.text, match.text + "a"};
    case PathMatch::Kind::Glob: {
        std::string path = match.text;
        std::replace_if(
            path.begin(), path.end(), [](char c) { return c == '*' || c == '?'; }, 'a');
        return {path};
    }
    case PathMatch::Kind::Regex:
        break;
    }
    const std::optional<std::string> sample = match.regex ? sampleOf(*match.regex, "/") : std::nullopt;
    return sample ? std::vector<std::string>{*sample} : std::vector<std::string>();
}

/// The value that fulfils the condition; nothing where none is known.
std::optional<std::string> valueFor(const ValueMatch &match)
{
    switch (match.kind) {
    case ValueMatch::Kind::Equals:
        return match.value;
    case ValueMatch::Kind::Present:
    case ValueMatch::Kind::Absent: // a negated one
        return "1";
    case ValueMatch::Kind::Regex:
        break;
    }
    return match.regex ? sampleOf(*match.regex) : std::nullopt;
}

bool isAbsenceEnough(const ValueMatch &match)
{
    return (match.kind == ValueMatch::Kind::Absent) != match.isNegated;
}

/// Name and value for every condition, each name once; nothing where one of them is out of reach.
std::optional<HeaderList> valuesFor(const std::vector<const Match *> &matches, std::vector<ValueMatch> Match::*which)
{
    HeaderList values;
    for (const Match *match : matches) {
        for (const ValueMatch &condition : match->*which) {
            if (isAbsenceEnough(condition))
                continue;
            const auto there = std::find_if(values.begin(), values.end(),
                                            [&](const auto &value) { return value.first == condition.name; });
            if (there != values.end() && condition.kind != ValueMatch::Kind::Equals)
                continue; // what is there may do; the simulator is asked anyway
            const std::optional<std::string> value = valueFor(condition);
            if (!value)
                return std::nullopt;
            if (there == values.end())
                values.emplace_back(condition.name, *value);
            else
                there->second = *value;
        }
    }
    return values;
}

bool isPlainQueryText(const std::string &text)
{
    return text.find_first_of("&=#%+? ;") == std::string::npos;
}

std::string methodFor(const std::vector<const Match *> &matches)
{
    std::vector<std::string> methods;
    for (const Match *match : matches) {
        if (methods.empty())
            methods = match->methods;
        else if (!match->methods.empty())
            std::erase_if(methods, [match](const std::string &method) {
                return std::find(match->methods.begin(), match->methods.end(), method) == match->methods.end();
            });
    }
    return methods.empty() ? "GET" : methods.front();
}

std::string addressFor(const std::vector<const Match *> &matches)
{
    for (const Match *match : matches) {
        if (!match->sourceRanges.empty())
            return match->isSourceNegated
                       ? std::string("203.0.113.9")
                       : match->sourceRanges.front().substr(0, match->sourceRanges.front().find('/'));
    }
    return {};
}

std::string schemeOf(EntranceProtocol protocol)
{
    return protocol == EntranceProtocol::Https ? "https" : "http";
}

std::string protocolOf(EntranceProtocol protocol)
{
    switch (protocol) {
    case EntranceProtocol::Tls:
        return "tls";
    case EntranceProtocol::Tcp:
        return "tcp";
    case EntranceProtocol::Udp:
        return "udp";
    case EntranceProtocol::Http:
    case EntranceProtocol::Https:
        break;
    }
    return "http";
}

/// The request without a port where the scheme's own leads there, then with it, then with the Gateway's name or the
/// class of the Ingress controller.
void addConnections(const Entrance &entrance, const Request &request, std::vector<Request> &requests)
{
    const bool isHttp = entrance.protocol == EntranceProtocol::Http || entrance.protocol == EntranceProtocol::Https;
    const int usual = entrance.protocol == EntranceProtocol::Https ? 443 : 80;
    if (isHttp && entrance.port.value_or(usual) == usual)
        requests.push_back(request);
    if (!entrance.port && entrance.owner.kind != "Gateway" && !entrance.classNames.empty()) {
        requests.push_back(request);
        requests.back().ingressClass = entrance.classNames.front();
    }
    if (!entrance.port)
        return;
    Request exact = request;
    exact.port = entrance.port;
    requests.push_back(exact);
    if (entrance.owner.kind == "Gateway") {
        exact.gateway = entrance.owner.path();
        requests.push_back(std::move(exact));
    }
}

} // namespace

std::string hostFor(const HostPattern &pattern)
{
    switch (pattern.kind) {
    case HostPattern::Kind::Any:
        return "any.example";
    case HostPattern::Kind::Exact:
        return pattern.text;
    case HostPattern::Kind::WildcardOne:
    case HostPattern::Kind::WildcardMany:
        return "any" + pattern.text;
    case HostPattern::Kind::Regex:
        break;
    }
    return pattern.regex ? sampleOf(*pattern.regex).value_or(std::string()) : std::string();
}

std::vector<Request> requestsFor(const Entrance &entrance, const std::string &host,
                                 const std::vector<const Match *> &matches)
{
    std::vector<Request> requests;
    Request request;
    request.scheme = schemeOf(entrance.protocol);
    request.protocol = protocolOf(entrance.protocol);
    request.host = host;
    if (request.protocol != "http") {
        if (request.protocol == "tls")
            request.sni = host;
        else
            request.host.clear();
        addConnections(entrance, request, requests);
        return requests;
    }
    const std::optional<HeaderList> headers = valuesFor(matches, &Match::headers);
    const std::optional<HeaderList> parameters = valuesFor(matches, &Match::queryParams);
    const std::optional<HeaderList> cookies = valuesFor(matches, &Match::cookies);
    if (host.empty() || !headers || !parameters || !cookies)
        return requests;
    request.method = methodFor(matches);
    request.headers = *headers;
    request.sourceAddress = addressFor(matches);
    if (std::any_of(matches.begin(), matches.end(), [](const Match *match) { return match->isGrpcOnly; })) {
        request.protocol = "grpc";
        request.method = "POST";
    }
    std::string query;
    for (const auto &[name, value] : *parameters) {
        if (!isPlainQueryText(name) || !isPlainQueryText(value))
            return requests;
        query += (query.empty() ? "?" : "&") + name + "=" + value;
    }
    std::string cookie;
    for (const auto &[name, value] : *cookies)
        cookie += (cookie.empty() ? "" : "; ") + name + "=" + value;
    if (!cookie.empty())
        request.headers.emplace_back("Cookie", cookie);
    // Of several paths the longest are most likely to please all.
    std::vector<std::string> paths;
    for (const Match *match : matches) {
        for (const std::string &path : pathsFor(match->path)) {
            const auto pleases = [&path](const Match *one) { return one->path.matches(path) != Ternary::No; };
            if (std::all_of(matches.begin(), matches.end(), pleases) &&
                std::find(paths.begin(), paths.end(), path) == paths.end())
                paths.push_back(path);
        }
    }
    if (matches.empty())
        paths.push_back("/");
    if (request.protocol == "grpc") // a call names service and method
        std::erase_if(paths, [](const std::string &path) { return std::count(path.begin(), path.end(), '/') != 2; });
    if (request.protocol == "grpc" && paths.empty())
        paths.push_back("/example.Service/Call");
    for (const std::string &path : paths) {
        request.path = path + query;
        if (request.protocol == "grpc") {
            const std::size_t slash = path.rfind('/');
            request.grpcService = path.substr(1, slash - 1);
            request.grpcMethod = path.substr(slash + 1);
        }
        addConnections(entrance, request, requests);
    }
    return requests;
}

std::vector<Request> requestsFor(const TablePlace &place, const std::vector<const Match *> &matches)
{
    const HostPattern &own = place.host ? place.host->pattern : place.channel->sni;
    const bool isOpen = own.kind == HostPattern::Kind::Any && place.channel->sni.kind != HostPattern::Kind::Any;
    const bool isLayer4 = place.entrance->protocol == EntranceProtocol::Tls;
    return requestsFor(*place.entrance, hostFor(isOpen || isLayer4 ? place.channel->sni : own), matches);
}

} // namespace wayproof
