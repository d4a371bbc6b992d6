// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The table of findings, with the mend of the selected one below it.
#pragma once

#include "model/items/findingsmodel.h"

#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;

namespace wayproof
{

class FindingsPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsPanel(QWidget *parent = nullptr);

    void setFindings(const Diagnostics &findings);
    void setSelection(const Selection &selection);
    QTableView *table() const { return m_table; }
    const FindingsModel &model() const { return m_model; }

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);

private:
    void showMend(const QModelIndex &current);

    FindingsModel m_model;
    QSortFilterProxyModel m_proxy;
    QLineEdit *m_filter = nullptr;
    QTableView *m_table = nullptr;
    QLabel *m_summary = nullptr;
    QLabel *m_mend = nullptr;
    bool m_isSetting = false;
};

} // namespace wayproof
