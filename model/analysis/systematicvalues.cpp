// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/systematicvalues.h"

#include "model/analysis/requestview.h"

#include <algorithm>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isNamed(std::string_view name, std::string_view other)
{
    return name.size() == other.size() &&
           std::equal(name.begin(), name.end(), other.begin(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// All values of one header, joined as a proxy reads them; absent where it is not sent.
std::optional<std::string> valueOf(const Request &request, std::string_view name)
{
    if (isNamed(name, "host"))
        return request.host;
    std::optional<std::string> joined;
    for (const auto &[key, value] : request.headers)
        if (isNamed(key, name))
            joined = joined ? *joined + ", " + trimmed(value) : trimmed(value);
    return joined;
}

bool isTrusted(const std::string &address, const std::vector<std::string> &ranges)
{
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const std::string &range) { return isInRange(address, range) == true; });
}

/// The client's address as trusted proxies say it: from the last value on, as long as who says it is trusted.
std::optional<std::string> clientAddress(const SystematicHeader &header, const Request &request)
{
    if (request.sourceAddress.empty())
        return std::nullopt;
    std::string address = request.sourceAddress;
    std::string said = header.instead.empty() ? std::string() : valueOf(request, header.instead).value_or("");
    while (!said.empty() && isTrusted(address, header.trusted)) {
        const std::size_t comma = said.rfind(',');
        const std::string last = trimmed(comma == std::string::npos ? said : said.substr(comma + 1));
        if (!isInRange(last, "0.0.0.0/0") && !isInRange(last, "::/0"))
            break;
        address = last;
        said = comma == std::string::npos ? std::string() : said.substr(0, comma);
    }
    return address;
}

std::string lowerName(const Request &request)
{
    const std::string name = request.hostName();
    return name.size() > 1 && name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

/// Absent: it does not follow from the request.
std::optional<std::string> plainValue(const SystematicHeader &header, const Request &request, const std::string &target)
{
    using From = SystematicHeader::From;
    switch (header.from) {
    case From::Generated:
        return std::nullopt;
    case From::ClientAddress:
        return clientAddress(header, request);
    case From::HostName:
        return lowerName(request);
    case From::HostHeader:
        return request.host;
    case From::ListenerPort:
        return request.port ? std::to_string(*request.port) : header.text;
    case From::Scheme:
        return std::string(request.isTls() ? "https" : "http");
    case From::RequestTarget:
        return target;
    case From::RequestHeader:
        return valueOf(request, header.text).value_or(std::string());
    case From::Constant:
        return header.text;
    case From::Removed:
        return std::string();
    case From::UpgradeOr:
        return valueOf(request, "upgrade").value_or(std::string()).empty() ? header.text : "upgrade";
    }
    return std::nullopt;
}

std::optional<std::string> valueFor(const SystematicHeader &header, const Request &request, const std::string &target)
{
    const bool asksProxies = header.from == SystematicHeader::From::ClientAddress;
    if (!header.instead.empty() && !asksProxies) {
        std::string said = valueOf(request, header.instead).value_or(std::string());
        if (header.takesFirst)
            said = said.substr(0, said.find(','));
        if (!said.empty())
            return said;
    }
    const std::optional<std::string> plain = plainValue(header, request, target);
    if (!plain || header.appendsTo.empty())
        return plain;
    const std::string before = valueOf(request, header.appendsTo).value_or(std::string());
    return before.empty() ? *plain : before + ", " + *plain;
}

} // namespace

HeaderList systematicValues(const std::vector<SystematicHeader> &headers, const Request &request,
                            const std::string &target)
{
    HeaderList values;
    for (const SystematicHeader &header : headers)
        if (std::optional<std::string> value = valueFor(header, request, target))
            values.emplace_back(header.name, std::move(*value));
    return values;
}

bool isPermittedHeader(std::string_view name, const RequestPolicy &policy)
{
    if (policy.dropsUnderscoreHeaders && name.find('_') != std::string_view::npos)
        return false;
    return !policy.dropsOddHeaders || std::all_of(name.begin(), name.end(), [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

HeaderList droppedHeaders(const Request &request, const RequestPolicy &policy)
{
    HeaderList dropped;
    for (const auto &[name, value] : request.headers)
        if (!isPermittedHeader(name, policy))
            dropped.emplace_back(name, std::string());
    return dropped;
}

} // namespace wayproof
