// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The plain block style that nearly all manifests are written in, read in a fifth of yaml-cpp's time. A document with
// anything else in it is declined, never guessed at: no anchors, tags, escapes, flow collections or values of several
// lines. A test holds what it makes against what yaml-cpp makes.
#pragma once

#include "model/load/node.h"

#include <string_view>

namespace wayproof
{

/// Appends the nodes of one document and returns true; or leaves the arena as it was and returns false.
[[nodiscard]] bool parsePlainBlock(std::string_view text, std::uint32_t firstLine, NodeArena &arena);

} // namespace wayproof
