// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Finds the few hosts and rules that a name or path can match, in the table's own order. An index never decides: every
// candidate is still tested.
#pragma once

#include "model/routing/routingtable.h"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
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
        m_lists[m_count++] = positions;
        return true;
    }
    /// The next position, or `end`.
    std::uint32_t next()
    {
        std::size_t best = capacity;
        for (std::size_t i = 0; i < m_count; ++i) {
            if (!m_lists[i].empty() && (best == capacity || m_lists[i].front() < m_lists[best].front())) {
                best = i;
            }
        }
        if (best == capacity) {
            return end;
        }
        const std::uint32_t position = m_lists[best].front();
        m_lists[best] = m_lists[best].subspan(1);
        return position;
    }

private:
    std::array<std::span<const std::uint32_t>, capacity> m_lists;
    std::size_t m_count = 0;
};

using PositionsByText = std::unordered_map<std::string_view, std::vector<std::uint32_t>>;

/// The rules of one host by their path. Borrows the rules.
class RuleIndex
{
public:
    explicit RuleIndex(const std::vector<Rule> &rules);
    /// Calls `use(position)` for every rule that may match `path`, in order, until it returns true.
    template<class F>
    void forEach(std::string_view path, F use) const
    {
        MergedPositions positions;
        if (m_isLinear || !collect(path, positions)) {
            for (std::uint32_t i = 0; i < m_size; ++i) {
                if (use(i)) {
                    return;
                }
            }
            return;
        }
        for (std::uint32_t i = positions.next(); i != MergedPositions::end; i = positions.next()) {
            if (use(i)) {
                return;
            }
        }
    }
    bool hasUnranked() const { return m_hasUnranked; }

private:
    bool collect(std::string_view path, MergedPositions &positions) const;

    std::uint32_t m_size = 0;
    bool m_isLinear = true;
    bool m_hasUnranked = false;
    PositionsByText m_exact;
    PositionsByText m_element;
    PositionsByText m_string;
    std::vector<std::size_t> m_stringLengths;
    std::vector<std::uint32_t> m_others;
    std::size_t m_longestElement = 0;
};

/// The hosts of one channel by name. Borrows the hosts.
class HostIndex
{
public:
    explicit HostIndex(const std::vector<VirtualHost> &hosts);
    /// Calls `use(position)` for every host that may match `name`, in order, until it returns true.
    template<class F>
    void forEach(std::string_view name, F use) const
    {
        if (m_hosts->size() > linearSize) {
            // Nearly always: one exact host, in front of all that is not exact.
            const auto exact = m_exact.find(name);
            if (exact != m_exact.end() && exact->second.front() < m_firstInexact && use(exact->second.front())) {
                return;
            }
            MergedPositions positions;
            if (collect(name, positions)) {
                for (std::uint32_t i = positions.next(); i != MergedPositions::end; i = positions.next()) {
                    if (use(i)) {
                        return;
                    }
                }
                return;
            }
        }
        for (std::uint32_t i = 0; i < m_hosts->size(); ++i) {
            if (use(i)) {
                return;
            }
        }
    }
    const RuleIndex &rules(std::size_t host) const { return m_rules[host]; }

private:
    static constexpr std::size_t linearSize = 4;
    bool collect(std::string_view name, MergedPositions &positions) const;

    const std::vector<VirtualHost> *m_hosts;
    std::vector<RuleIndex> m_rules;
    PositionsByText m_exact;
    PositionsByText m_suffix;
    std::vector<std::uint32_t> m_others;
    std::uint32_t m_firstInexact = MergedPositions::end;
};

} // namespace wayproof
