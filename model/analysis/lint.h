// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// All findings about what was loaded, from the text up to the routing it makes, in one list.
#pragma once

#include "model/analysis/request.h"
#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <QJsonObject>

#include <optional>
#include <vector>

namespace wayproof
{

struct Finding {
    Diagnostic diagnostic;
    std::optional<Request> witness; ///< a request that shows it, where there is one
};

/// The loader's findings and both compilers', sorted by place, each once.
std::vector<Finding> lint(const Snapshot &snapshot, const RoutingTable &ingress, const RoutingTable &gateway);

/// wayproof/finding/v1
QJsonObject toJson(const Finding &finding);
/// One entry of `resources -o json`: apiVersion, kind, namespace, name, source.
QJsonObject toJson(const ObjectMeta &meta);

} // namespace wayproof
