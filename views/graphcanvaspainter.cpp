// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Ground and cards. What stands on a card is in graphcanvascards.cpp, edges are in graphcanvasedges.cpp.
#include "views/graphcanvaspainter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

QString toQ(const std::string &text)
{
    return QString::fromStdString(text);
}

QColor faded(QColor colour, double alpha)
{
    colour.setAlphaF(static_cast<float>(colour.alphaF() * alpha));
    return colour;
}

} // namespace

CanvasPainter::CanvasPainter(const CanvasScene &scene, const CanvasTransform &transform, Theme theme, const QFont &font,
                             const CanvasMarks &marks)
    : m_scene(scene)
    , m_transform(transform)
    , m_theme(theme)
    , m_colours(canvasColours(theme))
    , m_font(font)
    , m_marks(marks)
    , m_scale(std::min(transform.across, transform.along))
{
}

CardDetail CanvasPainter::detail(int node) const
{
    const QRectF rect = m_transform.map(m_scene.nodeRect(node));
    if (rect.height() >= 30 && rect.width() >= 84)
        return CardDetail::Card;
    if ((rect.height() >= 13 && rect.width() >= 44) || (rect.height() >= 28 && rect.width() >= 28))
        return CardDetail::Line;
    if (std::min(rect.height(), rect.width()) >= 4)
        return CardDetail::Box;
    return CardDetail::Run;
}

void CanvasPainter::paint(QPainter &painter, const QRect &rect, const QRect &view) const
{
    painter.save();
    painter.setClipRect(rect);
    painter.fillRect(rect, m_colours.ground);
    paintBands(painter, rect);
    paintEdges(painter, rect, view);
    paintCards(painter, rect);
    painter.restore();
}

void CanvasPainter::paintBands(QPainter &painter, const QRect &rect) const
{
    const double gap = 22;
    for (std::size_t l = 0; l < m_scene.layers().size(); l += 2) {
        const CanvasScene::Layer &layer = m_scene.layers()[l];
        if (layer.nodes.empty())
            continue;
        const double begin = m_transform.mapU(layer.begin - gap);
        const double end = m_transform.mapU(layer.end + gap);
        const QRectF band = m_transform.flow == Flow::LeftToRight
                                ? QRectF(begin, rect.top(), end - begin, rect.height())
                                : QRectF(rect.left(), begin, rect.width(), end - begin);
        painter.fillRect(band, m_colours.band);
    }
}

void CanvasPainter::paintCards(QPainter &painter, const QRect &rect) const
{
    const QRectF part =
        m_transform.unmap(QRectF(rect).adjusted(-6, -6, 6, 6)); // shadows and marks reach beyond the card
    for (const CanvasScene::Layer &layer : m_scene.layers()) {
        if (layer.nodes.empty() || layer.end < part.left() || layer.begin > part.right())
            continue;
        const auto [first, last] = m_scene.visible(layer, part.top(), part.bottom());
        if (first == last)
            continue;
        if (detail(layer.nodes[first]) == CardDetail::Run) {
            paintRuns(painter, layer, first, last);
            continue;
        }
        for (std::size_t i = first; i < last; ++i)
            paintCard(painter, layer.nodes[i], {});
    }
}

