// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The table of findings; below it the mend of the selected one and, where there is one, the request that shows it.
#pragma once

#include "model/items/findingsmodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace wayproof
{

class FindingsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget *parent = nullptr);

    void setFindings(const std::vector<Finding> &findings);
    void setSelection(const Selection &selection);
    QTableView *table() const { return m_table; }
    QPushButton *tryButton() const { return m_try; }
    const FindingsModel &model() const { return m_model; }

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);
    /// The request that shows the selected finding is to be asked.
    void witnessRequested(const wayproof::Request &witness);

private:
    void showMend(const QModelIndex &current);
    void tryWitness();

    FindingsModel m_model;
    QSortFilterProxyModel m_proxy;
    QLineEdit *m_filter = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_mend = nullptr;
    QLabel *m_witness = nullptr;
    QPushButton *m_try = nullptr;
    bool m_isSetting = false;
};

} // namespace wayproof
