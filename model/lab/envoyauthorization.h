// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The ExternalAuth filter as Envoy's ext_authz, asking our echo server in the place of the authorisation service.
#pragma once

#include "model/lab/envoyclusters.h"

#include <QJsonObject>

namespace wayproof
{

/// The filter's configuration; empty when its backend is invalid.
QJsonObject authorizationFilter(const ExternalAuthFilter &filter, const BackendUser &user, EnvoyClusters &clusters);

/// What a route has under the filter's name to turn it on.
QJsonObject authorizationTurnedOn();

} // namespace wayproof
