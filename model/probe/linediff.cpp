// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Myers' greedy algorithm, after the common start and end are cut off.
#include "model/probe/linediff.h"

#include <algorithm>
#include <cstddef>

namespace wayproof
{

namespace
{

using Lines = std::vector<std::string_view>;
using Offset = std::ptrdiff_t;

constexpr Offset maxEdits = 1000;

struct Window {
    const Lines &left;
    const Lines &right;
    Offset start = 0;
    Offset leftEnd = 0;
    Offset rightEnd = 0;

    Offset leftSize() const { return leftEnd - start; }
    Offset rightSize() const { return rightEnd - start; }
    std::string_view leftAt(Offset i) const { return left[static_cast<std::size_t>(start + i)]; }
    std::string_view rightAt(Offset i) const { return right[static_cast<std::size_t>(start + i)]; }
};

void replaceAll(const Window &window, std::vector<DiffLine> &out)
{
    for (Offset i = 0; i < window.leftSize(); ++i)
        out.push_back({DiffLine::Kind::Left, window.leftAt(i)});
    for (Offset i = 0; i < window.rightSize(); ++i)
        out.push_back({DiffLine::Kind::Right, window.rightAt(i)});
}

/// Furthest x on each diagonal, one row for each number of edits; diagonal k stands at index k + row.
using Frontiers = std::vector<std::vector<Offset>>;

Offset furthest(const std::vector<Offset> &before, Offset edits, Offset k)
{
    const auto at = [&](Offset diagonal) { return before[static_cast<std::size_t>(diagonal + edits - 1)]; };
    const bool isDown = k == -edits || (k != edits && at(k - 1) < at(k + 1));
    return isDown ? at(k + 1) : at(k - 1) + 1;
}

/// Empty when the bound was met.
Frontiers search(const Window &window)
{
    Frontiers rows;
    for (Offset edits = 0; edits <= maxEdits; ++edits) {
        std::vector<Offset> row(static_cast<std::size_t>(2 * edits + 1), 0);
        for (Offset k = -edits; k <= edits; k += 2) {
            Offset x = edits == 0 ? 0 : furthest(rows.back(), edits, k);
            while (x < window.leftSize() && x - k < window.rightSize() && window.leftAt(x) == window.rightAt(x - k))
                ++x;
            row[static_cast<std::size_t>(k + edits)] = x;
            if (x >= window.leftSize() && x - k >= window.rightSize()) {
                rows.push_back(std::move(row));
                return rows;
            }
        }
        rows.push_back(std::move(row));
    }
    return {};
}

void walkBack(const Window &window, const Frontiers &rows, std::vector<DiffLine> &out)
{
    std::vector<DiffLine> backwards;
    Offset x = window.leftSize();
    Offset y = window.rightSize();
    for (Offset edits = static_cast<Offset>(rows.size()) - 1; edits > 0; --edits) {
        const Offset k = x - y;
        const std::vector<Offset> &before = rows[static_cast<std::size_t>(edits - 1)];
        const auto at = [&](Offset diagonal) { return before[static_cast<std::size_t>(diagonal + edits - 1)]; };
        const bool isDown = k == -edits || (k != edits && at(k - 1) < at(k + 1));
        const Offset previousX = isDown ? at(k + 1) : at(k - 1);
        const Offset previousY = previousX - (isDown ? k + 1 : k - 1);
        const Offset snakeStart = previousX + (isDown ? 0 : 1);
        while (x > snakeStart) {
            --x;
            backwards.push_back({DiffLine::Kind::Common, window.leftAt(x)});
        }
        backwards.push_back(isDown ? DiffLine{DiffLine::Kind::Right, window.rightAt(previousY)}
                                   : DiffLine{DiffLine::Kind::Left, window.leftAt(previousX)});
        x = previousX;
        y = previousY;
    }
    while (x > 0) {
        --x;
        backwards.push_back({DiffLine::Kind::Common, window.leftAt(x)});
    }
    out.insert(out.end(), backwards.rbegin(), backwards.rend());
}

} // namespace

std::vector<std::string_view> linesOf(std::string_view text)
{
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return lines;
}

std::vector<DiffLine> diffLines(const Lines &left, const Lines &right)
{
    const auto [leftStart, rightStart] = std::mismatch(left.begin(), left.end(), right.begin(), right.end());
    Window window{left, right, leftStart - left.begin(), static_cast<Offset>(left.size()),
                  static_cast<Offset>(right.size())};
    while (window.leftEnd > window.start && window.rightEnd > window.start &&
           left[static_cast<std::size_t>(window.leftEnd - 1)] == right[static_cast<std::size_t>(window.rightEnd - 1)]) {
        --window.leftEnd;
        --window.rightEnd;
    }
    std::vector<DiffLine> out;
    for (auto it = left.begin(); it != leftStart; ++it)
        out.push_back({DiffLine::Kind::Common, *it});
    const Frontiers rows = search(window);
    if (rows.empty())
        replaceAll(window, out);
    else
        walkBack(window, rows, out);
    for (auto i = static_cast<std::size_t>(window.leftEnd); i < left.size(); ++i)
        out.push_back({DiffLine::Kind::Common, left[i]});
    return out;
}

} // namespace wayproof
