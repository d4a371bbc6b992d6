// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/labsession.h"

#include "app/cli/output.h"

#include <QEventLoop>

namespace wayproof::cli
{

Result<LabStatus> startAndWait(Lab &lab, SnapshotPtr snapshot, const IngressOptions &controller)
{
    QEventLoop loop;
    std::optional<Diagnostics> failure;
    QObject::connect(&lab, &Lab::ready, &loop, &QEventLoop::quit);
    QObject::connect(&lab, &Lab::failed, &loop, [&](const Diagnostics &reasons) {
        failure = reasons;
        loop.quit();
    });
    LabOptions options;
    options.controllerFlags = controller.controllerFlags;
    options.controllerConfig = controller.controllerConfig;
    lab.start(std::move(snapshot), options);
    if (lab.state() == Lab::State::Starting)
        loop.exec();
    if (lab.status())
        return *lab.status();
    return failure.value_or(Diagnostics{});
}

void printShortcomings(const LabStatus &status)
{
    printDiagnostics(status.problems);
    printDiagnostics(status.notServed);
}

} // namespace wayproof::cli
