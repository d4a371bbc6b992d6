// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One path of one Ingress on its way to becoming rules, and the order of such paths in a dialect. Internal to the
// compiler.
#pragma once

#include "model/routing/dialectannotations.h"
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
    std::shared_ptr<const DialectAnnotations> annotations; ///< of the Ingress; never null
    std::optional<ValueMatch> hostCondition;               ///< beside the host that it stands under
    std::optional<Dependency> unknown;                     ///< it is not known whether the path counts at all
    WeightedBackend backend;
    std::vector<Dependency> dependsOn;
    std::size_t manifestOrder = 0; ///< among all paths of the entrance
    std::size_t ingressOrder = 0;  ///< of its Ingress among those of the entrance
    std::size_t groupLength = 0;   ///< Kong: the longest path that shares its route
    bool isGroupRegex = false;     ///< Kong: its route has a path that counts as a regular expression
    bool isDefault = false;        ///< stands for a defaultBackend

    bool isExact() const { return !readings.empty() && readings.front().match.kind == PathMatch::Kind::Exact; }
    bool isRegex() const { return !readings.empty() && readings.front().match.kind == PathMatch::Kind::Regex; }
};

/// Whether `a` is tried before `b`, where a request meets both.
bool ingressRanksBefore(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b);
/// The criteria of that order, as they count.
std::vector<RankKey> ingressRankOf(const Dialect &dialect, const IngressCandidate &candidate);
/// Why it is not settled which of the two is tried first; no value where it is.
std::optional<Dependency> whyUnranked(const Dialect &dialect, const IngressCandidate &a, const IngressCandidate &b);
/// Equal for candidates of one host that make the same condition, so that one of them never gets a request.
std::string conditionKey(const IngressCandidate &candidate);
/// Candidates of equal keys may be mutually open (whyUnranked says whether they are); where pairs of different keys may
/// be, too, the dialect compares overlapping paths (comparesOverlaps).
std::string tieKey(const Dialect &dialect, const IngressCandidate &candidate);
bool comparesOverlaps(const Dialect &dialect);
/// Oldest first; objects without an age come last, in the order of their names.
bool isOlder(const Ingress &a, const Ingress &b);

} // namespace wayproof
