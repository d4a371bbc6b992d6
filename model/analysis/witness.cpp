// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which way of showing each kind of finding has.
#include "model/analysis/witness.h"

#include "model/analysis/witnesssearch.h"

#include <map>

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
        {"ingress-service-missing", &WitnessSearch::failingRequest},
        {"ingress-service-port-missing", &WitnessSearch::failingRequest},
        {"ingress-service-without-endpoints", &WitnessSearch::failingRequest},
        {"listener-conflict", &WitnessSearch::unheardRequest},
        {"listener-protocol-unknown", &WitnessSearch::unheardRequest},
        {"listener-without-routes", &WitnessSearch::unheardRequest},
        {"mirror-target-missing", &WitnessSearch::passingRequest},
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

std::optional<Request> Witnesses::of(const Diagnostic &finding)
{
    const auto way = ways().find(finding.code);
    return way == ways().end() ? std::nullopt : (m_search.get()->*way->second)(finding);
}

} // namespace wayproof
