// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/gatewaycompiler_hosts.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Beyond this, rules that only matter where a data plane does not isolate listeners are an assumption instead.
constexpr std::size_t foreignLimit = 4096;

bool isBefore(const Candidate &a, const Candidate &b, const Profile &profile)
{
    // spec/gateway.md §5 (a): the route's own hostname counts, a route without hostnames comes last.
    if (profile.ranksDeclaredHostnames && a.hostname->declared != b.hostname->declared)
        return isMoreSpecific(a.hostname->declared, b.hostname->declared);
    return standsBefore(a.lowered->rank, b.lowered->rank, profile);
}

} // namespace

PortHosts::PortHosts(const Profile &profile, int port, std::vector<const ListenerNode *> listeners, RuleCache &cache)
    : m_profile(profile)
    , m_port(port)
    , m_listeners(std::move(listeners))
{
    for (const ListenerNode *listener : m_listeners)
        m_listenerByHostname.try_emplace(listener->hostname, listener);
    for (const ListenerNode *listener : m_listeners) {
        // Without isolation a listener's hostname means nothing by itself: only its routes' hostnames become virtual
        // hosts.
        if (m_profile.isolatesListeners)
            patternOf(listener->hostname).isOfListener = true;
        addRoutes(*listener, cache);
    }
    std::stable_sort(m_patterns.begin(), m_patterns.end(),
                     [](const Pattern &a, const Pattern &b) { return isMoreSpecific(a.hostname, b.hostname); });
    for (std::size_t i = 0; i < m_patterns.size(); ++i)
        m_index[m_patterns[i].hostname] = i;
}

PortHosts::Pattern &PortHosts::patternOf(const std::string &hostname)
{
    const auto [place, isNew] = m_index.try_emplace(hostname, m_patterns.size());
    if (isNew)
        m_patterns.push_back({hostname, chosenFor(hostname), false, {}});
    return m_patterns[place->second];
}

/// The most specific listener whose hostname covers that one.
const ListenerNode *PortHosts::chosenFor(const std::string &hostname) const
{
    for (std::optional<std::string> wide = hostname; wide; wide = broader(*wide)) {
        const auto found = m_listenerByHostname.find(*wide);
        if (found != m_listenerByHostname.end())
            return found->second;
    }
    return nullptr;
}

void PortHosts::addRoutes(const ListenerNode &listener, RuleCache &cache)
{
    for (const Attachment &attachment : listener.attachments) {
        const std::vector<LoweredRule> &rules = cache.rulesOf(attachment, m_profile, m_port);
        for (const AttachedHostname &hostname : attachment.hostnames) {
            if (rules.empty())
                continue;
            Pattern &pattern = patternOf(hostname.effective);
            if (!m_profile.isolatesListeners && !pattern.candidates.empty() &&
                pattern.candidates.back().listener != &listener)
                m_duplicate = hostname.effective.empty() ? "*" : hostname.effective;
            for (const LoweredRule &rule : rules)
                pattern.candidates.push_back({&rule, &listener, &attachment, &hostname});
        }
    }
}

std::vector<Candidate> PortHosts::ordered(std::vector<Candidate> candidates) const
{
    std::stable_sort(candidates.begin(), candidates.end(),
                     [this](const Candidate &a, const Candidate &b) { return isBefore(a, b, m_profile); });
    return candidates;
}

/// What competes for a host of the pattern under isolation: the chosen listener's rules, the pattern's own first, then
/// those of its broader hostnames.
std::vector<Candidate> PortHosts::chainOf(const Pattern &pattern) const
{
    std::vector<Candidate> chain;
    for (std::optional<std::string> wide = pattern.hostname; wide; wide = broader(*wide)) {
        const auto found = m_index.find(*wide);
        if (found == m_index.end())
            continue;
        std::vector<Candidate> own;
        for (const Candidate &candidate : m_patterns[found->second].candidates) {
            if (candidate.listener == pattern.chosen)
                own.push_back(candidate);
        }
        own = ordered(std::move(own));
        chain.insert(chain.end(), own.begin(), own.end());
    }
    return chain;
}

/// Rules of less specific listeners that would also apply if listeners were merged; those of routes that the chosen
/// listener has anyway make no difference.
std::vector<Candidate> PortHosts::foreignOf(const Pattern &pattern, const std::vector<Candidate> &own) const
{
    std::unordered_set<const RouteCommon *> ownRoutes;
    for (const Candidate &candidate : own)
        ownRoutes.insert(candidate.attachment->route);
    std::vector<Candidate> foreign;
    for (std::optional<std::string> wide = pattern.hostname; wide; wide = broader(*wide)) {
        const auto found = m_index.find(*wide);
        if (found == m_index.end())
            continue;
        for (const Candidate &candidate : m_patterns[found->second].candidates) {
            if (candidate.listener != pattern.chosen && !ownRoutes.contains(candidate.attachment->route))
                foreign.push_back(candidate);
        }
    }
    return foreign;
}

