// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Lowered routes, and whether what they became is ever reached.
#include "model/routing/gatewaycompiler_hosts.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// A preflight rule or one that is not accepted is not of the route's own writing.
bool isOwnRule(const LoweredRule &lowered)
{
    return lowered.rank.part == 0 && !lowered.rule.match.unknown;
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
    std::unordered_map<std::string, const LoweredRule *> first; // of equally specific rules, by their conditions
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const LoweredRule &lowered = *candidates[i].lowered;
        const auto isAlike = [&](std::size_t other) {
            return other < candidates.size() &&
                   compareSpecificity(lowered.rank, candidates[other].lowered->rank, profile) == 0;
        };
        const bool continues = i > 0 && isAlike(i - 1);
        if (!continues)
            first.clear();
        Use &use = m_uses[&lowered];
        if ((!continues && !isAlike(i + 1)) || lowered.rule.unranked || candidates[i].attachment->unknown ||
            !isOwnRule(lowered)) {
            use.wins = true;
            continue;
        }
        const auto [place, isFirst] = first.try_emplace(lowered.rule.match.toText(), &lowered);
        if (isFirst)
            use.wins = true;
        else
            use.winner = place->second;
    }
}

void RuleCache::reportUnreachable()
{
    Diagnostics found;
    const auto add = [&found](std::string code, const ResourceId &subject, Location location, std::string message,
                              std::string mend) {
        found.push_back({Severity::Warning,
                         Category::Shadowed,
                         std::move(code),
                         std::move(message),
                         std::move(mend),
                         std::move(location),
                         subject,
                         {}});
    };
    for (const auto &[key, rules] : m_rules) {
        const bool isPlaced =
            std::any_of(rules.begin(), rules.end(), [this](const LoweredRule &rule) { return m_uses.contains(&rule); });
        if (!rules.empty() && !isPlaced) {
            const ObjectMeta &route = *rules.front().rank.route;
            add("route-isolated", route.id(), route.source,
                "Every hostname of the route on port " + std::to_string(std::get<2>(key)) +
                    " belongs to a more specific listener than the one it is attached to, so no request reaches it.",
                "Attach the route to the listener whose hostname fits best.");
            continue;
        }
        for (const LoweredRule &rule : rules) {
            const auto use = m_uses.find(&rule);
            if (use == m_uses.end() || use->second.wins || !use->second.winner)
                continue;
            const Origin &winner = use->second.winner->rule.origin;
            add("rule-never-wins", rule.rule.origin.resource, rule.rule.origin.source,
                "Rule " + std::to_string(rule.rank.rule) + " match " + std::to_string(rule.rank.match) +
                    " never wins: rule " + std::to_string(winner.rule.value_or(0)) + " of " + winner.resource.toText() +
                    " has the same conditions and stands first.",
                "Remove one of the two, or make their conditions differ.");
            found.back().related.push_back({"the rule that wins", winner.source});
        }
    }
    sortDiagnostics(found);
    const auto isSame = [](const Diagnostic &a, const Diagnostic &b) {
        return a.code == b.code && a.message == b.message && a.location == b.location;
    };
    found.erase(std::unique(found.begin(), found.end(), isSame), found.end());
    m_compilation.table.findings.insert(m_compilation.table.findings.end(), found.begin(), found.end());
}

} // namespace wayproof
