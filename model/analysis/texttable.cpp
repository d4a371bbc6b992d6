// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An immutable hash table from texts to ascending positions.
#include "model/analysis/texttable.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace wayproof
{

namespace
{

struct Hash {
    std::size_t slot;
    std::uint32_t tag; ///< never 0
};

Hash hashOf(std::string_view text)
{
    const std::uint64_t hash = std::hash<std::string_view>{}(text);
    return {static_cast<std::size_t>(hash), static_cast<std::uint32_t>(hash >> 32U) | 1U};
}

} // namespace

TextTable::TextTable(const std::vector<std::pair<std::string_view, std::uint32_t>> &entries)
{
    if (entries.empty()) {
        return;
    }
    std::vector<std::pair<std::string_view, std::uint32_t>> sorted = entries;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    m_slots.resize(std::bit_ceil(sorted.size() * 2));
    for (std::size_t i = 0; i < sorted.size();) {
        const std::string_view text = sorted[i].first;
        const Hash hash = hashOf(text);
        std::size_t at = hash.slot & (m_slots.size() - 1);
        while (m_slots[at].tag != 0) {
            at = (at + 1) & (m_slots.size() - 1);
        }
        Slot &slot = m_slots[at];
        slot.tag = hash.tag;
        slot.textBegin = static_cast<std::uint32_t>(m_texts.size());
        slot.textSize = static_cast<std::uint32_t>(text.size());
        const auto begin = static_cast<std::uint32_t>(m_positions.size());
        for (; i < sorted.size() && sorted[i].first == text; ++i) {
            m_positions.push_back(sorted[i].second);
        }
        slot.count = static_cast<std::uint32_t>(m_positions.size()) - begin;
        slot.first = begin;
        if (slot.count == 1) {
            slot.first = m_positions.back();
            m_positions.pop_back();
        }
        m_texts += text;
    }
}

std::span<const std::uint32_t> TextTable::find(std::string_view text) const
{
    if (m_slots.empty()) {
        return {};
    }
    const Hash hash = hashOf(text);
    for (std::size_t at = hash.slot & (m_slots.size() - 1);; at = (at + 1) & (m_slots.size() - 1)) {
        const Slot &slot = m_slots[at];
        if (slot.tag == 0) {
            return {};
        }
        if (slot.tag == hash.tag && std::string_view(m_texts).substr(slot.textBegin, slot.textSize) == text) {
            return slot.count == 1 ? std::span(&slot.first, 1) : std::span(m_positions).subspan(slot.first, slot.count);
        }
    }
}

} // namespace wayproof
