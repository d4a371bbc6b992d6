// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The YAML 1.1 meaning of plain scalars, as Kubernetes' own reader resolves them before an object sees its fields.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wayproof
{

enum class PlainType { String, Boolean, Integer, Float };

/// What an unquoted scalar is: `yes`, `on` and `n` are booleans, `0x1F` and `1_000` integers, `1e3` a float.
PlainType plainType(std::string_view text);
std::optional<bool> plainBoolean(std::string_view text);
/// Also a float without a fraction: 80.0 reaches the object as 80.
std::optional<std::int64_t> plainInteger(std::string_view text);

} // namespace wayproof
