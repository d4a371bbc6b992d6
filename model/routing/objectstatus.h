// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The status that a resource earns by the specification, in the API's terms (spec/gateway.md §1, §2, §11).
// Values only; the compilers fill them in.
#pragma once

#include "model/base/resourceid.h"
#include "model/resources/gateway.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// One entry of status.parents (routes) or status.ancestors (policies).
struct ParentStatus {
    ResourceId parent;                ///< as referred to, defaults filled in
    std::string group;                ///< of the parent: "gateway.networking.k8s.io", ""
    std::string section;              ///< sectionName as declared; may be empty
    std::optional<std::int64_t> port; ///< as declared
    std::string controllerName;
    std::vector<Condition> conditions;
};

/// Conditions have status "Unknown" where the answer depends on something that was not loaded.
struct ObjectStatus {
    ResourceId resource;
    Location source;
    std::vector<Condition> conditions;                ///< GatewayClass, Gateway, ListenerSet
    std::vector<ListenerStatus> listeners;            ///< Gateway, ListenerSet; in declared order
    std::vector<ParentStatus> parents;                ///< routes: one entry for each declared parentRef
    std::vector<ParentStatus> ancestors;              ///< policies: one entry for each Gateway that is concerned
    std::optional<std::int64_t> attachedListenerSets; ///< Gateway
    std::vector<std::string> notes;                   ///< for people: what has no entry here, and why
};

} // namespace wayproof
