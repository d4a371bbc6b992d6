// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/documenttext.h"

#include <algorithm>
#include <cstring>

namespace wayproof
{

namespace
{

/// "---" or "..." at the start of a line, alone or followed by white space.
bool isMarker(std::string_view line, std::string_view marker)
{
    return line.substr(0, 3) == marker && (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

bool isBlankOrComment(std::string_view line)
{
    const std::size_t content = line.find_first_not_of(" \t\r");
    return content == std::string_view::npos || line[content] == '#';
}

/// Length of the UTF-8 sequence that begins at `offset`; 0 when it is malformed.
std::size_t sequenceLength(std::string_view text, std::size_t offset)
{
    const auto byte = [&](std::size_t i) -> unsigned {
        return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0U;
    };
    const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return follows(1) ? 2 : 0;
    if ((first & 0xF0U) == 0xE0U) {
        const bool isOverlong = first == 0xE0 && byte(1) < 0xA0;
        const bool isSurrogate = first == 0xED && byte(1) >= 0xA0;
        return follows(1) && follows(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool isOverlong = first == 0xF0 && byte(1) < 0x90;
        const bool isBeyond = first == 0xF4 && byte(1) >= 0x90;
        return follows(1) && follows(2) && follows(3) && !isOverlong && !isBeyond ? 4 : 0;
    }
    return 0;
}

} // namespace

std::vector<DocumentText> splitDocuments(std::string_view text)
{
    std::vector<DocumentText> documents;
    DocumentText current;
    std::size_t begin = 0;
    std::uint32_t line = 1;
    bool hasContent = false;

    const auto finish = [&](std::size_t end) {
        if (hasContent) {
            current.text = text.substr(begin, end - begin);
            current.offset = begin;
            documents.push_back(current);
        }
        hasContent = false;
    };
    for (std::size_t at = 0; at < text.size(); ++line) {
        const void *found = std::memchr(text.data() + at, '\n', text.size() - at);
        const std::size_t end =
            found ? static_cast<std::size_t>(static_cast<const char *>(found) - text.data()) : text.size();
        const std::string_view content = text.substr(at, end - at);
        const bool isStart = isMarker(content, "---");
        const bool isEnd = isMarker(content, "...");
        if (isStart || isEnd) {
            const bool followsDirectives =
                !hasContent && text.substr(begin, at - begin).find('%') != std::string_view::npos;
            finish(at);
            if (isStart && !followsDirectives) {
                begin = at;
                current.firstLine = line;
            } else if (isEnd) {
                begin = std::min(end + 1, text.size());
                current.firstLine = line + 1;
            }
            hasContent = isStart && !isBlankOrComment(content.substr(3));
            current.lastLine = line;
        } else if (!isBlankOrComment(content)) {
            const bool isDirective = !hasContent && content.front() == '%';
            hasContent = hasContent || !isDirective;
            current.lastLine = line;
        }
        at = end + 1;
    }
    finish(text.size());
    return documents;
}

std::size_t findInvalidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        std::uint64_t block = 0;
        if (text.size() - i >= sizeof block) {
            std::memcpy(&block, text.data() + i, sizeof block);
            if ((block & 0x8080808080808080U) == 0) {
                i += sizeof block;
                continue;
            }
        }
        const std::size_t length = sequenceLength(text, i);
        if (length == 0)
            return i;
        i += length;
    }
    return std::string_view::npos;
}

std::size_t LineStarts::offsetOf(Position at)
{
    const std::size_t line = at.line - m_firstLine;
    while (m_starts.size() <= line) {
        const std::size_t end = m_text.find('\n', m_starts.back());
        m_starts.push_back(end == std::string_view::npos ? m_text.size() : end + 1);
    }
    return std::min(m_starts[line] + at.column - 1, m_text.size());
}

Position positionOf(std::string_view text, std::size_t offset, std::uint32_t firstLine)
{
    const std::string_view before = text.substr(0, offset);
    const std::size_t lastBreak = before.rfind('\n');
    const std::size_t lineStart = lastBreak == std::string_view::npos ? 0 : lastBreak + 1;
    return {firstLine + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')),
            static_cast<std::uint32_t>(offset - lineStart) + 1};
}

TextCheck checkText(std::string_view text)
{
    TextCheck check;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        check.failures.push_back({"input-empty", "the file is empty", "Check that it was written completely.", {1, 1}});
        return check;
    }
    if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
        check.failures.push_back(
            {"input-not-utf8", "the file is in UTF-16", "Save it as UTF-8; Kubernetes reads nothing else.", {1, 1}});
        return check;
    }
    const std::size_t nul = text.find('\0');
    if (nul != std::string_view::npos) {
        check.failures.push_back({"input-binary", "the file is binary: it holds a NUL byte",
                                  "Leave it out; manifests are text.", positionOf(text, nul)});
        return check;
    }
    if (text.substr(0, 3) == "\xEF\xBB\xBF") {
        check.begin = 3;
        check.notes.push_back({"input-byte-order-mark",
                               "the file begins with a byte order mark",
                               "Save it as UTF-8 without one; some tools take it for text.",
                               {1, 1}});
    }
    const std::size_t crlf = text.find("\r\n");
    if (crlf != std::string_view::npos)
        check.notes.push_back({"input-crlf", "the lines end in CR LF, as on Windows",
                               "Save the file with LF; Kubernetes reads both, shell tools often don't.",
                               positionOf(text, crlf)});
    return check;
}

} // namespace wayproof
