// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Strict JSON text → located nodes (yaml-cpp reads JSON too, but refuses surrogate pairs and accepts what isn't JSON).
#pragma once

#include "model/load/node.h"

#include <optional>
#include <string_view>

namespace wayproof
{

/// Appends the nodes of `text` to `arena`: one JSON value, or several one after another. On failure the arena is left
/// as it was. Bounded by the limits in node.h.
[[nodiscard]] std::optional<ParseFailure> parseJson(std::string_view text, NodeArena &arena);

} // namespace wayproof
