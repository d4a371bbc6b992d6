// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The API's reasons in a few plain words, for labels that have no room for a sentence. Knows no graph.
#pragma once

#include <string>
#include <string_view>

namespace wayproof
{

/// "not granted" for "RefNotPermitted"; a code without words of its own is taken apart: "FilterNotFound" is
/// "filter not found", "extension-ref" "extension ref".
std::string plainReason(std::string_view code);

} // namespace wayproof
