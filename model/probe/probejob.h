// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The whole job for a request: fire each side twice, compare the sides, hold both against their predictions.
#pragma once

#include "model/probe/comparison.h"
#include "model/probe/prober.h"
#include "model/probe/responsecomparison.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace wayproof
{

class ProbeAssembly;

/// A side without a target is not fired at; one without a prediction is not judged. Request::via is obeyed.
struct ProbePlan {
    Request request;
    std::optional<ProbeTarget> ingress;
    std::optional<ProbeTarget> gateway;
    std::optional<Decision> predictedIngress;
    std::optional<Decision> predictedGateway;
};

struct ProbeJobOptions {
    ProbeOptions probe;
    AgreementOptions agreement;
    int shots = 2; ///< at each side; the second finds what varies by itself. 1 for requests that must not be repeated
};

struct ProbedSide {
    std::vector<Observation> observations; ///< the first is the one that is shown; empty: not fired at
    std::optional<Decision> predicted;
    std::optional<Agreement> agreement; ///< where there are both
};

struct ProbeResult {
    Request request;
    ProbedSide ingress;
    ProbedSide gateway;
    std::optional<ResponseComparison> comparison; ///< where both sides were fired at
};

/// wayproof/probe-comparison/v1. With one side only, `same` is null.
QJsonObject comparisonJson(const ProbeResult &result);

ProbeResult runProbe(const ProbePlan &plan, const ProbeJobOptions &options = {}, std::stop_token stop = {});
/// Many at once; `onResult(index, result)` is called on this thread, in the order of the plans.
void runProbes(const std::vector<ProbePlan> &plans, const ProbeJobOptions &options, std::stop_token stop,
               const std::function<void(std::size_t, ProbeResult)> &onResult);

/// runProbes beside an event loop: signals come on this object's thread, for the latest job only.
class ProbeJob : public QObject
{
    Q_OBJECT
public:
    explicit ProbeJob(QObject *parent = nullptr);
    ~ProbeJob() override;

    /// Supersedes a job that is still under way.
    void start(std::vector<ProbePlan> plans, ProbeJobOptions options = {});
    void cancel();
    bool isRunning() const { return m_prober.isRunning(); }

Q_SIGNALS:
    /// Each first shot as it arrives, so that a cell can be shown before the verdict.
    void observed(const wayproof::Observation &observation);
    void completed(std::size_t plan, const wayproof::ProbeResult &result);
    void finished(bool wasCancelled);

private:
    std::unique_ptr<ProbeAssembly> m_assembly;
    Prober m_prober;
};

} // namespace wayproof
