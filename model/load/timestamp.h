// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// RFC 3339 times, as in metadata.creationTimestamp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wayproof
{

/// Seconds since 1970-01-01T00:00:00Z (fractions cut off); nothing when the text is no RFC 3339 time.
std::optional<std::int64_t> parseTimestamp(std::string_view text);

} // namespace wayproof
