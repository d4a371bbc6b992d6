// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is remembered comes back; recent sources are few, each once, newest first.
#include "app/settings.h"

#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

class tst_Settings : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(u"wayproof-test"_s);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }
    void nothingIsRememberedAtFirst()
    {
        QVERIFY(settings::recentSources().isEmpty());
        QCOMPARE(settings::theme(), ThemeChoice::Desktop);
        QVERIFY(settings::arrangement().docks.isEmpty());
        QVERIFY(settings::isZoomLinked());
    }
    void recentSourcesAreFewAndUnique()
    {
        for (int i = 0; i < 12; ++i)
            settings::addRecentSource({u"source%1"_s.arg(i)});
        settings::addRecentSource({u"source5"_s});
        const QList<QStringList> recent = settings::recentSources();
        QCOMPARE(recent.size(), 10);
        QCOMPARE(recent.first(), QStringList{u"source5"_s});
        QCOMPARE(recent.count(QStringList{u"source5"_s}), 1);
    }
    void choicesComeBack()
    {
        settings::setTheme(ThemeChoice::Dark);
        QCOMPARE(settings::theme(), ThemeChoice::Dark);
        settings::setArrangement({"geometry", "docks", "canvases"});
        QCOMPARE(settings::arrangement().docks, QByteArray("docks"));
        settings::setZoomLinked(false);
        QVERIFY(!settings::isZoomLinked());
    }
};

QTEST_GUILESS_MAIN(tst_Settings)
#include "tst_settings.moc"
