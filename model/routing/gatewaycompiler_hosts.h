// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The virtual hosts of one port: which listener a host belongs to, and which rules compete there (spec/gateway.md §3).
// Private to gatewaycompiler*.cpp.
#pragma once

#include "model/routing/gatewaycompiler_rules.h"

#include <map>
#include <tuple>

namespace wayproof
{

/// A rule as one listener's route brings it to one hostname.
struct Candidate {
    const LoweredRule *lowered = nullptr;
    const ListenerNode *listener = nullptr;
    const Attachment *attachment = nullptr;
    const AttachedHostname *hostname = nullptr;
};

/// Routes are lowered once for each profile and port, however many hosts and listeners they have.
class RuleCache
{
public:
    explicit RuleCache(GatewayCompilation &compilation)
        : m_compilation(compilation)
    {
    }
    const std::vector<LoweredRule> &rulesOf(const Attachment &attachment, const Profile &profile, int port);
    /// The rules of one host as they are weighed: which of them stand behind another that wants
    /// all of their requests, and which are told apart by the age of their routes alone.
    void noteUses(const std::vector<Candidate> &candidates, const Profile &profile);
    /// Findings for rules that stand behind another everywhere (so no request reaches them), and for routes that stand
    /// nowhere.
    void reportUnreachable();

private:
    GatewayCompilation &m_compilation;
    struct Use {
        bool wins = false;
        const LoweredRule *winner = nullptr;
        std::string why; ///< by what the winner stands first
        const LoweredRule *loser = nullptr;
    };
    void noteTies(const std::vector<Candidate> &candidates, const Profile &profile);

    std::map<std::tuple<const RouteCommon *, const Profile *, int>, std::vector<LoweredRule>> m_rules;
    std::unordered_map<const LoweredRule *, Use> m_uses;
    std::unordered_map<const LoweredRule *, const LoweredRule *> m_ties; ///< the later rule → one that stands first
};

class PortHosts
{
public:
    /// `listeners`: the accepted ones of one protocol on one port.
    PortHosts(const Profile &profile, int port, std::vector<const ListenerNode *> listeners, RuleCache &cache);

    /// For a plain port: every host. For a TLS channel: the hosts that connections to `channel` may ask for, and 421
    /// for those of others.
    std::vector<VirtualHost> hosts(const ListenerNode *channel, RuleCache &cache) const;
    /// Profiles without isolation: a hostname that two listeners yield, so that the data plane refuses the table;
    /// empty: none.
    std::string duplicate() const { return m_duplicate; }
    const std::vector<std::string> &assumptions() const { return m_assumptions; }
    /// With very many listeners of TLS, a channel's hosts leave out what other listeners have: where no host fits, it
    /// is 421 or 404.
    bool omitsForeignHosts() const;

private:
    struct Pattern {
        std::string hostname;
        const ListenerNode *chosen = nullptr;
        bool isOfListener = false; ///< some listener's own hostname
        std::vector<Candidate> candidates;
    };

    Pattern &patternOf(const std::string &hostname);
    const ListenerNode *chosenFor(const std::string &hostname) const;
    void addRoutes(const ListenerNode &listener, RuleCache &cache);
    std::vector<Candidate> ordered(std::vector<Candidate> candidates) const;
    std::vector<Candidate> chainOf(const Pattern &pattern, const ListenerNode *listener) const;
    std::shared_ptr<const VirtualHost> merged(const Pattern &pattern) const;
    VirtualHost misdirected(const Pattern &pattern, const ListenerNode &channel) const;

    const Profile &m_profile;
    int m_port;
    std::vector<const ListenerNode *> m_listeners;
    std::unordered_map<std::string, const ListenerNode *> m_listenerByHostname;
    std::unordered_map<std::string, std::size_t> m_index;
    std::vector<Pattern> m_patterns;
    std::string m_duplicate;
    mutable std::size_t m_alternativeRules = 0;
    mutable std::vector<std::string> m_assumptions;
};

/// Adds, before rules that win only by age or name over another route's with an unknown age, rules that say so.
std::vector<Rule> withAgeDoubts(const std::vector<Candidate> &candidates, const Profile &profile);
/// One candidate as a rule of the table.
Rule toRule(const Candidate &candidate, const Profile &profile);
/// The decision's field in which the two differ, where doSame() is false; empty: more than one can name.
std::string differingField(const Action &a, const Action &b);
/// Whether two actions do the same to every request, as far as can be told cheaply.
bool doSame(const Action &a, const Action &b);

struct Conjunction {
    enum class State { Empty, Known, Inexpressible };
    State state = State::Empty;
    Match match;
};
/// The requests that both want.
Conjunction conjunction(const Match &a, const Match &b);

} // namespace wayproof
