// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether one condition on paths takes everything that another one takes, with prefixes and expressions that ignore
// case, as Ingress controllers have them.
#pragma once

#include "model/routing/match.h"

namespace wayproof
{

/// False where that cannot be told.
bool takesAllOf(const PathMatch &wide, const PathMatch &narrow);

} // namespace wayproof
