// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// YAML text → located nodes, through yaml-cpp's events. The only place that meets yaml-cpp and its exceptions.
#pragma once

#include "model/load/node.h"

#include <optional>
#include <string_view>

namespace wayproof
{

/// Appends the nodes of `text` (UTF-8 without NUL) to `arena`. `firstLine` is the line at which the text begins in its
/// file. On failure the arena is left as it was. Bounded by the limits in node.h.
[[nodiscard]] std::optional<ParseFailure> parseYaml(std::string_view text, std::uint32_t firstLine, NodeArena &arena);

/// The same, through yaml-cpp whatever the text looks like; parseYaml spares it where parsePlainBlock suffices.
[[nodiscard]] std::optional<ParseFailure> parseAnyYaml(std::string_view text, std::uint32_t firstLine,
                                                       NodeArena &arena);

} // namespace wayproof
