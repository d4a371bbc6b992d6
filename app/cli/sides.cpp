// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/sides.h"

#include "app/cli/arguments.h"
#include "app/cli/output.h"

namespace wayproof::cli
{

std::optional<Sides> loadSides(const QCommandLineParser &parser)
{
    const auto ingress = ingressOptions(parser);
    const auto gateway = gatewayOptions(parser);
    if (!ingress || !gateway) {
        printDiagnostics(ingress ? gateway.diagnostics() : ingress.diagnostics());
        return std::nullopt;
    }
    Sides sides;
    sides.snapshot = loadSources(parser, AcceptEmpty::No);
    if (!sides.snapshot)
        return std::nullopt;
    sides.ingress = std::make_shared<const RoutingTable>(compileIngress(*sides.snapshot, *ingress));
    sides.gateway = std::make_shared<const RoutingTable>(compileGateway(*sides.snapshot, *gateway));
    return sides;
}

} // namespace wayproof::cli
