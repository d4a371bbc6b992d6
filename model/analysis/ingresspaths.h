// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The paths of Ingresses as they are written, and what they say by the API's own words, or by a Gateway's where they
// can only be meant as regular expressions. Knows no controller.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

struct WrittenPath {
    const Ingress *ingress = nullptr;
    std::string host; ///< lower case; empty for none
    const HttpIngressPath *path = nullptr;
    int rule = 0;
    int match = 0;
    Location source; ///< as in an Origin

    bool isRegex() const; ///< it has characters that only make sense in an expression
    bool isExact() const;
    /// Whether the path wants a request for `target` (without query), Exact and Prefix at their word (spec/ingress.md
    /// §1.3), an expression as Gateways read it: with case, and fitting the whole path.
    bool wants(const std::string &target) const;
    /// Targets that it wants, the plainest first.
    std::vector<std::string> samples() const;
    bool isOrigin(const Origin &origin) const;
};

/// Every path of the Ingress.
std::vector<WrittenPath> writtenPaths(const Ingress &ingress);
/// Those that stand at the location, else every one.
std::vector<WrittenPath> writtenPathsAt(const Ingress &ingress, const Location &location);
/// The path that a rule was made from; nothing for rules without one.
std::optional<WrittenPath> writtenPath(const Snapshot &snapshot, const Origin &origin);
/// A name that the host of a rule takes: "*.x" → "any.x", none → "any.example".
std::string nameUnder(const std::string &host);

} // namespace wayproof
