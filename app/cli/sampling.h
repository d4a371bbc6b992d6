// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli probe --repeat: one request many times, and the shares that were seen.
#pragma once

#include "model/probe/probejob.h"
#include "model/probe/sharesample.h"

#include <QString>

namespace wayproof::cli
{

/// Samples each side that the plan has a target for and prints it (`output`: text or json). Returns the exit code: Bad
/// where a predicted share lies outside its interval, Unknown where that cannot be told.
int samplePlan(const ProbePlan &plan, const SampleOptions &options, const QString &output);

} // namespace wayproof::cli
