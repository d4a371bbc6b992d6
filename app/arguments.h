// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The window program's command line as values.
#pragma once

#include <QSize>
#include <QStringList>

#include <optional>

namespace wayproof
{

struct Arguments {
    QStringList sources;
    std::optional<QString> request; ///< "GET http://host/path", the method may be left out
    bool startsLab = true;          ///< for the bundled tutorial; elsewhere only with --lab
    bool isLabForced = false;

    quint64 sample = 0; ///< fire the request so many times at each side; 0: do not

    QString screenshot;         ///< file; empty: none
    QSize size;                 ///< of the picture; default 1600 × 1000
    std::optional<bool> isDark; ///< absent: as the desktop or the settings say
    QString panel;              ///< which panel is in front
    QString exportFile;
    QString exportSide; ///< ingress, gateway, both
    QString report;

    /// Whether the program only writes files and ends.
    bool isBatch() const { return !screenshot.isEmpty() || !exportFile.isEmpty() || !report.isEmpty(); }
};

struct ReadArguments {
    Arguments arguments;
    QString problem; ///< wrong usage, one sentence
    QString text;    ///< --help or --version was asked for: print this and end
};

/// `list`: with the program's name first. Needs no application object.
ReadArguments readArguments(const QStringList &list);

} // namespace wayproof
