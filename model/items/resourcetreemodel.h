// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Item model over resource nodes. Says what each row means through roles; how it looks is the view's affair.
#pragma once

#include "model/items/resourcenodes.h"

#include <QAbstractItemModel>

#include <deque>
#include <memory>

namespace wayproof
{

class ResourceTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    explicit ResourceTreeModel(QObject *parent = nullptr);
    ~ResourceTreeModel() override;

    /// Null: none. Nothing is copied, so that a large tree can be made on a worker.
    void setNodes(std::shared_ptr<const std::vector<ResourceNode>> roots);
    /// The row that stands closest to the selection; invalid when nothing of it is in the tree.
    QModelIndex indexOf(const Selection &selection) const;
    /// The row with that KeyRole; invalid when there is none.
    QModelIndex indexOfKey(const QString &key) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry;
    void addEntries(const ResourceNode &node, Entry *parent);
    QModelIndex indexOf(const Entry *entry) const;

    QString keyOf(const Entry *entry) const;

    std::shared_ptr<const std::vector<ResourceNode>> m_roots;
    std::unique_ptr<Entry> m_top;
    std::deque<Entry> m_entries;
};

} // namespace wayproof
