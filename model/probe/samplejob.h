// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// sampleShares of one or both sides on a worker thread, one side after the other.
#pragma once

#include "model/probe/sharesample.h"

#include <QObject>

#include <map>
#include <thread>

namespace wayproof
{

/// One side of a sample.
struct SamplePlan {
    ProbeTarget target; ///< its side is the sample's
    Request request;
    std::optional<Decision> predicted;
};

class SampleJob : public QObject
{
    Q_OBJECT
public:
    explicit SampleJob(QObject *parent = nullptr);
    ~SampleJob() override;

    /// Supersedes a job that is still under way, of which nothing more is signalled.
    void start(std::vector<SamplePlan> plans, SampleOptions options);
    /// Nothing more is signalled of the job under way, `finished` excepted.
    void cancel();
    bool isRunning() const { return m_isRunning; }

Q_SIGNALS:
    /// Requests answered so far, of all sides together.
    void progressed(quint64 done, quint64 total);
    void sampled(const wayproof::ShareSample &sample);
    void finished(bool wasCancelled);

private:
    void stopWorkers();

    std::uint64_t m_job = 0;
    bool m_isRunning = false;
    std::map<std::uint64_t, std::jthread> m_workers; ///< by job; superseded ones until they have ended
};

} // namespace wayproof
