// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which way of showing each kind of finding has.
#include "model/analysis/witness.h"

#include "model/analysis/witnesssearch.h"

#include <map>
#include <set>

namespace wayproof
{

namespace
{

using Way = std::optional<Request> (WitnessSearch::*)(const Diagnostic &);

const std::map<std::string, Way> &ways()
{
    static const std::map<std::string, Way> all{
        {"all-weights-zero", &WitnessSearch::failingRequest},
        {"backend-kind-invalid", &WitnessSearch::failingRequest},
        {"backend-missing", &WitnessSearch::failingRequest},
        {"backend-port-is-target-port", &WitnessSearch::failingRequest},
        {"backend-port-missing", &WitnessSearch::failingRequest},
        {"backend-protocol-unsupported", &WitnessSearch::failingRequest},
        {"certificate-name-mismatch", &WitnessSearch::misnamedHandshake},
        {"certificate-not-granted", &WitnessSearch::refusedHandshake},
        {"certificate-unusable", &WitnessSearch::refusedHandshake},
        {"client-ca-unusable", &WitnessSearch::unheardRequest},
        {"duplicate-virtual-host", &WitnessSearch::unknownRequest},
        {"filter-target-missing", &WitnessSearch::failingRequest},
        {"gateway-address-unsupported", &WitnessSearch::unheardRequest},
        {"gateway-class-missing", &WitnessSearch::unheardRequest},
        {"gateway-class-not-accepted", &WitnessSearch::unheardRequest},
        {"gateway-parameters-missing", &WitnessSearch::unheardRequest},
        {"gateway-without-routes", &WitnessSearch::unheardRequest},
        {"http-without-redirect", &WitnessSearch::plainRequest},
        {"http-without-tls", &WitnessSearch::plainRequest},
        {"ingress-certificate-name-mismatch", &WitnessSearch::secureRequest},
        {"ingress-certificate-unusable", &WitnessSearch::secureRequest},
        {"ingress-class-not-claimed", &WitnessSearch::unservedIngressRequest},
        {"ingress-class-not-found", &WitnessSearch::unservedIngressRequest},
        {"ingress-default-backend-ignored", &WitnessSearch::leftOverRequest},
        {"ingress-duplicate-path", &WitnessSearch::strangersRequest},
        {"ingress-host-shared", &WitnessSearch::ingressRequest},
        {"ingress-host-without-certificate", &WitnessSearch::secureRequest},
        {"ingress-left-out", &WitnessSearch::unservedIngressRequest},
        {"ingress-path-unreadable", &WitnessSearch::strangersRequest},
        {"ingress-path-implementation-specific", &WitnessSearch::unknownIngressRequest},
        {"ingress-service-missing", &WitnessSearch::failingRequest},
        {"ingress-service-port-missing", &WitnessSearch::failingRequest},
        {"ingress-service-without-endpoints", &WitnessSearch::failingRequest},
        {"ingress-target-port-as-port", &WitnessSearch::ingressRequest},
        {"ingress-tls-without-secret", &WitnessSearch::secureRequest},
        {"ingress-wildcard-one-label", &WitnessSearch::deepHostRequest},
        {"ingress-without-tls", &WitnessSearch::plainIngressRequest},
        {"listener-conflict", &WitnessSearch::unheardRequest},
        {"listener-protocol-unknown", &WitnessSearch::unheardRequest},
        {"listener-without-routes", &WitnessSearch::unheardRequest},
        {"mirror-target-missing", &WitnessSearch::passingRequest},
        {"nginx-annotation-not-portable", &WitnessSearch::unportableRequest},
        {"nginx-annotation-unknown", &WitnessSearch::unknownIngressRequest},
        {"nginx-backend-tls-unverified", &WitnessSearch::ingressRequest},
        {"nginx-canary-falls-through", &WitnessSearch::fallenRequest},
        {"nginx-canary-ignored", &WitnessSearch::strangersRequest},
        {"nginx-canary-leaks", &WitnessSearch::leakedRequest},
        {"nginx-canary-off", &WitnessSearch::ingressRequest},
        {"nginx-decodes-path", &WitnessSearch::decodedRequest},
        {"nginx-default-backend-per-host", &WitnessSearch::strangeHostRequest},
        {"nginx-default-body-limit", &WitnessSearch::controllersRequest},
        {"nginx-default-certificate", &WitnessSearch::defaultCertificateRequest},
        {"nginx-duplicate-location", &WitnessSearch::unknownIngressRequest},
        {"nginx-implicit-hsts", &WitnessSearch::controllersRequest},
        {"nginx-implicit-root", &WitnessSearch::leftOverRequest},
        {"nginx-implicit-tls-redirect", &WitnessSearch::redirectedRequest},
        {"nginx-ingress-dropped", &WitnessSearch::unservedIngressRequest},
        {"nginx-invalid-path", &WitnessSearch::unknownIngressRequest},
        {"nginx-invalid-regex", &WitnessSearch::unknownIngressRequest},
        {"nginx-regex-host-wide", &WitnessSearch::widenedRequest},
        {"nginx-regex-prefix-and-case", &WitnessSearch::widenedRequest},
        {"nginx-replaces-forwarded-for", &WitnessSearch::controllersRequest},
        {"nginx-resource-backend", &WitnessSearch::strangersRequest},
        {"nginx-rewrite-captures", &WitnessSearch::rewrittenRequest},
        {"nginx-rewrite-implies-regex", &WitnessSearch::widenedRequest},
        {"nginx-rewrite-loses-rest", &WitnessSearch::rewrittenRequest},
        {"nginx-second-canary", &WitnessSearch::withoutCanaryRequest},
        {"nginx-slash-redirect", &WitnessSearch::redirectedRequest},
        {"nginx-tie-by-name", &WitnessSearch::strangersRequest},
        {"nginx-invalid-server-name", &WitnessSearch::unknownIngressRequest},
        {"nginx-invalid-value", &WitnessSearch::unknownIngressRequest},
        {"nginx-unknown-variable", &WitnessSearch::unknownIngressRequest},
        {"nginx-controller-crash", &WitnessSearch::unknownIngressRequest},
        {"nginx-www-of-wildcard", &WitnessSearch::unknownIngressRequest},
        {"parent-missing", &WitnessSearch::unservedRequest},
        {"redirect-loop", &WitnessSearch::circlingRequest},
        {"reference-not-granted", &WitnessSearch::failingRequest},
        {"regex-order-open", &WitnessSearch::openRequest},
        {"route-hostname-disjoint", &WitnessSearch::unservedRequest},
        {"route-hostname-ignored", &WitnessSearch::unservedRequest},
        {"route-hostname-isolated", &WitnessSearch::unservedRequest},
        {"route-isolated", &WitnessSearch::unservedRequest},
        {"route-kind-clash", &WitnessSearch::unservedRequest},
        {"route-never-wins", &WitnessSearch::lostRequest},
        {"route-not-attached", &WitnessSearch::unservedRequest},
        {"route-on-http-and-https", &WitnessSearch::plainRequest},
        {"route-relies-on-creation-order", &WitnessSearch::lostRequest},
        {"route-rule-not-accepted", &WitnessSearch::unacceptedRequest},
        {"route-takes-every-host", &WitnessSearch::straysRequest},
        {"route-without-parent", &WitnessSearch::unservedRequest},
        {"rule-never-wins", &WitnessSearch::lostRequest},
        {"rule-shadowed", &WitnessSearch::lostRequest},
        {"service-selects-nothing", &WitnessSearch::reachingRequest},
        {"service-target-port-missing", &WitnessSearch::reachingRequest},
        {"service-without-endpoints", &WitnessSearch::failingRequest},
    };
    return all;
}

} // namespace

Witnesses::Witnesses(const Snapshot &snapshot, const RoutingTable &ingress, const RoutingTable &gateway)
    : m_search(std::make_unique<WitnessSearch>(snapshot, ingress, gateway))
{
}

Witnesses::~Witnesses() = default;

bool Witnesses::isShowable(const std::string &code)
{
    return ways().contains(code);
}

bool Witnesses::mustBeShown(const std::string &code)
{
    static const std::set<std::string> codes{
        "ingress-wildcard-one-label",
        "nginx-canary-falls-through",
        "nginx-canary-leaks",
        "nginx-decodes-path",
        "nginx-default-backend-per-host",
        "nginx-default-certificate",
        "nginx-implicit-hsts",
        "nginx-implicit-root",
        "nginx-implicit-tls-redirect",
        "nginx-regex-host-wide",
        "nginx-regex-prefix-and-case",
        "nginx-replaces-forwarded-for",
        "nginx-rewrite-captures",
        "nginx-rewrite-implies-regex",
        "nginx-rewrite-loses-rest",
        "nginx-slash-redirect",
        "nginx-tie-by-name",
    };
    return codes.contains(code);
}

std::optional<Request> Witnesses::of(const Diagnostic &finding)
{
    const auto way = ways().find(finding.code);
    return way == ways().end() ? std::nullopt : (m_search.get()->*way->second)(finding);
}

} // namespace wayproof
