// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Folders of resources and the status that they must earn: tests/data/gateway-status/*/{in.yaml,status.yaml}, one row a
// case.
//
// status.yaml is a list of
//     - name: what is shown
//       clause: "2 Distinct"                         # of the specification
//       options: {profile: envoy}                    # profile, gateway
//       of: Gateway shop/edge
//       computed:                                    # "part type": "status reason", a number or a list; null: absent
//         Accepted: True ListenersNotValid
//         listener http attachedRoutes: 2
//       message: {Accepted: a part of the message}
//       agreement: {Accepted: disagrees}             # with what is reported in in.yaml
//       notes: [a part of each note]
//       findings: [status-disagrees]                 # all of category status about the object, in order of place
#include "model/load/fileloader.h"
#include "model/load/yamljson.h"
#include "model/routing/compile.h"
#include "model/routing/statuscomparison.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const QString dataFolder = QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/gateway-status");

std::string contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

QJsonArray casesOf(const QString &folder)
{
    const auto cases = yamlToJson("status.yaml", contents(folder + u"/status.yaml"_s));
    return cases ? cases->value.toArray() : QJsonArray();
}

QString textOf(const std::optional<StatusValue> &value)
{
    if (!value)
        return {};
    return QString::fromStdString(value->value + (value->reason.empty() ? "" : " " + value->reason));
}

QString keyOf(const StatusRow &row)
{
    return QString::fromStdString(row.part.empty() ? row.type : row.part + " " + row.type);
}

/// One object's computed status as text, for a failure's message.
QString listing(const std::vector<StatusRow> &rows, const ObjectStatus &status)
{
    QString text = u"computed:\n"_s;
    for (const StatusRow &row : rows)
        text += u"  %1: %2 [%3] %4\n"_s.arg(keyOf(row), textOf(row.computed),
                                            QString::fromUtf8(toText(row.agreement).data()),
                                            row.computed ? QString::fromStdString(row.computed->message) : QString());
    for (const std::string &note : status.notes)
        text += u"  note: "_s + QString::fromStdString(note) + u'\n';
    return text;
}

QString expectedText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"True"_s : u"False"_s;
    return value.toVariant().toString();
}

class Judge
{
public:
    Judge(const QJsonObject &wanted, const std::vector<StatusRow> &rows)
        : m_wanted(wanted)
        , m_rows(rows)
    {
    }

    QStringList faults()
    {
        each(u"computed"_s, [](const QJsonValue &want, const StatusRow *row) {
            const QString have = row && row->computed ? textOf(row->computed) : QString();
            return want.isNull() ? have.isEmpty() : have == expectedText(want);
        });
        each(u"message"_s, [](const QJsonValue &want, const StatusRow *row) {
            return row && row->computed && QString::fromStdString(row->computed->message).contains(want.toString());
        });
        each(u"agreement"_s, [](const QJsonValue &want, const StatusRow *row) {
            return row && QString::fromUtf8(toText(row->agreement).data()) == want.toString();
        });
        return m_faults;
    }

private:
    template<class Fits>
    void each(const QString &member, Fits &&fits)
    {
        const QJsonObject wanted = m_wanted.value(member).toObject();
        for (const QString &key : wanted.keys()) {
            const auto row = std::find_if(m_rows.begin(), m_rows.end(),
                                          [&](const StatusRow &candidate) { return keyOf(candidate) == key; });
            if (!fits(wanted.value(key), row == m_rows.end() ? nullptr : &*row))
                m_faults.append(u"%1 of “%2” should be “%3”"_s.arg(member, key, expectedText(wanted.value(key))));
        }
    }

    const QJsonObject &m_wanted;
    const std::vector<StatusRow> &m_rows;
    QStringList m_faults;
};

} // namespace

class TestGatewayStatus : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cases_data();
    void cases();
};

void TestGatewayStatus::cases_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("index");
    const QDir root(dataFolder);
    const QStringList names = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    QVERIFY(!names.isEmpty());
    for (const QString &name : names) {
        const QJsonArray cases = casesOf(root.filePath(name));
        if (cases.isEmpty())
            QTest::addRow("%s: status.yaml", qPrintable(name)) << root.filePath(name) << 0;
        for (int i = 0; i < cases.size(); ++i)
            QTest::addRow("%s: %s", qPrintable(name), qPrintable(cases[i].toObject().value(u"name"_s).toString()))
                << root.filePath(name) << i;
    }
}

void TestGatewayStatus::cases()
{
    QFETCH(QString, folder);
    QFETCH(int, index);
    const QJsonObject wanted = casesOf(folder).at(index).toObject();
    const QStringList known{u"name"_s,    u"clause"_s,    u"options"_s, u"of"_s,      u"computed"_s,
                            u"message"_s, u"agreement"_s, u"notes"_s,   u"findings"_s};
    for (const QString &member : wanted.keys())
        QVERIFY2(known.contains(member), qPrintable(u"a case has no member "_s + member));
    QVERIFY(wanted.contains(u"computed"_s) || wanted.contains(u"notes"_s) || wanted.contains(u"findings"_s) ||
            wanted.contains(u"agreement"_s));

    const SnapshotPtr snapshot = loadText("in.yaml", contents(folder + u"/in.yaml"_s));
    GatewayOptions options;
    options.profile = wanted.value(u"options"_s).toObject().value(u"profile"_s).toString().toStdString();
    options.gateway = wanted.value(u"options"_s).toObject().value(u"gateway"_s).toString().toStdString();
    const RoutingTable table = compileGateway(*snapshot, options);
    const std::string of = wanted.value(u"of"_s).toString().toStdString();
    const auto status = std::find_if(table.statuses.begin(), table.statuses.end(),
                                     [&](const ObjectStatus &one) { return one.resource.toText() == of; });
    QVERIFY2(status != table.statuses.end(), qPrintable(u"no status of "_s + QString::fromStdString(of)));
    const std::vector<StatusRow> rows = compareStatus(*snapshot, table, *status);
    QStringList faults = Judge(wanted, rows).faults();

    if (wanted.contains(u"notes"_s)) {
        const QJsonArray notes = wanted.value(u"notes"_s).toArray();
        if (notes.size() != static_cast<qsizetype>(status->notes.size()))
            faults.append(u"there should be %1 notes"_s.arg(notes.size()));
        for (qsizetype i = 0; i < notes.size() && i < static_cast<qsizetype>(status->notes.size()); ++i) {
            if (!QString::fromStdString(status->notes[static_cast<std::size_t>(i)]).contains(notes[i].toString()))
                faults.append(u"note should contain “%1”"_s.arg(notes[i].toString()));
        }
    }
    if (wanted.contains(u"findings"_s)) {
        Diagnostics about;
        std::copy_if(table.findings.begin(), table.findings.end(), std::back_inserter(about),
                     [&](const Diagnostic &finding) {
                         return finding.category == Category::Status && finding.subject == status->resource;
                     });
        sortDiagnostics(about);
        QStringList codes;
        for (const Diagnostic &finding : about)
            codes.append(QString::fromStdString(finding.code));
        if (codes != wanted.value(u"findings"_s).toVariant().toStringList())
            faults.append(u"findings are: "_s + codes.join(u", "_s));
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n') + u'\n' + listing(rows, *status)));
}

QTEST_GUILESS_MAIN(TestGatewayStatus)
#include "tst_gatewaystatus.moc"
