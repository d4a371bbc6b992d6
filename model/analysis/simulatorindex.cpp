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
constexpr std::size_t linearRules = 16;

using Entries = std::vector<std::pair<std::string_view, std::uint32_t>>;

} // namespace

HostIndex::Kind HostIndex::kindOf(const PathMatch &path)
{
    if (path.ignoresCase) {
        return Kind::Other;
    }
    switch (path.kind) {
    case PathMatch::Kind::Exact:
        return Kind::Exact;
    case PathMatch::Kind::ElementPrefix:
        // The root prefix has a rule of its own (PathMatch::matches): "*" is not under it.
        return path.text.empty() ? Kind::Other : Kind::Element;
    case PathMatch::Kind::StringPrefix:
        return Kind::String;
    case PathMatch::Kind::Any:
    case PathMatch::Kind::Glob:
    case PathMatch::Kind::Regex:
        return Kind::Other;
    }
    return Kind::Other;
}

HostIndex::Tables::Tables(const std::vector<Rule> &rules)
{
    Entries exactEntries;
    Entries elementEntries;
    Entries stringEntries;
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
        const PathMatch &path = rules[i].match.path;
        switch (kindOf(path)) {
        case Kind::Exact:
            exactEntries.emplace_back(path.text, i);
            break;
        case Kind::Element:
            elementEntries.emplace_back(path.text, i);
            longestElement = std::max(longestElement, path.text.size());
            break;
        case Kind::String:
            stringEntries.emplace_back(path.text, i);
            stringLengths.push_back(path.text.size());
            break;
        case Kind::Other:
            others.push_back(i);
            break;
        }
    }
    exact = TextTable(exactEntries);
    element = TextTable(elementEntries);
    string = TextTable(stringEntries);
    std::sort(stringLengths.begin(), stringLengths.end());
    stringLengths.erase(std::unique(stringLengths.begin(), stringLengths.end()), stringLengths.end());
}

bool HostIndex::Tables::collect(std::string_view path, MergedPositions &positions) const
{
    if (!positions.add(others) || !positions.add(exact.find(path))) {
        return false;
    }
    if (!element.isEmpty()) {
        for (std::size_t i = 1; i <= path.size() && i <= longestElement; ++i) {
            if ((i == path.size() || path[i] == '/') && !positions.add(element.find(path.substr(0, i)))) {
                return false;
            }
        }
    }
    for (const std::size_t length : stringLengths) {
        if (length > path.size()) {
            break;
        }
        if (!positions.add(string.find(path.substr(0, length)))) {
            return false;
        }
    }
    return true;
}

void HostIndex::addRules(const std::vector<Rule> &rules)
{
    HostRules host;
    host.firstEntry = static_cast<std::uint32_t>(m_entries.size());
    host.firstText = static_cast<std::uint32_t>(m_texts.size());
    host.count = static_cast<std::uint32_t>(rules.size());
    for (const Rule &rule : rules) {
        host.hasUnranked = host.hasUnranked || rule.unranked;
        Match withoutPath = rule.match;
        withoutPath.path = {};
        const Kind kind = kindOf(rule.match.path);
        const std::string text = kind == Kind::Other ? std::string() : rule.match.path.text;
        m_entries.push_back(
            {static_cast<std::uint32_t>(text.size()), kind, kind != Kind::Other && withoutPath.isUnconditional()});
        m_texts += text;
    }
    if (rules.size() > linearRules) {
        host.tables = std::make_unique<const Tables>(rules);
    }
    m_hosts.push_back(std::move(host));
}

HostIndex::HostIndex(const std::vector<VirtualHost> &hosts)
{
    Entries exactEntries;
    Entries suffixEntries;
    for (std::uint32_t i = 0; i < hosts.size(); ++i) {
        const HostPattern &pattern = hosts[i].pattern;
        addRules(hosts[i].rules);
        if (pattern.kind == HostPattern::Kind::Exact) {
            exactEntries.emplace_back(pattern.text, i);
            continue;
        }
        m_firstInexact = std::min(m_firstInexact, i);
        const bool isWildcard =
            pattern.kind == HostPattern::Kind::WildcardOne || pattern.kind == HostPattern::Kind::WildcardMany;
        if (isWildcard && pattern.text.starts_with('.')) {
            suffixEntries.emplace_back(pattern.text, i);
        } else {
            m_others.push_back(i);
        }
    }
    m_exact = TextTable(exactEntries);
    m_suffix = TextTable(suffixEntries);
}

bool HostIndex::collectHosts(std::string_view name, MergedPositions &positions) const
{
    if (!positions.add(m_others) || !positions.add(m_exact.find(name))) {
        return false;
    }
    if (!m_suffix.isEmpty()) {
        for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
            if (!positions.add(m_suffix.find(name.substr(dot)))) {
                return false;
            }
        }
    }
    return true;
}

} // namespace wayproof
