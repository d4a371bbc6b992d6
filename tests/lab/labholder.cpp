// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Starts a lab for the file named on the command line, prints its status as one line of JSON, and waits to be killed.
#include "model/lab/lab.h"
#include "model/load/fileloader.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <cstdio>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    wayproof::Lab lab;
    QObject::connect(&lab, &wayproof::Lab::ready, &app, [](const wayproof::LabStatus &status) {
        std::puts(QJsonDocument(wayproof::toJson(status)).toJson(QJsonDocument::Compact).constData());
        std::fflush(stdout);
    });
    QObject::connect(&lab, &wayproof::Lab::failed, &app, [](const wayproof::Diagnostics &reasons) {
        for (const wayproof::Diagnostic &reason : reasons)
            std::fprintf(stderr, "%s\n", reason.toText().c_str());
        QCoreApplication::exit(1);
    });
    lab.start(wayproof::loadFiles({{argc > 1 ? argv[1] : "-"}}));
    return QCoreApplication::exec();
}
