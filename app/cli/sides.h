// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What every verb that answers questions begins with: the loaded objects and both sides' tables.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/routingtable.h"

#include <QCommandLineParser>

#include <optional>

namespace wayproof::cli
{

struct Sides {
    SnapshotPtr snapshot;
    RoutingTablePtr ingress;
    RoutingTablePtr gateway;
};

/// Loads and compiles what the options name; no value after an error was printed: exit with Usage.
std::optional<Sides> loadSides(const QCommandLineParser &parser);

} // namespace wayproof::cli
