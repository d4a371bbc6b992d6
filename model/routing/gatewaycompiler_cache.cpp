// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Lowered routes, and whether what they became is ever reached.
#include "model/routing/gatewaycompiler_shadow.h"

#include <algorithm>
#include <map>

namespace wayproof
{

namespace
{

/// A preflight rule or one that is not accepted is not of the route's own writing.
bool isOwnRule(const LoweredRule &lowered)
{
    return lowered.rank.part == 0 && !lowered.rule.match.unknown;
}

/// By what `winner` stands before `loser`: "hostname: a.example before none".
std::string firstDifference(const Candidate &winner, const Candidate &loser, const Profile &profile)
{
    const std::vector<RankKey> first = rankKeys(winner.lowered->rank, winner.hostname->declared, profile);
    const std::vector<RankKey> second = rankKeys(loser.lowered->rank, loser.hostname->declared, profile);
    for (std::size_t i = profile.ranksDeclaredHostnames ? 0 : 1; i < std::min(first.size(), second.size()); ++i) {
        if (first[i].criterion == second[i].criterion && first[i].value != second[i].value)
            return first[i].criterion + ": " + first[i].value + " before " + second[i].value;
    }
    return "place in the list";
}

} // namespace

const std::vector<LoweredRule> &RuleCache::rulesOf(const Attachment &attachment, const Profile &profile, int port)
{
    const auto [place, isNew] = m_rules.try_emplace({attachment.route, &profile, port});
    if (isNew && attachment.kind == RouteKind::Http)
        place->second = lowerHttpRoute(m_compilation, profile, static_cast<const HttpRoute &>(*attachment.route), port);
    else if (isNew && attachment.kind == RouteKind::Grpc)
        place->second = lowerGrpcRoute(m_compilation, profile, static_cast<const GrpcRoute &>(*attachment.route));
    return place->second;
}

void RuleCache::noteUses(const std::vector<Candidate> &candidates, const Profile &profile)
{
    EarlierRules earlier;
    for (const Candidate &candidate : candidates) {
        const LoweredRule &lowered = *candidate.lowered;
        Use &use = m_uses[&lowered];
        // A rule whose place or existence is open neither hides another for certain nor is hidden.
        if (lowered.rule.unranked || candidate.attachment->unknown || !isOwnRule(lowered)) {
            use.wins = true;
            continue;
        }
        const Candidate *cover = earlier.coverOf(lowered.rule.match);
        if (!cover) {
            use.wins = true;
            earlier.add(candidate);
        } else if (!use.wins) {
            use.winner = cover->lowered;
            use.why = firstDifference(*cover, candidate, profile);
        }
    }
    noteTies(candidates, profile);
}

/// Equally specific rules of different routes that want some of the same requests, where the older route decides.
void RuleCache::noteTies(const std::vector<Candidate> &candidates, const Profile &profile)
{
    constexpr std::size_t limit = 32; // rules of one path that are compared with each other
    std::unordered_map<std::string, std::vector<const Candidate *>> alike;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate &candidate = candidates[i];
        const LoweredRule &lowered = *candidate.lowered;
        const auto isAlike = [&](std::size_t other) {
            return other < candidates.size() &&
                   compareSpecificity(lowered.rank, candidates[other].lowered->rank, profile) == 0;
        };
        const bool continues = i > 0 && isAlike(i - 1);
        if (!continues)
            alike.clear();
        if ((!continues && !isAlike(i + 1)) || lowered.rule.unranked || candidate.attachment->unknown ||
            !isOwnRule(lowered))
            continue;
        std::vector<const Candidate *> &bucket = alike[lowered.rule.match.path.toText()];
        for (std::size_t other = 0; other < std::min(bucket.size(), limit); ++other) {
            const LoweredRule &first = *bucket[other]->lowered;
            if (first.rank.route == lowered.rank.route || doSame(*first.rule.action, *lowered.rule.action) ||
                (profile.ranksDeclaredHostnames && bucket[other]->hostname->declared != candidate.hostname->declared) ||
                wantsAllOf(first.rule.match, lowered.rule.match)) // then the later one never wins, which says more
                continue;
            if (conjunction(first.rule.match, lowered.rule.match).state == Conjunction::State::Known)
                m_ties.try_emplace(&lowered, &first);
        }
        bucket.push_back(&candidate);
    }
}

