// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One path of one Ingress on its way to becoming rules, and the order of such paths in a dialect. Internal to the
// compiler.
#pragma once

#include "model/routing/ingresscompiler_paths.h"

namespace wayproof
{

struct Candidate {
    const Ingress *ingress = nullptr;
    int rule = 0;
    int path = 0;
    PathType type = PathType::Prefix;
    std::string text; ///< of the path, as it counts for its length
    std::string host; ///< lower case; "*.x" for a wildcard; empty for none
    std::vector<PathReading> readings;
    std::shared_ptr<const Action> action;
    WeightedBackend backend;
    std::vector<Dependency> dependsOn;
    bool isTied = false;
    std::size_t manifestOrder = 0;

    std::string length() const { return std::to_string(text.size()) + " characters"; }
};

/// Whether `a` is tried before `b`, both being of one host.
bool ranksBefore(const Dialect &dialect, const Candidate &a, const Candidate &b);
/// The criteria of that order, as they count.
std::vector<RankKey> rankOf(const Dialect &dialect, const Candidate &candidate);
/// Oldest first; objects without an age come last, in the order of their names.
bool isOlder(const Ingress &a, const Ingress &b);

} // namespace wayproof
