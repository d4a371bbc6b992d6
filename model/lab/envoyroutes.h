// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTPRoutes and GRPCRoutes of a listener as the routes of one Envoy virtual host, in the order in which Envoy has to
// try them (spec/gateway.md §5, §8; spec/peers.md).
#pragma once

#include "model/lab/envoyrule.h"

#include <QJsonArray>

#include <string>

namespace wayproof
{

QJsonArray envoyRoutes(const std::string &hostname, const RuleSurroundings &around);

} // namespace wayproof
