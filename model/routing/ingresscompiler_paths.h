// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One path of an Ingress as a dialect reads it: which requests it wants for certain, and which only perhaps.
#pragma once

#include "model/routing/ingresscompiler.h"

namespace wayproof
{

/// A condition that the dialect lays on requests. `unknown` is set where it is not known whether it matches.
struct PathCondition {
    PathMatch match;
    std::optional<Dependency> unknown;
};

enum class PathType { Exact, Prefix, ImplementationSpecific };
/// An absent pathType (only older API versions allow it) is ImplementationSpecific.
PathType pathTypeOf(const HttpIngressPath &path);
std::string_view toText(PathType type);

/// Readings of one path, the certain ones first: a request is the path's where one of them matches.
std::vector<PathCondition> readingsOf(const Dialect &dialect, const Ingress &ingress, const HttpIngressPath &path);

/// The element-wise prefix that `text` stands for: without its trailing slash, so that "/" is the empty text.
std::string elementPrefix(std::string text);

} // namespace wayproof
