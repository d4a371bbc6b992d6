// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/decisiontext.h"

#include "app/cli/output.h"

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

QString matchedRule(const Decision &decision)
{
    if (!decision.match)
        return u"no rule matched"_s;
    const Origin &origin = *decision.match;
    QString line = text(origin.resource.toText());
    const bool isIngress = decision.side == Side::Ingress;
    if (origin.rule)
        line += u" rule %1"_s.arg(*origin.rule);
    if (origin.match)
        line += u" %1 %2"_s.arg(isIngress ? u"path"_s : u"match"_s).arg(*origin.match);
    if (isIngress && !origin.rule && !origin.resource.isNull())
        line += u" default backend"_s;
    if (!decision.matchText.empty())
        line += u" ("_s + text(decision.matchText) + u')';
    if (origin.source.isKnown())
        line += u"  "_s + text(origin.source.toText());
    return line;
}

Tone toneOf(const std::string &result)
{
    if (result == "chosen" || result == "applied")
        return Tone::Good;
    return result == "unknown" ? Tone::Warn : Tone::Faint;
}

} // namespace

QString toText(const Request &request)
{
    return text(request.method) + u' ' + text(request.scheme) + u"://"_s + text(request.host) + text(request.path);
}

void printDecision(const Decision &decision, bool withTrace)
{
    const QString side = text(std::string(wayproof::toText(decision.side)));
    printLine(u"  %1  %2"_s.arg(toned(side.leftJustified(7), Tone::Strong), text(summary(decision))));
    printLine(u"           %1"_s.arg(toned(matchedRule(decision), Tone::Faint)));
    for (const Dependency &dependency : decision.dependsOn)
        printLine(u"           %1 %2"_s.arg(toned(u"depends:"_s, Tone::Warn), text(dependency.text)));
    if (!withTrace)
        return;
    for (const TraceStep &step : decision.trace) {
        printLine(u"           %1 %2 %3: %4"_s.arg(text(step.step).leftJustified(13),
                                                   toned(text(step.result).leftJustified(11), toneOf(step.result)),
                                                   text(step.subject), text(step.reason)));
    }
}

void printVerdict(const Decision &ingress, const Decision &gateway)
{
    if (ingress.outcome == Outcome::Undetermined || gateway.outcome == Outcome::Undetermined) {
        printLine(u"  %1 at least one side's answer is not determined"_s.arg(toned(u"NOT KNOWN:"_s, Tone::Warn)));
        return;
    }
    if (sameAnswer(ingress, gateway)) {
        printLine(u"  %1 both sides do the same with this request"_s.arg(toned(u"SAME:"_s, Tone::Good)));
        return;
    }
    QString why =
        u"%1 on the Ingress side, %2 on the Gateway side"_s.arg(text(summary(ingress)), text(summary(gateway)));
    if (ingress.upstream && gateway.upstream && ingress.upstream->path != gateway.upstream->path) {
        why = u"the backend receives %1 on the Ingress side, %2 on the Gateway side"_s.arg(
            text(ingress.upstream->path), text(gateway.upstream->path));
    }
    printLine(u"  %1 %2"_s.arg(toned(u"DIFFERENT:"_s, Tone::Bad), why));
}

} // namespace wayproof::cli
