// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Services that rules lead to, held against the Pods and Deployments that were loaded. Knows no routing.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <vector>

namespace wayproof
{

/// Findings about Services that some link of the tables leads to. Where nothing of a namespace's workloads was loaded,
/// nothing is said.
Diagnostics lintServices(const Snapshot &snapshot, const std::vector<const RoutingTable *> &tables);

} // namespace wayproof
