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
        for (const IngressRule &rule : *ingress.rules) {
            addHost(*rule.host);
            for (const HttpIngressPath &path : *rule.paths)
                addPath(*path.path);
        }
    }
    for (const Gateway &gateway : snapshot.all<Gateway>()) {
        for (const Listener &listener : *gateway.listeners) {
            addHost(*listener.hostname);
            if (*listener.protocol == "HTTP")
                m_ports.push_back(static_cast<int>(*listener.port));
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

Request RequestGenerator::next()
{
    static const std::vector<std::string> methods{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
    Request request;
    request.id = std::to_string(++m_number);
    request.host = chance(90) && m_hosts.size() > 1 ? m_hosts[1 + m_random() % (m_hosts.size() - 1)] : m_hosts.front();
    request.method = chance(70) ? "GET" : oneOf(methods);
    request.path = path();
    if (!m_ports.empty())
        request.port = oneOf(m_ports);
    if (!m_query.empty() && chance(40)) {
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
