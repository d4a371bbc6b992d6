// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the nearest of the words that would have been right.
#pragma once

#include <string_view>
#include <vector>

namespace wayproof
{

/// The candidate nearest to `word`: equal but for case, else at an edit distance of at most a third of its length
/// (at least 1); empty when none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string_view> &candidates);

} // namespace wayproof
