// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The request that newly opened sources are shown with.
#pragma once

#include "model/items/requestdraft.h"

namespace wayproof
{

struct World;

/// Of the requests that the sources declare, the first that the two sides treat differently; else the first that is
/// known, else "http://localhost/". Tries a few hundred at most: work for a worker.
RequestDraft firstRequest(const World &world);

} // namespace wayproof
