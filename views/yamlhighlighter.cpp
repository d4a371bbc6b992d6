// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/yamlhighlighter.h"

#include "views/tone.h"

#include <QEvent>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

/// Where a comment begins: a '#' at the start or after a blank, outside quotes; the line's length when there is none.
qsizetype commentStart(const QString &line)
{
    QChar quote;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = {};
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'#' && (i == 0 || line[i - 1].isSpace())) {
            return i;
        }
    }
    return line.size();
}

/// The colon that ends a key: followed by a blank or the end, outside quotes; -1 when the line has none.
qsizetype keyEnd(const QString &line, qsizetype from, qsizetype end)
{
    QChar quote;
    for (qsizetype i = from; i < end; ++i) {
        const QChar c = line[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = {};
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u':' && (i + 1 >= end || line[i + 1].isSpace())) {
            return i;
        }
    }
    return -1;
}

} // namespace

YamlHighlighter::YamlHighlighter(QTextDocument *document, QWidget *view)
    : QSyntaxHighlighter(document)
    , m_view(view)
{
    m_view->installEventFilter(this);
}

bool YamlHighlighter::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::PaletteChange)
        rehighlight();
    return QSyntaxHighlighter::eventFilter(watched, event);
}

void YamlHighlighter::highlightBlock(const QString &line)
{
    const QPalette palette = m_view->palette();
    const auto paint = [this](qsizetype from, qsizetype to, const QColor &colour) {
        setFormat(static_cast<int>(from), static_cast<int>(to - from), colour);
    };
    const qsizetype end = commentStart(line);
    paint(end, line.size(), mutedInk(palette));
    if (line.startsWith(u"---"_s) || line.startsWith(u"..."_s)) {
        paint(0, end, mutedInk(palette));
        return;
    }
    qsizetype start = 0;
    while (start < end &&
           (line[start].isSpace() || (line[start] == u'-' && (start + 1 >= end || line[start + 1].isSpace()))))
        ++start;
    const qsizetype colon = keyEnd(line, start, end);
    if (colon >= 0)
        paint(start, colon, coloursOf(Tone::Predicted, palette).ink);
    qsizetype value = colon >= 0 ? colon + 1 : start;
    while (value < end && line[value].isSpace())
        ++value;
    if (value < end && (line[value] == u'"' || line[value] == u'\''))
        paint(value, end, coloursOf(Tone::Live, palette).ink);
}

} // namespace wayproof
