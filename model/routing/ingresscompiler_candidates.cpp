// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/ingresscompiler_candidates.h"

#include <algorithm>
#include <limits>

namespace wayproof
{

namespace
{

/// One criterion of an order; the larger weight goes first.
struct OrderKey {
    const char *criterion = "";
    std::string value; ///< for people; empty where only the order is asked for
    std::int64_t weight = 0;
};

/// Whether the keys are to be told to people as well: their texts cost more than the comparison.
enum class Told { No, Yes };

OrderKey lengthOf(const char *criterion, std::size_t count, Told told)
{
    return {criterion, told == Told::Yes ? std::to_string(count) + " characters" : std::string(),
            static_cast<std::int64_t>(count)};
}

OrderKey placeOf(const char *criterion, std::size_t at, Told told)
{
    return {criterion, told == Told::Yes ? std::to_string(at + 1) : std::string(), -static_cast<std::int64_t>(at)};
}

OrderKey countOf(const char *criterion, std::size_t count, Told told)
{
    return {criterion, told == Told::Yes ? std::to_string(count) : std::string(), static_cast<std::int64_t>(count)};
}

bool isWildcard(const IngressCandidate &candidate)
{
    return candidate.host.starts_with("*.");
}

/// Traefik's priority: what the annotation says, else the length of the rule's text.
std::size_t ruleTextLength(const IngressCandidate &candidate)
{
    if (candidate.annotations->priority != 0)
        return static_cast<std::size_t>(candidate.annotations->priority);
    std::size_t length = 0;
    if (isWildcard(candidate)) {
        // HostRegexp(`^[a-zA-Z0-9-]+\.w\.example$`): every dot of the name is escaped.
        const auto dots = static_cast<std::size_t>(std::count(candidate.host.begin(), candidate.host.end(), '.'));
        length = std::string_view("HostRegexp(`^[a-zA-Z0-9-]+$`)").size() + candidate.host.size() - 1 + dots;
    } else if (!candidate.host.empty()) {
        length = std::string_view("Host(``)").size() + candidate.host.size();
    }
    if (candidate.text.empty())
        return length;
    if (length > 0)
        length += std::string_view(" && ").size();
    std::string matcher = "PathPrefix(``)";
    if (candidate.type == PathType::ImplementationSpecific && !candidate.annotations->pathType.empty())
        matcher = candidate.annotations->pathType + "(``)";
    else if (candidate.isExact())
        matcher = "Path(``)";
    else if (candidate.readings.front().match.kind == PathMatch::Kind::ElementPrefix && candidate.text != "/")
        return // strictPrefixMatching
            length + std::string_view("(Path(``) || PathPrefix(`/`))").size() +
            2 * elementPrefix(candidate.text).size();
    return length + matcher.size() + candidate.text.size();
}

bool isOfSegments(const IngressCandidate &candidate)
{
    return !candidate.readings.empty() && candidate.readings.front().match.kind == PathMatch::Kind::ElementPrefix;
}

OrderKey typeKey(const IngressCandidate &candidate)
{
    return {"path type", std::string(toText(candidate.type)), candidate.isExact() ? 1 : 0};
}

OrderKey lengthKey(const IngressCandidate &candidate, Told told)
{
    return lengthOf("path length", candidate.text.size(), told);
}

/// AWS: as written, but within one rule Exact, then the longest Prefix, then ImplementationSpecific.
std::vector<OrderKey> listedKeys(const IngressCandidate &candidate, Told told)
{
    const int kind = candidate.type == PathType::Exact ? 2 : candidate.type == PathType::Prefix ? 1 : 0;
    return {placeOf("group order", candidate.ingressOrder, told),
            placeOf("place of the rule", static_cast<std::size_t>(candidate.rule), told),
            {"path type", std::string(toText(candidate.type)), kind},
            lengthOf("path length", candidate.type == PathType::Prefix ? candidate.text.size() : 0, told),
            placeOf("place of the path", static_cast<std::size_t>(candidate.path), told)};
}

/// haproxy-ingress looks into map files one after the other: exact, prefix, begin, all regular expressions (wildcard
/// hosts are such); of prefix and begin that overlap, the longer comes first. Rules without a host have maps of their
/// own, asked last.
std::vector<OrderKey> mapFileKeys(const IngressCandidate &candidate, Told told)
{
    const bool isInRegexFile = candidate.isRegex() || isWildcard(candidate);
    const bool isBegin = !candidate.readings.empty() && candidate.readings.front().match.ignoresCase;
    return {{"host", candidate.host.empty() ? "none" : candidate.host, candidate.host.empty() ? 0 : 1},
            {"map", isInRegexFile ? "regular expressions" : "plain paths", isInRegexFile ? 0 : 1},
            typeKey(candidate),
            lengthOf("length", candidate.text.size() + (isInRegexFile ? candidate.host.size() : 0), told),
            {"path type", isBegin ? "begin" : "prefix", isBegin ? 0 : 1}};
}

/// Kong: criteria that both of its routers count alike, then those of the expressions router.
std::vector<OrderKey> priorityKeys(const IngressCandidate &candidate, Told told)
{
    const DialectAnnotations &read = *candidate.annotations;
    const std::size_t criteria =
        1U + (candidate.host.empty() ? 0U : 1U) + (read.methods.empty() ? 0U : 1U) + (read.headers.empty() ? 0U : 1U);
    const bool isPlain = !candidate.host.empty() && !isWildcard(candidate);
    return {countOf("criteria", criteria, told),
            {"host", isPlain ? "plain" : "wildcard or none", isPlain ? 1 : 0},
            countOf("headers", read.headers.size(), told),
            {"regular expression", candidate.isGroupRegex ? "yes" : "no", candidate.isGroupRegex ? 1 : 0},
            lengthOf("longest path", candidate.groupLength, told)};
}

constexpr std::size_t sharedPriorityKeys = 3; ///< of priorityKeys, alike in both routers

std::vector<OrderKey> orderKeys(const Dialect &dialect, const IngressCandidate &candidate, Told told = Told::No)
{
    switch (dialect.order) {
    case PathOrder::RuleTextLength:
        if (candidate.annotations->priority != 0)
            return {countOf("priority", ruleTextLength(candidate), told)};
        return {lengthOf("rule length", ruleTextLength(candidate), told)};
    case PathOrder::AsListed:
        return listedKeys(candidate, told);
    case PathOrder::MapFiles:
        return mapFileKeys(candidate, told);
    case PathOrder::RoutePriority:
        return priorityKeys(candidate, told);
    case PathOrder::ExactRegexPrefix:
        return {{"path kind",
                 candidate.isExact()   ? "exact"
                 : candidate.isRegex() ? "regular expression"
                                       : "prefix",
                 candidate.isExact()   ? 2
                 : candidate.isRegex() ? 1
                                       : 0},
                lengthKey(candidate, told),
                {"prefix of", isOfSegments(candidate) ? "segments" : "characters", isOfSegments(candidate) ? 1 : 0}};
    case PathOrder::ExactThenLongest:
        return {typeKey(candidate), lengthKey(candidate, told)};
    case PathOrder::LongestThenExact:
        break;
    }
    return {lengthKey(candidate, told), typeKey(candidate)};
}

/// -1 where `a` goes first, 1 where `b` does, 0 where the first `count` keys are alike.
int compare(const std::vector<OrderKey> &a, const std::vector<OrderKey> &b, std::size_t count)
{
    for (std::size_t i = 0; i < std::min({a.size(), b.size(), count}); ++i)
        if (a[i].weight != b[i].weight)
            return a[i].weight > b[i].weight ? -1 : 1;
    return 0;
}

constexpr std::size_t allKeys = std::numeric_limits<std::size_t>::max();

/// Kong's traditional router: regular expressions (which Exact and the bare path of a Prefix become) by their priority,
/// then the longest prefix. Two regular expressions of one priority are not told apart by anything documented.
int compareTraditional(const IngressCandidate &a, const IngressCandidate &b)
{
    const bool isRegexA = a.isExact() || a.isRegex();
    const bool isRegexB = b.isExact() || b.isRegex();
    if (isRegexA != isRegexB)
        return isRegexA ? -1 : 1;
    if (isRegexA) {
        const std::int64_t left = a.annotations->regexPriority;
        const std::int64_t right = b.annotations->regexPriority;
        return left == right ? 0 : left > right ? -1 : 1;
    }
    return a.text.size() == b.text.size() ? 0 : a.text.size() > b.text.size() ? -1 : 1;
}

std::optional<Dependency> unrankedByRouters(const Dialect &dialect, const IngressCandidate &a,
                                            const IngressCandidate &b)
{
    const std::vector<OrderKey> left = orderKeys(dialect, a);
    const std::vector<OrderKey> right = orderKeys(dialect, b);
    if (compare(left, right, sharedPriorityKeys) != 0)
        return std::nullopt;
    const int byExpressions = compare(left, right, allKeys);
    if (byExpressions != 0 && byExpressions == compareTraditional(a, b))
        return std::nullopt;
    return Dependency{"dialect-not-settled",
                      "Kong's expressions router and its traditional one rank these two paths differently, or do not "
                      "say which goes first; which one runs is a setting of Kong.",
                      {}};
}

/// begin is compared in lower case, prefix as written, so that haproxy-ingress does not see that the two overlap.
bool overlapUnseen(const IngressCandidate &a, const IngressCandidate &b)
{
    const std::string left = lowerCase(a.text);
    const std::string right = lowerCase(b.text);
    const bool overlapsByLetters = left.starts_with(right) || right.starts_with(left);
    const bool isSeen = a.text.starts_with(b.text) || b.text.starts_with(a.text);
    return overlapsByLetters && !isSeen;
}

} // namespace

bool isOlder(const Ingress &a, const Ingress &b)
{
    const auto none = std::numeric_limits<std::int64_t>::max();
    const std::int64_t left = a.meta.creationTimestamp.value_or(none);
    const std::int64_t right = b.meta.creationTimestamp.value_or(none);
    return left != right ? left < right : a.meta.id().path() < b.meta.id().path();
}

std::string conditionKey(const IngressCandidate &candidate)
{
    std::string key = candidate.host + (candidate.hostCondition ? " " + candidate.hostCondition->value : std::string());
    for (const PathCondition &reading : candidate.readings)
        key += ' ' + std::to_string(static_cast<int>(reading.match.kind)) + (reading.match.ignoresCase ? 'i' : 'c') +
               reading.match.text;
    return key;
}

std::string tieKey(const Dialect &dialect, const IngressCandidate &candidate)
{
    if (dialect.order == PathOrder::RuleTextLength)
        return std::to_string(ruleTextLength(candidate));
    // haproxytech: Prefix and ImplementationSpecific of one path both claim that very path.
    if (dialect.specific == SpecificPath::TextPrefix)
        return candidate.host + (candidate.isExact() ? " =" : " ^") + candidate.readings.front().match.text;
    return conditionKey(candidate);
}

bool comparesOverlaps(const Dialect &dialect)
{
    return dialect.order == PathOrder::RoutePriority || dialect.order == PathOrder::MapFiles;
}

bool ingressRanksBefore(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b)
{
    if (a.isDefault != b.isDefault)
        return b.isDefault;
    const std::vector<OrderKey> left = orderKeys(dialect, a);
    const std::vector<OrderKey> right = orderKeys(dialect, b);
    if (dialect.order == PathOrder::ExactRegexPrefix) { // kind, length, the text itself, then segments first
        if (const int order = compare(left, right, 2); order != 0)
            return order < 0;
        if (a.text != b.text)
            return a.text > b.text;
    }
    if (const int order = compare(left, right, allKeys); order != 0)
        return order < 0;
    if (a.ingress != b.ingress)
        return isOlder(*a.ingress, *b.ingress);
    return a.manifestOrder < b.manifestOrder;
}

std::vector<RankKey> ingressRankOf(const Dialect &dialect, const IngressCandidate &candidate)
{
    std::vector<RankKey> keys;
    for (OrderKey &key : orderKeys(dialect, candidate, Told::Yes))
        keys.push_back({key.criterion, std::move(key.value)});
    if (dialect.order != PathOrder::AsListed) {
        keys.push_back({"age", ageText(candidate.ingress->meta)});
        keys.push_back({"name", candidate.ingress->meta.id().path()});
    }
    return keys;
}

std::optional<Dependency> whyUnranked(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b)
{
    if (dialect.order == PathOrder::RoutePriority)
        return unrankedByRouters(dialect, a, b);
    if (dialect.order == PathOrder::MapFiles && a.host == b.host && !a.isRegex() && !b.isRegex() && !isWildcard(a) &&
        overlapUnseen(a, b))
        return Dependency{"dialect-not-settled",
                          "Path types begin and prefix overlap here but for upper and lower case, and HAProxy Ingress "
                          "orders such paths by type, not by length.",
                          {}};
    if (dialect.conflict != ConflictRule::Open)
        return std::nullopt;
    if (a.isDefault != b.isDefault || tieKey(dialect, a) != tieKey(dialect, b))
        return std::nullopt;
    return Dependency{
        "conflict-open", "Which of two paths of the same rank goes first is not settled in " + dialect.title + ".", {}};
}

} // namespace wayproof
