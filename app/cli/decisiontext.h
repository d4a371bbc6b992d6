// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Decisions and their traces as text for people.
#pragma once

#include "model/analysis/decision.h"

#include <optional>

namespace wayproof::cli
{

/// "GET http://localhost/healthz", "TLS port 6443 SNI db.example", "TCP port 5432", "gRPC http://shop.example/a.B/C"
QString toText(const Request &request);
/// One line for the answer, one for the rule behind it, one for each thing that it depends on; the trace where
/// `withTrace`.
void printDecision(const Decision &decision, bool withTrace);
/// "SAME: …", "DIFFERENT: …", "NOT KNOWN: …" or "ONE SIDE ONLY: …", from the decisions of one request; null: that side
/// was not loaded.
void printVerdict(const Decision *ingress, const Decision *gateway);

} // namespace wayproof::cli
