// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The resources of a snapshot as a tree of plain values: namespace → kind → object → listener, rule, path or port.
// It is the canvases' equivalent in text. Knows nothing of Qt's item models.
#pragma once

#include "model/items/selection.h"
#include "model/resources/snapshot.h"

#include <set>
#include <string>
#include <vector>

namespace wayproof
{

struct ResourceNode {
    enum class Level { Namespace, Kind, Object, Part };
    Level level = Level::Object;
    std::string kind;   ///< Kubernetes kind; "namespace", "listener", "rule", "path", "port" for the other levels
    std::string text;   ///< what the row says
    std::string detail; ///< what stands behind it, quieter
    Selection selection;
    std::optional<Side> side;
    std::optional<Severity> worst; ///< of the findings about it and everything below
    int findingCount = 0;
    bool isChanged = false;
    std::vector<ResourceNode> children;
};

/// Namespaces by name (cluster-wide objects first), kinds in the order in which traffic meets them, objects by name.
/// `changed`: objects that the latest reload changed.
std::vector<ResourceNode> resourceNodes(const Snapshot &snapshot, const Diagnostics &findings,
                                        const std::set<ResourceId> &changed = {});

} // namespace wayproof
