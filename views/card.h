// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The small painted things that the panels are made of: a rounded surface, a word on a coloured ground, a line of text
// that shortens itself instead of being cut off.
#pragma once

#include "views/tone.h"

#include <QStringList>
#include <QWidget>

namespace wayproof
{

/// A surface with a hairline border and, where the tone is not neutral, a coloured edge at its left.
class Card : public QWidget
{
    Q_OBJECT
public:
    explicit Card(QWidget *parent = nullptr);
    void setTone(Tone tone);
    Tone tone() const { return m_tone; }
    /// The whole surface in the tone's colour instead of the edge alone.
    void setFilled(bool isFilled);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
    bool m_isFilled = false;
};

/// One word on a coloured ground.
class Chip : public QWidget
{
    Q_OBJECT
public:
    explicit Chip(QWidget *parent = nullptr);
    void setWord(const QString &word, Tone tone);
    QString word() const { return m_word; }
    /// Solid chips shout, the others do not.
    void setSolid(bool isSolid);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone = Tone::Neutral;
    bool m_isSolid = false;
};

/// One line that ends in "…" where there is no room; the whole text is its tooltip then.
class ElidedLabel : public QWidget
{
    Q_OBJECT
public:
    enum class Voice { Plain, Strong, Quiet, Code };
    explicit ElidedLabel(Voice voice = Voice::Plain, QWidget *parent = nullptr);
    void setText(const QString &text);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QFont voiceFont() const;
    void updateToolTip();

    Voice m_voice;
    QString m_text;
};

/// A text over a fixed number of lines that ends in "…" where there is no room; the whole text is its tooltip. Its
/// height never changes, so that nothing jumps while a person types.
class ParagraphLabel : public QWidget
{
    Q_OBJECT
public:
    explicit ParagraphLabel(int lines, QWidget *parent = nullptr);
    /// `more`: what else the tooltip says, a line each.
    void setText(const QString &text, const QStringList &more = {});
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_lines;
    QString m_text;
};

/// The font of code and paths, as large as the text around it.
QFont codeFont(const QFont &around);

} // namespace wayproof
