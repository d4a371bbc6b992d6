// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/secrettext.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::size_t endInFlow(std::string_view text, std::size_t begin)
{
    const char quote = begin < text.size() ? text[begin] : '\0';
    if (quote != '"' && quote != '\'')
        return std::min(text.find_first_of(",]}", begin), text.size());
    for (std::size_t i = begin + 1; i < text.size(); ++i) {
        if (text[i] == '\\' && quote == '"')
            ++i;
        else if (text[i] == quote && !(quote == '\'' && text.substr(i, 2) == "''"))
            return i + 1;
        else if (text[i] == quote)
            ++i;
    }
    return text.size();
}

} // namespace

std::vector<HiddenRange> hiddenRanges(const DocumentText &document, const NodeArena &arena,
                                      const std::vector<NodeIndex> &nodes)
{
    std::vector<HiddenRange> ranges;
    LineStarts lines(document.text, document.firstLine);
    for (const NodeIndex index : nodes) {
        const Node &node = arena.nodes[index];
        const std::size_t begin = lines.offsetOf(node.at);
        std::size_t end = document.text.size();
        if (node.isInFlow) {
            end = endInFlow(document.text, begin);
        } else if (node.end < arena.nodes.size()) {
            const Position next = arena.nodes[node.end].at;
            if (next.line > node.at.line)
                end = lines.offsetOf({next.line, 1});
        }
        ranges.push_back({document.offset + begin, document.offset + std::max(begin, end)});
    }
    return ranges;
}

std::vector<HiddenRange> hiddenRangesOfUnparsed(const DocumentText &document)
{
    const std::string_view text = document.text;
    if (text.find("Secret") == std::string_view::npos)
        return {};
    std::size_t begin = text.size();
    for (const std::string_view word : {"data", "stringData", "last-applied-configuration"})
        begin = std::min(begin, text.find(word));
    return {{document.offset + begin, document.offset + text.size()}};
}

std::string withoutRanges(std::string text, std::vector<HiddenRange> ranges)
{
    if (ranges.empty())
        return text;
    std::sort(ranges.begin(), ranges.end(),
              [](const HiddenRange &a, const HiddenRange &b) { return a.begin < b.begin; });
    std::string shown;
    shown.reserve(text.size());
    std::size_t done = 0;
    for (const HiddenRange &range : ranges) {
        if (range.end <= done)
            continue;
        const std::size_t begin = std::max(range.begin, done);
        shown.append(text, done, begin - done);
        shown += "(hidden)";
        const auto from = text.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto to = text.begin() + static_cast<std::ptrdiff_t>(range.end);
        shown.append(static_cast<std::size_t>(std::count(from, to, '\n')), '\n');
        done = range.end;
    }
    shown.append(text, done);
    return shown;
}

} // namespace wayproof
