// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A shortest line diff of two texts, bounded in work. Knows nothing of what the texts are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

struct DiffLine {
    enum class Kind { Common, Left, Right };
    Kind kind = Kind::Common;
    std::string_view line; ///< without its line end; points into the text that was given
    bool operator==(const DiffLine &) const = default;
};

std::vector<std::string_view> linesOf(std::string_view text);
/// Both sequences in order, common lines once. Beyond 1,000 differing lines the rest counts as replaced altogether.
std::vector<DiffLine> diffLines(const std::vector<std::string_view> &left, const std::vector<std::string_view> &right);

} // namespace wayproof
