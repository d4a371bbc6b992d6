// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Mouse, wheel and keyboard of the canvas.
#include "views/graphcanvas.h"

#include "views/graphcanvastext.h"

#include <QAccessible>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStyleHints>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wayproof
{

namespace
{

constexpr double ZoomStep = 1.25;
constexpr double EdgeReach = 6; ///< pixels from an edge at which it is meant

double distanceToSegment(QPointF p, QPointF a, QPointF b)
{
    const QPointF way = b - a;
    const double length = QPointF::dotProduct(way, way);
    const double t = length > 0 ? std::clamp(QPointF::dotProduct(p - a, way) / length, 0.0, 1.0) : 0;
    const QPointF rest = p - (a + t * way);
    return std::hypot(rest.x(), rest.y());
}

} // namespace

int GraphCanvas::edgeAt(QPointF point) const
{
    const CanvasTransform view = transform();
    const QRectF around(point - QPointF(EdgeReach, EdgeReach), QSizeF(2 * EdgeReach, 2 * EdgeReach));
    const QRectF part = view.unmap(around);
    int nearest = -1;
    double least = EdgeReach;
    for (const CanvasScene::Piece &piece : m_scene->pieces()) {
        if (piece.u1 < part.left() || piece.u0 > part.right() || std::max(piece.v0, piece.v1) < part.top() ||
            std::min(piece.v0, piece.v1) > part.bottom())
            continue;
        const std::vector<QPointF> points = clippedCurve(piece, part, view);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const double distance = distanceToSegment(point, points[i], points[i + 1]);
            if (distance < least) {
                least = distance;
                nearest = piece.edge;
            }
        }
    }
    return nearest;
}

void GraphCanvas::hover(QPointF point)
{
    const bool isInside = rect().contains(point.toPoint()) && !(hasOverview() && overviewRect().contains(point));
    const int node = isInside ? m_scene->nodeAt(transform().unmap(point)) : -1;
    const int edge = isInside && node < 0 ? edgeAt(point) : -1;
    if (node == m_hoveredNode && edge == m_hoveredEdge)
        return;
    m_hoveredNode = node;
    m_hoveredEdge = edge;
    setCursor(node >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

QString GraphCanvas::toolTipAt(int node, int edge) const
{
    if (node >= 0) {
        const GraphNode &what = m_shownGraph->nodes[static_cast<std::size_t>(node)];
        const auto lost = m_losers.find(what.id);
        return nodeToolTip(what, lost == m_losers.end() ? QString() : QString::fromStdString(lost->second));
    }
    return edge >= 0 ? edgeToolTip(*m_scene, edge) : QString();
}

QString GraphCanvas::seenText(int edge) const
{
    const auto it = m_marks.seen.find(edge);
    return it == m_marks.seen.end() ? QString() : QStringLiteral(", ") + it->second.texts.first();
}

QString GraphCanvas::selectionText() const
{
    if (m_selectedNode >= 0)
        return spokenNode(*m_scene, m_selectedNode);
    if (m_selectedEdge >= 0)
        return spokenEdge(*m_scene, m_selectedEdge) + seenText(m_selectedEdge);
    return tr("Nothing selected");
}

Selection GraphCanvas::selectionOfCurrent() const
{
    Selection selection;
    if (m_selectedNode >= 0) {
        const GraphNode &node = m_shownGraph->nodes[static_cast<std::size_t>(m_selectedNode)];
        selection.anchor = node.anchor;
        selection.source = node.location;
    } else if (m_selectedEdge >= 0) {
        const GraphEdge &edge = m_shownGraph->edges[static_cast<std::size_t>(m_selectedEdge)];
        selection.anchor = m_shownGraph->nodes[static_cast<std::size_t>(edge.from)].anchor;
        selection.source = edge.location;
    }
    return selection;
}

void GraphCanvas::select(int node, int edge, bool isIntent)
{
    if (node == m_selectedNode && edge == m_selectedEdge)
        return;
    m_selectedNode = node;
    m_selectedEdge = edge;
    update();
    QAccessibleValueChangeEvent changed(this, selectionText());
    QAccessible::updateAccessibility(&changed);
    if (isIntent)
        Q_EMIT selected(selectionOfCurrent());
}

void GraphCanvas::setSelection(const Selection &selection)
{
    int best = -1;
    int closest = 0;
    for (std::size_t i = 0; i < m_shownGraph->nodes.size(); ++i) {
        const GraphNode &node = m_shownGraph->nodes[i];
        const int now = closeness({node.anchor, node.location}, selection);
        if (now > closest) {
            closest = now;
            best = static_cast<int>(i);
        }
    }
    if (best == m_selectedNode)
        return;
    select(best, -1, false);
    if (best >= 0)
        ensureVisible(best);
}

void GraphCanvas::panBy(QPointF pixels)
{
    const bool isHorizontal = m_scene->flow() == Flow::LeftToRight;
    m_centre.u -= (isHorizontal ? pixels.x() : pixels.y()) / acrossScale(m_zoom);
    m_centre.v -= (isHorizontal ? pixels.y() : pixels.x()) / m_zoom;
    const bool wasFitted = m_isFitted;
    clampCentre();
    m_isFitted = wasFitted; // a graph that fits stays in the middle
    viewMoved();
}

void GraphCanvas::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ShiftModifier) {
        panBy(QPointF(event->angleDelta().y() + event->angleDelta().x(), 0) / 2);
    } else {
        const double steps =
            event->pixelDelta().isNull() ? event->angleDelta().y() / 120.0 : event->pixelDelta().y() / 80.0;
        zoomBy(std::pow(ZoomStep, steps), event->position());
    }
    event->accept();
}

