// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// First match wins, three-valued: what is not known widens the set of ends instead of being guessed.
#include "model/analysis/rulewalk.h"

#include "model/analysis/entrancechoice.h"
#include "model/routing/actiontext.h"

#include <algorithm>

namespace wayproof
{

namespace
{

// More hosts than this that do not match are told in one step.
constexpr std::size_t mostHostSteps = 20;

/// Whether it is open which of two matching rules comes first.
bool isOpen(const Rule &a, const Rule &b)
{
    const auto isOpenAgainst = [](const Rule &one, const Rule &other) {
        return one.unranked && (one.unrankedGroup == 0 || one.unrankedGroup == other.unrankedGroup);
    };
    return isOpenAgainst(a, b) || isOpenAgainst(b, a);
}

std::string ruleSubject(const Rule &rule)
{
    return rule.origin.resource.isNull() ? "the data plane's own rule" : toText(rule.origin);
}

/// Why `winner` stands before `loser`: the first rank key that differs.
std::string whyRanked(const Rule &winner, const Rule &loser)
{
    for (std::size_t i = 0; i < std::min(winner.rank.size(), loser.rank.size()); ++i) {
        const RankKey &first = winner.rank[i];
        const RankKey &second = loser.rank[i];
        if (first.criterion != second.criterion) {
            break;
        }
        if (first.value != second.value) {
            return "matches too, but " + first.criterion + ": " + first.value + " comes before " + second.value;
        }
    }
    return "matches too, but stands behind " + ruleSubject(winner);
}

TraceStep step(const char *what, std::string subject, const char *result, std::string reason, const Location &source)
{
    TraceStep traceStep;
    traceStep.step = what;
    traceStep.subject = std::move(subject);
    traceStep.result = result;
    traceStep.reason = std::move(reason);
    traceStep.source = source;
    return traceStep;
}

struct Candidate {
    const Rule *rule;
    MatchVerdict verdict;
};

/// A candidate can win when its place against every certain match before it is open.
void addEnds(const VirtualHost &host, const std::vector<Candidate> &candidates, const std::vector<Dependency> &because,
             std::vector<WalkEnd> &ends)
{
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const Candidate &candidate = candidates[i];
        WalkEnd end{&host, candidate.rule, because, nullptr};
        bool isPossible = true;
        for (std::size_t j = 0; j < i && isPossible; ++j) {
            isPossible = candidates[j].verdict.answer != Ternary::Yes || isOpen(*candidates[j].rule, *candidate.rule);
        }
        if (!isPossible) {
            continue;
        }
        if (candidate.verdict.dependency) {
            end.because.push_back(*candidate.verdict.dependency);
        }
        if (candidate.rule->unranked && candidates.size() > 1) {
            end.because.push_back(*candidate.rule->unranked);
        }
        ends.push_back(std::move(end));
    }
}

class RuleWalk
{
public:
    RuleWalk(const Walk &walk, std::vector<TraceStep> *trace)
        : m_walk(walk)
        , m_trace(trace)
    {
    }

    std::vector<WalkEnd> run()
    {
        bool isSettled = false;
        std::size_t passed = 0;
        const auto look = [&](std::uint32_t position) {
            const VirtualHost &host = m_walk.channel.hosts[position];
            const Ternary match = isWanted(host) ? host.pattern.matches(m_walk.host) : Ternary::No;
            if (match == Ternary::No || isSettled) {
                traceOtherHost(host, match, passed);
                return false;
            }
            std::vector<Dependency> because;
            if (match == Ternary::Unknown) {
                because.push_back({"regex-dialect",
                                   "How host " + host.pattern.toText() + " is read is up to the implementation.",
                                   {}});
            }
            traceHost(host, match);
            walkHost(position, because);
            isSettled = match == Ternary::Yes;
            return isSettled && !m_trace;
        };
        if (m_trace) {
            for (std::uint32_t i = 0; i < m_walk.channel.hosts.size(); ++i) {
                look(i);
            }
            if (passed > mostHostSteps) {
                m_trace->push_back(step("host", std::to_string(passed - mostHostSteps) + " more hosts", "passed over",
                                        "none of them is " + std::string(m_walk.host), {}));
            }
        } else {
            m_walk.index.forEachHost(m_walk.host, look);
        }
        if (!isSettled) {
            m_ends.push_back({});
        }
        return std::move(m_ends);
    }

