// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Findings: worst first, each with its place and mend, found by the object that they are about.
#include "model/items/findingsmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

Finding finding(Severity severity, const char *code, std::uint32_t line)
{
    Diagnostic made;
    made.severity = severity;
    made.code = code;
    made.message = "something is wrong";
    made.mend = "mend it";
    made.location = {std::make_shared<const std::string>("dir/shop.yaml"), {line, 2}};
    made.subject = {"Ingress", "shop", code};
    return {made, {}};
}

} // namespace

class tst_FindingsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theWorstComesFirst()
    {
        FindingsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFindings({finding(Severity::Info, "a", 1), finding(Severity::Error, "b", 2),
                           finding(Severity::Warning, "c", 3), finding(Severity::Error, "d", 4)});
        QStringList codes;
        for (int row = 0; row < model.rowCount(); ++row)
            codes << model.index(row, FindingsModel::CodeColumn).data().toString();
        QCOMPARE(codes, (QStringList{u"b"_s, u"d"_s, u"c"_s, u"a"_s}));
        QCOMPARE(model.count(Severity::Error), 2);
        QCOMPARE(model.count(Severity::Info), 1);
    }
    void aFindingSaysWhereAndHowToMend()
    {
        FindingsModel model;
        model.setFindings({finding(Severity::Error, "b", 2)});
        QCOMPARE(model.index(0, FindingsModel::PlaceColumn).data().toString(), u"shop.yaml:2:2"_s);
        QCOMPARE(model.index(0, 0).data(DetailRole).toString(), u"mend it"_s);
        QVERIFY(model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"dir/shop.yaml:2:2"_s));
    }
    void aFindingWithAWitnessSaysTheRequestInOneLine()
    {
        Finding shown = finding(Severity::Error, "b", 2);
        shown.witness.emplace();
        shown.witness->host = "shop.example";
        shown.witness->path = "/cart";
        shown.witness->headers = {{"x-env", "canary"}};
        shown.witness->gateway = "edge/public";
        FindingsModel model;
        model.setFindings({shown, finding(Severity::Info, "c", 3)});
        QCOMPARE(model.index(0, 0).data(FindingsModel::WitnessRole).toString(),
                 u"GET http://shop.example/cart, x-env: canary, Gateway edge/public"_s);
        QVERIFY(model.index(1, 0).data(FindingsModel::WitnessRole).toString().isEmpty());
    }
    void theFindingOfAnObjectIsFound()
    {
        FindingsModel model;
        model.setFindings({finding(Severity::Error, "b", 2), finding(Severity::Error, "d", 4)});
        const Selection about{{.id = {"Ingress", "shop", "d"}, .rule = {}, .match = {}, .section = {}}, {}};
        QCOMPARE(model.indexOf(about).row(), 1);
        QVERIFY(!model.indexOf(Selection{}).isValid());
    }
};

QTEST_APPLESS_MAIN(tst_FindingsModel)
#include "tst_findingsmodel.moc"
