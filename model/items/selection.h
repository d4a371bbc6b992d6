// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is selected, in whichever view it was selected, and the roles by which item models say what a row is about.
// Meaning only: no colours, no fonts, no icons.
#pragma once

#include "model/routing/routingtable.h"

#include <QMetaType>

#include <optional>

namespace wayproof
{

/// An object or a part of it (a listener, a rule, a match), and where that stands in its source.
struct Selection {
    Anchor anchor;
    Location source;
    bool isNull() const { return anchor.id.isNull() && !source.isKnown(); }
    bool operator==(const Selection &) const = default;
};

/// What a rule's or step's origin selects. A listener is selected only where the origin names no resource.
Selection selectionOf(const Origin &origin, const Location &fallback = {});

/// Whether selecting `wanted` selects a row that stands for `row`: the same object, and the same part of it.
/// A row without a part stands for the whole object. 0: no; larger: the closer of several rows.
int closeness(const Selection &row, const Selection &wanted);

/// Roles that the item models share. All are read only.
enum ItemRole {
    SelectionRole = Qt::UserRole + 1, ///< Selection
    KindRole,         ///< QString: a Kubernetes kind, or a word such as "namespace", "listener", "rule", "step"
    DetailRole,       ///< QString: secondary text
    SeverityRole,     ///< int of Severity; invalid where nothing was found
    FindingCountRole, ///< int: findings about the row and everything below
    KeyRole,          ///< QString: stable over reloads, unique in the model
    ChangedRole,      ///< bool: changed by the latest reload
    ResultRole,       ///< int of StepResult
    SideRole,         ///< int of Side; invalid where it belongs to both or to neither
};

} // namespace wayproof

Q_DECLARE_METATYPE(wayproof::Selection)
