// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Loads, compiles and decides; a folder is loaded once, and compiled once for each set of options.
#include "tests/support/decisioncases.h"

#include "model/analysis/simulator.h"
#include "model/load/fileloader.h"
#include "model/load/yamljson.h"
#include "model/routing/compile.h"
#include "tests/support/jsonsubset.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <map>

namespace wayproof::test
{

namespace
{

QString readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

struct Sides {
    std::shared_ptr<const Simulator> ingress;
    std::shared_ptr<const Simulator> gateway;
};

struct Folder {
    QJsonArray cases;
    QString fault; ///< why cases.yaml cannot be used
    SnapshotPtr snapshot;
    std::map<QByteArray, Sides> sides; ///< by the options' JSON
};

Folder &folderAt(const QString &path)
{
    static std::map<QString, Folder> folders;
    const auto [entry, isNew] = folders.try_emplace(path);
    Folder &folder = entry->second;
    if (!isNew) {
        return folder;
    }
    const Result<YamlValue> cases =
        yamlToJson("cases.yaml", readFile(path + QStringLiteral("/cases.yaml")).toStdString());
    if (!cases) {
        folder.fault = QString::fromStdString(cases.diagnostics().front().toText());
    } else if (!cases->value.isArray() || cases->value.toArray().isEmpty()) {
        folder.fault = QStringLiteral("cases.yaml holds no list of cases");
    } else {
        folder.cases = cases->value.toArray();
    }
    folder.snapshot = loadText("in.yaml", readFile(path + QStringLiteral("/in.yaml")).toStdString());
    return folder;
}

std::map<std::string, std::string> texts(const QJsonValue &value)
{
    std::map<std::string, std::string> result;
    const QJsonObject object = value.toObject();
    for (const QString &key : object.keys()) {
        result[key.toStdString()] = object.value(key).toVariant().toString().toStdString();
    }
    return result;
}

IngressOptions ingressOptions(const QJsonObject &options)
{
    const auto text = [&options](const char *name) {
        return options.value(QLatin1String(name)).toString().toStdString();
    };
    IngressOptions ingress;
    ingress.dialect = text("dialect");
    ingress.ingressClass = text("ingressClass");
    ingress.controllerFlags = texts(options.value(QLatin1String("controllerFlags")));
    ingress.controllerConfig = texts(options.value(QLatin1String("controllerConfig")));
    return ingress;
}

Sides compile(const Snapshot &snapshot, const QJsonObject &options)
{
    const auto text = [&options](const char *name) {
        return options.value(QLatin1String(name)).toString().toStdString();
    };
    const IngressOptions ingress = ingressOptions(options);
    GatewayOptions gateway;
    gateway.profile = text("profile");
    gateway.gateway = text("gateway");
    gateway.listener = text("listener");
    Sides sides;
    sides.ingress =
        std::make_shared<const Simulator>(std::make_shared<const RoutingTable>(compileIngress(snapshot, ingress)));
    sides.gateway =
        std::make_shared<const Simulator>(std::make_shared<const RoutingTable>(compileGateway(snapshot, gateway)));
    return sides;
}

/// Compiled once for each set of options.
const Sides &sidesFor(Folder &folder, const QJsonObject &options)
{
    const auto [entry, isNew] = folder.sides.try_emplace(QJsonDocument(options).toJson(QJsonDocument::Compact));
    if (isNew)
        entry->second = compile(*folder.snapshot, options);
    return entry->second;
}

QString indented(const QJsonValue &value)
{
    return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Indented));
}

QString unknownMember(const QJsonObject &object, const QStringList &known)
{
    for (const QString &name : object.keys()) {
        if (!known.contains(name)) {
            return name;
        }
    }
    return {};
}

QString failureText(const QString &side, const QJsonValue &expected, const Decision &decision,
                    const std::vector<Mismatch> &found)
{
    QString text = side + QStringLiteral(" side:\n");
    for (const Mismatch &mismatch : found) {
        text += QStringLiteral("  ") + QString::fromStdString(mismatch.toText()) + QLatin1Char('\n');
    }
    text += QStringLiteral("expected ") + indented(expected) + QStringLiteral("actual ") +
            indented(toJson(decision, false));
    text += QStringLiteral("trace\n");
    for (const TraceStep &step : decision.trace) {
        const std::string line = "  " + step.step + " | " + step.subject + " | " + step.result + " | " + step.reason +
                                 (step.source.isKnown() ? " (" + step.source.toText() + ")" : std::string());
        text += QString::fromStdString(line) + QLatin1Char('\n');
    }
    return text;
}

QString runSide(const char *side, const Simulator &simulator, const QJsonObject &decisionCase, const Request &request)
{
    const QJsonValue expected = decisionCase.value(QLatin1String(side));
    if (expected.isUndefined()) {
        return {};
    }
    const Decision decision = simulator.decide(request, Simulator::Trace::On);
    const std::vector<Mismatch> found = mismatches(expected, toJson(decision, true), {});
    return found.empty() ? QString() : failureText(QLatin1String(side), expected, decision, found);
}

} // namespace

