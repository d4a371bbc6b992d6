// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The documentation keeps up with the program: every code that is printed is explained, and nothing else is.
#include "model/load/fileloader.h"
#include "model/routing/compile.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const QString root = QStringLiteral(WAYPROOF_SOURCE_DIR);

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> explainedIn(const QString &page)
{
    static const QRegularExpression heading(u"^### ([a-z0-9-]+)$"_s, QRegularExpression::MultilineOption);
    QSet<QString> codes;
    const QString text = readAll(root + u"/docs/"_s + page);
    for (auto matches = heading.globalMatch(text); matches.hasNext();)
        codes.insert(matches.next().captured(1));
    return codes;
}

/// Every quoted word with the shape of a code in the product's sources.
QSet<QString> wordsOfTheSources()
{
    static const QRegularExpression literal(u"\"([a-z0-9]+(?:-[a-z0-9]+)*)\""_s);
    QSet<QString> words;
    for (const QString &top : {u"/model"_s, u"/views"_s, u"/app"_s}) {
        QDirIterator files(root + top, {u"*.cpp"_s, u"*.h"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString text = readAll(files.next());
            for (auto matches = literal.globalMatch(text); matches.hasNext();)
                words.insert(matches.next().captured(1));
        }
    }
    return words;
}

void collect(const Diagnostics &diagnostics, QSet<QString> &codes)
{
    for (const Diagnostic &diagnostic : diagnostics)
        codes.insert(QString::fromStdString(diagnostic.code));
}

void collectDependencies(const RoutingTable &table, QSet<QString> &codes)
{
    const auto add = [&](const std::vector<Dependency> &list) {
        for (const Dependency &dependency : list)
            codes.insert(QString::fromStdString(dependency.code));
    };
    for (const Entrance &entrance : table.entrances) {
        for (const Channel &channel : entrance.channels) {
            add(channel.dependsOn);
            for (const VirtualHost &host : channel.hosts) {
                for (const Rule &rule : host.rules) {
                    add(rule.dependsOn);
                    add(rule.action->dependsOn);
                    if (rule.match.unknown)
                        add({*rule.match.unknown});
                }
            }
        }
    }
}

} // namespace

class TestDocs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFindingIsExplained();
    void everyExplainedFindingExists();
    void everyDependencyIsExplained();
    void everyExplainedDependencyExists();
    void linksBetweenPagesLeadSomewhere();

private:
    QSet<QString> m_findings;
    QSet<QString> m_dependencies;
};

void TestDocs::initTestCase()
{
    QStringList inputs;
    for (const QString &folder : {u"/tests/data"_s, u"/resources/samples"_s}) {
        QDirIterator files(root + folder, {u"*.yaml"_s, u"*.json"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            inputs.append(files.next());
    }
    QVERIFY(inputs.size() > 20);
    for (const QString &input : inputs) {
        const SnapshotPtr snapshot = loadFiles({{input.toStdString()}});
        const RoutingTable ingress = compileIngress(*snapshot);
        const RoutingTable gateway = compileGateway(*snapshot);
        collect(snapshot->findings(), m_findings);
        collect(ingress.findings, m_findings);
        collect(gateway.findings, m_findings);
        collectDependencies(ingress, m_dependencies);
        collectDependencies(gateway, m_dependencies);
    }
}

void TestDocs::everyFindingIsExplained()
{
    QVERIFY(m_findings.size() > 30);
    const QStringList missing = (m_findings - explainedIn(u"findings.md"_s)).values();
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u' ')));
}

void TestDocs::everyExplainedFindingExists()
{
    const QStringList dead = (explainedIn(u"findings.md"_s) - wordsOfTheSources() - m_findings).values();
    QVERIFY2(dead.isEmpty(), qPrintable(dead.join(u' ')));
}

void TestDocs::everyDependencyIsExplained()
{
    QVERIFY(!m_dependencies.isEmpty());
    const QStringList missing = (m_dependencies - explainedIn(u"undetermined.md"_s)).values();
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u' ')));
}

void TestDocs::everyExplainedDependencyExists()
{
    const QStringList dead = (explainedIn(u"undetermined.md"_s) - wordsOfTheSources()).values();
    QVERIFY2(dead.isEmpty(), qPrintable(dead.join(u' ')));
}

void TestDocs::linksBetweenPagesLeadSomewhere()
{
    static const QRegularExpression link(u"\\]\\(([^)#:]+)(?:#[^)]*)?\\)"_s);
    for (const QString &folder : {u""_s, u"/docs"_s}) {
        QDirIterator pages(root + folder, {u"*.md"_s}, QDir::Files);
        while (pages.hasNext()) {
            const QString page = pages.next();
            const QString text = readAll(page);
            for (auto matches = link.globalMatch(text); matches.hasNext();) {
                const QString target = matches.next().captured(1);
                QVERIFY2(QFile::exists(root + folder + u'/' + target), qPrintable(page + u" → "_s + target));
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestDocs)
#include "tst_docs.moc"
