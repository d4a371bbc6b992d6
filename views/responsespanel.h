// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Both observed answers beside each other: fields in groups, and the bodies as they came.
#pragma once

#include "model/items/responsesmodel.h"
#include "model/probe/sharesample.h"

#include <QWidget>

#include <array>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedLayout;
class QTreeView;

namespace wayproof
{

class SharesView;

class ResponsesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ResponsesPanel(QWidget *parent = nullptr);

    /// Null: nothing was observed yet.
    void setResult(const ProbeResult *result);
    /// What was seen when the request was fired many times; empty: it was not.
    void setSamples(std::vector<ShareSample> samples);
    /// `done` of `total` requests; a total of 0: no sample is under way. `canSample`: there is where to fire at.
    void setSampling(quint64 done, quint64 total, bool canSample);
    QPushButton *sampleButton() const { return m_sample; }
    SharesView *shares() const { return m_shares; }
    QTreeView *tree() const { return m_tree; }
    const ResponsesModel &model() const { return m_model; }

Q_SIGNALS:
    void sampleRequested(quint64 requests);
    void sampleCancelled();

private:
    QWidget *makeBody(Side side);
    QLayout *makeSampling();

    ResponsesModel m_model;
    QStackedLayout *m_stack = nullptr;
    QTreeView *m_tree = nullptr;
    QPushButton *m_sample = nullptr;
    QSpinBox *m_count = nullptr;
    QLabel *m_progress = nullptr;
    SharesView *m_shares = nullptr;
    bool m_isSampling = false;
    std::array<QLabel *, 2> m_titles{};
    std::array<QPlainTextEdit *, 2> m_bodies{};
};

} // namespace wayproof
