// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A short text that a regular expression matches.
#pragma once

#include "model/routing/match.h"

#include <optional>
#include <string>

namespace wayproof
{

/// A short, readable text that every reading of the expression matches; nothing for expressions that are not simple
/// (back references, assertions) or where the readings disagree. `begin` is what the text has to begin with ("/" for a
/// path); where the shortest text doesn't, it is put before it.
std::optional<std::string> sampleOf(const Regex &regex, const std::string &begin = {});

} // namespace wayproof
