// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/findingspanel.h"

#include "views/itemdelegate.h"
#include "views/spacing.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>

namespace wayproof
{

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_summary(new QLabel(this))
    , m_mend(new QLabel(this))
    , m_witness(new QLabel(this))
    , m_try(new QPushButton(tr("Try it"), this))
{
    m_filter->setPlaceholderText(tr("Filter findings"));
    m_filter->setAccessibleName(tr("Filter findings"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(40 * unit);

    m_proxy.setSourceModel(&m_model);
    m_proxy.setFilterKeyColumn(-1);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(&m_proxy);
    m_table->setObjectName(QStringLiteral("findingsTable"));
    m_table->setAccessibleName(tr("Findings"));
    m_table->setItemDelegate(new ItemDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + unit);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setSectionResizeMode(FindingsModel::MessageColumn, QHeaderView::Stretch);
    m_mend->setWordWrap(true);
    m_mend->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_mend->setAccessibleName(tr("How to mend it"));

    m_witness->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_witness->setTextFormat(Qt::PlainText);
    m_witness->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_witness->setAccessibleName(tr("Request that shows it"));
    m_try->setObjectName(QStringLiteral("tryWitness"));
    m_try->setAutoDefault(false);
    m_try->setToolTip(tr("Ask this request on both sides (Enter)"));

    auto *top = new QHBoxLayout;
    top->addWidget(m_summary, 1);
    top->addWidget(m_filter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit / 2, unit, unit / 2);
    layout->setSpacing(unit / 2);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_mend);
    auto *shownBy = new QHBoxLayout;
    shownBy->addWidget(m_try);
    shownBy->addWidget(m_witness, 1);
    layout->addLayout(shownBy);
    setFocusProxy(m_table);

    connect(m_filter, &QLineEdit::textChanged, &m_proxy, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                showMend(current);
                if (!m_isSetting && current.isValid())
                    Q_EMIT selected(current.data(SelectionRole).value<Selection>());
            });
    connect(m_table, &QTableView::activated, this, &FindingsPanel::tryWitness);
    connect(m_try, &QPushButton::clicked, this, &FindingsPanel::tryWitness);
    setFindings({});
}

void FindingsPanel::setFindings(const std::vector<Finding> &findings)
{
    const QScopedValueRollback guard(m_isSetting, true);
    m_model.setFindings(findings);
    showMend({});
    const int errors = m_model.count(Severity::Error);
    const int warnings = m_model.count(Severity::Warning);
    const int notes = m_model.count(Severity::Info);
    m_summary->setText(findings.empty() ? tr("Nothing was found.")
                                        : tr("%1 · %2 · %3")
                                              .arg(errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors),
                                                   warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(warnings),
                                                   notes == 1 ? tr("1 note") : tr("%1 notes").arg(notes)));
    for (const int column : {FindingsModel::SeverityColumn, FindingsModel::SubjectColumn, FindingsModel::PlaceColumn,
                             FindingsModel::CodeColumn}) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, qMin(m_table->columnWidth(column) + unit, 36 * unit));
    }
}

void FindingsPanel::setSelection(const Selection &selection)
{
    const QScopedValueRollback guard(m_isSetting, true);
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid() && current.data(SelectionRole).value<Selection>().anchor.id == selection.anchor.id)
        return;
    const QModelIndex index = m_proxy.mapFromSource(m_model.indexOf(selection));
    m_table->setCurrentIndex(index);
    if (index.isValid())
        m_table->scrollTo(index);
}

void FindingsPanel::showMend(const QModelIndex &current)
{
    const QString mend = current.data(DetailRole).toString();
    m_mend->setText(mend);
    m_mend->setVisible(!mend.isEmpty());
    const QString witness = current.data(FindingsModel::WitnessRole).toString();
    m_witness->setText(witness);
    m_witness->setToolTip(witness);
    m_witness->setVisible(!witness.isEmpty());
    m_try->setVisible(!witness.isEmpty());
}

void FindingsPanel::tryWitness()
{
    const QModelIndex current = m_proxy.mapToSource(m_table->currentIndex());
    if (!current.isValid())
        return;
    const Finding &finding = m_model.findings()[static_cast<std::size_t>(current.row())];
    if (finding.witness)
        Q_EMIT witnessRequested(*finding.witness);
}

} // namespace wayproof
