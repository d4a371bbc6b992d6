// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// No value of a Secret stays in a Snapshot, in whatever shape it was written; what is known of certificates does.
#include "model/load/fileloader.h"

#include <QFile>
#include <QTest>

using namespace wayproof;

namespace
{

/// Everything textual in the snapshot that a Secret's value could have got into.
std::string everythingIn(const Snapshot &snapshot)
{
    std::string all;
    for (const SourceText &source : snapshot.sources())
        all += *source.text + '\n';
    for (const Diagnostic &finding : snapshot.findings())
        all += finding.toText() + finding.mend + finding.subject.toText() + '\n';
    for (const ObjectMeta *meta : snapshot.allMeta()) {
        all += meta->id().toText() + meta->apiVersion + meta->resourceVersion + '\n';
        for (const TextMap *map : {&meta->labels, &meta->annotations}) {
            for (const auto &[key, value] : *map)
                all += key + '=' + *value + '\n';
        }
    }
    for (const Secret &secret : snapshot.all<Secret>()) {
        all += *secret.type + '\n';
        for (const std::string &key : secret.keys)
            all += key + '\n';
        for (const CertificateFacts *facts : {&secret.tlsCrt, &secret.caCrt}) {
            all += facts->problem + '\n';
            for (const std::string &name : facts->names)
                all += name + '\n';
        }
    }
    return all;
}

} // namespace

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noValueIsRetained_data();
    void noValueIsRetained();
    void linesStayWhereTheyWere();
    void otherTextIsKept();
    void certificateIsDescribed();
    void malformedCertificateIsDescribed_data();
    void malformedCertificateIsDescribed();
};

// "c2VjcmV0" (base64 of "secret") marks each value, and "s3cr3t" each plain one.
void TestSecrets::noValueIsRetained_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray begin = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n";
    QTest::newRow("block style") << begin + "data:\n  a: c2VjcmV0MQ==\n  b: \"c2VjcmV0\" # c2VjcmV0\ntype: Opaque\n";
    QTest::newRow("values first") << QByteArray(
        "kind: Secret\nstringData: {a: s3cr3t, 'b': 's3''s3cr3t', \"c\": \"s\\\"s3cr3t\"}\n"
        "apiVersion: v1\nmetadata: {name: a}\n");
    QTest::newRow("block scalars")
        << begin +
               "stringData:\n  key: |\n    -----BEGIN\n    s3cr3t\n\n    s3cr3t\n  b: >-\n    s3cr3t\n     s3cr3t\n";
    QTest::newRow("several lines") << begin + "stringData:\n  a: s3cr3t and\n    s3cr3t\n  b: \"s3cr3t\n    s3cr3t\"\n";
    QTest::newRow("anchors") << begin + "x: &v s3cr3t\nstringData:\n  a: *v\n  b: &w s3cr3t\n  c: *w\n";
    QTest::newRow("merge key") << QByteArray("x: &v\n  k: s3cr3t\n") + begin + "stringData:\n  <<: *v\n";
    QTest::newRow("tag") << begin + "data:\n  a: !!binary |\n    c2VjcmV0\n";
    QTest::newRow("not base64") << begin + "data:\n  a: s3cr3t!\n";
    QTest::newRow("wrong type") << begin + "data: s3cr3t\n";
    QTest::newRow("list") << begin + "data:\n  - s3cr3t\n  - [s3cr3t]\n";
    QTest::newRow("misspelt") << begin + "stringdata:\n  a: s3cr3t\n";
    QTest::newRow("no version") << QByteArray("kind: Secret\nstringData:\n  a: s3cr3t\n");
    QTest::newRow("unknown version") << QByteArray(
        "apiVersion: v2\nkind: Secret\nmetadata: {name: a}\nstringData:\n  a: s3cr3t\n");
    QTest::newRow("kubectl's annotation")
        << QByteArray("apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  annotations:\n"
                      "    kubectl.kubernetes.io/last-applied-configuration: |\n"
                      "      {\"apiVersion\":\"v1\",\"data\":{\"a\":\"c2VjcmV0\"}}\n    other: kept\n");
    QTest::newRow("in a list") << QByteArray("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n"
                                             "  metadata: {name: a}\n  stringData:\n    a: s3cr3t\n- apiVersion: v1\n"
                                             "  kind: Namespace\n  metadata: {name: s}\n");
    QTest::newRow("typed list") << QByteArray("apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: a}\n"
                                              "  data: {a: c2VjcmV0}\n");
    QTest::newRow("JSON") << QByteArray(R"({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"},)"
                                        R"( "data": {"a": "c2VjcmV0", "b": "c2VjcmV0\"c2VjcmV0"}, "type": "Opaque"})");
    QTest::newRow("Windows lines")
        << QByteArray(begin + "data:\n  a: c2VjcmV0\n  b: |\n    c2VjcmV0\n").replace("\n", "\r\n");
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + begin + "data:\n  a: c2VjcmV0\n";
    QTest::newRow("broken YAML") << begin + "data:\n  a: c2VjcmV0\n b: c2VjcmV0\n";
    QTest::newRow("truncated quote") << begin + "stringData:\n  a: \"s3cr3t\n  b: s3cr3t\n";
    QTest::newRow("not UTF-8") << begin + "stringData:\n  a: s3cr3t\xFF\n  b: s3cr3t\n";
    QTest::newRow("truncated JSON") << QByteArray(R"({"kind": "Secret", "data": {"a": "c2VjcmV0", "b": "c2Vj)");
    QTest::newRow("binary") << begin + QByteArray("data:\n  a: c2VjcmV0\0", 20);
    QTest::newRow("second document")
        << QByteArray("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n---\n") + begin +
               "data:\n  a: c2VjcmV0\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: b\n";
}

