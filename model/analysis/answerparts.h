// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Pieces of an answer that hang on nothing but what they are given: trace steps, gRPC's name for a status.
#pragma once

#include "model/analysis/answer.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

TraceStep answerStep(const char *what, std::string subject, const char *result, std::string reason);
/// What a decision has no field for: notes, time-outs, retries, intercepted errors, sessions.
std::vector<TraceStep> limitSteps(const Action &action);
/// What answers hang on where the request does not say what happens outside the data plane.
Dependency sessionDoubt(const StickySession &session);
Dependency retryDoubt(const RetryPolicy &retry);
Dependency interceptionDoubt(const std::vector<ErrorInterception> &interceptions);
/// What answers in the place of a backend's `status`; null where that reaches the client.
const Action *insteadOf(const std::vector<ErrorInterception> &interceptions, int status);
Dependency preflightDoubt();
/// Whether the query is kept is no question where there is none, nor is a default port that is not the scheme's.
void dropMoot(std::vector<Dependency> &dependsOn, const Redirect &redirect, const Request &request, bool hasQuery);
/// One backend's share and endpoints, for the trace.
std::vector<TraceStep> shareSteps(const WeightedBackend &backend, const BackendShare &entry);
/// What the data plane gives the backend on its own, and what it keeps from it; a Host among it is the upstream's host
/// unless a filter set that. Groups of a rewritten path are put into the header values that name them.
void addSystematic(Upstream &upstream, const Action &action, const AnswerContext &context, const Effects &effects);
/// What a gRPC client takes an answer for that has an HTTP status and no trailers (gRPC's HTTP mapping).
std::string_view grpcStatusOfHttp(int status);
/// What an HTTP status is called in gRPC's trailers when a data plane answers a call by itself.
std::string grpcStatusOf(int status);
/// Bytes that a BackendTLSPolicy encrypts anew (spec/gateway.md §9, §10): all that is known about them is the SNI.
void encryptAnew(const std::vector<WeightedBackend> &backends, Decision &decision);

} // namespace wayproof
