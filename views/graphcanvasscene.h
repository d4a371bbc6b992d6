// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A laid-out graph in arrays that can be cut to a view quickly: cards by layer, edges as pieces between layers, and the
// transform from there to pixels. Immutable; knows no painter.
#pragma once

#include "model/analysis/graph.h"

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <memory>
#include <utility>
#include <vector>

namespace wayproof
{

using GraphPtr = std::shared_ptr<const Graph>;
using LayerOrderPtr = std::shared_ptr<const LayerOrder>;

/// Scene coordinates: u runs across the layers (the way of the flow), v along them.
struct ScenePoint {
    double u = 0;
    double v = 0;
};

/// The height of the one curve that all edges follow, at `s` of its way: 0 at 0, 1 at 1, level at both ends.
double curveAt(double s);
/// The inverse of curveAt.
double curveInverse(double height);

class CanvasScene
{
public:
    /// A stretch of an edge: from (u0, v0) to (u1, v1) along the curve, u0 < u1.
    struct Piece {
        float u0;
        float v0;
        float u1;
        float v1;
        int edge;
        bool isBackward;
        bool isAtTarget;    ///< its last stretch: carries arrow and label
        bool isHeld = true; ///< the edge's state
    };
    /// The cards of one layer, from first to last along it.
    struct Layer {
        double begin = 0; ///< u
        double end = 0;
        std::vector<int> nodes;
    };

    CanvasScene(GraphPtr graph, LayerOrderPtr order, Flow flow);

    const Graph &graph() const { return *m_graph; }
    Flow flow() const { return m_layout.flow; }
    const std::vector<Piece> &pieces() const { return m_pieces; }
    const std::vector<Layer> &layers() const { return m_layers; }
    /// Edges within a layer, as cubic curves in scene coordinates; few.
    struct Bow {
        int edge = 0;
        ScenePoint points[4];
    };
    const std::vector<Bow> &bows() const { return m_bows; }
    double acrossLength() const;
    double alongLength() const;
    /// Of a card: its place across and along.
    QRectF nodeRect(int node) const;           ///< x is u, y is v
    std::vector<int> outgoing(int node) const; ///< edges
    std::vector<int> incoming(int node) const;
    /// Of a card, beside its place: all that painting it from afar needs.
    struct Gist {
        NodeKind kind = NodeKind::Service;
        bool hasError = false;
        bool hasWarning = false;
    };
    const Gist &gist(int node) const { return m_gists[static_cast<std::size_t>(node)]; }
    int layerOf(int node) const { return m_layerOf[static_cast<std::size_t>(node)]; }
    /// The cards of a layer whose place along it touches `from` to `to`, as indices into Layer::nodes.
    std::pair<std::size_t, std::size_t> visible(const Layer &layer, double from, double to) const;
    /// The card there, or -1.
    int nodeAt(ScenePoint point) const;

private:
    GraphPtr m_graph;
    GraphLayout m_layout;
    std::vector<Piece> m_pieces;
    std::vector<Bow> m_bows;
    std::vector<Layer> m_layers;
    std::vector<int> m_layerOf;
    std::vector<Gist> m_gists;
    std::vector<int> m_edgesByFrom;
    std::vector<int> m_edgesByTo;
};

/// From scene to widget coordinates. The two axes scale apart: where the whole length of the layers would be tiny, the
/// way across them still fills the view.
struct CanvasTransform {
    Flow flow = Flow::LeftToRight;
    double across = 1; ///< pixels for one unit of u
    double along = 1;
    double acrossOrigin = 0; ///< where u = 0 is
    double alongOrigin = 0;

    double mapU(double u) const { return acrossOrigin + u * across; }
    double mapV(double v) const { return alongOrigin + v * along; }
    QPointF map(double u, double v) const
    {
        return flow == Flow::LeftToRight ? QPointF(mapU(u), mapV(v)) : QPointF(mapV(v), mapU(u));
    }
    QRectF map(const QRectF &uv) const
    {
        return QRectF(map(uv.left(), uv.top()), map(uv.right(), uv.bottom())).normalized();
    }
    ScenePoint unmap(QPointF point) const
    {
        const double a = flow == Flow::LeftToRight ? point.x() : point.y();
        const double b = flow == Flow::LeftToRight ? point.y() : point.x();
        return {(a - acrossOrigin) / across, (b - alongOrigin) / along};
    }
    /// The scene's part of a widget rectangle; x is u, y is v.
    QRectF unmap(const QRectF &rect) const
    {
        const ScenePoint a = unmap(rect.topLeft());
        const ScenePoint b = unmap(rect.bottomRight());
        return QRectF(QPointF(a.u, a.v), QPointF(b.u, b.v)).normalized();
    }
};

/// The curve of a piece within a part of the scene, as points in widget coordinates, for stroking. Empty when it is
/// elsewhere.
std::vector<QPointF> clippedCurve(const CanvasScene::Piece &piece, const QRectF &part,
                                  const CanvasTransform &transform);

} // namespace wayproof
