// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Painting of the canvas: a cached picture of the world, shifted when panned, and over it what changes with every key
// and every movement of the mouse.
#include "views/graphcanvas.h"

#include <QFontMetricsF>
#include <QPaintEvent>

#include <algorithm>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

/// Brings the cached picture up to date: by shifting it and painting the strips that came into view where only the
/// place changed, otherwise by painting it anew.
void GraphCanvas::refreshWorld()
{
    const CanvasTransform now = transform();
    const double ratio = devicePixelRatioF();
    const QSize size = (QSizeF(this->size()) * ratio).toSize();
    const bool isSameScale = m_world.size() == size && now.flow == m_worldTransform.flow &&
                             now.across == m_worldTransform.across && now.along == m_worldTransform.along;
    const CanvasPainter scenePainter(*m_scene, now, theme(), font(), m_marks);
    const auto repaintPart = [&](const QRect &part) {
        QPainter painter(&m_world);
        scenePainter.paint(painter, part, rect());
    };
    if (!m_isWorldValid || !isSameScale) {
        if (m_world.size() != size) {
            m_world = QPixmap(size);
            m_world.setDevicePixelRatio(ratio);
        }
        repaintPart(rect());
    } else {
        const QPointF shift = now.map(0, 0) - m_worldTransform.map(0, 0);
        const int dx = static_cast<int>(std::lround(shift.x()));
        const int dy = static_cast<int>(std::lround(shift.y()));
        const double devicePixels =
            std::abs(std::remainder(dx * ratio, 1.0)) + std::abs(std::remainder(dy * ratio, 1.0));
        if (std::abs(dx) >= width() || std::abs(dy) >= height() || devicePixels > 1e-6) {
            repaintPart(rect());
        } else if (dx != 0 || dy != 0) {
            m_world.scroll(static_cast<int>(std::lround(dx * ratio)), static_cast<int>(std::lround(dy * ratio)),
                           m_world.rect());
            if (dx != 0)
                repaintPart(dx > 0 ? QRect(0, 0, dx, height()) : QRect(width() + dx, 0, -dx, height()));
            m_settle.start();
            if (dy != 0)
                repaintPart(dy > 0 ? QRect(0, 0, width(), dy) : QRect(0, height() + dy, width(), -dy));
        }
    }
    m_worldTransform = now;
    m_isWorldValid = true;
}

void GraphCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const CanvasColours &colours = canvasColours(theme());
    if (m_shownGraph->nodes.empty()) {
        painter.fillRect(rect(), colours.ground);
        painter.setPen(colours.softInk);
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap,
                         m_graph->nodes.empty() ? m_emptyText : tr("Nothing passes the filter"));
        paintHud(painter);
        return;
    }
    refreshWorld();
    painter.drawPixmap(0, 0, m_world);
    painter.setRenderHint(QPainter::Antialiasing, true);
    const CanvasPainter scenePainter(*m_scene, m_worldTransform, theme(), font(), m_marks);
    paintOverlay(painter, scenePainter);
    scenePainter.paintLayerNames(painter, rect());
    if (hasOverview())
        paintOverview(painter);
    paintHud(painter);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colours.selected, 2));
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

void GraphCanvas::paintOverlay(QPainter &painter, const CanvasPainter &scenePainter)
{
    const CanvasColours &colours = canvasColours(theme());
    if (!m_litNodes.empty())
        scenePainter.paintLit(painter, rect(), m_litNodes, m_litEdges);
    const auto isLit = [this](int node) {
        return std::find(m_litNodes.begin(), m_litNodes.end(), node) != m_litNodes.end();
    };
    for (const int edge : {m_selectedEdge, m_hoveredEdge}) {
        if (edge < 0)
            continue;
        scenePainter.paintEdge(
            painter, edge, rect(),
            m_shownGraph->edges[static_cast<std::size_t>(edge)].state == LinkState::Held ? colours.selected : QColor(),
            2.6);
    }
    if (m_hoveredNode >= 0 && m_hoveredNode != m_selectedNode) {
        // What a card is joined to shows while the mouse rests on it.
        for (const std::vector<int> &edges : {m_scene->incoming(m_hoveredNode), m_scene->outgoing(m_hoveredNode)}) {
            for (std::size_t i = 0; i < std::min<std::size_t>(edges.size(), 200); ++i) {
                if (std::find(m_litEdges.begin(), m_litEdges.end(), edges[i]) == m_litEdges.end())
                    scenePainter.paintEdge(painter, edges[i], rect(), {}, 2.2);
            }
        }
        scenePainter.paintCard(painter, m_hoveredNode, {.isLit = isLit(m_hoveredNode), .isHovered = true});
    }
    if (m_selectedNode >= 0)
        scenePainter.paintCard(painter, m_selectedNode, {.isLit = isLit(m_selectedNode), .isSelected = true});
}

