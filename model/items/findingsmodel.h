// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Findings as a table: severity, what is wrong, what about, where, code. The mend is a role and part of the tooltip.
#pragma once

#include "model/analysis/lint.h"
#include "model/items/selection.h"

#include <QAbstractTableModel>

namespace wayproof
{

class FindingsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { SeverityColumn, MessageColumn, SubjectColumn, PlaceColumn, CodeColumn, ColumnCount };

    /// Beside the shared roles: QString, the request that shows the finding, in one line; empty where there is none.
    static constexpr int WitnessRole = Qt::UserRole + 100;

    explicit FindingsModel(QObject *parent = nullptr);

    /// Shown worst first, then in the given order.
    void setFindings(std::vector<Finding> findings);
    const std::vector<Finding> &findings() const { return m_findings; }
    int count(Severity severity) const;
    /// The first finding about the selected object; invalid when there is none.
    QModelIndex indexOf(const Selection &selection) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Finding> m_findings;
};

} // namespace wayproof
