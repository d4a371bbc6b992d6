// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A graph drawn as SVG text. Colours are classes of one style sheet that follows the viewer's light or dark preference.
#include "model/analysis/graphformats.h"

#include "model/analysis/reasonwords.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace wayproof
{

namespace
{

constexpr double Margin = 24;
constexpr double Heading = 34;

constexpr std::string_view Style = R"(<style>
svg{--bg:#f6f7f9;--card:#fff;--line:#c9ced6;--ink:#1b222c;--soft:#5b6675;--edge:#8792a2;--bad:#b3261e;--maybe:#8a6100;--entry:#2d5fb4;--route:#6a4fb3;--end:#0b7a75}
@media (prefers-color-scheme:dark){svg{--bg:#15181d;--card:#20252c;--line:#3b434f;--ink:#e8ecf1;--soft:#9aa6b5;--edge:#6c7888;--bad:#ff8a80;--maybe:#f0c04c;--entry:#82aaff;--route:#c4a7ff;--end:#4fd1c5}}
text{font-family:"DejaVu Sans","Noto Sans",sans-serif;fill:var(--ink)}
.bg{fill:var(--bg)}.card{fill:var(--card);stroke:var(--line)}.missing{stroke:var(--bad);stroke-dasharray:5 3}.unloaded{stroke:var(--maybe);stroke-dasharray:2 3}
.entry{fill:var(--entry)}.route{fill:var(--route)}.end{fill:var(--end)}.bad{fill:var(--bad)}
.kind{font-size:9.5px;fill:var(--soft)}.title{font-size:12px;font-weight:bold}.sub{font-size:10.5px;fill:var(--soft)}
.head{font-size:14px;font-weight:bold;fill:var(--soft)}
.edge{fill:none;stroke:var(--edge);stroke-width:1.4}.refused{stroke:var(--bad);stroke-dasharray:6 4}.unknown{stroke:var(--maybe);stroke-dasharray:2 3}.copy{stroke-dasharray:9 4}
.on{stroke:var(--entry);stroke-width:2.6}
.label{font-size:10px;fill:var(--soft);paint-order:stroke;stroke:var(--bg);stroke-width:4px;text-anchor:middle}
.why{fill:var(--bad)}.perhaps{fill:var(--maybe)}
</style>
)";

std::string escaped(std::string_view in)
{
    std::string out;
    for (const char c : in) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            // XML has no place for other control characters.
            out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return out;
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    std::string out = text;
    if (out.ends_with(".0"))
        out.resize(out.size() - 2);
    return out == "-0" ? "0" : out;
}

/// At most `limit` characters, the rest an ellipsis; whole UTF-8 sequences only.
std::string elided(const std::string &in, std::size_t limit)
{
    std::size_t characters = 0;
    std::size_t cut = in.size();
    for (std::size_t i = 0; i < in.size(); ++i) {
        if ((static_cast<unsigned char>(in[i]) & 0xC0U) == 0x80U)
            continue;
        if (characters + 1 == limit)
            cut = i;
        if (++characters > limit)
            return in.substr(0, cut) + "…";
    }
    return in;
}

std::string_view groupOf(NodeKind kind)
{
    switch (kind) {
    case NodeKind::IngressClass:
    case NodeKind::GatewayClass:
    case NodeKind::Gateway:
    case NodeKind::ListenerSet:
    case NodeKind::Listener:
        return "entry";
    case NodeKind::Ingress:
    case NodeKind::HostPath:
    case NodeKind::Route:
    case NodeKind::Rule:
        return "route";
    case NodeKind::Missing:
        return "bad";
    case NodeKind::Service:
    case NodeKind::Resource:
    case NodeKind::Endpoint:
        break;
    }
    return "end";
}

std::string textElement(double x, double y, std::string_view style, const std::string &text)
{
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" class=\"" + std::string(style) + "\">" +
           escaped(text) + "</text>\n";
}

std::string card(const GraphNode &node, const LayoutRect &rect, bool isLit)
{
    const auto room = [&rect](double characterWidth) {
        return static_cast<std::size_t>(std::max(4.0, (rect.width - 26) / characterWidth));
    };
    const std::string box =
        "x=\"" + number(rect.x) + "\" y=\"" + number(rect.y) + "\" height=\"" + number(rect.height) + "\" ";
    const std::string kind = kindLine(node);
    const std::string subtitle = subtitleLine(node);
    std::string tip = kind + " " + node.title;
    if (!subtitle.empty())
        tip += "\n" + subtitle;
    if (!node.note.empty())
        tip += "\n" + node.note;
    std::string out = "<g><title>" + escaped(tip) + "</title>\n";
    out += "<rect " + box + "width=\"" + number(rect.width) + "\" rx=\"7\" class=\"card" +
           (isLit                            ? " on"
            : node.kind == NodeKind::Missing ? " missing"
            : node.isLoaded                  ? ""
                                             : " unloaded") +
           "\"/>\n";
    out += "<rect x=\"" + number(rect.x) + "\" y=\"" + number(rect.y + 8) + "\" width=\"4\" height=\"" +
           number(rect.height - 16) + "\" rx=\"2\" class=\"" + std::string(groupOf(node.kind)) + "\"/>\n";
    out += textElement(rect.x + 13, rect.y + 15, "kind", elided(kind, room(5.8)));
    out += textElement(rect.x + 13, rect.y + 31, "title", elided(node.title, room(7.9)));
    if (!subtitle.empty())
        out += textElement(rect.x + 13, rect.y + 46, "sub", elided(subtitle, room(6.4)));
    if (node.badge && *node.badge != Severity::Info) {
        out += textElement(rect.right() - 24, rect.y + 16, *node.badge == Severity::Error ? "kind why" : "kind perhaps",
                           (*node.badge == Severity::Error ? "✕ " : "! ") + std::to_string(node.findingCount));
    }
    return out + "</g>\n";
}

std::string arrow(const GraphEdge &edge, const std::vector<LayoutPoint> &curves, bool isLit)
{
    std::string path = "M" + number(curves[0].x) + " " + number(curves[0].y);
    for (std::size_t i = 1; i + 2 < curves.size(); i += 3) {
        path += " C";
        for (std::size_t k = i; k < i + 3; ++k)
            path += (k == i ? "" : " ") + number(curves[k].x) + " " + number(curves[k].y);
    }
    const std::string state = edge.state == LinkState::Refused   ? " refused"
                              : isLit                            ? " on"
                              : edge.state == LinkState::Unknown ? " unknown"
                              : edge.isMirror                    ? " copy"
                                                                 : "";
    std::string out = "<g>";
    if (edge.state != LinkState::Held)
        out += "<title>" + escaped((edge.code.empty() ? "" : edge.code + ": ") + edge.reason) + "</title>";
    out += "<path class=\"edge" + state + "\" d=\"" + path + "\" marker-end=\"url(#tip)\"/>\n";
    std::string label = edge.share ? percentText(*edge.share) : std::string();
    if (!edge.label.empty())
        label += (label.empty() ? "" : ", ") + edge.label;
    if (edge.state != LinkState::Held)
        label += std::string(label.empty() ? "" : ", ") + (edge.state == LinkState::Refused ? "✕ " : "? ") +
                 elided(plainReason(edge.code), 34);
    if (!label.empty()) {
        const LayoutPoint a = curves[curves.size() - 4];
        const LayoutPoint b = curves.back();
        // Where the last curve is at 0.62: beyond the middle, edges of one card have parted.
        const double t = 0.62;
        const double s = 3 * t * t - 2 * t * t * t;
        out += "<text class=\"label" +
               std::string(edge.state == LinkState::Refused   ? " why"
                           : edge.state == LinkState::Unknown ? " perhaps"
                                                              : "") +
               "\" x=\"" + number(a.x + (b.x - a.x) * (t + 0.5 * (s - t))) + "\" y=\"" +
               number(a.y + (b.y - a.y) * s + 3) + "\">" + escaped(label) + "</text>\n";
    }
    return out + "</g>\n";
}

} // namespace

std::string toSvg(const std::vector<Graph> &graphs, const std::vector<std::vector<std::string>> &lit)
{
    PlaceOptions options;
    options.layerGap = 84;
    std::string body;
    double width = 2 * Margin;
    double top = Margin;
    for (std::size_t g = 0; g < graphs.size(); ++g) {
        const Graph &graph = graphs[g];
        const std::set<std::string> way =
            g < lit.size() ? std::set<std::string>(lit[g].begin(), lit[g].end()) : std::set<std::string>();
        const GraphLayout layout = layoutGraph(layoutInput(graph), {}, options);
        body += textElement(Margin, top + 14, "head", graph.side == Side::Ingress ? "Ingress path" : "Gateway path");
        top += Heading;
        body += "<g transform=\"translate(" + number(Margin) + " " + number(top) + ")\">\n";
        const auto isLit = [&](int node) { return way.contains(graph.nodes[static_cast<std::size_t>(node)].id); };
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            if (!layout.routes[e].empty())
                body += arrow(graph.edges[e], curvesOf(layout.routes[e], layout.flow),
                              isLit(graph.edges[e].from) && isLit(graph.edges[e].to));
        }
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            body += card(graph.nodes[i], layout.nodes[i], way.contains(graph.nodes[i].id));
        body += "</g>\n";
        width = std::max(width, layout.width + 2 * Margin);
        top += layout.height + Margin;
    }
    const std::string size = number(std::ceil(width)) + "\" height=\"" + number(std::ceil(top)) + "\"";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + " viewBox=\"0 0 " + number(std::ceil(width)) +
           " " + number(std::ceil(top)) + "\">\n" + std::string(Style) +
           "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
           "orient=\"auto\">"
           "<path d=\"M0 0.5 L8 4 L0 7.5 z\" style=\"fill:var(--edge)\"/></marker></defs>\n<rect class=\"bg\" "
           "width=\"" +
           size + "/>\n" + body + "</svg>\n";
}

} // namespace wayproof
