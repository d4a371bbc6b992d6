// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Witnesses about rules: lost, open, failing, circling requests.
#include "model/analysis/requestview.h"
#include "model/analysis/witnesssearch.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// The tables live longer than whoever looks at them here.
RoutingTablePtr borrowed(const RoutingTable &table)
{
    return RoutingTablePtr(std::shared_ptr<void>(), &table);
}

bool earnsError(const Decision &decision)
{
    return decision.outcome == Outcome::Refuse || (decision.outcome == Outcome::Respond && decision.status >= 500) ||
           std::any_of(decision.backends.begin(), decision.backends.end(),
                       [](const BackendShare &share) { return share.status.has_value(); }) ||
           !decision.grpcStatus.empty();
}

bool isWonBy(const Decision &decision, const Rule &rule)
{
    return decision.match && decision.match->source == rule.origin.source &&
           decision.match->resource == rule.origin.resource;
}

} // namespace

bool hangsOn(const Decision &decision, const std::string &code)
{
    return std::any_of(decision.dependsOn.begin(), decision.dependsOn.end(),
                       [&](const Dependency &dependency) { return dependency.code == code; });
}

WitnessSearch::Side::Side(const RoutingTable &table)
    : places(table)
    , simulator(borrowed(table))
{
}

WitnessSearch::Side &WitnessSearch::sideFor(const Diagnostic &finding)
{
    const bool isIngress = finding.code.starts_with("ingress-") || finding.code.starts_with("nginx-");
    std::optional<Side> &side = isIngress ? ingressSide : gatewaySide;
    if (!side)
        side.emplace(isIngress ? ingressTable : gatewayTable);
    return *side;
}

