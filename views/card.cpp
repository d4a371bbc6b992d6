// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/card.h"

#include "views/spacing.h"

#include <QFontDatabase>
#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

Card::Card(QWidget *parent)
    : QWidget(parent)
{
}

void Card::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Card::setFilled(bool isFilled)
{
    m_isFilled = isFilled;
    update();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ToneColours colours = coloursOf(m_tone, palette());
    const QRectF surface = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(surface, 6, 6);
    painter.fillPath(outline, m_isFilled ? colours.fill : palette().color(QPalette::Base));
    if (m_tone != Tone::Neutral) {
        painter.save();
        painter.setClipPath(outline);
        painter.fillRect(QRectF(surface.left(), surface.top(), unit / 2.0, surface.height()), colours.ink);
        painter.restore();
    }
    painter.setPen(m_isFilled ? colours.line : hairline(palette()));
    painter.drawPath(outline);
}

Chip::Chip(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.82);
    small.setBold(true);
    small.setLetterSpacing(QFont::PercentageSpacing, 104);
    setFont(small);
}

void Chip::setWord(const QString &word, Tone tone)
{
    m_word = word;
    m_tone = tone;
    setAccessibleName(word);
    updateGeometry();
    update();
}

void Chip::setSolid(bool isSolid)
{
    m_isSolid = isSolid;
    update();
}

QSize Chip::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_word) + 2 * unit, metrics.height() + unit / 2};
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const ToneColours colours = coloursOf(m_tone, palette());
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_isSolid ? colours.ink : colours.fill);
    painter.drawRoundedRect(QRectF(rect()), 4, 4);
    painter.setPen(m_isSolid ? palette().color(QPalette::Base) : colours.ink);
    painter.drawText(rect(), Qt::AlignCenter, m_word);
}

ElidedLabel::ElidedLabel(Voice voice, QWidget *parent)
    : QWidget(parent)
    , m_voice(voice)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QFont ElidedLabel::voiceFont() const
{
    QFont own = m_voice == Voice::Code ? codeFont(font()) : font();
    if (m_voice == Voice::Strong && isEnabled())
        own.setBold(true);
    return own;
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(voiceFont());
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(voiceFont());
    return {qMin(metrics.horizontalAdvance(m_text) + 2, 4 * unit), metrics.height()};
}

void ElidedLabel::resizeEvent(QResizeEvent *)
{
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(QFontMetrics(voiceFont()).horizontalAdvance(m_text) > width() ? m_text : QString());
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(voiceFont());
    painter.setPen(m_voice == Voice::Quiet ? mutedInk(palette()) : palette().color(QPalette::WindowText));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(painter.font()).elidedText(m_text, Qt::ElideRight, width()));
}

ParagraphLabel::ParagraphLabel(int lines, QWidget *parent)
    : QWidget(parent)
    , m_lines(lines)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ParagraphLabel::setText(const QString &text, const QStringList &more)
{
    m_text = text;
    setToolTip((QStringList(text) + more).join(u'\n'));
    setAccessibleName(text);
    update();
}

QSize ParagraphLabel::sizeHint() const
{
    return {40 * unit, m_lines * fontMetrics().lineSpacing()};
}

QSize ParagraphLabel::minimumSizeHint() const
{
    return {16 * unit, sizeHint().height()};
}

void ParagraphLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    QTextLayout layout(m_text, font());
    layout.beginLayout();
    for (int row = 0; row < m_lines; ++row) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(width());
        const bool isCut = row == m_lines - 1 && line.textStart() + line.textLength() < m_text.size();
        const QString rest = m_text.mid(line.textStart(), isCut ? -1 : line.textLength());
        painter.drawText(QRect(0, row * fontMetrics().lineSpacing(), width(), fontMetrics().lineSpacing()),
                         Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(rest, Qt::ElideRight, width()));
    }
    layout.endLayout();
}

QFont codeFont(const QFont &around)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (QFontDatabase::hasFamily(u"DejaVu Sans Mono"_s))
        font.setFamily(u"DejaVu Sans Mono"_s);
    font.setPointSizeF(around.pointSizeF());
    font.setStyleHint(QFont::Monospace);
    return font;
}

} // namespace wayproof
