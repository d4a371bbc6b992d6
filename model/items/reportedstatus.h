// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The conditions that a cluster reported about one object or listener, gathered from the kinds that carry some.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <string>
#include <vector>

namespace wayproof
{

struct ReportedCondition {
    std::string by; ///< "parent shop/edge", "listener http"; empty for the object's own
    Condition condition;
};

/// Empty where nothing was reported (files seldom carry status).
std::vector<ReportedCondition> reportedConditions(const Snapshot &snapshot, const Anchor &anchor);

} // namespace wayproof
