// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/lab.h"

#include "model/lab/admittedresources.h"
#include "model/lab/labdirectory.h"
#include "model/lab/labfiles.h"
#include "model/lab/labprograms.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QSaveFile>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int endMilliseconds = 5000;
/// Another program may take a port between our letting go of it and the proxy's listening on it.
constexpr int attempts = 3;

Diagnostic refusal(const std::string &proxy, const std::string &words)
{
    Diagnostic diagnostic;
    diagnostic.category = Category::ConfigError;
    diagnostic.code = "lab-config-refused";
    diagnostic.message = proxy + " did not start: " + (words.empty() ? "it said nothing." : words);
    diagnostic.mend = "Mend what " + proxy + " complains about in the resources; the other side is not affected.";
    return diagnostic;
}

Diagnostics refusals(const QJsonObject &event)
{
    Diagnostics list;
    const QJsonArray failed = event.value("failed"_L1).toArray();
    for (const QJsonValue value : failed) {
        const QJsonObject entry = value.toObject();
        list.push_back(
            refusal(entry.value("name"_L1).toString().toStdString(), entry.value("words"_L1).toString().toStdString()));
    }
    return list;
}

bool isPortTaken(const QJsonObject &event)
{
    if (event.value("code"_L1).toString() == u"lab-port-taken"_s)
        return true;
    const QJsonArray failed = event.value("failed"_L1).toArray();
    for (const QJsonValue value : failed) {
        const QString words = value.toObject().value("words"_L1).toString();
        if (words.contains(u"Address already in use"_s) || words.contains(u"cannot bind"_s))
            return true;
    }
    return false;
}

} // namespace

class Lab::Private
{
public:
    explicit Private(Lab *owner)
        : q(owner)
    {
    }

    void attempt();
    void readLines();
    void becomeReady(const QJsonObject &event);
    void fail(Diagnostics reasons);
    void finish();
    void endNow();

    Lab *q;
    State state = State::Stopped;
    std::shared_ptr<const Snapshot> snapshot;
    LabOptions options;
    std::optional<LabStatus> status;
    std::optional<PreparedLab> prepared;
    Diagnostics lastWords;
    std::unique_ptr<QProcess> supervisor;
    QElapsedTimer clock;
    int attemptsLeft = 0;
};

Lab::Lab(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
{
    qRegisterMetaType<LabStatus>();
    qRegisterMetaType<Diagnostics>("wayproof::Diagnostics");
}

Lab::~Lab()
{
    d->endNow();
}

Lab::State Lab::state() const
{
    return d->state;
}

const std::optional<LabStatus> &Lab::status() const
{
    return d->status;
}

void Lab::start(std::shared_ptr<const Snapshot> snapshot, const LabOptions &options)
{
    d->endNow();
    d->snapshot = admittedResources(std::move(snapshot));
    d->options = options;
    d->attemptsLeft = attempts;
    d->clock.start();
    d->state = State::Starting;
    // Signals never come before start() has returned.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (d->state == State::Starting && !d->supervisor)
                d->attempt();
        },
        Qt::QueuedConnection);
}

void Lab::stop()
{
    if (d->state == State::Stopped || d->state == State::Stopping)
        return;
    d->state = State::Stopping;
    d->status.reset();
    if (d->supervisor)
        d->supervisor->closeWriteChannel();
    else
        QMetaObject::invokeMethod(
            this, [this] { d->finish(); }, Qt::QueuedConnection);
}

void Lab::Private::attempt()
{
    --attemptsLeft;
    lastWords.clear();
    const std::string program = options.supervisorProgram.empty() ? findSupervisor() : options.supervisorProgram;
    if (program.empty())
        return fail({supervisorMissing()});
    Result<PreparedLab> made = prepareLab(*snapshot, options);
    if (!made)
        return fail(made.diagnostics());
    prepared.emplace(std::move(made).value());

    supervisor = std::make_unique<QProcess>();
    supervisor->setStandardErrorFile(QString::fromStdString(prepared->status.directory + "/supervisor.log"));
    QObject::connect(supervisor.get(), &QProcess::started, q, [this] {
        prepared->ports.release();
        supervisor->write(QJsonDocument(prepared->plan).toJson(QJsonDocument::Compact) + '\n');
    });
    QObject::connect(supervisor.get(), &QProcess::readyReadStandardOutput, q, [this] { readLines(); });
    QObject::connect(supervisor.get(), &QProcess::finished, q, [this] {
        readLines();
        finish();
    });
    QObject::connect(supervisor.get(), &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail({supervisorMissing()});
    });
    supervisor->start(QString::fromStdString(program), {});
}

