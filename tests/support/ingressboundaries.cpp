// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ingressboundaries.h"

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

const std::string *annotationOf(const Ingress &ingress, const std::string &name)
{
    const Text *text = ingress.meta.annotation("nginx.ingress.kubernetes.io/" + name);
    return text ? &text->value : nullptr;
}

bool isSafe(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("/-._~!$&'()*+,;=:@%").find(c) != std::string_view::npos;
}

} // namespace

IngressBoundaries::IngressBoundaries(const Snapshot &snapshot, std::uint32_t seed, IngressRequestMix mix)
    : m_random(seed)
    , m_mix(mix)
    , m_paths{"/", "/"}
{
    for (const Ingress &ingress : snapshot.all<Ingress>())
        read(ingress);
    if (m_hosts.empty() || m_mix.unknownHosts)
        m_hosts.emplace_back("unknown.test");
}

void IngressBoundaries::read(const Ingress &ingress)
{
    for (const IngressRule &rule : *ingress.rules) {
        addHost(*rule.host);
        for (const HttpIngressPath &path : *rule.paths) {
            if (!path.path->empty())
                m_paths.push_back(*path.path);
        }
    }
    for (const IngressTls &tls : *ingress.tls) {
        for (const Text &name : *tls.hosts)
            addHost(*name);
    }
    if (const std::string *aliases = annotationOf(ingress, "server-alias")) {
        for (std::size_t from = 0; from <= aliases->size();) {
            const std::size_t comma = std::min(aliases->find(',', from), aliases->size());
            const std::string name = aliases->substr(from, comma - from);
            if (name.find_first_of(" ~") == std::string::npos)
                addHost(name);
            from = comma + 1;
        }
    }
    if (annotationOf(ingress, "from-to-www-redirect")) {
        for (const IngressRule &rule : *ingress.rules) {
            if (!rule.host->empty() && rule.host->front() != '*')
                addHost(rule.host->starts_with("www.") ? rule.host->substr(4) : "www." + *rule.host);
        }
    }
    if (const std::string *target = annotationOf(ingress, "app-root"); target && target->starts_with('/'))
        m_paths.emplace_back("/");
    if (const std::string *target = annotationOf(ingress, "rewrite-target"); target && target->starts_with('/'))
        m_paths.push_back(*target);
    m_hasCors = m_hasCors || annotationOf(ingress, "enable-cors");
    m_hasBodySizes = m_hasBodySizes || annotationOf(ingress, "proxy-body-size");
    if (const std::string *header = annotationOf(ingress, "canary-by-header"); header && !header->empty()) {
        for (const char *value : {"always", "never", "yes", "v12", "beta", "xv1y", ""})
            m_canaryHeaders.emplace_back(*header, value);
        if (const std::string *value = annotationOf(ingress, "canary-by-header-value"))
            m_canaryHeaders.emplace_back(*header, *value);
    }
    if (const std::string *cookie = annotationOf(ingress, "canary-by-cookie"); cookie && !cookie->empty())
        m_canaryCookies.push_back(*cookie);
}

void IngressBoundaries::addHost(const std::string &host)
{
    if (host.starts_with("*.")) {
        // One label, two labels, none.
        for (const std::string &name :
             {"one" + host.substr(1), "o-n_e" + host.substr(1), "one.two" + host.substr(1), host.substr(2)}) {
            if (m_mix.unknownHosts || name.starts_with("one."))
                m_hosts.push_back(name);
        }
    } else if (!host.empty()) {
        m_hosts.insert(m_hosts.end(), {host, host, host});
        if (m_mix.unknownHosts && chance(30))
            m_hosts.push_back("sub." + host);
    }
}

/// A path that a pattern could take: its alternatives, groups and classes replaced by something plausible.
std::string IngressBoundaries::sample(const std::string &path)
{
    static const std::vector<std::pair<std::string, std::vector<std::string>>> parts{
        {"(/|$)(.*)", {"", "/", "/one", "/one/two", "x"}},
        {"/?(.*)", {"", "/", "/one", "x"}},
        {"(/.*)?", {"", "/", "/one", "x"}},
        {"(api|app)", {"api", "app", "ap", "API"}},
        {"(?!admin)[a-z]+", {"admin", "user", "x1"}},
        {"([0-9]+)", {"1", "42x", "x"}},
        {"[0-9]{1,2}", {"1", "123", "x"}},
        {"[0-9]+", {"1", "22", "2x", ""}},
        {"(.*)", {"", "one", "one/two", "%2F", "a%20b"}},
        {".*", {"", "one", "one/two.png"}},
        {"()", {""}},
        {"\\.", {".", "x"}},
        {"$", {"", "x", "/"}},
    };
    std::string text = path;
    for (const auto &[pattern, values] : parts) {
        if (const std::size_t at = text.find(pattern); at != std::string::npos && (pattern.size() > 1 || chance(50)))
            text.replace(at, pattern.size(), oneOf(values));
    }
    std::string made;
    for (const char c : text)
        made += isSafe(c) ? std::string(1, c) : std::string("%5B");
    return made.empty() ? "/" : made;
}

