// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One selected object: what it is, what was found about it, its status as computed and reported, its text at the line.
#pragma once

#include "model/items/selection.h"
#include "model/resources/snapshot.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace wayproof
{

class ElidedLabel;
class YamlView;

class InspectorPanel : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorPanel(QWidget *parent = nullptr);

    /// The selection is kept, and shown anew where the snapshot still has it.
    /// `gateway`: the Gateway side's table, for what each object's status should be; may be null.
    void setSnapshot(SnapshotPtr snapshot, RoutingTablePtr gateway, const Diagnostics &findings);
    void setSelection(const Selection &selection);
    YamlView *source() const { return m_source; }

Q_SIGNALS:
    /// The reader went to another line: the object that stands there.
    void selected(const wayproof::Selection &selection);

private:
    void showSelection();
    void showFacts();
    void onLineActivated(int line);
    void addFact(const QString &html);

    SnapshotPtr m_snapshot;
    RoutingTablePtr m_gateway;
    Diagnostics m_findings;
    Selection m_selection;
    std::string m_shownFile;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_place = nullptr;
    QVBoxLayout *m_facts = nullptr;
    YamlView *m_source = nullptr;
};

} // namespace wayproof
