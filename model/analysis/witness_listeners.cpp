// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Witnesses about what nobody reaches: routes that are not attached, listeners that are not served, handshakes that
// fail.
#include "model/analysis/witnesssearch.h"
#include "model/routing/attachment.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::string plainHost(const std::string &hostname)
{
    return hostname.empty() ? std::string("any.example") : hostFor(toHostPattern(lowerCase(hostname)));
}

} // namespace

bool isBefore(const Location &a, const Location &b)
{
    return a.fileName() == b.fileName() &&
           (a.at.line < b.at.line || (a.at.line == b.at.line && a.at.column <= b.at.column));
}

const RouteCommon *WitnessSearch::routeOf(const ResourceId &id) const
{
    if (id.kind == "HTTPRoute")
        return snapshot.find<HttpRoute>(id.ns, id.name);
    return id.kind == "GRPCRoute" ? snapshot.find<GrpcRoute>(id.ns, id.name) : nullptr;
}

std::optional<Request> WitnessSearch::unservedRequest(const Diagnostic &finding)
{
    const RouteCommon *route = routeOf(finding.subject);
    Side &side = sideFor(finding);
    if (!route)
        return std::nullopt;
    const std::vector<Match> matches = declared.of(finding.subject);
    for (const Entrance *entrance : entrancesFor(side, finding, *route)) {
        for (const std::string &host : hostsFor(finding, *route, *entrance)) {
            for (std::size_t i = 0; i < std::max<std::size_t>(matches.size(), 1); ++i) {
                const Requests requests = requestsFor(
                    *entrance, host, i < matches.size() ? std::vector{&matches[i]} : std::vector<const Match *>());
                if (auto request = first(side, requests, [&](const Request &, const Decision &decision) {
                        return decision.outcome != Outcome::Undetermined &&
                               (!decision.match || decision.match->resource != finding.subject);
                    }))
                    return request;
            }
        }
    }
    return std::nullopt;
}

std::vector<const Entrance *> WitnessSearch::entrancesFor(const Side &side, const Diagnostic &finding,
                                                          const RouteCommon &route)
{
    static const Entrance plain;
    std::vector<const Entrance *> found;
    for (const Entrance &entrance : side.places.table().entrances) {
        const bool isHttp = entrance.protocol == EntranceProtocol::Http || entrance.protocol == EntranceProtocol::Https;
        for (const ParentReference &ref : *route.parentRefs) {
            const bool isMeant = !(finding.location.at == ref.at) || !ref.port || *ref.port == entrance.port;
            const std::string parent = ref.ns.valueOr(*route.meta.ns) + "/" + *ref.name;
            const bool isSet = ref.kind.valueOr("Gateway") != "Gateway";
            const bool isOfSet =
                std::any_of(entrance.listeners.begin(), entrance.listeners.end(),
                            [&](const std::string &listener) { return listener.starts_with(parent + "/"); });
            if (isHttp && isMeant && (isSet ? isOfSet : entrance.owner.path() == parent) &&
                std::find(found.begin(), found.end(), &entrance) == found.end())
                found.push_back(&entrance);
        }
    }
    if (found.empty())
        found.push_back(&plain);
    return found;
}

std::vector<std::string> WitnessSearch::hostsFor(const Diagnostic &finding, const RouteCommon &route,
                                                 const Entrance &entrance)
{
    std::vector<std::string> hosts;
    for (const Text &hostname : *route.hostnames) {
        if (hostname.at == finding.location.at)
            return {plainHost(*hostname)};
        hosts.push_back(plainHost(*hostname));
    }
    for (const Channel &channel : entrance.channels) {
        for (std::size_t i = 0; hosts.empty() && i < channel.hosts.size(); ++i)
            hosts.push_back(hostFor(channel.hosts[i].pattern));
    }
    if (hosts.empty())
        hosts.push_back(plainHost({}));
    return hosts;
}

