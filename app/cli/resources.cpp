// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli resources, lint: what was loaded, and what there is to say about it.
#include "app/cli/arguments.h"
#include "app/cli/exitcode.h"
#include "app/cli/findingtext.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "model/analysis/lint.h"

#include <QJsonArray>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

const QStringList formats{u"text"_s, u"json"_s};

void printInventory(const Snapshot &snapshot)
{
    std::map<std::string, std::size_t> counts;
    for (const ObjectMeta *meta : snapshot.allMeta()) {
        ++counts[meta->kind];
        printLine(u"%1  %2"_s.arg(QString::fromStdString(meta->id().toText()), -56)
                      .arg(toned(QString::fromStdString(meta->source.toText()), Tone::Faint)));
    }
    QStringList words;
    for (const auto &[kind, count] : counts)
        words.append(u"%1 %2"_s.arg(count).arg(QString::fromStdString(kind)));
    printLine(toned(u"%1 objects from %2 sources: %3"_s.arg(snapshot.objectCount())
                        .arg(snapshot.sources().size())
                        .arg(words.join(u", "_s)),
                    Tone::Strong));
}

int run(const QStringList &arguments, bool withInventory)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(withInventory ? u"What was loaded, from where, with findings."_s
                                                   : u"Findings, each with its resource, line, reason and mend."_s);
    addSourceOptions(parser, formats);
    addSideOptions(parser);
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString output = format(parser, formats);
    const auto ingress = ingressOptions(parser);
    const auto gateway = gatewayOptions(parser);
    if (!ingress || !gateway)
        printDiagnostics(ingress ? gateway.diagnostics() : ingress.diagnostics());
    if (output.isEmpty() || !ingress || !gateway)
        return Usage;
    // Of an input that holds nothing usable the findings are still the answer, as JSON too.
    const SnapshotPtr loaded = loadSources(parser, AcceptEmpty::Yes);
    if (!loaded)
        return Usage;
    const Snapshot &snapshot = *loaded;
    const auto findings = lint(snapshot, compileIngress(snapshot, *ingress), compileGateway(snapshot, *gateway));

    if (output == u"json"_s) {
        QJsonArray objects;
        for (const ObjectMeta *meta : snapshot.allMeta())
            objects.append(toJson(*meta));
        QJsonArray list;
        for (const Finding &finding : findings)
            list.append(toJson(finding));
        printJson({{u"schema"_s, withInventory ? u"wayproof/resources/v1"_s : u"wayproof/lint/v1"_s},
                   {u"resources"_s, objects},
                   {u"findings"_s, list}});
    } else {
        if (withInventory)
            printInventory(snapshot);
        std::for_each(findings.begin(), findings.end(), printFinding);
        if (!withInventory && findings.empty())
            printLine(u"no findings"_s);
    }
    if (snapshot.objectCount() == 0) {
        printError(u"nothing in the input could be used"_s);
        return Usage;
    }
    const bool isBad = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.diagnostic.severity == Severity::Error;
    });
    return isBad ? Bad : Good;
}

} // namespace

int runResources(const QStringList &arguments)
{
    return run(arguments, true);
}

int runLint(const QStringList &arguments)
{
    return run(arguments, false);
}

} // namespace wayproof::cli
