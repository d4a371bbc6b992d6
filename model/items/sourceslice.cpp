// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/sourceslice.h"

#include <algorithm>
#include <vector>

namespace wayproof
{

SourceSlice sliceAround(std::string_view text, int from, int to, int context, int wholeUpTo)
{
    std::vector<std::size_t> starts{0};
    for (std::size_t at = text.find('\n'); at != std::string_view::npos && at + 1 < text.size();
         at = text.find('\n', at + 1))
        starts.push_back(at + 1);
    const int lines = static_cast<int>(starts.size());
    if (lines <= wholeUpTo)
        return {text, 1};
    const int first = std::clamp(from - context, 1, lines);
    const int last = std::clamp(std::max(from, to) + context, first, lines);
    const std::size_t begin = starts[static_cast<std::size_t>(first - 1)];
    const std::size_t end = last == lines ? text.size() : starts[static_cast<std::size_t>(last)];
    return {text.substr(begin, end - begin), first};
}

} // namespace wayproof
