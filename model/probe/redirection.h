// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The request that a redirect asks for. Followed at the same entrance: the Location's name becomes Host and SNI, not
// the address.
#pragma once

#include "model/probe/prober.h"

#include <string>

namespace wayproof
{

struct Redirection {
    std::optional<Request> next; ///< absent: there is no redirect, or it cannot be followed
    std::string note;            ///< why it cannot; empty where there is none
};

/// 301, 302, 303, 307 and 308 with a Location (RFC 9110 §15.4), resolved against the request's own URL.
Redirection redirection(const Request &request, const Observation &answer, const ProbeTarget &target);

} // namespace wayproof
