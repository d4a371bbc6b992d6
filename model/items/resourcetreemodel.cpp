// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/resourcetreemodel.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof
{

/// Where a node stands among its siblings: what QModelIndex points at.
struct ResourceTreeModel::Entry {
    const ResourceNode *node = nullptr;
    Entry *parent = nullptr;
    int row = 0;
    std::vector<Entry *> children;
};

ResourceTreeModel::ResourceTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_top(std::make_unique<Entry>())
{
}

ResourceTreeModel::~ResourceTreeModel() = default;

void ResourceTreeModel::setNodes(std::shared_ptr<const std::vector<ResourceNode>> roots)
{
    beginResetModel();
    m_entries.clear();
    m_top = std::make_unique<Entry>();
    m_roots = std::move(roots);
    if (m_roots) {
        for (const ResourceNode &root : *m_roots)
            addEntries(root, m_top.get());
    }
    endResetModel();
}

void ResourceTreeModel::addEntries(const ResourceNode &node, Entry *parent)
{
    Entry &entry = m_entries.emplace_back();
    entry.node = &node;
    entry.parent = parent;
    entry.row = static_cast<int>(parent->children.size());
    parent->children.push_back(&entry);
    for (const ResourceNode &child : node.children)
        addEntries(child, &entry);
}

QString ResourceTreeModel::keyOf(const Entry *entry) const
{
    if (entry == m_top.get())
        return {};
    // Parts have no name that outlives an edit, so their place stands for it.
    const QString own = entry->node->level == ResourceNode::Level::Part ? QString::number(entry->row)
                                                                        : QString::fromStdString(entry->node->text);
    return keyOf(entry->parent) + u'\n' + own;
}

QModelIndex ResourceTreeModel::indexOf(const Entry *entry) const
{
    return createIndex(entry->row, 0, const_cast<Entry *>(entry));
}

QModelIndex ResourceTreeModel::indexOf(const Selection &selection) const
{
    const Entry *best = nullptr;
    int bestCloseness = 0;
    for (const Entry &entry : m_entries) {
        const int found = closeness(entry.node->selection, selection);
        if (found > bestCloseness) {
            best = &entry;
            bestCloseness = found;
        }
    }
    return best ? indexOf(best) : QModelIndex();
}

QModelIndex ResourceTreeModel::indexOfKey(const QString &key) const
{
    const Entry *above = m_top.get();
    const QStringList steps = key.split(u'\n', Qt::SkipEmptyParts);
    QString path;
    for (const QString &step : steps) {
        path += u'\n' + step;
        const auto found = std::find_if(above->children.begin(), above->children.end(),
                                        [&](const Entry *child) { return keyOf(child) == path; });
        if (found == above->children.end())
            return {};
        above = *found;
    }
    return above == m_top.get() ? QModelIndex() : indexOf(above);
}

QModelIndex ResourceTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Entry *above = parent.isValid() ? static_cast<const Entry *>(parent.constInternalPointer()) : m_top.get();
    return createIndex(row, column, above->children[static_cast<std::size_t>(row)]);
}

QModelIndex ResourceTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const Entry *above = static_cast<const Entry *>(child.constInternalPointer())->parent;
    return above == m_top.get() ? QModelIndex() : indexOf(above);
}

int ResourceTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const Entry *entry = parent.isValid() ? static_cast<const Entry *>(parent.constInternalPointer()) : m_top.get();
    return static_cast<int>(entry->children.size());
}

int ResourceTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant ResourceTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return section == 0 && orientation == Qt::Horizontal && role == Qt::DisplayRole ? QVariant(tr("Resource"))
                                                                                    : QVariant();
}

QVariant ResourceTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto *entry = static_cast<const Entry *>(index.constInternalPointer());
    const ResourceNode &node = *entry->node;
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(node.text);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList words;
        if (node.level == ResourceNode::Level::Object)
            words << QString::fromStdString(node.kind);
        words << QString::fromStdString(node.text);
        if (!node.detail.empty())
            words << QString::fromStdString(node.detail);
        if (node.findingCount > 0)
            words << (node.findingCount == 1 ? tr("1 finding") : tr("%1 findings").arg(node.findingCount));
        if (node.isChanged)
            words << tr("changed");
        return words.join(u", "_s);
    }
    case SelectionRole:
        return node.selection.isNull() ? QVariant() : QVariant::fromValue(node.selection);
    case KindRole:
        return QString::fromStdString(node.kind);
    case DetailRole:
        return QString::fromStdString(node.detail);
    case SeverityRole:
        return node.worst ? QVariant(static_cast<int>(*node.worst)) : QVariant();
    case FindingCountRole:
        return node.findingCount;
    case KeyRole:
        return keyOf(entry);
    case ChangedRole:
        return node.isChanged;
    case SideRole:
        return node.side ? QVariant(static_cast<int>(*node.side)) : QVariant();
    default:
        return {};
    }
}

} // namespace wayproof
