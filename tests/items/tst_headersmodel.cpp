// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Headers are added by writing into the last row, changed, and removed; values stay as typed.
#include "model/items/headersmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

class tst_HeadersModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writingIntoTheLastRowAddsAHeader()
    {
        HeadersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy edited(&model, &HeadersModel::headersEdited);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(model.setData(model.index(0, 0), u"X-Env"_s));
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.setData(model.index(0, 1), u"canary"_s));
        QCOMPARE(model.headers(), (HeaderList{{"X-Env", "canary"}}));
        QCOMPARE(edited.count(), 2);
    }
    void aRowWithoutNameIsNoHeader()
    {
        HeadersModel model;
        model.setData(model.index(0, 1), u"value"_s);
        QVERIFY(model.headers().empty());
        QVERIFY(!model.setData(model.index(1, 0), QString()));
    }
    void headersAreRemoved()
    {
        HeadersModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setHeaders({{"A", "1"}, {"B", "2"}, {"A", "3"}});
        QVERIFY(model.removeRows(1, 1));
        QCOMPARE(model.headers(), (HeaderList{{"A", "1"}, {"A", "3"}}));
        QVERIFY(!model.removeRows(2, 1));
    }
    void settingIsNoEdit()
    {
        HeadersModel model;
        QSignalSpy edited(&model, &HeadersModel::headersEdited);
        model.setHeaders({{"A", "1"}});
        QCOMPARE(edited.count(), 0);
    }
};

QTEST_APPLESS_MAIN(tst_HeadersModel)
#include "tst_headersmodel.moc"
