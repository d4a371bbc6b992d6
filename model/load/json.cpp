// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/json.h"

#include <charconv>

namespace wayproof
{

namespace
{

class JsonReader
{
public:
    JsonReader(std::string_view text, NodeArena &arena)
        : m_text(text)
        , m_arena(arena)
    {
    }

    std::optional<ParseFailure> read()
    {
        skipSpace();
        while (m_offset < m_text.size()) {
            m_arena.roots.push_back(static_cast<NodeIndex>(m_arena.nodes.size()));
            if (!value(0))
                return std::move(m_failure);
            skipSpace();
        }
        return std::nullopt;
    }

private:
    bool fail(std::string message, std::string mend, std::string code = "json-syntax")
    {
        if (m_offset >= m_text.size() && code == "json-syntax") {
            code = "json-truncated";
            message = "the JSON text ends too early: " + message;
            mend = "If the file was cut off, fetch it again.";
        }
        m_failure = ParseFailure{std::move(code), std::move(message), std::move(mend), position()};
        return false;
    }
    Position position() const { return {m_line, static_cast<std::uint32_t>(m_offset - m_lineStart) + 1}; }
    char peek() const { return m_offset < m_text.size() ? m_text[m_offset] : '\0'; }
    void skipSpace()
    {
        for (; m_offset < m_text.size(); ++m_offset) {
            const char c = m_text[m_offset];
            if (c == '\n') {
                ++m_line;
                m_lineStart = m_offset + 1;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return;
            }
        }
    }
    NodeIndex add(SyntaxKind kind)
    {
        const auto index = static_cast<NodeIndex>(m_arena.nodes.size());
        Node &node = m_arena.nodes.emplace_back();
        node.kind = kind;
        node.at = position();
        node.end = index + 1;
        node.isInFlow = true;
        return index;
    }
    void setText(NodeIndex index, std::size_t begin)
    {
        m_arena.nodes[index].textBegin = static_cast<std::uint32_t>(begin);
        m_arena.nodes[index].textSize = static_cast<std::uint32_t>(m_arena.text.size() - begin);
    }

    bool value(int depth)
    {
        if (depth > maximumDepth)
            return fail("the document is nested more than 64 levels deep",
                        "No Kubernetes object is that deep; check the brackets.", "input-too-deep");
        if (m_arena.nodes.size() >= maximumNodes)
            return fail("the document has more than 4 million values", "Split it.", "input-too-many-nodes");
        switch (peek()) {
        case '{':
            return collection(SyntaxKind::Mapping, depth);
        case '[':
            return collection(SyntaxKind::Sequence, depth);
        case '"':
            return string();
        case 't':
            return word("true", SyntaxKind::Scalar);
        case 'f':
            return word("false", SyntaxKind::Scalar);
        case 'n':
            return word("null", SyntaxKind::Null);
        default:
            return number();
        }
    }

    bool collection(SyntaxKind kind, int depth)
    {
        const NodeIndex index = add(kind);
        const bool isMapping = kind == SyntaxKind::Mapping;
        const char close = isMapping ? '}' : ']';
        ++m_offset;
        skipSpace();
        for (bool isFirst = true; isFirst || peek() != close; isFirst = false) {
            if (isFirst && peek() == close)
                break;
            if (!isFirst) {
                if (peek() != ',')
                    return fail(std::string("expected a comma or ") + close, "Put a comma between the entries.");
                ++m_offset;
                skipSpace();
                if (peek() == close)
                    return fail("a comma before the closing bracket", "Remove the last comma.");
            }
            if (isMapping && !key())
                return false;
            if (!value(depth + 1))
                return false;
            skipSpace();
        }
        ++m_offset;
        m_arena.nodes[index].end = static_cast<NodeIndex>(m_arena.nodes.size());
        return true;
    }

    bool key()
    {
        if (peek() != '"')
            return fail("expected a key in double quotes", "Put the key in double quotes.");
        if (!string())
            return false;
        skipSpace();
        if (peek() != ':')
            return fail("expected a colon after the key", "Put a colon between key and value.");
        ++m_offset;
        skipSpace();
        return true;
    }

    bool word(std::string_view expected, SyntaxKind kind)
    {
        if (m_text.substr(m_offset, expected.size()) != expected)
            return fail("expected a value",
                        "A value is an object, a list, a text in quotes, a number, true, false or null.");
        const NodeIndex index = add(kind);
        const std::size_t begin = m_arena.text.size();
        if (kind == SyntaxKind::Scalar) {
            m_arena.text += expected;
            setText(index, begin);
        }
        m_offset += expected.size();
        return true;
    }

    bool digits()
    {
        const std::size_t begin = m_offset;
        while (peek() >= '0' && peek() <= '9')
            ++m_offset;
        return m_offset > begin;
    }

