// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/decisiontext.h"

#include "app/cli/output.h"
#include "model/items/verdict.h"

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
    if (!decision.match) {
        const bool isBeforeRules = decision.outcome == Outcome::Refuse || decision.outcome == Outcome::Undetermined;
        return isBeforeRules ? QString() : u"no rule matched"_s;
    }
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
    const QString port = request.port ? u" port %1"_s.arg(*request.port) : QString();
    if (request.protocol == "tls") {
        const std::optional<std::string> sni = request.effectiveSni();
        return u"TLS%1 %2"_s.arg(port, sni ? u"SNI "_s + text(*sni) : u"without SNI"_s);
    }
    if (request.protocol == "tcp" || request.protocol == "udp")
        return text(request.protocol).toUpper() + port;
    if (request.protocol == "grpc")
        return u"gRPC %1://%2%3"_s.arg(text(request.scheme), text(request.host), text(request.target()));
    return text(request.method) + u' ' + text(request.scheme) + u"://"_s + text(request.host) + text(request.path);
}

void printDecision(const Decision &decision, bool withTrace)
{
    const QString side = text(std::string(wayproof::toText(decision.side)));
    printLine(u"  %1  %2"_s.arg(toned(side.leftJustified(7), Tone::Strong), text(summary(decision))));
    if (const QString rule = matchedRule(decision); !rule.isEmpty())
        printLine(u"           %1"_s.arg(toned(rule, Tone::Faint)));
    for (const Dependency &dependency : decision.dependsOn) {
        if (dependency.text == decision.reason && decision.outcome == Outcome::Undetermined)
            continue; // the answer's own line says it
        printLine(u"           %1 %2"_s.arg(toned(u"depends:"_s, Tone::Warn), text(dependency.text)));
    }
    const bool isBySeveralEntrances = decision.outcome == Outcome::Undetermined;
    for (const Decision &other : decision.alternatives) {
        const QString where =
            isBySeveralEntrances && !other.entrance.empty() ? text(other.entrance) + u": "_s : QString();
        printLine(u"           %1 %2%3"_s.arg(toned(u"or:     "_s, Tone::Warn), where, text(summary(other))));
    }
    if (!withTrace)
        return;
    for (const TraceStep &step : decision.trace) {
        printLine(u"           %1 %2 %3: %4"_s.arg(text(step.step).leftJustified(13),
                                                   toned(text(step.result).leftJustified(11), toneOf(step.result)),
                                                   text(step.subject), text(step.reason)));
    }
}

void printVerdict(const Decision *ingress, const Decision *gateway)
{
    const Verdict verdict = verdictOf({ingress, gateway, {}, std::nullopt});
    const auto toneOfVerdict = [&] {
        switch (verdict.kind) {
        case Verdict::Kind::Same:
            return Tone::Good;
        case Verdict::Kind::Different:
        case Verdict::Kind::Contradicted:
            return Tone::Bad;
        case Verdict::Kind::NotKnown:
            return Tone::Warn;
        default:
            return Tone::Faint;
        }
    };
    printLine(u"  %1 %2"_s.arg(toned(QString::fromUtf8(wayproof::toText(verdict.kind).data()) + u':', toneOfVerdict()),
                               text(verdict.sentence)));
    // What an answer hangs on stands under the answer already.
    if (verdict.kind == Verdict::Kind::Different) {
        for (const std::string &difference : differencesBetween(*ingress, *gateway)) {
            if (difference != verdict.sentence)
                printLine(u"             %1"_s.arg(text(difference)));
        }
    }
}

} // namespace wayproof::cli
