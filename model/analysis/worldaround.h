// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the world around a data plane has to do with its answer: an authorisation service, sessions, failing backends.
// Reads what the request says of them; knows no filters' order and no weights.
#pragma once

#include "model/analysis/request.h"
#include "model/routing/routingtable.h"

#include <optional>
#include <string>

namespace wayproof
{

/// The status that the client gets where the authorisation service answers `status`; nothing where the request goes on.
std::optional<int> refusedWith(const ExternalCheck &check, int status);
/// Whether the request brings a session (or, where only the implementation knows its cookie, any cookie at all).
bool bringsSession(const StickySession &session, const Request &request, const RequestPolicy &policy);
/// OPTIONS with the two headers that browsers send before the real request (spec/gateway.md §6 "CORS").
bool isPreflight(const Request &request);
/// For the trace: what becomes of a request whose backend answers `status` to every try; empty where it is tried once.
std::string afterRetries(const RetryPolicy &retry, int status);

} // namespace wayproof