/// Cards that are thinner than a few pixels: neighbours join into bars of their kind's colour, and findings stay
/// visible on them.
void CanvasPainter::paintRuns(QPainter &painter, const CanvasScene::Layer &layer, std::size_t first,
                              std::size_t last) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    double begin = 0;
    double end = -1;
    QColor colour;
    const double a = m_transform.mapU(layer.begin);
    const double b = m_transform.mapU(layer.end);
    const auto bar = [&](double from, double to, const QColor &shade) {
        const QRectF box = m_transform.flow == Flow::LeftToRight ? QRectF(a, from, b - a, to - from)
                                                                 : QRectF(from, a, to - from, b - a);
        painter.fillRect(box, shade);
    };
    struct Tick {
        double at;
        Severity severity;
    };
    std::vector<Tick> ticks;
    NodeKind kind = NodeKind::Service;
    std::array<QColor, 2> shades;
    for (std::size_t i = first; i < last; ++i) {
        const int node = layer.nodes[i];
        const QRectF uv = m_scene.nodeRect(node);
        const double from = std::floor(m_transform.mapV(uv.top()));
        const double to = std::max(from + 1, std::ceil(m_transform.mapV(uv.bottom())));
        const bool isFaded = CanvasMarks::has(m_marks.isFaded, node);
        const CanvasScene::Gist &gist = m_scene.gist(node);
        if (i == first || gist.kind != kind) {
            kind = gist.kind;
            shades = {faded(accentOf(kind, m_theme), 0.68), faded(accentOf(kind, m_theme), 0.15)};
        }
        const QColor shade = shades[isFaded ? 1 : 0];
        if (end >= from && shade == colour) {
            end = std::max(end, to);
        } else {
            if (end > begin)
                bar(begin, end, colour);
            begin = std::max(from, end);
            end = to;
            colour = shade;
        }
        if ((gist.hasError || gist.hasWarning) && !isFaded && (ticks.empty() || ticks.back().at + 1 < from))
            ticks.push_back({from, gist.hasError ? Severity::Error : Severity::Warning});
    }
    if (end > begin)
        bar(begin, end, colour);
    for (const Tick &tick : ticks) {
        const QRectF box =
            m_transform.flow == Flow::LeftToRight ? QRectF(b - 5, tick.at, 9, 2) : QRectF(tick.at, b - 5, 2, 9);
        painter.fillRect(box, colourOf(tick.severity, m_theme));
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void CanvasPainter::paintCard(QPainter &painter, int node, CardLook look) const
{
    const GraphNode &what = nodeOf(node);
    const QRectF rect = m_transform.map(m_scene.nodeRect(node));
    const CardDetail detail = this->detail(node);
    const bool isFaded = CanvasMarks::has(m_marks.isFaded, node) && !look.isLit && !look.isSelected && !look.isHovered;
    const double radius = std::min({8 * std::max(m_scale, 0.6), rect.width() / 3, rect.height() / 3});
    const QColor accent = accentOf(what.kind, m_theme);

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (isFaded)
        painter.setOpacity(0.28);
    if (detail == CardDetail::Card && !isFaded) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colours.shadow);
        painter.drawRoundedRect(rect.translated(0, 1).adjusted(-1, 0, 1, 1), radius + 1, radius + 1);
        painter.drawRoundedRect(rect.translated(0, 2).adjusted(-0.5, 0, 0.5, 1), radius + 1, radius + 1);
    }
    QPen border(m_colours.cardLine, 1);
    if (what.kind == NodeKind::Missing) {
        border = QPen(m_colours.refused, 1.3);
        border.setDashPattern({4, 3});
    }
    if (!what.isLoaded) {
        border = QPen(m_colours.unknown, 1.3);
        border.setDashPattern({1.5, 2.5});
    }
    if (look.isHovered)
        border = QPen(faded(m_colours.selected, 0.7), 1.3);
    if (look.isLit)
        border = QPen(m_colours.lit, 2);
    if (look.isSelected)
        border = QPen(m_colours.selected, 2.4);
    if (look.isSelected || look.isLit) { // a halo, so that the state does not hang on a hue
        painter.setPen(QPen(faded(border.color(), 0.22), look.isSelected ? 7 : 5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), radius + 1.5, radius + 1.5);
    }
    painter.setPen(detail == CardDetail::Run ? Qt::NoPen : border);
    painter.setBrush(detail >= CardDetail::Line ? m_colours.card : faded(accent, 0.8));
    painter.drawRoundedRect(rect, radius, radius);
    if (detail >= CardDetail::Line) {
        if (detail == CardDetail::Line) {
            painter.fillRect(QRectF(rect.left() + 2, rect.top() + 2.5, 2.5, rect.height() - 5), accent);
        }
        if (CanvasMarks::has(m_marks.isNamed, node)) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(faded(m_colours.warning, 0.16));
            painter.drawRoundedRect(rect, radius, radius);
        }
        paintCardTexts(painter, what, rect, detail);
        if (detail == CardDetail::Card)
            paintBadge(painter, what, rect, std::max(0.84, m_scale));
        else if (what.badge)
            painter.fillRect(QRectF(rect.right() - 3, rect.top(), 3, rect.height()), colourOf(*what.badge, m_theme));
        if (CanvasMarks::has(m_marks.isLoser, node) && detail == CardDetail::Card) {
            QFont font = m_font;
            font.setPixelSize(9);
            painter.setFont(font);
            painter.setPen(m_colours.softInk);
            painter.drawText(rect.adjusted(0, 0, -7, -3), Qt::AlignRight | Qt::AlignBottom, u"lost"_s);
        }
    }
    if (CanvasMarks::has(m_marks.isChanged, node)) {
        painter.setPen(QPen(m_colours.ground, 1.5));
        painter.setBrush(m_colours.changed);
        painter.drawEllipse(rect.topLeft() + QPointF(2, 2), 4.5, 4.5);
    }
    painter.restore();
}

