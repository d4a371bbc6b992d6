// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An Ingress controller's own flags and ConfigMap entries: those that were read, with their source, and those that a
// person gives by hand. Knows no setting's meaning.
#pragma once

#include "model/items/controllervalues.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace wayproof
{

class ControllerSettingsDialog : public QDialog
{
    Q_OBJECT
public:
    explicit ControllerSettingsDialog(QWidget *parent);

    /// `flagSource`, `configSource`: what the values were read from, for people.
    void setRead(const ControllerValues &values, const QString &flagSource, const QString &configSource);
    void setByHand(const ControllerValues &values);
    /// What stands in the rows by hand; those without a name are left out.
    ControllerValues byHand() const;

    QTableWidget *table() const { return m_table; }
    QPushButton *addFlagButton() const { return m_addFlag; }
    QPushButton *addEntryButton() const { return m_addEntry; }
    QPushButton *removeButton() const { return m_remove; }
    QPushButton *applyButton() const { return m_apply; }

Q_SIGNALS:
    void applied(const wayproof::ControllerValues &values);

private:
    enum class Kind { CommandFlag, ConfigEntry };
    void addRows(const std::map<std::string, std::string> &values, Kind kind, const QString &source);
    /// `source` empty: by hand, and so editable.
    int addRow(Kind kind, const QString &name, const QString &value, const QString &source);
    void addByHand(Kind kind);
    void removeCurrent();
    void clear(bool isByHand);
    bool isByHand(int row) const;
    void updateButtons();

    QLabel *m_hint = nullptr;
    QTableWidget *m_table = nullptr;
    QPushButton *m_addFlag = nullptr;
    QPushButton *m_addEntry = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_apply = nullptr;
};

} // namespace wayproof
