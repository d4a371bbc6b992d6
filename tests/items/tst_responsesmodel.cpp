// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Answers field by field: what differs stands apart from what varies by itself and from what is alike.
#include "model/items/responsesmodel.h"
#include "treetext.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

Observation answer(const char *server, const char *body)
{
    Observation seen;
    seen.status = 200;
    seen.headers = {{"Server", server}, {"Content-Type", "application/json"}};
    seen.body.kept = body;
    seen.body.bytes = seen.body.kept.size();
    return seen;
}

ProbeResult sample()
{
    ProbeResult result;
    result.ingress.observations = {answer("nginx", R"({"status":"ok","timestamp":1,"path":"/"})")};
    result.gateway.observations = {answer("envoy", R"({"status":"ok","timestamp":2,"path":"/healthz"})")};
    ResponseComparison comparison;
    comparison.same = false;
    comparison.differences = {{"body.path", u"/"_s, u"/healthz"_s, {}}};
    comparison.volatileFields = {"body.timestamp"};
    comparison.ignored = {"headers.server"};
    result.comparison = comparison;
    return result;
}

} // namespace

class tst_ResponsesModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreGroupedByWhatTheyMean()
    {
        ResponsesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ProbeResult result = sample();
        model.setResult(&result);
        const QStringList expected{u"Different (1)"_s,
                                   u"  body.path | / | /healthz"_s,
                                   u"Varies by itself (1)"_s,
                                   u"  body.timestamp | 1 | 2"_s,
                                   u"Alike (3)"_s,
                                   u"  body.status | ok | ok"_s,
                                   u"  headers.content-type | application/json | application/json"_s,
                                   u"  status | 200 | 200"_s,
                                   u"The data planes' own (1)"_s,
                                   u"  headers.server | nginx | envoy"_s};
        QCOMPARE(treeText(model), expected);
    }
    void oneSideAloneIsShownAsItIs()
    {
        ResponsesModel model;
        ProbeResult result = sample();
        result.gateway.observations.clear();
        result.comparison.reset();
        model.setResult(&result);
        QVERIFY(treeText(model).contains(u"  headers.server | nginx | –"_s));
    }
    void nothingObservedIsEmpty()
    {
        ResponsesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ProbeResult result = sample();
        model.setResult(&result);
        model.setResult(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_APPLESS_MAIN(tst_ResponsesModel)
#include "tst_responsesmodel.moc"
