// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/probe/samplejob.h"

#include <QMetaObject>

namespace wayproof
{

SampleJob::SampleJob(QObject *parent)
    : QObject(parent)
{
}

SampleJob::~SampleJob() = default;

void SampleJob::start(std::vector<SamplePlan> plans, SampleOptions options)
{
    stopWorkers();
    const std::uint64_t job = ++m_job;
    m_isRunning = true;
    auto work = [this, job, plans = std::move(plans), options = std::move(options)](const std::stop_token &stop) {
        const auto onThisThread = [this, job](auto signal) {
            auto report = [this, job, signal = std::move(signal)] {
                if (job == m_job)
                    signal();
            };
            QMetaObject::invokeMethod(this, std::move(report), Qt::QueuedConnection);
        };
        const quint64 total = options.requests * plans.size();
        quint64 before = 0;
        for (const SamplePlan &plan : plans) {
            ShareSample sample =
                sampleShares(plan.target, plan.request, plan.predicted, options, stop, [&](std::uint64_t done) {
                    onThisThread([this, now = before + done, total] { Q_EMIT progressed(now, total); });
                });
            before += options.requests;
            if (stop.stop_requested())
                break;
            onThisThread([this, sample = std::move(sample)] { Q_EMIT sampled(sample); });
        }
        QMetaObject::invokeMethod(
            this,
            [this, job] {
                m_workers.erase(job);
                if (job != m_job)
                    return;
                m_isRunning = false;
                Q_EMIT finished(false);
            },
            Qt::QueuedConnection);
    };
    m_workers.emplace(job, std::jthread(std::move(work)));
}

void SampleJob::cancel()
{
    if (!m_isRunning)
        return;
    stopWorkers();
    ++m_job;
    m_isRunning = false;
    Q_EMIT finished(true);
}

void SampleJob::stopWorkers()
{
    for (auto &[number, worker] : m_workers)
        worker.request_stop();
}

} // namespace wayproof
