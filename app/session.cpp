// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/session.h"

#include "app/labtargets.h"
#include "app/samples.h"
#include "model/load/fileloader.h"
#include "model/probe/curltext.h"

#include <QFileInfo>
#include <QFutureWatcher>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace wayproof
{

Session::Session(QObject *parent)
    : QObject(parent)
{
    connect(&m_watcher, &FileWatcher::changed, this, &Session::reload);
    connect(&m_probe, &ProbeJob::observed, this, &Session::onObserved);
    connect(&m_probe, &ProbeJob::completed, this,
            [this](std::size_t, const ProbeResult &result) { onCompleted(result); });
    connect(&m_probe, &ProbeJob::finished, this, &Session::probingChanged);
    connect(&m_sample, &SampleJob::progressed, this, &Session::samplingChanged);
    connect(&m_sample, &SampleJob::sampled, this, [this](const ShareSample &sample) {
        m_answers.side(sample.side).sample = sample;
        Q_EMIT answersChanged();
    });
    connect(&m_sample, &SampleJob::finished, this, [this] { Q_EMIT samplingChanged(0, 0); });
    connect(&m_lab, &Lab::ready, this, [this](const LabStatus &status) {
        m_labProblems = status.problems;
        Q_EMIT labChanged();
        // Nobody asked for this shot: it goes to the lab alone, and only where asking again does no harm.
        const bool isSafe = m_draft.method == "GET" || m_draft.method == "HEAD" || m_draft.method == "OPTIONS";
        if (isSafe && m_draft.ingressAddress.empty() && m_draft.gatewayAddress.empty())
            probe();
    });
    connect(&m_lab, &Lab::failed, this, [this](const Diagnostics &reasons) {
        m_labProblems = reasons;
        Q_EMIT labChanged();
    });
    connect(&m_lab, &Lab::stopped, this, [this](const Diagnostics &reasons) {
        m_labProblems = reasons;
        forgetObservations();
        Q_EMIT labChanged();
        Q_EMIT answersChanged();
    });
}

Session::~Session()
{
    // A job that is still under way must find nothing of this object.
    ++m_loadJob;
}

QString Session::sourceName() const
{
    if (m_paths.isEmpty())
        return m_sampleName;
    const QString first = QFileInfo(m_paths.first()).fileName();
    const QString shown = first.isEmpty() ? m_paths.first() : first;
    return m_paths.size() == 1 ? shown : tr("%1 and %2 more").arg(shown).arg(m_paths.size() - 1);
}

void Session::load(const QStringList &paths)
{
    m_sampleName.clear();
    m_paths = paths;
    SourceRequest request;
    for (const QString &path : paths)
        request.paths.push_back(path.toStdString());
    m_watcher.watch(request);
    start([request] { return loadFiles(request); }, false);
}

void Session::loadSample(const QString &name)
{
    m_paths.clear();
    m_sampleName = name;
    m_watcher.watch({});
    start([name] { return wayproof::loadTexts(sampleTexts(name)); }, false);
}

void Session::reload()
{
    SourceRequest request;
    for (const QString &path : m_paths)
        request.paths.push_back(path.toStdString());
    if (m_paths.isEmpty())
        start([name = m_sampleName] { return wayproof::loadTexts(sampleTexts(name)); }, true);
    else
        start([request] { return loadFiles(request); }, true);
}

void Session::setController(const ControllerValues &values)
{
    if (values == m_controller)
        return;
    m_controller = values;
    if (m_isLoading)
        reload();
    else if (m_world)
        start([snapshot = m_world->snapshot] { return snapshot; }, true);
}

void Session::start(std::function<SnapshotPtr()> read, bool isReload)
{
    const std::uint64_t job = ++m_loadJob;
    m_isLoading = true;
    Q_EMIT loadingChanged();
    // A watcher and not QFuture::then: with a context object that loses results now and then in Qt 6.4.
    auto *watcher = new QFutureWatcher<WorldPtr>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, job, isReload] {
        watcher->deleteLater();
        if (job == m_loadJob)
            take(watcher->result(), isReload);
    });
    IngressOptions options;
    options.controllerFlags = m_controller.flags;
    options.controllerConfig = m_controller.config;
    watcher->setFuture(
        QtConcurrent::run([read = std::move(read), previous = isReload ? m_world : WorldPtr(),
                           options = std::move(options)] { return buildWorld(read(), previous, options); }));
}

void Session::take(const WorldPtr &world, bool isReload)
{
    m_world = world;
    m_isLoading = false;
    const bool hadLab = m_lab.state() == Lab::State::Ready || m_lab.state() == Lab::State::Starting;
    simulate();
    Q_EMIT loadingChanged();
    Q_EMIT worldChanged(isReload);
    Q_EMIT predictionsChanged();
    Q_EMIT answersChanged();
    // A lab that runs another configuration than the one shown would be asked the wrong question.
    if (hadLab)
        startLab();
}

void Session::setDraft(const RequestDraft &draft)
{
    if (draft == m_draft && m_request)
        return;
    m_draft = draft;
    simulate();
    Q_EMIT draftChanged();
    Q_EMIT predictionsChanged();
    Q_EMIT answersChanged();
}

