// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/ingressreference.h"

#include <algorithm>
#include <cctype>

namespace wayproof::test
{

namespace
{

enum class HostKind { Precise, Wildcard, None, NoMatch };

std::string plainHost(const std::string &sent)
{
    std::string host = sent.substr(0, sent.find(':'));
    std::transform(host.begin(), host.end(), host.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return host;
}

/// §1.2: precise, then a wildcard for exactly one label, then rules without host.
HostKind kindOf(const std::string &ruleHost, const std::string &host)
{
    if (ruleHost.empty())
        return HostKind::None;
    if (ruleHost == host)
        return HostKind::Precise;
    if (ruleHost.substr(0, 2) != "*.")
        return HostKind::NoMatch;
    const std::size_t dot = host.find('.');
    return dot != std::string::npos && dot > 0 && host.substr(dot) == ruleHost.substr(1) ? HostKind::Wildcard
                                                                                         : HostKind::NoMatch;
}

std::string withoutSlash(const std::string &path)
{
    return !path.empty() && path.back() == '/' ? path.substr(0, path.size() - 1) : path;
}

/// §1.3: equal, or element-wise with a trailing slash ignored on both sides.
bool matchesPath(const HttpIngressPath &rule, const std::string &path)
{
    if (*rule.pathType == "Exact")
        return *rule.path == path;
    const std::string wanted = withoutSlash(*rule.path) + "/";
    return (withoutSlash(path) + "/").substr(0, wanted.size()) == wanted;
}

/// §1.3: the longest wins, then Exact.
std::pair<std::size_t, int> rank(const HttpIngressPath &rule)
{
    const bool isExact = *rule.pathType == "Exact";
    return {isExact ? rule.path->size() : withoutSlash(*rule.path).size(), isExact ? 1 : 0};
}

int portOf(const Snapshot &snapshot, const std::string &ns, const IngressServiceBackend &backend)
{
    const Service *service = snapshot.find<Service>(ns, *backend.name);
    if (!service)
        return 0;
    for (const ServicePort &port : *service->ports) {
        const bool isThis =
            backend.port.name.isSet ? *port.name == *backend.port.name : *port.port == *backend.port.number;
        if (!isThis)
            continue;
        for (const EndpointSlice *slice : snapshot.slicesOf(ns, *backend.name)) {
            for (const Endpoint &endpoint : slice->endpoints) {
                if (!endpoint.ready.isSet || *endpoint.ready)
                    return static_cast<int>(*port.port);
            }
        }
    }
    return 0;
}

IngressClaim claimOf(const Snapshot &snapshot, const Ingress &ingress, const IngressBackend &backend)
{
    IngressClaim claim;
    claim.ingress = &ingress;
    claim.service = *backend.service->name;
    claim.port = portOf(snapshot, *ingress.meta.ns, *backend.service);
    return claim;
}

void settle(IngressReading &reading)
{
    if (reading.claims.empty())
        return;
    const IngressClaim *oldest = nullptr;
    for (const IngressClaim &claim : reading.claims) {
        const auto &age = claim.ingress->meta.creationTimestamp;
        if (!age)
            return;
        if (!oldest || *age < *oldest->ingress->meta.creationTimestamp)
            oldest = &claim;
    }
    for (const IngressClaim &claim : reading.claims) {
        if (&claim != oldest && *claim.ingress->meta.creationTimestamp == *oldest->ingress->meta.creationTimestamp)
            return; // as old, or another path of the same
    }
    reading.conventional = *oldest;
}

} // namespace

bool IngressClaim::sameBackend(const IngressClaim &other) const
{
    return *ingress->meta.ns == *other.ingress->meta.ns && service == other.service && port == other.port;
}

bool IngressReading::isSettled() const
{
    return std::all_of(claims.begin(), claims.end(),
                       [this](const IngressClaim &claim) { return claim.sameBackend(claims.front()); });
}

IngressReading readIngresses(const Snapshot &snapshot, const std::string &className, const std::string &host,
                             const std::string &path)
{
    const std::string name = plainHost(host);
    IngressReading reading;
    // §1.2: once a host has matched there is no way to another.
    for (const HostKind kind : {HostKind::Precise, HostKind::Wildcard, HostKind::None}) {
        bool isHost = false;
        std::pair<std::size_t, int> best;
        for (const Ingress &ingress : snapshot.all<Ingress>()) {
            if (!ingress.ingressClassName.isSet || *ingress.ingressClassName != className)
                continue;
            for (std::size_t r = 0; r < ingress.rules->size(); ++r) {
                const IngressRule &rule = (*ingress.rules)[r];
                if (kindOf(*rule.host, name) != kind)
                    continue;
                isHost = true;
                for (std::size_t p = 0; p < rule.paths->size(); ++p) {
                    const HttpIngressPath &candidate = (*rule.paths)[p];
                    if (!matchesPath(candidate, path))
                        continue;
                    if (reading.claims.empty() || rank(candidate) > best) {
                        reading.claims.clear();
                        best = rank(candidate);
                    }
                    if (rank(candidate) == best) {
                        IngressClaim claim = claimOf(snapshot, ingress, *candidate.backend);
                        claim.rule = r;
                        claim.path = p;
                        reading.claims.push_back(claim);
                    }
                }
            }
        }
        if (isHost)
            break;
    }
    // §1.4
    if (reading.claims.empty()) {
        for (const Ingress &ingress : snapshot.all<Ingress>()) {
            if (ingress.ingressClassName.isSet && *ingress.ingressClassName == className &&
                ingress.defaultBackend.isSet)
                reading.claims.push_back(claimOf(snapshot, ingress, *ingress.defaultBackend));
        }
    }
    settle(reading);
    return reading;
}

} // namespace wayproof::test
