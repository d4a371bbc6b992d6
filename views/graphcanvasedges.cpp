// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Edges of the canvas painter: stroked one by one while they can be told apart, as a density picture beyond.
#include "model/analysis/reasonwords.h"
#include "views/graphcanvasdensity.h"
#include "views/graphcanvaspainter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

/// More pieces than this in view are no longer strokes that the eye can follow, nor that a frame has time for.
constexpr std::size_t StrokeLimit = 420;
/// The same of those that only pass through, with neither end in view.
constexpr std::size_t PassingLimit = 60;
/// Where on the last stretch the label stands: beyond the middle, the edges of one card have parted.
constexpr double LabelAt = 0.6;

} // namespace

QColor CanvasPainter::edgeColour(const GraphEdge &edge) const
{
    switch (edge.state) {
    case LinkState::Refused:
        return m_colours.refused;
    case LinkState::Unknown:
        return m_colours.unknown;
    case LinkState::Held:
        break;
    }
    return m_colours.edge;
}

QPen CanvasPainter::edgePen(const GraphEdge &edge, const QColor &colour, double width) const
{
    QPen pen(colour, width);
    pen.setCapStyle(Qt::FlatCap);
    if (edge.state == LinkState::Refused)
        pen.setDashPattern({5, 4});
    else if (edge.state == LinkState::Unknown)
        pen.setDashPattern({1.5, 3});
    else if (edge.isMirror)
        pen.setDashPattern({7, 3});
    return pen;
}

bool CanvasPainter::isEdgeFaded(const GraphEdge &edge) const
{
    return CanvasMarks::has(m_marks.isFaded, edge.from) || CanvasMarks::has(m_marks.isFaded, edge.to);
}

void CanvasPainter::strokePiece(QPainter &painter, const CanvasScene::Piece &piece, const QRectF &part) const
{
    const std::vector<QPointF> points = clippedCurve(piece, part, m_transform);
    if (points.size() > 1)
        painter.drawPolyline(points.data(), static_cast<int>(points.size()));
}

void CanvasPainter::paintArrow(QPainter &painter, const CanvasScene::Piece &piece, const QColor &colour,
                               double size) const
{
    const QPointF tip = piece.isBackward ? m_transform.map(piece.u0, piece.v0) : m_transform.map(piece.u1, piece.v1);
    const double sign = piece.isBackward ? -1 : 1;
    const QPointF along = m_transform.flow == Flow::LeftToRight ? QPointF(size * sign, 0) : QPointF(0, size * sign);
    const QPointF aside = m_transform.flow == Flow::LeftToRight ? QPointF(0, size * 0.48) : QPointF(size * 0.48, 0);
    const QPointF corners[3] = {tip, tip - along + aside, tip - along - aside};
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(corners, 3);
}

QString CanvasPainter::edgeLabel(int edge) const
{
    const GraphEdge &what = edgeOf(edge);
    QStringList parts;
    if (what.state == LinkState::Refused)
        parts << u"✕\u00A0"_s + (what.code.empty() ? u"refused"_s : QString::fromStdString(plainReason(what.code)));
    else if (what.state == LinkState::Unknown)
        parts << u"?\u00A0"_s + (what.code.empty() ? u"not known"_s : QString::fromStdString(plainReason(what.code)));
    if (what.share)
        parts << QString::fromStdString(percentText(*what.share));
    if (!what.label.empty())
        parts << QString::fromStdString(what.label);
    return parts.join(u" · "_s);
}

const SeenLabel *CanvasPainter::seenOf(int edge) const
{
    const auto it = m_marks.seen.find(edge);
    return it == m_marks.seen.end() ? nullptr : &it->second;
}

/// Whether a label there would cover neither a card nor a label that had to look for room before it.
bool CanvasPainter::isFree(const QRectF &pill) const
{
    if (std::any_of(m_labels.begin(), m_labels.end(), [&](const QRectF &one) { return one.intersects(pill); }))
        return false;
    const QRectF part = m_transform.unmap(pill);
    for (const CanvasScene::Layer &layer : m_scene.layers()) {
        if (layer.nodes.empty() || layer.end < part.left() || layer.begin > part.right())
            continue;
        const auto [first, last] = m_scene.visible(layer, part.top(), part.bottom());
        for (std::size_t i = first; i < last; ++i) {
            if (m_scene.nodeRect(layer.nodes[i]).intersects(part))
                return false;
        }
    }
    return true;
}

