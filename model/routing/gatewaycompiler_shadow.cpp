// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/gatewaycompiler_shadow.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// More rules than this with one path are not compared one by one.
constexpr std::size_t bucketLimit = 64;

/// What every text begins with that the pattern matches as a whole, and whether anything may follow: "/api/.*" →
/// "/api/". Nothing for patterns of another shape.
std::optional<std::string> openPrefixOf(std::string_view pattern)
{
    if (pattern.starts_with('^'))
        pattern.remove_prefix(1);
    if (pattern.ends_with('$') && !pattern.ends_with("\\$"))
        pattern.remove_suffix(1);
    for (const std::string_view tail : {std::string_view("(.*)"), std::string_view(".*")}) {
        if (!pattern.ends_with(tail))
            continue;
        const std::string_view literal = pattern.substr(0, pattern.size() - tail.size());
        const bool isPlain = literal.find_first_of("\\^$.|?*+()[]{}") == std::string_view::npos;
        return isPlain ? std::optional<std::string>(literal) : std::nullopt;
    }
    return std::nullopt;
}

bool hasSameText(const PathMatch &a, const PathMatch &b)
{
    return a.kind == b.kind && a.text == b.text && a.ignoresCase == b.ignoresCase &&
           (a.kind != PathMatch::Kind::Regex || (a.regex && b.regex && a.regex->pattern() == b.regex->pattern()));
}

bool coversPath(const PathMatch &wide, const PathMatch &narrow)
{
    using Kind = PathMatch::Kind;
    if (wide.kind == Kind::Any || (wide.kind == Kind::ElementPrefix && wide.text.empty()) || hasSameText(wide, narrow))
        return true;
    if (narrow.ignoresCase || wide.ignoresCase)
        return false;
    if (narrow.kind == Kind::Exact)
        return wide.matches(narrow.text) == Ternary::Yes;
    if (narrow.kind == Kind::ElementPrefix && wide.kind == Kind::ElementPrefix)
        return wide.matches(narrow.text) == Ternary::Yes;
    if (wide.kind != Kind::Regex || !wide.regex || !wide.regex->error().empty())
        return false;
    const std::optional<std::string> open = openPrefixOf(wide.regex->pattern());
    if (!open)
        return false;
    if (narrow.kind == Kind::ElementPrefix) // "/api" itself, "/api/" and what is below
        return narrow.text.empty() ? *open == "/" || open->empty() : narrow.text.starts_with(*open);
    const bool isRegex = narrow.kind == Kind::Regex && narrow.regex;
    const std::optional<std::string> inner = isRegex ? openPrefixOf(narrow.regex->pattern()) : std::nullopt;
    return inner && inner->starts_with(*open);
}

/// Whether the condition `narrow` is enough for `wide` to hold.
bool implies(const ValueMatch &narrow, const ValueMatch &wide, bool isHeader)
{
    if (narrow.isNegated || wide.isNegated)
        return false;
    if (isHeader ? lowerCase(narrow.name) != lowerCase(wide.name) : narrow.name != wide.name)
        return false;
    using Kind = ValueMatch::Kind;
    if (wide.kind == Kind::Present)
        return narrow.kind != Kind::Absent;
    if (narrow.kind != wide.kind)
        return narrow.kind == Kind::Equals && wide.kind == Kind::Regex && wide.regex &&
               wide.regex->matches(narrow.value) == Ternary::Yes;
    if (wide.kind == Kind::Regex)
        return narrow.regex && wide.regex && narrow.regex->pattern() == wide.regex->pattern();
    return narrow.value == wide.value;
}

bool impliesAll(const std::vector<ValueMatch> &narrow, const std::vector<ValueMatch> &wide, bool isHeader)
{
    return std::all_of(wide.begin(), wide.end(), [&](const ValueMatch &wanted) {
        return std::any_of(narrow.begin(), narrow.end(),
                           [&](const ValueMatch &given) { return implies(given, wanted, isHeader); });
    });
}

/// "/a/b" → "/a" → "" → nothing.
bool shorten(std::string_view &path)
{
    if (path.empty())
        return false;
    const std::size_t slash = path.rfind('/');
    path = path.substr(0, slash == std::string_view::npos ? 0 : slash);
    return true;
}

} // namespace

bool wantsAllOf(const Match &wide, const Match &narrow)
{
    if (wide.unknown || !wide.cookies.empty() || !wide.sourceRanges.empty() || (wide.isGrpcOnly && !narrow.isGrpcOnly))
        return false;
    const bool coversMethods =
        wide.methods.empty() ||
        (!narrow.methods.empty() && std::all_of(narrow.methods.begin(), narrow.methods.end(), [&](const auto &method) {
            return std::find(wide.methods.begin(), wide.methods.end(), method) != wide.methods.end();
        }));
    return coversMethods && coversPath(wide.path, narrow.path) && impliesAll(narrow.headers, wide.headers, true) &&
           impliesAll(narrow.queryParams, wide.queryParams, false);
}

const Candidate *EarlierRules::coverIn(const Bucket &bucket, const Match &match)
{
    const auto end = bucket.begin() + static_cast<std::ptrdiff_t>(std::min(bucket.size(), bucketLimit));
    const auto found = std::find_if(bucket.begin(), end, [&](const Candidate *candidate) {
        return wantsAllOf(candidate->lowered->rule.match, match);
    });
    return found == end ? nullptr : *found;
}

const Candidate *EarlierRules::coverOf(const Match &match) const
{
    using Kind = PathMatch::Kind;
    const PathMatch &path = match.path;
    if (path.kind == Kind::Exact) {
        if (const auto found = m_exact.find(path.text); found != m_exact.end()) {
            if (const Candidate *cover = coverIn(found->second, match))
                return cover;
        }
    }
    std::string_view prefix; // into the match itself: a conditional expression would make a copy, and a view of that
    if (path.kind == Kind::Exact || path.kind == Kind::ElementPrefix)
        prefix = path.text;
    bool hasMore = true;
    while (hasMore) {
        if (const auto found = m_prefix.find(prefix); found != m_prefix.end()) {
            if (const Candidate *cover = coverIn(found->second, match))
                return cover;
        }
        hasMore = shorten(prefix);
    }
    return coverIn(m_others, match);
}

void EarlierRules::add(const Candidate &candidate)
{
    const PathMatch &path = candidate.lowered->rule.match.path;
    if (path.kind == PathMatch::Kind::Exact)
        m_exact[path.text].push_back(&candidate);
    else if (path.kind == PathMatch::Kind::ElementPrefix)
        m_prefix[path.text].push_back(&candidate);
    else
        m_others.push_back(&candidate);
}

} // namespace wayproof
