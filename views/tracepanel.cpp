// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/tracepanel.h"

#include "views/itemdelegate.h"
#include "views/spacing.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace wayproof
{

namespace
{

/// As expandAll, but visits only what can be open: thousands of hosts may have been passed over.
void expandParents(QTreeView *tree, const QModelIndex &parent)
{
    const QAbstractItemModel *model = tree->model();
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex index = model->index(row, 0, parent);
        if (!model->hasChildren(index))
            continue;
        tree->expand(index);
        expandParents(tree, index);
    }
}

} // namespace

TracePanel::TracePanel(QWidget *parent)
    : QWidget(parent)
{
    auto *splitter = new QSplitter(this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeSide(Side::Ingress));
    splitter->addWidget(makeSide(Side::Gateway));
    splitter->setSizes({1000, 1000});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit / 2, unit, unit / 2);
    layout->addWidget(splitter);
    setFocusProxy(m_trees[0]);
}

QWidget *TracePanel::makeSide(Side side)
{
    const auto at = static_cast<std::size_t>(side);
    auto *part = new QWidget(this);
    auto *tree = new QTreeView(part);
    m_trees[at] = tree;
    tree->setModel(&m_models[at]);
    tree->setObjectName(side == Side::Ingress ? QStringLiteral("ingressTrace") : QStringLiteral("gatewayTrace"));
    tree->setAccessibleName(side == Side::Ingress ? tr("Trace of the Ingress side") : tr("Trace of the Gateway side"));
    tree->setItemDelegate(new ItemDelegate(tree));
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setIndentation(2 * unit);
    tree->setAllColumnsShowFocus(true);
    tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    tree->header()->setStretchLastSection(true);
    tree->header()->setSectionsMovable(false);
    // Widths are taken from what is seen: thousands of hosts can have been passed over.
    tree->header()->setResizeContentsPrecision(24);
    m_titles[at] = new QLabel(side == Side::Ingress ? tr("Ingress") : tr("Gateway"), part);
    QFont strong = m_titles[at]->font();
    strong.setBold(true);
    m_titles[at]->setFont(strong);

    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(unit / 2);
    layout->addWidget(m_titles[at]);
    layout->addWidget(tree, 1);

    connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, side](const QModelIndex &current) {
                const QVariant selection = current.siblingAtColumn(0).data(SelectionRole);
                if (!m_isSetting && selection.isValid())
                    Q_EMIT selected(selection.value<Selection>(), side);
            });
    return part;
}

void TracePanel::setTraces(const Decision *ingress, const Decision *gateway)
{
    const QScopedValueRollback guard(m_isSetting, true);
    const std::array<const Decision *, 2> decisions{ingress, gateway};
    for (std::size_t at = 0; at < decisions.size(); ++at) {
        m_models[at].setTrace(decisions[at] ? decisions[at]->trace : std::vector<TraceStep>());
        expandParents(m_trees[at], {});
        const int room = qMax(m_trees[at]->viewport()->width(), 50 * unit);
        m_trees[at]->resizeColumnToContents(TraceModel::StepColumn);
        m_trees[at]->setColumnWidth(TraceModel::StepColumn,
                                    qMin(m_trees[at]->columnWidth(TraceModel::StepColumn) + 2 * unit, room / 2));
        m_trees[at]->resizeColumnToContents(TraceModel::ResultColumn);
        m_trees[at]->setColumnWidth(TraceModel::ResultColumn,
                                    m_trees[at]->columnWidth(TraceModel::ResultColumn) + 2 * unit);
    }
}

void TracePanel::setSelection(const Selection &selection)
{
    const QScopedValueRollback guard(m_isSetting, true);
    for (std::size_t at = 0; at < m_trees.size(); ++at) {
        const QModelIndex index = m_models[at].indexOf(selection);
        const QVariant current = m_trees[at]->currentIndex().siblingAtColumn(0).data(SelectionRole);
        // Several steps can be about the same rule: one that is selected already stays so.
        if (current.isValid() && current.value<Selection>() == selection)
            continue;
        m_trees[at]->setCurrentIndex(index);
        if (index.isValid())
            m_trees[at]->scrollTo(index);
    }
}

} // namespace wayproof