void GraphCanvas::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = m_lastMouse = event->position();
    m_isInOverview = hasOverview() && overviewRect().contains(event->position());
    if (m_isInOverview && event->button() == Qt::LeftButton)
        moveToOverview(event->position());
    event->accept();
}

void GraphCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const bool isHeld = event->buttons() & (Qt::LeftButton | Qt::MiddleButton);
    if (!isHeld) {
        hover(event->position());
        return;
    }
    if (m_isInOverview) {
        moveToOverview(event->position());
        return;
    }
    const double way = (event->position() - m_pressedAt).manhattanLength();
    if (!m_isPanning && way >= QGuiApplication::styleHints()->startDragDistance()) {
        m_isPanning = true;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_isPanning) {
        panBy(event->position() - m_lastMouse);
        m_lastMouse = event->position();
    }
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_isPanning && !m_isInOverview && event->button() == Qt::LeftButton) {
        const int node = m_scene->nodeAt(transform().unmap(event->position()));
        select(node, node < 0 ? edgeAt(event->position()) : -1, true);
    }
    m_isPanning = m_isInOverview = false;
    setCursor(Qt::ArrowCursor);
    hover(event->position());
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (m_scene->nodeAt(transform().unmap(event->position())) >= 0)
        Q_EMIT activated(selectionOfCurrent());
    else
        fit();
}

void GraphCanvas::leaveEvent(QEvent *)
{
    hover({-1, -1});
}

/// To a neighbour along an edge (`layerStep`: +1 with the flow, -1 against it), or to the next card of the layer.
void GraphCanvas::moveSelection(int layerStep, int placeStep)
{
    if (m_shownGraph->nodes.empty())
        return;
    if (m_selectedNode < 0) {
        stepSelection(1);
        return;
    }
    int target = -1;
    if (layerStep != 0) {
        const double here = m_scene->nodeRect(m_selectedNode).center().y();
        double least = std::numeric_limits<double>::max();
        for (const int edge : layerStep > 0 ? m_scene->outgoing(m_selectedNode) : m_scene->incoming(m_selectedNode)) {
            const GraphEdge &what = m_shownGraph->edges[static_cast<std::size_t>(edge)];
            const int other = layerStep > 0 ? what.to : what.from;
            const double distance = std::abs(m_scene->nodeRect(other).center().y() - here);
            if (distance < least) {
                least = distance;
                target = other;
            }
        }
    } else {
        const std::vector<int> &nodes =
            m_scene->layers()[static_cast<std::size_t>(m_scene->layerOf(m_selectedNode))].nodes;
        const auto at = std::find(nodes.begin(), nodes.end(), m_selectedNode) - nodes.begin() + placeStep;
        if (at >= 0 && at < std::ssize(nodes))
            target = nodes[static_cast<std::size_t>(at)];
    }
    if (target < 0)
        return;
    select(target, -1, true);
    ensureVisible(target);
}

