// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxtext.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace wayproof
{

namespace
{

/// A port on which nobody listens, so that connections are refused.
constexpr const char *refusingAddress = "127.0.0.1:1";

std::string addressOf(const EchoEndpoint &endpoint)
{
    return "127.0.0.1:" + std::to_string(endpoint.port);
}

} // namespace

NginxHeaders upstreamHeaders(const NginxSettings &settings, const std::string &host)
{
    const bool isForwarded = settings.configFlag("use-forwarded-headers", false);
    const bool isFull = isForwarded && settings.configFlag("compute-full-forwarded-for", false);
    NginxHeaders headers{
        {"Host", host},
        {"Upgrade", "$http_upgrade"},
        {"Connection", "$connection_upgrade"},
        {"X-Request-ID", "$req_id"},
        {"X-Real-IP", "$remote_addr"},
        {"X-Forwarded-For", isFull ? "$full_x_forwarded_for" : "$remote_addr"},
        {"X-Forwarded-Host", "$best_http_host"},
        {"X-Forwarded-Port", "$pass_port"},
        {"X-Forwarded-Proto", "$pass_access_scheme"},
        {"X-Forwarded-Scheme", "$pass_access_scheme"},
        {"X-Scheme", "$pass_access_scheme"},
        {"X-Original-Forwarded-For",
         "$http_" + variableName(settings.configText("forwarded-for-header", "X-Forwarded-For"))},
        {"X-Original-Forwarded-Host", "$http_x_forwarded_host"},
        {"Proxy", "\"\""},
    };
    if (settings.configFlag("proxy-add-original-uri-header", false))
        headers.emplace_back("X-Original-URI", "$request_uri");
    return headers;
}

std::string headerLines(const std::string &indent, const char *directive, const NginxHeaders &headers)
{
    std::string text;
    for (const auto &[name, value] : headers)
        text += indent + directive + " " + name + " " + value + ";\n";
    return text;
}

bool canBeQuoted(const std::string &text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            return false;
        if (c == '\\' && ++i == text.size())
            return false;
    }
    return true;
}

std::string quotedPattern(const std::string &pattern)
{
    std::string quoted;
    for (const char c : pattern)
        quoted += c == '\\' || c == '"' ? std::string{'\\', c} : std::string(1, c);
    return quoted;
}

std::string literalPattern(const std::string &text)
{
    std::string pattern;
    for (const char c : text) {
        const bool isWord = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
        if (isWord) {
            pattern += c;
        } else {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            pattern += code.data();
        }
    }
    return pattern;
}

std::string escapedDots(const std::string &text)
{
    std::string pattern;
    for (const char c : text)
        pattern += c == '.' ? std::string("\\.") : std::string(1, c);
    return pattern;
}

std::string variableName(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        const bool isWord = std::isalnum(static_cast<unsigned char>(c)) != 0;
        return isWord ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '_';
    });
    return name;
}

NginxUrl standIn(const EchoPlan &echo, const std::string &url)
{
    NginxUrl result;
    const std::size_t scheme = url.find("://");
    const std::size_t start = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t end = std::min(url.find_first_of("/?$", start), url.size());
    const std::string authority = url.substr(start, end - start);
    result.rest = url.substr(end);
    result.host = authority.substr(0, authority.find(':'));
    const std::string port = authority.find(':') != std::string::npos ? authority.substr(authority.find(':') + 1)
                             : url.starts_with("https")               ? "443"
                                                                      : "80";
    const std::size_t dot = result.host.find('.');
    if (dot != std::string::npos) {
        std::string ns = result.host.substr(dot + 1);
        const std::size_t more = ns.find('.');
        const std::string tail = more == std::string::npos ? std::string() : ns.substr(more);
        ns = ns.substr(0, more);
        const EchoTarget target = echo.ingressTarget(ns, result.host.substr(0, dot), port);
        if (target.serviceExists && (tail.empty() || tail == ".svc" || tail == ".svc.cluster.local")) {
            const auto ready = target.readyEndpoints();
            result.address = ready.empty() ? refusingAddress : addressOf(*ready.front());
            result.isOfService = true;
            return result;
        }
    }
    const auto any = std::find_if(echo.endpoints().begin(), echo.endpoints().end(),
                                  [](const EchoEndpoint &endpoint) { return !endpoint.isUdp; });
    if (any != echo.endpoints().end())
        result.address = addressOf(*any);
    return result;
}

} // namespace wayproof
