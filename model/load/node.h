// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A parsed text as one flat array of located nodes. Knows neither YAML nor JSON, nor what the nodes mean.
#pragma once

#include "model/base/location.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

enum class SyntaxKind : std::uint8_t { Null, Scalar, Sequence, Mapping, Alias };
using NodeIndex = std::uint32_t;

/// Nodes stand in document order, parents before children: the first child of `i` is `i + 1`, the sibling after `i` is
/// `nodes[i].end`. The children of a mapping are key, value, key, value, …
struct Node {
    Position at;
    std::uint32_t textBegin = 0; ///< of a scalar, in NodeArena::text
    std::uint32_t textSize = 0;
    NodeIndex end = 0;    ///< one past the last node of its subtree
    NodeIndex target = 0; ///< of an alias: the node it stands for
    SyntaxKind kind = SyntaxKind::Null;
    bool isQuoted = false; ///< a string whatever it spells: quoted, a block scalar, or tagged so
    bool isInFlow = false; ///< stands within [] or {}
};

/// Limits that no Kubernetes object comes near, but a hostile text does.
inline constexpr int maximumDepth = 64;
inline constexpr std::size_t maximumNodes = 4'000'000;
inline constexpr std::size_t maximumScalarSize = 4U << 20U;
inline constexpr std::size_t maximumFileSize = 512U << 20U;

struct NodeArena {
    std::vector<Node> nodes;
    std::string text;             ///< of all scalars, one after another
    std::vector<NodeIndex> roots; ///< one for each document in the text

    std::string_view textOf(NodeIndex i) const
    {
        return std::string_view(text).substr(nodes[i].textBegin, nodes[i].textSize);
    }
    void clear()
    {
        nodes.clear();
        text.clear();
        roots.clear();
    }
};

/// Why a text could not be parsed.
struct ParseFailure {
    std::string code; ///< a finding's code, see docs/findings.md
    std::string message;
    std::string mend;
    Position at;
};

} // namespace wayproof
