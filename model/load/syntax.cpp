// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/syntax.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetter(char c)
{
    return isLower(c) || (c >= 'A' && c <= 'Z');
}

bool isAlphanumeric(char c)
{
    return isLetter(c) || isDigit(c);
}

/// Letters, digits, "-", "_" and ".", beginning and ending with a letter or digit.
bool isName(std::string_view text)
{
    constexpr std::size_t longest = 63;
    const auto isAllowed = [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; };
    return !text.empty() && text.size() <= longest && isAlphanumeric(text.front()) && isAlphanumeric(text.back()) &&
           std::all_of(text.begin(), text.end(), isAllowed);
}

} // namespace

bool isDnsLabel(std::string_view text)
{
    constexpr std::size_t longest = 63;
    const auto isEnd = [](char c) { return isLower(c) || isDigit(c); };
    return !text.empty() && text.size() <= longest && isEnd(text.front()) && isEnd(text.back()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return isEnd(c) || c == '-'; });
}

bool isDnsSubdomain(std::string_view text)
{
    constexpr std::size_t longest = 253;
    if (text.size() > longest)
        return false;
    while (true) {
        const std::size_t dot = text.find('.');
        // A label within a subdomain has no limit of its own in Kubernetes, but 253 characters in all.
        const std::string_view label = text.substr(0, dot);
        const auto isEnd = [](char c) { return isLower(c) || isDigit(c); };
        if (label.empty() || !isEnd(label.front()) || !isEnd(label.back()) ||
            !std::all_of(label.begin(), label.end(), [&](char c) { return isEnd(c) || c == '-'; }))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

bool isHostPattern(std::string_view text)
{
    if (text.substr(0, 2) == "*.")
        text.remove_prefix(2);
    return isDnsSubdomain(text);
}

bool isIpAddress(std::string_view text)
{
    const std::string address(text);
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
}

bool isPortName(std::string_view text)
{
    constexpr std::size_t longest = 15;
    return text.size() <= longest && isDnsLabel(text) && std::any_of(text.begin(), text.end(), isLower) &&
           text.find("--") == std::string_view::npos;
}

bool isHeaderName(std::string_view text)
{
    constexpr std::size_t longest = 256;
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char c) {
        return isAlphanumeric(c) || marks.find(c) != std::string_view::npos;
    });
}

bool isDomainPrefixed(std::string_view text)
{
    const std::size_t slash = text.find('/');
    constexpr std::string_view marks = "/-._~%!$&'()*+,;=:";
    return slash != std::string_view::npos && slash + 1 < text.size() && isDnsSubdomain(text.substr(0, slash)) &&
           std::all_of(text.begin() + static_cast<std::ptrdiff_t>(slash) + 1, text.end(),
                       [&](char c) { return isAlphanumeric(c) || marks.find(c) != std::string_view::npos; });
}

bool isPathSegment(std::string_view text)
{
    return !text.empty() && text != "." && text != ".." && text.find_first_of("/%") == std::string_view::npos;
}

bool isQualifiedName(std::string_view text)
{
    const std::size_t slash = text.find('/');
    return slash == std::string_view::npos ? isName(text)
                                           : isDnsSubdomain(text.substr(0, slash)) && isName(text.substr(slash + 1));
}

bool isLabelValue(std::string_view text)
{
    return text.empty() || isName(text);
}

std::optional<std::int64_t> parseDuration(std::string_view text)
{
    constexpr int maximumParts = 4;
    constexpr std::size_t maximumDigits = 5;
    std::int64_t total = 0;
    int parts = 0;
    for (; !text.empty(); ++parts) {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
        std::int64_t number = 0;
        std::from_chars(text.data(), text.data() + digits, number);
        text.remove_prefix(digits);
        const std::string_view unit = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
        const std::int64_t scale = unit == "h"    ? 3'600'000
                                   : unit == "m"  ? 60'000
                                   : unit == "s"  ? 1000
                                   : unit == "ms" ? 1
                                                  : 0;
        if (digits == 0 || digits > maximumDigits || scale == 0 || parts == maximumParts)
            return std::nullopt;
        total += number * scale;
        text.remove_prefix(unit.size());
    }
    return parts > 0 ? std::optional(total) : std::nullopt;
}

std::string_view forbiddenInPath(std::string_view path)
{
    for (const std::string_view piece : {"//", "/./", "/../", "%2f", "%2F"}) {
        if (path.find(piece) != std::string_view::npos)
            return piece;
    }
    for (const std::string_view piece : {"/..", "/."}) {
        if (path.ends_with(piece))
            return piece;
    }
    return {};
}

} // namespace wayproof
