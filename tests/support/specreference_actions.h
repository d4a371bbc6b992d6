// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a rule does to a request, by the naive reading (spec/gateway.md §6, §7).
#pragma once

#include "tests/support/specreference.h"

namespace wayproof::test
{

struct ActionQuestion {
    const Snapshot &snapshot;
    const Request &request;
    const HttpRoute &route;
    const HttpRouteRule &rule;
    std::string prefix; ///< of the match that won; empty unless a PathPrefix
    const Reading &reading;
    std::set<std::string> &openPoints;
};

std::string actionText(const ActionQuestion &question);

} // namespace wayproof::test
