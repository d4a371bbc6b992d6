// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/controllersettingsdialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

enum Column { KindColumn, NameColumn, ValueColumn, SourceColumn, ColumnCount };
constexpr int kindRole = Qt::UserRole;
constexpr int byHandRole = Qt::UserRole + 1;

} // namespace

ControllerSettingsDialog::ControllerSettingsDialog(QWidget *parent)
    : QDialog(parent)
    , m_hint(new QLabel(this))
    , m_table(new QTableWidget(0, ColumnCount, this))
    , m_addFlag(new QPushButton(tr("Add &flag"), this))
    , m_addEntry(new QPushButton(tr("Add &ConfigMap entry"), this))
    , m_remove(new QPushButton(tr("&Remove"), this))
{
    setWindowTitle(tr("Controller settings"));
    m_hint->setText(tr("Flags and ConfigMap entries of the Ingress controller. What was read is shown with its source; "
                       "a value by hand counts before it."));
    m_hint->setWordWrap(true);
    m_table->setHorizontalHeaderLabels({tr("Kind"), tr("Name"), tr("Value"), tr("From")});
    m_table->setAccessibleName(tr("Controller settings"));
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(ValueColumn, QHeaderView::Stretch);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    // Tab goes from name to value, and out of the table from the last.
    m_table->setEditTriggers(QAbstractItemView::AllEditTriggers);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Apply | QDialogButtonBox::Close, this);
    m_apply = buttons->button(QDialogButtonBox::Apply);
    auto *edit = new QHBoxLayout;
    for (QPushButton *button : {m_addFlag, m_addEntry, m_remove}) {
        button->setAutoDefault(false);
        edit->addWidget(button);
    }
    edit->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_hint);
    layout->addWidget(m_table);
    layout->addLayout(edit);
    layout->addWidget(buttons);
    resize(640, 360);

    connect(m_addFlag, &QPushButton::clicked, this, [this] { addByHand(Kind::CommandFlag); });
    connect(m_addEntry, &QPushButton::clicked, this, [this] { addByHand(Kind::ConfigEntry); });
    connect(m_remove, &QPushButton::clicked, this, &ControllerSettingsDialog::removeCurrent);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ControllerSettingsDialog::updateButtons);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        m_table->setCurrentItem(nullptr); // closes an open editor with its text
        Q_EMIT applied(byHand());
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    updateButtons();
}

void ControllerSettingsDialog::setRead(const ControllerValues &values, const QString &flagSource,
                                       const QString &configSource)
{
    clear(false);
    addRows(values.flags, Kind::CommandFlag, flagSource.isEmpty() ? tr("the sources") : flagSource);
    addRows(values.config, Kind::ConfigEntry, configSource.isEmpty() ? tr("the sources") : configSource);
}

void ControllerSettingsDialog::setByHand(const ControllerValues &values)
{
    clear(true);
    addRows(values.flags, Kind::CommandFlag, {});
    addRows(values.config, Kind::ConfigEntry, {});
}

ControllerValues ControllerSettingsDialog::byHand() const
{
    ControllerValues values;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QString name = m_table->item(row, NameColumn)->text().trimmed();
        const bool isFlag =
            m_table->item(row, KindColumn)->data(kindRole).toInt() == static_cast<int>(Kind::CommandFlag);
        while (isFlag && name.startsWith(u'-'))
            name.remove(0, 1);
        if (!isByHand(row) || name.isEmpty())
            continue;
        (isFlag ? values.flags : values.config)[name.toStdString()] =
            m_table->item(row, ValueColumn)->text().trimmed().toStdString();
    }
    return values;
}

void ControllerSettingsDialog::addRows(const std::map<std::string, std::string> &values, Kind kind,
                                       const QString &source)
{
    for (const auto &[name, value] : values)
        addRow(kind, QString::fromStdString(name), QString::fromStdString(value), source);
}

int ControllerSettingsDialog::addRow(Kind kind, const QString &name, const QString &value, const QString &source)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    const QStringList texts{kind == Kind::CommandFlag ? tr("flag") : tr("ConfigMap"), name, value,
                            source.isEmpty() ? tr("by hand") : source};
    for (int column = 0; column < ColumnCount; ++column) {
        auto *item = new QTableWidgetItem(texts[column]);
        const bool isEditable = source.isEmpty() && (column == NameColumn || column == ValueColumn);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | (isEditable ? Qt::ItemIsEditable : Qt::NoItemFlags));
        item->setToolTip(texts[column]);
        m_table->setItem(row, column, item);
    }
    m_table->item(row, KindColumn)->setData(kindRole, static_cast<int>(kind));
    m_table->item(row, KindColumn)->setData(byHandRole, source.isEmpty());
    return row;
}

void ControllerSettingsDialog::addByHand(Kind kind)
{
    const int row = addRow(kind, {}, {}, {});
    m_table->setFocus();
    m_table->setCurrentCell(row, NameColumn); // which opens the editor
    updateButtons();
}

void ControllerSettingsDialog::removeCurrent()
{
    const int row = m_table->currentRow();
    if (row >= 0 && isByHand(row))
        m_table->removeRow(row);
    updateButtons();
}

void ControllerSettingsDialog::clear(bool isOfHand)
{
    for (int row = m_table->rowCount() - 1; row >= 0; --row) {
        if (isByHand(row) == isOfHand)
            m_table->removeRow(row);
    }
}

bool ControllerSettingsDialog::isByHand(int row) const
{
    return m_table->item(row, KindColumn)->data(byHandRole).toBool();
}

void ControllerSettingsDialog::updateButtons()
{
    const int row = m_table->currentRow();
    m_remove->setEnabled(row >= 0 && isByHand(row));
}

} // namespace wayproof
