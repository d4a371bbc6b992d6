// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Findings, one folder of tests/data/findings for each code: in.yaml, and in expected.yaml every finding of that code
// (its line, what it is about, the related line, the witness request and what becomes of it) and the objects that must
// stay without one. WAYPROOF_UPDATE_GOLDENS=1 writes the lists anew.
#include "model/analysis/lint.h"
#include "model/analysis/simulator.h"
#include "model/analysis/witness.h"
#include "model/load/fileloader.h"
#include "model/load/yamljson.h"
#include "model/routing/compile.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace wayproof;

namespace
{

const QString root = QStringLiteral(WAYPROOF_SOURCE_DIR);

QString contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool isUpdating()
{
    return qEnvironmentVariableIsSet("WAYPROOF_UPDATE_GOLDENS");
}

bool write(const QString &path, const QString &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

struct Loaded {
    SnapshotPtr snapshot;
    std::shared_ptr<const RoutingTable> ingress;
    std::shared_ptr<const RoutingTable> gateway;
    std::vector<Finding> findings;
};

Loaded linted(SnapshotPtr snapshot, const std::string &profile = {})
{
    Loaded loaded;
    loaded.snapshot = std::move(snapshot);
    GatewayOptions options;
    options.profile = profile;
    loaded.ingress = std::make_shared<const RoutingTable>(compileIngress(*loaded.snapshot));
    loaded.gateway = std::make_shared<const RoutingTable>(compileGateway(*loaded.snapshot, options));
    loaded.findings = lint(*loaded.snapshot, *loaded.ingress, *loaded.gateway);
    return loaded;
}

std::string requestText(const Request &request)
{
    std::string text;
    if (request.protocol == "http" || request.protocol == "grpc") {
        text = (request.protocol == "grpc" ? "gRPC" : request.method) + " " + request.scheme + "://" + request.host;
        text += (request.port ? ":" + std::to_string(*request.port) : std::string()) + request.path;
    } else {
        text = request.protocol + " port " + std::to_string(request.port.value_or(0));
    }
    for (const auto &[name, value] : request.headers)
        text += " " + name + "=" + value;
    if (request.sni)
        text += " sni " + *request.sni;
    text += request.gateway.empty() ? "" : " gateway " + request.gateway;
    return text + (request.ingressClass.empty() ? "" : " class " + request.ingressClass);
}

/// "forward to shop/a:80 by HTTPRoute shop/a rule 0"
std::string answerText(const Loaded &loaded, const Finding &finding)
{
    const std::string &code = finding.diagnostic.code;
    const bool isIngress = code.starts_with("ingress-") || code.starts_with("nginx-");
    const Decision decision = Simulator(isIngress ? loaded.ingress : loaded.gateway).decide(*finding.witness);
    std::string text = summary(decision);
    if (decision.match)
        text += " by " + decision.match->resource.toText() +
                (decision.match->rule ? " rule " + std::to_string(*decision.match->rule) : std::string());
    return text;
}

std::string line(const Loaded &loaded, const Finding &finding)
{
    const Diagnostic &what = finding.diagnostic;
    std::string text = "  - {line: " + std::to_string(what.location.at.line) + ", about: " + what.subject.toText() +
                       ", severity: " + std::string(toText(what.severity));
    for (const RelatedLocation &related : what.related)
        text += ", related: " + std::to_string(related.location.at.line);
    if (finding.witness) {
        text += ", request: \"" + requestText(*finding.witness) + "\"";
        text += ", answer: \"" + answerText(loaded, finding) + "\"";
    }
    return text + "}\n";
}

/// The codes that docs/findings.md explains below headings that begin so.
QStringList codesOf(const QStringList &sections)
{
    static const QRegularExpression heading(u"^(##|###) (.+)$"_s, QRegularExpression::MultilineOption);
    QStringList codes;
    bool isWanted = false;
    for (auto matches = heading.globalMatch(contents(root + u"/docs/findings.md"_s)); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        if (match.captured(1) == u"##"_s)
            isWanted = std::any_of(sections.begin(), sections.end(),
                                   [&](const QString &section) { return match.captured(2).startsWith(section); });
        else if (isWanted)
            codes.append(match.captured(2));
    }
    return codes;
}

} // namespace

class TestLint : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findings_data();
    void findings();
    void everyCodeOfTheCompilersHasAFolder();
    void samplesHaveTheFindingsThatTheyShow();
    void everyWitnessSurvivesItsJsonForm_data();
    void everyWitnessSurvivesItsJsonForm();
};

void TestLint::findings_data()
{
    QTest::addColumn<QString>("folder");
    const QDir folder(root + u"/tests/data/findings"_s);
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
}

