// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoauthorization.h"

#include "model/lab/echoprotocol.h"

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string_view>

namespace wayproof
{

namespace
{

std::optional<std::uint64_t> takeVarint(std::string_view &bytes)
{
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0)
            return value;
    }
    return std::nullopt;
}

/// Calls `visit` with every length-delimited field; stops at what it can't read.
void eachField(std::string_view message, const std::function<void(std::uint64_t, std::string_view)> &visit)
{
    while (!message.empty()) {
        const auto tag = takeVarint(message);
        if (!tag)
            return;
        switch (*tag & 7U) {
        case 0:
            if (!takeVarint(message))
                return;
            break;
        case 1:
        case 5: {
            const std::size_t size = (*tag & 7U) == 1 ? 8 : 4;
            if (message.size() < size)
                return;
            message.remove_prefix(size);
            break;
        }
        case 2: {
            const auto size = takeVarint(message);
            if (!size || *size > message.size())
                return;
            visit(*tag >> 3U, message.substr(0, *size));
            message.remove_prefix(*size);
            break;
        }
        default:
            return;
        }
    }
}

std::string_view field(std::string_view message, std::uint64_t number)
{
    std::string_view found;
    eachField(message, [&](std::uint64_t at, std::string_view value) {
        if (at == number)
            found = value;
    });
    return found;
}

std::string varint(std::uint64_t value)
{
    std::string bytes;
    for (; value >= 0x80; value >>= 7U)
        bytes += static_cast<char>((value & 0x7fU) | 0x80U);
    return bytes + static_cast<char>(value);
}

std::string number(unsigned at, std::uint64_t value)
{
    return varint(at << 3U) + varint(value);
}

std::string nested(unsigned at, const std::string &message)
{
    return varint((at << 3U) | 2U) + varint(message.size()) + message;
}

} // namespace

int verdictAsked(const std::string &grpcBody)
{
    constexpr std::size_t prefix = 5;
    if (grpcBody.size() < prefix)
        return 200;
    // CheckRequest.attributes.request.http; its headers are field 3, a map whose entries have key 1 and value 2. Envoy
    // may send them as field 15 instead: a HeaderMap with entries 1 of key 1, value 2 or raw value 3.
    const std::string_view http = field(field(field(std::string_view(grpcBody).substr(prefix), 1), 4), 2);
    std::string_view asked;
    const auto readEntry = [&asked](std::string_view entry) {
        if (field(entry, 1) == echo::authStatusHeader)
            asked = field(entry, 2).empty() ? field(entry, 3) : field(entry, 2);
    };
    eachField(http, [&](std::uint64_t at, std::string_view value) {
        if (at == 3)
            readEntry(value);
        else if (at == 15)
            eachField(value, [&](std::uint64_t inner, std::string_view entry) {
                if (inner == 1)
                    readEntry(entry);
            });
    });
    return asked.empty() ? 200 : std::atoi(std::string(asked).c_str());
}

std::string checkResponse(int httpStatus)
{
    constexpr std::uint64_t permissionDenied = 7;
    if (httpStatus == 200)
        return nested(1, {}) + nested(3, {});
    const bool isKnown = httpStatus >= 201 && httpStatus <= 511;
    const std::uint64_t code = isKnown ? static_cast<std::uint64_t>(httpStatus) : 403;
    return nested(1, number(1, permissionDenied)) + nested(2, nested(1, number(1, code)));
}

} // namespace wayproof