    void setWanted(std::string_view listener) { m_wanted = listener; }

private:
    bool isWanted(const VirtualHost &host) const { return isWantedListener(host.listener, m_wanted); }

    /// The rules of one host and of those it falls back to.
    void walkHost(std::size_t first, std::vector<Dependency> because)
    {
        const VirtualHost &chosen = m_walk.channel.hosts[first];
        std::optional<std::size_t> at = first;
        std::vector<bool> seen(chosen.next ? m_walk.channel.hosts.size() : 0);
        while (at && *at < m_walk.channel.hosts.size()) {
            const VirtualHost &host = m_walk.channel.hosts[*at];
            if (m_trace && *at != first) {
                m_trace->push_back(step("host", host.pattern.toText(), "fallen back to",
                                        "no rule of " + chosen.pattern.toText() + " matched", host.source));
            }
            const std::size_t before = m_ends.size();
            const bool isSettled = walkRules(host, *at, because);
            for (std::size_t i = before; i < m_ends.size(); ++i) {
                m_ends[i].chosen = &chosen;
            }
            if (isSettled) {
                return;
            }
            // A circle of fall-backs would be a compiler's mistake; it must not hang the simulator.
            if (!seen.empty()) {
                seen[*at] = true;
            }
            at = host.next && *host.next < seen.size() && !seen[*host.next] ? host.next : std::nullopt;
        }
        m_ends.push_back({&chosen, nullptr, std::move(because), &chosen});
    }

    /// True when some rule certainly matches.
    bool walkRules(const VirtualHost &host, std::size_t hostAt, const std::vector<Dependency> &because)
    {
        std::vector<Candidate> candidates;
        bool hasCertain = false;
        const bool looksAtAll = m_trace || m_walk.index.hasUnranked(hostAt);
        const auto look = [&](std::uint32_t position) {
            const Rule &rule = host.rules[position];
            MatchVerdict verdict = m_walk.view.test(rule.match, m_walk.path, m_trace != nullptr);
            if (m_trace) {
                traceRule(rule, verdict, candidates);
            }
            if (verdict.answer == Ternary::No) {
                return false;
            }
            hasCertain = hasCertain || verdict.answer == Ternary::Yes;
            candidates.push_back({&rule, std::move(verdict)});
            return hasCertain && !looksAtAll;
        };
        if (m_trace) {
            for (std::uint32_t i = 0; i < host.rules.size(); ++i) {
                look(i);
            }
        } else {
            m_walk.index.forEachRule(hostAt, m_walk.path, [&](std::uint32_t i, bool) { return look(i); });
        }
        addEnds(host, candidates, because, m_ends);
        return hasCertain;
    }

    void traceRule(const Rule &rule, const MatchVerdict &verdict, const std::vector<Candidate> &before)
    {
        const auto winner = std::find_if(before.begin(), before.end(),
                                         [](const Candidate &c) { return c.verdict.answer == Ternary::Yes; });
        const bool isBeaten = winner != before.end() && !isOpen(*winner->rule, rule);
        const char *result = "passed over";
        std::string reason = verdict.why;
        if (verdict.answer != Ternary::No && isBeaten) {
            result = "matched but lost";
            reason = verdict.answer == Ternary::Unknown ? "may match, but stands behind " + ruleSubject(*winner->rule)
                                                        : whyRanked(*winner->rule, rule);
        } else if (verdict.answer == Ternary::Unknown) {
            result = "unknown";
        } else if (verdict.answer == Ternary::Yes) {
            result = winner == before.end() ? "chosen" : "unknown";
            reason = winner == before.end() ? "the first that matches: " + rule.match.toText()
                                            : "matches too, and its place is open: " +
                                                  (rule.unranked ? rule.unranked->text : winner->rule->unranked->text);
        }
        TraceStep traceStep = step("rule", ruleSubject(rule), result, std::move(reason), rule.origin.source);
        traceStep.origin = rule.origin;
        m_trace->push_back(std::move(traceStep));
    }

