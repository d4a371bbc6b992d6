// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Attaches the routes of every kind to the lab's listeners (spec/gateway.md §4).
#pragma once

#include "model/lab/gatewaylisteners.h"

namespace wayproof
{

/// Fills the routes of each listener; routes (or parts) that the lab does not serve are noted.
void attachRoutes(const Snapshot &snapshot, GatewayModel &model);

} // namespace wayproof
