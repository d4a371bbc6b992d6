// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A second, naive reading of routing tables, to hold the real one against. Shares no code with model/analysis: it goes
// through every entrance, host and rule, with std::regex as its matcher. Only tables whose actions are local responses.
#pragma once

#include "model/analysis/request.h"

#include <set>

namespace wayproof::test
{

/// Every status that the request may be answered with; 0 stands for a refused connection. One element: the answer is
/// certain. Paths must be canonical.
std::set<int> possibleStatuses(const RoutingTable &table, const Request &request);

} // namespace wayproof::test