    bool number()
    {
        const NodeIndex index = add(SyntaxKind::Scalar);
        const std::size_t begin = m_offset;
        if (peek() == '-')
            ++m_offset;
        const bool isZero = peek() == '0';
        if (isZero)
            ++m_offset;
        else if (!digits())
            return fail("expected a value",
                        "A value is an object, a list, a text in quotes, a number, true, false or null.");
        if (isZero && peek() >= '0' && peek() <= '9')
            return fail("a number begins with 0", "Remove the leading zero, or put the text in quotes.");
        if (peek() == '.') {
            ++m_offset;
            if (!digits())
                return fail("digits are missing after the point", "Complete the number.");
        }
        if (peek() == 'e' || peek() == 'E') {
            ++m_offset;
            if (peek() == '+' || peek() == '-')
                ++m_offset;
            if (!digits())
                return fail("digits are missing in the exponent", "Complete the number.");
        }
        const std::size_t textBegin = m_arena.text.size();
        m_arena.text += m_text.substr(begin, m_offset - begin);
        setText(index, textBegin);
        return true;
    }

    std::optional<std::uint32_t> hex4()
    {
        const std::string_view digitsText = m_text.substr(std::min(m_offset, m_text.size()), 4);
        std::uint32_t unit = 0;
        const char *end = digitsText.data() + digitsText.size();
        const auto result = std::from_chars(digitsText.data(), end, unit, 16);
        if (digitsText.size() != 4 || result.ptr != end || result.ec != std::errc())
            return std::nullopt;
        m_offset += 4;
        return unit;
    }

    void appendUtf8(std::uint32_t code)
    {
        const auto put = [this](std::uint32_t byte) { m_arena.text += static_cast<char>(byte); };
        if (code < 0x80) {
            put(code);
        } else if (code < 0x800) {
            put(0xC0 | code >> 6);
            put(0x80 | (code & 0x3F));
        } else if (code < 0x10000) {
            put(0xE0 | code >> 12);
            put(0x80 | (code >> 6 & 0x3F));
            put(0x80 | (code & 0x3F));
        } else {
            put(0xF0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3F));
            put(0x80 | (code >> 6 & 0x3F));
            put(0x80 | (code & 0x3F));
        }
    }

    bool unicodeEscape()
    {
        const auto unit = hex4();
        if (!unit)
            return fail("\\u needs four hexadecimal digits", "Complete the escape.");
        std::uint32_t code = *unit;
        if (code >= 0xDC00 && code <= 0xDFFF)
            return fail("a low surrogate without a high one before it", "Write the character itself, or a whole pair.");
        if (code >= 0xD800 && code <= 0xDBFF) {
            const bool isEscape = m_text.substr(m_offset, 2) == "\\u";
            m_offset += isEscape ? 2 : 0;
            const auto low = isEscape ? hex4() : std::nullopt;
            if (!low || *low < 0xDC00 || *low > 0xDFFF)
                return fail("a high surrogate without a low one after it",
                            "Write the character itself, or a whole pair.");
            code = 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00);
        }
        appendUtf8(code);
        return true;
    }

    bool escape()
    {
        static constexpr std::string_view names = "\"\\/bfnrt";
        static constexpr std::string_view values = "\"\\/\b\f\n\r\t";
        ++m_offset;
        const char c = peek();
        if (c == 'u') {
            ++m_offset;
            return unicodeEscape();
        }
        const std::size_t found = c == '\0' ? std::string_view::npos : names.find(c);
        if (found == std::string_view::npos)
            return fail("unknown escape after a backslash", "Double the backslash if it belongs to the text.");
        m_arena.text += values[found];
        ++m_offset;
        return true;
    }

    bool string()
    {
        const NodeIndex index = add(SyntaxKind::Scalar);
        m_arena.nodes[index].isQuoted = true;
        const std::size_t begin = m_arena.text.size();
        ++m_offset;
        while (peek() != '"') {
            if (m_offset >= m_text.size())
                return fail("a text in quotes is not closed", {});
            if (m_text[m_offset] == '\\') {
                if (!escape())
                    return false;
            } else if (static_cast<unsigned char>(m_text[m_offset]) < 0x20) {
                return fail("a line break or control character within a text", "Write it as an escape, such as \\n.");
            } else {
                m_arena.text += m_text[m_offset++];
            }
            if (m_arena.text.size() - begin > maximumScalarSize)
                return fail("a value is larger than 4 MiB", "Kubernetes refuses it; shorten it.",
                            "input-scalar-too-large");
        }
        ++m_offset;
        setText(index, begin);
        return true;
    }

    std::string_view m_text;
    NodeArena &m_arena;
    std::size_t m_offset = 0;
    std::size_t m_lineStart = 0;
    std::uint32_t m_line = 1;
    std::optional<ParseFailure> m_failure;
};

} // namespace

std::optional<ParseFailure> parseJson(std::string_view text, NodeArena &arena)
{
    const std::size_t nodes = arena.nodes.size();
    const std::size_t size = arena.text.size();
    const std::size_t roots = arena.roots.size();
    auto failure = JsonReader(text, arena).read();
    if (failure) {
        arena.nodes.resize(nodes);
        arena.text.resize(size);
        arena.roots.resize(roots);
    }
    return failure;
}

} // namespace wayproof