std::optional<Request> WitnessSearch::refusedHandshake(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places;
    for (const Entrance &entrance : side.places.table().entrances) {
        for (const Channel &channel : entrance.channels) {
            if (!channel.refusal.empty() && channel.listener.starts_with(finding.subject.path() + "/") &&
                isBefore(channel.source, finding.location))
                places.push_back({&entrance, &channel, nullptr, nullptr});
        }
    }
    std::stable_sort(places.begin(), places.end(), [](const TablePlace &a, const TablePlace &b) {
        return isBefore(b.channel->source, a.channel->source); // the nearest listener first
    });
    for (const TablePlace &place : places) {
        if (auto request = first(side, requestsFor(place, {}), [](const Request &, const Decision &decision) {
                return decision.outcome == Outcome::Refuse;
            }))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::unheardRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    const Gateway *gateway =
        finding.subject.kind == "Gateway" ? snapshot.find<Gateway>(finding.subject.ns, finding.subject.name) : nullptr;
    const ListenerSet *set = finding.subject.kind == "ListenerSet"
                                 ? snapshot.find<ListenerSet>(finding.subject.ns, finding.subject.name)
                                 : nullptr;
    if (!gateway && !set)
        return std::nullopt;
    const std::vector<Listener> &listeners = gateway ? *gateway->listeners : *set->listeners;
    // The listener at that line; a finding about the whole Gateway is shown by any.
    const bool isAboutOne = std::any_of(listeners.begin(), listeners.end(),
                                        [&](const Listener &listener) { return listener.at == finding.location.at; });
    for (const Listener &listener : listeners) {
        if (isAboutOne && !(listener.at == finding.location.at))
            continue;
        const std::string id = finding.subject.path() + "/" + *listener.name;
        Entrance entrance;
        entrance.owner = gateway ? finding.subject : ResourceId();
        entrance.port = static_cast<int>(*listener.port);
        entrance.protocol = *listener.protocol == "HTTPS" ? EntranceProtocol::Https
                            : *listener.protocol == "TLS" ? EntranceProtocol::Tls
                            : *listener.protocol == "TCP" ? EntranceProtocol::Tcp
                            : *listener.protocol == "UDP" ? EntranceProtocol::Udp
                                                          : EntranceProtocol::Http;
        std::vector<Request> tries = requestsFor(entrance, plainHost(*listener.hostname), {});
        if (gateway) { // where another Gateway has the port, the request has to say which it means
            const std::size_t count = tries.size();
            for (std::size_t i = 0; i < count; ++i) {
                tries.push_back(tries[i]);
                tries.back().gateway = finding.subject.path();
            }
        }
        if (auto request = first(side, tries, [&](const Request &tried, const Decision &decision) {
                const bool isAnswered = decision.outcome != Outcome::Refuse || !decision.entrance.empty();
                const bool isElsewhere =
                    gateway && isAnswered && !decision.entrance.starts_with(finding.subject.path() + ":");
                return tried.port && !isElsewhere &&
                       (decision.outcome == Outcome::Refuse || decision.outcome == Outcome::Respond ||
                        decision.match) &&
                       decision.outcome != Outcome::Undetermined && (!decision.match || decision.match->listener != id);
            }))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::misnamedHandshake(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places = side.places.of(finding.subject);
    std::string host;
    if (const RouteCommon *route = routeOf(finding.subject)) {
        for (const Text &hostname : *route->hostnames) {
            if (hostname.at == finding.location.at)
                host = plainHost(*hostname);
        }
    } else {
        for (const Entrance &entrance : side.places.table().entrances) {
            for (const Channel &channel : entrance.channels) {
                const bool isOwn = channel.listener.starts_with(finding.subject.path() + "/") &&
                                   isBefore(channel.source, finding.location);
                if (isOwn && (places.empty() || isBefore(places.front().channel->source, channel.source)))
                    places = {{&entrance, &channel, nullptr, nullptr}};
            }
        }
    }
    for (const TablePlace &place : places) {
        if (place.channel->tls != TlsMode::Terminate)
            continue;
        const Requests requests =
            host.empty() ? requestsFor(place, {}) : requestsFor(*place.entrance, host, {&place.rule->match});
        if (auto request = first(side, requests, [](const Request &, const Decision &decision) {
                return decision.tls == TlsMode::Terminate && decision.outcome != Outcome::Refuse;
            }))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::unknownRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    for (const Entrance &entrance : side.places.table().entrances) {
        for (const Channel &channel : entrance.channels) {
            if (entrance.owner != finding.subject || !(channel.source == finding.location))
                continue;
            if (auto request =
                    first(side, requestsFor({&entrance, &channel, nullptr, nullptr}, {}),
                          [&](const Request &, const Decision &decision) { return hangsOn(decision, finding.code); }))
                return request;
        }
    }
    return std::nullopt;
}

} // namespace wayproof
