// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The grid on which everything in the window stands.
#pragma once

namespace wayproof
{

inline constexpr int unit = 8; ///< device-independent pixels; margins and gaps are multiples, or its half

} // namespace wayproof
