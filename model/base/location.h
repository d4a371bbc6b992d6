// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where something stands in a source text. Knows nothing of formats or resources.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace wayproof
{

/// A place in a text. Lines and columns count from 1 (columns in bytes); 0 means unknown.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    bool isKnown() const { return line != 0; }
    bool operator==(const Position &) const = default;
};

/// A place in a named source. The name is shared by everything that came from that source: a path as the user gave it,
/// "-" for standard input, or "context:NAME" for a cluster. Null when the object was made by a program.
struct Location {
    std::shared_ptr<const std::string> file;
    Position at;
    bool isKnown() const { return file != nullptr; }
    std::string fileName() const { return file ? *file : std::string(); }
    /// "file:line:column", leaving out what is unknown; empty when nothing is known.
    std::string toText() const;
    bool operator==(const Location &other) const { return fileName() == other.fileName() && at == other.at; }
};

} // namespace wayproof
