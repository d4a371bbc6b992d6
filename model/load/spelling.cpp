// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/spelling.h"

#include <algorithm>
#include <numeric>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Levenshtein's distance, blind to case.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

} // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view> &candidates)
{
    constexpr std::size_t longest = 64; // no field's name is longer; the distance costs the product of the lengths
    std::string_view best;
    if (word.size() > longest)
        return best;
    std::size_t smallest = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t found = distance(word, candidate);
        if (found < smallest) {
            smallest = found;
            best = candidate;
        }
    }
    return best;
}

} // namespace wayproof