void Lab::Private::readLines()
{
    while (supervisor && supervisor->canReadLine()) {
        const QJsonObject event = QJsonDocument::fromJson(supervisor->readLine()).object();
        const QString name = event.value("event"_L1).toString();
        if (name == u"ready"_s && state == State::Starting) {
            becomeReady(event);
        } else if (name == u"failed"_s) {
            Diagnostic reason = refusal("The echo server", event.value("message"_L1).toString().toStdString());
            reason.code = event.value("code"_L1).toString().toStdString();
            lastWords = {reason};
            if (!isPortTaken(event))
                attemptsLeft = 0;
        } else if (name == u"lost"_s) {
            lastWords = refusals(event);
            for (Diagnostic &words : lastWords)
                words.code = "lab-proxy-ended";
        }
    }
}

void Lab::Private::becomeReady(const QJsonObject &event)
{
    if (isPortTaken(event) && attemptsLeft > 0) {
        supervisor->closeWriteChannel(); // finish() tries again
        return;
    }
    LabStatus result = prepared->status;
    const Diagnostics refused = refusals(event);
    const QJsonArray running = event.value("running"_L1).toArray();
    if (running.isEmpty()) {
        Diagnostics reasons = result.problems;
        reasons.insert(reasons.end(), refused.begin(), refused.end());
        lastWords = std::move(reasons);
        attemptsLeft = 0;
        supervisor->closeWriteChannel();
        return;
    }
    result.pid = supervisor->processId();
    result.ownerPid = QCoreApplication::applicationPid();
    result.processes.push_back({"supervisor", result.pid, supervisor->program().toStdString()});
    bool hasNginx = false;
    bool hasEnvoy = false;
    for (const QJsonValue value : running) {
        const QJsonObject entry = value.toObject();
        const std::string name = entry.value("name"_L1).toString().toStdString();
        hasNginx |= name == "nginx";
        hasEnvoy |= name == "envoy";
        result.processes.push_back(
            {name, entry.value("pid"_L1).toInteger(), entry.value("program"_L1).toString().toStdString()});
    }
    std::erase_if(result.addresses, [&](const LabAddress &address) {
        return address.side == LabAddress::Side::Ingress ? !hasNginx : !hasEnvoy;
    });
    result.problems.insert(result.problems.end(), refused.begin(), refused.end());
    result.readyMilliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;

    QSaveFile file(QString::fromStdString(labStateFile(result.pid)));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(QJsonDocument(toJson(result)).toJson(QJsonDocument::Indented));
        file.commit();
    }
    status = std::move(result);
    state = State::Ready;
    Q_EMIT q->ready(*status);
}

void Lab::Private::fail(Diagnostics reasons)
{
    state = State::Stopped;
    status.reset();
    if (prepared) // a supervisor that ran has removed it already
        QDir(QString::fromStdString(prepared->status.directory)).removeRecursively();
    prepared.reset();
    if (supervisor)
        supervisor.release()->deleteLater();
    Q_EMIT q->failed(reasons);
}

/// The supervisor has ended, and with it everything else.
void Lab::Private::finish()
{
    if (supervisor)
        supervisor.release()->deleteLater();
    prepared.reset();
    status.reset();
    if (state == State::Starting && attemptsLeft > 0)
        return attempt();
    if (state == State::Starting) {
        if (lastWords.empty())
            lastWords.push_back(refusal("The lab's supervisor", {}));
        return fail(lastWords);
    }
    state = State::Stopped;
    Q_EMIT q->stopped(lastWords);
}

/// For destruction and for a new start: waits, and tells nobody.
void Lab::Private::endNow()
{
    if (supervisor) {
        supervisor->disconnect(q);
        supervisor->closeWriteChannel();
        if (!supervisor->waitForFinished(endMilliseconds)) {
            supervisor->kill();
            supervisor->waitForFinished(endMilliseconds);
        }
        supervisor.reset();
    }
    prepared.reset();
    status.reset();
    lastWords.clear();
    state = State::Stopped;
}

} // namespace wayproof
