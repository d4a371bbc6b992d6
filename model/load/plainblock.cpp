// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/plainblock.h"

#include <cstring>

namespace wayproof
{

namespace
{

constexpr std::size_t longestKey = 1000; // yaml-cpp takes no longer one for a key on one line

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isKeyCharacter(char c)
{
    return isAlphanumeric(c) || c == '.' || c == '/' || c == '-' || c == '_';
}

bool isNullWord(std::string_view text)
{
    return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

/// Bytes that end a line or mean something to a reader of YAML without being plain text: declined wherever they stand.
bool hasOddBytes(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7F || byte == 0xC2 || byte == 0xE2 || byte >= 0xEF)
            return true; // control characters, C1 and NEL, line separators, byte order marks
    }
    return false;
}

class BlockReader
{
public:
    BlockReader(std::string_view text, std::uint32_t firstLine, NodeArena &arena)
        : m_text(text)
        , m_line(firstLine)
        , m_arena(arena)
    {
    }

    bool read()
    {
        if (m_text.empty() || m_text.back() != '\n' || hasOddBytes(m_text))
            return false;
        const std::uint32_t firstLine = m_line;
        for (std::size_t begin = 0; begin < m_text.size(); ++m_line) {
            const std::size_t end = m_text.find('\n', begin);
            m_content = m_text.substr(begin, end - begin);
            begin = end + 1;
            const std::size_t indent = m_content.find_first_not_of(' ');
            if (indent == std::string_view::npos || m_content[indent] == '#')
                continue;
            if (m_line == firstLine && m_content.starts_with("---")) {
                if (!isEnd(3))
                    return false;
                continue;
            }
            if (!line(indent))
                return false;
        }
        if (m_isValueMissing)
            emptyValue();
        while (!m_open.empty())
            close();
        return true;
    }

private:
    struct Open {
        NodeIndex node;
        std::size_t indent;
        SyntaxKind kind;
    };

    bool isDash(std::size_t at) const
    {
        return m_content[at] == '-' && at + 1 < m_content.size() && m_content[at + 1] == ' ';
    }

    /// Whether nothing but blanks and a comment follows.
    bool isEnd(std::size_t at) const
    {
        const std::size_t next = m_content.find_first_not_of(' ', at);
        return next == std::string_view::npos || (m_content[next] == '#' && next > at);
    }

    Node &add(SyntaxKind kind, std::size_t column)
    {
        const auto index = static_cast<NodeIndex>(m_arena.nodes.size());
        Node &node = m_arena.nodes.emplace_back();
        node.kind = kind;
        node.at = {m_line, static_cast<std::uint32_t>(column) + 1};
        node.end = index + 1;
        return node;
    }

    void addScalar(std::size_t column, std::string_view text, bool isQuoted)
    {
        if (!isQuoted && isNullWord(text)) {
            add(SyntaxKind::Null, column);
            return;
        }
        Node &node = add(SyntaxKind::Scalar, column);
        node.isQuoted = isQuoted;
        node.textBegin = static_cast<std::uint32_t>(m_arena.text.size());
        node.textSize = static_cast<std::uint32_t>(text.size());
        m_arena.text += text;
    }

    void open(SyntaxKind kind, std::size_t indent)
    {
        if (m_open.empty())
            m_arena.roots.push_back(static_cast<NodeIndex>(m_arena.nodes.size()));
        m_open.push_back({static_cast<NodeIndex>(m_arena.nodes.size()), indent, kind});
        add(kind, indent);
    }

    void close()
    {
        m_arena.nodes[m_open.back().node].end = static_cast<NodeIndex>(m_arena.nodes.size());
        m_open.pop_back();
    }

    /// A key without a value: null, at the place of the key.
    void emptyValue()
    {
        const Position key = m_arena.nodes.back().at;
        add(SyntaxKind::Null, 0).at = key;
        m_isValueMissing = false;
    }

    bool line(std::size_t indent)
    {
        const bool hasDash = isDash(indent);
        const SyntaxKind kind = hasDash ? SyntaxKind::Sequence : SyntaxKind::Mapping;
        if (m_isValueMissing) {
            const std::size_t outer = m_open.back().indent;
            if (indent > outer || (indent == outer && hasDash)) {
                m_isValueMissing = false;
                open(kind, indent);
                return m_open.size() < static_cast<std::size_t>(maximumDepth) && entry(indent, hasDash);
            }
            emptyValue();
        }
        if (m_open.empty()) {
            open(kind, indent);
            return entry(indent, hasDash);
        }
        while (m_open.size() > 1 && m_open.back().indent > indent)
            close();
        // A list may stand in the same column as the key that it belongs to.
        if (m_open.back().indent == indent && m_open.back().kind == SyntaxKind::Sequence && !hasDash &&
            m_open.size() > 1 && m_open[m_open.size() - 2].indent == indent)
            close();
        return m_open.back().indent == indent && m_open.back().kind == kind && entry(indent, hasDash);
    }

