// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window program's command line: what starts the lab, what only writes files, what is refused.
#include "app/arguments.h"

#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

ReadArguments read(const QStringList &list)
{
    return readArguments(QStringList{u"wayproof"_s} + list);
}

} // namespace

class tst_Arguments : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutASourceTheLabIsStarted()
    {
        QVERIFY(read({}).arguments.startsLab);
        QVERIFY(!read({u"--no-lab"_s}).arguments.startsLab);
        QVERIFY(!read({u"shop.yaml"_s}).arguments.startsLab);
        QVERIFY(read({u"--lab"_s, u"shop.yaml"_s}).arguments.startsLab);
        QVERIFY(!read({u"--screenshot"_s, u"a.png"_s}).arguments.startsLab);
    }
    void aPictureHasSizeThemeAndPanel()
    {
        const ReadArguments got =
            read({u"--screenshot"_s, u"a.png"_s, u"--size"_s, u"1280x800"_s, u"--theme"_s, u"dark"_s, u"--panel"_s,
                  u"findings"_s, u"--request"_s, u"GET http://a/b"_s, u"x"_s, u"y"_s});
        QCOMPARE(got.problem, QString());
        QCOMPARE(got.arguments.size, QSize(1280, 800));
        QCOMPARE(got.arguments.isDark.value_or(false), true);
        QCOMPARE(got.arguments.panel, u"findings"_s);
        QCOMPARE(got.arguments.request.value_or(QString()), u"GET http://a/b"_s);
        QCOMPARE(got.arguments.sources, (QStringList{u"x"_s, u"y"_s}));
        QVERIFY(got.arguments.isBatch());
    }
    void wrongUsageIsNamed_data()
    {
        QTest::addColumn<QStringList>("list");
        QTest::newRow("size") << QStringList{u"--size"_s, u"wide"_s};
        QTest::newRow("theme") << QStringList{u"--theme"_s, u"pink"_s};
        QTest::newRow("panel") << QStringList{u"--panel"_s, u"nothing"_s};
        QTest::newRow("side") << QStringList{u"--side"_s, u"left"_s};
        QTest::newRow("unknown") << QStringList{u"--frobnicate"_s};
        QTest::newRow("both") << QStringList{u"--lab"_s, u"--no-lab"_s};
    }
    void wrongUsageIsNamed()
    {
        QFETCH(QStringList, list);
        QVERIFY(!read(list).problem.isEmpty());
    }
    void helpNeedsNoApplication() { QVERIFY(read({u"--help"_s}).text.contains(u"--screenshot"_s)); }
};

QTEST_APPLESS_MAIN(tst_Arguments)
#include "tst_arguments.moc"
