// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Text form and card sizes of a graph. See graph.h.
#include "model/analysis/graph.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace wayproof
{

std::string_view toText(NodeKind kind)
{
    switch (kind) {
    case NodeKind::IngressClass:
        return "IngressClass";
    case NodeKind::Ingress:
        return "Ingress";
    case NodeKind::HostPath:
        return "HostPath";
    case NodeKind::GatewayClass:
        return "GatewayClass";
    case NodeKind::Gateway:
        return "Gateway";
    case NodeKind::ListenerSet:
        return "ListenerSet";
    case NodeKind::Listener:
        return "Listener";
    case NodeKind::Route:
        return "Route";
    case NodeKind::Rule:
        return "Rule";
    case NodeKind::Service:
        return "Service";
    case NodeKind::Resource:
        return "Resource";
    case NodeKind::Endpoint:
        return "Endpoint";
    case NodeKind::Missing:
        return "Missing";
    }
    return "";
}

int Graph::indexOf(std::string_view id) const
{
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].id == id)
            return static_cast<int>(i);
    }
    return -1;
}

std::string percentText(double share)
{
    const double tenths = std::round(share * 1000);
    char text[32];
    if (std::fmod(tenths, 10) == 0)
        std::snprintf(text, sizeof text, "%.0f %%", tenths / 10);
    else
        std::snprintf(text, sizeof text, "%.1f %%", tenths / 10);
    return text;
}

std::string kindLine(const GraphNode &node)
{
    return node.kindLabel + (node.tls.empty() ? "" : " · " + node.tls);
}

std::string subtitleLine(const GraphNode &node)
{
    if (node.isLoaded)
        return node.subtitle;
    return node.subtitle + (node.subtitle.empty() ? "" : " · ") + "not loaded";
}

std::string toText(const Graph &graph)
{
    std::vector<std::vector<const GraphEdge *>> outgoing(graph.nodes.size());
    for (const GraphEdge &edge : graph.edges)
        outgoing[static_cast<std::size_t>(edge.from)].push_back(&edge);
    std::string text = std::string(toText(graph.side)) + " graph\n";
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode &node = graph.nodes[i];
        text += node.kindLabel + " " + node.title;
        if (!node.subtitle.empty())
            text += " (" + node.subtitle + ")";
        if (!node.tls.empty())
            text += " {" + node.tls + "}";
        if (!node.isLoaded)
            text += " {not loaded}";
        if (node.badge && *node.badge != Severity::Info) // advice is not part of the shape
            text += " [" + std::string(toText(*node.badge)) + " " + std::to_string(node.findingCount) + "]";
        text += '\n';
        for (const GraphEdge *edge : outgoing[i]) {
            const GraphNode &target = graph.nodes[static_cast<std::size_t>(edge->to)];
            text += edge->state == LinkState::Held ? "  -> " : edge->state == LinkState::Refused ? "  x> " : "  ?> ";
            text += target.kindLabel + " " + target.title;
            if (edge->share)
                text += ", " + percentText(*edge->share);
            if (!edge->label.empty())
                text += ", " + edge->label;
            if (edge->state != LinkState::Held) {
                text += ": ";
                if (!edge->code.empty())
                    text += edge->code + ": ";
                text += edge->reason;
            }
            text += '\n';
        }
    }
    return text;
}

namespace
{

/// Characters, not bytes.
std::size_t lengthOf(const std::string &text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

LayoutInput layoutInput(const Graph &graph)
{
    // Cards of one layer are equally wide, so that columns line up; texts that are longer than the widest card are
    // elided.
    constexpr double CardHeight = 54;
    constexpr double LeastWidth = 132;
    constexpr double GreatestWidth = 248;
    constexpr double TitleCharacter = 8.5;
    constexpr double SmallCharacter = 6.3;
    constexpr double IconAndMargins = 54;
    constexpr double BadgeRoom = 30;
    LayoutInput input;
    std::vector<double> widths;
    for (const GraphNode &node : graph.nodes) {
        const auto lengthOfText = [](const std::string &text) { return static_cast<double>(lengthOf(text)); };
        const double longest =
            std::max({TitleCharacter * lengthOfText(node.title), SmallCharacter * lengthOfText(subtitleLine(node)),
                      SmallCharacter * lengthOfText(kindLine(node)) + (node.badge ? BadgeRoom : 0)});
        const double width = std::clamp(IconAndMargins + longest, LeastWidth, GreatestWidth);
        const auto rank = static_cast<std::size_t>(node.rank);
        if (widths.size() <= rank)
            widths.resize(rank + 1, 0);
        widths[rank] = std::max(widths[rank], std::ceil(width));
    }
    for (const GraphNode &node : graph.nodes)
        input.nodes.push_back({node.rank, widths[static_cast<std::size_t>(node.rank)], CardHeight});
    for (const GraphEdge &edge : graph.edges)
        input.edges.push_back({edge.from, edge.to});
    return input;
}

} // namespace wayproof
