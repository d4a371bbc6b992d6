// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli: finds the verb and runs it.
#include "app/cli/exitcode.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace wayproof::cli;

namespace
{

struct Verb {
    const char *name;
    const char *summary;
    int (*run)(const QStringList &);
};

constexpr std::array verbs{
    Verb{"resources", "what was loaded, from where, with findings", runResources},
    Verb{"status", "the status that each resource earns, beside the one reported", runStatus},
    Verb{"graph", "the two graphs as text, svg, dot, mermaid or json", runGraph},
    Verb{"simulate", "which backend a request reaches, and why, on each side", runSimulate},
    Verb{"probe", "the same request, live, on both sides, and the comparison", runProbe},
    Verb{"lint", "findings, each with its resource, line, reason and mend", runLint},
    Verb{"lab", "up, down, status: real nginx and Envoy on loopback for the loaded resources", runLab},
};

void printUsage(std::FILE *stream)
{
    std::fputs("usage: wayproof-cli VERB [OPTIONS]\n\n", stream);
    for (const Verb &verb : verbs)
        std::fprintf(stream, "  %-10s %s\n", verb.name, verb.summary);
    std::fputs("\n`wayproof-cli VERB --help` lists the options of one. Exit status: 0 good, 1 bad, 2 wrong usage or "
               "nothing usable, 3 not known.\n",
               stream);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"wayproof-cli"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(WAYPROOF_VERSION));
    QStringList arguments = QCoreApplication::arguments();
    const QString name = arguments.value(1);
    if (name == u"--version"_s) {
        std::puts("wayproof-cli " WAYPROOF_VERSION);
        return Good;
    }
    if (name.isEmpty() || name == u"--help"_s || name == u"-h"_s || name == u"help"_s) {
        printUsage(name.isEmpty() ? stderr : stdout);
        return name.isEmpty() ? Usage : Good;
    }
    const auto verb =
        std::find_if(verbs.begin(), verbs.end(), [&](const Verb &v) { return name == QLatin1String(v.name); });
    if (verb == verbs.end()) {
        printError(u"there is no verb “%1”"_s.arg(name));
        printUsage(stderr);
        return Usage;
    }
    arguments.removeAt(1);
    arguments[0] = u"wayproof-cli "_s + name;
    return verb->run(arguments);
}
