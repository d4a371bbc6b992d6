// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What stands on a card of the canvas painter: icon, lock, badge and texts, as many as there is room for.
#include "views/graphcanvaspainter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

/// Pixels; smaller names are elided instead.
constexpr int SmallestName = 9;

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

void CanvasPainter::paintIcon(QPainter &painter, NodeKind kind, const QRectF &box, double opacity) const
{
    const QColor accent = accentOf(kind, m_theme);
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(accent, (m_theme == Theme::Dark ? 0.20 : 0.12) * opacity));
    painter.drawRoundedRect(box, box.width() * 0.24, box.width() * 0.24);
    painter.save();
    const double side = box.width() * 0.62;
    painter.translate(box.center() - QPointF(side / 2, side / 2));
    painter.scale(side / 16, side / 16);
    QPen pen(faded(accent, opacity), 1.5);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(iconOf(kind));
    painter.restore();
}

/// A closed padlock: TLS ends on this card.
void CanvasPainter::paintLock(QPainter &painter, const QRectF &box) const
{
    painter.save();
    const double side = std::min(box.width(), box.height());
    const QRectF body(box.center().x() - side * 0.36, box.center().y() - side * 0.06, side * 0.72, side * 0.5);
    painter.setPen(QPen(m_colours.softInk, std::max(1.0, side * 0.12)));
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(body.left() + side * 0.12, body.top() - side * 0.36, body.width() - side * 0.24, side * 0.7),
                    0, 180 * 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_colours.softInk);
    painter.drawRoundedRect(body, side * 0.08, side * 0.08);
    painter.restore();
}

void CanvasPainter::paintBadge(QPainter &painter, const GraphNode &node, const QRectF &card, double scale) const
{
    if (!node.badge)
        return;
    QFont font = m_font;
    font.setPixelSize(std::max(8, static_cast<int>(std::lround(9.5 * scale))));
    font.setBold(true);
    QString text = signOf(*node.badge);
    if (node.findingCount > 1)
        text += u' ' + QString::number(node.findingCount);
    const QFontMetricsF metrics(font);
    const double height = metrics.height() + 2;
    const double width = std::max(height, metrics.horizontalAdvance(text) + 9);
    const QRectF pill(card.right() - width - 6 * scale, card.top() + 6 * scale, width, height);
    const QColor colour = colourOf(*node.badge, m_theme);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(pill, height / 2, height / 2);
    painter.setPen(m_theme == Theme::Dark ? QColor(0x14171C) : QColor(Qt::white));
    painter.setFont(font);
    painter.drawText(pill, Qt::AlignCenter, text);
}

