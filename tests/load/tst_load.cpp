// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The samples and small texts through the whole loader.
#include "model/load/fileloader.h"

#include <QTest>

using namespace wayproof;

namespace
{

std::string samples(const std::string &name)
{
    return std::string(WAYPROOF_SOURCE_DIR "/resources/samples/") + name;
}

QByteArray text(const Diagnostics &findings)
{
    std::string all;
    for (const Diagnostic &finding : findings)
        all += finding.toText() + '\n';
    return QByteArray::fromStdString(all);
}

} // namespace

class TestLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesLoadWithoutFindings_data();
    void samplesLoadWithoutFindings();
    void tutorialHoldsExampleOne();
};

void TestLoad::samplesLoadWithoutFindings_data()
{
    QTest::addColumn<std::string>("name");
    for (const char *name : {"tutorial", "split", "headers", "multi-protocol", "cross-namespace", "reference-grant",
                             "tls", "network-policy"})
        QTest::newRow(name) << std::string(name);
}

void TestLoad::samplesLoadWithoutFindings()
{
    QFETCH(std::string, name);
    const SnapshotPtr snapshot = loadFiles({{samples(name)}});
    QCOMPARE(text(snapshot->findings()), QByteArray());
    QVERIFY(snapshot->objectCount() >= 5);
    QVERIFY(snapshot->all<OtherObject>().empty());
}

void TestLoad::tutorialHoldsExampleOne()
{
    const SnapshotPtr snapshot = loadFiles({{samples("tutorial")}});
    const auto *ingress = snapshot->find<Ingress>("routing-experiment", "go-app-ingress");
    QVERIFY(ingress);
    QCOMPARE(*ingress->ingressClassName, std::string("nginx"));
    const Text *redirect = ingress->meta.annotation("nginx.ingress.kubernetes.io/ssl-redirect");
    QVERIFY(redirect);
    QCOMPARE(redirect->value, std::string("false"));
    QCOMPARE(ingress->rules->size(), std::size_t(1));
    const auto &paths = ingress->rules->front().paths.value;
    QCOMPARE(paths.size(), std::size_t(2));
    QCOMPARE(*paths[1].path, std::string("/healthz"));
    QCOMPARE(*paths[1].pathType, std::string("Exact"));
    QCOMPARE(*paths[1].backend->service->port.number, std::int64_t(80));

    const auto *route = snapshot->find<HttpRoute>("routing-experiment", "go-app-route");
    QVERIFY(route);
    QCOMPARE(route->rules->size(), std::size_t(2));
    QCOMPARE(*route->rules.value[1].matches->front().path->value, std::string("/healthz"));
    QCOMPARE(snapshot->slicesOf("routing-experiment", "go-app").size(), std::size_t(1));
    QCOMPARE(snapshot->sources().size(), std::size_t(3));
}

QTEST_GUILESS_MAIN(TestLoad)
#include "tst_load.moc"
