// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The explanation of one decision as a tree: entrance and host at the top, the candidates below their host, what the
// winner does below the winner. Columns: step, result, reason.
#pragma once

#include "model/analysis/decision.h"
#include "model/items/selection.h"

#include <QAbstractItemModel>

#include <vector>

namespace wayproof
{

/// What became of a step; the step's own word is what is shown.
enum class StepResult { Chosen, Applied, PassedOver, Lost, Unknown, Noted };
StepResult stepResult(const TraceStep &step);

class TraceModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { StepColumn, ResultColumn, ReasonColumn, ColumnCount };

    explicit TraceModel(QObject *parent = nullptr);

    void setTrace(std::vector<TraceStep> steps);
    /// The step closest to the selection, a chosen one before others; invalid when no step is about it.
    QModelIndex indexOf(const Selection &selection) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// Places of steps in m_steps: who is below whom.
    struct Place {
        int parent = -1;
        int row = 0;
        std::vector<int> children;
    };
    const std::vector<int> &childrenOf(const QModelIndex &parent) const;
    QModelIndex indexOfStep(int step, int column = 0) const;

    std::vector<TraceStep> m_steps;
    std::vector<Place> m_places;
    std::vector<int> m_top;
};

} // namespace wayproof
