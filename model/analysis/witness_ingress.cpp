// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Witnesses about Ingresses that lose requests, redirect them, or meet a certificate.
#include "model/analysis/ingresspaths.h"
#include "model/analysis/witnesssearch.h"
#include "model/routing/attachment.h"
#include "model/routing/hostnames.h"

#include <algorithm>

namespace wayproof
{

namespace
{

Request plain(const std::string &host, const std::string &path)
{
    Request request;
    request.host = nameUnder(host);
    request.path = path;
    return request;
}

Request overTls(Request request)
{
    request.scheme = "https";
    return request;
}

bool isOf(const Decision &decision, const ResourceId &resource)
{
    return decision.match && decision.match->resource == resource;
}

const Ingress *subjectOf(const Snapshot &snapshot, const Diagnostic &finding)
{
    return finding.subject.kind == "Ingress" ? snapshot.find<Ingress>(finding.subject.ns, finding.subject.name)
                                             : nullptr;
}

/// The same requests once more for the Ingress' class alone, which several controllers make necessary.
void addClass(std::vector<Request> &requests, const Ingress &ingress)
{
    const Text *annotation = ingress.meta.annotation("kubernetes.io/ingress.class");
    const std::string name = annotation ? **annotation : *ingress.ingressClassName;
    const std::size_t count = name.empty() ? 0 : requests.size();
    for (std::size_t i = 0; i < count; ++i) {
        requests.push_back(requests[i]);
        requests.back().ingressClass = name;
    }
}

/// The tls entry that begins at the location or before it.
const IngressTls *entryAt(const Ingress &ingress, const Location &location)
{
    const IngressTls *entry = nullptr;
    for (const IngressTls &tls : *ingress.tls)
        if (isBefore(ingress.meta.at(tls.at), location))
            entry = &tls;
    return entry;
}

} // namespace

WitnessSearch::Requests WitnessSearch::writtenRequests(const Diagnostic &finding) const
{
    constexpr std::size_t most = 32;
    Requests requests;
    const Ingress *ingress = subjectOf(snapshot, finding);
    if (!ingress)
        return requests;
    for (const WrittenPath &path : writtenPathsAt(*ingress, finding.location)) {
        for (const std::string &sample : path.samples()) {
            requests.push_back(plain(path.host, sample));
            requests.push_back(overTls(requests.back()));
        }
        if (requests.size() >= most)
            break;
    }
    addClass(requests, *ingress);
    return requests;
}

std::optional<Request> WitnessSearch::strangersRequest(const Diagnostic &finding)
{
    const auto isLost = [&](const Decision &decision) {
        return !isOf(decision, finding.subject) || !(decision.match->source == finding.location);
    };
    return first(sideFor(finding), writtenRequests(finding), [&](const Request &, const Decision &decision) {
        const bool isKnown = decision.outcome != Outcome::Undetermined || hangsOn(decision, "creation-order");
        return isKnown && isLost(decision);
    });
}

std::optional<Request> WitnessSearch::unservedIngressRequest(const Diagnostic &finding)
{
    return first(sideFor(finding), writtenRequests(finding), [&](const Request &, const Decision &decision) {
        return decision.outcome != Outcome::Undetermined && !isOf(decision, finding.subject);
    });
}

std::optional<Request> WitnessSearch::ingressRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    for (const bool isForwarded : {true, false}) {
        auto request = first(side, writtenRequests(finding), [&](const Request &, const Decision &decision) {
            return isOf(decision, finding.subject) && decision.outcome != Outcome::Undetermined &&
                   (!isForwarded || decision.outcome == Outcome::Forward);
        });
        if (request)
            return request;
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::withoutCanaryRequest(const Diagnostic &finding)
{
    const Ingress *ingress = subjectOf(snapshot, finding);
    return first(sideFor(finding), writtenRequests(finding), [&](const Request &, const Decision &decision) {
        const auto isOwn = [&](const BackendShare &share) {
            const std::vector<WrittenPath> paths = writtenPaths(*ingress);
            return std::any_of(paths.begin(), paths.end(), [&](const WrittenPath &path) {
                return share.service.ns == *ingress->meta.ns &&
                       share.service.name == *path.path->backend->service->name;
            });
        };
        return ingress && decision.outcome == Outcome::Forward &&
               std::none_of(decision.backends.begin(), decision.backends.end(), isOwn);
    });
}

std::optional<Request> WitnessSearch::unknownIngressRequest(const Diagnostic &finding)
{
    const bool isOpenType = finding.code == "ingress-path-implementation-specific";
    const char *const code = finding.code == "nginx-annotation-unknown" ? "annotation-not-modelled"
                             : isOpenType                               ? "implementation-specific-path"
                             : finding.code == "nginx-controller-crash" ? "nginx-controller-crashes"
                                                                        : "nginx-reload-fails";
    Requests requests = writtenRequests(finding);
    if (isOpenType) {
        const Requests plainer = requests;
        for (Request request : plainer) {
            request.path += "/more";
            requests.push_back(std::move(request));
        }
    }
    const Ingress *ingress = subjectOf(snapshot, finding);
    if (ingress)
        for (const IngressRule &rule : *ingress->rules)
            requests.push_back(plain(lowerCase(*rule.host), "/"));
    return first(sideFor(finding), requests, [&](const Request &, const Decision &decision) {
        return decision.outcome == Outcome::Undetermined && hangsOn(decision, code);
    });
}

std::optional<Request> WitnessSearch::redirectedRequest(const Diagnostic &finding)
{
    const bool isSlash = finding.code == "nginx-slash-redirect";
    Side &side = sideFor(finding);
    std::vector<TablePlace> places =
        isSlash ? side.places.at(finding.location, finding.subject) : side.places.of(finding.subject);
    return firstAt(side, places, [&](const TablePlace &place, const Decision &decision) {
        if (!isOf(decision, finding.subject) || !decision.redirect)
            return false;
        return isSlash ? decision.redirect->status == 301 && decision.match->source == place.rule->origin.source
                       : place.entrance->protocol == EntranceProtocol::Http &&
                             decision.redirect->location.starts_with("https://");
    });
}

std::optional<Request> WitnessSearch::secureRequest(const Diagnostic &finding)
{
    const Ingress *ingress = subjectOf(snapshot, finding);
    Requests requests;
    if (ingress) {
        const IngressTls *entry = entryAt(*ingress, finding.location);
        std::vector<std::string> names;
        const Secret *secret = entry ? snapshot.find<Secret>(*ingress->meta.ns, *entry->secretName) : nullptr;
        if (entry && finding.code != "ingress-host-without-certificate")
            for (const Text &host : *entry->hosts)
                if (finding.code != "ingress-certificate-name-mismatch" || !secret ||
                    !isNamedBy(secret->tlsCrt.names, lowerCase(*host)))
                    names.push_back(lowerCase(*host));
        for (const IngressRule &rule : *ingress->rules) {
            const bool isHere = ingress->meta.at(rule.host.at) == finding.location;
            if (isHere || (names.empty() && finding.code != "ingress-host-without-certificate"))
                names.push_back(lowerCase(*rule.host));
        }
        for (const std::string &name : names) {
            requests.push_back(overTls(plain(name, "/")));
            for (const WrittenPath &path : writtenPaths(*ingress))
                if (path.host == name)
                    for (const std::string &sample : path.samples())
                        requests.push_back(overTls(plain(name, sample)));
        }
    }
    std::stable_partition(requests.begin(), requests.end(), [](const Request &request) { return request.path != "/"; });
    if (ingress)
        addClass(requests, *ingress);
    return first(sideFor(finding), requests, [](const Request &, const Decision &decision) {
        return decision.tls == TlsMode::Terminate && decision.outcome != Outcome::Undetermined;
    });
}

std::optional<Request> WitnessSearch::defaultCertificateRequest(const Diagnostic &finding)
{
    Side &side = sideFor(finding);
    for (const Entrance &entrance : side.places.table().entrances) {
        if (entrance.protocol != EntranceProtocol::Https)
            continue;
        for (const Channel &channel : entrance.channels)
            for (const VirtualHost &host : channel.hosts)
                for (const Rule &rule : host.rules) {
                    const std::optional<WrittenPath> path = writtenPath(snapshot, rule.origin);
                    if (!path || path->host.empty() || !path->ingress->tls->empty())
                        continue;
                    if (auto request = firstAt(side, {{&entrance, &channel, &host, &rule}},
                                               [](const TablePlace &, const Decision &decision) {
                                                   return decision.tls == TlsMode::Terminate &&
                                                          decision.outcome == Outcome::Forward;
                                               }))
                        return request;
                }
    }
    return std::nullopt;
}

std::optional<Request> WitnessSearch::plainIngressRequest(const Diagnostic &finding)
{
    Requests requests = writtenRequests(finding);
    std::erase_if(requests, [](const Request &request) { return request.isTls(); });
    return first(sideFor(finding), requests, [&](const Request &, const Decision &decision) {
        return isOf(decision, finding.subject) && decision.outcome == Outcome::Forward;
    });
}

} // namespace wayproof
