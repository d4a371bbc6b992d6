// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// For a finding, a request that shows it: one that the rule in question loses, that earns the error, that nobody takes.
// Every one was put to the simulator; what could not be shown has none.
#pragma once

#include "model/analysis/request.h"
#include "model/base/diagnostic.h"
#include "model/resources/snapshot.h"

#include <memory>
#include <optional>

namespace wayproof
{

struct WitnessSearch;

class Witnesses
{
public:
    /// Borrows all three.
    Witnesses(const Snapshot &snapshot, const RoutingTable &ingress, const RoutingTable &gateway);
    ~Witnesses();
    Witnesses(const Witnesses &) = delete;
    Witnesses &operator=(const Witnesses &) = delete;

    /// Whether findings of that code are about what becomes of requests, so that there may be one to show it.
    static bool isShowable(const std::string &code);
    /// Whether such a finding only claims that something may surprise, and is none where no request shows it.
    static bool mustBeShown(const std::string &code);
    std::optional<Request> of(const Diagnostic &finding);

private:
    std::unique_ptr<WitnessSearch> m_search;
};

} // namespace wayproof
