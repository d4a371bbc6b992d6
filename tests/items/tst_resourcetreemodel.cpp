// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The resource tree: order, parts, badges of findings summed upwards, look-up of a selection and of a remembered row.
#include "model/items/resourcetreemodel.h"
#include "treetext.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

ObjectMeta metaOf(const char *kind, const char *ns, const char *name)
{
    static const auto file = std::make_shared<const std::string>("shop.yaml");
    ObjectMeta meta;
    meta.kind = kind;
    meta.ns = Text(ns);
    meta.name = Text(name);
    meta.source = {file, {1, 1}};
    return meta;
}

Snapshot sample()
{
    SnapshotParts parts;
    Service service;
    service.meta = metaOf("Service", "shop", "cart");
    ServicePort port;
    port.name = Text("http");
    port.port = Number(80);
    port.targetPort = PortOrName{8080, {}};
    service.ports = List<ServicePort>({port});
    std::get<std::vector<Service>>(parts.objects).push_back(service);

    Ingress ingress;
    ingress.meta = metaOf("Ingress", "shop", "edge");
    IngressServiceBackend backend;
    backend.name = Text("cart");
    backend.port.number = Number(80);
    HttpIngressPath path;
    path.path = Text("/cart");
    path.pathType = Text("Prefix");
    path.backend = IngressBackend{backend, {}};
    path.at = {9, 5};
    IngressRule rule;
    rule.host = Text("shop.example");
    rule.paths = List<HttpIngressPath>({path});
    ingress.rules = List<IngressRule>({rule});
    std::get<std::vector<Ingress>>(parts.objects).push_back(ingress);

    Gateway gateway;
    gateway.meta = metaOf("Gateway", "shop", "edge");
    Listener listener;
    listener.name = Text("http");
    listener.protocol = Text("HTTP");
    listener.port = Number(8080);
    gateway.listeners = List<Listener>({listener});
    std::get<std::vector<Gateway>>(parts.objects).push_back(gateway);

    GatewayClass gatewayClass;
    gatewayClass.meta = metaOf("GatewayClass", "", "envoy");
    std::get<std::vector<GatewayClass>>(parts.objects).push_back(gatewayClass);
    return Snapshot(std::move(parts));
}

Diagnostic findingAbout(const ResourceId &id, Severity severity)
{
    Diagnostic finding;
    finding.severity = severity;
    finding.subject = id;
    return finding;
}

using Nodes = std::vector<ResourceNode>;

} // namespace

class tst_ResourceTreeModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsNamespacesKindsObjectsAndParts()
    {
        ResourceTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const Snapshot snapshot = sample();
        model.setNodes(std::make_shared<const Nodes>(resourceNodes(snapshot, {})));
        const QStringList expected{u"Cluster-wide [namespace]"_s,
                                   u"  GatewayClass [GatewayClass]"_s,
                                   u"    envoy [GatewayClass]"_s,
                                   u"shop [namespace]"_s,
                                   u"  Ingress [Ingress]"_s,
                                   u"    edge [Ingress]"_s,
                                   u"      shop.example/cart [path]"_s,
                                   u"  Gateway [Gateway]"_s,
                                   u"    edge [Gateway]"_s,
                                   u"      http [listener]"_s,
                                   u"  Service [Service]"_s,
                                   u"    cart [Service]"_s,
                                   u"      80 http [port]"_s};
        QCOMPARE(treeText(model, KindRole), expected);
    }
    void findingsAreCountedUpwardsAndTheWorstIsShown()
    {
        ResourceTreeModel model;
        const Snapshot snapshot = sample();
        const ResourceId ingress{"Ingress", "shop", "edge"};
        const Diagnostics findings{findingAbout(ingress, Severity::Warning), findingAbout(ingress, Severity::Error),
                                   findingAbout({"Service", "shop", "cart"}, Severity::Info)};
        model.setNodes(std::make_shared<const Nodes>(resourceNodes(snapshot, findings)));
        const QModelIndex object = model.indexOf({{.id = ingress, .rule = {}, .match = {}, .section = {}}, {}});
        QCOMPARE(object.data(FindingCountRole).toInt(), 2);
        QCOMPARE(object.data(SeverityRole).toInt(), static_cast<int>(Severity::Error));
        const QModelIndex ns = object.parent().parent();
        QCOMPARE(ns.data(FindingCountRole).toInt(), 3);
        QVERIFY(!model.index(0, 0).data(SeverityRole).isValid());
        QVERIFY(object.data(Qt::AccessibleTextRole).toString().contains(u"2 finding"_s));
    }
    void aSelectedPathFindsItsOwnRow()
    {
        ResourceTreeModel model;
        const Snapshot snapshot = sample();
        model.setNodes(std::make_shared<const Nodes>(resourceNodes(snapshot, {})));
        const ResourceId ingress{"Ingress", "shop", "edge"};
        const QModelIndex path = model.indexOf({{.id = ingress, .rule = 0, .match = 0, .section = {}}, {}});
        QCOMPARE(path.data().toString(), u"shop.example/cart"_s);
        QCOMPARE(path.data(SelectionRole).value<Selection>().source.toText(), std::string("shop.yaml:9:5"));
        const QModelIndex other = model.indexOf({{.id = ingress, .rule = 4, .match = 0, .section = {}}, {}});
        QCOMPARE(other.data().toString(), u"edge"_s);
        QVERIFY(!model.indexOf({{.id = {"Ingress", "shop", "none"}, .rule = {}, .match = {}, .section = {}}, {}})
                     .isValid());
    }
    void aRowIsFoundAgainAfterAReload()
    {
        ResourceTreeModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const Snapshot snapshot = sample();
        model.setNodes(std::make_shared<const Nodes>(resourceNodes(snapshot, {})));
        const Selection listener{{.id = {"Gateway", "shop", "edge"}, .rule = {}, .match = {}, .section = "http"}, {}};
        const QString key = model.indexOf(listener).data(KeyRole).toString();
        model.setNodes(std::make_shared<const Nodes>(resourceNodes(snapshot, {}, {{"Gateway", "shop", "edge"}})));
        const QModelIndex again = model.indexOfKey(key);
        QCOMPARE(again.data().toString(), u"http"_s);
        QVERIFY(again.parent().data(ChangedRole).toBool());
        QVERIFY(!model.indexOfKey(u"nothing"_s).isValid());
        model.setNodes({});
        QCOMPARE(model.rowCount(), 0);
    }
};

QTEST_APPLESS_MAIN(tst_ResourceTreeModel)
#include "tst_resourcetreemodel.moc"
