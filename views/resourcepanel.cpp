// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/resourcepanel.h"

#include "views/itemdelegate.h"
#include "views/spacing.h"

#include <QLabel>
#include <QScopedValueRollback>
#include <QTreeView>
#include <QVBoxLayout>

namespace wayproof
{

ResourcePanel::ResourcePanel(QWidget *parent)
    : QWidget(parent)
    , m_tree(new QTreeView(this))
    , m_empty(new QLabel(tr("No resource matches."), this))
{
    m_proxy.setSourceModel(&m_model);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setFilterRole(Qt::AccessibleTextRole);

    m_tree->setModel(&m_proxy);
    m_tree->setObjectName(QStringLiteral("resourceTree"));
    m_tree->setAccessibleName(tr("Resources"));
    m_tree->setItemDelegate(new ItemDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(2 * unit);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setEnabled(false);
    m_empty->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit);
    layout->addWidget(m_empty);
    layout->addWidget(m_tree, 1);
    setFocusProxy(m_tree);

    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { onCurrentChanged(current); });
}

void ResourcePanel::setNodes(std::shared_ptr<const std::vector<ResourceNode>> nodes)
{
    const QScopedValueRollback guard(m_isSetting, true);
    const bool isFirst = m_model.rowCount() == 0;
    QSet<QString> openKeys;
    collectOpen({}, openKeys);
    const QString current = m_tree->currentIndex().data(KeyRole).toString();
    m_model.setNodes(std::move(nodes));
    if (isFirst)
        openUsefulRows();
    else
        open({}, openKeys);
    if (const QModelIndex again = m_proxy.mapFromSource(m_model.indexOfKey(current)); again.isValid())
        m_tree->setCurrentIndex(again);
}

void ResourcePanel::setSelection(const Selection &selection)
{
    const QScopedValueRollback guard(m_isSetting, true);
    const QModelIndex index = m_proxy.mapFromSource(m_model.indexOf(selection));
    m_tree->setCurrentIndex(index);
    if (index.isValid())
        m_tree->scrollTo(index);
}

void ResourcePanel::onCurrentChanged(const QModelIndex &current)
{
    const QVariant selection = current.data(SelectionRole);
    if (!m_isSetting && selection.isValid())
        Q_EMIT selected(selection.value<Selection>());
}

void ResourcePanel::setFilter(const QString &text)
{
    // Recursion visits every row; without a text all rows are shown anyway, and thousands of them open at once.
    m_proxy.setRecursiveFilteringEnabled(!text.isEmpty());
    m_proxy.setAutoAcceptChildRows(!text.isEmpty());
    m_proxy.setFilterFixedString(text);
    m_empty->setVisible(!text.isEmpty() && m_proxy.rowCount() == 0);
    if (text.isEmpty()) {
        if (m_tree->currentIndex().isValid())
            m_tree->scrollTo(m_tree->currentIndex());
    } else {
        m_tree->expandAll();
    }
}

void ResourcePanel::collectOpen(const QModelIndex &parent, QSet<QString> &keys) const
{
    for (int row = 0; row < m_proxy.rowCount(parent); ++row) {
        const QModelIndex index = m_proxy.index(row, 0, parent);
        if (m_tree->isExpanded(index)) {
            keys.insert(index.data(KeyRole).toString());
            collectOpen(index, keys);
        }
    }
}

void ResourcePanel::open(const QModelIndex &parent, const QSet<QString> &keys)
{
    for (int row = 0; row < m_proxy.rowCount(parent); ++row) {
        const QModelIndex index = m_proxy.index(row, 0, parent);
        if (keys.contains(index.data(KeyRole).toString())) {
            m_tree->expand(index);
            open(index, keys);
        }
    }
}

/// Everything where that fits, else the objects, else the namespaces alone.
void ResourcePanel::openUsefulRows()
{
    int objects = 0;
    for (int ns = 0; ns < m_model.rowCount(); ++ns) {
        const QModelIndex nsIndex = m_model.index(ns, 0);
        for (int kind = 0; kind < m_model.rowCount(nsIndex); ++kind)
            objects += m_model.rowCount(m_model.index(kind, 0, nsIndex));
    }
    if (objects <= 40)
        m_tree->expandToDepth(objects <= 20 ? 2 : 1);
    else if (m_model.rowCount() <= 20)
        m_tree->expandToDepth(0);
}

} // namespace wayproof