void GraphCanvas::paintHud(QPainter &painter)
{
    QStringList parts;
    if (const QString filtered = filterText(); !filtered.isEmpty())
        parts << filtered;
    if (!m_isFitted)
        parts << QString::number(std::lround(m_zoom * 100)) + u" %"_s;
    if (parts.isEmpty())
        return;
    const CanvasColours &colours = canvasColours(theme());
    QFont small = font();
    small.setPixelSize(11);
    painter.setFont(small);
    const QFontMetricsF metrics(small);
    const QString text = parts.join(u" · "_s);
    const QRectF pill(8, height() - metrics.height() - 14, metrics.horizontalAdvance(text) + 16, metrics.height() + 6);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(colours.cardLine, 1));
    painter.setBrush(colours.card);
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
    painter.setPen(colours.softInk);
    painter.drawText(pill, Qt::AlignCenter, text);
}

bool GraphCanvas::hasOverview() const
{
    return m_isOverviewWanted && !m_isFitted && m_shownGraph->nodes.size() > 12 && width() > 320 && height() > 240 &&
           m_zoom > fitZoom(*m_scene) * 1.15;
}

QRectF GraphCanvas::overviewRect() const
{
    const QSizeF size(std::min(180.0, width() * 0.28), std::min(128.0, height() * 0.3));
    return QRectF(QPointF(width() - size.width() - 10, height() - size.height() - 10), size);
}

void GraphCanvas::paintOverview(QPainter &painter)
{
    const CanvasColours &colours = canvasColours(theme());
    const QRectF frame = overviewRect();
    CanvasTransform mini;
    mini.flow = m_scene->flow();
    const bool isHorizontal = mini.flow == Flow::LeftToRight;
    const QSizeF room = frame.size() - QSizeF(12, 12);
    mini.across = (isHorizontal ? room.width() : room.height()) / std::max(1.0, m_scene->acrossLength());
    mini.along = (isHorizontal ? room.height() : room.width()) / std::max(1.0, m_scene->alongLength());
    mini.acrossOrigin = mini.alongOrigin = 6;
    const QSize pixels = (frame.size() * devicePixelRatioF()).toSize();
    if (m_overview.size() != pixels) {
        m_overview = QPixmap(pixels);
        m_overview.setDevicePixelRatio(devicePixelRatioF());
        QPainter miniPainter(&m_overview);
        const QRect miniRect(QPoint(0, 0), frame.size().toSize());
        CanvasPainter(*m_scene, mini, theme(), font(), m_marks).paint(miniPainter, miniRect, miniRect);
    }
    painter.save();
    painter.translate(frame.topLeft());
    painter.drawPixmap(0, 0, m_overview);
    painter.setClipRect(QRectF(QPointF(0, 0), frame.size()));
    for (const int node : m_litNodes) {
        QRectF spot = mini.map(m_scene->nodeRect(node));
        spot = spot.united(QRectF(spot.center() - QPointF(1.5, 1.5), QSizeF(3, 3)));
        painter.fillRect(spot, colours.lit);
    }
    const QRectF seen = mini.map(transform().unmap(QRectF(rect())));
    painter.setPen(QPen(colours.selected, 1.5));
    QColor fill = colours.selected;
    fill.setAlphaF(0.10F);
    painter.setBrush(fill);
    painter.drawRoundedRect(seen.united(QRectF(seen.center() - QPointF(2, 2), QSizeF(4, 4))), 2, 2);
    painter.setClipping(false);
    painter.setPen(QPen(colours.cardLine, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(QPointF(0, 0), frame.size()), 4, 4);
    painter.restore();
}

void GraphCanvas::moveToOverview(QPointF point)
{
    const QRectF frame = overviewRect();
    const QPointF at((point.x() - frame.left() - 6) / (frame.width() - 12),
                     (point.y() - frame.top() - 6) / (frame.height() - 12));
    const bool isHorizontal = m_scene->flow() == Flow::LeftToRight;
    m_centre = {(isHorizontal ? at.x() : at.y()) * m_scene->acrossLength(),
                (isHorizontal ? at.y() : at.x()) * m_scene->alongLength()};
    viewMoved();
}

} // namespace wayproof
