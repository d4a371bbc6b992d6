// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A flat trace becomes a tree: candidates below their host, what the winner does below the winner.
#include "model/items/tracemodel.h"
#include "treetext.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

TraceStep step(const char *kind, const char *subject, const char *result, const char *reason = "")
{
    TraceStep made;
    made.step = kind;
    made.subject = subject;
    made.result = result;
    made.reason = reason;
    return made;
}

std::vector<TraceStep> sample()
{
    std::vector<TraceStep> steps{
        step("entrance", "shop/edge:80", "chosen"),  step("host", "*.example", "passed over", "less specific"),
        step("host", "shop.example", "chosen"),      step("rule", "/cart", "passed over", "path differs"),
        step("rule", "/", "chosen", "prefix holds"), step("filter", "rewrite", "applied"),
        step("backend", "cart:80", "chosen"),        step("rule", "/late", "matched but lost", "weighed later")};
    const ResourceId route{"HTTPRoute", "shop", "cart"};
    steps[3].origin.resource = route;
    steps[3].origin.rule = 0;
    steps[4].origin.resource = route;
    steps[4].origin.rule = 1;
    return steps;
}

} // namespace

class tst_TraceModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void candidatesStandBelowTheirHost()
    {
        TraceModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTrace(sample());
        const QStringList expected{u"shop/edge:80 | chosen"_s,       u"*.example | passed over | less specific"_s,
                                   u"shop.example | chosen"_s,       u"  /cart | passed over | path differs"_s,
                                   u"  / | chosen | prefix holds"_s, u"    rewrite | applied"_s,
                                   u"    cart:80 | chosen"_s,        u"  /late | matched but lost | weighed later"_s};
        QCOMPARE(treeText(model), expected);
    }
    void theStepOfARuleIsFound()
    {
        TraceModel model;
        model.setTrace(sample());
        const ResourceId route{"HTTPRoute", "shop", "cart"};
        const Selection first{{.id = route, .rule = 0, .match = {}, .section = {}}, {}};
        QVERIFY(!model.indexOf(Selection{{.id = route, .rule = 7, .match = {}, .section = {}}, {}}).isValid());
        QCOMPARE(model.indexOf(first).data().toString(), u"/cart"_s);
        const Selection second{{.id = route, .rule = 1, .match = {}, .section = {}}, {}};
        QCOMPARE(model.indexOf(second).data().toString(), u"/"_s);
        QCOMPARE(model.indexOf(second).data(ResultRole).toInt(), static_cast<int>(StepResult::Chosen));
    }
    void resultsHaveMeaning()
    {
        QCOMPARE(stepResult(step("rule", "", "matched but lost")), StepResult::Lost);
        QCOMPARE(stepResult(step("rule", "", "unknown")), StepResult::Unknown);
        QCOMPARE(stepResult(step("assumption", "", "assumed")), StepResult::Noted);
    }
    void aNewTraceReplacesTheOld()
    {
        TraceModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTrace(sample());
        model.setTrace({step("entrance", "none", "passed over", "no listener")});
        QCOMPARE(treeText(model), QStringList{u"none | passed over | no listener"_s});
        model.setTrace({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_APPLESS_MAIN(tst_TraceModel)
#include "tst_tracemodel.moc"
