// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Envoy's bootstrap for a set of Gateways: the text as agreed, and Envoy accepts it.
#include "model/lab/certificates.h"
#include "model/lab/envoyconfig.h"
#include "model/lab/labprograms.h"
#include "tests/lab/labsupport.h"
#include "tests/support/requiredpeers.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace wayproof;
using namespace Qt::StringLiterals;

namespace
{

EnvoyConfig configure(const Snapshot &snapshot, const std::string &directory)
{
    EchoPlan echo(snapshot);
    const auto portsFrom = [](std::uint16_t first, std::size_t count) {
        std::vector<std::uint16_t> ports(count);
        std::iota(ports.begin(), ports.end(), first);
        return ports;
    };
    echo.assignPorts(portsFrom(30001, echo.tcpCount()), portsFrom(30001, echo.udpCount()));
    LabPorts lab;
    std::uint16_t next = 31001;
    for (const GatewayPort &port : gatewayPorts(snapshot))
        lab.gateways.emplace(port, next++);
    return writeEnvoyConfig(snapshot, echo, lab, directory);
}

QByteArray notes(const Diagnostics &notServed)
{
    QByteArray text;
    for (const Diagnostic &note : notServed)
        text += "// not served: " +
                QByteArray::fromStdString(note.subject.toText() + ":" + std::to_string(note.location.at.line) + " " +
                                          note.message) +
                '\n';
    return text;
}

} // namespace

class TestEnvoyConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsAsAgreed_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList files = QDir(dataFile(u"lab/envoy"_s)).entryList({u"*.in.yaml"_s}, QDir::Files, QDir::Name);
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file.chopped(8);
    }
    void textIsAsAgreed()
    {
        QFETCH(QString, name);
        const SnapshotPtr snapshot = snapshotOfFile(dataFile(u"lab/envoy/"_s + name + u".in.yaml"_s).toStdString());
        const EnvoyConfig config = configure(*snapshot, "/lab");
        const QString difference =
            compareWithGolden(u"lab/envoy/"_s + name + u".out.json"_s, notes(config.notServed) + config.json);
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }

    void envoyAcceptsIt_data() { textIsAsAgreed_data(); }
    void envoyAcceptsIt()
    {
        QFETCH(QString, name);
        const std::string envoy = findEnvoy();
        if (envoy.empty())
            WAYPROOF_SKIP_WITHOUT_PEER(
                "Envoy is not installed (packaging/install-envoy.sh), so its own check of the text can't be made");
        QTemporaryDir directory;
        const SnapshotPtr snapshot = snapshotOfFile(dataFile(u"lab/envoy/"_s + name + u".in.yaml"_s).toStdString());
        const EnvoyConfig config = configure(*snapshot, directory.path().toStdString());
        const auto authority = LabAuthority::create();
        QVERIFY(authority);
        for (const LabCertificate &certificate : config.certificates)
            QVERIFY(authority->writeLeaf(certificate));
        QVERIFY(authority->writeCa(directory.filePath(u"ca.pem"_s).toStdString()));
        for (const LabCaBundle &bundle : config.caBundles)
            QVERIFY(authority->writeCa(bundle.file));
        const QString file = directory.filePath(u"envoy.json"_s);
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(config.json);
        out.close();
        const QString failure =
            failureOf(QString::fromStdString(envoy), {u"--mode"_s, u"validate"_s, u"--concurrency"_s, u"1"_s,
                                                      u"--log-level"_s, u"warn"_s, u"-c"_s, file});
        QVERIFY2(failure.isEmpty(), qPrintable(failure));
    }
};

QTEST_GUILESS_MAIN(TestEnvoyConfig)
#include "tst_envoyconfig.moc"
