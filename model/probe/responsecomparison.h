// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Two answers to the same request beside each other: what differs between the sides, what merely varies by itself.
#pragma once

#include "model/probe/observation.h"

#include <QJsonArray>

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// `field` is "status", "error", "backend", "upstream.path", "upstream.host", "upstream.method",
/// "upstream.headers.NAME", "headers.NAME" (lower case), "body" for text, or "body.MEMBER.INDEX.…" for JSON ("~1"
/// stands for a dot in a member's name, "~0" for "~").
struct FieldDifference {
    std::string field;
    QJsonValue ingress; ///< null: absent there
    QJsonValue gateway;
    std::string diff; ///< for text: lines "-…" only at the Ingress side, "+…" only at the Gateway side; bounded
    bool operator==(const FieldDifference &) const = default;
};

struct ResponseComparison {
    std::string id;
    std::optional<bool> same; ///< absent when one side could not be observed; `reason` says why
    std::string reason;
    std::vector<FieldDifference> differences;
    std::vector<std::string> volatileFields; ///< differed between two shots at the same side
    std::vector<std::string>
        ignored; ///< differ, but only as two data planes always do (Server, Date, an own error page)
};

struct ResponseComparisonOptions {
    /// Both data planes answer by themselves: the text of their error pages is theirs, not the configuration's.
    bool areOwnAnswers = false;
};

/// `ingress` and `gateway`: the shots at each side, first one first; with two or more, fields that vary by themselves
/// are found and set apart.
ResponseComparison compareResponses(const std::vector<Observation> &ingress, const std::vector<Observation> &gateway,
                                    const ResponseComparisonOptions &options = {});

} // namespace wayproof
