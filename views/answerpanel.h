// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The four cells (predicted and live, on both sides), the verdict over them, and what can be done about it.
#pragma once

#include "model/items/selection.h"
#include "model/items/verdict.h"
#include "views/answercell.h"

#include <QWidget>

#include <array>

class QLineEdit;
class QPushButton;

namespace wayproof
{

class AnswerPanel : public QWidget
{
    Q_OBJECT
public:
    explicit AnswerPanel(QWidget *parent = nullptr);

    /// Null: nothing of that side was loaded.
    void setPredicted(Side side, const Decision *decision);
    void setLive(Side side, const AnswerText &text, Tone tone);
    void setLiveWaiting(Side side, const QString &word);
    void setVerdict(const Verdict &verdict);
    void setAddress(Side side, const QString &address);
    enum class LabState { Stopped, Starting, Ready };
    void setLabState(LabState state);

    AnswerCell *predicted(Side side) const { return m_predicted[static_cast<std::size_t>(side)]; }
    AnswerCell *live(Side side) const { return m_live[static_cast<std::size_t>(side)]; }
    QString verdictWord() const { return m_word->word(); }
    QString verdictSentence() const;

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);
    void responsesRequested();
    void explainRequested();
    void labToggled();
    void copyCurlRequested();
    void importCurlRequested();
    void addressEdited(wayproof::Side side, const QString &address);

private:
    Card *makeSide(Side side);
    Card *makeVerdict();

    std::array<AnswerCell *, 2> m_predicted{};
    std::array<AnswerCell *, 2> m_live{};
    std::array<QLineEdit *, 2> m_addresses{};
    std::array<Selection, 2> m_selections;
    Card *m_verdict = nullptr;
    Chip *m_word = nullptr;
    ParagraphLabel *m_sentence = nullptr;
    ElidedLabel *m_evidence = nullptr;
    QPushButton *m_lab = nullptr;
};

} // namespace wayproof
