// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Data to standard output, messages to standard error; colour only on a terminal, NO_COLOR obeyed.
#pragma once

#include "model/base/diagnostic.h"

#include <QJsonObject>
#include <QString>

namespace wayproof::cli
{

enum class Tone { Plain, Strong, Faint, Good, Bad, Warn };

/// The text in that tone where standard output is a terminal, else unchanged.
QString toned(const QString &text, Tone tone);
void printLine(const QString &text);
void printLine(const std::string &text);
/// One compact JSON object on a line.
void printJson(const QJsonObject &object);
/// "wayproof-cli: text" on standard error.
void printError(const QString &text);
/// "file:line:column: severity: text [code]" and the mend, each on standard error.
void printDiagnostics(const Diagnostics &diagnostics);

} // namespace wayproof::cli
