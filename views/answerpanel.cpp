// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/answerpanel.h"

#include "views/spacing.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace wayproof
{

AnswerPanel::AnswerPanel(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addWidget(makeSide(Side::Ingress), 3);
    layout->addWidget(makeSide(Side::Gateway), 3);
    layout->addWidget(makeVerdict(), 4);
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        setPredicted(side, nullptr);
        setLiveWaiting(side, tr("not probed"));
    }
    setLabState(LabState::Stopped);
}

Card *AnswerPanel::makeSide(Side side)
{
    const auto at = static_cast<std::size_t>(side);
    const QString name = side == Side::Ingress ? tr("Ingress") : tr("Gateway");
    auto *card = new Card(this);
    auto *title = new QLabel(name, card);
    QFont strong = title->font();
    strong.setBold(true);
    title->setFont(strong);
    auto *address = new QLineEdit(card);
    m_addresses[at] = address;
    address->setObjectName(side == Side::Ingress ? u"ingressAddress"_s : u"gatewayAddress"_s);
    address->setPlaceholderText(tr("address:port"));
    address->setAccessibleName(tr("Address of the %1 side").arg(name));
    address->setToolTip(tr("Where the request is sent; the lab fills it in"));
    address->setMinimumWidth(12 * unit);
    address->setMaximumWidth(24 * unit);
    m_predicted[at] = new AnswerCell(AnswerCell::Knowledge::Predicted, name, card);
    m_live[at] = new AnswerCell(AnswerCell::Knowledge::Live, name, card);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(unit / 2, 0, 0, 0);
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(address, 2);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit / 2);
    layout->addLayout(head);
    layout->addWidget(m_predicted[at]);
    layout->addWidget(m_live[at]);
    layout->addStretch(1);

    connect(address, &QLineEdit::textChanged, this,
            [this, side](const QString &text) { Q_EMIT addressEdited(side, text.trimmed()); });
    connect(m_predicted[at], &AnswerCell::activated, this, [this, at] {
        if (!m_selections[at].isNull())
            Q_EMIT selected(m_selections[at]);
    });
    connect(m_live[at], &AnswerCell::activated, this, &AnswerPanel::responsesRequested);
    return card;
}

Card *AnswerPanel::makeVerdict()
{
    m_verdict = new Card(this);
    m_verdict->setFilled(true);
    m_word = new Chip(m_verdict);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.1);
    large.setBold(true);
    m_word->setFont(large);
    m_word->setSolid(true);
    m_evidence = new ElidedLabel(ElidedLabel::Voice::Quiet, m_verdict);
    m_sentence = new ParagraphLabel(2, m_verdict);
    m_sentence->setObjectName(u"verdictSentence"_s);
    QFont sentence = font();
    sentence.setPointSizeF(sentence.pointSizeF() * 1.1);
    m_sentence->setFont(sentence);

    auto *explain = new QPushButton(tr("Explain"), m_verdict);
    explain->setToolTip(tr("Show the trace of both sides"));
    m_lab = new QPushButton(m_verdict);
    m_lab->setObjectName(u"lab"_s);
    auto *copy = new QPushButton(tr("Copy as curl"), m_verdict);
    auto *import = new QPushButton(tr("Import curl"), m_verdict);
    import->setToolTip(tr("Read the request from a curl command in the clipboard"));

    auto *head = new QHBoxLayout;
    head->setSpacing(unit);
    head->addWidget(m_word);
    head->addWidget(m_evidence, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(unit);
    for (QPushButton *button : {explain, m_lab, copy, import}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(m_verdict);
    layout->setContentsMargins(2 * unit, unit, unit, unit);
    layout->setSpacing(unit / 2);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addStretch(1);
    layout->addLayout(buttons);

    connect(explain, &QPushButton::clicked, this, &AnswerPanel::explainRequested);
    connect(m_lab, &QPushButton::clicked, this, &AnswerPanel::labToggled);
    connect(copy, &QPushButton::clicked, this, &AnswerPanel::copyCurlRequested);
    connect(import, &QPushButton::clicked, this, &AnswerPanel::importCurlRequested);
    return m_verdict;
}

void AnswerPanel::setPredicted(Side side, const Decision *decision)
{
    const auto at = static_cast<std::size_t>(side);
    if (!decision) {
        m_selections[at] = {};
        m_predicted[at]->setWaiting(side == Side::Ingress ? tr("no Ingress loaded") : tr("no Gateway loaded"));
        return;
    }
    m_selections[at] = decision->match ? selectionOf(*decision->match) : Selection();
    const bool isOpen = decision->outcome == Outcome::Undetermined || !decision->dependsOn.empty();
    m_predicted[at]->setAnswer(answerText(*decision), isOpen ? Tone::Unknown : Tone::Neutral);
}

void AnswerPanel::setLive(Side side, const AnswerText &text, Tone tone)
{
    m_live[static_cast<std::size_t>(side)]->setAnswer(text, tone);
}

void AnswerPanel::setLiveWaiting(Side side, const QString &word)
{
    m_live[static_cast<std::size_t>(side)]->setWaiting(word);
}

void AnswerPanel::setVerdict(const Verdict &verdict)
{
    const Tone tone = toneOf(verdict.kind);
    m_verdict->setTone(tone);
    m_word->setWord(QString::fromUtf8(toText(verdict.kind).data()), tone);
    m_evidence->setText(QString::fromStdString(verdict.evidence));
    QString text = QString::fromStdString(verdict.sentence);
    QStringList all{text};
    for (const std::string &detail : verdict.details)
        all << QString::fromStdString(detail);
    if (verdict.details.size() == 1)
        text += u" · "_s + all.at(1);
    else if (verdict.details.size() > 1)
        text += tr(" · and %1 more").arg(verdict.details.size());
    m_sentence->setText(text, all.mid(1));
    m_verdict->setAccessibleName(m_word->word() + u": "_s + all.join(u". "_s));
}

QString AnswerPanel::verdictSentence() const
{
    return m_sentence->text();
}

void AnswerPanel::setAddress(Side side, const QString &address)
{
    QLineEdit *field = m_addresses[static_cast<std::size_t>(side)];
    if (field->text() == address)
        return;
    const QSignalBlocker blocker(field);
    field->setText(address);
    field->setCursorPosition(0);
}

void AnswerPanel::setLabState(LabState state)
{
    m_lab->setText(state == LabState::Stopped ? tr("Start lab")
                   : state == LabState::Ready ? tr("Stop lab")
                                              : tr("Lab starts…"));
    m_lab->setEnabled(state != LabState::Starting);
    m_lab->setToolTip(tr("Real nginx and Envoy on this machine, configured by Wayproof for the loaded resources"));
}

} // namespace wayproof