void CanvasPainter::paintEdgeLabel(QPainter &painter, const CanvasScene::Piece &piece, const QColor &colour,
                                   LabelRoom labelRoom) const
{
    QString text = edgeLabel(piece.edge);
    const SeenLabel *const seen = seenOf(piece.edge);
    if (text.isEmpty() && !seen)
        return;
    // Between layers that stand close above each other there is just room for it in the middle.
    const bool isClose = m_transform.flow == Flow::TopToBottom && (piece.u1 - piece.u0) * m_transform.across < 28;
    const double forward = isClose ? 0.5 : LabelAt;
    const double s = piece.isBackward ? 1 - forward : forward;
    QPointF centre =
        m_transform.map(piece.u0 + s * (piece.u1 - piece.u0), piece.v0 + curveAt(s) * (piece.v1 - piece.v0));
    QFont font = m_font;
    font.setPixelSize(std::max(9, static_cast<int>(std::lround(10.5 * std::min(m_scale, 1.4)))));
    font.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(font);
    const bool isHeld = edgeOf(piece.edge).state == LinkState::Held;
    // From left to right a label may fill the gap between two layers, less the arrow, on several lines; from top to
    // bottom it is as wide as the card it leads to, so that it covers no neighbour's.
    const bool isAcross = m_transform.flow == Flow::LeftToRight;
    const double room = isAcross ? std::max(40.0, (piece.u1 - piece.u0) * m_transform.across - 14)
                                 : std::max(70.0, m_transform.map(m_scene.nodeRect(edgeOf(piece.edge).to)).width() + 4);
    const int flags = static_cast<int>(Qt::AlignCenter) | static_cast<int>(Qt::TextWordWrap);
    const QRectF wrapped = metrics.boundingRect(QRectF(0, 0, room, 500), flags, text);
    const bool isWrapped =
        isAcross && !seen && wrapped.width() <= room + 12 && wrapped.height() < 4.5 * metrics.height();
    if (!isWrapped)
        text = metrics.elidedText(text, Qt::ElideRight, room);
    // From left to right there is more room below than beside; from top to bottom it is the other way round.
    const bool isBelow = m_transform.flow == Flow::LeftToRight;
    const double taken = isBelow || text.isEmpty() ? 0 : metrics.horizontalAdvance(text + u" · "_s);
    QString live;
    for (const QString &one : seen ? seen->texts : QStringList()) {
        live = one;
        if (taken + metrics.horizontalAdvance(one) <= room)
            break;
    }
    const double liveWidth = metrics.horizontalAdvance(live);
    const double width = isBelow ? std::max(metrics.horizontalAdvance(text), liveWidth)
                                 : std::max(metrics.horizontalAdvance(text), taken + liveWidth);
    const int lines = isBelow && !text.isEmpty() && !live.isEmpty() ? 2 : 1;
    const QSizeF size = isWrapped ? QSizeF(wrapped.width() + 10, wrapped.height() + 3)
                                  : QSizeF(width + 10, lines * metrics.height() + 3);
    // Where edges fan out within a short way, labels that would lie on each other move over the cards they lead to.
    const double spread = std::abs(piece.v1 - piece.v0) * m_transform.along;
    if (isClose && spread > 0 && size.width() > 0.25 * spread)
        centre.setX(m_transform.map(piece.u1, piece.isBackward ? piece.v0 : piece.v1).x());
    const QRectF pill(centre.x() - size.width() / 2, centre.y() - size.height() / 2, size.width(), size.height());
    const double radius = (metrics.height() + 3) / 2;
    if (labelRoom == LabelRoom::Looked) {
        if (!isFree(pill))
            return;
        m_labels.push_back(pill);
    }
    painter.setPen(QPen(isHeld ? m_colours.cardLine : colour, 1));
    painter.setBrush(m_colours.card);
    painter.drawRoundedRect(pill, radius, radius);
    painter.setPen(isHeld && colour == m_colours.edge ? m_colours.ink : colour);
    painter.setFont(font);
    if (live.isEmpty()) {
        painter.drawText(pill, isWrapped ? flags : static_cast<int>(Qt::AlignCenter), text);
        return;
    }
    // What was predicted and what was seen, each in its own colour as everywhere in the window.
    const QRectF inner = pill.adjusted(5, 1, -5, -1);
    painter.drawText(inner, isBelow ? Qt::AlignHCenter | Qt::AlignTop : Qt::AlignLeft | Qt::AlignVCenter,
                     isBelow || text.isEmpty() ? text : text + u" ·"_s);
    painter.setPen(seen->ink);
    painter.drawText(inner, isBelow ? Qt::AlignHCenter | Qt::AlignBottom : Qt::AlignRight | Qt::AlignVCenter, live);
}