    bool entry(std::size_t at, bool hasDash)
    {
        if (!hasDash)
            return keyAndValue(at);
        const std::size_t item = m_content.find_first_not_of(' ', at + 1);
        if (item == std::string_view::npos || m_content[item] == '#' || isDash(item))
            return false;
        if (keyEnd(item) == 0)
            return value(item);
        open(SyntaxKind::Mapping, item);
        return m_open.size() < static_cast<std::size_t>(maximumDepth) && keyAndValue(item);
    }

    /// Where the colon behind a key stands; 0 when there is no (plainly written) key at `at`.
    std::size_t keyEnd(std::size_t at) const
    {
        std::size_t end = at;
        if (m_content[at] == '"' || m_content[at] == '\'') {
            end = m_content.find(m_content[at], at + 1);
            if (end == std::string_view::npos)
                return 0;
            ++end;
        } else {
            while (end < m_content.size() && isKeyCharacter(m_content[end]))
                ++end;
        }
        const bool hasColon = end > at && end - at < longestKey && end < m_content.size() && m_content[end] == ':';
        return hasColon && (end + 1 == m_content.size() || m_content[end + 1] == ' ') ? end : 0;
    }

    bool keyAndValue(std::size_t at)
    {
        const std::size_t colon = keyEnd(at);
        if (colon == 0)
            return false;
        if (m_content[at] == '"' || m_content[at] == '\'') {
            if (!quoted(at, colon))
                return false;
        } else {
            const std::string_view key = m_content.substr(at, colon - at);
            if (m_content[at] == '-' || isNullWord(key))
                return false;
            addScalar(at, key, false);
        }
        const std::size_t begin = m_content.find_first_not_of(' ', colon + 1);
        m_isValueMissing = begin == std::string_view::npos || m_content[begin] == '#';
        return m_isValueMissing || value(begin);
    }

    /// The quoted text from `at` up to `end` (behind the closing quote).
    bool quoted(std::size_t at, std::size_t end)
    {
        const std::string_view inner = m_content.substr(at + 1, end - at - 2);
        if (m_content[at] == '"' && inner.find('\\') != std::string_view::npos)
            return false;
        addScalar(at, inner, true);
        return true;
    }

    bool value(std::size_t at)
    {
        const char first = m_content[at];
        const char second = at + 1 < m_content.size() ? m_content[at + 1] : ' ';
        if (first == '"' || first == '\'') {
            const std::size_t end = m_content.find(first, at + 1);
            return end != std::string_view::npos && isEnd(end + 1) && quoted(at, end + 1);
        }
        if ((first == '[' && second == ']') || (first == '{' && second == '}')) {
            add(first == '[' ? SyntaxKind::Sequence : SyntaxKind::Mapping, at).isInFlow = true;
            return isEnd(at + 2);
        }
        const bool isPlain =
            isAlphanumeric(first) || std::memchr("/._+($^<=~", first, 10) != nullptr || (first == '-' && second != ' ');
        if (!isPlain)
            return false;
        std::string_view text = m_content.substr(at);
        text = text.substr(0, text.find(" #"));
        text = text.substr(0, text.find_last_not_of(' ') + 1);
        // A colon that ends a word makes a key of it, and "#" begins a comment after a blank only.
        if (text.back() == ':' || text.find(": ") != std::string_view::npos || text.size() > maximumScalarSize)
            return false;
        addScalar(at, text, false);
        return true;
    }

    std::string_view m_text;
    std::string_view m_content; ///< the current line
    std::uint32_t m_line;
    NodeArena &m_arena;
    std::vector<Open> m_open;
    bool m_isValueMissing = false; ///< the last node is a key, and its value may follow on the next lines
};

} // namespace

bool parsePlainBlock(std::string_view text, std::uint32_t firstLine, NodeArena &arena)
{
    const std::size_t nodes = arena.nodes.size();
    const std::size_t size = arena.text.size();
    const std::size_t roots = arena.roots.size();
    if (BlockReader(text, firstLine, arena).read() && arena.nodes.size() - nodes < maximumNodes)
        return true;
    arena.nodes.resize(nodes);
    arena.text.resize(size);
    arena.roots.resize(roots);
    return false;
}

} // namespace wayproof
