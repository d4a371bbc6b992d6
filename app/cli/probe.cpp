// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli probe: the same request, live, on both sides; compared with each other and with the prediction.
#include "app/cli/arguments.h"
#include "app/cli/decisiontext.h"
#include "app/cli/exitcode.h"
#include "app/cli/expectations.h"
#include "app/cli/labsession.h"
#include "app/cli/output.h"
#include "app/cli/sampling.h"
#include "app/cli/sides.h"
#include "app/cli/verbs.h"
#include "app/labtargets.h"
#include "model/analysis/simulator.h"
#include "model/probe/probejob.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

/// Where the shots go: the lab's addresses, or those that were given.
struct Aim {
    std::optional<LabStatus> lab;
    std::optional<ProbeTarget> ingress;
    std::optional<ProbeTarget> gateway;
};

void addProbeOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"ingress-address"_s, u"Where the Ingress side is reached."_s, u"HOST[:PORT]"_s},
        {u"gateway-address"_s, u"Where the Gateway side is reached."_s, u"HOST[:PORT]"_s},
        {u"lab"_s, u"Start the lab for the loaded resources and probe that."_s},
        {u"cacert"_s, u"Certificate authorities to trust (PEM)."_s, u"FILE"_s},
        {{u"k"_s, u"insecure"_s}, u"Do not verify certificates; every observation then says so."_s},
        {{u"L"_s, u"location"_s}, u"Follow redirects."_s},
        {u"http2"_s, u"HTTP/2: over TLS by ALPN, else by prior knowledge."_s},
        {u"client-certificate"_s, u"The client's certificate for TLS (PEM)."_s, u"FILE"_s},
        {u"client-key"_s, u"Its private key (PEM)."_s, u"FILE"_s},
        {u"repeat"_s, u"Fire each request N times at each side and count who answers."_s, u"N"_s},
        {u"timeout"_s, u"Seconds for one whole exchange (default: 30)."_s, u"SECONDS"_s, u"30"_s},
        {u"expect"_s, u"Expectations to hold the answers against (YAML)."_s, u"FILE"_s},
    });
}

Aim aimAtAddresses(const QCommandLineParser &parser)
{
    Aim aim;
    const auto target = [&](Side side, const QString &option) -> std::optional<ProbeTarget> {
        if (!parser.isSet(option))
            return std::nullopt;
        ProbeTarget made;
        made.side = side;
        made.address = parser.value(option).toStdString();
        made.caFile = parser.value(u"cacert"_s).toStdString();
        made.isInsecure = parser.isSet(u"insecure"_s);
        made.clientCertificateFile = parser.value(u"client-certificate"_s).toStdString();
        made.clientKeyFile = parser.value(u"client-key"_s).toStdString();
        return made;
    };
    aim.ingress = target(Side::Ingress, u"ingress-address"_s);
    aim.gateway = target(Side::Gateway, u"gateway-address"_s);
    return aim;
}

ProbePlan planFor(const Request &request, const Aim &aim, const Simulator &ingress, const Simulator &gateway)
{
    ProbePlan plan;
    plan.request = request;
    if (request.via != Request::Via::Gateway) {
        plan.predictedIngress = ingress.decide(request);
        plan.ingress = aim.lab ? ingressTarget(*aim.lab) : aim.ingress;
    }
    if (request.via != Request::Via::Ingress) {
        plan.predictedGateway = gateway.decide(request);
        plan.gateway = aim.lab ? gatewayTarget(*aim.lab, request, &*plan.predictedGateway) : aim.gateway;
    }
    return plan;
}

void printSide(const ProbedSide &side, QStringView name)
{
    if (side.predicted)
        printLine(u"  %1  predicted  %2"_s.arg(toned(name.toString().leftJustified(7), Tone::Strong),
                                               QString::fromStdString(summary(*side.predicted))));
    if (side.observations.empty()) {
        printLine(u"           observed   nothing: no entrance of this side takes such a request"_s);
        return;
    }
    printLine(u"           observed   %1"_s.arg(QString::fromStdString(summary(side.observations.front()))));
    if (!side.agreement)
        return;
    const auto &agreement = *side.agreement;
    const Tone tone = !agreement.agrees ? Tone::Warn : *agreement.agrees ? Tone::Good : Tone::Bad;
    const QString word = !agreement.agrees   ? u"not settled"_s
                         : *agreement.agrees ? u"as predicted"_s
                                             : u"NOT AS PREDICTED"_s;
    const bool saysMore = agreement.agrees != true && !agreement.reason.empty();
    printLine(u"           "_s + toned(word, tone) +
              (saysMore ? u": "_s + QString::fromStdString(agreement.reason) : QString()));
}

void printResult(const ProbeResult &result)
{
    printLine(toned(toText(result.request), Tone::Strong));
    if (result.request.via != Request::Via::Gateway)
        printSide(result.ingress, u"ingress");
    if (result.request.via != Request::Via::Ingress)
        printSide(result.gateway, u"gateway");
    if (!result.comparison)
        return;
    const ResponseComparison &comparison = *result.comparison;
    if (!comparison.same) {
        printLine(u"  %1 %2"_s.arg(toned(u"NOT KNOWN:"_s, Tone::Warn), QString::fromStdString(comparison.reason)));
        return;
    }
    printLine(*comparison.same ? u"  %1 the two sides answered alike"_s.arg(toned(u"SAME:"_s, Tone::Good))
                               : u"  %1 the answers differ in"_s.arg(toned(u"DIFFERENT:"_s, Tone::Bad)));
    for (const FieldDifference &difference : comparison.differences) {
        const auto shown = [](const QJsonValue &value) {
            return value.isString() ? value.toString().trimmed()
                                    : QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact))
                                          .mid(1)
                                          .chopped(1);
        };
        printLine(u"      %1: %2 on the Ingress side, %3 on the Gateway side"_s.arg(
            QString::fromStdString(difference.field), shown(difference.ingress), shown(difference.gateway)));
    }
    for (const std::string &field : comparison.volatileFields)
        printLine(
            toned(u"      varies by itself, no difference: %1"_s.arg(QString::fromStdString(field)), Tone::Faint));
}

