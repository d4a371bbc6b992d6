// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Selecting a part finds the row of the part, else of its object; another object's rows never.
#include "model/items/selection.h"

#include <QTest>

using namespace wayproof;

class tst_Selection : public QObject
{
    Q_OBJECT

    const ResourceId route{"HTTPRoute", "shop", "cart"};

    Selection row(std::optional<int> rule, std::optional<int> match, std::string section = {}) const
    {
        return {{.id = route, .rule = rule, .match = match, .section = std::move(section)}, {}};
    }

private Q_SLOTS:
    void aPartIsCloserThanItsObject()
    {
        const Selection wanted = row(1, 0);
        QCOMPARE(closeness(row({}, {}), wanted), 1);
        QCOMPARE(closeness(row(1, {}), wanted), 2);
        QCOMPARE(closeness(row(1, 0), wanted), 3);
    }
    void anotherPartOrObjectIsNotMeant()
    {
        QCOMPARE(closeness(row(2, {}), row(1, 0)), 0);
        QCOMPARE(closeness(row(1, 3), row(1, 0)), 0);
        QCOMPARE(closeness(row({}, {}, "http"), row({}, {}, "https")), 0);
        Selection other = row({}, {});
        other.anchor.id.name = "checkout";
        QCOMPARE(closeness(other, row({}, {})), 0);
    }
    void nothingIsCloseToNothing() { QCOMPARE(closeness(Selection{}, Selection{}), 0); }
    void anOriginWithoutResourceSelectsItsListener()
    {
        Origin origin;
        origin.listener = "shop/edge/https";
        const Selection selection = selectionOf(origin);
        QCOMPARE(selection.anchor.id.toText(), std::string("Gateway shop/edge"));
        QCOMPARE(selection.anchor.section, std::string("https"));
    }
    void anOriginWithResourceSelectsItsRule()
    {
        Origin origin;
        origin.resource = route;
        origin.rule = 2;
        origin.listener = "shop/edge/https";
        const auto file = std::make_shared<const std::string>("a.yaml");
        const Selection selection = selectionOf(origin, {file, {7, 3}});
        QVERIFY(selection.anchor.id == route);
        QCOMPARE(selection.anchor.rule.value_or(-1), 2);
        QVERIFY(selection.anchor.section.empty());
        QCOMPARE(selection.source.toText(), std::string("a.yaml:7:3"));
    }
};

QTEST_APPLESS_MAIN(tst_Selection)
#include "tst_selection.moc"
