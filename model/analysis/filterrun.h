// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What filters make of a request, one after the other. Knows nothing of shares' weights and of answers.
#pragma once

#include "model/analysis/decision.h"

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// What the filters of a rule, and then those of one share, make of a request.
struct Effects {
    std::optional<std::string> host;
    PathChange path;
    HeaderEdits request;
    HeaderEdits response;
    std::vector<MirrorShare> mirrors;
    std::vector<const ExternalCheck *> checks;
    std::vector<Dependency> dependsOn;
};

/// Adds what `filter` does to `effects`. `share` (0–1) is the part of the traffic that meets it.
void applyFilter(const Filter &filter, const Request &request, double share, Effects &effects);
/// Adds those that are not there yet.
void addDependencies(std::vector<Dependency> &to, const std::vector<Dependency> &from);

} // namespace wayproof
