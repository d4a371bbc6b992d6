// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/sharesview.h"

#include "model/items/seenshares.h"
#include "views/spacing.h"
#include "views/tone.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

Tone toneOf(const std::optional<bool> &isRight)
{
    return !isRight ? Tone::Unknown : *isRight ? Tone::Good : Tone::Alarm;
}

QString wordOf(const std::optional<bool> &isRight)
{
    return !isRight   ? SharesView::tr("not settled")
           : *isRight ? SharesView::tr("as predicted")
                      : SharesView::tr("NOT AS PREDICTED");
}

QString headOf(const ShareSample &sample)
{
    const QString side = sample.side == Side::Ingress ? SharesView::tr("Ingress") : SharesView::tr("Gateway");
    return SharesView::tr("%1: %L2 answers in %3 s, %4")
        .arg(side)
        .arg(sample.answers)
        .arg(sample.seconds, 0, 'f', 1)
        .arg(wordOf(sample.agrees));
}

QString figuresOf(const SampledShare &share)
{
    const QString predicted = share.predicted ? QString::fromStdString(percentText(*share.predicted)) : u"–"_s;
    return SharesView::tr("predicted %1 · seen %2")
        .arg(predicted, QString::fromStdString(seenText(share.observed, share.interval)));
}

} // namespace

SharesView::SharesView(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"shares"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SharesView::setSamples(std::vector<ShareSample> samples)
{
    m_samples = std::move(samples);
    setVisible(!m_samples.empty());
    setAccessibleName(tr("Shares seen"));
    setAccessibleDescription(text());
    setToolTip(text() + (m_samples.empty() ? QString()
                                           : tr("\nThe bar is what was seen, its whisker the 99.9 % interval, the line "
                                                "across what was predicted.")));
    updateGeometry();
    update();
}

QString SharesView::text() const
{
    QStringList lines;
    for (const ShareSample &sample : m_samples) {
        lines << headOf(sample) + u". "_s + QString::fromStdString(sample.reason);
        for (const SampledShare &share : sample.shares)
            lines << u"    %1: %2"_s.arg(QString::fromStdString(share.name), figuresOf(share));
    }
    return lines.join(u'\n');
}

int SharesView::lineHeight() const
{
    return fontMetrics().height() + unit / 2;
}

QSize SharesView::minimumSizeHint() const
{
    std::size_t lines = 0;
    for (const ShareSample &sample : m_samples)
        lines = std::max(lines, sample.shares.size() + 1);
    return {40 * unit, static_cast<int>(lines) * lineHeight() + unit};
}

QSize SharesView::sizeHint() const
{
    return minimumSizeHint();
}

void SharesView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto count = static_cast<int>(std::max<std::size_t>(1, m_samples.size()));
    const int columnWidth = (width() - (count - 1) * 3 * unit) / count;
    QFont strong = font();
    strong.setBold(true);
    int left = 0;
    for (const ShareSample &sample : m_samples) {
        painter.setFont(strong);
        painter.setPen(coloursOf(toneOf(sample.agrees), palette()).ink);
        int y = 0;
        painter.drawText(QRect(left, y, columnWidth, lineHeight()), Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(headOf(sample), Qt::ElideRight, columnWidth));
        painter.setFont(font());
        int nameWidth = 0;
        int figuresWidth = 0;
        for (const SampledShare &share : sample.shares) {
            nameWidth = std::max(nameWidth, fontMetrics().horizontalAdvance(QString::fromStdString(share.name)) + 2);
            figuresWidth = std::max(figuresWidth, fontMetrics().horizontalAdvance(figuresOf(share)) + 2);
        }
        nameWidth = std::min(nameWidth, columnWidth / 3);
        figuresWidth = std::min(figuresWidth, columnWidth / 2);
        for (const SampledShare &share : sample.shares) {
            y += lineHeight();
            const QRect line(left, y, columnWidth, lineHeight());
            const QString name = QString::fromStdString(share.name);
            painter.setPen(palette().color(QPalette::Text));
            painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                             fontMetrics().elidedText(name, Qt::ElideMiddle, nameWidth));
            painter.drawText(line, Qt::AlignVCenter | Qt::AlignRight,
                             fontMetrics().elidedText(figuresOf(share), Qt::ElideRight, figuresWidth));
            const QRectF track(left + nameWidth + unit, y + lineHeight() / 2.0 - unit / 2.0,
                               columnWidth - nameWidth - figuresWidth - 3 * unit, unit);
            if (track.width() < 4 * unit)
                continue;
            const auto at = [&track](double part) { return track.left() + part * track.width(); };
            painter.setPen(Qt::NoPen);
            painter.setBrush(palette().color(QPalette::Mid));
            painter.setOpacity(0.35);
            painter.drawRoundedRect(track, 2, 2);
            painter.setOpacity(1);
            painter.setBrush(coloursOf(Tone::Live, palette()).ink);
            painter.drawRoundedRect(QRectF(track.topLeft(), QPointF(at(share.observed), track.bottom())), 2, 2);
            painter.setPen(QPen(palette().color(QPalette::Text), 1));
            painter.drawLine(QPointF(at(share.interval.low), track.center().y()),
                             QPointF(at(share.interval.high), track.center().y()));
            if (share.predicted) {
                const QColor ink = share.isWithin == false ? coloursOf(Tone::Alarm, palette()).ink
                                                           : coloursOf(Tone::Predicted, palette()).ink;
                painter.setPen(QPen(ink, 2));
                painter.drawLine(QPointF(at(*share.predicted), track.top() - 3),
                                 QPointF(at(*share.predicted), track.bottom() + 3));
            }
        }
        left += columnWidth + 3 * unit;
    }
}

} // namespace wayproof
