// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is connected with what in the main window.
#include "app/mainwindow.h"
#include "views/answerpanel.h"
#include "views/commandpalette.h"
#include "views/findingspanel.h"
#include "views/graphpanel.h"
#include "views/inspectorpanel.h"
#include "views/resourcepanel.h"
#include "views/responsespanel.h"
#include "views/sourcestrip.h"
#include "views/tracepanel.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSplitter>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace wayproof
{

void MainWindow::connectSession()
{
    connect(&m_session, &Session::worldChanged, this, &MainWindow::showWorld);
    connect(&m_session, &Session::loadingChanged, this, &MainWindow::showSource);
    connect(&m_session, &Session::draftChanged, this, &MainWindow::showDraft);
    connect(&m_session, &Session::predictionsChanged, this, &MainWindow::showPredictions);
    connect(&m_session, &Session::answersChanged, this, &MainWindow::showAnswers);
    connect(&m_session, &Session::probingChanged, this, &MainWindow::showAnswers);
    connect(&m_session, &Session::samplingChanged, this,
            [this](quint64 done, quint64 total) { m_responses->setSampling(done, total, m_session.canProbe()); });
    connect(&m_session, &Session::labChanged, this, &MainWindow::showLab);
}

void MainWindow::connectPanels()
{
    connect(m_resources, &ResourcePanel::selected, this, &MainWindow::select);
    connect(m_inspector, &InspectorPanel::selected, this, &MainWindow::select);
    connect(m_findings, &FindingsPanel::selected, this, &MainWindow::select);
    connect(m_findings, &FindingsPanel::witnessRequested, this, [this](const Request &witness) {
        RequestDraft draft = draftOf(witness);
        draft.ingressAddress = m_session.draft().ingressAddress;
        draft.gatewayAddress = m_session.draft().gatewayAddress;
        pushEdit(draft, -1);
    });
    connect(m_trace, &TracePanel::selected, this, &MainWindow::select);
    connect(m_answers, &AnswerPanel::selected, this, &MainWindow::select);
    connect(m_strip, &SourceStrip::findingsRequested, this, [this] { showPanel(u"findings"_s); });
    for (const std::size_t at : {std::size_t(0), std::size_t(1)}) {
        GraphCanvas *canvas = m_graphs[at]->canvas();
        GraphCanvas *other = m_graphs[1 - at]->canvas();
        connect(canvas, &GraphCanvas::selected, this, &MainWindow::select);
        connect(canvas, &GraphCanvas::activated, this, [this](const Selection &selection) {
            select(selection);
            m_inspector->setFocus();
        });
        // Only what a person does there: a canvas that adapts to its size or its selection moves alone.
        connect(canvas, &GraphCanvas::viewChanged, this, [this, canvas, other](const CanvasView &view) {
            if (m_actions.linkZoom->isChecked() && (canvas->hasFocus() || canvas->underMouse()))
                other->setView(view);
        });
    }

    connect(m_request, &RequestPanel::draftEdited, this,
            [this](const RequestDraft &draft, RequestPanel::Field field) { pushEdit(draft, static_cast<int>(field)); });
    connect(m_request, &RequestPanel::probeRequested, &m_session, &Session::probe);
    connect(m_request, &RequestPanel::cancelRequested, &m_session, &Session::cancelProbe);
    connect(m_responses, &ResponsesPanel::sampleRequested, &m_session, &Session::sample);
    connect(m_responses, &ResponsesPanel::sampleCancelled, &m_session, &Session::cancelSample);
    connect(m_answers, &AnswerPanel::addressEdited, this, [this](Side side, const QString &address) {
        RequestDraft draft = m_session.draft();
        (side == Side::Ingress ? draft.ingressAddress : draft.gatewayAddress) = address.toStdString();
        pushEdit(draft, static_cast<int>(RequestPanel::Field::Address) + static_cast<int>(side));
    });
    connect(m_answers, &AnswerPanel::explainRequested, m_actions.explain, &QAction::trigger);
    connect(m_answers, &AnswerPanel::responsesRequested, this, [this] { showPanel(u"responses"_s); });
    connect(m_answers, &AnswerPanel::labToggled, m_actions.toggleLab, &QAction::trigger);
    connect(m_answers, &AnswerPanel::copyCurlRequested, m_actions.copyCurl, &QAction::trigger);
    connect(m_answers, &AnswerPanel::importCurlRequested, m_actions.importCurl, &QAction::trigger);
    connect(m_find, &QLineEdit::textChanged, this, &MainWindow::applyFilter);
    connect(m_find, &QLineEdit::returnPressed, m_resources->tree(), qOverload<>(&QWidget::setFocus));
    connect(m_namespaces, &QComboBox::currentIndexChanged, this, &MainWindow::applyFilter);
    connect(m_hosts, &QComboBox::currentIndexChanged, this, &MainWindow::applyFilter);
}

void MainWindow::connectActions()
{
    const auto on = [this](QAction *action, auto run) { connect(action, &QAction::triggered, this, run); };
    on(m_actions.openFiles, [this] { openFiles(); });
    on(m_actions.openFolder, [this] { openFolder(); });
    on(m_actions.reload, [this] { m_session.reload(); });
    on(m_actions.exportGraphs, [this] { exportGraphs(); });
    on(m_actions.saveReport, [this] { saveReport(); });
    on(m_actions.quit, [this] { close(); });
    on(m_actions.find, [this] {
        m_find->setFocus();
        m_find->selectAll();
    });
    on(m_actions.commands, [this] { m_palette->open(m_actions.all()); });
    on(m_actions.editRequest, [this] {
        m_request->urlField()->setFocus();
        m_request->urlField()->selectAll();
    });
    on(m_actions.probe, [this] { m_session.probe(); });
    on(m_actions.sample, [this] {
        showPanel(u"responses"_s);
        m_session.sample(1000);
    });
    on(m_actions.explain, [this] {
        showPanel(u"trace"_s);
        m_trace->setFocus();
    });
    on(m_actions.copyCurl, [this] { copyCurl(Side::Ingress); });
    on(m_actions.copyGatewayCurl, [this] { copyCurl(Side::Gateway); });
    on(m_actions.importCurl, [this] { importCurl(); });
    on(m_actions.controllerSettings, [this] { editControllerSettings(); });
    on(m_actions.toggleLab, [this] {
        if (m_session.labState() == Lab::State::Stopped)
            m_session.startLab();
        else
            m_session.stopLab();
    });
    on(m_actions.labLogs, [this] { openLabFolder(); });
    on(m_actions.fitGraphs, [this] {
        for (GraphPanel *panel : m_graphs)
            panel->canvas()->fit();
    });
    on(m_actions.stackCanvases,
       [this](bool isStacked) { m_canvases->setOrientation(isStacked ? Qt::Vertical : Qt::Horizontal); });
    on(m_actions.projector, [this](bool isProjector) { setProjector(isProjector); });
    on(m_actions.nextPanel, [this] { goToNextPanel(); });
    for (std::size_t choice = 0; choice < m_actions.themes.size(); ++choice)
        on(m_actions.themes[choice], [this, choice] { setTheme(static_cast<ThemeChoice>(choice)); });
    connect(m_actions.openMenu, &QMenu::aboutToShow, this, &MainWindow::fillOpenMenu);
    fillOpenMenu();
}

} // namespace wayproof