void CanvasPainter::paintCardTexts(QPainter &painter, const GraphNode &node, const QRectF &rect,
                                   CardDetail detail) const
{
    const auto drawElided = [&painter](const QRectF &box, const QString &text, Qt::Alignment alignment) {
        const QString shown = QFontMetricsF(painter.font()).elidedText(text, Qt::ElideRight, box.width());
        painter.drawText(box, static_cast<int>(alignment | Qt::TextSingleLine) | Qt::TextDontClip, shown);
    };
    QFont title = m_font;
    title.setWeight(QFont::DemiBold);
    // Rather a smaller name than half a name, and rather one on several lines.
    const QString name = toQ(node.title);
    const auto widthAt = [&title, &name](int size) {
        QFont font = title;
        font.setPixelSize(size);
        return QFontMetricsF(font).horizontalAdvance(name);
    };
    const auto drawName = [&](const QRectF &box) {
        int size = title.pixelSize();
        while (size > SmallestName && widthAt(size) > box.width())
            --size;
        title.setPixelSize(size);
        painter.setFont(title);
        painter.setPen(m_colours.ink);
        const QFontMetricsF metrics(title);
        QStringList lines{QString()};
        for (const QChar c : name) {
            const bool isFull = metrics.horizontalAdvance(lines.last() + c) > box.width() && !lines.last().isEmpty();
            if (isFull && static_cast<double>(lines.size() + 1) * metrics.height() <= box.height())
                lines << QString();
            lines.last() += c;
        }
        lines.last() = metrics.elidedText(lines.last(), Qt::ElideRight, box.width());
        painter.drawText(box, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextDontClip, lines.join(u'\n'));
    };
    const bool hasLock = node.tls.ends_with(" here");
    const std::string subtitle = subtitleLine(node);
    if (detail == CardDetail::Line) {
        const double size = std::clamp(rect.height() * 0.6, 9.0, 12.0);
        title.setPixelSize(static_cast<int>(std::lround(size)));
        const QRectF room = rect.adjusted(rect.width() < 60 ? 6 : 8, 0, hasLock ? -size - 6 : -6, 0);
        drawName(room);
        if (hasLock)
            paintLock(painter, {rect.right() - size - 3, rect.center().y() - size / 2, size, size});
        const double used = QFontMetricsF(title).horizontalAdvance(name) + 8;
        if (!subtitle.empty() && room.width() - used >= 44) {
            QFont quiet = m_font;
            quiet.setPixelSize(static_cast<int>(std::lround(std::max(9.0, size - 1.5))));
            painter.setFont(quiet);
            painter.setPen(m_colours.softInk);
            drawElided(room.adjusted(used, 0, 0, 0), toQ(subtitle), Qt::AlignVCenter | Qt::AlignRight);
        }
        return;
    }
    // Texts shrink with the card down to what can be read, then lines go, the kind first: the icon still says it.
    const double scale = std::max(0.84, m_scale);
    const auto pixels = [scale](double size) { return static_cast<int>(std::lround(size * scale)); };
    const double icon = std::min(26 * scale, rect.height() - 10);
    const double besideIcon = 10 * scale + icon + 8 * scale;
    QFont small = m_font;
    small.setPixelSize(pixels(10));
    title.setPixelSize(pixels(12.5));
    // The icon says less than the name does.
    const bool hasIcon =
        rect.width() >= 100 && widthAt(std::min(title.pixelSize(), SmallestName + 1)) <= rect.width() - besideIcon - 8;
    const double left = rect.left() + (hasIcon ? besideIcon : 10);
    const double right = rect.right() - 8;
    const double titleHeight = QFontMetricsF(title).height();
    const double smallHeight = QFontMetricsF(small).height() - 1;
    const bool hasKind = rect.height() >= titleHeight + 2 * smallHeight + 4;
    const bool hasSubtitle = !subtitle.empty() && rect.height() >= titleHeight + smallHeight + 4;
    double top = rect.center().y() - (titleHeight + (hasKind ? smallHeight : 0) + (hasSubtitle ? smallHeight : 0)) / 2;
    if (hasKind) {
        QFont kind = small;
        kind.setLetterSpacing(QFont::AbsoluteSpacing, 0.3);
        painter.setFont(kind);
        painter.setPen(accentOf(node.kind, m_theme));
        const double badgeRoom = node.badge ? 34 * scale : 0;
        const double lockRoom = hasLock ? smallHeight : 0;
        if (hasLock)
            paintLock(painter, {left, top, smallHeight - 3, smallHeight - 2});
        drawElided({left + lockRoom, top, right - left - badgeRoom - lockRoom, smallHeight}, toQ(kindLine(node)),
                   Qt::AlignVCenter | Qt::AlignLeft);
        top += smallHeight;
    }
    drawName({left, top, right - left - (node.badge && !hasKind ? 34 * scale : 0), titleHeight});
    top += titleHeight;
    if (hasSubtitle) {
        painter.setFont(small);
        painter.setPen(m_colours.softInk);
        drawElided({left, top, right - left, smallHeight}, toQ(subtitle), Qt::AlignVCenter | Qt::AlignLeft);
    }
    if (hasIcon)
        paintIcon(painter, node.kind, {rect.left() + 10 * scale, rect.center().y() - icon / 2, icon, icon}, 1);
    else
        painter.fillRect(QRectF(rect.left() + 2, rect.top() + 4, 2.5, rect.height() - 8), accentOf(node.kind, m_theme));
}

} // namespace wayproof
