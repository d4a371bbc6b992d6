// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Parsing of addresses, and the choice of names for TLS.
#include "model/probe/address.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

bool isNameCharacter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
}

bool isIpV6(std::string_view text)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    const std::string withoutZone(text.substr(0, text.find('%')));
    return inet_pton(AF_INET6, withoutZone.c_str(), bytes.data()) == 1;
}

std::optional<int> portFromText(std::string_view text)
{
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port < 1 || port > 65535)
        return {};
    return port;
}

std::string withoutBrackets(const std::string &host)
{
    return host.size() > 2 && host.front() == '[' && host.back() == ']' ? host.substr(1, host.size() - 2) : host;
}

} // namespace

std::string Address::toText() const
{
    const std::string name = host.find(':') == std::string::npos ? host : '[' + host + ']';
    return port ? name + ':' + std::to_string(*port) : name;
}

std::optional<Address> addressFromText(std::string_view text)
{
    Address address;
    std::string_view port;
    if (!text.empty() && text.front() == '[') {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos || !isIpV6(text.substr(1, end - 1)))
            return {};
        address.host = text.substr(1, end - 1);
        if (end + 1 == text.size())
            return address;
        if (text[end + 1] != ':')
            return {};
        port = text.substr(end + 2);
    } else if (isIpV6(text)) {
        address.host = text;
        return address;
    } else {
        const std::size_t colon = text.find(':');
        address.host = text.substr(0, colon);
        if (address.host.empty() || !std::all_of(address.host.begin(), address.host.end(), isNameCharacter))
            return {};
        if (colon == std::string_view::npos)
            return address;
        port = text.substr(colon + 1);
    }
    address.port = portFromText(port);
    return address.port ? std::optional(address) : std::nullopt;
}

std::optional<Address> connectAddress(const ProbeTarget &target, const Request &request)
{
    const bool usesTls = request.isTls();
    std::optional<Address> address =
        addressFromText(usesTls && !target.tlsAddress.empty() ? target.tlsAddress : target.address);
    if (address && !address->port)
        address->port = request.port ? *request.port : usesTls ? 443 : 80;
    return address;
}

bool isIpLiteral(std::string_view host)
{
    const std::string text(host);
    std::array<unsigned char, sizeof(in_addr)> bytes{};
    return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || isIpV6(withoutBrackets(text));
}

std::string sentSni(const Request &request)
{
    if (!request.isTls())
        return {};
    const std::string sni = request.effectiveSni().value_or(std::string());
    return !request.sni && isIpLiteral(sni) ? std::string() : sni;
}

std::string verifiedName(const Request &request)
{
    const std::string sni = sentSni(request);
    return withoutBrackets(sni.empty() ? request.hostName() : sni);
}

bool isUrlHost(std::string_view name)
{
    return isIpLiteral(name) || (!name.empty() && name.size() < 254 && name.front() != '.' &&
                                 std::all_of(name.begin(), name.end(), isNameCharacter));
}

} // namespace wayproof
