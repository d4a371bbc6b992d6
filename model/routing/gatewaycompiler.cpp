// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The Gateway compiler's order of work. Semantics live in its parts.
#include "model/routing/gatewaycompiler.h"

#include <algorithm>
#include <tuple>

namespace wayproof
{

namespace
{

/// The API's reason for a route that is not accepted for this finding; empty where the specification names none.
std::string reasonOfFault(const Diagnostic &finding)
{
    const auto isOneOf = [&finding](std::initializer_list<std::string_view> codes) {
        return std::find(codes.begin(), codes.end(), finding.code) != codes.end();
    };
    if (!finding.subject.kind.ends_with("Route"))
        return {};
    if (isOneOf({"field-value-unknown", "filter-type-unknown", "redirect-status-invalid"}))
        return "UnsupportedValue";
    if (isOneOf({"filter-repeated", "filter-redirect-with-rewrite", "redirect-with-backends"}))
        return "IncompatibleFilters";
    return {};
}

} // namespace

GatewayCompilation::GatewayCompilation(const Snapshot &source, const GatewayOptions &wanted)
    : snapshot(source)
    , options(wanted)
    , references(source)
{
    table.side = Side::Gateway;
    for (const Diagnostic &found : source.findings()) {
        // Refused by today's validation, but the specification says what they mean where one let them pass: two
        // listeners of one port, protocol and hostname conflict (§2), of two conditions on one name the first counts
        // (§5).
        const bool hasMeaning = found.code == "listener-duplicate" || found.code == "match-name-duplicate";
        if (found.category == Category::Rejected && found.severity == Severity::Error && !found.subject.isNull() &&
            !hasMeaning) {
            rejected.insert(found.subject);
            if (const std::string reason = reasonOfFault(found); !reason.empty())
                refusedRoutes.try_emplace(found.subject, RouteFault{reason, found.message, true});
        }
    }
}

void GatewayCompilation::link(LinkKind kind, Anchor from, Anchor to, LinkState state, std::string code,
                              std::string reason, Location source)
{
    table.links.push_back({kind, std::move(from), std::move(to), state, std::move(code), std::move(reason),
                           std::nullopt, std::move(source)});
}

Diagnostic &GatewayCompilation::finding(Severity severity, Category category, std::string code,
                                        const ResourceId &subject, Location location, std::string message,
                                        std::string mend)
{
    table.findings.push_back(
        {severity, category, std::move(code), std::move(message), std::move(mend), std::move(location), subject, {}});
    return table.findings.back();
}

void GatewayCompilation::findOnce(Severity severity, Category category, std::string code, const ResourceId &subject,
                                  Location location, std::string message, std::string mend)
{
    if (foundOnce.insert(code + " " + subject.toText() + " " + location.toText()).second)
        finding(severity, category, std::move(code), subject, std::move(location), std::move(message), std::move(mend));
}

bool isOlder(const ObjectMeta &a, const ObjectMeta &b)
{
    const bool isUndatedA = !a.creationTimestamp;
    const bool isUndatedB = !b.creationTimestamp;
    const std::tuple ageA(isUndatedA, a.creationTimestamp.value_or(0));
    const std::tuple ageB(isUndatedB, b.creationTimestamp.value_or(0));
    if (ageA != ageB)
        return ageA < ageB;
    if (*a.ns == *b.ns)
        return *a.name < *b.name;
    return *a.ns + "/" < *b.ns + "/"; // as "namespace/name" is ordered: "shop-b/x" stands before "shop/a"
}

RoutingTable compileGateway(const Snapshot &snapshot, const GatewayOptions &options)
{
    GatewayCompilation compilation(snapshot, options);
    collectGateways(compilation);
    judgeListeners(compilation);
    attachRoutes(compilation);
    collectTlsPolicies(compilation);
    linkRouteTargets(compilation);
    writeEntrances(compilation);
    writeStatuses(compilation);
    reportGatewayFindings(compilation);
    reportPractices(compilation);
    return std::move(compilation.table);
}

} // namespace wayproof
