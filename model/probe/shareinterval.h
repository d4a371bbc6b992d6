// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How far a counted share can be trusted. Arithmetic only.
#pragma once

#include <cstdint>

namespace wayproof
{

struct ShareInterval {
    double low = 0; ///< 0–1
    double high = 1;
    bool holds(double share) const { return low <= share && share <= high; }
    bool operator==(const ShareInterval &) const = default;
};

/// Clopper and Pearson's interval for `hits` out of `total`: exact, so that a true share lies outside of it at most as
/// often as `confidence` (0–1) allows, whatever the share is. Without a total: everything is possible.
ShareInterval shareInterval(std::uint64_t hits, std::uint64_t total, double confidence);

} // namespace wayproof
