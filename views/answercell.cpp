// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/answercell.h"

#include "views/spacing.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace wayproof
{

AnswerCell::AnswerCell(Knowledge knowledge, const QString &side, QWidget *parent)
    : QWidget(parent)
    , m_name(knowledge == Knowledge::Predicted ? tr("%1, predicted").arg(side) : tr("%1, live").arg(side))
    , m_chip(new Chip(this))
    , m_sign(new Chip(this))
    , m_headline(new ElidedLabel(ElidedLabel::Voice::Strong, this))
    , m_detail(new ElidedLabel(ElidedLabel::Voice::Plain, this))
{
    setFocusPolicy(Qt::StrongFocus);
    const bool isPredicted = knowledge == Knowledge::Predicted;
    m_chip->setWord(isPredicted ? tr("PREDICTED") : tr("LIVE"), isPredicted ? Tone::Predicted : Tone::Live);
    m_chip->setFixedWidth(chipWidth(m_chip->font()));
    m_headline->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(unit / 2, unit / 2, unit / 2, unit / 2);
    layout->setSpacing(unit);
    layout->addWidget(m_chip);
    layout->addWidget(m_headline);
    layout->addWidget(m_detail, 1);
    layout->addWidget(m_sign);
    setWaiting({});
}

int AnswerCell::chipWidth(const QFont &font)
{
    return QFontMetrics(font).horizontalAdvance(tr("PREDICTED")) + 2 * unit;
}

void AnswerCell::setAnswer(const AnswerText &text, Tone tone)
{
    m_headline->setEnabled(true);
    m_headline->setText(QString::fromStdString(text.headline));
    m_detail->setText(QString::fromStdString(text.detail));
    // The detail is what sides differ in; a long list of backends must not push it out.
    m_detail->setMinimumWidth(qMin(m_detail->sizeHint().width(), 13 * unit));
    const QString sign = signOf(tone);
    m_sign->setWord(sign, tone);
    m_sign->setVisible(!sign.isEmpty());
    QStringList lines{QString::fromStdString(text.headline + ' ' + text.detail)};
    if (!text.reason.empty())
        lines << QString::fromStdString(text.reason);
    for (const std::string &note : text.notes)
        lines << u"? "_s + QString::fromStdString(note);
    setToolTip(lines.join(u'\n'));
    setAccessibleName(m_name + u": "_s + lines.join(u". "_s));
}

void AnswerCell::setWaiting(const QString &word)
{
    m_headline->setText(word);
    m_headline->setEnabled(false);
    m_detail->setText({});
    m_detail->setMinimumWidth(0);
    m_sign->hide();
    setToolTip({});
    setAccessibleName(m_name + u": "_s + word);
}

void AnswerCell::mousePressEvent(QMouseEvent *event)
{
    QWidget::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    Q_EMIT activated();
}

void AnswerCell::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)
        Q_EMIT activated();
    else
        QWidget::keyPressEvent(event);
}

void AnswerCell::paintEvent(QPaintEvent *)
{
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(palette().color(QPalette::Link));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

} // namespace wayproof
