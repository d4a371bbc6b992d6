// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The Gateway profiles' data: complete, witnessed by cases, and what docs/gateway-profiles.md shows.
// WAYPROOF_UPDATE_GOLDENS=1 writes the page's generated part anew.
#include "model/load/yamljson.h"
#include "model/routing/profilepoints.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const QString root = QStringLiteral(WAYPROOF_SOURCE_DIR);
const QString page = root + u"/docs/gateway-profiles.md"_s;
const QString from = u"<!-- generated from model/routing/profilepoints.cpp and profilerows.cpp -->\n"_s;

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

struct GatewayCase {
    QString profile; ///< empty: by the class of in.yaml
    QJsonObject expected;
};

/// Every case of the Gateway side, by "directory: name".
QHash<QString, GatewayCase> gatewayCases()
{
    QHash<QString, GatewayCase> cases;
    const QDir folder(root + u"/tests/data/gateway"_s);
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString at = folder.filePath(name);
        const Result<YamlValue> read = yamlToJson("cases.yaml", readAll(at + u"/cases.yaml"_s).toStdString());
        if (!read)
            continue;
        const bool isOfEnvoy = readAll(at + u"/in.yaml"_s).contains(u"gateway.envoyproxy.io/gatewayclass-controller"_s);
        for (const QJsonValue &value : read->value.toArray()) {
            const QJsonObject object = value.toObject();
            const QString profile = object.value("options"_L1).toObject().value("profile"_L1).toString();
            cases.insert(
                name + u": "_s + object.value("name"_L1).toString(),
                {profile.isEmpty() && isOfEnvoy ? u"envoy"_s : profile, object.value("gateway"_L1).toObject()});
        }
    }
    return cases;
}

QString cell(QString written)
{
    return written.replace(u'|', u"\\|"_s);
}

QString codesOf(const OpenPoint &point)
{
    QStringList codes;
    for (const std::string_view code : point.codes)
        codes.append(u"`%1`"_s.arg(text(code)));
    return codes.join(u", "_s);
}

QString pointTable()
{
    QString table = u"| Point | Clause | Code |"_s;
    QString rule = u"|---|---|---|"_s;
    for (const ProfileRow &row : profileRows()) {
        table += u" `%1` |"_s.arg(text(row.name));
        rule += u"---|"_s;
    }
    table += u'\n' + rule + u"\n| controllerName | 1 | |"_s;
    for (const ProfileRow &row : profileRows()) {
        QStringList names;
        for (const std::string &name : row.controllerNames)
            names.append(u"`%1`"_s.arg(text(name)));
        table += u" %1 |"_s.arg(names.isEmpty() ? u"every other"_s : names.join(u", "_s));
    }
    table += u'\n';
    for (const OpenPoint &point : openPoints()) {
        table += u"| %1 | %2 | %3 |"_s.arg(cell(text(point.decides)), cell(text(point.clause)), codesOf(point));
        for (const ProfileRow &row : profileRows())
            table += u" %1 |"_s.arg(cell(text(valueOf(row, point).text)));
        table += u'\n';
    }
    return table;
}

const OpenPoint *pointNamed(std::string_view name)
{
    const auto &points = openPoints();
    const auto found = std::find_if(points.begin(), points.end(), [&](const OpenPoint &p) { return p.name == name; });
    return found == points.end() ? nullptr : &*found;
}

QString sourceTables()
{
    QString tables;
    for (const ProfileRow &row : profileRows()) {
        if (row.choices.empty())
            continue;
        tables +=
            u"\n## What `%1` (%2) is known from\n\n| Point | Known from | In short | Case |\n|---|---|---|---|\n"_s.arg(
                text(row.name), text(row.title));
        for (const ProfileChoice &choice : row.choices) {
            const OpenPoint *point = pointNamed(choice.point);
            const qsizetype colon = text(choice.witness).indexOf(u": "_s);
            tables += u"| %1 | %2 | %3 | `%4`: %5 |\n"_s.arg(
                point ? cell(text(point->decides)) : text(choice.point), text(toText(choice.source)),
                cell(text(choice.because)), text(choice.witness).left(colon), text(choice.witness).mid(colon + 2));
        }
    }
    return tables;
}

} // namespace

class TestProfiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPointHasItsOwnNameAndValues();
    void everyChoiceNamesAPointAndOneOfItsValues();
    void everyChoiceHasASourceAndACase();
    void everyOpenPointHasACaseThatCarriesItsCode();
    void theSpecificationLeavesItsOpenPointsOpen();
    void thePageShowsTheData();
};

void TestProfiles::everyPointHasItsOwnNameAndValues()
{
    QSet<QString> names;
    for (const OpenPoint &point : openPoints()) {
        QVERIFY2(!names.contains(text(point.name)), qPrintable(text(point.name)));
        names.insert(text(point.name));
        QVERIFY2(!point.values.empty() && !point.decides.empty() && !point.clause.empty(),
                 qPrintable(text(point.name)));
    }
}

void TestProfiles::everyChoiceNamesAPointAndOneOfItsValues()
{
    for (const ProfileRow &row : profileRows()) {
        for (const ProfileChoice &choice : row.choices) {
            const OpenPoint *point = pointNamed(choice.point);
            QVERIFY2(point, qPrintable(text(choice.point)));
            QVERIFY2(valueOf(row, *point).name == choice.value, qPrintable(text(choice.point)));
        }
    }
}

void TestProfiles::everyChoiceHasASourceAndACase()
{
    const QHash<QString, GatewayCase> cases = gatewayCases();
    QStringList missing;
    for (const ProfileRow &row : profileRows()) {
        for (const ProfileChoice &choice : row.choices) {
            QVERIFY2(!choice.because.empty(), qPrintable(text(choice.point)));
            const auto found = cases.constFind(text(choice.witness));
            if (found == cases.constEnd() || found->profile != text(row.name))
                missing.append(text(row.name) + u": "_s + text(choice.witness));
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TestProfiles::everyOpenPointHasACaseThatCarriesItsCode()
{
    QSet<QString> carried;
    for (const GatewayCase &each : gatewayCases()) {
        if (!each.profile.isEmpty() && each.profile != u"spec"_s)
            continue;
        for (const QJsonValue &dependency : each.expected.value("dependsOn"_L1).toArray())
            carried.insert(dependency.toObject().value("code"_L1).toString());
    }
    QStringList missing;
    for (const OpenPoint &point : openPoints()) {
        for (const std::string_view code : point.codes) {
            if (!carried.contains(text(code)))
                missing.append(text(point.name) + u": "_s + text(code));
        }
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n')));
}

void TestProfiles::theSpecificationLeavesItsOpenPointsOpen()
{
    const ProfileRow &spec = profileRows().front();
    QVERIFY(spec.choices.empty());
    for (const OpenPoint &point : openPoints()) {
        if (text(point.clause).startsWith(u"12"_s) && !point.codes.empty())
            QVERIFY2(text(valueOf(spec, point).text).contains(u"open"_s), qPrintable(text(point.name)));
    }
}

void TestProfiles::thePageShowsTheData()
{
    const QString written = readAll(page);
    const qsizetype at = written.indexOf(from);
    QVERIFY2(at >= 0, "the page has no line that begins its generated part");
    const QString wanted = written.left(at) + from + u'\n' + pointTable() + sourceTables();
    if (qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS")) {
        QFile file(page);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(wanted.toUtf8());
        return;
    }
    QVERIFY2(written == wanted, "run this test with WAYPROOF_UPDATE_GOLDENS=1 and look at the difference");
}

QTEST_GUILESS_MAIN(TestProfiles)
#include "tst_profiles.moc"