void TestSecrets::noValueIsRetained()
{
    QFETCH(QByteArray, text);
    const SnapshotPtr snapshot = loadText("secret.yaml", text.toStdString());
    const std::string all = everythingIn(*snapshot);
    for (const char *value : {"c2Vj", "s3cr3t"})
        QVERIFY2(all.find(value) == std::string::npos, all.c_str());
    const QByteArray kept = QByteArray::fromStdString(*snapshot->sources().front().text);
    QCOMPARE(kept.count('\n'), text.contains('\0') ? 0 : text.count('\n'));
}

void TestSecrets::linesStayWhereTheyWere()
{
    const SnapshotPtr snapshot = loadText(
        "secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  key: |\n    one\n    two\n"
                       "  other: three\ntype: Opaque\n");
    QCOMPARE(*snapshot->sources().front().text,
             std::string("apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  key: (hidden)\n\n\n"
                         "  other: (hidden)\ntype: Opaque\n"));
    QCOMPARE(snapshot->all<Secret>().front().keys, (std::vector<std::string>{"key", "other"}));
}

void TestSecrets::otherTextIsKept()
{
    const std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: Secret\n";
    QCOMPARE(*loadText("map.yaml", text)->sources().front().text, text);
}

void TestSecrets::certificateIsDescribed()
{
    const SnapshotPtr snapshot = loadFiles({{WAYPROOF_SOURCE_DIR "/resources/samples/multi-protocol"}});
    const auto *secret = snapshot->find<Secret>("routing-experiment", "tls-cert");
    QVERIFY(secret);
    QVERIFY(secret->tlsCrt.isPresent);
    QVERIFY(secret->tlsCrt.isWellFormed);
    QCOMPARE(secret->tlsCrt.names, (std::vector<std::string>{"web.example.com", "localhost"}));
    QCOMPARE(secret->tlsCrt.at, (Position{11, 12}));
    QVERIFY(!secret->caCrt.isPresent);
    QCOMPARE(secret->keys, (std::vector<std::string>{"tls.crt", "tls.key"}));
}

void TestSecrets::malformedCertificateIsDescribed_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("empty") << QByteArray() << QByteArray("it is empty");
    QTest::newRow("text") << QByteArray("certificate") << QByteArray("it holds no PEM block of type CERTIFICATE");
    QTest::newRow("broken") << QByteArray("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
                            << QByteArray("its certificate is malformed");
}

void TestSecrets::malformedCertificateIsDescribed()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, problem);
    const QByteArray text =
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  tls.crt: \"" + value.toBase64() + "\"\n";
    const SnapshotPtr snapshot = loadText("secret.yaml", text.toStdString());
    const CertificateFacts &facts = snapshot->all<Secret>().front().tlsCrt;
    QVERIFY(facts.isPresent);
    QVERIFY(!facts.isWellFormed);
    QCOMPARE(QByteArray::fromStdString(facts.problem), problem);
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
