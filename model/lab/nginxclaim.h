// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which Ingresses ingress-nginx claims, in which order, and which of them it drops (spec/ingress.md §2.1).
#pragma once

#include "model/lab/nginxservers.h"

namespace wayproof
{

/// Claimed and kept, by creationTimestamp ascending, ties by namespace/name descending. Those that are left out are
/// noted.
std::vector<ClaimedIngress> claimIngresses(const Snapshot &snapshot, const NginxSettings &settings,
                                           Diagnostics &notServed);

} // namespace wayproof
