// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From the action that won to the decision: filters, shares, statuses. Knows nothing of how the action was found.
#pragma once

#include "model/analysis/decision.h"
#include "model/analysis/filterrun.h"
#include "model/analysis/normalisation.h"

namespace wayproof
{

/// What surrounds an action when it is carried out.
struct AnswerContext {
    const Request *request = nullptr;
    const RequestPolicy *policy = nullptr;
    const PathReading *reading = nullptr; ///< null for connections that are not HTTP
    Side side = Side::Gateway;
    TlsMode tls = TlsMode::None;
    bool isTransport = false; ///< bytes are passed on as they are: TLS passthrough, TCP, UDP
    bool isTraced = false;
};

/// Carries `action` out. Fills everything but match, matchText and alternatives; with `isTraced` the trace holds the
/// steps from the filters on.
Decision answer(const Action &action, const AnswerContext &context);

/// A decision that the connection or the handshake fails.
Decision refusal(const AnswerContext &context, std::string reason);
/// An answer that cannot be known.
Decision undetermined(const AnswerContext &context, std::vector<Dependency> dependsOn);

} // namespace wayproof
