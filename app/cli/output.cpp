// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/output.h"

#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

const char *codeOf(Tone tone)
{
    switch (tone) {
    case Tone::Strong:
        return "1";
    case Tone::Faint:
        return "2";
    case Tone::Good:
        return "32";
    case Tone::Bad:
        return "31;1";
    case Tone::Warn:
        return "33";
    case Tone::Plain:
        break;
    }
    return "0";
}

void write(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
}

} // namespace

QString toned(const QString &text, Tone tone)
{
    static const bool isColourWanted = isatty(STDOUT_FILENO) != 0 && qEnvironmentVariableIsEmpty("NO_COLOR");
    if (tone == Tone::Plain || !isColourWanted)
        return text;
    return u"\x1b[%1m%2\x1b[0m"_s.arg(QString::fromLatin1(codeOf(tone)), text);
}

void printLine(const QString &text)
{
    write(text.toUtf8() + '\n');
}

void printLine(const std::string &text)
{
    write(QByteArray::fromStdString(text) + '\n');
}

void printJson(const QJsonObject &object)
{
    write(QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n');
}

void printError(const QString &text, const char *code)
{
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = text.toStdString();
    printDiagnostics({diagnostic});
}

void printDiagnostics(const Diagnostics &diagnostics)
{
    for (const Diagnostic &diagnostic : diagnostics) {
        // Something without a place is about the command line itself.
        std::fprintf(stderr, "%s%s\n", diagnostic.location.toText().empty() ? "wayproof-cli: " : "",
                     diagnostic.toText().c_str());
        if (!diagnostic.mend.empty())
            std::fprintf(stderr, "    %s\n", diagnostic.mend.c_str());
    }
}

} // namespace wayproof::cli
