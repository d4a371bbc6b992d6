// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Colours keys, strings, comments and document marks of YAML, line by line. Colouring only: it understands nothing.
#pragma once

#include <QSyntaxHighlighter>

class QWidget;

namespace wayproof
{

class YamlHighlighter : public QSyntaxHighlighter
{
    Q_OBJECT
public:
    /// Colours follow the palette of `view`.
    YamlHighlighter(QTextDocument *document, QWidget *view);

protected:
    void highlightBlock(const QString &line) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *m_view;
};

} // namespace wayproof
