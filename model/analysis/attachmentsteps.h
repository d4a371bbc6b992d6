// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Trace steps for what surrounds routing on the Gateway side: what was refused before any rule was weighed, and where
// TLS ends. Reads the table's links; decides nothing.
#pragma once

#include "model/analysis/decision.h"

#include <string>
#include <vector>

namespace wayproof
{

/// Gateways that nobody serves, listeners and ListenerSets that are not accepted, and routes that do not attach, as far
/// as they could concern a request that meets `met` (none: that found nobody listening). Result "refused".
std::vector<TraceStep> refusedSteps(const RoutingTable &table, const Request &request,
                                    const std::vector<const Entrance *> &met);

/// For a request that no rule takes: routes of the same Gateway that are attached to other listeners only than
/// `listener` (empty: than those of the entrance). Result "passed over".
std::vector<TraceStep> elsewhereSteps(const RoutingTable &table, const Entrance &entrance, const std::string &listener);

/// Where TLS ends for a connection on that channel; nothing for a plain one.
std::vector<TraceStep> tlsSteps(const Channel &channel);
/// Which of the action's shares are spoken to in TLS again, and by which policy.
std::vector<TraceStep> reencryptionSteps(const RoutingTable &table, const Action &action);

} // namespace wayproof
