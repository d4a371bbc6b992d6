// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A source text with line numbers, one marked line, and quiet colouring of YAML. Read only; says which line was
// clicked.
#pragma once

#include <QPlainTextEdit>

namespace wayproof
{

class YamlView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit YamlView(QWidget *parent = nullptr);

    /// Keeps the scroll position when the text is the same. `firstLine`: the number of the text's first line.
    void setSource(const QString &text, int firstLine = 1);
    int firstLine() const { return m_firstLine; }
    /// Marks the line (from 1) and brings it, with what follows up to `lastLine`, into view; 0 marks nothing.
    void markLine(int line, int lastLine = 0);
    int markedLine() const { return m_markedLine; }

Q_SIGNALS:
    /// By mouse or keyboard; from 1.
    void lineActivated(int line);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Margin;
    int marginWidth() const;
    void paintMargin(QPaintEvent *event);
    void updateMark();

    Margin *m_margin = nullptr;
    int m_firstLine = 1;
    int m_markedLine = 0;
    int m_lastLine = 0;
};

} // namespace wayproof
