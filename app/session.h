// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The state of one window: its sources, the world made of them, the request being asked, its answers, the lab. Runs the
// jobs and drops results that arrive for an older question. Knows no widget.
#pragma once

#include "app/world.h"
#include "model/items/controllervalues.h"
#include "model/items/requestdraft.h"
#include "model/items/verdict.h"
#include "model/lab/lab.h"
#include "model/load/filewatcher.h"
#include "model/probe/probejob.h"
#include "model/probe/samplejob.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace wayproof
{

/// What is known about the request on one side.
struct SideAnswer {
    std::optional<Decision> predicted; ///< absent: nothing of this side is loaded, or there is no request
    std::optional<Observation> observed;
    std::optional<Agreement> agreement;
    std::optional<ShareSample> sample; ///< of the request fired many times
};

struct Answers {
    SideAnswer ingress;
    SideAnswer gateway;
    std::optional<ProbeResult> probe;
    Verdict verdict;
    const SideAnswer &side(Side which) const { return which == Side::Ingress ? ingress : gateway; }
    SideAnswer &side(Side which) { return which == Side::Ingress ? ingress : gateway; }
};

class Session : public QObject
{
    Q_OBJECT
public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    /// Loads on a worker and replaces the world when done; a later load supersedes this one.
    void load(const QStringList &paths);
    /// The bundled sample of that name ("tutorial").
    void loadSample(const QString &name);
    void reload();
    bool isLoading() const { return m_isLoading; }
    /// Flags and ConfigMap entries of the Ingress controller, by hand: they count before those that were read. Compiles
    /// anew on a worker; the lab follows.
    void setController(const ControllerValues &values);
    const ControllerValues &controller() const { return m_controller; }
    const WorldPtr &world() const { return m_world; }
    /// Empty for a bundled sample.
    const QStringList &paths() const { return m_paths; }
    QString sourceName() const;
    bool isWatching() const { return !m_paths.isEmpty(); }

    /// Simulates at once on both sides. What was observed for another request is forgotten.
    void setDraft(const RequestDraft &draft);
    const RequestDraft &draft() const { return m_draft; }
    /// Absent while the draft is no request.
    const std::optional<Request> &request() const { return m_request; }
    const QString &requestProblem() const { return m_requestProblem; }
    const Answers &answers() const { return m_answers; }

    /// Where the request would be sent: as typed, else the lab's entrance; empty when neither is known.
    QString address(Side side) const;
    void setAddress(Side side, const QString &address);
    bool canProbe() const;
    bool isProbing() const { return m_probe.isRunning(); }
    void probe();
    void cancelProbe();
    /// Fires the request `requests` times at each side that it can be sent to, and counts who answers.
    void sample(quint64 requests);
    void cancelSample();
    bool isSampling() const { return m_sample.isRunning(); }
    /// A curl command for one side.
    QString curlCommandFor(Side side) const;

    Lab::State labState() const { return m_lab.state(); }
    const std::optional<LabStatus> &labStatus() const { return m_lab.status(); }
    /// Why the lab does not run, or not whole.
    const Diagnostics &labProblems() const { return m_labProblems; }
    void startLab();
    void stopLab();

Q_SIGNALS:
    void loadingChanged();
    /// `isReload`: the same sources as before; selection and zoom can stay.
    void worldChanged(bool isReload);
    void draftChanged();
    /// Another request or another world: both sides were simulated anew, nothing is observed.
    void predictionsChanged();
    /// Anything of the answers, predictions included.
    void answersChanged();
    void probingChanged();
    /// `total` 0: no sample is under way.
    void samplingChanged(quint64 done, quint64 total);
    void labChanged();

private:
    void start(std::function<SnapshotPtr()> read, bool isReload);
    void take(const WorldPtr &world, bool isReload);
    void simulate();
    void forgetObservations();
    void judge();
    AgreementOptions agreementOptions() const;
    std::optional<ProbeTarget> target(Side side) const;
    void onObserved(const Observation &observation);
    void onCompleted(const ProbeResult &result);

    QStringList m_paths;
    QString m_sampleName;
    WorldPtr m_world;
    ControllerValues m_controller;
    std::uint64_t m_loadJob = 0;
    bool m_isLoading = false;
    FileWatcher m_watcher;

    RequestDraft m_draft;
    std::optional<Request> m_request;
    QString m_requestProblem;
    Answers m_answers;
    ProbeJob m_probe;
    SampleJob m_sample;
    Lab m_lab;
    Diagnostics m_labProblems;
};

} // namespace wayproof
