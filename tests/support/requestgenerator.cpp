// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/requestgenerator.h"

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

void addOnce(HeaderList &list, const std::string &name, const std::string &value)
{
    const std::pair<std::string, std::string> entry(name, value);
    if (!name.empty() && std::find(list.begin(), list.end(), entry) == list.end())
        list.push_back(entry);
}

} // namespace

RequestGenerator::RequestGenerator(const Snapshot &snapshot, std::uint32_t seed)
    : m_random(seed)
    , m_hosts{"unknown.invalid"}
    , m_paths{"/", "/healthz", "/version", "//", "///"}
{
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        m_hasIngressTls = m_hasIngressTls || !ingress.tls->empty();
        for (const IngressRule &rule : *ingress.rules) {
            addHost(*rule.host);
            for (const HttpIngressPath &path : *rule.paths)
                addPath(*path.path);
        }
    }
    for (const Gateway &gateway : snapshot.all<Gateway>()) {
        for (const Listener &listener : *gateway.listeners)
            addPlace(listener);
    }
    for (const GrpcRoute &route : snapshot.all<GrpcRoute>())
        addNames(route);
    for (const TlsRoute &route : snapshot.all<TlsRoute>()) {
        for (const Text &host : *route.hostnames) {
            for (Place &place : m_places) {
                if (place.protocol == "TLS")
                    place.names.push_back(host->rfind("*.", 0) == 0 ? "one" + host->substr(1) : *host);
            }
        }
    }
    for (const HttpRoute &route : snapshot.all<HttpRoute>()) {
        for (const Text &host : *route.hostnames)
            addHost(*host);
        for (const HttpRouteRule &rule : *route.rules) {
            for (const HttpRouteMatch &match : *rule.matches) {
                addPath(*match.path->value);
                for (const NamedValueMatch &header : *match.headers)
                    addOnce(m_headers, *header.name, *header.value);
                for (const NamedValueMatch &parameter : *match.queryParams)
                    addOnce(m_query, *parameter.name, *parameter.value);
            }
        }
    }
}

void RequestGenerator::addPlace(const Listener &listener)
{
    addHost(*listener.hostname);
    Place place{*listener.protocol, static_cast<int>(*listener.port), {"unknown.invalid"}};
    if (listener.hostname->rfind("*.", 0) == 0)
        place.names.push_back("one" + listener.hostname->substr(1));
    else if (!listener.hostname->empty())
        place.names.push_back(*listener.hostname);
    m_places.push_back(std::move(place));
}

void RequestGenerator::addNames(const GrpcRoute &route)
{
    for (const Text &host : *route.hostnames)
        addHost(*host);
    m_methods.emplace_back("unknown.Service", "Call");
    for (const GrpcRouteRule &rule : *route.rules) {
        for (const GrpcRouteMatch &match : *rule.matches) {
            const std::string service = match.method->service->empty() ? "some.Service" : *match.method->service;
            const std::string method = match.method->method->empty() ? "Call" : *match.method->method;
            m_methods.emplace_back(service, method);
            m_methods.emplace_back(service, method + "x");
            m_methods.emplace_back(upper(service), method);
            for (const NamedValueMatch &header : *match.headers)
                addOnce(m_headers, *header.name, *header.value);
        }
    }
}

void RequestGenerator::addHost(const std::string &host)
{
    std::vector<std::string> variants;
    if (host.rfind("*.", 0) == 0)
        variants = {"one" + host.substr(1), "one.two" + host.substr(1), host.substr(2)};
    else if (!host.empty())
        variants = {host, upper(host), host + ":8080", "sub." + host};
    for (const std::string &variant : variants) {
        if (std::find(m_hosts.begin(), m_hosts.end(), variant) == m_hosts.end())
            m_hosts.push_back(variant);
    }
}

void RequestGenerator::addPath(const std::string &path)
{
    // A pattern is no path; its literal beginning is.
    const std::string literal = path.substr(0, path.find_first_of("()[]{}|*+?^$\\."));
    if (literal.empty() || literal.front() != '/')
        return;
    if (std::find(m_paths.begin(), m_paths.end(), literal) == m_paths.end())
        m_paths.push_back(literal);
}

std::string RequestGenerator::path()
{
    std::string text = oneOf(m_paths);
    const std::string bare = text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
    switch (std::uniform_int_distribution<int>(0, 13)(m_random)) {
    case 0:
        text = bare + '/';
        break;
    case 1:
        text = bare + "x";
        break;
    case 2:
        text = (bare == "/" ? "" : bare) + "/below/it";
        break;
    case 3:
        text = upper(text);
        break;
    case 4:
        text = text.substr(0, std::max<std::size_t>(1, text.size() - 1));
        break;
    case 5:
        text = bare;
        break;
    case 6:
        text = "/before" + text;
        break;
    case 7:
        text = upper(bare) + "/x";
        break;
    default:
        break;
    }
    if (chance(15))
        text += "?x=1";
    return text;
}

/// A connection that carries no HTTP.
Request RequestGenerator::connection(const Place &place)
{
    Request request;
    request.via = Request::Via::Gateway;
    request.port = place.port;
    request.host.clear();
    if (place.protocol == "TLS") {
        request.protocol = "tls";
        request.sni = oneOf(place.names);
        if (chance(10))
            request.sni = upper(*request.sni);
    } else {
        request.protocol = place.protocol == "TCP" ? "tcp" : "udp";
    }
    return request;
}

void RequestGenerator::makeGrpc(Request &request)
{
    const auto &[service, method] = oneOf(m_methods);
    request.via = Request::Via::Gateway;
    request.protocol = "grpc";
    request.grpcService = service;
    request.grpcMethod = method;
    request.method = "POST";
    request.path = '/' + service + '/' + method;
}

Request RequestGenerator::next()
{
    static const std::vector<std::string> methods{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
    const std::string id = std::to_string(++m_number);
    Request request;
    if (!m_places.empty()) {
        const Place &place = oneOf(m_places);
        if (place.protocol == "TLS" || place.protocol == "TCP" || place.protocol == "UDP") {
            request = connection(place);
            request.id = id;
            return request;
        }
        request.port = place.port;
        request.scheme = place.protocol == "HTTPS" ? "https" : "http";
    } else if (m_hasIngressTls && chance(30)) {
        request.scheme = "https";
    }
    request.id = id;
    request.host = chance(90) && m_hosts.size() > 1 ? m_hosts[1 + m_random() % (m_hosts.size() - 1)] : m_hosts.front();
    request.method = chance(70) ? "GET" : oneOf(methods);
    request.path = path();
    if (!m_methods.empty() && chance(60)) {
        makeGrpc(request);
    } else if (!m_query.empty() && chance(40)) {
        const auto &[name, value] = oneOf(m_query);
        request.path +=
            (request.path.find('?') == std::string::npos ? '?' : '&') + name + '=' + (chance(80) ? value : value + "x");
    }
    if (!m_headers.empty() && chance(60)) {
        const auto &[name, value] = oneOf(m_headers);
        request.headers.emplace_back(chance(50) ? upper(name) : name, chance(80) ? value : value + "x");
    }
    return request;
}

} // namespace wayproof::test
