// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Starts the lab and waits for it, for verbs that need it while they run.
#pragma once

#include "model/base/result.h"
#include "model/lab/lab.h"
#include "model/routing/compile.h"

namespace wayproof::cli
{

/// Runs an event loop until the lab is ready or has failed. The lab lives as long as `lab` does.
Result<LabStatus> startAndWait(Lab &lab, SnapshotPtr snapshot, const IngressOptions &controller);
/// What the lab does not serve and which side does not run, on standard error.
void printShortcomings(const LabStatus &status);

} // namespace wayproof::cli
