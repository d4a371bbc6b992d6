// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Paints a scene through a transform, as detailed as there is room for. Used by the canvas, its overview and the
// exports. Knows no widget and no input.
#pragma once

#include "views/graphcanvasscene.h"
#include "views/theme.h"

#include <QFont>
#include <QPainter>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace wayproof
{

/// What was seen live of a share that an edge predicts.
struct SeenLabel {
    QStringList texts; ///< the same ever shorter; the first that there is room for is shown
    QColor ink;
};

/// What is said about nodes and edges besides what they are. Empty lists: nothing of the kind.
struct CanvasMarks {
    std::map<int, SeenLabel> seen; ///< by edge
    std::vector<char> isFaded;     ///< per node: left out by the filter
    std::vector<char> isNamed;     ///< per node: found by the filter
    std::vector<char> isChanged;   ///< per node: new or different since the graph before
    std::vector<char> isLoser;     ///< per node: a candidate that lost
    static bool has(const std::vector<char> &list, int i)
    {
        return static_cast<std::size_t>(i) < list.size() && list[static_cast<std::size_t>(i)] != 0;
    }
};

/// How much of a card there is room for.
enum class CardDetail { Run, Box, Line, Card };

struct CardLook {
    bool isLit = false;
    bool isSelected = false;
    bool isHovered = false;
};

class CanvasPainter
{
public:
    /// Whether a label is drawn anyway, or only where it covers no card and no label before it.
    enum class LabelRoom { Assumed, Looked };
    CanvasPainter(const CanvasScene &scene, const CanvasTransform &transform, Theme theme, const QFont &font,
                  const CanvasMarks &marks);

    /// Everything within a widget rectangle, as detailed as the whole `view` allows, of which it is a part.
    void paint(QPainter &painter, const QRect &rect, const QRect &view) const;
    void paintCard(QPainter &painter, int node, CardLook look) const;
    /// One edge, stroked for itself, in its state's colour or in `colour` where that is valid.
    void paintEdge(QPainter &painter, int edge, const QRect &rect, const QColor &colour, double width) const;
    /// What the label beside an edge says; empty when there is none.
    QString edgeLabel(int edge) const;
    void paintEdgeLabel(QPainter &painter, const CanvasScene::Piece &piece, const QColor &colour,
                        LabelRoom room = LabelRoom::Assumed) const;
    /// What was seen of it, below; null where nothing was.
    const SeenLabel *seenOf(int edge) const;

    /// A veil over what was painted, and the way of a request on top of it.
    void paintLit(QPainter &painter, const QRect &rect, const std::vector<int> &nodes,
                  const std::vector<int> &edges) const;

    CardDetail detail(int node) const;
    /// Names of the layers above (or beside) them; only where cards do not name their kind themselves.
    void paintLayerNames(QPainter &painter, const QRect &rect) const;

private:
    void paintBands(QPainter &painter, const QRect &rect) const;
    void paintEdges(QPainter &painter, const QRect &rect, const QRect &view) const;
    void paintCards(QPainter &painter, const QRect &rect) const;
    void paintRuns(QPainter &painter, const CanvasScene::Layer &layer, std::size_t first, std::size_t last) const;
    void paintIcon(QPainter &painter, NodeKind kind, const QRectF &box, double opacity) const;
    void paintLock(QPainter &painter, const QRectF &box) const;
    QStringList layerTexts(const CanvasScene::Layer &layer) const;
    void paintBadge(QPainter &painter, const GraphNode &node, const QRectF &card, double scale) const;
    void paintCardTexts(QPainter &painter, const GraphNode &node, const QRectF &rect, CardDetail detail) const;
    void strokePiece(QPainter &painter, const CanvasScene::Piece &piece, const QRectF &part) const;
    void paintArrow(QPainter &painter, const CanvasScene::Piece &piece, const QColor &colour, double size) const;
    bool isFree(const QRectF &pill) const;
    QColor edgeColour(const GraphEdge &edge) const;
    QPen edgePen(const GraphEdge &edge, const QColor &colour, double width) const;
    bool isEdgeFaded(const GraphEdge &edge) const;
    const GraphNode &nodeOf(int node) const { return m_scene.graph().nodes[static_cast<std::size_t>(node)]; }
    const GraphEdge &edgeOf(int edge) const { return m_scene.graph().edges[static_cast<std::size_t>(edge)]; }

    const CanvasScene &m_scene;
    CanvasTransform m_transform;
    Theme m_theme;
    const CanvasColours &m_colours;
    QFont m_font;
    const CanvasMarks &m_marks;
    mutable std::vector<QRectF> m_labels; ///< where labels that had to look for room stand
    double m_scale;                       ///< the lesser of the two axes' scales
};

} // namespace wayproof
