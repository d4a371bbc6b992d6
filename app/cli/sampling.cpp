// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/sampling.h"

#include "app/cli/decisiontext.h"
#include "app/cli/exitcode.h"
#include "app/cli/output.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

constexpr int barWidth = 20;

QString percent(double share, int decimals)
{
    return QString::number(share * 100, 'f', decimals);
}

/// "██████──────", with the predicted share marked by "│".
QString bar(double observed, const std::optional<double> &predicted)
{
    QString text(barWidth, u'·');
    text.replace(0, static_cast<qsizetype>(std::lround(observed * barWidth)),
                 QString(static_cast<qsizetype>(std::lround(observed * barWidth)), u'█'));
    if (predicted)
        text[static_cast<qsizetype>(std::min(barWidth - 1L, std::lround(*predicted * barWidth)))] = u'│';
    return text;
}

QString counts(const std::map<std::string, std::uint64_t> &named)
{
    QStringList list;
    for (const auto &[name, count] : named)
        list.append(u"%1 × %2"_s.arg(count).arg(QString::fromStdString(name)));
    return list.join(u", "_s);
}

void printShare(const SampledShare &share, qsizetype width)
{
    const QString predicted = share.predicted ? percent(*share.predicted, 2) + u" %"_s : u"–"_s;
    const QString interval = u"%1 – %2 %"_s.arg(percent(share.interval.low, 2), percent(share.interval.high, 2));
    const QString word = !share.isWithin   ? QString()
                         : *share.isWithin ? toned(u"as predicted"_s, Tone::Good)
                                           : toned(u"NOT AS PREDICTED"_s, Tone::Bad);
    printLine(u"           %1 %2  %3  %4  %5  %6"_s
                  .arg(QString::fromStdString(share.name).leftJustified(width), predicted.rightJustified(10),
                       (percent(share.observed, 2) + u" %"_s).rightJustified(9), interval.rightJustified(17),
                       bar(share.observed, share.predicted), word)
                  .trimmed()
                  .prepend(u"           "_s));
}

void print(const ShareSample &sample, const Decision *predicted)
{
    const QString side = QString::fromStdString(std::string(toText(sample.side))).leftJustified(7);
    if (predicted)
        printLine(u"  %1  predicted  %2"_s.arg(toned(side, Tone::Strong), QString::fromStdString(summary(*predicted))));
    printLine(u"           observed   %1 answers to %2 requests in %3 s (%4)"_s.arg(sample.answers)
                  .arg(sample.requests)
                  .arg(sample.seconds, 0, 'f', 1)
                  .arg(counts(sample.statuses)));
    qsizetype width = 8;
    for (const SampledShare &share : sample.shares)
        width = std::max(width, static_cast<qsizetype>(share.name.size()));
    printLine(
        toned(u"           %1  predicted   observed    99.9 % interval"_s.arg(QString(), -static_cast<int>(width)),
              Tone::Faint));
    for (const SampledShare &share : sample.shares)
        printShare(share, width);
    if (!sample.errors.empty())
        printLine(toned(u"           without an answer: %1"_s.arg(counts(sample.errors)), Tone::Warn));
    for (const std::string &note : sample.notes)
        printLine(toned(u"           "_s + QString::fromStdString(note), Tone::Faint));
    const Tone tone = !sample.agrees ? Tone::Warn : *sample.agrees ? Tone::Good : Tone::Bad;
    const QString word = !sample.agrees ? u"not settled"_s : *sample.agrees ? u"as predicted"_s : u"NOT AS PREDICTED"_s;
    printLine(u"           "_s + toned(word, tone) + u": "_s + QString::fromStdString(sample.reason));
}

} // namespace

int samplePlan(const ProbePlan &plan, const SampleOptions &options, const QString &output)
{
    if (output == u"text"_s)
        printLine(toned(toText(plan.request), Tone::Strong));
    int code = Good;
    bool isFired = false;
    const auto sample = [&](std::optional<ProbeTarget> target, Side side, const std::optional<Decision> &predicted) {
        if (!target)
            return;
        target->side = side;
        isFired = true;
        const ShareSample seen = sampleShares(*target, plan.request, predicted, options);
        if (output == u"json"_s)
            printJson(toJson(seen));
        else
            print(seen, predicted ? &*predicted : nullptr);
        code = worst(code, !seen.agrees ? Unknown : *seen.agrees ? Good : Bad);
    };
    sample(plan.ingress, Side::Ingress, plan.predictedIngress);
    sample(plan.gateway, Side::Gateway, plan.predictedGateway);
    if (!isFired && output == u"text"_s)
        printLine(u"           observed   nothing: no entrance takes such a request"_s);
    return isFired ? code : static_cast<int>(Unknown);
}

} // namespace wayproof::cli
