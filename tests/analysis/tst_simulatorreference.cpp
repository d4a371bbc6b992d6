// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random tables and requests: the simulator, its trace and its short form against a naive second reading.
#include "model/analysis/simulator.h"
#include "tests/support/randomtables.h"
#include "tests/support/referencesimulator.h"

#include <QTest>

using namespace wayproof;
using namespace wayproof::test;

namespace
{

constexpr int tableCount = 1000;
constexpr int requestsPerTable = 120;

std::set<int> statusesOf(const Decision &decision)
{
    if (decision.outcome == Outcome::Refuse)
        return {0};
    if (decision.outcome != Outcome::Undetermined)
        return {decision.status.value_or(-1)};
    std::set<int> statuses;
    for (const Decision &alternative : decision.alternatives)
        statuses.insert(alternative.status.value_or(-1));
    return statuses;
}

QString described(const RoutingTable &table, const Request &request)
{
    return QString::fromStdString(toText(table)) +
           QString::fromStdString(request.method + " " + request.host + request.path);
}

} // namespace

class TestSimulatorReference : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decisionsAgreeWithTheNaiveReading();
};

void TestSimulatorReference::decisionsAgreeWithTheNaiveReading()
{
    RandomTables random(20260821);
    int certain = 0;
    int open = 0;
    int refused = 0;
    for (int i = 0; i < tableCount; ++i) {
        const RoutingTablePtr table = random.table();
        const Simulator simulator(table);
        for (int j = 0; j < requestsPerTable; ++j) {
            const Request request = random.request();
            const std::set<int> expected = possibleStatuses(*table, request);
            const Decision decision = simulator.decide(request);
            if (statusesOf(decision) != expected)
                qWarning().noquote() << described(*table, request) << decision.status.value_or(0);
            QCOMPARE(statusesOf(decision), expected);
            QCOMPARE(decision.outcome == Outcome::Undetermined, expected.size() > 1);
            const Simulator::Winner winner = simulator.winner(request);
            if (winner.isCertain && winner.rule)
                QCOMPARE(std::set<int>{winner.rule->action->response.status}, expected);
            else if (winner.isCertain)
                QCOMPARE(std::set<int>{winner.host ? 404 : 421}, expected);
            if (j % 4 == 0) {
                const Decision traced = simulator.decide(request, Simulator::Trace::On);
                QVERIFY(sameAnswer(traced, decision));
                QVERIFY(traced.dependsOn == decision.dependsOn && traced.match == decision.match);
                QVERIFY(!traced.trace.empty());
            }
            ++(expected.size() > 1 ? open : expected == std::set<int>{0} ? refused : certain);
        }
    }
    // The generator must go on meeting all three kinds.
    QCOMPARE(certain + open + refused, tableCount * requestsPerTable);
    QVERIFY(certain > 50000);
    QVERIFY(open > 5000);
    QVERIFY(refused > 500);
    qInfo("%d certain, %d open, %d refused", certain, open, refused);
}

QTEST_APPLESS_MAIN(TestSimulatorReference)
#include "tst_simulatorreference.moc"
