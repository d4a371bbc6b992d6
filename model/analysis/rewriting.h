// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What happens to a target on its way: path changes, redirect locations, header edits in sequence. Knows no rules and
// no order of filters.
#pragma once

#include "model/analysis/normalisation.h"
#include "model/analysis/request.h"

#include <string>
#include <string_view>

namespace wayproof
{

/// `path` (without query) as `change` turns it; never empty. A prefix or template that does not fit leaves it alone.
std::string changedPath(std::string_view path, const PathChange &change);
/// `text` with $1…$9 as the groups that the path's template captures.
std::string withGroups(std::string_view text, const PathChange &change, std::string_view path);
/// nginx answers 500 where a template leaves nothing.
bool isRewrittenToNothing(const PathReading &reading, const PathChange &change);
/// The target that a backend receives: path changed or as the policy forwards it, query included.
std::string forwardedTarget(const PathReading &reading, const PathChange &change);
/// The Location header, byte for byte.
std::string redirectLocation(const Redirect &redirect, const Request &request, const PathReading &reading);
/// Whether the filter names a port that is the default of the Location's scheme.
bool asksForDefaultPort(const Redirect &redirect, const Request &request);
/// `first`, then `second`, as one set of edits with the same effect.
void append(HeaderEdits &first, const HeaderEdits &second);
/// The value of Access-Control-Allow-Origin for `origin`; empty when it is not allowed.
std::string allowedOrigin(const CorsHeaders &cors, std::string_view origin);

} // namespace wayproof
