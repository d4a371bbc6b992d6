// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every case under tests/data/gateway and tests/data/ingress: resources in, requests decided, decisions compared.
#include "tests/support/decisioncases.h"

#include <QTest>

using namespace wayproof::test;

class TestDecisionCases : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void requestIsDecidedAsWritten_data();
    void requestIsDecidedAsWritten();
};

void TestDecisionCases::requestIsDecidedAsWritten_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("index");
    const std::vector<DecisionCase> cases = allDecisionCases();
    if (cases.empty()) {
        QFAIL("there are no case folders");
    }
    for (const DecisionCase &one : cases) {
        QTest::newRow(qPrintable(one.row)) << one.folder << one.index;
    }
}

void TestDecisionCases::requestIsDecidedAsWritten()
{
    QFETCH(QString, folder);
    QFETCH(int, index);
    const QString failure = runDecisionCase({QString::fromUtf8(QTest::currentDataTag()), folder, index});
    // Qt Test cuts long messages off; the whole of it goes to standard error.
    if (!failure.isEmpty()) {
        qWarning().noquote() << failure;
    }
    QVERIFY2(failure.isEmpty(), qPrintable(failure.section(QLatin1Char('\n'), 0, 4)));
}

QTEST_APPLESS_MAIN(TestDecisionCases)
#include "tst_decisioncases.moc"
