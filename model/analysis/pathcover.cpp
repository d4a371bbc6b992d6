// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/pathcover.h"

#include "model/routing/attachment.h"

#include <algorithm>

namespace wayproof
{

namespace
{

constexpr std::string_view special = "^$*+?()[]{}|\\";

/// One beginning, and what takes every path that begins so. In `text` a dot stands for any character where it is an
/// expression's.
struct Beginning {
    std::string text;
    bool ignoresCase = false;
    bool hasAnyDots = false;
};

bool removeEnd(std::string_view &text, std::string_view end)
{
    if (!text.ends_with(end))
        return false;
    text.remove_suffix(end.size());
    return true;
}

const RegexReading *onlyReading(const PathMatch &match)
{
    return match.regex && match.regex->readings().size() == 1 && match.regex->error().empty()
               ? &match.regex->readings().front()
               : nullptr;
}

/// Of which the condition takes every continuation: "^/x" (open at its end), "/x/.*", "/x(/|$)(.*)" → "/x/".
std::optional<Beginning> takenBeginning(const PathMatch &wide)
{
    using Kind = PathMatch::Kind;
    if (wide.kind == Kind::Any || (wide.kind == Kind::ElementPrefix && wide.text.empty()))
        return Beginning{};
    if (wide.kind == Kind::StringPrefix)
        return Beginning{wide.text, wide.ignoresCase, false};
    if (wide.kind == Kind::ElementPrefix)
        return Beginning{wide.text + "/", wide.ignoresCase, false};
    const RegexReading *reading = wide.kind == Kind::Regex ? onlyReading(wide) : nullptr;
    if (!reading || reading->anchoring == RegexAnchoring::Search)
        return std::nullopt;
    std::string_view text = wide.regex->pattern();
    if (text.starts_with('^'))
        text.remove_prefix(1);
    const std::string_view whole = text;
    removeEnd(text, "$");
    const bool isOpen = removeEnd(text, "(.*)") || removeEnd(text, ".*");
    if (!isOpen) {
        text = whole;
        if (reading->anchoring == RegexAnchoring::Full)
            return std::nullopt;
    }
    const bool hasSlash = removeEnd(text, "(/|$)") || removeEnd(text, "(?:/|$)");
    if (text.find_first_of(special) != std::string_view::npos)
        return std::nullopt;
    return Beginning{std::string(text) + (hasSlash ? "/" : ""), reading->ignoresCase, true};
}

/// Whether "|" may stand outside of every group.
bool hasOpenAlternation(std::string_view text)
{
    int depth = 0;
    for (const char c : text) {
        if (c == '\\' || c == '[')
            return text.find('|') != std::string_view::npos; // not looked into
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (c == '|' && depth <= 0)
            return true;
    }
    return false;
}

/// With which everything begins that the condition takes.
Beginning ownBeginning(const PathMatch &narrow)
{
    using Kind = PathMatch::Kind;
    if (narrow.kind == Kind::Exact || narrow.kind == Kind::StringPrefix || narrow.kind == Kind::ElementPrefix)
        return {narrow.text, narrow.ignoresCase, false};
    const RegexReading *reading = narrow.kind == Kind::Regex ? onlyReading(narrow) : nullptr;
    if (!reading || reading->anchoring == RegexAnchoring::Search)
        return {"/", false, false};
    std::string_view text = narrow.regex->pattern();
    if (text.starts_with('^'))
        text.remove_prefix(1);
    if (hasOpenAlternation(text))
        return {"/", false, false};
    std::size_t end = std::min(text.find_first_of("^$*+?()[]{}|\\."), text.size());
    // A quantifier makes the character before it optional.
    if (end > 0 && end < text.size() && std::string_view("*?{").find(text[end]) != std::string_view::npos)
        --end;
    return {std::string(text.substr(0, end)), reading->ignoresCase, false};
}

bool beginsWith(const Beginning &narrow, const Beginning &wide)
{
    if (wide.text.empty())
        return true;
    const bool hasLetters =
        lowerCase(wide.text) != wide.text ||
        std::any_of(wide.text.begin(), wide.text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if ((narrow.ignoresCase && !wide.ignoresCase && hasLetters) || narrow.text.size() < wide.text.size())
        return false;
    const std::string own = wide.ignoresCase ? lowerCase(narrow.text) : narrow.text;
    const std::string other = wide.ignoresCase ? lowerCase(wide.text) : wide.text;
    for (std::size_t i = 0; i < other.size(); ++i)
        if (own[i] != other[i] && !(wide.hasAnyDots && other[i] == '.'))
            return false;
    return true;
}

} // namespace

bool takesAllOf(const PathMatch &wide, const PathMatch &narrow)
{
    using Kind = PathMatch::Kind;
    if (narrow.kind == Kind::Exact && !narrow.ignoresCase)
        return wide.matches(narrow.text) == Ternary::Yes;
    if (narrow.kind == Kind::ElementPrefix && wide.kind == Kind::ElementPrefix && !narrow.ignoresCase)
        return wide.matches(narrow.text) == Ternary::Yes;
    const bool isSame = wide.kind == narrow.kind && wide.text == narrow.text && wide.ignoresCase == narrow.ignoresCase;
    if (isSame && (narrow.kind != Kind::Regex ||
                   (wide.regex && narrow.regex && wide.regex->pattern() == narrow.regex->pattern() &&
                    wide.regex->readings() == narrow.regex->readings())))
        return true;
    const std::optional<Beginning> taken = takenBeginning(wide);
    return taken && beginsWith(ownBeginning(narrow), *taken);
}

} // namespace wayproof
