// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/headerseditor.h"

#include "views/spacing.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace wayproof
{

HeadersEditor::HeadersEditor(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_table(new QTableView(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Request headers"));
    m_table->setModel(&m_model);
    m_table->setObjectName(QStringLiteral("headersTable"));
    m_table->setAccessibleName(tr("Request headers"));
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(HeadersModel::NameColumn, 22 * unit);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(true);

    auto *remove = new QPushButton(tr("Remove"), this);
    remove->setAutoDefault(false);
    auto *hint = new QLabel(tr("Type into the last row to add a header; sent byte for byte, in this order."), this);
    hint->setWordWrap(true);
    hint->setEnabled(false);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(hint, 1);
    bottom->addWidget(remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit);
    layout->addWidget(m_table);
    layout->addLayout(bottom);
    resize(60 * unit, 30 * unit);
    setFocusProxy(m_table);

    connect(&m_model, &HeadersModel::headersEdited, this, [this] { Q_EMIT headersEdited(m_model.headers()); });
    connect(remove, &QPushButton::clicked, this, &HeadersEditor::removeSelected);
    connect(new QShortcut(QKeySequence::Delete, m_table), &QShortcut::activated, this, &HeadersEditor::removeSelected);
}

void HeadersEditor::setHeaders(const HeaderList &headers)
{
    // While being typed into, the table is ahead of what comes back; resetting it would close the open editor.
    if (headers != m_model.headers())
        m_model.setHeaders(headers);
}

void HeadersEditor::removeSelected()
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        m_model.removeRows(current.row(), 1);
}

} // namespace wayproof
