// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/yamlview.h"

#include "views/card.h"
#include "views/spacing.h"
#include "views/yamlhighlighter.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

namespace wayproof
{

class YamlView::Margin : public QWidget
{
public:
    explicit Margin(YamlView *view)
        : QWidget(view)
        , m_view(view)
    {
        setFocusPolicy(Qt::NoFocus);
    }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintMargin(event); }

private:
    YamlView *m_view;
};

YamlView::YamlView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_margin(new Margin(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Source text"));
    setFont(codeFont(font()));
    setTabChangesFocus(true);
    document()->setDocumentMargin(unit / 2.0);
    new YamlHighlighter(document(), this);
    connect(this, &QPlainTextEdit::blockCountChanged, this, [this] { setViewportMargins(marginWidth(), 0, 0, 0); });
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &, int dy) {
        if (dy != 0)
            m_margin->scroll(0, dy);
        m_margin->update();
    });
    setViewportMargins(marginWidth(), 0, 0, 0);
}

void YamlView::setSource(const QString &text, int firstLine)
{
    m_firstLine = firstLine;
    if (text != toPlainText())
        setPlainText(text);
}

void YamlView::markLine(int line, int lastLine)
{
    m_markedLine = line;
    m_lastLine = lastLine;
    updateMark();
    if (line <= 0)
        return;
    const QTextBlock block = document()->findBlockByNumber(line - m_firstLine);
    if (!block.isValid())
        return;
    setTextCursor(QTextCursor(block));
    // The object begins a little below the top, so that what stands before it is still seen.
    const int visible = qMax(1, viewport()->height() / qMax(1, fontMetrics().lineSpacing()));
    const int first = verticalScrollBar()->value();
    const int row = line - m_firstLine;
    const int lastRow = lastLine - m_firstLine;
    if (row < first || row > first + visible - 3 || (lastRow >= first + visible && row > first + 3))
        verticalScrollBar()->setValue(qMax(0, row - 2));
    horizontalScrollBar()->setValue(0);
}

void YamlView::updateMark()
{
    QList<QTextEdit::ExtraSelection> marks;
    const QTextBlock block =
        m_markedLine > 0 ? document()->findBlockByNumber(m_markedLine - m_firstLine) : QTextBlock();
    if (block.isValid()) {
        QTextEdit::ExtraSelection mark;
        mark.format.setBackground(coloursOf(Tone::Predicted, palette()).fill);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        mark.cursor = QTextCursor(block);
        marks << mark;
    }
    setExtraSelections(marks);
    m_margin->update();
}

int YamlView::marginWidth() const
{
    const int digits = static_cast<int>(QString::number(qMax(99, m_firstLine + blockCount())).size());
    return fontMetrics().horizontalAdvance(u'9') * digits + 2 * unit;
}

void YamlView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    const QRect contents = contentsRect();
    m_margin->setGeometry(contents.left(), contents.top(), marginWidth(), contents.height());
}

void YamlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_margin)
        updateMark();
    if (event->type() == QEvent::FontChange && m_margin)
        setViewportMargins(marginWidth(), 0, 0, 0);
}

void YamlView::mouseReleaseEvent(QMouseEvent *event)
{
    QPlainTextEdit::mouseReleaseEvent(event);
    if (!textCursor().hasSelection())
        Q_EMIT lineActivated(textCursor().blockNumber() + m_firstLine);
}

void YamlView::keyReleaseEvent(QKeyEvent *event)
{
    QPlainTextEdit::keyReleaseEvent(event);
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT lineActivated(textCursor().blockNumber() + m_firstLine);
}

void YamlView::paintMargin(QPaintEvent *event)
{
    QPainter painter(m_margin);
    painter.fillRect(event->rect(), palette().color(QPalette::Base));
    if (document()->isEmpty())
        return;
    painter.setFont(font());
    const int width = m_margin->width();
    const ToneColours mark = coloursOf(Tone::Predicted, palette());
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const int line = block.blockNumber() + m_firstLine;
        const qreal height = blockBoundingRect(block).height();
        const QRectF row(0, top, width, height);
        if (line == m_markedLine) {
            painter.fillRect(row, mark.fill);
            painter.fillRect(QRectF(0, top, unit / 2.0, height), mark.ink);
        } else if (line > m_markedLine && line <= m_lastLine) {
            painter.fillRect(QRectF(0, top, 2, height), mark.line);
        }
        painter.setPen(line == m_markedLine ? mark.ink : mutedInk(palette()));
        painter.drawText(row.adjusted(0, 0, -unit, 0), Qt::AlignRight | Qt::AlignVCenter, QString::number(line));
        top += height;
        block = block.next();
    }
}

} // namespace wayproof
