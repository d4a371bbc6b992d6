// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An immutable hash table from texts to ascending positions, flat in memory, and the merging of several such lists.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wayproof
{

/// Several ascending lists of positions, read as one ascending list.
class MergedPositions
{
public:
    static constexpr std::size_t capacity = 48;
    static constexpr std::uint32_t end = std::numeric_limits<std::uint32_t>::max();

    /// False when there is no room; the caller must then look at everything.
    bool add(std::span<const std::uint32_t> positions)
    {
        if (positions.empty()) {
            return true;
        }
        if (m_count == capacity) {
            return false;
        }
        m_lists[m_count] = {positions.data(), positions.data() + positions.size()};
        ++m_count;
        return true;
    }
    /// The next position, or `end`.
    std::uint32_t next()
    {
        List *best = nullptr;
        for (std::size_t i = 0; i < m_count; ++i) {
            List &list = m_lists[i];
            if (list.begin != list.end && (!best || *list.begin < *best->begin)) {
                best = &list;
            }
        }
        return best ? *best->begin++ : end;
    }

private:
    struct List {
        const std::uint32_t *begin;
        const std::uint32_t *end;
    };
    // Left uninitialised on purpose: only the first m_count are ever read.
    std::array<List, capacity> m_lists;
    std::size_t m_count = 0;
};

class TextTable
{
public:
    TextTable() = default;
    /// The positions of equal texts come out in the order given. Copies the texts.
    explicit TextTable(const std::vector<std::pair<std::string_view, std::uint32_t>> &entries);

    bool isEmpty() const { return m_slots.empty(); }
    std::span<const std::uint32_t> find(std::string_view text) const;

private:
    struct Slot {
        std::uint32_t tag = 0; ///< of the hash; 0: free
        std::uint32_t textBegin = 0;
        std::uint32_t textSize = 0;
        std::uint32_t count = 0;
        std::uint32_t first = 0; ///< the only position; where there are several, the index of the first one of them
    };
    std::vector<Slot> m_slots; ///< a power of two, at most half full; linear probing
    std::string m_texts;
    std::vector<std::uint32_t> m_positions;
};

} // namespace wayproof
