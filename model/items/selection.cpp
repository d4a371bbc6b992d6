// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/selection.h"

namespace wayproof
{

namespace
{

/// "namespace/gateway/listener" → anchor of the listener.
Anchor listenerAnchor(const std::string &listener)
{
    const auto first = listener.find('/');
    const auto last = listener.rfind('/');
    if (first == std::string::npos || first == last)
        return {};
    return {.id = {"Gateway", listener.substr(0, first), listener.substr(first + 1, last - first - 1)},
            .rule = {},
            .match = {},
            .section = listener.substr(last + 1)};
}

} // namespace

Selection selectionOf(const Origin &origin, const Location &fallback)
{
    Selection selection;
    selection.source = origin.source.isKnown() ? origin.source : fallback;
    if (origin.resource.isNull())
        selection.anchor = listenerAnchor(origin.listener);
    else
        selection.anchor = {origin.resource, origin.rule, origin.match, {}};
    return selection;
}

int closeness(const Selection &row, const Selection &wanted)
{
    if (row.anchor.id.isNull() || row.anchor.id != wanted.anchor.id)
        return 0;
    const Anchor &a = row.anchor;
    const Anchor &b = wanted.anchor;
    if (a.rule && a.rule != b.rule)
        return 0;
    if (a.match && a.match != b.match)
        return 0;
    if (!a.section.empty() && a.section != b.section)
        return 0;
    return 1 + (a.rule ? 1 : 0) + (a.match ? 1 : 0) + (a.section.empty() ? 0 : 1);
}

} // namespace wayproof
