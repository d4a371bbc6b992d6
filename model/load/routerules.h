// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules on the parts of routes. Private to the validate_*.cpp files.
#pragma once

#include "model/load/report.h"
#include "model/resources/routes.h"

#include <string_view>

namespace wayproof
{

/// The filters of a rule or of one of its backendRefs.
struct FilterPlace {
    const List<RouteFilter> *filters = nullptr;
    bool isGrpc = false;
    /// Whether the rule's only match is a PathPrefix, as replacing a prefix demands (spec/gateway.md §6).
    bool hasOnePrefixMatch = true;
    bool hasBackends = false; ///< false for the filters of a backendRef
};
void checkFilters(const FilterPlace &place, Report &report);

void checkBackendReference(const BackendObjectReference &ref, Report &report);

} // namespace wayproof
