// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/ingresscompiler_candidates.h"

#include <limits>

namespace wayproof
{

namespace
{

/// Traefik's priority: the length of the rule's text.
std::size_t ruleTextLength(const IngressCandidate &candidate)
{
    std::size_t length = 0;
    if (!candidate.host.empty())
        length += std::string_view("Host(``)").size() + candidate.host.size();
    if (candidate.text.empty())
        return length;
    if (length > 0)
        length += std::string_view(" && ").size();
    const bool isExact = !candidate.readings.empty() && candidate.readings.front().match.kind == PathMatch::Kind::Exact;
    return length + (isExact ? std::string_view("Path(``)") : std::string_view("PathPrefix(``)")).size() +
           candidate.text.size();
}

} // namespace

bool isOlder(const Ingress &a, const Ingress &b)
{
    const auto none = std::numeric_limits<std::int64_t>::max();
    const std::int64_t left = a.meta.creationTimestamp.value_or(none);
    const std::int64_t right = b.meta.creationTimestamp.value_or(none);
    return left != right ? left < right : a.meta.id().path() < b.meta.id().path();
}

bool ingressRanksBefore(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b)
{
    const bool isExactA = a.type == PathType::Exact;
    const bool isExactB = b.type == PathType::Exact;
    switch (dialect.order) {
    case PathOrder::RuleTextLength:
        if (ruleTextLength(a) != ruleTextLength(b))
            return ruleTextLength(a) > ruleTextLength(b);
        break;
    case PathOrder::ExactPrefixManifest: {
        const bool isSpecificA = a.type == PathType::ImplementationSpecific;
        const bool isSpecificB = b.type == PathType::ImplementationSpecific;
        if (isExactA != isExactB)
            return isExactA;
        if (isSpecificA != isSpecificB)
            return isSpecificB;
        if (isSpecificA)
            return a.manifestOrder < b.manifestOrder;
        if (a.text.size() != b.text.size())
            return a.text.size() > b.text.size();
        break;
    }
    case PathOrder::ExactThenLongest:
        if (isExactA != isExactB)
            return isExactA;
        if (a.text.size() != b.text.size())
            return a.text.size() > b.text.size();
        break;
    case PathOrder::LongestThenExact:
    case PathOrder::Open:
        if (a.text.size() != b.text.size())
            return a.text.size() > b.text.size();
        if (isExactA != isExactB)
            return isExactA;
        break;
    }
    if (a.ingress != b.ingress)
        return isOlder(*a.ingress, *b.ingress);
    return a.manifestOrder < b.manifestOrder;
}

std::vector<RankKey> ingressRankOf(const Dialect &dialect, const IngressCandidate &candidate)
{
    const RankKey type{"path type", std::string(toText(candidate.type))};
    const RankKey length{"path length", candidate.length()};
    std::vector<RankKey> keys;
    if (dialect.order == PathOrder::RuleTextLength)
        keys = {{"rule length", std::to_string(ruleTextLength(candidate)) + " characters"}};
    else if (dialect.order == PathOrder::LongestThenExact || dialect.order == PathOrder::Open)
        keys = {length, type};
    else
        keys = {type, length};
    keys.push_back({"age", ageText(candidate.ingress->meta)});
    keys.push_back({"name", candidate.ingress->meta.id().path()});
    return keys;
}

} // namespace wayproof
