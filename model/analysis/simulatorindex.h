// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Finds the few hosts and rules that a name or path can match, in the table's own order. An index never decides: every
// candidate is still tested. Laid out so that a decision touches few cache lines (spec/performance.md §5).
#pragma once

#include "model/analysis/texttable.h"
#include "model/routing/routingtable.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// The hosts of one channel by name, and each one's rules by path. Borrows the hosts.
class HostIndex
{
public:
    explicit HostIndex(const std::vector<VirtualHost> &hosts);

    /// Calls `use(position)` for every host that may match `name`, in order, until it returns true.
    template<class F>
    void forEachHost(std::string_view name, F use) const
    {
        MergedPositions positions;
        if (!collectHosts(name, positions)) {
            for (std::uint32_t i = 0; i < m_hosts.size(); ++i) {
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
    /// The exact host of that name, where it stands before everything else that could match.
    std::optional<std::uint32_t> exactHost(std::string_view name) const
    {
        const auto found = m_exact.find(name);
        return !found.empty() && found.front() < m_firstInexact ? std::optional(found.front()) : std::nullopt;
    }

    /// Calls `use(position, isSure)` for every rule of the host that may match `path`, in order, until it returns true.
    /// `isSure`: the rule wants nothing but that path, and it matches.
    template<class F>
    void forEachRule(std::size_t host, std::string_view path, F use) const
    {
        const HostRules &rules = m_hosts[host];
        const Entry *entries = m_entries.data() + rules.firstEntry;
        MergedPositions positions;
        if (rules.tables && rules.tables->collect(path, positions)) {
            for (std::uint32_t i = positions.next(); i != MergedPositions::end; i = positions.next()) {
                if (use(i, entries[i].isPathOnly)) {
                    return;
                }
            }
            return;
        }
        const char *text = m_texts.data() + rules.firstText;
        for (std::uint32_t i = 0; i < rules.count; ++i) {
            const Entry entry = entries[i];
            if (mayMatch(entry, {text, entry.size}, path) && use(i, entry.isPathOnly)) {
                return;
            }
            text += entry.size;
        }
    }
    bool hasUnranked(std::size_t host) const { return m_hosts[host].hasUnranked; }

private:
    enum class Kind : std::uint8_t { Exact, Element, String, Other };
    struct Entry {
        std::uint32_t size; ///< of its text; the texts of a host follow each other
        Kind kind;
        bool isPathOnly; ///< never for Other
    };
    /// Only where testing every rule would cost more than looking candidates up.
    struct Tables {
        explicit Tables(const std::vector<Rule> &rules);
        bool collect(std::string_view path, MergedPositions &positions) const;
        TextTable exact;
        TextTable element;
        TextTable string;
        std::vector<std::size_t> stringLengths;
        std::vector<std::uint32_t> others;
        std::size_t longestElement = 0;
    };
    struct HostRules {
        std::uint32_t firstEntry = 0;
        std::uint32_t firstText = 0;
        std::uint32_t count = 0;
        bool hasUnranked = false;
        std::unique_ptr<const Tables> tables;
    };

    void addRules(const std::vector<Rule> &rules);
    static Kind kindOf(const PathMatch &path);
    static bool mayMatch(Entry entry, std::string_view text, std::string_view path)
    {
        switch (entry.kind) {
        case Kind::Exact:
            return path == text;
        case Kind::Element:
            return path.starts_with(text) && (path.size() == text.size() || path[text.size()] == '/');
        case Kind::String:
            return path.starts_with(text);
        case Kind::Other:
            return true;
        }
        return true;
    }
    bool collectHosts(std::string_view name, MergedPositions &positions) const;

    std::vector<HostRules> m_hosts;
    std::vector<Entry> m_entries;
    std::string m_texts;
    TextTable m_exact;
    TextTable m_suffix;
    std::vector<std::uint32_t> m_others;
    std::uint32_t m_firstInexact = MergedPositions::end;
};

} // namespace wayproof
