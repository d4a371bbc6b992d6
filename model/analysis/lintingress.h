// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Paths of Ingresses that never win, or lose to one that ranks lower by the API's own words, each with a request that
// shows it. Reads one routing table; knows no controller.
#pragma once

#include "model/analysis/lint.h"

namespace wayproof
{

/// `ingress`: the table that was compiled from the snapshot.
std::vector<Finding> lintIngressPaths(const Snapshot &snapshot, const RoutingTable &ingress);

} // namespace wayproof
