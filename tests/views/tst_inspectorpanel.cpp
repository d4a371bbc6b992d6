// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The inspector shows the status that the selected object earns beside the one
// that was reported, in both themes.
#include "model/load/fileloader.h"
#include "model/routing/compile.h"
#include "views/appearance.h"
#include "views/inspectorpanel.h"
#include "views/tone.h"

#include <QLabel>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const std::string reported = WAYPROOF_SOURCE_DIR "/tests/data/gateway-status/reported/in.yaml";

/// The text of the panel's status table; empty where there is none.
QString tableOf(const InspectorPanel &panel)
{
    const QList<QLabel *> labels = panel.findChildren<QLabel *>();
    const auto table = std::find_if(labels.begin(), labels.end(),
                                    [](const QLabel *label) { return label->text().contains(u"<table"_s); });
    return table == labels.end() ? QString() : (*table)->text();
}

Selection selected(const std::string &kind, const std::string &name, const std::string &section = {})
{
    return {{{kind, kind == "GatewayClass" ? "" : "shop", name}, {}, {}, section}, {}};
}

} // namespace

class tst_InspectorPanel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_snapshot = loadFiles({{reported}});
        m_table = std::make_shared<const RoutingTable>(compileGateway(*m_snapshot));
    }
    void computedStandsBesideReported_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void computedStandsBesideReported()
    {
        QFETCH(bool, isDark);
        applyAppearance(*qApp, isDark);
        InspectorPanel panel;
        panel.resize(460, 700);
        panel.setSnapshot(m_snapshot, m_table, m_table->findings);
        panel.setSelection(selected("Gateway", "differs"));
        const QString table = tableOf(panel);
        QVERIFY2(table.contains(u"computed"_s), qPrintable(table));
        QVERIFY2(table.contains(u"≠&nbsp;False · Invalid"_s),
                 qPrintable(table)); // the mark is no colour alone
        QVERIFY(table.contains(coloursOf(Tone::Alarm, panel.palette()).ink.name()));
        QVERIFY(table.contains(u"listener http"_s));
        const QList<QLabel *> labels = panel.findChildren<QLabel *>();
        QVERIFY(std::none_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(u"is reported False"_s); // not said twice
        }));
        panel.setSelection(selected("HTTPRoute", "r"));
        QVERIFY(tableOf(panel).contains(u"parent Gateway shop/agrees"_s));
    }
    void withoutAReportThereIsNoColumnForOne()
    {
        InspectorPanel panel;
        panel.setSnapshot(m_snapshot, m_table, {});
        panel.setSelection(selected("GatewayClass", "any"));
        const QString table = tableOf(panel);
        QVERIFY2(table.contains(u"SupportedVersion"_s), qPrintable(table));
        QVERIFY(!table.contains(u"reported"_s));
    }
    void objectsWithoutStatusHaveNoTable()
    {
        InspectorPanel panel;
        panel.setSnapshot(m_snapshot, m_table, {});
        panel.setSelection(selected("Service", "app"));
        QCOMPARE(tableOf(panel), QString());
    }

private:
    SnapshotPtr m_snapshot;
    RoutingTablePtr m_table;
};

QTEST_MAIN(tst_InspectorPanel)
#include "tst_inspectorpanel.moc"
