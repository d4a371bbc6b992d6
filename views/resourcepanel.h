// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The tree of resources with its filter. Keeps what is open and selected over a reload. Emits what was selected.
#pragma once

#include "model/items/resourcetreemodel.h"

#include <QSet>
#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTreeView;

namespace wayproof
{

class ResourcePanel : public QWidget
{
    Q_OBJECT
public:
    explicit ResourcePanel(QWidget *parent = nullptr);

    void setNodes(std::vector<ResourceNode> nodes);
    /// Selects the closest row without emitting `selected`.
    void setSelection(const Selection &selection);
    QLineEdit *filterField() const { return m_filter; }

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);

private:
    void applyFilter(const QString &text);
    void onCurrentChanged(const QModelIndex &current);
    void collectOpen(const QModelIndex &parent, QSet<QString> &keys) const;
    void open(const QModelIndex &parent, const QSet<QString> &keys);
    void openUsefulRows();

    ResourceTreeModel m_model;
    QSortFilterProxyModel m_proxy;
    QLineEdit *m_filter = nullptr;
    QTreeView *m_tree = nullptr;
    QLabel *m_empty = nullptr;
    bool m_isSetting = false;
};

} // namespace wayproof
