// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One match of a GRPCRoute rule as an Envoy route match, and its place among the others (spec/gateway.md §8).
#pragma once

#include "model/resources/routes.h"

#include <QJsonObject>

#include <tuple>

namespace wayproof
{

/// Exact matches before regular expressions (the order of those is the implementation's), then the longer service, the
/// longer method, more headers. Greater goes first.
std::tuple<int, std::size_t, std::size_t, std::size_t> weightOf(const GrpcRouteMatch &match);

QJsonObject envoyMatch(const GrpcRouteMatch &match);

} // namespace wayproof
