// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The tree of resources. Keeps what is open and selected over a reload. Emits what was selected.
#pragma once

#include "model/items/resourcetreemodel.h"

#include <QSet>
#include <QSortFilterProxyModel>
#include <QWidget>

class QLabel;
class QTreeView;

namespace wayproof
{

class ResourcePanel : public QWidget
{
    Q_OBJECT
public:
    explicit ResourcePanel(QWidget *parent = nullptr);

    void setNodes(std::shared_ptr<const std::vector<ResourceNode>> nodes);
    /// Selects the closest row without emitting `selected`.
    void setSelection(const Selection &selection);
    /// Shows what contains the text, with what is above and below it.
    void setFilter(const QString &text);
    QTreeView *tree() const { return m_tree; }

Q_SIGNALS:
    void selected(const wayproof::Selection &selection);

private:
    void onCurrentChanged(const QModelIndex &current);
    void collectOpen(const QModelIndex &parent, QSet<QString> &keys) const;
    void open(const QModelIndex &parent, const QSet<QString> &keys);
    void openUsefulRows();

    ResourceTreeModel m_model;
    QSortFilterProxyModel m_proxy;
    QTreeView *m_tree = nullptr;
    QLabel *m_empty = nullptr;
    bool m_isSetting = false;
};

} // namespace wayproof
