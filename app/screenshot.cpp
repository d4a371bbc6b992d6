// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/screenshot.h"

#include "app/exporting.h"
#include "app/mainwindow.h"
#include "app/report.h"

#include <QCursor>
#include <QPixmap>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

/// For loading, and where it was asked for the lab and both answers.
constexpr int patienceMilliseconds = 40000;
/// Layout, polish and the canvases' first fit take a few turns of the event loop.
constexpr int settleMilliseconds = 250;

} // namespace

BatchRun::BatchRun(Session &session, MainWindow &window, Arguments arguments, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_window(window)
    , m_arguments(std::move(arguments))
{
    connect(&m_session, &Session::worldChanged, this, &BatchRun::proceed);
    connect(&m_session, &Session::answersChanged, this, &BatchRun::proceed);
    connect(&m_session, &Session::samplingChanged, this, &BatchRun::proceed);
    connect(&m_session, &Session::labChanged, this, &BatchRun::proceed);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_isDone = true;
        Q_EMIT finished(1, u"gave up waiting"_s);
    });
}

void BatchRun::start()
{
    // Nothing in the picture is to look as if a pointer lay on it.
    QCursor::setPos(m_arguments.size.width() + 100, m_arguments.size.height() + 100);
    m_window.resize(m_arguments.size);
    m_window.show();
    m_patience.start(patienceMilliseconds);
    proceed();
}

void BatchRun::proceed()
{
    if (m_isDone || !m_session.world() || m_session.isLoading())
        return;
    if (m_arguments.isLabForced) {
        const bool isLabOver = m_session.labState() == Lab::State::Stopped && !m_session.labProblems().empty();
        if (isLabOver) {
            m_isDone = true;
            Q_EMIT finished(1, u"the lab could not start: "_s +
                                   QString::fromStdString(m_session.labProblems().front().message));
            return;
        }
        if (!m_session.answers().probe)
            return;
        const Answers &answers = m_session.answers();
        if (m_arguments.sample > 0 && !m_session.isSampling() && !answers.ingress.sample && !answers.gateway.sample) {
            m_session.sample(m_arguments.sample);
            return;
        }
        if (m_session.isSampling())
            return;
    }
    m_isDone = true;
    QTimer::singleShot(settleMilliseconds, this, &BatchRun::write);
}

void BatchRun::write()
{
    m_patience.stop();
    if (m_session.world()->snapshot->objectCount() == 0) {
        Q_EMIT finished(2, u"nothing could be loaded"_s);
        return;
    }
    if (!m_arguments.panel.isEmpty())
        m_window.showPanel(m_arguments.panel);
    QString problem;
    if (!m_arguments.screenshot.isEmpty() && !m_window.grab().save(m_arguments.screenshot))
        problem = u"cannot write %1"_s.arg(m_arguments.screenshot);
    if (problem.isEmpty() && !m_arguments.exportFile.isEmpty())
        problem = exportGraphsOf(m_session, m_arguments.exportSide, m_arguments.exportFile);
    if (problem.isEmpty() && !m_arguments.report.isEmpty())
        problem = writeReport(m_session, m_arguments.report);
    Q_EMIT finished(problem.isEmpty() ? 0 : 1, problem);
}

} // namespace wayproof
