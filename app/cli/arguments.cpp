// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/arguments.h"

#include "app/cli/exitcode.h"
#include "app/cli/output.h"
#include "model/load/fileloader.h"

#include <algorithm>
#include <cstdio>
#include <set>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

Diagnostic usageError(const QString &message)
{
    Diagnostic diagnostic;
    diagnostic.code = "usage";
    diagnostic.message = message.toStdString();
    return diagnostic;
}

Result<std::map<std::string, std::string>> assignments(const QStringList &values, const QString &option)
{
    std::map<std::string, std::string> result;
    for (const QString &value : values) {
        const auto equals = value.indexOf(u'=');
        if (equals <= 0)
            return usageError(u"--%1 wants NAME=VALUE, not “%2”"_s.arg(option, value));
        result[value.left(equals).toStdString()] = value.mid(equals + 1).toStdString();
    }
    return result;
}

QStringList toStrings(const std::vector<std::string> &names)
{
    QStringList list;
    for (const std::string &name : names)
        list.append(QString::fromStdString(name));
    return list;
}

} // namespace

void addSourceOptions(QCommandLineParser &parser, const QStringList &formats)
{
    parser.addOptions({
        {{u"f"_s, u"filename"_s},
         u"A YAML or JSON file, a directory, or - for standard input; repeatable."_s,
         u"PATH"_s},
        {{u"n"_s, u"namespace"_s}, u"Only this namespace; repeatable (default: every one)."_s, u"NAME"_s},
        {{u"o"_s, u"output"_s},
         u"%1 (default: %2)."_s.arg(formats.join(u", "_s), formats.first()),
         u"FORMAT"_s,
         formats.first()},
        {{u"h"_s, u"help"_s}, u"Show this help."_s},
    });
}

void addSideOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"ingress-class"_s, u"Only this IngressClass."_s, u"NAME"_s},
        {u"gateway"_s, u"Only this Gateway."_s, u"NS/NAME"_s},
        {u"listener"_s, u"Only listeners of this name."_s, u"NAME"_s},
        {u"dialect"_s, u"How Ingresses are read: %1."_s.arg(toStrings(dialectNames()).join(u", "_s)), u"NAME"_s},
        {u"profile"_s, u"How Gateways are read: %1."_s.arg(toStrings(profileNames()).join(u", "_s)), u"NAME"_s},
        {u"controller-flag"_s, u"A command-line flag of the Ingress controller; repeatable."_s, u"NAME=VALUE"_s},
        {u"controller-config"_s, u"An entry of the Ingress controller's ConfigMap; repeatable."_s, u"KEY=VALUE"_s},
    });
}

std::optional<int> parse(QCommandLineParser &parser, const QStringList &arguments)
{
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsCompactedShortOptions);
    if (!parser.parse(arguments)) {
        printError(parser.errorText());
        return Usage;
    }
    if (parser.isSet(u"help"_s)) {
        std::fputs(parser.helpText().toUtf8().constData(), stdout);
        return Good;
    }
    return std::nullopt;
}

QString format(const QCommandLineParser &parser, const QStringList &formats)
{
    const QString wanted = parser.value(u"output"_s);
    if (formats.contains(wanted))
        return wanted;
    printError(u"there is no output format “%1” here; choose one of %2"_s.arg(wanted, formats.join(u", "_s)));
    return {};
}

SnapshotPtr loadSources(const QCommandLineParser &parser, AcceptEmpty acceptEmpty, Namespaces restriction)
{
    SourceRequest source;
    const QStringList paths = parser.values(u"filename"_s);
    for (const QString &path : paths)
        source.paths.push_back(path.toStdString());
    if (source.paths.empty()) {
        printError(u"nothing to read: name files with -f PATH (or -f - for standard input)"_s);
        return nullptr;
    }
    SnapshotPtr snapshot = loadFiles(source);
    std::set<std::string> namespaces;
    const QStringList names = parser.values(u"namespace"_s);
    for (const QString &name : names)
        namespaces.insert(name.toStdString());
    if (!namespaces.empty() && restriction == Namespaces::Wanted)
        snapshot = restrictedTo(*snapshot, namespaces);
    if (acceptEmpty == AcceptEmpty::Yes)
        return snapshot;
    printDiagnostics(snapshot->findings());
    if (snapshot->objectCount() == 0) {
        printError(u"nothing in the input could be used"_s);
        return nullptr;
    }
    return snapshot;
}

Result<IngressOptions> ingressOptions(const QCommandLineParser &parser)
{
    IngressOptions options;
    const QString dialect = parser.value(u"dialect"_s);
    const QStringList known = toStrings(dialectNames());
    if (!dialect.isEmpty() && !known.contains(dialect))
        return usageError(u"there is no dialect “%1”; choose one of %2"_s.arg(dialect, known.join(u", "_s)));
    options.dialect = dialect.toStdString();
    options.ingressClass = parser.value(u"ingress-class"_s).toStdString();
    auto flags = assignments(parser.values(u"controller-flag"_s), u"controller-flag"_s);
    if (!flags)
        return flags.diagnostics();
    auto config = assignments(parser.values(u"controller-config"_s), u"controller-config"_s);
    if (!config)
        return config.diagnostics();
    options.controllerFlags = std::move(flags).value();
    options.controllerConfig = std::move(config).value();
    return options;
}

Result<GatewayOptions> gatewayOptions(const QCommandLineParser &parser)
{
    GatewayOptions options;
    const QString profile = parser.value(u"profile"_s);
    const QStringList known = toStrings(profileNames());
    if (!profile.isEmpty() && !known.contains(profile))
        return usageError(u"there is no profile “%1”; choose one of %2"_s.arg(profile, known.join(u", "_s)));
    options.profile = profile.toStdString();
    options.gateway = parser.value(u"gateway"_s).toStdString();
    options.listener = parser.value(u"listener"_s).toStdString();
    return options;
}

} // namespace wayproof::cli
