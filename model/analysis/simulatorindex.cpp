// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Hash tables over host names, their suffixes and path prefixes.
#include "model/analysis/simulatorindex.h"

#include <algorithm>

namespace wayproof
{

namespace
{

// Below this, testing every rule is as fast as looking candidates up (spec/performance.md §5).
constexpr std::size_t linearRules = 12;

} // namespace

RuleIndex::RuleIndex(const std::vector<Rule> &rules)
    : m_size(static_cast<std::uint32_t>(rules.size()))
    , m_isLinear(rules.size() <= linearRules)
{
    for (std::uint32_t i = 0; i < m_size; ++i) {
        const PathMatch &path = rules[i].match.path;
        m_hasUnranked = m_hasUnranked || rules[i].unranked;
        if (m_isLinear) {
            continue;
        }
        if (path.ignoresCase) {
            m_others.push_back(i);
            continue;
        }
        switch (path.kind) {
        case PathMatch::Kind::Exact:
            m_exact[path.text].push_back(i);
            break;
        case PathMatch::Kind::ElementPrefix:
            m_element[path.text].push_back(i);
            m_longestElement = std::max(m_longestElement, path.text.size());
            break;
        case PathMatch::Kind::StringPrefix:
            m_string[path.text].push_back(i);
            m_stringLengths.push_back(path.text.size());
            break;
        case PathMatch::Kind::Any:
        case PathMatch::Kind::Glob:
        case PathMatch::Kind::Regex:
            m_others.push_back(i);
            break;
        }
    }
    std::sort(m_stringLengths.begin(), m_stringLengths.end());
    m_stringLengths.erase(std::unique(m_stringLengths.begin(), m_stringLengths.end()), m_stringLengths.end());
}

bool RuleIndex::collect(std::string_view path, MergedPositions &positions) const
{
    const auto add = [&positions](const PositionsByText &byText, std::string_view text) {
        const auto found = byText.find(text);
        return found == byText.end() || positions.add(found->second);
    };
    if (!positions.add(m_others) || (!m_exact.empty() && !add(m_exact, path))) {
        return false;
    }
    if (!m_element.empty()) {
        for (std::size_t i = 0; i <= path.size() && i <= m_longestElement; ++i) {
            if ((i == path.size() || path[i] == '/') && !add(m_element, path.substr(0, i))) {
                return false;
            }
        }
    }
    for (const std::size_t length : m_stringLengths) {
        if (length > path.size()) {
            break;
        }
        if (!add(m_string, path.substr(0, length))) {
            return false;
        }
    }
    return true;
}

HostIndex::HostIndex(const std::vector<VirtualHost> &hosts)
    : m_hosts(&hosts)
{
    m_rules.reserve(hosts.size());
    for (std::uint32_t i = 0; i < hosts.size(); ++i) {
        const HostPattern &pattern = hosts[i].pattern;
        m_rules.emplace_back(hosts[i].rules);
        if (pattern.kind == HostPattern::Kind::Exact) {
            m_exact[pattern.text].push_back(i);
            continue;
        }
        m_firstInexact = std::min(m_firstInexact, i);
        const bool isWildcard =
            pattern.kind == HostPattern::Kind::WildcardOne || pattern.kind == HostPattern::Kind::WildcardMany;
        if (isWildcard && pattern.text.starts_with('.')) {
            m_suffix[pattern.text].push_back(i);
        } else {
            m_others.push_back(i);
        }
    }
}

bool HostIndex::collect(std::string_view name, MergedPositions &positions) const
{
    const auto add = [&positions](const PositionsByText &byText, std::string_view text) {
        const auto found = byText.find(text);
        return found == byText.end() || positions.add(found->second);
    };
    if (!positions.add(m_others) || !add(m_exact, name)) {
        return false;
    }
    if (!m_suffix.empty()) {
        for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
            if (!add(m_suffix, name.substr(dot))) {
                return false;
            }
        }
    }
    return true;
}

} // namespace wayproof
