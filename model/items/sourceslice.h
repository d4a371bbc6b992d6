// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The part of a long source text that is worth showing around one object.
#pragma once

#include <string_view>

namespace wayproof
{

struct SourceSlice {
    std::string_view text; ///< whole lines of the given text
    int firstLine = 1;     ///< the number of its first line
};

/// The whole text where it has at most `wholeUpTo` lines; else lines `from` to `to` with `context` lines on either
/// side. Lines count from 1; `to` before `from` counts as `from`.
SourceSlice sliceAround(std::string_view text, int from, int to, int context = 300, int wholeUpTo = 1500);

} // namespace wayproof
