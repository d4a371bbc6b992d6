// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One of the four cells: a word that says what kind of knowledge it is, the answer, and a sign for whether it holds.
#pragma once

#include "model/items/answertext.h"
#include "views/card.h"

namespace wayproof
{

class AnswerCell : public QWidget
{
    Q_OBJECT
public:
    enum class Knowledge { Predicted, Live };
    AnswerCell(Knowledge knowledge, const QString &side, QWidget *parent = nullptr);

    /// `tone` and its sign stand before the answer; Neutral shows none.
    void setAnswer(const AnswerText &text, Tone tone);
    /// A quiet word instead of an answer: "not probed", "probing…".
    void setWaiting(const QString &word);
    QString headline() const { return m_headline->text(); }
    QString detail() const { return m_detail->text(); }
    /// So that the chips of the rows of one card are equally wide.
    static int chipWidth(const QFont &font);

Q_SIGNALS:
    void activated();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    Chip *m_chip = nullptr;
    Chip *m_sign = nullptr;
    ElidedLabel *m_headline = nullptr;
    ElidedLabel *m_detail = nullptr;
};

} // namespace wayproof
