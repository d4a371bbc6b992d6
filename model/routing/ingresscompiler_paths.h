// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One path of an Ingress as a dialect reads it: which requests it wants for certain, and which only perhaps.
#pragma once

#include "model/routing/dialectannotations.h"

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

/// What a path is read by, beside its own text.
struct PathReader {
    const Dialect &dialect;
    const DialectAnnotations &annotations;
    bool isUnderWildcardHost = false;
    bool isPrefixStrict = false; ///< Traefik's strictPrefixMatching
};

/// Readings of one path, the certain ones first: a request is the path's where one of them matches. None: the
/// controller leaves the path out.
std::vector<PathCondition> readingsOf(const PathReader &reader, const HttpIngressPath &path);

/// The element-wise prefix that `text` stands for: without its trailing slash, so that "/" is the empty text.
std::string elementPrefix(std::string text);

} // namespace wayproof