void CanvasPainter::paintLit(QPainter &painter, const QRect &rect, const std::vector<int> &nodes,
                             const std::vector<int> &edges) const
{
    // Everything else steps back behind a veil, which costs the same whatever is behind it.
    painter.fillRect(rect, faded(m_colours.ground, m_theme == Theme::Dark ? 0.5 : 0.6));
    for (const int edge : edges)
        paintEdge(painter, edge, rect, m_colours.lit, 2.6);
    const auto isLit = [&nodes](int node) { return std::find(nodes.begin(), nodes.end(), node) != nodes.end(); };
    for (const int node : nodes) {
        const NodeKind kind = nodeOf(node).kind;
        if (kind != NodeKind::Rule && kind != NodeKind::HostPath)
            continue;
        // Where the rule that won does not get through, and where its copies go, belongs to the answer.
        for (const int edge : m_scene.outgoing(node)) {
            if (edgeOf(edge).state == LinkState::Held && !edgeOf(edge).isMirror)
                continue;
            paintEdge(painter, edge, rect, {}, 2);
            if (!isLit(edgeOf(edge).to))
                paintCard(painter, edgeOf(edge).to, {});
        }
    }
    for (const int node : nodes)
        paintCard(painter, node, {.isLit = true});
}

/// What the heading of a layer may say, the most telling first.
QStringList CanvasPainter::layerTexts(const CanvasScene::Layer &layer) const
{
    std::map<NodeKind, std::size_t> kinds;
    for (const int node : layer.nodes)
        ++kinds[m_scene.gist(node).kind];
    const auto most =
        std::max_element(kinds.begin(), kinds.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    const QString kind = toQ(std::string(toText(most->first)));
    const QString count = QString::number(layer.nodes.size());
    return {kind + u' ' + count, kind, kind.left(4) + u'…'};
}

void CanvasPainter::paintLayerNames(QPainter &painter, const QRect &rect) const
{
    if (m_transform.flow != Flow::LeftToRight)
        return;
    QFont font = m_font;
    font.setPixelSize(11);
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    const std::vector<CanvasScene::Layer> &layers = m_scene.layers();
    double free = rect.left();
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const CanvasScene::Layer &layer = layers[l];
        const double begin = m_transform.mapU(layer.begin);
        const double end = m_transform.mapU(layer.end);
        if (layer.nodes.empty() || end < rect.left() || begin > rect.right())
            continue;
        // A heading stands over its own layer: it may reach into the gaps beside it, but neither over a neighbour nor
        // be pushed aside by one.
        double limit = rect.right();
        for (std::size_t next = l + 1; next < layers.size(); ++next) {
            if (!layers[next].nodes.empty()) {
                limit = std::min(limit, m_transform.mapU(layers[next].begin));
                break;
            }
        }
        const double middle = (std::max<double>(begin, rect.left()) + std::min<double>(end, rect.right())) / 2;
        const double room = 2 * std::min(middle - free, limit - middle) - 16;
        QString text;
        for (const QString &one : layerTexts(layer)) {
            if (metrics.horizontalAdvance(one) <= room) {
                text = one;
                break;
            }
        }
        if (text.isEmpty())
            continue;
        const double width = metrics.horizontalAdvance(text) + 14;
        const QRectF pill(middle - width / 2, rect.top() + 5, width, metrics.height() + 4);
        free = pill.right() + 2;
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(m_colours.ground, 0.94));
        painter.drawRoundedRect(pill, 6, 6);
        painter.setPen(m_colours.softInk);
        painter.drawText(pill, Qt::AlignCenter, text);
    }
}

} // namespace wayproof
