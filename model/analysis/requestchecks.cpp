// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/requestchecks.h"

#include <algorithm>

namespace wayproof
{

namespace
{

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isNamed(std::string_view name, std::string_view other)
{
    return name.size() == other.size() &&
           std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) { return lower(a) == b; });
}

bool isReadableMethod(std::string_view method)
{
    return !method.empty() && std::all_of(method.begin(), method.end(),
                                          [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
}

} // namespace

std::optional<std::string> hostNameInNginx(std::string_view host)
{
    const bool isLiteral = host.starts_with('[');
    std::size_t end = host.size();
    bool isSettled = false;
    for (std::size_t i = 0; i < host.size(); ++i) {
        const char c = host[i];
        const auto byte = static_cast<unsigned char>(c);
        const bool isDoubleDot = c == '.' && i > 0 && host[i - 1] == '.';
        if (isDoubleDot || c == '/' || byte <= 0x20 || byte == 0x7f)
            return std::nullopt;
        if (!isSettled && ((c == ':' && !isLiteral) || (c == ']' && isLiteral))) {
            end = isLiteral ? i + 1 : i;
            isSettled = true;
        }
    }
    std::string name(host.substr(0, end));
    if (name.ends_with('.'))
        name.pop_back();
    if (name.empty())
        return std::nullopt;
    std::transform(name.begin(), name.end(), name.begin(), lower);
    return name;
}

std::optional<EarlyAnswer> earlyAnswer(const Request &request, const RequestPolicy &policy,
                                       const std::optional<AbsoluteTarget> &absolute)
{
    if (!policy.refusesOddRequests)
        return std::nullopt;
    if (!isReadableMethod(request.method))
        return EarlyAnswer{400, "A method of anything but capital letters is answered 400."};
    if (absolute && !hostNameInNginx(absolute->authority))
        return EarlyAnswer{400, "The target names no usable host, which is answered 400."};
    if (request.host.empty())
        return EarlyAnswer{400, "A request without a Host is answered 400."};
    if (!hostNameInNginx(request.host))
        return EarlyAnswer{400, "The Host \"" + request.host + "\" cannot be read, which is answered 400."};
    for (const auto &[name, value] : request.headers)
        if (isNamed(name, "transfer-encoding") && !isNamed(value, "chunked"))
            return EarlyAnswer{501, "A transfer coding other than chunked is answered 501."};
    if (request.method == "TRACE" || request.method == "CONNECT")
        return EarlyAnswer{405, "The method " + request.method + " is answered 405 whatever the rules say."};
    return std::nullopt;
}

std::optional<AbsoluteTarget> absoluteTarget(std::string_view target)
{
    const std::size_t colon = target.find("://");
    const std::string_view scheme = target.substr(0, std::min(colon, target.size()));
    const bool isScheme =
        !scheme.empty() && isLetter(scheme.front()) && std::all_of(scheme.begin(), scheme.end(), [](char c) {
            return isLetter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        });
    if (colon == std::string_view::npos || !isScheme)
        return std::nullopt;
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    AbsoluteTarget result{std::string(rest.substr(0, end)), std::string(rest.substr(end))};
    if (!result.target.starts_with('/'))
        result.target.insert(0, "/");
    return result;
}

std::string routedName(const Request &request, const RequestPolicy &policy,
                       const std::optional<AbsoluteTarget> &absolute)
{
    const std::optional<std::string> own = absolute                    ? hostNameInNginx(absolute->authority)
                                           : policy.refusesOddRequests ? hostNameInNginx(request.host)
                                                                       : std::nullopt;
    return own ? *own : request.hostName();
}

} // namespace wayproof
