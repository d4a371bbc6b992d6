// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/labstatus.h"

#include "model/lab/labdirectory.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QThread>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonValue nullOr(const std::string &value)
{
    return value.empty() ? QJsonValue() : QJsonValue(text(value));
}

std::string text(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toString().toStdString();
}

std::uint16_t port(const QJsonObject &object, QLatin1StringView key)
{
    return static_cast<std::uint16_t>(object.value(key).toInt());
}

QJsonObject toJson(const ResourceId &id)
{
    return {{u"kind"_s, text(id.kind)}, {u"namespace"_s, text(id.ns)}, {u"name"_s, text(id.name)}};
}

ResourceId idFromJson(const QJsonObject &object)
{
    return {text(object, "kind"_L1), text(object, "namespace"_L1), text(object, "name"_L1)};
}

QJsonArray toJson(const Diagnostics &diagnostics)
{
    QJsonArray list;
    for (const Diagnostic &diagnostic : diagnostics) {
        QJsonObject object{{u"schema"_s, u"wayproof/finding/v1"_s},
                           {u"severity"_s, text(std::string(toText(diagnostic.severity)))},
                           {u"category"_s, text(std::string(toText(diagnostic.category)))},
                           {u"code"_s, text(diagnostic.code)},
                           {u"message"_s, text(diagnostic.message)},
                           {u"mend"_s, text(diagnostic.mend)}};
        if (!diagnostic.subject.isNull())
            object.insert(u"resource"_s, toJson(diagnostic.subject));
        if (diagnostic.location.isKnown())
            object.insert(u"source"_s, QJsonObject{{u"file"_s, text(diagnostic.location.fileName())},
                                                   {u"line"_s, qint64(diagnostic.location.at.line)},
                                                   {u"column"_s, qint64(diagnostic.location.at.column)}});
        list.append(object);
    }
    return list;
}

template<class Enum>
Enum enumFromText(const std::string &word, Enum last, Enum fallback)
{
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        if (toText(static_cast<Enum>(i)) == word)
            return static_cast<Enum>(i);
    }
    return fallback;
}

Diagnostics diagnosticsFromJson(const QJsonValue &value)
{
    Diagnostics list;
    const QJsonArray entries = value.toArray();
    for (const QJsonValue entry : entries) {
        const QJsonObject object = entry.toObject();
        Diagnostic diagnostic;
        diagnostic.severity = enumFromText(text(object, "severity"_L1), Severity::Info, Severity::Info);
        diagnostic.category = enumFromText(text(object, "category"_L1), Category::Status, Category::Practice);
        diagnostic.code = text(object, "code"_L1);
        diagnostic.message = text(object, "message"_L1);
        diagnostic.mend = text(object, "mend"_L1);
        if (object.contains("resource"_L1))
            diagnostic.subject = idFromJson(object.value("resource"_L1).toObject());
        if (object.contains("source"_L1)) {
            const QJsonObject source = object.value("source"_L1).toObject();
            diagnostic.location.file = std::make_shared<const std::string>(text(source, "file"_L1));
            diagnostic.location.at = {static_cast<std::uint32_t>(source.value("line"_L1).toInt()),
                                      static_cast<std::uint32_t>(source.value("column"_L1).toInt())};
        }
        list.push_back(std::move(diagnostic));
    }
    return list;
}

QJsonObject toJson(const LabAddress &address)
{
    QJsonObject object{{u"side"_s, address.side == LabAddress::Side::Ingress ? u"ingress"_s : u"gateway"_s},
                       {u"protocol"_s, text(address.protocol)},
                       {u"host"_s, text(address.host)},
                       {u"port"_s, address.port},
                       {u"declaredPort"_s, address.declaredPort}};
    if (!address.gateway.isNull()) {
        object.insert(u"gateway"_s, toJson(address.gateway));
        object.insert(u"owner"_s, toJson(address.owner));
        object.insert(u"listener"_s, text(address.listener));
        object.insert(u"hostname"_s, text(address.hostname));
        object.insert(u"grpc"_s, address.hasGrpc);
        if (!address.tlsMode.empty())
            object.insert(u"tlsMode"_s, text(address.tlsMode));
        if (!address.clientValidation.empty())
            object.insert(u"clientValidation"_s, text(address.clientValidation));
    }
    return object;
}

LabAddress addressFromJson(const QJsonObject &object)
{
    LabAddress address;
    address.side =
        object.value("side"_L1).toString() == u"gateway"_s ? LabAddress::Side::Gateway : LabAddress::Side::Ingress;
    address.protocol = text(object, "protocol"_L1);
    address.host = text(object, "host"_L1);
    address.port = port(object, "port"_L1);
    address.declaredPort = port(object, "declaredPort"_L1);
    address.gateway = idFromJson(object.value("gateway"_L1).toObject());
    address.owner = idFromJson(object.value("owner"_L1).toObject());
    address.listener = text(object, "listener"_L1);
    address.hostname = text(object, "hostname"_L1);
    address.tlsMode = text(object, "tlsMode"_L1);
    address.clientValidation = text(object, "clientValidation"_L1);
    address.hasGrpc = object.value("grpc"_L1).toBool();
    return address;
}

bool isAlive(std::int64_t pid)
{
    return pid > 1 && (kill(static_cast<pid_t>(pid), 0) == 0 || errno == EPERM);
}

/// A state file outlives a supervisor that was killed, and its number may since belong to a stranger.
bool isSupervisor(std::int64_t pid)
{
    if (!isAlive(pid))
        return false;
    QFile commandLine(u"/proc/%1/cmdline"_s.arg(pid));
    if (!commandLine.open(QIODevice::ReadOnly))
        return false;
    const QByteArray program = commandLine.readAll().split('\0').value(0);
    return program.endsWith("wayproof-labd");
}

} // namespace

