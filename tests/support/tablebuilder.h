// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Routing tables in a few words, for tests that are not about compilers.
#pragma once

#include "model/routing/routingtable.h"

#include <string>
#include <vector>

namespace wayproof::test
{

inline RegexPtr regex(std::string pattern, RegexEngine engine = RegexEngine::Re2,
                      RegexAnchoring anchoring = RegexAnchoring::Full)
{
    return std::make_shared<const Regex>(std::move(pattern), std::vector<RegexReading>{{engine, anchoring, false}});
}

/// A pattern whose dialect is open: full match in one reading, search in the other.
inline RegexPtr openRegex(const std::string &pattern)
{
    return std::make_shared<const Regex>(pattern,
                                         std::vector<RegexReading>{{RegexEngine::Re2, RegexAnchoring::Full, false},
                                                                   {RegexEngine::Re2, RegexAnchoring::Search, false}});
}

inline WeightedBackend backend(const std::string &name, std::int64_t weight = 1, int port = 80)
{
    WeightedBackend result;
    result.service = {"Service", "shop", name};
    result.port = port;
    result.weight = weight;
    return result;
}

inline WeightedBackend failing(int status, std::int64_t weight = 1)
{
    WeightedBackend result;
    result.weight = weight;
    result.isReferenceInvalid = true;
    result.errorStatus = status;
    result.errorReason = "no such Service";
    return result;
}

inline Action forwardTo(std::vector<WeightedBackend> backends, std::vector<Filter> filters = {})
{
    Action action;
    action.backends = std::move(backends);
    action.filters = std::move(filters);
    return action;
}

inline Action respondWith(int status)
{
    Action action;
    action.kind = ActionKind::Respond;
    action.response.status = status;
    return action;
}

inline Match pathMatch(PathMatch::Kind kind, const std::string &text)
{
    Match match;
    match.path.kind = kind;
    match.path.text = text;
    return match;
}

inline Match prefix(const std::string &text)
{
    return pathMatch(PathMatch::Kind::ElementPrefix, text == "/" ? "" : text);
}

inline Match exact(const std::string &text)
{
    return pathMatch(PathMatch::Kind::Exact, text);
}

/// Rules are numbered in the order in which they are made; their rank tells the path's kind and length.
inline Rule rule(int number, Match match, Action action)
{
    Rule result;
    const bool isExact = match.path.kind == PathMatch::Kind::Exact;
    result.rank = {{"path type", isExact ? "Exact" : "PathPrefix"},
                   {"path length", std::to_string(match.path.text.size()) + " characters"}};
    result.match = std::move(match);
    result.action = std::make_shared<const Action>(std::move(action));
    result.origin.resource = {"HTTPRoute", "shop", "cart"};
    result.origin.rule = number;
    result.origin.match = 0;
    result.origin.listener = "shop/edge/http";
    return result;
}

inline VirtualHost host(const std::string &text, std::vector<Rule> rules)
{
    VirtualHost result;
    if (text.starts_with("*.")) {
        result.pattern = {HostPattern::Kind::WildcardMany, text.substr(1), nullptr};
    } else if (text != "*") {
        result.pattern = {HostPattern::Kind::Exact, text, nullptr};
    }
    result.rules = std::move(rules);
    return result;
}

inline Channel channel(std::vector<VirtualHost> hosts)
{
    Channel result;
    result.hosts = std::move(hosts);
    result.noHost = result.noMatch = std::make_shared<const Action>(respondWith(404));
    return result;
}

inline Entrance entrance(std::vector<Channel> channels, EntranceProtocol protocol = EntranceProtocol::Http,
                         int port = 80)
{
    Entrance result;
    result.name = "shop/edge:" + std::to_string(port) + " " + std::string(toText(protocol));
    result.owner = {"Gateway", "shop", "edge"};
    result.group = "shop/edge";
    result.listeners = {"shop/edge/" + std::string(protocol == EntranceProtocol::Https ? "https" : "http")};
    result.protocol = protocol;
    result.port = port;
    result.channels = std::move(channels);
    result.policy.headers = result.policy.queryParams = RequestPolicy::Repeated::First;
    return result;
}

inline RoutingTablePtr table(std::vector<Entrance> entrances, Side side = Side::Gateway)
{
    RoutingTable result;
    result.side = side;
    result.entrances = std::move(entrances);
    return std::make_shared<const RoutingTable>(std::move(result));
}

/// One entrance, one channel, one host for everything.
inline RoutingTablePtr table(std::vector<Rule> rules, Side side = Side::Gateway)
{
    return table({entrance({channel({host("*", std::move(rules))})})}, side);
}

} // namespace wayproof::test
