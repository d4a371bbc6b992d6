// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/boundaryrequests.h"

#include <algorithm>
#include <cctype>

namespace wayproof::test
{

namespace
{

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

template<class List, class Item>
void addOnce(List &list, const Item &item)
{
    if (std::find(list.begin(), list.end(), item) == list.end())
        list.push_back(item);
}

} // namespace

BoundaryRequests::BoundaryRequests(const Snapshot &snapshot, std::uint32_t seed, RequestMix mix)
    : m_random(seed)
    , m_mix(mix)
    , m_hosts{"unknown.test"}
    , m_paths{"/"}
{
    for (const Gateway &gateway : snapshot.all<Gateway>())
        addDoors(gateway.meta.id().path(), *gateway.listeners);
    for (const ListenerSet &set : snapshot.all<ListenerSet>()) {
        const ObjectReference &parent = *set.parentRef;
        addDoors((parent.ns->empty() ? *set.meta.ns : *parent.ns) + "/" + *parent.name, *set.listeners);
    }
    for (const HttpRoute &route : snapshot.all<HttpRoute>()) {
        for (const Text &hostname : *route.hostnames)
            addHost(*hostname);
        for (const HttpRouteRule &rule : *route.rules) {
            for (const HttpRouteMatch &match : *rule.matches) {
                addPath(*match.path->value);
                for (const NamedValueMatch &header : *match.headers)
                    addOnce(m_headers, std::pair(*header.name, *header.value));
                for (const NamedValueMatch &parameter : *match.queryParams)
                    addOnce(m_query, std::pair(*parameter.name, *parameter.value));
            }
            for (const RouteFilter &filter : *rule.filters)
                m_hasCors = m_hasCors || *filter.type == "CORS";
        }
    }
}

void BoundaryRequests::addDoors(const std::string &gateway, const std::vector<Listener> &listeners)
{
    for (const Listener &listener : listeners) {
        const bool isTls = *listener.protocol == "HTTPS";
        if (*listener.protocol != "HTTP" && !(isTls && m_mix.https))
            continue;
        m_doors.push_back({gateway, static_cast<int>(*listener.port), isTls, *listener.hostname});
        addHost(*listener.hostname);
    }
}

void BoundaryRequests::addHost(const std::string &host)
{
    if (host.rfind("*.", 0) == 0) {
        for (const std::string &variant : {"one" + host.substr(1), "one.two" + host.substr(1), host.substr(2)})
            addOnce(m_hosts, variant);
    } else if (!host.empty()) {
        for (const std::string &variant : {host, host, "sub." + host})
            addOnce(m_hosts, variant);
    }
}

void BoundaryRequests::addPath(const std::string &path)
{
    // A pattern is no path; its literal beginning is.
    const std::string literal = path.substr(0, path.find_first_of("()[]{}|*+?^$\\"));
    if (!literal.empty() && literal.front() == '/')
        addOnce(m_paths, literal);
}

std::string BoundaryRequests::host(const std::string &fitting)
{
    std::string host = m_hosts.front();
    // Mostly one that the listener takes, else nearly every answer would be 404.
    const std::string suffix = fitting.substr(fitting.empty() || fitting[0] != '*' ? 0 : 1);
    for (int i = 0; i < 8 && m_hosts.size() > 1; ++i) {
        host = m_hosts[1 + static_cast<std::size_t>(below(m_hosts.size() - 1))];
        if (host.ends_with(suffix) || chance(8))
            break;
    }
    if (chance(4))
        host = m_hosts.front();
    if (chance(6))
        host = upper(host);
    else if (m_mix.trailingDots && chance(2))
        host += '.';
    if (chance(8))
        host += chance(50) ? ":8080" : ":443";
    return host;
}

std::string BoundaryRequests::path()
{
    static const std::vector<std::string> escapes{"/%62", "%2Fb", "/%2e/", ";p"};
    std::string text = oneOf(m_paths);
    const std::string bare = text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
    const std::string base = bare == "/" ? std::string() : bare;
    switch (below(m_mix.encodedPaths ? 22 : 18)) {
    case 0:
    case 1:
        return base + '/';
    case 2:
        return bare + "x";
    case 3:
        return base + "/below/it";
    case 4:
        return upper(text);
    case 5:
        return text.substr(0, std::max<std::size_t>(1, text.size() - 1));
    case 6:
    case 7:
        return bare;
    case 8:
        return "/before" + text;
    case 9:
        return base + "/b";
    case 18:
        return base + "//b";
    case 19:
        return base + escapes[static_cast<std::size_t>(below(escapes.size()))];
    case 20:
        return base + "/x/../b";
    case 21:
        return base + "/./";
    default:
        return text;
    }
}

std::string BoundaryRequests::query()
{
    std::string text;
    if (m_query.empty() || !chance(45))
        return chance(10) ? "?other=1" : (chance(2) ? "?" : std::string());
    const int count = 1 + below(3);
    for (int i = 0; i < count; ++i) {
        const auto &[name, value] = oneOf(m_query);
        const std::string part =
            (chance(5) ? upper(name) : name) + '=' + (chance(75) ? (value.size() == 1 ? value : "12") : "x" + value);
        if (!m_mix.repeatedValues && text.find(name + "=") != std::string::npos)
            continue;
        text += (text.empty() ? "?" : "&") + part;
    }
    return text;
}

void BoundaryRequests::addHeaders(Request &request)
{
    std::vector<std::string> names;
    for (int i = below(3); i > 0 && !m_headers.empty(); --i) {
        const auto &[name, value] = oneOf(m_headers);
        if (!m_mix.repeatedValues && std::find(names.begin(), names.end(), upper(name)) != names.end())
            continue;
        names.push_back(upper(name));
        request.headers.emplace_back(chance(30) ? upper(name) : name,
                                     chance(80) ? (value.size() == 1 ? value : "12") : value + "x");
    }
    if (chance(12) && std::find(names.begin(), names.end(), "X-GONE") == names.end())
        request.headers.emplace_back("X-Gone", "was here");
    if (m_mix.cors && m_hasCors && chance(30)) {
        request.headers.emplace_back(
            "Origin", oneOf(std::vector<std::string>{"https://a.example", "https://c.b.example", "https://evil.test"}));
        if (chance(50)) {
            request.method = "OPTIONS";
            request.headers.emplace_back("Access-Control-Request-Method", chance(70) ? "GET" : "DELETE");
        }
    }
}

Request BoundaryRequests::next()
{
    static const std::vector<std::string> methods{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
    Request request;
    request.id = std::to_string(++m_number);
    request.via = Request::Via::Gateway;
    const Door &door = oneOf(m_doors);
    request.gateway = door.gateway;
    request.port = door.port;
    request.scheme = door.isTls ? "https" : "http";
    request.host = host(door.hostname);
    request.method = chance(60) ? "GET" : oneOf(methods);
    request.path = path();
    request.path += query();
    addHeaders(request);
    if (door.isTls && m_mix.foreignSni) {
        if (chance(15))
            request.sni = m_hosts[static_cast<std::size_t>(below(m_hosts.size()))];
        else if (chance(4))
            request.sni = std::string();
    }
    return request;
}

} // namespace wayproof::test
