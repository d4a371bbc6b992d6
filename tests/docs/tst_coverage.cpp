// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The tables of clauses, cases and witnesses (docs/*-coverage.md) name cases that exist, and leave none out.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace
{

const QString root = QStringLiteral(WAYPROOF_SOURCE_DIR);

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Row {
    QString section; ///< "5 HTTPRoute matching"
    QString clause;
    QStringList cases;
    QStringList witnesses;
    int line = 0;
};

/// The cells of a table's row; a bar in code or behind a backslash belongs to its cell.
QStringList cellsOf(QString line)
{
    line.replace(u"\\|"_s, u"\uE000"_s);
    QStringList cells = line.split(u'|');
    cells.removeFirst();
    if (!cells.isEmpty())
        cells.removeLast();
    for (QString &cell : cells)
        cell = cell.replace(u"\uE000"_s, u"|"_s).trimmed();
    return cells;
}

QList<Row> rowsOf(const QString &page)
{
    QList<Row> rows;
    QString section;
    const QStringList lines = readAll(root + u"/docs/"_s + page).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString &line = lines[i];
        if (line.startsWith(u"## "_s))
            section = line.mid(3);
        if (!line.startsWith(u'|') || line.startsWith(u"|--"_s) || line.startsWith(u"| Clause "_s) || section.isEmpty())
            continue;
        const QStringList cells = cellsOf(line);
        if (cells.size() != 3) {
            rows.append({section, line, {}, {}, static_cast<int>(i + 1)});
            continue;
        }
        rows.append({section, cells[0], cells[1].split(u"<br>"_s, Qt::SkipEmptyParts),
                     cells[2].split(QRegularExpression(u",\\s*"_s), Qt::SkipEmptyParts), static_cast<int>(i + 1)});
    }
    return rows;
}

/// Names of the cases in a directory's cases.yaml or status.yaml, which are lists of "- name: …".
QSet<QString> casesIn(const QString &directory)
{
    static const QRegularExpression name(u"^- (?:name: (.*)|\\{name: (\"[^\"]*\"|'[^']*'|[^,}]*)[,}].*)$"_s,
                                         QRegularExpression::MultilineOption);
    QSet<QString> names;
    QDirIterator files(directory, {u"*.yaml"_s}, QDir::Files);
    while (files.hasNext()) {
        const QString text = readAll(files.next());
        for (auto matches = name.globalMatch(text); matches.hasNext();) {
            const QRegularExpressionMatch match = matches.next();
            QString found = (match.captured(1) + match.captured(2)).trimmed();
            if (found.size() > 1 && (found[0] == u'"' || found[0] == u'\'') && found.back() == found[0])
                found = found.mid(1, found.size() - 2);
            names.insert(found);
        }
    }
    return names;
}

/// "tst_program" → its source; empty when there is none.
QString sourceOfTest(const QString &program)
{
    QDirIterator files(root + u"/tests"_s, {program + u".cpp"_s, program + u".py"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    return files.hasNext() ? readAll(files.next()) : QString();
}

/// The directory of cases that a table means by `name`: below tests/data/SIDE, or a sibling "SIDE-status/…".
QString directoryOf(const QString &side, const QString &name)
{
    for (const QString &path : {root + u"/tests/data/"_s + side + u'/' + name, root + u"/tests/data/"_s + name}) {
        if (QDir(path).exists())
            return path;
    }
    return {};
}

} // namespace

class TestCoverage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRowNamesCasesThatExist_data();
    void everyRowNamesCasesThatExist();
    void everyDirectoryOfCasesIsNamed_data();
    void everyDirectoryOfCasesIsNamed();
    void noSectionIsEmpty_data();
    void noSectionIsEmpty();
};

namespace
{

void eachSide()
{
    QTest::addColumn<QString>("side");
    for (const QString &side : {u"gateway"_s, u"ingress"_s}) {
        if (QFile::exists(root + u"/docs/"_s + side + u"-coverage.md"_s))
            QTest::newRow(qPrintable(side)) << side;
    }
}

} // namespace

void TestCoverage::everyRowNamesCasesThatExist_data()
{
    eachSide();
}

void TestCoverage::everyRowNamesCasesThatExist()
{
    QFETCH(QString, side);
    static const QRegularExpression named(u"^`([^`]+)`: (.+)$"_s);
    static const QSet<QString> known{u"text"_s,  u"Envoy"_s,         u"Envoy Gateway"_s,
                                     u"nginx"_s, u"ingress-nginx"_s, u"source"_s};
    QStringList complaints;
    const auto complain = [&](const Row &row, const QString &what) {
        complaints.append(u"%1-coverage.md:%2: %3: %4"_s.arg(side).arg(row.line).arg(row.clause.left(60), what));
    };
    for (const Row &row : rowsOf(side + u"-coverage.md"_s)) {
        if (row.cases.isEmpty())
            complain(row, u"names no case"_s);
        if (row.witnesses.isEmpty())
            complain(row, u"names no witness"_s);
        for (const QString &witness : row.witnesses) {
            if (!known.contains(witness))
                complain(row, u"“%1” is no witness"_s.arg(witness));
        }
        for (const QString &entry : row.cases) {
            const QRegularExpressionMatch match = named.match(entry.trimmed());
            if (!match.hasMatch()) {
                complain(row, u"cannot be read: %1"_s.arg(entry));
                continue;
            }
            const QString where = match.captured(1);
            const QString name = match.captured(2).trimmed();
            if (where.startsWith(u"tst_"_s)) {
                const QString source = sourceOfTest(where);
                if (!source.contains(name + u'(') && !source.contains(u"def "_s + name))
                    complain(row, u"%1 has no function %2"_s.arg(where, name));
                continue;
            }
            const QString directory = directoryOf(side, where);
            if (directory.isEmpty())
                complain(row, u"there is no directory %1"_s.arg(where));
            else if (!casesIn(directory).contains(name))
                complain(row, u"%1 has no case “%2”"_s.arg(where, name));
        }
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u"\n  "_s)));
}

void TestCoverage::everyDirectoryOfCasesIsNamed_data()
{
    eachSide();
}

void TestCoverage::everyDirectoryOfCasesIsNamed()
{
    QFETCH(QString, side);
    const QString page = readAll(root + u"/docs/"_s + side + u"-coverage.md"_s);
    QStringList missing;
    for (const QString &folder : {side, side + u"-status"_s}) {
        const QStringList directories =
            QDir(root + u"/tests/data/"_s + folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &directory : directories) {
            const QString name = folder == side ? directory : folder + u'/' + directory;
            if (!page.contains(u'`' + name + u"`:"_s))
                missing.append(name);
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u", "_s)));
}

void TestCoverage::noSectionIsEmpty_data()
{
    eachSide();
}

void TestCoverage::noSectionIsEmpty()
{
    QFETCH(QString, side);
    QSet<QString> filled;
    for (const Row &row : rowsOf(side + u"-coverage.md"_s))
        filled.insert(row.section);
    static const QRegularExpression heading(u"^## (.*)$"_s, QRegularExpression::MultilineOption);
    QStringList empty;
    const QString page = readAll(root + u"/docs/"_s + side + u"-coverage.md"_s);
    for (auto matches = heading.globalMatch(page); matches.hasNext();) {
        const QString section = matches.next().captured(1);
        if (!filled.contains(section))
            empty.append(section);
    }
    QVERIFY2(empty.isEmpty(), qPrintable(empty.join(u", "_s)));
}

QTEST_GUILESS_MAIN(TestCoverage)
#include "tst_coverage.moc"
