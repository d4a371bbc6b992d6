// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTPRoute rules as Envoy routes, configured as Envoy Gateway 1.9 configures them (spec/peers.md; spec/gateway.md
// §5-§7).
#pragma once

#include "model/lab/envoyclusters.h"
#include "model/lab/gatewaylisteners.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <vector>

namespace wayproof
{

/// All routes of one virtual host, in the order in which Envoy has to try them.
QJsonArray envoyRoutes(const LabListener &listener, const std::string &hostname,
                       const std::vector<AttachedRoute<HttpRoute>> &routes, EnvoyClusters &clusters,
                       Diagnostics &notServed);

/// Whether some route uses the CORS filter, which then has to be in the chain.
bool usesCors(const std::vector<AttachedRoute<HttpRoute>> &routes);

} // namespace wayproof
