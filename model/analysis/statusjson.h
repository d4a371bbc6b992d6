// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof/status/v1: computed and reported status in the API's own shape, and where the two differ. A contract
// described in resources/schemas/status.json.
#pragma once

#include "model/routing/statuscomparison.h"

#include <QJsonObject>

#include <vector>

namespace wayproof
{

/// The `status` of a manifest: conditions, listeners, parents or ancestors, as the kind has them.
QJsonObject toJson(const ObjectStatus &status);
/// {"part","type","agreement","computed","reported"}; a value is {"value","reason","message"} or null.
QJsonObject toJson(const StatusRow &row);

/// What is known about the status of one object.
struct StatusEntry {
    ResourceId resource;
    Location source;
    std::optional<ObjectStatus> computed; ///< absent for kinds that are not computed (Ingress)
    QJsonObject reported;                 ///< empty where nothing was
    std::vector<StatusRow> rows;
};

/// Every Gateway API object in the table's order, then Ingresses that report a load balancer.
std::vector<StatusEntry> statusEntries(const Snapshot &snapshot, const RoutingTable &gateway);
/// One entry of `resources`: kind, namespace, name, source, status, reported, differences, notes.
QJsonObject toJson(const StatusEntry &entry);

/// A condition that routing hangs on is Unknown: Accepted, ResolvedRefs or Conflicted. SupportedVersion and Programmed,
/// which no resource tells, do not count.
bool isUndetermined(const StatusEntry &entry);
bool disagrees(const StatusEntry &entry);

} // namespace wayproof
