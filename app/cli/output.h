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
/// "wayproof-cli: error: text [usage]" on standard error; with an empty code the brackets are left out.
void printError(const QString &text, const char *code = "usage");
/// "file:line:column: severity: text [code]" and the mend, each on standard error; "wayproof-cli: " stands for a place
/// where there is none.
void printDiagnostics(const Diagnostics &diagnostics);

} // namespace wayproof::cli
