// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// nginx.conf for a set of Ingresses: the text as agreed, and nginx accepts it.
#include "model/lab/certificates.h"
#include "model/lab/labprograms.h"
#include "model/lab/nginxconfig.h"
#include "tests/lab/labsupport.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

NginxConfig configure(const Snapshot &snapshot, const std::string &directory)
{
    EchoPlan echo(snapshot);
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < echo.endpoints().size(); ++i)
        ports.push_back(static_cast<std::uint16_t>(30001 + i));
    echo.assignPorts(ports);
    return writeNginxConfig(snapshot, echo, LabPorts{30080, 30443, {}}, directory);
}

QByteArray notes(const Diagnostics &notServed)
{
    QByteArray text;
    for (const Diagnostic &note : notServed)
        text += "# not served: " +
                QByteArray::fromStdString(note.subject.toText() + ":" + std::to_string(note.location.at.line) + " " +
                                          note.message) +
                '\n';
    return text;
}

} // namespace

class TestNginxConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsAsAgreed_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList files = QDir(dataFile(u"lab/nginx"_s)).entryList({u"*.in.yaml"_s}, QDir::Files, QDir::Name);
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file.chopped(8);
    }
    void textIsAsAgreed()
    {
        QFETCH(QString, name);
        const SnapshotPtr snapshot = snapshotOfFile(dataFile(u"lab/nginx/"_s + name + u".in.yaml"_s).toStdString());
        const NginxConfig config = configure(*snapshot, "/lab");
        // The part that is the same for every input is left out of the goldens but for one.
        std::string text = config.text;
        if (name != u"tutorial"_s)
            text = text.substr(text.find("    map $host $has_certificate"));
        const QString difference = compareWithGolden(u"lab/nginx/"_s + name + u".out.conf"_s,
                                                     notes(config.notServed) + QByteArray::fromStdString(text));
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }

    void nginxAcceptsIt_data() { textIsAsAgreed_data(); }
    void nginxAcceptsIt()
    {
        QFETCH(QString, name);
        const std::string nginx = findNginx();
        if (nginx.empty())
            QSKIP("nginx is not installed, so its own check of the text can't be made");
        QTemporaryDir directory;
        const SnapshotPtr snapshot = snapshotOfFile(dataFile(u"lab/nginx/"_s + name + u".in.yaml"_s).toStdString());
        const NginxConfig config = configure(*snapshot, directory.path().toStdString());
        const auto authority = LabAuthority::create();
        QVERIFY(authority);
        for (const LabCertificate &certificate : config.certificates)
            QVERIFY(authority->writeLeaf(certificate));
        const QString file = directory.filePath(u"nginx.conf"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(config.text.data(), static_cast<qint64>(config.text.size()));
        out.close();
        const QString failure = failureOf(QString::fromStdString(nginx),
                                          {u"-e"_s, u"stderr"_s, u"-t"_s, u"-p"_s, directory.path(), u"-c"_s, file});
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
    }

    void everyIngressOfAnotherControllerIsNoted()
    {
        const SnapshotPtr snapshot = snapshotOfText(R"(
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: other}
spec: {controller: example.org/other}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: a, namespace: n}
spec:
  ingressClassName: other
  defaultBackend: {service: {name: s, port: {number: 80}}}
)");
        const NginxConfig config = configure(*snapshot, "/lab");
        QVERIFY(!config.hasIngresses);
        QCOMPARE(config.notServed.size(), std::size_t(1));
        QVERIFY(config.notServed.front().message.find("example.org/other") != std::string::npos);
        QCOMPARE(config.notServed.front().location.at.line, 11U);
    }
};

QTEST_GUILESS_MAIN(TestNginxConfig)
#include "tst_nginxconfig.moc"
