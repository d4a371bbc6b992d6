// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the inspector says about an object's status: computed beside reported, by part.
#include "model/items/statuslines.h"
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const char *const manifests = R"(apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: any}
spec: {controllerName: example.com/controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop, generation: 2}
spec:
  gatewayClassName: any
  listeners:
    - {name: http, protocol: HTTP, port: 80}
    - {name: odd, protocol: example.com/odd, port: 81}
    - {name: web, protocol: HTTP, port: 82}
status:
  conditions:
    - {type: Accepted, status: "False", reason: Invalid, observedGeneration: 2}
    - {type: Programmed, status: "True", reason: Programmed, observedGeneration: 1}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge}, {name: none}]
  rules: [{backendRefs: [{name: app, port: 80}]}]
)";

struct Loaded {
    SnapshotPtr snapshot = loadText("in.yaml", manifests);
    RoutingTable table = compileGateway(*snapshot);
    StatusLines of(const ResourceId &id, const std::string &section = {}) const
    {
        return statusLines(*snapshot, table, {id, {}, {}, section});
    }
};

const ResourceId edge{"Gateway", "shop", "edge"};

/// "title: type computed | reported agreement" for each line, "+n" for those that are left out.
QStringList textOf(const StatusLines &lines)
{
    QStringList text;
    for (const StatusPart &part : lines.parts) {
        for (const StatusLine &line : part.lines)
            text.append(u"%1: %2 %3 | %4 %5"_s.arg(part.title, line.type, line.computed, line.reported,
                                                   QString::fromUtf8(toText(line.agreement).data())));
        if (part.hidden > 0)
            text.append(u"%1: +%2"_s.arg(part.title).arg(part.hidden));
    }
    return text;
}

} // namespace

class tst_StatusLines : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ofManyLinesOnlyWhatIsNotWellIsShown()
    {
        const Loaded loaded;
        QCOMPARE(textOf(loaded.of(edge)),
                 (QStringList{u": Accepted True · ListenersNotValid | False · Invalid disagrees"_s,
                              u": Programmed Unknown | True stale"_s, u": ResolvedRefs True |  not-reported"_s,
                              u": attachedListenerSets 0 |  not-reported"_s, u"listener http: +6"_s,
                              u"listener odd: Accepted False · UnsupportedProtocol |  not-reported"_s,
                              u"listener odd: Programmed False · Invalid |  not-reported"_s, u"listener odd: +4"_s,
                              u"listener web: +6"_s}));
        QVERIFY(loaded.of(edge).isReported);
    }
    void aListenerShowsAllOfItself()
    {
        const StatusLines lines = Loaded().of(edge, "web");
        QCOMPARE(lines.parts.size(), std::size_t(1));
        QCOMPARE(lines.parts.front().title, u"listener web"_s);
        QCOMPARE(lines.parts.front().lines.size(), std::size_t(6));
        QCOMPARE(lines.parts.front().hidden, 0);
    }
    void aBadConditionSaysWhy()
    {
        const StatusLines lines = Loaded().of(edge, "odd");
        const StatusLine &accepted = lines.parts.front().lines.front();
        QCOMPARE(accepted.standing, StatusLine::Standing::Bad);
        QVERIFY2(accepted.message.contains(u"example.com/odd"_s), qPrintable(accepted.message));
    }
    void noConflictIsGood()
    {
        const StatusLines lines = Loaded().of(edge, "web");
        QCOMPARE(lines.parts.front().lines[3].type, u"Conflicted"_s);
        QCOMPARE(lines.parts.front().lines[3].standing, StatusLine::Standing::Good);
    }
    void aRouteHasAPartForEachParentAndANoteForTheRest()
    {
        const StatusLines lines = Loaded().of({"HTTPRoute", "shop", "web"});
        QCOMPARE(lines.parts.size(), std::size_t(1));
        QCOMPARE(lines.parts.front().title, u"parent Gateway shop/edge"_s);
        QCOMPARE(lines.notes.size(), std::size_t(1));
        QVERIFY(!lines.isReported);
    }
    void otherKindsHaveNone() { QVERIFY(Loaded().of({"Service", "shop", "app"}).isEmpty()); }
};

QTEST_GUILESS_MAIN(tst_StatusLines)
#include "tst_statuslines.moc"
