// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Runs tests/data/ingress/*: in.yaml is loaded, each entry of cases.yaml is decided on the Ingress side, and the
// decision must hold what the entry expects (objects: the members named; lists: element by element).
#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/load/yamljson.h"
#include "model/routing/compile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace wayproof;

namespace
{

/// Where `actual` does not hold `expected`; empty when it does.
QString difference(const QString &path, const QJsonValue &expected, const QJsonValue &actual)
{
    if (expected.isObject()) {
        const QJsonObject members = expected.toObject();
        for (auto it = members.begin(); it != members.end(); ++it) {
            const QString found = difference(path + u'.' + it.key(), it.value(), actual.toObject().value(it.key()));
            if (!found.isEmpty())
                return found;
        }
        return actual.isObject() ? QString() : path + QStringLiteral(" is not an object");
    }
    if (expected.isArray()) {
        const QJsonArray want = expected.toArray();
        const QJsonArray have = actual.toArray();
        if (want.size() != have.size())
            return QStringLiteral("%1 has %2 elements, expected %3").arg(path).arg(have.size()).arg(want.size());
        for (qsizetype i = 0; i < want.size(); ++i) {
            const QString found = difference(QStringLiteral("%1[%2]").arg(path).arg(i), want.at(i), have.at(i));
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
    if (expected.isNull() && actual.isUndefined())
        return {};
    if (expected == actual)
        return {};
    const auto text = [](const QJsonValue &value) {
        return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    };
    return QStringLiteral("%1 is %2, expected %3").arg(path, text(actual), text(expected));
}

std::map<std::string, std::string> settings(const QJsonValue &value)
{
    std::map<std::string, std::string> result;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        result[it.key().toStdString()] = it.value().toVariant().toString().toStdString();
    return result;
}

IngressOptions optionsOf(const QJsonObject &entry)
{
    IngressOptions options;
    options.dialect = entry.value(QStringLiteral("dialect")).toString().toStdString();
    options.ingressClass = entry.value(QStringLiteral("class")).toString().toStdString();
    options.controllerFlags = settings(entry.value(QStringLiteral("flags")));
    options.controllerConfig = settings(entry.value(QStringLiteral("config")));
    return options;
}

} // namespace

class IngressCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decide_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QJsonObject>("entry");
        const QDir root(QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/ingress"));
        const QStringList folders = root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        QVERIFY(!folders.isEmpty());
        for (const QString &folder : folders) {
            QFile file(root.filePath(folder) + QStringLiteral("/cases.yaml"));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            const auto parsed = yamlToJson(file.fileName().toStdString(), file.readAll().toStdString());
            QVERIFY2(parsed.hasValue(), parsed ? "" : parsed.diagnostics().front().toText().c_str());
            const QJsonArray entries = parsed->value.toArray();
            QVERIFY2(!entries.isEmpty(), qPrintable(file.fileName()));
            for (const QJsonValue &entry : entries) {
                const QString name =
                    folder + QStringLiteral(": ") + entry.toObject().value(QStringLiteral("name")).toString();
                QTest::newRow(qPrintable(name)) << root.filePath(folder) << entry.toObject();
            }
        }
    }

    void decide()
    {
        QFETCH(QString, folder);
        QFETCH(QJsonObject, entry);
        QVERIFY2(entry.contains(QStringLiteral("clause")), "every case cites its clause");
        SourceRequest source;
        source.paths = {(folder + QStringLiteral("/in.yaml")).toStdString()};
        const SnapshotPtr snapshot = loadFiles(source);
        auto table = std::make_shared<const RoutingTable>(compileIngress(*snapshot, optionsOf(entry)));
        const QJsonArray codes = entry.value(QStringLiteral("findings")).toArray();
        for (const QJsonValue &code : codes) {
            const bool isFound = std::any_of(table->findings.begin(), table->findings.end(), [&](const Diagnostic &d) {
                return QString::fromStdString(d.code) == code.toString();
            });
            QVERIFY2(isFound, qPrintable(QStringLiteral("no finding ") + code.toString()));
        }
        if (!entry.contains(QStringLiteral("request")))
            return;
        const auto request = requestOf(entry.value(QStringLiteral("request")).toObject());
        QVERIFY2(request.hasValue(), request ? "" : request.diagnostics().front().toText().c_str());
        const QJsonObject decision = toJson(Simulator(table).decide(*request), false);
        const QJsonObject expected = entry.value(QStringLiteral("ingress")).toObject();
        QVERIFY2(!expected.isEmpty(), "a case must expect something");
        const QString found = difference(QStringLiteral("decision"), expected, decision);
        QVERIFY2(found.isEmpty(), qPrintable(found + u'\n' + QString::fromUtf8(QJsonDocument(decision).toJson())));
    }

private:
    static Result<Request> requestOf(QJsonObject object)
    {
        if (!object.contains(QStringLiteral("url")))
            return requestFromJson(object, "case");
        const auto fromUrl = requestFromUrl(object.take(QStringLiteral("url")).toString().toStdString());
        if (!fromUrl)
            return fromUrl;
        QJsonObject merged = toJson(*fromUrl);
        for (auto it = object.begin(); it != object.end(); ++it)
            merged.insert(it.key(), it.value());
        return requestFromJson(merged, "case");
    }
};

QTEST_GUILESS_MAIN(IngressCases)
#include "tst_ingresscases.moc"
