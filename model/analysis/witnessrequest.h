// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Small, readable requests that fit a place of a routing table and the conditions of a rule. They are proposals:
// whoever uses them asks the simulator.
#pragma once

#include "model/analysis/request.h"

#include <vector>

namespace wayproof
{

/// Where in a table a request is to arrive. Pointers live as long as the table.
struct TablePlace {
    const Entrance *entrance = nullptr;
    const Channel *channel = nullptr;
    const VirtualHost *host = nullptr;
    const Rule *rule = nullptr;
};

/// A name that the pattern takes; empty where none is found. For "*" an invented one.
std::string hostFor(const HostPattern &pattern);

/// Requests for `host` (a name) at the entrance that all of the matches may want, the simplest first; none where that
/// is out of reach (a regular expression that is not simple, two different values for one header).
std::vector<Request> requestsFor(const Entrance &entrance, const std::string &host,
                                 const std::vector<const Match *> &matches);
/// The same for a place of the table: its host pattern, else its channel's.
std::vector<Request> requestsFor(const TablePlace &place, const std::vector<const Match *> &matches);

} // namespace wayproof
