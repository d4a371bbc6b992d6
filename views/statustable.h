// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A status as a small table for a label: condition, what it earns, what was reported; a disagreement marked.
#pragma once

#include "model/items/statuslines.h"

#include <QPalette>
#include <QString>

namespace wayproof
{

/// Rich text in the colours of the palette.
QString statusTable(const StatusLines &status, const QPalette &palette);

} // namespace wayproof
