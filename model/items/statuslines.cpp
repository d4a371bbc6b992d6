// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/statuslines.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// More lines than this, and parts that are well are folded.
constexpr std::size_t unfoldedLines = 14;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

/// "False · Invalid"; a reason that says no more than the type or the status is left out.
QString textOf(const std::optional<StatusValue> &value, const std::string &type)
{
    if (!value)
        return {};
    const std::string &reason = value->reason;
    const bool isTelling = !reason.empty() && reason != type && reason != "Pending" && reason != "NoConflicts";
    return text(value->value) + (isTelling ? QStringLiteral(" · ") + text(value->reason) : QString());
}

bool isCount(const std::string &type)
{
    return type == "attachedRoutes" || type == "supportedKinds" || type == "attachedListenerSets";
}

/// Conditions whose True is the bad news.
bool isAlarm(const std::string &type)
{
    return type == "Conflicted" || type == "PartiallyInvalid" || type == "InsecureFrontendValidationMode";
}

StatusLine::Standing standingOf(const StatusRow &row)
{
    if (!row.computed || isCount(row.type))
        return StatusLine::Standing::Plain;
    if (row.computed->value == "Unknown")
        return StatusLine::Standing::Open;
    return (row.computed->value == "True") == isAlarm(row.type) ? StatusLine::Standing::Bad
                                                                : StatusLine::Standing::Good;
}

StatusLine lineOf(const StatusRow &row)
{
    StatusLine line;
    line.type = text(row.type);
    line.computed = textOf(row.computed, row.type);
    line.reported = textOf(row.reported, row.type);
    line.standing = standingOf(row);
    line.agreement = row.agreement;
    const bool isWell = line.standing == StatusLine::Standing::Good && row.agreement != StatusAgreement::Disagrees;
    if (row.computed && !isWell)
        line.message = text(row.computed->message);
    return line;
}

bool isNotable(const StatusLine &line)
{
    return line.standing == StatusLine::Standing::Bad || line.standing == StatusLine::Standing::Open ||
           line.agreement == StatusAgreement::Disagrees || line.agreement == StatusAgreement::ReasonDiffers ||
           line.agreement == StatusAgreement::Stale;
}

void fold(StatusPart &part)
{
    const auto quiet =
        std::remove_if(part.lines.begin(), part.lines.end(), [](const StatusLine &line) { return !isNotable(line); });
    part.hidden = static_cast<int>(part.lines.end() - quiet);
    part.lines.erase(quiet, part.lines.end());
}

} // namespace

StatusLines statusLines(const Snapshot &snapshot, const RoutingTable &gateway, const Anchor &anchor)
{
    StatusLines shown;
    const auto status = std::find_if(gateway.statuses.begin(), gateway.statuses.end(),
                                     [&](const ObjectStatus &one) { return one.resource == anchor.id; });
    if (status == gateway.statuses.end())
        return shown;
    shown.isReported = reportedStatus(snapshot, anchor.id).has_value();
    std::vector<StatusRow> rows = compareStatus(snapshot, gateway, *status);
    const bool isListener = std::any_of(rows.begin(), rows.end(), [&](const StatusRow &row) {
        return !anchor.section.empty() && row.section == anchor.section;
    });
    if (isListener)
        std::erase_if(rows, [&](const StatusRow &row) { return row.section != anchor.section; });
    for (const StatusRow &row : rows) {
        const QString title = text(row.part);
        if (shown.parts.empty() || shown.parts.back().title != title)
            shown.parts.push_back({title, {}, 0});
        shown.parts.back().lines.push_back(lineOf(row));
    }
    if (rows.size() > unfoldedLines) {
        for (StatusPart &part : shown.parts) {
            if (!part.title.isEmpty())
                fold(part);
        }
    }
    for (const std::string &note : status->notes)
        shown.notes.push_back(text(note));
    return shown;
}

} // namespace wayproof
