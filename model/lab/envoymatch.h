// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One match of an HTTPRoute rule as an Envoy route match, and its place among the others.
#pragma once

#include "model/resources/routes.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <tuple>

namespace wayproof
{

enum class PathKind { Prefix, Regex, Exact };

struct EnvoyPathMatch {
    PathKind kind = PathKind::Prefix;
    std::string value = "/";
};

EnvoyPathMatch pathOf(const HttpRouteMatch &match);

/// Sorts as Envoy Gateway does: exact before regular expression before prefix, then longer, then more headers (a method
/// counts as one), more exact headers, more query parameters (spec/peers.md). Greater goes first.
std::tuple<int, std::size_t, std::size_t, std::size_t, std::size_t, std::size_t> weightOf(const HttpRouteMatch &match);

QJsonObject envoyMatch(const HttpRouteMatch &match);

/// Header conditions in Envoy's form; of repeated names the first counts (spec/gateway.md §5). An empty `method` stands
/// for any.
QJsonArray headerMatches(const std::vector<NamedValueMatch> &headers, const std::string &method);

/// The text as a regular expression that matches nothing else.
std::string quotedRegex(const std::string &literal);

} // namespace wayproof