/// The next or previous card in reading order; false beyond the ends, so that the focus can leave.
bool GraphCanvas::stepSelection(int step)
{
    std::vector<int> order;
    for (const CanvasScene::Layer &layer : m_scene->layers())
        order.insert(order.end(), layer.nodes.begin(), layer.nodes.end());
    const auto here = std::find(order.begin(), order.end(), m_selectedNode);
    std::ptrdiff_t at = here == order.end() ? (step > 0 ? 0 : std::ssize(order) - 1) : here - order.begin() + step;
    if (at < 0 || at >= std::ssize(order))
        return false;
    select(order[static_cast<std::size_t>(at)], -1, true);
    ensureVisible(order[static_cast<std::size_t>(at)]);
    return true;
}

void GraphCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool isHorizontal = m_scene->flow() == Flow::LeftToRight;
    const bool pans = event->modifiers() & Qt::AltModifier;
    const auto arrow = [&](int dx, int dy) {
        if (pans)
            panBy(QPointF(-dx, -dy) * 60);
        else
            moveSelection(isHorizontal ? dx : dy, isHorizontal ? dy : dx);
    };
    const QPointF middle = QRectF(rect()).center();
    switch (event->key()) {
    case Qt::Key_Left:
        return arrow(-1, 0);
    case Qt::Key_Right:
        return arrow(1, 0);
    case Qt::Key_Up:
        return arrow(0, -1);
    case Qt::Key_Down:
        return arrow(0, 1);
    case Qt::Key_PageUp:
        return panBy({0, height() * 0.8});
    case Qt::Key_PageDown:
        return panBy({0, -height() * 0.8});
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(ZoomStep, middle);
    case Qt::Key_Minus:
        return zoomBy(1 / ZoomStep, middle);
    case Qt::Key_0:
        return fit();
    case Qt::Key_F: {
        GraphFilter filter = m_filter;
        filter.focus = selectedNode() ? selectedNode()->id : std::string();
        return setFilter(filter, m_filterHides || !filter.focus.empty());
    }
    case Qt::Key_Escape:
        if (!m_filter.focus.empty()) {
            GraphFilter filter = m_filter;
            filter.focus.clear();
            return setFilter(filter, !filter.isEmpty() && m_filterHides);
        }
        if (m_selectedNode >= 0 || m_selectedEdge >= 0)
            return select(-1, -1, true);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selectedNode >= 0 || m_selectedEdge >= 0) {
            Q_EMIT activated(selectionOfCurrent());
            return;
        }
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

bool GraphCanvas::event(QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isTab = key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier;
        const bool isBacktab = key->key() == Qt::Key_Backtab;
        if ((isTab || isBacktab) && stepSelection(isTab ? 1 : -1))
            return true;
    } else if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = toolTipAt(m_hoveredNode, m_hoveredEdge);
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

void GraphCanvas::resizeEvent(QResizeEvent *)
{
    const CanvasView kept = view();
    if (m_isFitted)
        chooseFlow();
    setView(m_isFitted ? CanvasView() : kept);
    m_overview = {};
    m_isWorldValid = false;
}

void GraphCanvas::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::PaletteChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
        if (!m_observedShares.empty())
            applyMarks(); // they carry colours
        m_isWorldValid = false;
        m_overview = {};
        update();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

void GraphCanvas::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void GraphCanvas::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace wayproof
