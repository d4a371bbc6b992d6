// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/findingtext.h"

#include "app/cli/decisiontext.h"
#include "app/cli/output.h"

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

/// "GET http://shop.example/cart, port 8080, X-Env: canary"
QString requestText(const Request &request)
{
    QString text = toText(request);
    const bool isHttp = request.protocol == "http" || request.protocol == "grpc";
    if (request.port && isHttp)
        text += u", port %1"_s.arg(*request.port);
    for (const auto &[name, value] : request.headers)
        text += QString::fromStdString(", " + name + ": " + value);
    if (request.sni && isHttp)
        text += QString::fromStdString(", SNI " + *request.sni);
    if (!request.gateway.empty())
        text += QString::fromStdString(", Gateway " + request.gateway);
    return text;
}

} // namespace

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
    if (finding.witness)
        printLine(u"    request: "_s + requestText(*finding.witness));
}

} // namespace wayproof::cli