    void traceHost(const VirtualHost &host, Ternary match)
    {
        if (!m_trace) {
            return;
        }
        std::string reason = "host " + std::string(m_walk.host) + (match == Ternary::Yes ? " matches" : " may match");
        reason += host.reason.empty() ? std::string() : "; " + host.reason;
        m_trace->push_back(step("host", host.pattern.toText(), match == Ternary::Yes ? "chosen" : "unknown",
                                std::move(reason), host.source));
    }

    void traceOtherHost(const VirtualHost &host, Ternary match, std::size_t &passed)
    {
        if (!m_trace || (match == Ternary::No && ++passed > mostHostSteps)) {
            return;
        }
        const std::string name = "host " + std::string(m_walk.host);
        const std::string reason = match != Ternary::No ? name + " matches too, but a more specific one came first"
                                   : isWanted(host)     ? name + " does not match " + host.pattern.toText()
                                                        : "the request asks for listener " + std::string(m_wanted);
        m_trace->push_back(step("host", host.pattern.toText(),
                                match == Ternary::No ? "passed over" : "matched but lost", reason, host.source));
    }

    const Walk &m_walk;
    std::vector<TraceStep> *m_trace;
    std::string m_wanted;
    std::vector<WalkEnd> m_ends;
};

} // namespace

std::vector<WalkEnd> walk(const Walk &theWalk, std::vector<TraceStep> *trace)
{
    RuleWalk ruleWalk(theWalk, trace);
    // A listener is a Gateway's; on the other side hosts carry none and the wish is without effect.
    ruleWalk.setWanted(theWalk.view.request().listener);
    return ruleWalk.run();
}

std::vector<WalkEnd> walkAlternative(const VirtualHost &alternative, const RequestView &view, std::string_view path)
{
    std::vector<Candidate> candidates;
    bool hasCertain = false;
    for (const Rule &rule : alternative.rules) {
        MatchVerdict verdict = view.test(rule.match, path, false);
        if (verdict.answer != Ternary::No) {
            hasCertain = hasCertain || verdict.answer == Ternary::Yes;
            candidates.push_back({&rule, std::move(verdict)});
        }
    }
    std::vector<WalkEnd> ends;
    addEnds(alternative, candidates, {}, ends);
    if (!hasCertain) {
        ends.push_back({&alternative, nullptr, {}, nullptr});
    }
    return ends;
}

QuickEnd quickWalk(const Walk &walk)
{
    const std::vector<VirtualHost> &hosts = walk.channel.hosts;
    const std::string_view wanted = walk.view.request().listener;
    QuickEnd end;
    bool isOpen = false;
    std::optional<std::size_t> at;
    if (wanted.empty()) {
        at = walk.index.exactHost(walk.host);
    }
    if (!at) {
        walk.index.forEachHost(walk.host, [&](std::uint32_t position) {
            const VirtualHost &host = hosts[position];
            if (!wanted.empty() && !isWantedListener(host.listener, std::string(wanted))) {
                return false;
            }
            const Ternary match = host.pattern.matches(walk.host);
            isOpen = match == Ternary::Unknown;
            if (match == Ternary::Yes) {
                at = position;
            }
            return match != Ternary::No;
        });
    }
    if (isOpen) {
        return end;
    }
    end.host = at ? &hosts[*at] : nullptr;
    const bool hasAlternative = end.host && end.host->alternative; // only decide() knows whether the two differ
    // Each fall-back leads to another host; more steps than hosts would be a circle.
    for (std::size_t steps = 0; at && steps <= hosts.size() && !end.rule; ++steps) {
        const VirtualHost &host = hosts[*at];
        if (walk.index.hasUnranked(*at)) {
            return end;
        }
        walk.index.forEachRule(*at, walk.path, [&](std::uint32_t position, bool isSure) {
            const Ternary match = isSure ? Ternary::Yes : walk.view.quickTest(host.rules[position].match, walk.path);
            isOpen = match == Ternary::Unknown;
            if (match == Ternary::Yes) {
                end.host = &host;
                end.rule = &host.rules[position];
            }
            return match != Ternary::No;
        });
        if (isOpen) {
            return end;
        }
        at = host.next;
    }
    end.isCertain = !hasAlternative;
    return end;
}

} // namespace wayproof
