// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One path of one Ingress on its way to becoming rules, and the order of such paths in a dialect. Internal to the
// compiler.
#pragma once

#include "model/routing/ingresscompiler_paths.h"

namespace wayproof
{

struct IngressCandidate {
    const Ingress *ingress = nullptr;
    int rule = 0;
    int path = 0;
    PathType type = PathType::Prefix;
    std::string text; ///< of the path, as it counts for its length
    std::string host; ///< lower case; "*.x" for a wildcard; empty for none
    std::vector<PathCondition> readings;
    std::shared_ptr<const Action> action;
    WeightedBackend backend;
    std::vector<Dependency> dependsOn;
    int tie = 0; ///< not 0: which of the candidates with this number goes first is not settled
    std::size_t manifestOrder = 0;

    std::string length() const { return std::to_string(text.size()) + " characters"; }
};

/// Whether `a` is tried before `b`, both being of one host.
bool ingressRanksBefore(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b);
/// The criteria of that order, as they count.
std::vector<RankKey> ingressRankOf(const Dialect &dialect, const IngressCandidate &candidate);
/// Oldest first; objects without an age come last, in the order of their names.
bool isOlder(const Ingress &a, const Ingress &b);

} // namespace wayproof
