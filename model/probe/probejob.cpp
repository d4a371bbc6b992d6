// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Runs an assembly of shots, once for a waiting caller and once beside an event loop; and the comparison's JSON.
#include "model/probe/probejob.h"

#include "model/probe/probeassembly.h"

#include <QString>

namespace wayproof
{

using namespace Qt::Literals::StringLiterals;

namespace
{

QJsonValue predictionJson(const ProbedSide &side)
{
    return side.agreement ? QJsonValue(toJson(*side.agreement)) : QJsonValue();
}

QJsonArray toJson(const std::vector<std::string> &texts)
{
    QJsonArray array;
    for (const std::string &text : texts)
        array.append(QString::fromStdString(text));
    return array;
}

} // namespace

QJsonObject comparisonJson(const ProbeResult &result)
{
    const ResponseComparison comparison = result.comparison.value_or(
        ResponseComparison{result.request.id, {}, "Only one side was fired at.", {}, {}, {}});
    QJsonArray differences;
    for (const FieldDifference &difference : comparison.differences) {
        QJsonObject object{{u"field"_s, QString::fromStdString(difference.field)},
                           {u"ingress"_s, difference.ingress},
                           {u"gateway"_s, difference.gateway}};
        if (!difference.diff.empty())
            object[u"diff"_s] = QString::fromStdString(difference.diff);
        differences.append(object);
    }
    QJsonObject object{{u"schema"_s, u"wayproof/probe-comparison/v1"_s},
                       {u"id"_s, QString::fromStdString(result.request.id)},
                       {u"same"_s, comparison.same ? QJsonValue(*comparison.same) : QJsonValue()},
                       {u"differences"_s, differences},
                       {u"volatile"_s, toJson(comparison.volatileFields)},
                       {u"ignored"_s, toJson(comparison.ignored)},
                       {u"predicted"_s, QJsonObject{{u"ingress"_s, predictionJson(result.ingress)},
                                                    {u"gateway"_s, predictionJson(result.gateway)}}}};
    if (!comparison.reason.empty())
        object[u"reason"_s] = QString::fromStdString(comparison.reason);
    return object;
}

ProbeResult runProbe(const ProbePlan &plan, const ProbeJobOptions &options, std::stop_token stop)
{
    ProbeResult only;
    runProbes({plan}, options, std::move(stop), [&only](std::size_t, ProbeResult result) { only = std::move(result); });
    return only;
}

void runProbes(const std::vector<ProbePlan> &plans, const ProbeJobOptions &options, std::stop_token stop,
               const std::function<void(std::size_t, ProbeResult)> &onResult)
{
    ProbeAssembly assembly(plans, options);
    assembly.drain(onResult);
    probeAll(assembly.shots(), assembly.probeOptions(), std::move(stop),
             [&](std::size_t shot, Observation observation) { assembly.take(shot, std::move(observation), onResult); });
}

ProbeJob::ProbeJob(QObject *parent)
    : QObject(parent)
{
    connect(&m_prober, &Prober::observed, this, [this](std::size_t shot, const Observation &observation) {
        if (m_assembly->isFirst(shot))
            Q_EMIT observed(observation);
        m_assembly->take(shot, observation,
                         [this](std::size_t plan, ProbeResult result) { Q_EMIT completed(plan, result); });
    });
    connect(&m_prober, &Prober::finished, this, &ProbeJob::finished);
}

ProbeJob::~ProbeJob() = default;

void ProbeJob::start(std::vector<ProbePlan> plans, ProbeJobOptions options)
{
    m_assembly = std::make_unique<ProbeAssembly>(std::move(plans), std::move(options));
    m_prober.fire(m_assembly->shots(), m_assembly->probeOptions());
    m_assembly->drain([this](std::size_t plan, ProbeResult result) { Q_EMIT completed(plan, result); });
}

void ProbeJob::cancel()
{
    m_prober.cancel();
}

} // namespace wayproof