std::string IngressBoundaries::path()
{
    static const std::vector<std::string> escapes{"/%62", "%2Fb", "/%2e/", ";p", "%2f", "/%2E%2E/b", "%20", "%3F"};
    const std::string text = sample(oneOf(m_paths));
    const std::string bare = text.size() > 1 && text.back() == '/' ? text.substr(0, text.size() - 1) : text;
    const std::string base = bare == "/" ? std::string() : bare;
    switch (below(m_mix.encodedPaths ? 28 : 20)) {
    case 0:
    case 1:
    case 2:
        return base + '/';
    case 3:
        return bare + "x";
    case 4:
        return base + "/below/it";
    case 5:
        return upper(text).find('%') == std::string::npos ? upper(text) : text;
    case 6: {
        const std::string shorter = text.substr(0, std::max<std::size_t>(1, text.size() - 1));
        return shorter.ends_with('%') || (shorter.size() > 2 && shorter[shorter.size() - 2] == '%') ? text : shorter;
    }
    case 7:
    case 8:
        return bare;
    case 9:
        return "/before" + text;
    case 10:
        return base + "/b";
    case 11:
        return base + "/one/two/";
    case 20:
        return base + "//b";
    case 21:
    case 22:
        return base + oneOf(escapes);
    case 23:
        return base + "/x/../b";
    case 24:
        return base + "/./";
    case 25: // the first letter escaped
        return base.size() > 1 && std::isalpha(static_cast<unsigned char>(base[1])) != 0 && base[1] != 'c'
                   ? "/%" + std::string(base[1] >= 'a' ? (base[1] >= 'p' ? "7" : "6") : (base[1] >= 'P' ? "5" : "4")) +
                         "0123456789ABCDEF"[base[1] % 16] + base.substr(2)
                   : text;
    case 26:
        return "/" + text;
    case 27:
        return "/x/.." + text;
    default:
        return text;
    }
}

std::string IngressBoundaries::host()
{
    std::string host = oneOf(m_hosts);
    if (!m_mix.oddHosts)
        return host;
    if (chance(7))
        host = upper(host);
    else if (chance(2))
        host += '.';
    if (chance(8))
        host += chance(50) ? ":8080" : ":443";
    return host;
}

void IngressBoundaries::addHeaders(Request &request)
{
    if (!m_canaryHeaders.empty() && chance(45)) {
        const auto &[name, value] = oneOf(m_canaryHeaders);
        request.headers.emplace_back(chance(30) ? upper(name) : name, value);
    }
    if (!m_canaryCookies.empty() && chance(45)) {
        static const std::vector<std::string> values{"always", "never", "perhaps", ""};
        request.headers.emplace_back("Cookie", (chance(30) ? "first=1; " : "") + oneOf(m_canaryCookies) + "=" +
                                                   oneOf(values) + (chance(20) ? "; last=2" : ""));
    }
    if (m_hasCors && chance(35)) {
        static const std::vector<std::string> origins{"https://a.example", "https://c.b.example", "https://evil.test",
                                                      "https://b.example:8443"};
        request.headers.emplace_back("Origin", oneOf(origins));
        if (chance(50)) {
            request.method = "OPTIONS";
            request.headers.emplace_back("Access-Control-Request-Method", chance(70) ? "GET" : "DELETE");
        }
    }
    if (chance(5))
        request.headers.emplace_back("X-Forwarded-For", "192.0.2.7");
    if (chance(4))
        request.headers.emplace_back("X-Forwarded-Proto", "https");
    if (chance(3))
        request.headers.emplace_back("X-Forwarded-Host", "elsewhere.test");
    if (chance(3))
        request.headers.emplace_back("under_score", "1");
}

Request IngressBoundaries::next()
{
    static const std::vector<std::string> methods{"POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"};
    static const std::vector<std::string> queries{"?x=1", "?x=1/", "?", "?a=b&a=c", "?u=/x/"};
    Request request;
    request.id = std::to_string(++m_number);
    request.via = Request::Via::Ingress;
    request.scheme = m_mix.https && chance(30) ? "https" : "http";
    request.host = host();
    request.method = chance(70) ? "GET" : oneOf(methods);
    request.path = path();
    if (chance(20))
        request.path += oneOf(queries);
    request.sourceAddress = "127.0.0.1";
    addHeaders(request);
    if (m_mix.bodies && m_hasBodySizes && chance(25)) {
        request.method = "POST";
        request.body = std::string(chance(50) ? 64 : (chance(50) ? 1024 : 2000), 'x');
    }
    return request;
}

} // namespace wayproof::test
