// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What routes ask for by themselves, attached or not: for requests that show that a route is not served.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/match.h"

#include <memory>
#include <vector>

namespace wayproof
{

struct GatewayCompilation;

/// Borrows the snapshot.
class DeclaredMatches
{
public:
    explicit DeclaredMatches(const Snapshot &snapshot);
    ~DeclaredMatches();
    DeclaredMatches(const DeclaredMatches &) = delete;
    DeclaredMatches &operator=(const DeclaredMatches &) = delete;

    /// The conditions of every match of an HTTPRoute or GRPCRoute, rule by rule, read as the specification reads them.
    /// Empty for other objects.
    std::vector<Match> of(const ResourceId &route);

private:
    const Snapshot &m_snapshot;
    std::unique_ptr<GatewayCompilation> m_compilation;
};

} // namespace wayproof
