// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Cuts a text into its YAML documents and judges its bytes, before any parser sees it. Knows nothing of YAML's grammar
// but the document markers.
#pragma once

#include "model/load/node.h"

#include <string_view>
#include <vector>

namespace wayproof
{

/// One document's text: from the line after the marker before it (or the marker's own line) to the next marker.
struct DocumentText {
    std::string_view text;
    std::size_t offset = 0;      ///< in the whole text
    std::uint32_t firstLine = 1; ///< in the whole text
    std::uint32_t lastLine = 1;  ///< the last line that is neither blank nor a comment
};

/// The documents of `text`, which begins at line 1. Stretches with nothing but blanks, comments and markers are left
/// out; directives (%YAML) stay with the document that they precede.
std::vector<DocumentText> splitDocuments(std::string_view text);

/// What is wrong with the text as a whole, or worth knowing: empty, binary, UTF-16, a byte order mark, CRLF.
struct TextCheck {
    std::size_t begin = 0;              ///< bytes to skip: a byte order mark
    std::vector<ParseFailure> notes;    ///< the text can still be read
    std::vector<ParseFailure> failures; ///< it can't
};
TextCheck checkText(std::string_view text);

/// Offset of the first byte that is not UTF-8; npos when there is none.
std::size_t findInvalidUtf8(std::string_view text);

/// Offsets of places in a text that begins at `firstLine`; each line is looked for once.
class LineStarts
{
public:
    explicit LineStarts(std::string_view text, std::uint32_t firstLine)
        : m_text(text)
        , m_firstLine(firstLine)
        , m_starts{0}
    {
    }
    /// At most the text's size.
    std::size_t offsetOf(Position at);

private:
    std::string_view m_text;
    std::uint32_t m_firstLine;
    std::vector<std::size_t> m_starts;
};

/// The place of an offset in a text that begins at `firstLine`.
Position positionOf(std::string_view text, std::size_t offset, std::uint32_t firstLine = 1);

} // namespace wayproof
