// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The order of rules within a host, by match (spec/gateway.md §5, §8), and how it is explained.
#include "model/routing/gatewaycompiler_rules.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace wayproof
{

namespace
{

/// Larger comes first.
template<class T>
int larger(const T &a, const T &b)
{
    return a == b ? 0 : a > b ? -1 : 1;
}

std::string characters(std::size_t count)
{
    return std::to_string(count) + " characters";
}

std::string timeText(const std::optional<std::int64_t> &seconds)
{
    if (!seconds)
        return "unknown";
    const std::time_t time = static_cast<std::time_t>(*seconds);
    std::tm parts{};
    gmtime_r(&time, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return std::string(text.data(), length);
}

std::string_view pathText(RuleRank::Path path)
{
    switch (path) {
    case RuleRank::Path::Exact:
        return "Exact";
    case RuleRank::Path::Regex:
        return "RegularExpression";
    case RuleRank::Path::Prefix:
        break;
    }
    return "PathPrefix";
}

} // namespace

int compareSpecificity(const RuleRank &a, const RuleRank &b, const Profile &profile)
{
    if (const int order = larger(a.path, b.path))
        return order;
    if (const int order = larger(a.pathLength, b.pathLength))
        return order;
    if (const int order = larger(a.methodLength, b.methodLength))
        return order;
    const auto headers = [&](const RuleRank &rank) {
        return rank.headers + (profile.methodCountsAsHeader && rank.hasMethod ? 1U : 0U);
    };
    const auto exactHeaders = [&](const RuleRank &rank) {
        return rank.exactHeaders + (profile.methodCountsAsHeader && rank.hasMethod ? 1U : 0U);
    };
    if (!profile.methodCountsAsHeader) {
        if (const int order = larger(a.hasMethod, b.hasMethod))
            return order;
    }
    if (const int order = larger(headers(a), headers(b)))
        return order;
    if (profile.exactHeadersCount) {
        if (const int order = larger(exactHeaders(a), exactHeaders(b)))
            return order;
    }
    if (const int order = larger(a.queryParams, b.queryParams))
        return order;
    return profile.exactHeadersCount ? larger(a.exactQueryParams, b.exactQueryParams) : 0;
}

bool standsBefore(const RuleRank &a, const RuleRank &b, const Profile &profile)
{
    if (const int order = compareSpecificity(a, b, profile))
        return order < 0;
    if (a.isAmongHttp != b.isAmongHttp)
        return b.isAmongHttp;
    if (a.route != b.route)
        return isOlder(*a.route, *b.route);
    if (a.rule != b.rule)
        return a.rule < b.rule;
    return a.match != b.match ? a.match < b.match : a.part < b.part;
}

std::vector<RankKey> rankKeys(const RuleRank &rank, const std::string &declaredHostname, const Profile &profile)
{
    std::vector<RankKey> keys;
    keys.reserve(10);
    keys.push_back({"hostname", declaredHostname.empty() ? "none" : declaredHostname});
    if (rank.isGrpc) {
        keys.push_back({"service length", characters(rank.pathLength)});
        keys.push_back({"method length", characters(rank.methodLength)});
    } else {
        keys.push_back({"path type", std::string(pathText(rank.path))});
        keys.push_back({"path length", characters(rank.pathLength)});
        if (!profile.methodCountsAsHeader)
            keys.push_back({"method condition", rank.hasMethod ? "yes" : "no"});
    }
    keys.push_back({"header conditions",
                    std::to_string(rank.headers + (profile.methodCountsAsHeader && rank.hasMethod ? 1U : 0U))});
    if (!rank.isGrpc)
        keys.push_back({"query conditions", std::to_string(rank.queryParams)});
    keys.push_back({"age", timeText(rank.route->creationTimestamp)});
    keys.push_back({"name", rank.route->id().path()});
    keys.push_back({"place", "rule " + std::to_string(rank.rule) + " match " + std::to_string(rank.match)});
    return keys;
}

} // namespace wayproof
