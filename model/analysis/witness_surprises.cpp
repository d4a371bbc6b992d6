// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Witnesses for what surprises people about an Ingress controller: paths that take more than they say, rewrites that
// lose something, paths that are decoded, canaries that leak, hosts and defaults (spec/ingress.md §4).
#include "model/analysis/ingresspaths.h"
#include "model/analysis/regexsample.h"
#include "model/analysis/witnesssearch.h"
#include "model/routing/pathtext.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Places that can be asked about with any path: rules of named Ingress paths, each path once for each entrance.
std::vector<TablePlace> onePerPath(std::vector<TablePlace> places)
{
    std::vector<TablePlace> kept;
    for (const TablePlace &place : places) {
        const auto isSame = [&](const TablePlace &other) {
            return other.host == place.host && other.rule->origin == place.rule->origin;
        };
        if (place.rule->origin.match && std::none_of(kept.begin(), kept.end(), isSame))
            kept.push_back(place);
    }
    return kept;
}

WitnessSearch::Requests withPath(const TablePlace &place, const std::string &path)
{
    WitnessSearch::Requests requests = requestsFor(place, {});
    for (Request &request : requests)
        request.path = path;
    return requests;
}

/// Targets that a path takes only because it is tried without case, as a beginning, or with "." for any character.
std::vector<std::string> widened(const WrittenPath &path, const PathMatch &match)
{
    std::vector<std::string> plain = path.samples();
    if (plain.empty() && match.regex)
        if (const auto sample = sampleOf(*match.regex, "/"))
            plain.push_back(*sample);
    std::vector<std::string> targets;
    for (const std::string &text : plain)
        targets.push_back(inOtherCase(text));
    for (const std::string &text : plain) {
        targets.push_back(text + (path.isExact() ? "/more" : "x"));
        std::string dotless = text;
        std::replace(dotless.begin(), dotless.end(), '.', '-');
        targets.push_back(dotless);
    }
    std::erase(targets, std::string());
    return targets;
}

/// Larger than any limit that makes sense.
void askWithLargeBody(Request &request)
{
    request.method = "POST";
    request.headers.emplace_back("Content-Length", "1099511627776");
}

bool isWonBy(const Decision &decision, const TablePlace &place)
{
    return decision.match && *decision.match == place.rule->origin;
}

std::string pathOf(const std::string &target)
{
    return target.substr(0, target.find('?'));
}

/// The last slash inside of the path escaped; empty where there is none.
std::string withEscapedSlash(const std::string &path)
{
    const std::size_t slash = path.find_last_of('/', path.size() < 2 ? 0 : path.size() - 2);
    return slash == 0 || slash == std::string::npos ? std::string()
                                                    : path.substr(0, slash) + "%2F" + path.substr(slash + 1);
}

} // namespace