std::optional<Request> WitnessSearch::first(const Side &side, const Requests &requests, const Shows &shows)
{
    for (const Request &request : requests) {
        const Decision decision = side.simulator.decide(request);
        if (!hangsOn(decision, "several-entrances") && shows(request, decision))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::firstAt(const Side &side, const std::vector<TablePlace> &places,
                                              const std::function<bool(const TablePlace &, const Decision &)> &shows)
{
    for (const TablePlace &place : places) {
        const Requests requests = requestsFor(place, {&place.rule->match});
        if (auto request = first(side, requests,
                                 [&](const Request &, const Decision &decision) { return shows(place, decision); }))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::lostRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    if (finding.related.empty())
        return std::nullopt;
    for (const TablePlace &place : side.places.at(finding.location, finding.subject)) {
        for (const Rule &winner : place.host->rules) {
            if (&winner == place.rule || !(winner.origin.source == finding.related.front().location))
                continue;
            const auto shows = [&](const Request &request, const Decision &decision) {
                const std::size_t query = std::min(request.path.find('?'), request.path.size());
                const RequestView view(request, place.entrance->policy, std::string_view(request.path).substr(query));
                const bool isWanted = place.entrance->protocol > EntranceProtocol::Https ||
                                      view.quickTest(place.rule->match, request.path.substr(0, query)) == Ternary::Yes;
                return isWanted && (isWonBy(decision, winner) || hangsOn(decision, "creation-order"));
            };
            if (auto request = first(side, requestsFor(place, {&winner.match, &place.rule->match}), shows))
                return request;
        }
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::openRequest(const Diagnostic &finding)
{
    constexpr std::size_t most = 64;
    Side &side = sideFor(finding);
    for (const TablePlace &place : side.places.from(finding.location, finding.subject)) {
        std::size_t tried = 0;
        for (const Rule &other : place.host->rules) {
            if (&other == place.rule || (!other.unranked && !place.rule->unranked) || ++tried > most)
                continue;
            if (auto request = first(side, requestsFor(place, {&place.rule->match, &other.match}),
                                     [](const Request &, const Decision &decision) {
                                         return hangsOn(decision, "regex-precedence") ||
                                                hangsOn(decision, "regex-dialect");
                                     }))
                return request;
        }
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::failingRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places = side.places.withBackendAt(finding.location);
    if (places.empty())
        places = linkedPlaces(side, finding);
    if (places.empty() && finding.subject.kind == "Service")
        places = side.places.withBackend(finding.subject);
    if (places.empty())
        places = side.places.from(finding.location, finding.subject);
    return firstAt(side, places, [](const TablePlace &place, const Decision &decision) {
        return isWonBy(decision, *place.rule) && (earnsError(decision) || hangsOn(decision, "all-weights-zero"));
    });
}

std::vector<TablePlace> WitnessSearch::linkedPlaces(const Side &side, const Diagnostic &finding)
{
    for (const Link &link : side.places.table().links) {
        if (!(link.source == finding.location) || !link.from.rule)
            continue;
        std::vector<TablePlace> places = side.places.of(link.from.id);
        std::erase_if(places, [&](const TablePlace &place) { return place.rule->origin.rule != link.from.rule; });
        return places;
    }
    return {};
}

std::optional<Request> WitnessSearch::passingRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    return firstAt(side, linkedPlaces(side, finding), [](const TablePlace &place, const Decision &decision) {
        return isWonBy(decision, *place.rule) && decision.outcome == Outcome::Forward;
    });
}

std::optional<Request> WitnessSearch::unacceptedRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    if (auto request = firstAt(
            side, side.places.from(finding.location, finding.subject),
            [](const TablePlace &, const Decision &decision) { return hangsOn(decision, "partially-invalid-route"); }))
        return request;
    return unservedRequest(finding);
}

std::optional<Request> WitnessSearch::reachingRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    return firstAt(side, side.places.withBackend(finding.subject),
                   [](const TablePlace &place, const Decision &decision) { return isWonBy(decision, *place.rule); });
}

std::optional<Request> WitnessSearch::plainRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places = side.places.of(finding.subject);
    if (finding.subject.kind == "Gateway" || finding.subject.kind == "ListenerSet")
        places = placesOfListener(side, finding);
    std::erase_if(places, [](const TablePlace &place) { return place.entrance->protocol != EntranceProtocol::Http; });
    return firstAt(side, places, [](const TablePlace &place, const Decision &decision) {
        return isWonBy(decision, *place.rule) && decision.outcome == Outcome::Forward;
    });
}

std::vector<TablePlace> WitnessSearch::placesOfListener(const Side &side, const Diagnostic &finding)
{
    std::vector<TablePlace> places;
    for (const Entrance &entrance : side.places.table().entrances) {
        for (const Channel &channel : entrance.channels) {
            for (const VirtualHost &host : channel.hosts) {
                if (!host.listener.starts_with(finding.subject.path() + "/") || !(host.source == finding.location))
                    continue;
                for (const Rule &rule : host.rules)
                    places.push_back({&entrance, &channel, &host, &rule});
            }
        }
    }
    std::stable_sort(places.begin(), places.end(), [](const TablePlace &a, const TablePlace &b) {
        const auto isNamed = [](const TablePlace &place) {
            return place.host->pattern.kind == HostPattern::Kind::Exact;
        };
        return isNamed(a) > isNamed(b);
    });
    return places;
}

std::optional<Request> WitnessSearch::circlingRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    for (const TablePlace &place : side.places.at(finding.location, finding.subject)) {
        const auto shows = [](const Request &request, const Decision &decision) {
            const std::string url = request.scheme + "://" + request.host +
                                    (request.port ? ":" + std::to_string(*request.port) : std::string()) + request.path;
            const std::string usual = request.scheme + "://" + request.host + request.path;
            const bool isUsual = !request.port || request.port == (request.scheme == "https" ? 443 : 80);
            return decision.redirect &&
                   (decision.redirect->location == url || (isUsual && decision.redirect->location == usual));
        };
        if (auto request = first(side, requestsFor(place, {&place.rule->match}), shows))
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::straysRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places = side.places.of(finding.subject);
    std::erase_if(places, [](const TablePlace &place) { return place.host->pattern.kind != HostPattern::Kind::Any; });
    return firstAt(side, places,
                   [](const TablePlace &place, const Decision &decision) { return isWonBy(decision, *place.rule); });
}

} // namespace wayproof