std::vector<DecisionCase> allDecisionCases()
{
    std::vector<DecisionCase> result;
    for (const char *side : {"gateway", "ingress"}) {
        const QDir root(QStringLiteral(WAYPROOF_SOURCE_DIR "/tests/data/") + QLatin1String(side));
        for (const QString &name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
            const QString path = root.filePath(name);
            if (!QFile::exists(path + QStringLiteral("/cases.yaml"))) {
                continue;
            }
            const QString prefix = QLatin1String(side) + QLatin1Char('/') + name + QStringLiteral(": ");
            const QJsonArray &cases = folderAt(path).cases;
            if (cases.isEmpty()) {
                result.push_back({prefix + QStringLiteral("cases.yaml"), path, 0});
            }
            for (int i = 0; i < cases.size(); ++i) {
                const QString title = cases.at(i).toObject().value(QLatin1String("name")).toString(QString::number(i));
                result.push_back({prefix + title, path, i});
            }
        }
    }
    return result;
}

std::optional<GatewayCase> gatewayCase(const DecisionCase &which)
{
    Folder &folder = folderAt(which.folder);
    const QJsonObject decisionCase = folder.cases.at(which.index).toObject();
    const QJsonObject options = decisionCase.value(QLatin1String("options")).toObject();
    const QString profile = options.value(QLatin1String("profile")).toString();
    const bool isNarrowed = options.contains(QLatin1String("gateway")) || options.contains(QLatin1String("listener"));
    const Result<Request> request = requestFromJson(decisionCase.value(QLatin1String("request")).toObject(), "case");
    if (!decisionCase.contains(QLatin1String("gateway")) || isNarrowed || profile == QLatin1String("istio") || !request)
        return std::nullopt;
    const Sides &own = sidesFor(folder, options);
    const Sides &envoy = sidesFor(folder, {{QStringLiteral("profile"), QStringLiteral("envoy")}});
    return GatewayCase{folder.snapshot, *request, own.gateway->decide(*request), envoy.gateway->decide(*request)};
}

std::optional<IngressCase> ingressCase(const DecisionCase &which)
{
    Folder &folder = folderAt(which.folder);
    const QJsonObject decisionCase = folder.cases.at(which.index).toObject();
    const QJsonObject options = decisionCase.value(QLatin1String("options")).toObject();
    const Result<Request> request = requestFromJson(decisionCase.value(QLatin1String("request")).toObject(), "case");
    if (!decisionCase.contains(QLatin1String("ingress")) || !request)
        return std::nullopt;
    QJsonObject onNginx = options;
    onNginx.insert(QStringLiteral("dialect"), QStringLiteral("ingress-nginx"));
    return IngressCase{folder.snapshot, ingressOptions(options), *request,
                       sidesFor(folder, options).ingress->decide(*request),
                       sidesFor(folder, onNginx).ingress->decide(*request)};
}

QString runDecisionCase(const DecisionCase &which)
{
    Folder &folder = folderAt(which.folder);
    if (!folder.fault.isEmpty()) {
        return folder.fault;
    }
    const QJsonObject decisionCase = folder.cases.at(which.index).toObject();
    const QString unknown =
        unknownMember(decisionCase, {QStringLiteral("name"), QStringLiteral("clause"), QStringLiteral("request"),
                                     QStringLiteral("options"), QStringLiteral("ingress"), QStringLiteral("gateway")});
    if (!unknown.isEmpty()) {
        return QStringLiteral("a case has no member \"") + unknown + QLatin1Char('"');
    }
    if (!decisionCase.contains(QLatin1String("ingress")) && !decisionCase.contains(QLatin1String("gateway"))) {
        return QStringLiteral("the case expects nothing");
    }
    const QJsonObject options = decisionCase.value(QLatin1String("options")).toObject();
    const QString unknownOption =
        unknownMember(options, {QStringLiteral("profile"), QStringLiteral("dialect"), QStringLiteral("gateway"),
                                QStringLiteral("listener"), QStringLiteral("ingressClass"),
                                QStringLiteral("controllerFlags"), QStringLiteral("controllerConfig")});
    if (!unknownOption.isEmpty()) {
        return QStringLiteral("there is no option \"") + unknownOption + QLatin1Char('"');
    }
    const Result<Request> request = requestFromJson(decisionCase.value(QLatin1String("request")).toObject(), "case");
    if (!request) {
        return QString::fromStdString(request.diagnostics().front().toText());
    }
    const Sides &sides = sidesFor(folder, options);
    return runSide("ingress", *sides.ingress, decisionCase, *request) +
           runSide("gateway", *sides.gateway, decisionCase, *request);
}

} // namespace wayproof::test