/// Writes the host with everything that competes there, marking where the answer hangs on listener isolation. False:
/// nothing hangs on it.
bool PortHosts::writeWithForeign(VirtualHost &host, const Pattern &pattern) const
{
    if (!m_profile.isIsolationOpen || m_listeners.size() < 2)
        return false;
    const std::vector<Candidate> own = chainOf(pattern);
    const std::vector<Candidate> foreign = foreignOf(pattern, own);
    if (foreign.empty())
        return false;
    if (foreign.size() * (own.size() + 1) > foreignLimit) {
        const std::string assumption =
            "Listeners of port " + std::to_string(m_port) + " are taken to be isolated from each other.";
        if (std::find(m_assumptions.begin(), m_assumptions.end(), assumption) == m_assumptions.end())
            m_assumptions.push_back(assumption);
        return false;
    }
    const auto doubt = [](const Candidate &other) {
        return Dependency{"listener-isolation",
                          "Without listener isolation rule " + std::to_string(other.lowered->rank.rule) + " of " +
                              other.attachment->route->meta.id().toText() + " at listener " + other.listener->id +
                              " would compete.",
                          {}};
    };
    const std::vector<Rule> certain = withAgeDoubts(own, m_profile);
    const auto mayOutrank = [&](const Candidate &other, const Rule &rule) {
        const auto found = std::find_if(own.begin(), own.end(), [&](const Candidate &candidate) {
            return candidate.lowered->rule.origin ==
                   Origin{rule.origin.resource, rule.origin.rule, rule.origin.match, {}, rule.origin.source};
        });
        return found == own.end() || isBefore(other, *found, m_profile);
    };
    for (const Rule &rule : certain) {
        for (const Candidate &other : foreign) {
            if (doSame(*rule.action, *other.lowered->rule.action) || !mayOutrank(other, rule))
                continue;
            Conjunction both = conjunction(rule.match, other.lowered->rule.match);
            if (both.state == Conjunction::State::Empty)
                continue;
            Rule doubtful = rule;
            if (both.state == Conjunction::State::Known)
                doubtful.match = std::move(both.match);
            doubtful.dependsOn.push_back(doubt(other));
            host.rules.push_back(std::move(doubtful));
        }
        host.rules.push_back(rule);
    }
    auto none = std::make_shared<Action>();
    none->kind = ActionKind::Respond;
    none->response.status = 404;
    none->grpcStatus = "UNIMPLEMENTED";
    none->reason = "No rule of the chosen listener matches, and listeners are isolated from each other.";
    for (const Candidate &other : ordered(foreign)) {
        Rule nothing;
        nothing.match = other.lowered->rule.match;
        nothing.action = none;
        nothing.dependsOn.push_back(doubt(other));
        host.rules.push_back(std::move(nothing));
    }
    return true;
}

/// spec/gateway.md §3.4: Host belongs to another listener of the port than the one that SNI chose.
VirtualHost PortHosts::misdirected(const Pattern &pattern) const
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = 421;
    action->reason =
        "The Host belongs to listener " + pattern.chosen->id + ", not to the one that the TLS handshake chose.";
    if (m_profile.isMisdirectedOpen)
        action->dependsOn.push_back(
            {"misdirected-request", "Detecting misdirected requests (421) is an Extended feature.", {}});
    VirtualHost host;
    host.pattern = toHostPattern(pattern.hostname);
    host.listener = pattern.chosen->id;
    host.reason = action->reason;
    host.source = pattern.chosen->source();
    Rule rule;
    rule.action = std::move(action);
    host.rules.push_back(std::move(rule));
    return host;
}

std::vector<VirtualHost> PortHosts::hosts(const ListenerNode *channel, RuleCache &cache) const
{
    std::vector<VirtualHost> hosts;
    std::unordered_map<std::string, std::size_t> written; // hostname → index, of hosts that others may fall back to
    std::vector<const Pattern *> patterns;
    for (const Pattern &pattern : m_patterns) {
        const bool isOwn = m_profile.isolatesListeners
                               ? !channel || pattern.chosen == channel
                               : !channel || std::any_of(pattern.candidates.begin(), pattern.candidates.end(),
                                                         [channel](const Candidate &candidate) {
                                                             return candidate.listener == channel;
                                                         });
        if (!isOwn) {
            if (m_profile.detectsMisdirected && pattern.isOfListener) {
                hosts.push_back(misdirected(pattern));
                patterns.push_back(nullptr);
            }
            continue;
        }
        VirtualHost host;
        host.pattern = toHostPattern(pattern.hostname);
        std::vector<Candidate> own;
        for (const Candidate &candidate : pattern.candidates) {
            if (m_profile.isolatesListeners ? candidate.listener == pattern.chosen
                                            : !channel || candidate.listener == channel)
                own.push_back(candidate);
        }
        if (!m_profile.isolatesListeners && own.empty())
            continue;
        const ListenerNode &listener = m_profile.isolatesListeners ? *pattern.chosen : *own.front().listener;
        host.listener = listener.id;
        host.source = listener.source();
        host.reason = "Listener " + *listener.listener->name +
                      (listener.hostname.empty() ? " takes any host" : " has hostname " + listener.hostname) +
                      (m_profile.isolatesListeners && m_listeners.size() > 1 ? ", the most specific that fits." : ".");
        const bool isSelfContained = !channel && m_profile.isolatesListeners && writeWithForeign(host, pattern);
        own = ordered(std::move(own));
        cache.noteUses(own, m_profile);
        if (!isSelfContained)
            host.rules = withAgeDoubts(own, m_profile);
        written[pattern.hostname] = hosts.size();
        hosts.push_back(std::move(host));
        patterns.push_back(isSelfContained ? nullptr : &pattern);
    }
    if (!m_profile.fallsBackToWildcardHost)
        return hosts;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        for (std::optional<std::string> wide = patterns[i] ? broader(patterns[i]->hostname) : std::nullopt;
             wide && !hosts[i].next; wide = broader(*wide)) {
            const auto found = written.find(*wide);
            if (found == written.end())
                continue;
            if (hosts[found->second].listener != hosts[i].listener)
                break;
            hosts[i].next = found->second;
        }
    }
    return hosts;
}

} // namespace wayproof
