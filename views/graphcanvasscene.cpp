// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See graphcanvasscene.h.
#include "views/graphcanvasscene.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace wayproof
{

namespace
{

constexpr int Steps = 512;

std::size_t index(int i)
{
    return static_cast<std::size_t>(i);
}

/// Height over way of a cubic whose control points stand at half way, level with the ends.
struct CurveTables {
    std::array<double, Steps + 1> height{};
    std::array<double, Steps + 1> way{};
    CurveTables()
    {
        const auto fill = [](std::array<double, Steps + 1> &table, const auto &in, const auto &out) {
            double t = 0;
            for (int i = 0; i <= Steps; ++i) {
                const double wanted = static_cast<double>(i) / Steps;
                double low = t;
                double high = 1;
                for (int k = 0; k < 40; ++k) {
                    const double middle = (low + high) / 2;
                    (in(middle) < wanted ? low : high) = middle;
                }
                t = low;
                table[index(i)] = out((low + high) / 2);
            }
        };
        const auto wayAt = [](double t) { return 1.5 * t - 1.5 * t * t + t * t * t; };
        const auto riseAt = [](double t) { return 3 * t * t - 2 * t * t * t; };
        fill(height, wayAt, riseAt);
        fill(way, riseAt, wayAt);
    }
};

double interpolated(const std::array<double, Steps + 1> &table, double at)
{
    const double scaled = std::clamp(at, 0.0, 1.0) * Steps;
    const int i = std::min(static_cast<int>(scaled), Steps - 1);
    const double rest = scaled - i;
    return table[index(i)] * (1 - rest) + table[index(i + 1)] * rest;
}

const CurveTables &tables()
{
    static const CurveTables made;
    return made;
}

} // namespace

double curveAt(double s)
{
    return interpolated(tables().height, s);
}

double curveInverse(double height)
{
    return interpolated(tables().way, height);
}

CanvasScene::CanvasScene(GraphPtr graph, LayerOrderPtr order, Flow flow)
    : m_graph(std::move(graph))
{
    PlaceOptions options;
    options.flow = flow;
    // Room for a label on the way; from top to bottom labels lie across the way and need less.
    options.layerGap = flow == Flow::LeftToRight ? 88 : 36;
    options.nodeGap = flow == Flow::LeftToRight ? 16 : 28;
    m_layout = placeLayers(layoutInput(*m_graph), *order, options);

    m_layerOf.assign(m_graph->nodes.size(), 0);
    for (const std::vector<int> &items : order->layers) {
        Layer layer;
        bool isFirst = true;
        for (const int item : items) {
            if (item >= order->nodeCount)
                continue;
            m_layerOf[index(item)] = static_cast<int>(m_layers.size());
            layer.nodes.push_back(item);
            const QRectF rect = nodeRect(item);
            layer.begin = isFirst ? rect.left() : std::min(layer.begin, rect.left());
            layer.end = isFirst ? rect.right() : std::max(layer.end, rect.right());
            isFirst = false;
        }
        m_layers.push_back(std::move(layer));
    }
    for (const GraphNode &node : m_graph->nodes)
        m_gists.push_back({node.kind, node.badge == Severity::Error, node.badge == Severity::Warning});
    const bool isHorizontal = flow == Flow::LeftToRight;
    const auto point = [isHorizontal](const LayoutPoint &p) {
        return isHorizontal ? ScenePoint{p.x, p.y} : ScenePoint{p.y, p.x};
    };
    for (std::size_t e = 0; e < m_layout.routes.size(); ++e) {
        const std::vector<LayoutPoint> &route = m_layout.routes[e];
        const int edge = static_cast<int>(e);
        if (route.size() == 3) {
            const std::vector<LayoutPoint> curve = curvesOf(route, flow);
            m_bows.push_back({edge, {point(curve[0]), point(curve[1]), point(curve[2]), point(curve[3])}});
            continue;
        }
        for (std::size_t i = 0; i + 1 < route.size(); ++i) {
            ScenePoint a = point(route[i]);
            ScenePoint b = point(route[i + 1]);
            const bool isBackward = a.u > b.u;
            if (isBackward)
                std::swap(a, b);
            m_pieces.push_back({static_cast<float>(a.u), static_cast<float>(a.v), static_cast<float>(b.u),
                                static_cast<float>(b.v), edge, isBackward, i + 2 == route.size(),
                                m_graph->edges[e].state == LinkState::Held});
        }
    }
    for (std::size_t e = 0; e < m_graph->edges.size(); ++e) {
        m_edgesByFrom.push_back(static_cast<int>(e));
        m_edgesByTo.push_back(static_cast<int>(e));
    }
    std::stable_sort(m_edgesByFrom.begin(), m_edgesByFrom.end(),
                     [this](int a, int b) { return m_graph->edges[index(a)].from < m_graph->edges[index(b)].from; });
    std::stable_sort(m_edgesByTo.begin(), m_edgesByTo.end(),
                     [this](int a, int b) { return m_graph->edges[index(a)].to < m_graph->edges[index(b)].to; });
}

double CanvasScene::acrossLength() const
{
    return flow() == Flow::LeftToRight ? m_layout.width : m_layout.height;
}

double CanvasScene::alongLength() const
{
    return flow() == Flow::LeftToRight ? m_layout.height : m_layout.width;
}

QRectF CanvasScene::nodeRect(int node) const
{
    const LayoutRect &rect = m_layout.nodes[index(node)];
    return flow() == Flow::LeftToRight ? QRectF(rect.x, rect.y, rect.width, rect.height)
                                       : QRectF(rect.y, rect.x, rect.height, rect.width);
}

std::vector<int> CanvasScene::outgoing(int node) const
{
    const auto range = std::equal_range(m_edgesByFrom.begin(), m_edgesByFrom.end(), -1, [this, node](int a, int b) {
        const auto value = [this, node](int e) { return e < 0 ? node : m_graph->edges[index(e)].from; };
        return value(a) < value(b);
    });
    return {range.first, range.second};
}

std::vector<int> CanvasScene::incoming(int node) const
{
    const auto range = std::equal_range(m_edgesByTo.begin(), m_edgesByTo.end(), -1, [this, node](int a, int b) {
        const auto value = [this, node](int e) { return e < 0 ? node : m_graph->edges[index(e)].to; };
        return value(a) < value(b);
    });
    return {range.first, range.second};
}

std::pair<std::size_t, std::size_t> CanvasScene::visible(const Layer &layer, double from, double to) const
{
    const auto first = std::partition_point(layer.nodes.begin(), layer.nodes.end(),
                                            [&](int node) { return nodeRect(node).bottom() < from; });
    const auto last =
        std::partition_point(first, layer.nodes.end(), [&](int node) { return nodeRect(node).top() <= to; });
    return {static_cast<std::size_t>(first - layer.nodes.begin()),
            static_cast<std::size_t>(last - layer.nodes.begin())};
}

int CanvasScene::nodeAt(ScenePoint point) const
{
    for (const Layer &layer : m_layers) {
        if (point.u < layer.begin || point.u > layer.end)
            continue;
        const auto [first, last] = visible(layer, point.v, point.v);
        for (std::size_t i = first; i < last; ++i) {
            if (nodeRect(layer.nodes[i]).contains(point.u, point.v))
                return layer.nodes[i];
        }
    }
    return -1;
}

std::vector<QPointF> clippedCurve(const CanvasScene::Piece &piece, const QRectF &part, const CanvasTransform &transform)
{
    const double u0 = piece.u0;
    const double length = piece.u1 - u0;
    const double rise = piece.v1 - piece.v0;
    double begin = 0;
    double end = 1;
    if (length > 0) {
        begin = std::max(begin, (part.left() - u0) / length);
        end = std::min(end, (part.right() - u0) / length);
    }
    if (rise != 0) {
        double low = (part.top() - piece.v0) / rise;
        double high = (part.bottom() - piece.v0) / rise;
        if (low > high)
            std::swap(low, high);
        if (high < 0 || low > 1)
            return {};
        begin = std::max(begin, curveInverse(low));
        end = std::min(end, curveInverse(high));
    } else if (piece.v0 < part.top() || piece.v0 > part.bottom()) {
        return {};
    }
    if (begin > end)
        return {};
    const auto at = [&](double s) { return transform.map(u0 + s * length, piece.v0 + rise * curveAt(s)); };
    if (rise == 0)
        return {at(begin), at(end)};
    const double pixels =
        (end - begin) * length * transform.across + std::abs(rise * transform.along) * (curveAt(end) - curveAt(begin));
    const int steps = std::clamp(static_cast<int>(pixels / 7), 2, 40);
    std::vector<QPointF> points;
    points.reserve(index(steps) + 1);
    for (int i = 0; i <= steps; ++i)
        points.push_back(at(begin + (end - begin) * i / steps));
    return points;
}

} // namespace wayproof
