// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/plainscalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace wayproof
{

namespace
{

constexpr std::array<std::string_view, 11> trueWords = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                                        "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array<std::string_view, 11> falseWords = {"n",     "N",     "no",  "No",  "NO", "false",
                                                         "False", "FALSE", "off", "Off", "OFF"};

template<std::size_t N>
bool contains(const std::array<std::string_view, N> &words, std::string_view text)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::string digits(text);
    std::erase(digits, '_');
    std::string_view rest = digits;
    const bool isNegative = !rest.empty() && rest[0] == '-';
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+'))
        rest.remove_prefix(1);
    int base = 10;
    if (rest.size() > 2 && rest[0] == '0' && !isDigit(rest[1])) {
        const char mark = rest[1];
        base = mark == 'x' || mark == 'X' ? 16 : mark == 'o' || mark == 'O' ? 8 : mark == 'b' || mark == 'B' ? 2 : 0;
        if (base == 0)
            return std::nullopt;
        rest.remove_prefix(2);
    } else if (rest.size() > 1 && rest[0] == '0') {
        base = 8;
        rest.remove_prefix(1);
    }
    std::int64_t value = 0;
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
    if (rest.empty() || rest[0] == '-' || result.ec != std::errc() || result.ptr != rest.data() + rest.size())
        return std::nullopt;
    return isNegative ? -value : value;
}

std::optional<double> fraction(std::string_view text)
{
    std::string_view rest = text;
    if (!rest.empty() && rest[0] == '+')
        rest.remove_prefix(1);
    const bool hasDigit = std::any_of(rest.begin(), rest.end(), isDigit);
    const bool isSpelledSo = rest.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
    double value = 0;
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    if (!hasDigit || !isSpelledSo || result.ec != std::errc() || result.ptr != rest.data() + rest.size())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<bool> plainBoolean(std::string_view text)
{
    if (contains(trueWords, text))
        return true;
    if (contains(falseWords, text))
        return false;
    return std::nullopt;
}

std::optional<std::int64_t> plainInteger(std::string_view text)
{
    if (const auto whole = wholeNumber(text))
        return whole;
    const auto value = fraction(text);
    if (value && *value == std::floor(*value) && std::abs(*value) < 9e15)
        return static_cast<std::int64_t>(*value);
    return std::nullopt;
}

PlainType plainType(std::string_view text)
{
    if (text.empty())
        return PlainType::String;
    const char first = text[0];
    if (isDigit(first) || first == '-' || first == '+' || first == '.') {
        if (text.find_first_not_of("0123456789._+-xXoObBaAcCdDeEfF") != std::string_view::npos)
            return PlainType::String; // the usual case: an IP address, a date, a version
        if (wholeNumber(text))
            return PlainType::Integer;
        return fraction(text) ? PlainType::Float : PlainType::String;
    }
    return text.size() <= 5 && plainBoolean(text) ? PlainType::Boolean : PlainType::String;
}

} // namespace wayproof
