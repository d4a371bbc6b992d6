// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The samples and small texts through the whole loader.
#include "model/load/fileloader.h"
#include "model/load/plainscalar.h"
#include "model/load/timestamp.h"

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
    void tenThousandDocumentsLoadInOrder();
    void aBrokenDocumentLeavesTheOthers();
    void surrogatePairsAreReadFromJson();
    void plainScalarsMeanWhatKubernetesReads_data();
    void plainScalarsMeanWhatKubernetesReads();
    void timesAreRead_data();
    void timesAreRead();
};

void TestLoad::samplesLoadWithoutFindings_data()
{
    QTest::addColumn<std::string>("name");
    for (const char *name : {"tutorial", "split", "headers", "multi-protocol", "cross-namespace", "reference-grant",
                             "tls", "network-policy", "transport"})
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

void TestLoad::tenThousandDocumentsLoadInOrder()
{
    constexpr int count = 10000;
    std::string all;
    for (int i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        all += "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: s" + number + "\n  namespace: n" + number +
               "\nspec:\n  ports:\n    - port: " + std::to_string(i + 1) + '\n';
        if (i % 1000 == 999)
            all += "---\nbroken: [\n";
    }
    const SnapshotPtr snapshot = loadText("many.yaml", all);
    const auto &services = snapshot->all<Service>();
    QCOMPARE(services.size(), std::size_t(count));
    for (int i = 0; i < count; ++i) {
        const Service &service = services[static_cast<std::size_t>(i)];
        const auto before = static_cast<std::uint32_t>(9 * i + 2 * (i / 1000));
        QCOMPARE(*service.ports->front().port, std::int64_t(i + 1));
        QCOMPARE(service.ports->front().port.at, (Position{before + 9, 13}));
    }
    QCOMPARE(snapshot->findings().size(), std::size_t(10));
}

void TestLoad::aBrokenDocumentLeavesTheOthers()
{
    const std::string good = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ";
    const SnapshotPtr snapshot = loadTexts(
        {{"a.yaml", good + "a\n---\nx: [\n---\n" + good + "b\n"}, {"b.yaml", "\xFF"}, {"c.yaml", good + "c\n"}});
    QCOMPARE(snapshot->all<Namespace>().size(), std::size_t(3));
    QCOMPARE(snapshot->findings().size(), std::size_t(2));
    QCOMPARE(snapshot->findings()[0].location.toText(), std::string("a.yaml:6:4"));
    QCOMPARE(snapshot->findings()[1].location.toText(), std::string("b.yaml:1:1"));
}

void TestLoad::surrogatePairsAreReadFromJson()
{
    const SnapshotPtr snapshot =
        loadText("a.json", R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},)"
                           R"("data":{"face":"\uD83D\uDE00","e":"\u00e9\u20ac","escapes":"\"\\\/\b\f\n\r\t"}})");
    const TextMap &data = snapshot->all<ConfigMap>().front().data;
    QCOMPARE(*data.at("face"), std::string("\xF0\x9F\x98\x80"));
    QCOMPARE(*data.at("e"), std::string("\xC3\xA9\xE2\x82\xAC"));
    QCOMPARE(*data.at("escapes"), std::string("\"\\/\b\f\n\r\t"));
}

void TestLoad::plainScalarsMeanWhatKubernetesReads_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("type");
    const auto row = [](const char *text, PlainType type) {
        QTest::newRow(text) << std::string(text) << static_cast<int>(type);
    };
    for (const char *text : {"true", "False", "yes", "NO", "on", "Off", "y", "N"})
        row(text, PlainType::Boolean);
    for (const char *text : {"0", "80", "-1", "+7", "0x1F", "0o17", "017", "0b101", "1_000"})
        row(text, PlainType::Integer);
    for (const char *text : {"1.10", "1e3", ".5", "-2.5E-3", "080"})
        row(text, PlainType::Float);
    for (const char *text :
         {"",   "tRUE", "yess", "10.0.0.1",  "1.2.3",    "2026-01-31", "v1",       "-",   ".",   "+",   "1e",
          "0x", "1-2",  "e3",   "localhost", "8080-tcp", "1,000",      "infinity", "nan", "--1", "0x-1"})
        row(text, PlainType::String);
}

void TestLoad::plainScalarsMeanWhatKubernetesReads()
{
    QFETCH(std::string, text);
    QFETCH(int, type);
    QCOMPARE(static_cast<int>(plainType(text)), type);
}

void TestLoad::timesAreRead_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<qint64>("seconds"); // -1: not a time
    QTest::newRow("UTC") << std::string("1970-01-02T00:00:01Z") << qint64(86401);
    QTest::newRow("offset") << std::string("2026-01-31T13:30:00+01:30") << qint64(1769860800);
    QTest::newRow("fraction") << std::string("2026-01-31T12:00:00.123456Z") << qint64(1769860800);
    QTest::newRow("leap day") << std::string("2024-02-29T00:00:00Z") << qint64(1709164800);
    for (const char *text :
         {"2023-02-29T00:00:00Z", "2026-01-31", "2026-01-31T12:00:00", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z",
          "2026-01-31T12:00:00+1:30", "2026-01-31T12:00:00Zulu", "-026-01-31T12:00:00Z"})
        QTest::newRow(text) << std::string(text) << qint64(-1);
}

void TestLoad::timesAreRead()
{
    QFETCH(std::string, text);
    QFETCH(qint64, seconds);
    QCOMPARE(qint64(parseTimestamp(text).value_or(-1)), seconds);
}

QTEST_GUILESS_MAIN(TestLoad)
#include "tst_load.moc"
