// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/gatewaycompiler_hosts.h"

#include <algorithm>

namespace wayproof
{

namespace
{

// Beyond so many rules, of one host or of a port, what a data plane without listener isolation would do is an
// assumption instead.
constexpr std::size_t hostLimit = 4096;
constexpr std::size_t portLimit = 65'536;
// Every channel lists the hosts of all the others; beyond so many pairs it does not.
constexpr std::size_t foreignHostLimit = 16'384;

bool isBefore(const Candidate &a, const Candidate &b, const Profile &profile)
{
    // spec/gateway.md §5 (a): the route's own hostname counts, a route without hostnames comes last.
    if (profile.ranksDeclaredHostnames && a.hostname->declared != b.hostname->declared)
        return isMoreSpecific(a.hostname->declared, b.hostname->declared);
    return standsBefore(a.lowered->rank, b.lowered->rank, profile);
}

/// What a plain listener answers where no rule matches, when it is not certain that it serves at all.
Rule unmatched(const ListenerNode &listener)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = 404;
    action->grpcStatus = "UNIMPLEMENTED";
    action->reason = "No rule of listener " + listener.id + " matches.";
    Rule rule;
    rule.action = std::move(action);
    rule.dependsOn = listener.dependsOn;
    rule.match.unknown = listener.unknown;
    return rule;
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

/// What competes for a host of the pattern under isolation: the listener's rules, the pattern's own first, then those
/// of its broader hostnames.
std::vector<Candidate> PortHosts::chainOf(const Pattern &pattern, const ListenerNode *listener) const
{
    std::vector<Candidate> chain;
    for (std::optional<std::string> wide = pattern.hostname; wide; wide = broader(*wide)) {
        const auto found = m_index.find(*wide);
        if (found == m_index.end())
            continue;
        std::vector<Candidate> own;
        for (const Candidate &candidate : m_patterns[found->second].candidates) {
            if (candidate.listener == listener)
                own.push_back(candidate);
        }
        own = ordered(std::move(own));
        chain.insert(chain.end(), own.begin(), own.end());
    }
    return chain;
}

/// The host as a data plane without listener isolation has it: the rules of every listener that takes it, in one order.
std::shared_ptr<const VirtualHost> PortHosts::merged(const Pattern &pattern) const
{
    std::vector<Candidate> all;
    std::unordered_set<const RouteCommon *> own;
    bool hasForeign = false;
    for (std::optional<std::string> wide = pattern.hostname; wide; wide = broader(*wide)) {
        const auto found = m_index.find(*wide);
        if (found == m_index.end())
            continue;
        for (const Candidate &candidate : m_patterns[found->second].candidates) {
            all.push_back(candidate);
            if (candidate.listener == pattern.chosen)
                own.insert(candidate.attachment->route);
        }
    }
    for (const Candidate &candidate : all)
        hasForeign = hasForeign || !own.contains(candidate.attachment->route);
    // Routes that the chosen listener has anyway make no difference.
    if (!hasForeign)
        return nullptr;
    if (all.size() > hostLimit || m_alternativeRules + all.size() > portLimit) {
        const std::string assumption =
            "Listeners of port " + std::to_string(m_port) + " are taken to be isolated from each other.";
        if (std::find(m_assumptions.begin(), m_assumptions.end(), assumption) == m_assumptions.end())
            m_assumptions.push_back(assumption);
        return nullptr;
    }
    m_alternativeRules += all.size();
    auto host = std::make_shared<VirtualHost>();
    host->pattern = toHostPattern(pattern.hostname);
    host->listener = pattern.chosen->id;
    host->reason = "The routes of every listener that takes the host compete.";
    host->source = pattern.chosen->source();
    host->rules = withAgeDoubts(ordered(std::move(all)), m_profile);
    return host;
}

/// spec/gateway.md §3.4: Host belongs to another listener of the port than the one that SNI chose. A data plane that
/// does not see that has only the routes of the latter, `channel`.
VirtualHost PortHosts::misdirected(const Pattern &pattern, const ListenerNode &channel) const
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = 421;
    action->reason =
        "The Host belongs to listener " + pattern.chosen->id + ", not to the one that the TLS handshake chose.";
    VirtualHost host;
    host.pattern = toHostPattern(pattern.hostname);
    host.listener = pattern.chosen->id;
    host.reason = action->reason;
    host.source = pattern.chosen->source();
    Rule rule;
    rule.action = std::move(action);
    host.rules.push_back(std::move(rule));
    if (!m_profile.isMisdirectedOpen)
        return host;
    const Dependency when{"misdirected-request", "Detecting misdirected requests (421) is an Extended feature.", {}};
    std::vector<Candidate> chain = chainOf(pattern, &channel);
    if (m_alternativeRules + chain.size() > portLimit) {
        host.rules.front().dependsOn.push_back(when);
        return host;
    }
    m_alternativeRules += chain.size();
    auto alternative = std::make_shared<VirtualHost>();
    alternative->pattern = host.pattern;
    alternative->listener = channel.id;
    alternative->reason = "The TLS handshake chose listener " + channel.id + ".";
    alternative->source = channel.source();
    alternative->rules = withAgeDoubts(chain, m_profile);
    host.alternative = std::move(alternative);
    host.alternativeWhen = when;
    return host;
}

bool PortHosts::omitsForeignHosts() const
{
    return m_profile.isolatesListeners && m_profile.detectsMisdirected &&
           m_listeners.size() * m_patterns.size() > foreignHostLimit;
}

std::vector<VirtualHost> PortHosts::hosts(const ListenerNode *channel, RuleCache &cache) const
{
    std::vector<VirtualHost> hosts;
    std::unordered_map<std::string, std::size_t> written; // hostname → index, of hosts that others may fall back to
    std::vector<const Pattern *> patterns;
    std::vector<const ListenerNode *> open; // by host, the listener of which it is not certain that it serves
    const auto isOfChannel = [channel](const Candidate &candidate) { return candidate.listener == channel; };
    for (const Pattern &pattern : m_patterns) {
        const bool isOwn = m_profile.isolatesListeners ? !channel || pattern.chosen == channel
                                                       : !channel || std::any_of(pattern.candidates.begin(),
                                                                                 pattern.candidates.end(), isOfChannel);
        if (!isOwn) {
            const bool isServedElsewhere =
                pattern.isOfListener || std::any_of(pattern.candidates.begin(), pattern.candidates.end(), isOfChannel);
            // Those below the channel's own hostname stand before its own hosts, so they can never be left out.
            const bool isOmitted = omitsForeignHosts() && !covers(channel->hostname, pattern.hostname);
            if (m_profile.detectsMisdirected && isServedElsewhere && !isOmitted) {
                hosts.push_back(misdirected(pattern, *channel));
                patterns.push_back(nullptr);
                open.push_back(nullptr);
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
        own = ordered(std::move(own));
        cache.noteUses(own, m_profile);
        host.rules = withAgeDoubts(own, m_profile);
        if (m_profile.isolatesListeners && m_profile.isIsolationOpen && m_listeners.size() > 1)
            host.alternative = merged(pattern);
        if (host.alternative)
            host.alternativeWhen = {"listener-isolation",
                                    "Without listener isolation, an Extended feature, the routes of less specific "
                                    "listeners would compete as well.",
                                    {}};
        written[pattern.hostname] = hosts.size();
        hosts.push_back(std::move(host));
        patterns.push_back(&pattern);
        open.push_back(channel || (listener.dependsOn.empty() && !listener.unknown) ? nullptr : &listener);
    }
    for (std::size_t i = 0; m_profile.fallsBackToWildcardHost && i < hosts.size(); ++i) {
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
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (!open[i] || hosts[i].next)
            continue;
        hosts[i].rules.push_back(unmatched(*open[i]));
        // Without the listener the host is the next less specific one's.
        for (std::optional<std::string> wide = open[i]->unknown ? broader(patterns[i]->hostname) : std::nullopt;
             wide && !hosts[i].next; wide = broader(*wide)) {
            const auto found = written.find(*wide);
            if (found != written.end() && hosts[found->second].listener != hosts[i].listener)
                hosts[i].next = found->second;
        }
    }
    return hosts;
}

} // namespace wayproof
