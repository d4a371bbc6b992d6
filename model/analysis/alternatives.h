// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Several possible decisions as one: those that agree collapse, those that differ stand beside each other.
// Knows nothing of how they were found.
#pragma once

#include "model/analysis/answer.h"
#include "model/analysis/decision.h"

#include <string>
#include <vector>

namespace wayproof
{

/// One of several decisions that are possible, or the one that all agree on. `because`: why it is not known which.
Decision combined(std::vector<Decision> options, std::vector<Dependency> because, const AnswerContext &context);

/// `decision`, which holds where the data plane has the optional feature that `when` names; where it lacks it, `other`
/// is the answer. Where the two differ, both are reported (spec/gateway.md §3.5).
Decision withAlternative(Decision decision, Decision other, const Dependency &when);

/// The fields in which two decisions differ, as `Dependency::field` names them: "outcome" alone where that differs, as
/// all else follows from it; empty where they do the same.
std::vector<std::string> differingFields(const Decision &a, const Decision &b);

/// What each of several entrances answers where they differ, put before the steps of how it comes to that. `trace`
/// null: nothing is told.
void tellSideBySide(const std::vector<Decision> &options, std::vector<TraceStep> *trace);

} // namespace wayproof
