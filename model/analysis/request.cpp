// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A request from a URL, and the names that follow from it. The target is never altered.
#include "model/analysis/request.h"

#include <QString>
#include <QUrl>

#include <algorithm>
#include <charconv>

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

bool isDigits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Where the name in a Host header ends. A colon that is not followed by digits alone belongs to the name.
std::size_t nameLength(std::string_view host)
{
    if (!host.empty() && host.front() == '[') {
        const std::size_t end = host.find(']');
        return end == std::string_view::npos ? host.size() : end + 1;
    }
    const std::size_t colon = host.rfind(':');
    return colon != std::string_view::npos && isDigits(host.substr(colon + 1)) ? colon : host.size();
}

/// Addresses are never sent as SNI (RFC 6066 §3).
bool isAddress(std::string_view name)
{
    return name.empty() || name.front() == '[' ||
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

Diagnostic urlError(std::string_view url, const std::string &message, const std::string &mend)
{
    Diagnostic diagnostic;
    diagnostic.code = "request-url-invalid";
    diagnostic.message = "The URL \"" + std::string(url) + "\" " + message;
    diagnostic.mend = mend;
    return diagnostic;
}

} // namespace

std::string Request::hostName() const
{
    return lowered(std::string_view(host).substr(0, nameLength(host)));
}

std::optional<std::string> Request::effectiveSni() const
{
    if (!isTls()) {
        return std::nullopt;
    }
    if (sni) {
        return sni->empty() ? std::nullopt : sni;
    }
    std::string name = host.substr(0, nameLength(host));
    if (!name.empty() && name.back() == '.') {
        name.pop_back();
    }
    return isAddress(name) ? std::nullopt : std::optional(name);
}

std::optional<int> Request::hostPort() const
{
    const std::string_view rest = std::string_view(host).substr(nameLength(host));
    int value = 0;
    if (rest.size() < 2 || rest.front() != ':' ||
        std::from_chars(rest.data() + 1, rest.data() + rest.size(), value).ptr != rest.data() + rest.size()) {
        return std::nullopt;
    }
    return value;
}

std::string Request::target() const
{
    if (protocol == "grpc" && path == "/" && !grpcService.empty()) {
        return "/" + grpcService + "/" + grpcMethod;
    }
    return path;
}

Result<Request> requestFromUrl(std::string_view url)
{
    Request request;
    const std::size_t colon = url.find("://");
    if (colon == std::string_view::npos || colon == 0) {
        return urlError(url, "has no scheme.", "Write it in full, as in http://shop.example/cart.");
    }
    request.scheme = lowered(url.substr(0, colon));
    const bool isSecure = request.scheme == "https" || request.scheme == "wss";
    if (!isSecure && request.scheme != "http" && request.scheme != "ws") {
        return urlError(url, "has a scheme that is not spoken here.", "Use http, https, ws or wss.");
    }
    const std::string_view rest = url.substr(colon + 3);
    for (const char c : rest) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
            return urlError(url, "contains a space or control character, which cannot go over the wire.",
                            "Escape it, a space as %20.");
        }
    }
    if (rest.find('#') != std::string_view::npos) {
        return urlError(url, "has a fragment, which no client sends.",
                        "Remove everything from # on, or write it as %23.");
    }
    const std::size_t authorityEnd = std::min(rest.find_first_of("/?"), rest.size());
    const std::string_view authority = rest.substr(0, authorityEnd);
    if (authority.find('@') != std::string_view::npos) {
        return urlError(url, "carries a user name, which is no part of the Host header.",
                        "Send an Authorization header instead.");
    }
    const std::size_t length = nameLength(authority);
    std::string name(authority.substr(0, length));
    const std::string_view portText = authority.substr(std::min(length + 1, authority.size()));
    const bool hasBadColon = !name.empty() && name.front() != '[' && name.find(':') != std::string::npos;
    const bool isBracketOpen = !name.empty() && name.front() == '[' && name.back() != ']';
    if (name.empty() || hasBadColon || isBracketOpen || (length < authority.size() && authority[length] != ':')) {
        return urlError(url, "names no usable host.",
                        "Write a name, an IPv4 address or an IPv6 address in brackets, then the port.");
    }
    if (!std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        // Clients send the A-label form of an internationalised name.
        name = QUrl::toAce(QString::fromStdString(name)).toStdString();
        if (name.empty()) {
            return urlError(url, "has a host name that has no ASCII form.", "Write the name's xn-- form.");
        }
    }
    request.host = name;
    if (!portText.empty()) {
        int port = 0;
        const auto [end, error] = std::from_chars(portText.data(), portText.data() + portText.size(), port);
        if (error != std::errc() || end != portText.data() + portText.size() || port < 1 || port > 65535) {
            return urlError(url, "has a port that is not between 1 and 65535.", "Mend the number behind the host.");
        }
        request.port = port;
        // As clients do: the scheme's own port is not repeated in the Host header.
        if (port != (isSecure ? 443 : 80)) {
            request.host += ":" + std::to_string(port);
        }
    }
    request.path = std::string(rest.substr(authorityEnd));
    if (request.path.empty() || request.path.front() != '/') {
        request.path.insert(0, "/");
    }
    return request;
}

} // namespace wayproof
