// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Hostnames and namespaces of listeners and routes (spec/gateway.md §2, §3.2, §4).
#include "model/routing/attachment.h"

#include <QTest>

using namespace wayproof;

class TestAttachment : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void coverage_data();
    void coverage();
    void broaderHostnames();
    void mostSpecificFirst();
    void intersectionKeepsTheMoreSpecificSide();
    void selectorReadsTheNamespacesOwnName();
};

void TestAttachment::coverage_data()
{
    QTest::addColumn<QString>("wide");
    QTest::addColumn<QString>("narrow");
    QTest::addColumn<bool>("covered");
    QTest::newRow("any covers all") << QString() << QStringLiteral("a.b") << true;
    QTest::newRow("equal") << QStringLiteral("a.b") << QStringLiteral("a.b") << true;
    QTest::newRow("one label") << QStringLiteral("*.b") << QStringLiteral("a.b") << true;
    QTest::newRow("several labels") << QStringLiteral("*.b") << QStringLiteral("x.a.b") << true;
    QTest::newRow("never the name itself") << QStringLiteral("*.b") << QStringLiteral("b") << false;
    QTest::newRow("wildcard in wildcard") << QStringLiteral("*.b") << QStringLiteral("*.a.b") << true;
    QTest::newRow("not the other way round") << QStringLiteral("*.a.b") << QStringLiteral("*.b") << false;
    QTest::newRow("label boundary") << QStringLiteral("*.b") << QStringLiteral("a.xb") << false;
    QTest::newRow("exact does not cover any") << QStringLiteral("a.b") << QString() << false;
}

void TestAttachment::coverage()
{
    QFETCH(QString, wide);
    QFETCH(QString, narrow);
    QTEST(covers(wide.toStdString(), narrow.toStdString()), "covered");
}

void TestAttachment::broaderHostnames()
{
    QCOMPARE(broader("a.b.c"), std::optional<std::string>("*.b.c"));
    QCOMPARE(broader("*.b.c"), std::optional<std::string>("*.c"));
    QCOMPARE(broader("*.c"), std::optional<std::string>(""));
    QCOMPARE(broader("localhost"), std::optional<std::string>(""));
    QCOMPARE(broader(""), std::optional<std::string>());
}

void TestAttachment::mostSpecificFirst()
{
    std::vector<std::string> hostnames{"", "*.c", "z.c", "*.b.c", "a.b.c"};
    std::sort(hostnames.begin(), hostnames.end(), isMoreSpecific);
    QCOMPARE(hostnames, (std::vector<std::string>{"a.b.c", "z.c", "*.b.c", "*.c", ""}));
}

void TestAttachment::intersectionKeepsTheMoreSpecificSide()
{
    const auto effective = [](const std::string &listener, std::vector<Text> route) {
        std::string text;
        for (const AttachedHostname &hostname : attachedHostnames(listener, route))
            text += hostname.effective + "(" + hostname.declared + ") ";
        return text;
    };
    QCOMPARE(effective("", {}), std::string("() "));
    QCOMPARE(effective("a.b", {}), std::string("a.b() "));
    QCOMPARE(effective("", {Text("A.b")}), std::string("a.b(a.b) "));
    QCOMPARE(effective("*.b", {Text("a.b"), Text("c.d")}), std::string("a.b(a.b) "));
    QCOMPARE(effective("a.b", {Text("*.b"), Text("a.b")}), std::string("a.b(a.b) "));
    QCOMPARE(effective("*.a.b", {Text("*.b")}), std::string("*.a.b(*.b) "));
    QCOMPARE(effective("a.b", {Text("c.b")}), std::string());
}

void TestAttachment::selectorReadsTheNamespacesOwnName()
{
    const Snapshot nothing;
    RouteNamespaces rule;
    rule.from = Text("Selector");
    rule.selector = LabelSelector{{{"kubernetes.io/metadata.name", Text("shop")}}, {}};
    QCOMPARE(admitsNamespace(nothing, rule, "Same", "infra", "shop"), Ternary::Yes);
    QCOMPARE(admitsNamespace(nothing, rule, "Same", "infra", "blog"), Ternary::No);
    rule.selector = LabelSelector{{{"team", Text("a")}}, {}};
    QCOMPARE(admitsNamespace(nothing, rule, "Same", "infra", "shop"), Ternary::Unknown);
    QCOMPARE(admitsNamespace(nothing, {}, "Same", "infra", "shop"), Ternary::No);
    QCOMPARE(admitsNamespace(nothing, {}, "Same", "shop", "shop"), Ternary::Yes);
    QCOMPARE(admitsNamespace(nothing, {}, "None", "shop", "shop"), Ternary::No);
}

QTEST_GUILESS_MAIN(TestAttachment)
#include "tst_attachment.moc"
