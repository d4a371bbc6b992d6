// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every file below tests/data/load, with the findings and the objects that it must give. WAYPROOF_UPDATE_GOLDENS=1
// writes the .expected files anew; the difference is then reviewed like code.
#include "model/load/fileloader.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace wayproof;

namespace
{

const QString folder = QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/load/");

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s can't be read", qPrintable(path));
    return file.readAll();
}

QByteArray toText(const Snapshot &snapshot)
{
    std::string text;
    for (const Diagnostic &finding : snapshot.findings()) {
        const Position at = finding.location.at;
        text += std::to_string(at.line) + ':' + std::to_string(at.column) + ' ';
        text +=
            std::string(toText(finding.severity)) + ' ' + std::string(toText(finding.category)) + ' ' + finding.code;
        text += "\n    " + finding.message + "\n    " + finding.mend + '\n';
        if (!finding.subject.isNull())
            text += "    of " + finding.subject.toText() + '\n';
        for (const RelatedLocation &related : finding.related)
            text += "    " + related.location.toText() + ": " + related.text + '\n';
    }
    for (const ObjectMeta *meta : snapshot.allMeta())
        text += "loaded " + meta->id().toText() + ", lines " + std::to_string(meta->source.at.line) + " to " +
                std::to_string(meta->endLine) + '\n';
    return QByteArray::fromStdString(text);
}

} // namespace

class TestFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fileGivesItsFindings_data();
    void fileGivesItsFindings();
    void everyCodeIsExplained();
};

void TestFindings::fileGivesItsFindings_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &room : {QStringLiteral("inputs/"), QStringLiteral("rules/")}) {
        const QStringList names =
            QDir(folder + room)
                .entryList({QStringLiteral("*.yaml"), QStringLiteral("*.json")}, QDir::Files, QDir::Name);
        QVERIFY(!names.isEmpty());
        for (const QString &name : names)
            QTest::newRow(qPrintable(room + name)) << room + name;
    }
}

void TestFindings::fileGivesItsFindings()
{
    QFETCH(QString, path);
    const std::string name = path.section(QLatin1Char('/'), -1).toStdString();
    const SnapshotPtr snapshot = loadText(name, contentOf(folder + path).toStdString());
    const QByteArray actual = toText(*snapshot);
    const QString expectedPath = folder + path + QStringLiteral(".expected");
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QFile file(expectedPath);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(actual), qint64(actual.size()));
        return;
    }
    const QList<QByteArray> expected = contentOf(expectedPath).split('\n');
    const QList<QByteArray> found = actual.split('\n');
    for (qsizetype i = 0; i < qMax(expected.size(), found.size()); ++i)
        QCOMPARE(found.value(i), expected.value(i));
}

void TestFindings::everyCodeIsExplained()
{
    const QByteArray explanations = contentOf(QStringLiteral(WAYPROOF_SOURCE_DIR "/docs/findings.md"));
    int codes = 0;
    for (const QString &room : {QStringLiteral("inputs/"), QStringLiteral("rules/")}) {
        for (const QString &name :
             QDir(folder + room).entryList({QStringLiteral("*.yaml"), QStringLiteral("*.json")})) {
            const SnapshotPtr snapshot = loadText("x", contentOf(folder + room + name).toStdString());
            for (const Diagnostic &finding : snapshot->findings()) {
                const QByteArray heading = "\n### " + QByteArray::fromStdString(finding.code) + '\n';
                QVERIFY2(explanations.contains(heading), finding.code.c_str());
                ++codes;
            }
        }
    }
    QVERIFY(codes > 100);
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
