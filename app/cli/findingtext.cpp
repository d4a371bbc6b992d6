// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/findingtext.h"

#include "app/cli/output.h"

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

void printFinding(const Finding &finding)
{
    const Diagnostic &diagnostic = finding.diagnostic;
    const Tone tone = diagnostic.severity == Severity::Error     ? Tone::Bad
                      : diagnostic.severity == Severity::Warning ? Tone::Warn
                                                                 : Tone::Faint;
    QString line = QString::fromStdString(diagnostic.location.toText());
    if (!line.isEmpty())
        line += u": "_s;
    line += toned(QString::fromUtf8(toText(diagnostic.severity).data()), tone) + u": "_s +
            QString::fromStdString(diagnostic.message);
    line += toned(u" [%1]"_s.arg(QString::fromStdString(diagnostic.code)), Tone::Faint);
    printLine(line);
    if (!diagnostic.mend.empty())
        printLine(u"    mend: "_s + QString::fromStdString(diagnostic.mend));
}

} // namespace wayproof::cli
