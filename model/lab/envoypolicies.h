// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Timeouts, retries and session persistence as parts of an Envoy route (spec/gateway.md §7).
#pragma once

#include "model/lab/envoymatch.h"

#include <QJsonObject>

namespace wayproof
{

/// Adds timeout and retry_policy to a route action; either may be null.
void addTimes(QJsonObject &action, const RouteTimeouts *timeouts, const RouteRetry *retry);

/// The per-route configuration of envoy.filters.http.stateful_session.
QJsonObject stickySession(const SessionPersistence &session, const EnvoyPathMatch &path);

} // namespace wayproof
