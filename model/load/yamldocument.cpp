// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/load/yamldocument.h"

#include "model/load/documenttext.h"
#include "model/load/plainblock.h"

#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <istream>
#include <streambuf>

namespace wayproof
{

namespace
{

/// Reads the text where it lies; std::istringstream would copy it.
class ViewBuffer : public std::streambuf
{
public:
    explicit ViewBuffer(std::string_view text)
    {
        char *begin = const_cast<char *>(text.data()); // the get area is never written to
        setg(begin, begin, begin + text.size());
    }
};

/// Thrown through yaml-cpp to stop it at one of our limits.
struct LimitReached {
    ParseFailure failure;
};

class NodeBuilder : public YAML::EventHandler
{
public:
    NodeBuilder(NodeArena &arena, std::uint32_t firstLine)
        : m_arena(arena)
        , m_firstLine(firstLine)
        , m_firstNode(arena.nodes.size())
    {
    }

    void OnDocumentStart(const YAML::Mark & /*mark*/) override
    {
        m_anchors.clear();
        m_arena.roots.push_back(static_cast<NodeIndex>(m_arena.nodes.size()));
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        Node &node = add(SyntaxKind::Null, mark, anchor);
        // yaml-cpp places an empty value at the token after it; it belongs to its key.
        if (m_arena.nodes.size() > m_firstNode + 1) {
            const Position key = m_arena.nodes[m_arena.nodes.size() - 2].at;
            if (key.line != node.at.line)
                node.at = key;
        }
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        Node &node = add(SyntaxKind::Alias, mark, 0);
        node.target = m_anchors.at(anchor);
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        if (value.size() > maximumScalarSize)
            stop("input-scalar-too-large", "a value is larger than 4 MiB", "Kubernetes refuses it; shorten it.", mark);
        Node &node = add(SyntaxKind::Scalar, mark, anchor);
        // yaml-cpp tags a plain scalar "?" and a quoted or block one "!".
        node.isQuoted = tag == "!" || tag == "tag:yaml.org,2002:str" || tag == "tag:yaml.org,2002:binary";
        node.textBegin = static_cast<std::uint32_t>(m_arena.text.size());
        node.textSize = static_cast<std::uint32_t>(value.size());
        m_arena.text += value;
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string & /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override
    {
        begin(SyntaxKind::Sequence, mark, anchor, style);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(const YAML::Mark &mark, const std::string & /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override
    {
        begin(SyntaxKind::Mapping, mark, anchor, style);
    }
    void OnMapEnd() override { end(); }

    /// The innermost bracket that is still open.
    std::optional<Position> openBracket() const
    {
        if (m_open.empty() || !m_arena.nodes[m_open.back()].isInFlow)
            return std::nullopt;
        return m_arena.nodes[m_open.back()].at;
    }

private:
    Position position(const YAML::Mark &mark) const
    {
        return {static_cast<std::uint32_t>(mark.line) + m_firstLine, static_cast<std::uint32_t>(mark.column) + 1};
    }
    [[noreturn]] void stop(std::string code, std::string message, std::string mend, const YAML::Mark &mark) const
    {
        throw LimitReached{{std::move(code), std::move(message), std::move(mend), position(mark)}};
    }
    Node &add(SyntaxKind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (m_arena.nodes.size() >= maximumNodes)
            stop("input-too-many-nodes", "the document has more than 4 million values", "Split it.", mark);
        const auto index = static_cast<NodeIndex>(m_arena.nodes.size());
        Node &node = m_arena.nodes.emplace_back();
        node.kind = kind;
        node.at = position(mark);
        node.end = index + 1;
        node.isInFlow = m_flowDepth > 0;
        if (anchor != 0) {
            if (m_anchors.size() <= anchor)
                m_anchors.resize(anchor + 1);
            m_anchors[anchor] = index;
        }
        return node;
    }
    void begin(SyntaxKind kind, const YAML::Mark &mark, YAML::anchor_t anchor, YAML::EmitterStyle::value style)
    {
        if (m_open.size() >= static_cast<std::size_t>(maximumDepth))
            stop("input-too-deep", "the document is nested more than 64 levels deep",
                 "No Kubernetes object is that deep; check the indentation or the brackets.", mark);
        const bool isFlow = m_flowDepth > 0 || style == YAML::EmitterStyle::Flow;
        m_open.push_back(static_cast<NodeIndex>(m_arena.nodes.size()));
        m_flowDepth += isFlow ? 1 : 0;
        add(kind, mark, anchor);
    }
    void end()
    {
        m_arena.nodes[m_open.back()].end = static_cast<NodeIndex>(m_arena.nodes.size());
        m_open.pop_back();
        m_flowDepth -= m_flowDepth > 0 ? 1 : 0;
    }

    NodeArena &m_arena;
    std::uint32_t m_firstLine;
    std::size_t m_firstNode;
    std::vector<NodeIndex> m_anchors;
    std::vector<NodeIndex> m_open;
    int m_flowDepth = 0;
};

struct Wording {
    std::string_view fragment; ///< of yaml-cpp's message
    std::string_view code;
    std::string_view message;
    std::string_view mend;
};

/// yaml-cpp's messages in plain words.
constexpr Wording wordings[] = {
    {"end of map not found", "yaml-indentation", "the indentation does not fit the mapping around it",
     "Align this line with its siblings; every entry of a mapping begins in the same column."},
    {"end of sequence not found", "yaml-indentation", "the indentation does not fit the list around it",
     "Align this line with the other entries of the list, or indent it below the entry that it belongs to."},
    {"illegal map value", "yaml-syntax", "a colon stands where no value can begin",
     "Quote the text if the colon belongs to it, or check the indentation of this line."},
    {"end of sequence flow not found", "yaml-truncated", "a list opened with [ is not closed",
     "Close it with ]; if the file was cut off, fetch it again."},
    {"end of map flow not found", "yaml-truncated", "a mapping opened with { is not closed",
     "Close it with }; if the file was cut off, fetch it again."},
    {"illegal EOF in scalar", "yaml-truncated", "a quoted text is not closed",
     "Close the quote; if the file was cut off, fetch it again."},
    {"illegal flow end", "yaml-syntax", "a closing bracket without an opening one", "Remove it, or quote the text."},
    {"unknown token", "yaml-syntax", "no value can begin with this character", "Quote the text."},
    {"illegal EOF", "yaml-truncated", "the text ends too early", "If the file was cut off, fetch it again."},
    {"illegal document indicator in scalar", "yaml-truncated", "a quoted text is not closed before the next document",
     "Close the quote."},
    {"unknown escape character", "yaml-syntax", "unknown escape after a backslash",
     "Double the backslash, or use single quotes, where a backslash is plain text."},
    {"the referenced anchor is not defined", "yaml-alias-unknown", "an alias names an anchor that does not exist",
     "Define the anchor with &name above, or quote the text if the * belongs to it."},
    {"illegal tab", "yaml-tab-indentation", "a tab is used for indentation", "Indent with spaces."},
    {"bad file", "input-too-deep", "the document is nested too deeply",
     "No Kubernetes object is that deep; check the brackets."},
};

ParseFailure failureFor(const std::string &message, Position at)
{
    for (const Wording &wording : wordings) {
        if (message.find(wording.fragment) != std::string::npos)
            return {std::string(wording.code), std::string(wording.message), std::string(wording.mend), at};
    }
    return {"yaml-syntax", "not valid YAML: " + message, "Check the indentation, quotes and colons around this line.",
            at};
}

/// Whether the quoted scalar that begins at the given place of the text is closed. yaml-cpp takes the end of the text
/// for its end.
bool isClosed(std::string_view text, std::size_t offset)
{
    // Properties (&anchor, !tag) may stand before the quote.
    while (offset < text.size() && (text[offset] == '&' || text[offset] == '!')) {
        offset = text.find(' ', offset);
        offset = offset == std::string_view::npos ? text.size() : offset + 1;
    }
    if (offset >= text.size() || (text[offset] != '"' && text[offset] != '\''))
        return true; // a block scalar
    const char quote = text[offset];
    for (++offset; offset < text.size(); ++offset) {
        if (quote == '"' && text[offset] == '\\') {
            ++offset;
        } else if (text[offset] == quote) {
            if (quote == '"' || offset + 1 >= text.size() || text[offset + 1] != '\'')
                return true;
            ++offset;
        }
    }
    return false;
}

std::optional<ParseFailure> findTruncation(std::string_view text, std::uint32_t firstLine, const NodeArena &arena,
                                           std::size_t firstNode)
{
    for (std::size_t i = arena.nodes.size(); i > firstNode; --i) {
        const Node &node = arena.nodes[i - 1];
        if (node.kind != SyntaxKind::Scalar)
            continue;
        if (node.isQuoted && !isClosed(text, LineStarts(text, firstLine).offsetOf(node.at)))
            return failureFor("illegal EOF in scalar", node.at);
        break;
    }
    return std::nullopt;
}

/// A line of a block mapping without a colon: yaml-cpp takes it for a key without value, Kubernetes refuses it. It is
/// how a file that was cut off within a key ends.
std::optional<ParseFailure> findMissingColon(std::string_view text, std::uint32_t firstLine, const NodeArena &arena,
                                             std::size_t firstNode)
{
    LineStarts lines(text, firstLine);
    for (std::size_t i = firstNode; i < arena.nodes.size(); ++i) {
        const Node &mapping = arena.nodes[i];
        if (mapping.kind != SyntaxKind::Mapping || mapping.isInFlow)
            continue;
        for (NodeIndex key = static_cast<NodeIndex>(i) + 1; key < mapping.end;) {
            const Node &value = arena.nodes[arena.nodes[key].end];
            const bool isEmpty = value.kind == SyntaxKind::Null && value.at == arena.nodes[key].at;
            if (isEmpty && arena.nodes[key].kind == SyntaxKind::Scalar && !arena.nodes[key].isQuoted) {
                const std::size_t begin = lines.offsetOf(value.at);
                const std::size_t next = text.find_first_not_of(' ', begin + arena.nodes[key].textSize);
                if (next == std::string_view::npos || text[next] != ':')
                    return ParseFailure{"yaml-colon-missing", "a line of a mapping has no colon",
                                        "Write \"key: value\"; if the file was cut off, fetch it again.", value.at};
            }
            key = value.end;
        }
    }
    return std::nullopt;
}

/// A line indented with a tab in block context: yaml-cpp lets it continue the value before, Kubernetes refuses it.
std::optional<Position> findTabIndentation(std::string_view text, std::uint32_t firstLine, const NodeArena &arena,
                                           std::size_t firstNode)
{
    std::uint32_t line = firstLine;
    std::size_t node = firstNode; // nodes stand in the order of their lines
    for (std::size_t begin = 0; begin < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::size_t content = text.find_first_not_of(" \t", begin);
        while (node < arena.nodes.size() && arena.nodes[node].at.line < line)
            ++node;
        if (content < end && text[content] != '#' && text[content] != '\r') {
            const std::size_t tab = text.substr(begin, content - begin).find('\t');
            const bool isBlockNode =
                node < arena.nodes.size() && arena.nodes[node].at.line == line && !arena.nodes[node].isInFlow;
            if (tab != std::string_view::npos && isBlockNode)
                return Position{line, static_cast<std::uint32_t>(tab) + 1};
        }
        begin = end + 1;
    }
    return std::nullopt;
}

/// The last line at or before `limit` that is indented with a tab: the likely cause of a syntax error there.
std::optional<Position> lastTabBefore(std::string_view text, std::uint32_t firstLine, std::uint32_t limit)
{
    std::optional<Position> found;
    std::uint32_t line = firstLine;
    for (std::size_t begin = 0; begin < text.size() && line <= limit; ++line) {
        const std::size_t content = text.find_first_not_of(" \t", begin);
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::size_t tab = text.substr(begin, std::min(content, end) - begin).find('\t');
        if (content < end && tab != std::string_view::npos)
            found = Position{line, static_cast<std::uint32_t>(tab) + 1};
        begin = end + 1;
    }
    return found;
}

std::optional<ParseFailure> parse(std::string_view text, std::uint32_t firstLine, NodeArena &arena)
{
    const std::size_t firstNode = arena.nodes.size();
    const bool hasTab = text.find('\t') != std::string_view::npos;
    NodeBuilder builder(arena, firstLine);
    try {
        ViewBuffer buffer(text);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const LimitReached &limit) {
        return limit.failure;
    } catch (const YAML::Exception &error) {
        const Position at{static_cast<std::uint32_t>(std::max(error.mark.line, 0)) + firstLine,
                          static_cast<std::uint32_t>(std::max(error.mark.column, 0)) + 1};
        if (const auto tab = hasTab ? lastTabBefore(text, firstLine, at.line) : std::nullopt)
            return failureFor("illegal tab", *tab);
        ParseFailure failure = failureFor(error.msg, at);
        if (const auto bracket = failure.code == "yaml-truncated" ? builder.openBracket() : std::nullopt)
            failure.at = *bracket; // where the text ends says less
        return failure;
    } catch (const std::exception &error) { // std::out_of_range, for an alias whose anchor is not complete
        return failureFor(error.what(), {firstLine, 1});
    }
    if (auto truncation = findTruncation(text, firstLine, arena, firstNode))
        return truncation;
    if (auto missing = findMissingColon(text, firstLine, arena, firstNode))
        return missing;
    if (hasTab) {
        if (const auto tab = findTabIndentation(text, firstLine, arena, firstNode))
            return failureFor("illegal tab", *tab);
    }
    return std::nullopt;
}

} // namespace

std::optional<ParseFailure> parseYaml(std::string_view text, std::uint32_t firstLine, NodeArena &arena)
{
    if (parsePlainBlock(text, firstLine, arena))
        return std::nullopt;
    return parseAnyYaml(text, firstLine, arena);
}

std::optional<ParseFailure> parseAnyYaml(std::string_view text, std::uint32_t firstLine, NodeArena &arena)
{
    const std::size_t nodes = arena.nodes.size();
    const std::size_t size = arena.text.size();
    const std::size_t roots = arena.roots.size();
    auto failure = parse(text, firstLine, arena);
    if (failure) {
        arena.nodes.resize(nodes);
        arena.text.resize(size);
        arena.roots.resize(roots);
    }
    return failure;
}

} // namespace wayproof
