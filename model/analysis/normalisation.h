// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// From the target on the wire to the path that rules are matched against, as a PathPolicy has it. Knows no rules.
#pragma once

#include "model/routing/routingtable.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// One way in which a data plane reads a target.
struct PathReading {
    std::string sent;                 ///< the path on the wire, without the query
    std::string matched;              ///< the path that rules see
    std::optional<std::string> query; ///< what follows the first "?", untouched
    std::optional<int> status;        ///< set when the target itself is answered: 400, or 307 to `location`
    std::string location;
    std::string how;   ///< for people: what was done to it; empty when nothing was
    PathPolicy policy; ///< the policy behind this reading
    bool operator==(const PathReading &other) const
    {
        return matched == other.matched && status == other.status && location == other.location;
    }
};

/// True when no policy alters this path: it begins with a slash and holds no escape, doubled slash, dot segment or
/// parameter.
bool isCanonical(std::string_view path);

/// The readings that are possible: one, unless the policy is unspecified and the path not canonical.
/// A target that is neither a path nor "*" (absolute or authority form), or has a fragment, has no reading; where every
/// escape is decoded it is answered 400, and a fragment is cut off.
std::vector<PathReading> readTarget(std::string_view target, const PathPolicy &policy);

/// `path` with everything escaped that nginx escapes in a path it has rewritten.
std::string escapePath(std::string_view path);
/// "%xx" and, where `plusIsSpace`, "+" resolved; a broken escape stays.
std::string unescape(std::string_view text, bool plusIsSpace);

} // namespace wayproof
