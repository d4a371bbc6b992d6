// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// DOT, Mermaid and JSON. The drawing is in graphsvg.cpp.
#include "model/analysis/graphformats.h"

#include <QJsonArray>

namespace wayproof
{

namespace
{

QString text(std::string_view s)
{
    return QString::fromUtf8(s.data(), static_cast<qsizetype>(s.size()));
}

std::string replaced(std::string_view in, std::string_view special, std::string_view with)
{
    std::string out;
    for (const char c : in) {
        if (special.find(c) != std::string_view::npos)
            out += with;
        if (c == '\n')
            out += ' ';
        else
            out += c;
    }
    return out;
}

std::string dotText(std::string_view in)
{
    return replaced(in, "\"\\", "\\");
}

/// Mermaid reads HTML entities inside quoted labels; everything that could end a label or be read as markup becomes
/// one.
std::string mermaidText(std::string_view in)
{
    std::string out;
    for (const char c : in) {
        switch (c) {
        case '"':
            out += "#quot;";
            break;
        case '<':
            out += "#lt;";
            break;
        case '>':
            out += "#gt;";
            break;
        case '#':
            out += "#35;";
            break;
        case '&':
            out += "#amp;";
            break;
        case '|':
            out += "#124;";
            break;
        case '`':
            out += "#96;";
            break;
        case '\n':
            out += ' ';
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// What stands beside an edge: share, label, and why it does not hold.
std::string edgeText(const GraphEdge &edge)
{
    std::string out;
    const auto add = [&out](const std::string &part) {
        if (!part.empty())
            out += (out.empty() ? "" : ", ") + part;
    };
    if (edge.share)
        add(percentText(*edge.share));
    add(edge.label);
    if (edge.state != LinkState::Held)
        add(std::string(toText(edge.state)) + (edge.code.empty() ? "" : " " + edge.code));
    return out;
}

QJsonObject sourceJson(const Location &location)
{
    QJsonObject object;
    if (location.isKnown())
        object.insert(QStringLiteral("file"), text(location.fileName()));
    if (location.at.isKnown()) {
        object.insert(QStringLiteral("line"), static_cast<int>(location.at.line));
        object.insert(QStringLiteral("column"), static_cast<int>(location.at.column));
    }
    return object;
}

QJsonObject nodeJson(const GraphNode &node)
{
    QJsonObject object{
        {QStringLiteral("id"), text(node.id)},
        {QStringLiteral("kind"), text(toText(node.kind))},
        {QStringLiteral("label"), text(node.kindLabel)},
        {QStringLiteral("title"), text(node.title)},
        {QStringLiteral("subtitle"), text(node.subtitle)},
        {QStringLiteral("namespace"), text(node.ns)},
        {QStringLiteral("rank"), node.rank},
        {QStringLiteral("findings"), node.findingCount},
        {QStringLiteral("tls"), node.tls.empty() ? QJsonValue() : QJsonValue(text(node.tls))},
        {QStringLiteral("loaded"), node.isLoaded},
        {QStringLiteral("severity"), node.badge ? QJsonValue(text(toText(*node.badge))) : QJsonValue()},
        {QStringLiteral("rule"), node.anchor.rule ? QJsonValue(*node.anchor.rule) : QJsonValue()},
        {QStringLiteral("match"),
         node.anchor.match && *node.anchor.match >= 0 ? QJsonValue(*node.anchor.match) : QJsonValue()},
        {QStringLiteral("source"), sourceJson(node.location)},
    };
    QJsonArray hosts;
    for (const std::string &host : node.hosts)
        hosts.append(text(host));
    object.insert(QStringLiteral("hosts"), hosts);
    object.insert(QStringLiteral("resource"),
                  node.anchor.id.isNull()
                      ? QJsonValue()
                      : QJsonValue(QJsonObject{{QStringLiteral("kind"), text(node.anchor.id.kind)},
                                               {QStringLiteral("namespace"), text(node.anchor.id.ns)},
                                               {QStringLiteral("name"), text(node.anchor.id.name)}}));
    return object;
}

} // namespace

std::string toDot(const std::vector<Graph> &graphs)
{
    std::string out = "digraph wayproof {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
                      "  edge [fontname=\"sans-serif\", fontsize=10];\n";
    for (const Graph &graph : graphs) {
        const std::string side(toText(graph.side));
        out += "  subgraph cluster_" + side + " {\n    label=\"" + side + "\";\n";
        int rank = -1;
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            const GraphNode &node = graph.nodes[i];
            if (node.rank != rank) {
                out += rank < 0 ? "" : "    }\n";
                out += "    { rank=same;\n";
                rank = node.rank;
            }
            out += "      " + side + std::to_string(i) + " [label=\"" + dotText(node.kindLabel) + "\\n" +
                   dotText(node.title) + (node.subtitle.empty() ? "" : "\\n" + dotText(node.subtitle)) + "\"";
            if (!node.note.empty())
                out += ", tooltip=\"" + dotText(node.note) + "\"";
            if (node.kind == NodeKind::Missing)
                out += ", style=\"rounded,dashed\"";
            out += "];\n";
        }
        out += rank < 0 ? "" : "    }\n";
        for (const GraphEdge &edge : graph.edges) {
            out += "    " + side + std::to_string(edge.from) + " -> " + side + std::to_string(edge.to) + " [";
            std::string attributes;
            if (const std::string label = edgeText(edge); !label.empty())
                attributes += "label=\"" + dotText(label) + "\"";
            if (edge.state != LinkState::Held) {
                attributes += std::string(", style=") + (edge.state == LinkState::Refused ? "dashed" : "dotted");
                attributes += ", tooltip=\"" + dotText(edge.reason) + "\"";
            }
            out += attributes + "];\n";
        }
        out += "  }\n";
    }
    return out + "}\n";
}

std::string toMermaid(const std::vector<Graph> &graphs)
{
    std::string out = "flowchart LR\n";
    for (const Graph &graph : graphs) {
        const std::string side(toText(graph.side));
        out += "  subgraph " + side + "\n";
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            const GraphNode &node = graph.nodes[i];
            out += "    " + side + std::to_string(i) + "[\"" + mermaidText(node.kindLabel) + "<br/><b>" +
                   mermaidText(node.title) + "</b>" +
                   (node.subtitle.empty() ? "" : "<br/>" + mermaidText(node.subtitle)) + "\"]\n";
        }
        for (const GraphEdge &edge : graph.edges) {
            std::string label = edgeText(edge);
            if (edge.state != LinkState::Held && !edge.reason.empty())
                label += ": " + edge.reason;
            out += "    " + side + std::to_string(edge.from) + (edge.state == LinkState::Held ? " -->" : " -.->");
            out += (label.empty() ? " " : "|\"" + mermaidText(label) + "\"| ") + side + std::to_string(edge.to) + "\n";
        }
        out += "  end\n";
    }
    return out;
}

QJsonObject toJson(const std::vector<Graph> &graphs)
{
    QJsonArray list;
    for (const Graph &graph : graphs) {
        QJsonArray nodes;
        for (const GraphNode &node : graph.nodes)
            nodes.append(nodeJson(node));
        QJsonArray edges;
        for (const GraphEdge &edge : graph.edges) {
            edges.append(QJsonObject{
                {QStringLiteral("from"), text(graph.nodes[static_cast<std::size_t>(edge.from)].id)},
                {QStringLiteral("to"), text(graph.nodes[static_cast<std::size_t>(edge.to)].id)},
                {QStringLiteral("state"), text(toText(edge.state))},
                {QStringLiteral("code"), edge.code.empty() ? QJsonValue() : QJsonValue(text(edge.code))},
                {QStringLiteral("reason"), edge.reason.empty() ? QJsonValue() : QJsonValue(text(edge.reason))},
                {QStringLiteral("share"), edge.share ? QJsonValue(*edge.share) : QJsonValue()},
                {QStringLiteral("label"), text(edge.label)},
                {QStringLiteral("mirror"), edge.isMirror},
                {QStringLiteral("source"), sourceJson(edge.location)},
            });
        }
        list.append(QJsonObject{{QStringLiteral("side"), text(toText(graph.side))},
                                {QStringLiteral("nodes"), nodes},
                                {QStringLiteral("edges"), edges}});
    }
    return {{QStringLiteral("schema"), QStringLiteral("wayproof/graph/v1")}, {QStringLiteral("graphs"), list}};
}

} // namespace wayproof
