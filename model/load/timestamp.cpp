// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/timestamp.h"

#include <charconv>
#include <chrono>

namespace wayproof
{

namespace
{

/// The number of `size` digits at `offset`; -1 when there are none.
int digitsAt(std::string_view text, std::size_t offset, std::size_t size)
{
    if (offset + size > text.size())
        return -1;
    int value = -1;
    const char *begin = text.data() + offset;
    const auto result = std::from_chars(begin, begin + size, value);
    return result.ec == std::errc() && result.ptr == begin + size && *begin != '-' ? value : -1;
}

} // namespace

std::optional<std::int64_t> parseTimestamp(std::string_view text)
{
    constexpr std::size_t secondsEnd = 19; // 2026-01-31T12:00:00
    if (text.size() <= secondsEnd || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') ||
        text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const int hour = digitsAt(text, 11, 2);
    const int minute = digitsAt(text, 14, 2);
    const int second = digitsAt(text, 17, 2);
    const int yearNumber = digitsAt(text, 0, 4);
    const int monthNumber = digitsAt(text, 5, 2);
    const int dayNumber = digitsAt(text, 8, 2);
    if (yearNumber < 0 || monthNumber < 0 || dayNumber < 0 || hour < 0 || minute < 0 || second < 0 || hour > 23 ||
        minute > 59 || second > 60)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(yearNumber),
                                           std::chrono::month(static_cast<unsigned>(monthNumber)),
                                           std::chrono::day(static_cast<unsigned>(dayNumber))};
    if (!date.ok())
        return std::nullopt;

    std::size_t zone = secondsEnd;
    if (text[zone] == '.')
        zone = text.find_first_not_of("0123456789", zone + 1);
    if (zone == std::string_view::npos)
        return std::nullopt;
    std::int64_t offset = 0;
    if (text[zone] == '+' || text[zone] == '-') {
        const int hours = digitsAt(text, zone + 1, 2);
        const int minutes = digitsAt(text, zone + 4, 2);
        if (hours < 0 || minutes < 0 || text.size() != zone + 6 || text[zone + 3] != ':')
            return std::nullopt;
        offset = (text[zone] == '-' ? -60 : 60) * (hours * 60 + minutes);
    } else if ((text[zone] != 'Z' && text[zone] != 'z') || text.size() != zone + 1) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * 86400 + hour * 3600 + minute * 60 + second - offset;
}

} // namespace wayproof