std::optional<Request> WitnessSearch::widenedRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    std::vector<TablePlace> places = side.places.at(finding.location, finding.subject);
    const std::vector<TablePlace> others = side.places.of(finding.subject);
    places.insert(places.end(), others.begin(), others.end());
    places = onePerPath(std::move(places));
    for (const bool isForwarded : {true, false})
        for (const TablePlace &place : places) {
            const std::optional<WrittenPath> written = writtenPath(snapshot, place.rule->origin);
            if (!written || place.rule->match.path.kind != PathMatch::Kind::Regex)
                continue;
            for (const std::string &target : widened(*written, place.rule->match.path)) {
                if (written->wants(target))
                    continue;
                if (auto request = first(side, withPath(place, target), [&](const Request &, const Decision &decision) {
                        return isWonBy(decision, place) && decision.outcome != Outcome::Undetermined &&
                               (!isForwarded || decision.outcome == Outcome::Forward);
                    }))
                    return request;
            }
        }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::rewrittenRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    const bool isLost = finding.code == "nginx-rewrite-loses-rest";
    std::vector<TablePlace> places = side.places.at(finding.location, finding.subject);
    const std::vector<TablePlace> others = side.places.of(finding.subject);
    places.insert(places.end(), others.begin(), others.end());
    for (const TablePlace &place : onePerPath(std::move(places))) {
        const std::optional<WrittenPath> written = writtenPath(snapshot, place.rule->origin);
        if (!written)
            continue;
        std::vector<std::string> targets;
        for (const std::string &sample : written->samples()) {
            targets.push_back(sample + (sample.ends_with('/') ? "more" : "/more"));
            targets.push_back(sample);
        }
        for (const std::string &target : targets)
            if (auto request = first(side, withPath(place, target), [&](const Request &, const Decision &decision) {
                    if (!isWonBy(decision, place) || decision.outcome != Outcome::Forward || !decision.upstream)
                        return false;
                    const std::string sent = pathOf(decision.upstream->path);
                    return isLost ? target.ends_with("more") && sent.find("more") == std::string::npos : sent != target;
                }))
                return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::decodedRequest(const Diagnostic &finding)
{
    constexpr std::size_t most = 200;
    Side &side = sideFor(finding);
    std::size_t tried = 0;
    for (const bool isSlash : {true, false})
        for (const Entrance &entrance : side.places.table().entrances)
            for (const Channel &channel : entrance.channels)
                for (const VirtualHost &host : channel.hosts)
                    for (const Rule &rule : host.rules) {
                        const std::optional<WrittenPath> written = writtenPath(snapshot, rule.origin);
                        if (!written || written->isRegex() || written->path->path->size() < 2 || ++tried > most)
                            continue;
                        const std::string &text = *written->path->path;
                        const std::string target = isSlash ? withEscapedSlash(text) : "/" + text;
                        const TablePlace place{&entrance, &channel, &host, &rule};
                        if (target.empty() || written->wants(target))
                            continue;
                        if (auto request =
                                first(side, withPath(place, target), [&](const Request &, const Decision &decision) {
                                    return isWonBy(decision, place) && decision.outcome != Outcome::Undetermined;
                                }))
                            return request;
                    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::anyForwarded(const Diagnostic &finding,
                                                   const std::function<void(Request &)> &edit, const Shows &shows)
{
    constexpr std::size_t most = 200;
    Side &side = sideFor(finding);
    std::size_t tried = 0;
    for (const Entrance &entrance : side.places.table().entrances)
        for (const Channel &channel : entrance.channels)
            for (const VirtualHost &host : channel.hosts)
                for (const Rule &rule : host.rules) {
                    if (!rule.action || rule.action->kind != ActionKind::Forward || ++tried > most)
                        continue;
                    Requests requests = requestsFor({&entrance, &channel, &host, &rule}, {&rule.match});
                    for (Request &request : requests)
                        edit(request);
                    if (auto request = first(side, requests, shows))
                        return request;
                }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::controllersRequest(const Diagnostic &finding)
{
    if (finding.code == "nginx-replaces-forwarded-for")
        return anyForwarded(
            finding, [](Request &request) { request.headers.emplace_back("X-Forwarded-For", "203.0.113.7"); },
            [](const Request &, const Decision &decision) { return decision.outcome == Outcome::Forward; });
    if (finding.code == "nginx-default-body-limit")
        return anyForwarded(finding, askWithLargeBody,
                            [](const Request &, const Decision &decision) { return decision.status == 413; });
    return anyForwarded(
        finding, [](Request &) {},
        [](const Request &request, const Decision &decision) {
            return request.isTls() && decision.tls == TlsMode::Terminate && decision.outcome == Outcome::Forward;
        });
}

std::optional<Request> WitnessSearch::leakedRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    return firstAt(side, side.places.at(finding.location, finding.subject),
                   [&](const TablePlace &place, const Decision &decision) {
                       const std::optional<WrittenPath> written = writtenPath(snapshot, place.rule->origin);
                       return written && isWonBy(decision, place) &&
                              std::any_of(decision.backends.begin(), decision.backends.end(),
                                          [&](const BackendShare &share) {
                                              return share.share > 0 && !share.service.isNull() &&
                                                     share.service.name != *written->path->backend->service->name;
                                          });
                   });
}

std::optional<Request> WitnessSearch::fallenRequest(const Diagnostic &finding)
{
    const Ingress *canary = snapshot.find<Ingress>(finding.subject.ns, finding.subject.name);
    if (!canary)
        return std::nullopt;
    std::string header;
    for (const auto &[key, value] : canary->meta.annotations)
        if (key.ends_with("/canary-by-header"))
            header = *value;
    Side &side = sideFor(finding);
    for (const WrittenPath &path : writtenPaths(*canary)) {
        if (!path.path->backend->service.isSet)
            continue;
        const ResourceId service{"Service", *canary->meta.ns, *path.path->backend->service->name};
        for (const TablePlace &place : side.places.withBackend(service)) {
            Requests requests = requestsFor(place, {});
            for (const std::string &sample : path.samples())
                for (Request &request : requests) {
                    request.path = sample;
                    request.headers = {{header, "never"}};
                }
            if (auto request = first(side, requests, [&](const Request &, const Decision &decision) {
                    return std::any_of(
                        decision.backends.begin(), decision.backends.end(),
                        [&](const BackendShare &share) { return share.service == service && share.share > 0; });
                }))
                return request;
        }
    }
    return std::nullopt;
}

WitnessSearch::Requests WitnessSearch::leftOverRequests(const Diagnostic &finding) const
{
    Requests requests;
    const Ingress *ingress = snapshot.find<Ingress>(finding.subject.ns, finding.subject.name);
    if (!ingress)
        return requests;
    std::vector<std::string> hosts;
    for (const IngressRule &rule : *ingress->rules) {
        std::string host = *rule.host;
        hosts.insert(ingress->meta.at(rule.host.at) == finding.location ? hosts.begin() : hosts.end(), host);
    }
    if (hosts.empty())
        hosts.emplace_back();
    for (const std::string &host : hosts)
        for (const char *scheme : {"http", "https"}) {
            Request request;
            request.scheme = scheme;
            request.host = nameUnder(host);
            request.path = "/nobody/names/this";
            requests.push_back(std::move(request));
        }
    return requests;
}

std::optional<Request> WitnessSearch::leftOverRequest(const Diagnostic &finding)
{
    const bool isRoot = finding.code == "nginx-implicit-root";
    const Ingress *ingress = snapshot.find<Ingress>(finding.subject.ns, finding.subject.name);
    return first(sideFor(finding), leftOverRequests(finding), [&](const Request &, const Decision &decision) {
        if (!ingress || decision.outcome == Outcome::Undetermined)
            return false;
        if (isRoot)
            return decision.match && decision.match->resource == finding.subject && decision.status != 404;
        const std::string &service = *ingress->defaultBackend->service->name;
        return std::none_of(decision.backends.begin(), decision.backends.end(), [&](const BackendShare &share) {
            return share.service.ns == *ingress->meta.ns && share.service.name == service;
        });
    });
}

std::optional<Request> WitnessSearch::strangeHostRequest(const Diagnostic &finding)
{
    Requests requests;
    for (const char *scheme : {"http", "https"}) {
        Request request;
        request.scheme = scheme;
        request.host = "unknown.example";
        requests.push_back(std::move(request));
    }
    return first(sideFor(finding), requests, [](const Request &, const Decision &decision) {
        return decision.outcome == Outcome::Respond && decision.status == 404;
    });
}

std::optional<Request> WitnessSearch::deepHostRequest(const Diagnostic &finding)
{
    const Ingress *ingress = snapshot.find<Ingress>(finding.subject.ns, finding.subject.name);
    Requests requests;
    if (ingress)
        for (const WrittenPath &path : writtenPaths(*ingress))
            for (const std::string &sample : path.samples())
                if (path.host.starts_with("*.") &&
                    ingress->meta.at(ingress->rules->at(static_cast<std::size_t>(path.rule)).host.at) ==
                        finding.location) {
                    Request request;
                    request.host = "a.b" + path.host.substr(1);
                    request.path = sample;
                    requests.push_back(std::move(request));
                }
    return first(sideFor(finding), requests, [&](const Request &, const Decision &decision) {
        return decision.outcome != Outcome::Undetermined &&
               (!decision.match || decision.match->resource != finding.subject);
    });
}

std::optional<Request> WitnessSearch::unportableRequest(const Diagnostic &finding)
{
    const Ingress *ingress = snapshot.find<Ingress>(finding.subject.ns, finding.subject.name);
    if (!ingress)
        return std::nullopt;
    std::string name;
    for (const auto &[key, value] : ingress->meta.annotations)
        if (ingress->meta.at(value.at) == finding.location)
            name = key.substr(key.find('/') + 1);
    const bool isCheck = name.starts_with("auth-") || name == "satisfy";
    const bool isRange = name.ends_with("source-range");
    if (!isCheck && !isRange && name != "proxy-body-size")
        return std::nullopt;
    Side &side = sideFor(finding);
    for (const TablePlace &place : side.places.of(finding.subject)) {
        Requests requests = requestsFor(place, {&place.rule->match});
        for (Request &request : requests) {
            if (isCheck)
                request.authStatus = 401;
            else if (!isRange)
                askWithLargeBody(request);
        }
        if (auto request = first(side, requests, [&](const Request &, const Decision &decision) {
                if (isCheck)
                    return decision.status == 401 ||
                           (decision.outcome == Outcome::Redirect && decision.redirect->status == 302);
                return decision.outcome == Outcome::Respond && decision.status == (isRange ? 403 : 413);
            }))
            return request;
    }
    return std::nullopt;
}

} // namespace wayproof
