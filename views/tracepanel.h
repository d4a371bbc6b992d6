// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Both sides' explanations beside each other, as trees. Emits the step that was selected.
#pragma once

#include "model/items/tracemodel.h"

#include <QWidget>

#include <array>

class QLabel;
class QTreeView;

namespace wayproof
{

class TracePanel : public QWidget
{
    Q_OBJECT
public:
    explicit TracePanel(QWidget *parent = nullptr);

    void setTraces(const Decision *ingress, const Decision *gateway);
    void setSelection(const Selection &selection);
    QTreeView *tree(Side side) const { return m_trees[static_cast<std::size_t>(side)]; }

Q_SIGNALS:
    void selected(const wayproof::Selection &selection, wayproof::Side side);

private:
    QWidget *makeSide(Side side);

    std::array<TraceModel, 2> m_models;
    std::array<QTreeView *, 2> m_trees{};
    std::array<QLabel *, 2> m_titles{};
    bool m_isSetting = false;
};

} // namespace wayproof
