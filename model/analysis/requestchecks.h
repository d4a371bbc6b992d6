// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a data plane answers before it looks for a host: requests that it cannot or will not read (RequestPolicy).
#pragma once

#include "model/analysis/request.h"

namespace wayproof
{

/// The name in a Host header or authority as nginx reads it: in lower case, up to the first colon, without the dot at
/// its end. Absent: nginx refuses it.
std::optional<std::string> hostNameInNginx(std::string_view host);

/// A target in absolute form, taken apart.
struct AbsoluteTarget {
    std::string authority;
    std::string target; ///< from the path on; "/" goes before a query that follows the authority
};
/// Absent: the target does not begin with a scheme and "://".
std::optional<AbsoluteTarget> absoluteTarget(std::string_view target);

/// An answer that no rule gives.
struct EarlyAnswer {
    int status = 400;
    std::string reason;
};
/// Absent: the request is read. Only where the policy refuses odd requests.
std::optional<EarlyAnswer> earlyAnswer(const Request &request, const RequestPolicy &policy,
                                       const std::optional<AbsoluteTarget> &absolute);
/// The name by which hosts are looked for.
std::string routedName(const Request &request, const RequestPolicy &policy,
                       const std::optional<AbsoluteTarget> &absolute);

} // namespace wayproof
