// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/sides.h"

#include "app/cli/arguments.h"
#include "app/cli/output.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

/// A name that selects nothing is a slip of the pen, not a question.
bool isSelectionThere(const Snapshot &snapshot, const IngressOptions &ingress, const GatewayOptions &gateway)
{
    const auto &gateways = snapshot.all<Gateway>();
    if (!gateway.gateway.empty() && std::none_of(gateways.begin(), gateways.end(), [&](const Gateway &one) {
            return one.meta.id().path() == gateway.gateway;
        })) {
        printError(u"there is no Gateway %1 in the input"_s.arg(QString::fromStdString(gateway.gateway)));
        return false;
    }
    const auto &ingresses = snapshot.all<Ingress>();
    const std::string &name = ingress.ingressClass;
    const bool isNamed = std::any_of(ingresses.begin(), ingresses.end(), [&](const Ingress &one) {
        const Text *annotation = one.meta.annotation("kubernetes.io/ingress.class");
        return *one.ingressClassName == name || (annotation && **annotation == name);
    });
    if (!name.empty() && !isNamed && !snapshot.find<IngressClass>("", name)) {
        printError(
            u"there is no IngressClass %1 in the input, and no Ingress names it"_s.arg(QString::fromStdString(name)));
        return false;
    }
    return true;
}

} // namespace

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
    if (!sides.snapshot || !isSelectionThere(*sides.snapshot, *ingress, *gateway))
        return std::nullopt;
    sides.ingress = std::make_shared<const RoutingTable>(compileIngress(*sides.snapshot, *ingress));
    sides.gateway = std::make_shared<const RoutingTable>(compileGateway(*sides.snapshot, *gateway));
    return sides;
}

} // namespace wayproof::cli