void CanvasPainter::paintEdge(QPainter &painter, int edge, const QRect &rect, const QColor &colour, double width) const
{
    const GraphEdge &what = edgeOf(edge);
    const QColor shade = colour.isValid() ? colour : edgeColour(what);
    const QRectF part = m_transform.unmap(QRectF(rect).adjusted(-8, -8, 8, 8));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    for (const CanvasScene::Piece &piece : m_scene.pieces()) {
        if (piece.edge != edge)
            continue;
        painter.setPen(edgePen(what, shade, width));
        painter.setBrush(Qt::NoBrush);
        strokePiece(painter, piece, part);
        if (piece.isAtTarget && m_scale >= 0.3)
            paintArrow(painter, piece, shade, 5 + 1.6 * width);
        if (piece.isAtTarget)
            paintEdgeLabel(painter, piece, shade, m_scale >= 0.45 ? LabelRoom::Assumed : LabelRoom::Looked);
    }
    for (const CanvasScene::Bow &bow : m_scene.bows()) {
        if (bow.edge != edge)
            continue;
        QPainterPath path(m_transform.map(bow.points[0].u, bow.points[0].v));
        path.cubicTo(m_transform.map(bow.points[1].u, bow.points[1].v),
                     m_transform.map(bow.points[2].u, bow.points[2].v),
                     m_transform.map(bow.points[3].u, bow.points[3].v));
        painter.setPen(edgePen(what, shade, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(path);
    }
    painter.restore();
}

void CanvasPainter::paintEdges(QPainter &painter, const QRect &rect, const QRect &view) const
{
    const QRectF part = m_transform.unmap(QRectF(rect).adjusted(-8, -8, 8, 8));
    const QRectF whole = m_transform.unmap(QRectF(view).adjusted(-8, -8, 8, 8));
    std::vector<const CanvasScene::Piece *> held;
    std::vector<const CanvasScene::Piece *> passing; ///< held too
    std::vector<const CanvasScene::Piece *> notHeld;
    std::size_t heldInView = 0;
    std::size_t passingInView = 0;
    const auto touches = [](const CanvasScene::Piece &piece, const QRectF &area) {
        return piece.u1 >= area.left() && piece.u0 <= area.right() && std::min(piece.v0, piece.v1) <= area.bottom() &&
               std::max(piece.v0, piece.v1) >= area.top();
    };
    for (const CanvasScene::Piece &piece : m_scene.pieces()) {
        if (!touches(piece, whole))
            continue;
        const auto isInside = [&whole](float v) { return v >= whole.top() && v <= whole.bottom(); };
        const bool isPassing = !isInside(piece.v0) && !isInside(piece.v1);
        if (piece.isHeld)
            ++(isPassing ? passingInView : heldInView);
        if (touches(piece, part))
            (!piece.isHeld ? notHeld : isPassing ? passing : held).push_back(&piece);
    }
    const bool isDense = heldInView > StrokeLimit;
    if (isDense || passingInView <= PassingLimit) { // all alike
        held.insert(held.end(), passing.begin(), passing.end());
        passing.clear();
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    const auto paintMany = [&](const std::vector<const CanvasScene::Piece *> &pieces, const QColor &colour) {
        EdgeDensity plain(rect, painter.device()->devicePixelRatioF(), m_transform);
        for (const CanvasScene::Piece *piece : pieces) {
            if (m_marks.isFaded.empty() || !isEdgeFaded(edgeOf(piece->edge)))
                plain.add(*piece);
        }
        painter.drawImage(rect.topLeft(), plain.image(colour));
        if (m_marks.isFaded.empty())
            return;
        EdgeDensity faint(rect, painter.device()->devicePixelRatioF(), m_transform);
        for (const CanvasScene::Piece *piece : pieces) {
            if (isEdgeFaded(edgeOf(piece->edge)))
                faint.add(*piece);
        }
        painter.setOpacity(0.18);
        painter.drawImage(rect.topLeft(), faint.image(colour));
        painter.setOpacity(1);
    };
    const auto paintFew = [&](const std::vector<const CanvasScene::Piece *> &pieces) {
        const double base = std::clamp(1.4 * m_scale, 0.8, 1.8);
        for (const CanvasScene::Piece *piece : pieces) {
            const GraphEdge &edge = edgeOf(piece->edge);
            const QColor colour = edgeColour(edge);
            const double share = edge.share.value_or(0);
            painter.setOpacity(isEdgeFaded(edge) ? 0.2 : 1);
            painter.setPen(edgePen(edge, colour, base + 2.2 * share * m_scale));
            painter.setBrush(Qt::NoBrush);
            strokePiece(painter, *piece, part);
            if (piece->isAtTarget && m_scale >= 0.3)
                paintArrow(painter, *piece, colour, std::clamp(7 * m_scale, 4.0, 9.0));
        }
        painter.setOpacity(1);
    };
    if (!passing.empty())
        paintMany(passing, m_colours.edge);
    if (isDense)
        paintMany(held, m_colours.edge);
    else
        paintFew(held);
    if (notHeld.size() > StrokeLimit)
        paintMany(notHeld, m_colours.refused);
    else
        paintFew(notHeld);

    for (const CanvasScene::Bow &bow : m_scene.bows())
        paintEdge(painter, bow.edge, rect, {}, std::clamp(1.4 * m_scale, 0.8, 1.8));
    // From afar only what must not be missed keeps its label, and that only where there is room for it.
    const bool isFar = m_scale < 0.45 || isDense;
    if (isFar && notHeld.size() > StrokeLimit)
        return;
    for (const auto *list : {&held, &notHeld}) {
        for (const CanvasScene::Piece *piece : *list) {
            const GraphEdge &edge = edgeOf(piece->edge);
            if (!piece->isAtTarget || isEdgeFaded(edge))
                continue;
            if (isFar && edge.state == LinkState::Held && !seenOf(piece->edge))
                continue;
            paintEdgeLabel(painter, *piece, edgeColour(edge), isFar ? LabelRoom::Looked : LabelRoom::Assumed);
        }
    }
}

} // namespace wayproof