void Session::simulate()
{
    forgetObservations();
    m_request.reset();
    m_requestProblem.clear();
    Result<Request> read = requestOf(m_draft);
    if (read)
        m_request = *read;
    else if (!read.diagnostics().empty())
        m_requestProblem = QString::fromStdString(read.diagnostics().front().message);
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        SideAnswer &answer = m_answers.side(side);
        answer = {};
        if (m_world && m_request && m_world->side(side).isLoaded)
            answer.predicted = m_world->side(side).simulator->decide(*m_request, Simulator::Trace::On);
    }
    judge();
}

void Session::forgetObservations()
{
    if (m_probe.isRunning())
        cancelProbe();
    cancelSample();
    m_answers.probe.reset();
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        m_answers.side(side).sample.reset();
        m_answers.side(side).observed.reset();
        m_answers.side(side).agreement.reset();
    }
    judge();
}

void Session::judge()
{
    VerdictInput input;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const SideAnswer &answer = m_answers.side(side);
        (side == Side::Ingress ? input.ingress : input.gateway) = answer.predicted ? &*answer.predicted : nullptr;
        if (answer.agreement)
            input.confirmations.push_back({side, answer.agreement->agrees, answer.agreement->reason});
    }
    if (m_answers.probe && m_answers.probe->comparison)
        input.areAnswersAlike = m_answers.probe->comparison->same;
    m_answers.verdict = verdictOf(input);
}

std::optional<ProbeTarget> Session::target(Side side) const
{
    const std::string &typed = side == Side::Ingress ? m_draft.ingressAddress : m_draft.gatewayAddress;
    if (!typed.empty()) {
        ProbeTarget target;
        target.side = side;
        target.address = typed;
        return target;
    }
    if (!m_lab.status() || !m_request)
        return std::nullopt;
    const auto &predicted = m_answers.side(side).predicted;
    return side == Side::Ingress ? ingressTarget(*m_lab.status())
                                 : gatewayTarget(*m_lab.status(), *m_request, predicted ? &*predicted : nullptr);
}

QString Session::address(Side side) const
{
    const std::optional<ProbeTarget> where = target(side);
    if (!where)
        return {};
    const bool isOverTls = m_request && m_request->isTls() && !where->tlsAddress.empty();
    return QString::fromStdString(isOverTls ? where->tlsAddress : where->address);
}

void Session::setAddress(Side side, const QString &address)
{
    RequestDraft draft = m_draft;
    std::string &typed = side == Side::Ingress ? draft.ingressAddress : draft.gatewayAddress;
    typed = address == this->address(side) ? typed : address.toStdString();
    setDraft(draft);
}

bool Session::canProbe() const
{
    return m_request && (target(Side::Ingress) || target(Side::Gateway));
}

void Session::probe()
{
    if (!canProbe())
        return;
    forgetObservations();
    ProbePlan plan;
    plan.request = *m_request;
    plan.ingress = target(Side::Ingress);
    plan.gateway = target(Side::Gateway);
    plan.predictedIngress = m_answers.ingress.predicted;
    plan.predictedGateway = m_answers.gateway.predicted;
    ProbeJobOptions options;
    options.agreement = agreementOptions();
    // What changes something at the backend is sent once; that nothing varies by itself is then not known.
    if (m_request->method != "GET" && m_request->method != "HEAD" && m_request->method != "OPTIONS")
        options.shots = 1;
    m_probe.start({plan}, options);
    Q_EMIT probingChanged();
    Q_EMIT answersChanged();
}

void Session::cancelProbe()
{
    m_probe.cancel();
    Q_EMIT probingChanged();
}

AgreementOptions Session::agreementOptions() const
{
    return {m_lab.status() && m_draft.ingressAddress.empty() && m_draft.gatewayAddress.empty()};
}

void Session::sample(quint64 requests)
{
    if (!canProbe())
        return;
    std::vector<SamplePlan> plans;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        m_answers.side(side).sample.reset();
        auto where = target(side);
        if (!where)
            continue;
        where->side = side;
        plans.push_back({*where, *m_request, m_answers.side(side).predicted});
    }
    SampleOptions options;
    options.requests = requests;
    options.agreement = agreementOptions();
    const quint64 total = requests * plans.size();
    m_sample.start(std::move(plans), options);
    Q_EMIT answersChanged();
    Q_EMIT samplingChanged(0, total);
}

void Session::cancelSample()
{
    m_sample.cancel();
}

void Session::onObserved(const Observation &observation)
{
    m_answers.side(observation.side).observed = observation;
    Q_EMIT answersChanged();
}

void Session::onCompleted(const ProbeResult &result)
{
    m_answers.probe = result;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const ProbedSide &probed = side == Side::Ingress ? result.ingress : result.gateway;
        SideAnswer &answer = m_answers.side(side);
        if (!probed.observations.empty())
            answer.observed = probed.observations.front();
        answer.agreement = probed.agreement;
    }
    judge();
    Q_EMIT answersChanged();
}

QString Session::curlCommandFor(Side side) const
{
    if (!m_request)
        return {};
    return QString::fromStdString(curlCommand(*m_request, target(side).value_or(ProbeTarget{})).command);
}

void Session::startLab()
{
    if (!m_world)
        return;
    m_labProblems.clear();
    forgetObservations();
    LabOptions options;
    options.controllerFlags = m_controller.flags;
    options.controllerConfig = m_controller.config;
    m_lab.start(m_world->snapshot, options);
    Q_EMIT labChanged();
    Q_EMIT answersChanged();
}

void Session::stopLab()
{
    m_lab.stop();
    Q_EMIT labChanged();
}

} // namespace wayproof
