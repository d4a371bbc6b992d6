// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What of the loaded resources a cluster would hold. Knows only what the loader found.
#pragma once

#include "model/resources/snapshot.h"

#include <memory>

namespace wayproof
{

/// Without the objects of the Gateway API that the API server would refuse (findings of category `rejected`): a proxy
/// never hears of them. The snapshot itself where there are none.
std::shared_ptr<const Snapshot> admittedResources(std::shared_ptr<const Snapshot> snapshot);

} // namespace wayproof
