// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli simulate: which backend a request reaches on each side, and why; expectations held against it.
#include "app/cli/arguments.h"
#include "app/cli/decisiontext.h"
#include "app/cli/exitcode.h"
#include "app/cli/expectations.h"
#include "app/cli/output.h"
#include "app/cli/sides.h"
#include "app/cli/verbs.h"
#include "model/analysis/simulator.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

struct Answers {
    std::optional<Decision> ingress;
    std::optional<Decision> gateway;
    bool isUndetermined() const
    {
        return (ingress && ingress->outcome == Outcome::Undetermined) ||
               (gateway && gateway->outcome == Outcome::Undetermined);
    }
};

Answers decide(const Request &request, const Simulator &ingress, const Simulator &gateway, Simulator::Trace trace)
{
    Answers answers;
    if (request.via != Request::Via::Gateway)
        answers.ingress = ingress.decide(request, trace);
    if (request.via != Request::Via::Ingress)
        answers.gateway = gateway.decide(request, trace);
    return answers;
}

/// For people: a side of which nothing was loaded has no answer to show.
void printAnswers(const Request &request, const Answers &answers, const Sides &sides, bool withTrace)
{
    const Decision *ingress = answers.ingress && !sides.ingress->entrances.empty() ? &*answers.ingress : nullptr;
    const Decision *gateway = answers.gateway && !sides.gateway->entrances.empty() ? &*answers.gateway : nullptr;
    if (!ingress && !gateway) {
        ingress = answers.ingress ? &*answers.ingress : nullptr;
        gateway = answers.gateway ? &*answers.gateway : nullptr;
    }
    printLine(toned(toText(request), Tone::Strong));
    for (const Decision *decision : {ingress, gateway}) {
        if (decision)
            printDecision(*decision, withTrace);
    }
    if (request.via == Request::Via::Both)
        printVerdict(ingress, gateway);
}

void printAnswersAsJson(const Answers &answers, bool withTrace)
{
    if (answers.ingress)
        printJson(toJson(*answers.ingress, withTrace));
    if (answers.gateway)
        printJson(toJson(*answers.gateway, withTrace));
}

} // namespace

int runSimulate(const QStringList &arguments)
{
    const QStringList formats{u"text"_s, u"json"_s, u"junit"_s};
    QCommandLineParser parser;
    parser.setApplicationDescription(u"Which backend a request reaches, and why, on each side."_s);
    addSourceOptions(parser, formats);
    addSideOptions(parser);
    addRequestOptions(parser);
    parser.addOption({u"trace"_s, u"Show every step and every candidate, with the reason for each."_s});
    parser.addOption({u"expect"_s, u"Expectations to hold the simulation against (YAML)."_s, u"FILE"_s});
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString output = format(parser, formats);
    const auto wanted = requests(parser);
    if (output.isEmpty() || !wanted)
        return Usage;
    if (wanted->isEmpty() && !parser.isSet(u"expect"_s)) {
        printError(u"nothing to simulate: give a URL, --requests FILE or --expect FILE"_s);
        return Usage;
    }
    const auto sides = loadSides(parser);
    if (!sides)
        return Usage;
    const Simulator ingress(sides->ingress);
    const Simulator gateway(sides->gateway);
    const bool withTrace = parser.isSet(u"trace"_s);

    int code = wanted->exitCode();
    for (const Request &request : wanted->requests) {
        const Answers answers =
            decide(request, ingress, gateway, withTrace ? Simulator::Trace::On : Simulator::Trace::Off);
        code = worst(code, answers.isUndetermined() ? Unknown : Good);
        if (output == u"json"_s)
            printAnswersAsJson(answers, withTrace);
        else if (output == u"text"_s)
            printAnswers(request, answers, *sides, withTrace);
    }
    if (parser.isSet(u"expect"_s)) {
        const auto answer = [&](const Request &request) {
            const Answers answers = decide(request, ingress, gateway, Simulator::Trace::Off);
            std::optional<bool> same; // unknown where a side was not asked or its answer is not known
            if (answers.ingress && answers.gateway && !answers.isUndetermined())
                same = sameAnswer(*answers.ingress, *answers.gateway);
            return SidesAnswered{answers.ingress ? toJson(*answers.ingress, false) : QJsonObject(),
                                 answers.gateway ? toJson(*answers.gateway, false) : QJsonObject(), same};
        };
        return checkExpectations(parser.value(u"expect"_s), output, answer, code);
    }
    return code;
}

} // namespace wayproof::cli