bool LabStatus::hasSide(LabAddress::Side side) const
{
    return std::any_of(addresses.begin(), addresses.end(),
                       [side](const LabAddress &address) { return address.side == side; });
}

std::vector<LabAddress> LabStatus::addressesOf(LabAddress::Side side) const
{
    std::vector<LabAddress> found;
    std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(found),
                 [side](const LabAddress &address) { return address.side == side; });
    return found;
}

const LabAddress *LabStatus::ingressAddress(std::string_view scheme) const
{
    const std::string_view protocol = scheme == "https" || scheme == "wss" ? "https" : "http";
    const auto found = std::find_if(addresses.begin(), addresses.end(), [protocol](const LabAddress &address) {
        return address.side == LabAddress::Side::Ingress && address.protocol == protocol;
    });
    return found == addresses.end() ? nullptr : &*found;
}

QJsonObject toJson(const LabStatus &status)
{
    QJsonArray addresses;
    for (const LabAddress &address : status.addresses)
        addresses.append(toJson(address));
    QJsonArray endpoints;
    for (const LabEndpoint &endpoint : status.endpoints)
        endpoints.append(QJsonObject{{u"namespace"_s, text(endpoint.ns)},
                                     {u"service"_s, text(endpoint.service)},
                                     {u"servicePort"_s, endpoint.servicePort},
                                     {u"endpoint"_s, text(endpoint.endpoint)},
                                     {u"protocol"_s, endpoint.isUdp ? u"udp"_s : u"tcp"_s},
                                     {u"port"_s, endpoint.port}});
    QJsonArray processes;
    for (const LabProcess &process : status.processes)
        processes.append(QJsonObject{
            {u"name"_s, text(process.name)}, {u"pid"_s, qint64(process.pid)}, {u"program"_s, text(process.program)}});
    QJsonArray logs;
    for (const LabLog &log : status.logs)
        logs.append(QJsonObject{{u"name"_s, text(log.name)}, {u"path"_s, text(log.path)}});
    return {{u"schema"_s, u"wayproof/lab/v1"_s},
            {u"label"_s, text(status.label)},
            {u"pid"_s, qint64(status.pid)},
            {u"ownerPid"_s, qint64(status.ownerPid)},
            {u"directory"_s, text(status.directory)},
            {u"ca"_s, nullOr(status.caFile)},
            {u"clientCertificate"_s, nullOr(status.clientFile)},
            {u"strangerCertificate"_s, nullOr(status.strangerFile)},
            {u"readyMilliseconds"_s, status.readyMilliseconds},
            {u"addresses"_s, addresses},
            {u"endpoints"_s, endpoints},
            {u"processes"_s, processes},
            {u"logs"_s, logs},
            {u"notServed"_s, toJson(status.notServed)},
            {u"problems"_s, toJson(status.problems)}};
}

std::optional<LabStatus> labStatusFromJson(const QJsonObject &object)
{
    if (object.value("schema"_L1).toString() != u"wayproof/lab/v1"_s)
        return std::nullopt;
    LabStatus status;
    status.label = text(object, "label"_L1);
    status.pid = object.value("pid"_L1).toInteger();
    status.ownerPid = object.value("ownerPid"_L1).toInteger();
    status.directory = text(object, "directory"_L1);
    status.caFile = text(object, "ca"_L1);
    status.clientFile = text(object, "clientCertificate"_L1);
    status.strangerFile = text(object, "strangerCertificate"_L1);
    status.readyMilliseconds = object.value("readyMilliseconds"_L1).toDouble();
    const QJsonArray addresses = object.value("addresses"_L1).toArray();
    for (const QJsonValue entry : addresses)
        status.addresses.push_back(addressFromJson(entry.toObject()));
    const QJsonArray endpoints = object.value("endpoints"_L1).toArray();
    for (const QJsonValue value : endpoints) {
        const QJsonObject entry = value.toObject();
        status.endpoints.push_back({text(entry, "namespace"_L1), text(entry, "service"_L1),
                                    port(entry, "servicePort"_L1), text(entry, "endpoint"_L1), port(entry, "port"_L1),
                                    text(entry, "protocol"_L1) == "udp"});
    }
    const QJsonArray processes = object.value("processes"_L1).toArray();
    for (const QJsonValue value : processes) {
        const QJsonObject entry = value.toObject();
        status.processes.push_back(
            {text(entry, "name"_L1), entry.value("pid"_L1).toInteger(), text(entry, "program"_L1)});
    }
    const QJsonArray logs = object.value("logs"_L1).toArray();
    for (const QJsonValue value : logs)
        status.logs.push_back({text(value.toObject(), "name"_L1), text(value.toObject(), "path"_L1)});
    status.notServed = diagnosticsFromJson(object.value("notServed"_L1));
    status.problems = diagnosticsFromJson(object.value("problems"_L1));
    return status;
}

std::optional<LabStatus> runningLab()
{
    const QDir directory(text(labsDirectory()));
    const QStringList names = directory.entryList({u"lab-*.json"_s}, QDir::Files, QDir::Time);
    for (const QString &name : names) {
        QFile file(directory.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        std::optional<LabStatus> status = labStatusFromJson(QJsonDocument::fromJson(file.readAll()).object());
        if (status && isSupervisor(status->pid))
            return status;
    }
    return std::nullopt;
}

bool stopRunningLab()
{
    const std::optional<LabStatus> status = runningLab();
    if (!status)
        return false;
    kill(static_cast<pid_t>(status->pid), SIGTERM);
    for (int waited = 0; waited < 500 && isSupervisor(status->pid); ++waited)
        QThread::msleep(10);
    return !isSupervisor(status->pid);
}

} // namespace wayproof