void TestLint::findings()
{
    QFETCH(QString, folder);
    const std::string code = QFileInfo(folder).fileName().toStdString();
    const QString path = folder + u"/expected.yaml"_s;
    const QString text = contents(path);
    const Result<YamlValue> expected = yamlToJson("expected.yaml", text.toStdString());
    QVERIFY(expected.hasValue());
    const QJsonObject object = expected->value.toObject();
    const Loaded loaded = linted(loadText("in.yaml", contents(folder + u"/in.yaml"_s).toStdString()),
                                 object.value(u"profile"_s).toString().toStdString());

    QString list;
    QStringList about;
    for (const Finding &finding : loaded.findings) {
        if (finding.diagnostic.code != code)
            continue;
        list += QString::fromStdString(line(loaded, finding));
        about.append(QString::fromStdString(finding.diagnostic.subject.toText()));
        QVERIFY(finding.diagnostic.location.isKnown());
        QVERIFY(!finding.diagnostic.message.empty());
        QVERIFY(!finding.diagnostic.mend.empty());
    }
    const qsizetype begin = text.indexOf(u"findings:\n"_s);
    QVERIFY(begin >= 0);
    const QString head = text.left(begin + 10);
    if (isUpdating())
        QVERIFY(write(path, head + list));
    else
        QCOMPARE(list, text.mid(begin + 10));
    QVERIFY2(!list.isEmpty(), "no case in which it is found");

    const QJsonArray silent = object.value(u"silent"_s).toArray();
    QVERIFY2(!silent.isEmpty(), "no case in which it is not found");
    const std::vector<const ObjectMeta *> all = loaded.snapshot->allMeta();
    for (const QJsonValue &name : silent) {
        QVERIFY2(std::any_of(all.begin(), all.end(),
                             [&](const ObjectMeta *meta) {
                                 return QString::fromStdString(meta->id().toText()) == name.toString();
                             }),
                 qPrintable(name.toString() + u" does not exist"_s));
        QVERIFY2(!about.contains(name.toString()), qPrintable(name.toString()));
    }
}

void TestLint::everyCodeOfTheCompilersHasAFolder()
{
    const QStringList codes = codesOf({u"Gateway compiler"_s, u"Gateway practice"_s, u"Services"_s,
                                       u"Ingress compiler"_s, u"Ingress practice"_s, u"Ingress pitfalls"_s});
    QVERIFY(codes.size() > 100);
    QStringList missing;
    for (const QString &code : codes) {
        if (!QFile::exists(root + u"/tests/data/findings/%1/in.yaml"_s.arg(code)))
            missing.append(code);
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u' ')));
}

void TestLint::samplesHaveTheFindingsThatTheyShow()
{
    QString actual;
    const QDir samples(root + u"/resources/samples"_s);
    for (const QString &name : samples.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const Loaded loaded = linted(loadFiles({{samples.filePath(name).toStdString()}}));
        actual += name + u'\n';
        for (const Finding &finding : loaded.findings)
            actual += u"  %1 %2"_s.arg(QString::fromStdString(finding.diagnostic.code),
                                       QString::fromStdString(line(loaded, finding)).mid(4));
    }
    const QString path = root + u"/tests/data/findings/samples.txt"_s;
    if (isUpdating())
        QVERIFY(write(path, actual));
    else
        QCOMPARE(actual, contents(path));
}

void TestLint::everyWitnessSurvivesItsJsonForm_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &folder : {u"/tests/data/gateway"_s, u"/tests/data/findings"_s, u"/resources/samples"_s}) {
        const QDir all(root + folder);
        for (const QString &name : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            QTest::newRow(qPrintable(all.dirName() + u'/' + name)) << all.filePath(name);
    }
}

void TestLint::everyWitnessSurvivesItsJsonForm()
{
    QFETCH(QString, path);
    const bool isCase = QFile::exists(path + u"/in.yaml"_s);
    const Loaded loaded = linted(loadFiles({{(isCase ? path + u"/in.yaml"_s : path).toStdString()}}));
    for (const Finding &finding : loaded.findings) {
        if (!finding.witness)
            continue;
        QVERIFY2(Witnesses::isShowable(finding.diagnostic.code) || finding.diagnostic.category == Category::Shadowed,
                 finding.diagnostic.code.c_str());
        const Result<Request> again = requestFromJson(toJson(finding).value(u"request"_s).toObject(), {});
        QVERIFY2(again.hasValue(), finding.diagnostic.code.c_str());
        QVERIFY2(*again == *finding.witness, finding.diagnostic.code.c_str());
    }
}

QTEST_GUILESS_MAIN(TestLint)
#include "tst_lint.moc"