void RuleCache::reportUnreachable()
{
    Diagnostics found;
    const auto add = [&found](Severity severity, Category category, std::string code, const Origin &about,
                              std::string message, std::string mend) -> Diagnostic & {
        found.push_back({severity,
                         category,
                         std::move(code),
                         std::move(message),
                         std::move(mend),
                         about.source,
                         about.resource,
                         {}});
        return found.back();
    };
    // A rule that loses on one port may win on another.
    std::map<std::tuple<ResourceId, int, int>, Use> uses;
    for (const auto &[lowered, use] : m_uses) {
        const Origin &origin = lowered->rule.origin;
        Use &sum = uses[{origin.resource, origin.rule.value_or(0), lowered->rank.match}];
        sum.wins = sum.wins || use.wins;
        if (use.winner && (!sum.winner || std::tie(use.winner->rule.origin.resource, use.why) <
                                              std::tie(sum.winner->rule.origin.resource, sum.why))) {
            sum.loser = lowered;
            sum.winner = use.winner;
            sum.why = use.why;
        }
    }
    for (const auto &[key, use] : uses) {
        if (use.wins || !use.winner)
            continue;
        const Rule &loser = use.loser->rule;
        const Origin &winner = use.winner->rule.origin;
        const std::string names = "Rule " + std::to_string(use.loser->rank.rule) + " match " +
                                  std::to_string(use.loser->rank.match) + " never wins: rule " +
                                  std::to_string(winner.rule.value_or(0)) + " of " + winner.resource.toText();
        const bool isAlike = wantsAllOf(loser.match, use.winner->rule.match);
        Diagnostic &finding =
            isAlike ? add(Severity::Warning, Category::Shadowed, "rule-never-wins", loser.origin,
                          names + " has the same conditions and stands first.",
                          "Remove one of the two, or make their conditions differ.")
                    : add(Severity::Warning, Category::Shadowed, "rule-shadowed", loser.origin,
                          names + " wants all of its requests and stands first (" + use.why + ").",
                          "Narrow the rule that wins, or give this one a hostname or a path that ranks higher.");
        finding.related.push_back({"the rule that wins", winner.source});
    }
    for (const auto &[lowered, first] : m_ties) {
        const Origin &winner = first->rule.origin;
        add(Severity::Info, Category::Pitfall, "route-relies-on-creation-order", lowered->rule.origin,
            "Rule " + std::to_string(lowered->rank.rule) + " match " + std::to_string(lowered->rank.match) +
                " and rule " + std::to_string(winner.rule.value_or(0)) + " of " + winner.resource.toText() +
                " are equally specific and want some of the same requests; which of them wins hangs on the age of the "
                "routes, then on their names.",
            "Say in one of the two what distinguishes those requests, or put both rules into one route.")
            .related.push_back({"the rule that wins", winner.source});
    }
    for (const auto &[key, rules] : m_rules) {
        const bool isPlaced =
            std::any_of(rules.begin(), rules.end(), [this](const LoweredRule &rule) { return m_uses.contains(&rule); });
        if (rules.empty() || isPlaced)
            continue;
        const ObjectMeta &route = *rules.front().rank.route;
        add(Severity::Warning, Category::Shadowed, "route-isolated", {route.id(), {}, {}, {}, route.source},
            "Every hostname of the route on port " + std::to_string(std::get<2>(key)) +
                " belongs to a more specific listener than the one it is attached to, so no request reaches it.",
            "Attach the route to the listener whose hostname fits best.");
    }
    sortDiagnostics(found);
    const auto isSame = [](const Diagnostic &a, const Diagnostic &b) {
        return a.code == b.code && a.message == b.message && a.location == b.location;
    };
    found.erase(std::unique(found.begin(), found.end(), isSame), found.end());
    m_compilation.table.findings.insert(m_compilation.table.findings.end(), found.begin(), found.end());
}

} // namespace wayproof
