// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli lab up, down, status.
#include "app/cli/arguments.h"
#include "app/cli/exitcode.h"
#include "app/cli/labsession.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

/// A file descriptor that becomes readable when the program is asked to end (Ctrl+C, kill).
int endSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

int up(const QCommandLineParser &parser)
{
    const auto controller = ingressOptions(parser);
    if (!controller) {
        printDiagnostics(controller.diagnostics());
        return Usage;
    }
    const SnapshotPtr snapshot = loadSources(parser, AcceptEmpty::No);
    if (!snapshot)
        return Usage;
    // Before the lab starts threads and children, so that none of them takes the signal away.
    const int signalDescriptor = endSignals();
    Lab lab;
    const auto status = startAndWait(lab, snapshot, *controller);
    if (!status) {
        printDiagnostics(status.diagnostics());
        return Bad;
    }
    printShortcomings(*status);
    printJson(toJson(*status));
    std::fflush(stdout);

    Diagnostics lastWords;
    QSocketNotifier ending(signalDescriptor, QSocketNotifier::Read);
    QObject::connect(&ending, &QSocketNotifier::activated, &lab, [&] {
        ending.setEnabled(false);
        lab.stop();
    });
    QObject::connect(&lab, &Lab::stopped, qApp, [&](const Diagnostics &reasons) {
        lastWords = reasons;
        QCoreApplication::exit(reasons.empty() ? Good : Bad);
    });
    const int code = QCoreApplication::exec();
    printDiagnostics(lastWords);
    return code;
}

int status(const QString &format)
{
    const auto running = runningLab();
    if (!running) {
        printError(u"no lab is running; start one with `wayproof-cli lab up -f PATH`"_s, "");
        return Bad;
    }
    if (format == u"json"_s) {
        printJson(toJson(*running));
        return Good;
    }
    printLine(toned(QString::fromStdString(running->label), Tone::Strong));
    for (const LabAddress &address : running->addresses) {
        const QString what = address.side == LabAddress::Side::Ingress
                                 ? u"Ingresses"_s
                                 : QString::fromStdString(address.owner.path() + '/' + address.listener);
        printLine(u"  %1://%2  %3, port %4"_s
                      .arg(QString::fromStdString(address.protocol), QString::fromStdString(address.authority()), what)
                      .arg(address.declaredPort));
    }
    for (const LabLog &log : running->logs)
        printLine(u"  log %1: %2"_s.arg(QString::fromStdString(log.name), QString::fromStdString(log.path)));
    return Good;
}

} // namespace

int runLab(const QStringList &arguments)
{
    const QStringList formats{u"text"_s, u"json"_s};
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"The local lab: real nginx and Envoy on loopback, configured by Wayproof from the loaded resources."_s);
    parser.addPositionalArgument(u"up|down|status"_s,
                                 u"`up` stays in the foreground and prints one line of JSON when it is ready."_s);
    addSourceOptions(parser, formats);
    addSideOptions(parser);
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString output = format(parser, formats);
    if (output.isEmpty())
        return Usage;
    const QStringList words = parser.positionalArguments();
    if (words == QStringList{u"up"_s})
        return up(parser);
    if (words == QStringList{u"status"_s})
        return status(output);
    if (words == QStringList{u"down"_s}) {
        if (stopRunningLab())
            return Good;
        printError(u"no lab was running"_s, "");
        return Bad;
    }
    printError(u"say `lab up`, `lab down` or `lab status`"_s);
    return Usage;
}

} // namespace wayproof::cli
