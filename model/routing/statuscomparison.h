// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The status that a cluster reported beside the one that the specification gives: where they agree, and where not.
// Judges nothing by itself; what is computed comes with the routing table.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// What was reported about a Gateway API object, in the shape of what is computed, defaults of references filled in.
/// Nothing where the object carries no status or was not loaded.
std::optional<ObjectStatus> reportedStatus(const Snapshot &snapshot, const ResourceId &id);

enum class StatusAgreement {
    Agrees,
    ReasonDiffers, ///< same status, other reason
    Disagrees,
    Stale,        ///< reported about an older generation of the object
    Open,         ///< not known by computation, or only assumed: says nothing against the report
    ComputedOnly, ///< not reported
    ReportedOnly, ///< not computed: a type of the implementation's own, another controller's entry
};
std::string_view toText(StatusAgreement agreement); ///< "agrees", "reason-differs", "disagrees", "stale", …

struct StatusValue {
    std::string value; ///< of a condition "True", "False", "Unknown"; else a number or a list
    std::string reason;
    std::string message;
    Position at; ///< of what was reported
};

/// One condition, or one of attachedRoutes, supportedKinds and attachedListenerSets.
struct StatusRow {
    std::string part; ///< "", "listener http", "parent Gateway shop/edge listener http", "ancestor Gateway shop/edge"
    std::string section; ///< the listener's name where the part is a listener of the object itself
    std::string type;    ///< "Accepted", "attachedRoutes", …
    std::optional<StatusValue> computed;
    std::optional<StatusValue> reported;
    StatusAgreement agreement = StatusAgreement::Agrees;
};

/// Computed and reported side by side, in the order of what is computed, then what was only reported. `table` holds
/// the computed statuses of all objects, `computed` among them.
std::vector<StatusRow> compareStatus(const Snapshot &snapshot, const RoutingTable &table, const ObjectStatus &computed);

/// Findings about reports that disagree or are stale, for every object that carries a status.
Diagnostics statusFindings(const Snapshot &snapshot, const RoutingTable &table);

} // namespace wayproof
