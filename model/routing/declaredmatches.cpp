// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/declaredmatches.h"

#include "model/routing/gatewaycompiler_rules.h"

namespace wayproof
{

DeclaredMatches::DeclaredMatches(const Snapshot &snapshot)
    : m_snapshot(snapshot)
{
}

DeclaredMatches::~DeclaredMatches() = default;

std::vector<Match> DeclaredMatches::of(const ResourceId &route)
{
    static const GatewayOptions options;
    if (!m_compilation)
        m_compilation = std::make_unique<GatewayCompilation>(m_snapshot, options);
    const Profile &profile = profileNamed({});
    std::vector<LoweredRule> rules;
    if (const HttpRoute *http = m_snapshot.find<HttpRoute>(route.ns, route.name); http && route.kind == "HTTPRoute")
        rules = lowerHttpRoute(*m_compilation, profile, *http, 80);
    else if (const GrpcRoute *grpc = m_snapshot.find<GrpcRoute>(route.ns, route.name);
             grpc && route.kind == "GRPCRoute")
        rules = lowerGrpcRoute(*m_compilation, profile, *grpc);
    std::vector<Match> matches;
    for (LoweredRule &rule : rules) {
        if (rule.rank.part == 0) // a preflight is not of the route's own writing
            matches.push_back(std::move(rule.rule.match));
    }
    return matches;
}

} // namespace wayproof
