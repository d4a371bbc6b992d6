// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Whether one match wants everything that another one wants, and which of the rules that stand first takes all of a
// later one's requests. Private to gatewaycompiler*.cpp.
#pragma once

#include "model/routing/gatewaycompiler_hosts.h"

#include <string_view>

namespace wayproof
{

/// Whether every request that `narrow` wants is also one that `wide` wants. False where that cannot be told.
bool wantsAllOf(const Match &wide, const Match &narrow);

/// The rules of one host that were weighed so far.
class EarlierRules
{
public:
    /// The first earlier rule that takes all of the match's requests; null: none is known to.
    const Candidate *coverOf(const Match &match) const;
    /// `candidate` must outlive this.
    void add(const Candidate &candidate);

private:
    using Bucket = std::vector<const Candidate *>;
    static const Candidate *coverIn(const Bucket &bucket, const Match &match);

    std::unordered_map<std::string_view, Bucket> m_exact;
    std::unordered_map<std::string_view, Bucket> m_prefix; ///< by element-wise prefix; "" for "/"
    Bucket m_others;                                       ///< any path, regular expressions, …
};

} // namespace wayproof
