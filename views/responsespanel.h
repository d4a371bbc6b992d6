// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Both observed answers beside each other: fields in groups, and the bodies as they came.
#pragma once

#include "model/items/responsesmodel.h"

#include <QWidget>

#include <array>

class QLabel;
class QPlainTextEdit;
class QStackedLayout;
class QTreeView;

namespace wayproof
{

class ResponsesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit ResponsesPanel(QWidget *parent = nullptr);

    /// Null: nothing was observed yet.
    void setResult(const ProbeResult *result);
    QTreeView *tree() const { return m_tree; }
    const ResponsesModel &model() const { return m_model; }

private:
    QWidget *makeBody(Side side);

    ResponsesModel m_model;
    QStackedLayout *m_stack = nullptr;
    QTreeView *m_tree = nullptr;
    std::array<QLabel *, 2> m_titles{};
    std::array<QPlainTextEdit *, 2> m_bodies{};
};

} // namespace wayproof