void printAsJson(const ProbeResult &result)
{
    for (const ProbedSide *side : {&result.ingress, &result.gateway}) {
        if (!side->observations.empty())
            printJson(toJson(side->observations.front()));
    }
    printJson(comparisonJson(result));
}

/// 1 where the sides differ or one does not do what was predicted, 3 where that is not known, else 0.
int exitCodeOf(const ProbeResult &result)
{
    const auto disagrees = [](const ProbedSide &side) { return side.agreement && side.agreement->agrees == false; };
    if ((result.comparison && result.comparison->same == false) || disagrees(result.ingress) ||
        disagrees(result.gateway))
        return Bad;
    const bool isObserved = !result.ingress.observations.empty() || !result.gateway.observations.empty();
    return !isObserved || (result.comparison && !result.comparison->same) ? Unknown : Good;
}

} // namespace

int runProbe(const QStringList &arguments)
{
    const QStringList formats{u"text"_s, u"json"_s, u"junit"_s};
    QCommandLineParser parser;
    parser.setApplicationDescription(u"The same request, live, on both sides, and the comparison."_s);
    addSourceOptions(parser, formats);
    addSideOptions(parser);
    addRequestOptions(parser);
    addProbeOptions(parser);
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString output = format(parser, formats);
    const auto wanted = requests(parser);
    if (output.isEmpty() || !wanted)
        return Usage;
    if (wanted->isEmpty() && !parser.isSet(u"expect"_s)) {
        printError(u"nothing to probe: give a URL, --requests FILE or --expect FILE"_s);
        return Usage;
    }
    bool isSeconds = false;
    const double seconds = parser.value(u"timeout"_s).toDouble(&isSeconds);
    if (!isSeconds || seconds <= 0 || seconds > 3600) {
        printError(u"--timeout wants seconds, more than 0 and at most 3600"_s);
        return Usage;
    }
    bool isCount = true;
    const qulonglong repeat = parser.isSet(u"repeat"_s) ? parser.value(u"repeat"_s).toULongLong(&isCount) : 0;
    if (!isCount || repeat > 1'000'000 || (parser.isSet(u"repeat"_s) && repeat == 0)) {
        printError(u"--repeat wants a number from 1 to 1000000, not “%1”"_s.arg(parser.value(u"repeat"_s)));
        return Usage;
    }
    if (parser.isSet(u"repeat"_s) && (parser.isSet(u"expect"_s) || output == u"junit"_s)) {
        printError(u"--repeat counts shares; it goes with neither --expect nor -o junit"_s);
        return Usage;
    }
    const bool usesLab = parser.isSet(u"lab"_s);
    Aim aim = aimAtAddresses(parser);
    if (usesLab == (aim.ingress || aim.gateway)) {
        printError(u"say where to: --lab, or --ingress-address and --gateway-address"_s);
        return Usage;
    }
    const auto sides = loadSides(parser);
    if (!sides)
        return Usage;

    Lab lab;
    if (usesLab) {
        const auto status = startAndWait(lab, sides->snapshot, *ingressOptions(parser));
        if (!status) {
            printDiagnostics(status.diagnostics());
            return Unknown;
        }
        printShortcomings(*status);
        aim.lab = *status;
        if (output == u"text"_s)
            printLine(toned(QString::fromStdString(status->label), Tone::Faint));
    }
    ProbeJobOptions options;
    options.probe.totalTimeout = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
    options.probe.followsRedirects = parser.isSet(u"location"_s);
    options.probe.http = parser.isSet(u"http2"_s) ? ProbeOptions::Http::Two : ProbeOptions::Http::One;
    options.agreement.areBackendsRecognisable = usesLab;

    const Simulator ingress(sides->ingress);
    const Simulator gateway(sides->gateway);
    int code = wanted->exitCode();
    std::vector<ProbePlan> plans;
    for (const Request &request : wanted->requests)
        plans.push_back(planFor(request, aim, ingress, gateway));
    if (repeat > 0) {
        SampleOptions sampling;
        sampling.requests = repeat;
        sampling.probe = options.probe;
        sampling.agreement = options.agreement;
        for (const ProbePlan &plan : plans)
            code = worst(code, samplePlan(plan, sampling, output));
        return code;
    }
    runProbes(plans, options, {}, [&](std::size_t, const ProbeResult &result) {
        code = worst(code, exitCodeOf(result));
        if (output == u"json"_s)
            printAsJson(result);
        else if (output == u"text"_s)
            printResult(result);
    });
    if (parser.isSet(u"expect"_s)) {
        const auto answer = [&](const Request &request) {
            const ProbeResult result = runProbe(planFor(request, aim, ingress, gateway), options);
            const auto shown = [](const ProbedSide &side) {
                return side.observations.empty() ? QJsonObject() : toJson(side.observations.front());
            };
            return SidesAnswered{shown(result.ingress), shown(result.gateway),
                                 result.comparison ? result.comparison->same : std::nullopt};
        };
        return checkExpectations(parser.value(u"expect"_s), output, answer, code);
    }
    return code;
}

} // namespace wayproof::cli
