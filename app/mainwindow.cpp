// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/mainwindow.h"

#include "app/requestundo.h"
#include "model/items/livetext.h"
#include "views/answerpanel.h"
#include "views/appearance.h"
#include "views/commandpalette.h"
#include "views/findingspanel.h"
#include "views/graphpanel.h"
#include "views/inspectorpanel.h"
#include "views/resourcepanel.h"
#include "views/responsespanel.h"
#include "views/sourcestrip.h"
#include "views/tracepanel.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

constexpr double projectorScale = 1.5;

const Decision *predictedOrNull(const SideAnswer &answer)
{
    return answer.predicted ? &*answer.predicted : nullptr;
}

} // namespace

MainWindow::MainWindow(Session &session, Remember remember, QWidget *parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_remember(remember)
    , m_actions(this)
    , m_palette(new CommandPalette(this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    QAction *undo = m_undo.createUndoAction(this, tr("Undo"));
    QAction *redo = m_undo.createRedoAction(this, tr("Redo"));
    undo->setShortcut(QKeySequence::Undo);
    redo->setShortcut(QKeySequence::Redo);
    m_actions.add(undo);
    m_actions.add(redo);
    m_actions.linkZoom->setChecked(true);

    makeToolBar();
    makeCentre();
    makeDocks();
    for (QDockWidget *dock : std::as_const(m_docks))
        m_actions.add(dock->toggleViewAction());
    connectSession();
    connectPanels();
    connectActions();
    restoreArrangement();
    setTheme(m_remember == Remember::Yes ? settings::theme() : ThemeChoice::Desktop);
    showSource();
    showDraft();
    showLab();
    if (m_session.world())
        showWorld(false);
    showPredictions();
    m_request->urlField()->setFocus();
}

MainWindow::~MainWindow() = default;

void MainWindow::showWorld(bool isReload)
{
    const WorldPtr &world = m_session.world();
    if (!isReload) {
        m_selection = {};
        m_wantsFirstSelection = true;
        m_fitsNext = true;
    }
    m_resources->setNodes(world->nodes);
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const WorldSide &part = world->side(side);
        graph(side)->setGraph(part.graph, part.order, part.isLoaded ? part.table->dialects : std::vector<std::string>(),
                              isReload);
    }

    if (!isReload) {
        // A side that has nothing to show takes only the room that it needs to say so.
        const auto share = [&world](Side side) { return world->side(side).isLoaded ? 3000 : 1000; };
        m_canvases->setSizes({share(Side::Ingress), share(Side::Gateway)});
    }
    fillFilters();
    m_inspector->setSnapshot(world->snapshot, world->gateway.table, world->findings);
    m_findings->setFindings(world->lint);
    const int errors = m_findings->model().count(Severity::Error);
    const int warnings = m_findings->model().count(Severity::Warning);
    m_strip->setFindings(errors, warnings);
    const auto findingsDock = std::find_if(m_docks.begin(), m_docks.end(),
                                           [](const QDockWidget *dock) { return dock->objectName() == u"findings"_s; });
    (*findingsDock)
        ->setWindowTitle(world->findings.empty() ? tr("Findings") : tr("Findings (%1)").arg(world->findings.size()));
    showSource();
    const bool wantsFirst = m_wantsFirstSelection;
    select(m_selection);
    m_wantsFirstSelection = wantsFirst;
}

void MainWindow::showSource()
{
    const QString name = m_session.sourceName();
    const WorldPtr &world = m_session.world();
    const std::size_t files = world ? world->snapshot->sources().size() : 0;
    m_source->setText(name.isEmpty() ? QString() : u"<b>%1</b>"_s.arg(name.toHtmlEscaped()));
    m_source->setToolTip(m_session.paths().isEmpty() ? tr("Bundled sample") : m_session.paths().join(u'\n'));
    const Tone tone = m_session.isLoading() ? Tone::Predicted : m_session.isWatching() ? Tone::Live : Tone::Unknown;
    m_watching->setText(u"<span style=\"color:%1\">%2</span>"_s.arg(coloursOf(tone, palette()).ink.name(),
                                                                    m_session.isLoading()    ? tr("◌ loading")
                                                                    : m_session.isWatching() ? tr("● watching")
                                                                    : name.isEmpty()         ? QString()
                                                                                             : tr("bundled sample")));
    setWindowTitle(name.isEmpty() ? tr("Wayproof") : tr("%1 – Wayproof").arg(name));
    if (world)
        m_strip->setSource(tr("%1 objects from %2 %3")
                               .arg(world->snapshot->objectCount())
                               .arg(files)
                               .arg(files == 1 ? tr("file") : tr("files")),
                           {});
}

void MainWindow::showDraft()
{
    m_request->setDraft(m_session.draft());
    m_request->setProblem(m_session.requestProblem());
}

void MainWindow::showPredictions()
{
    const Answers &answers = m_session.answers();
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        m_answers->setPredicted(side, predictedOrNull(answers.side(side)));
        graph(side)->setDecision(predictedOrNull(answers.side(side)));
    }
    m_trace->setTraces(predictedOrNull(answers.ingress), predictedOrNull(answers.gateway));
    // After opening, the rule that decided is where a reader wants to begin.
    const auto &first = answers.ingress.predicted ? answers.ingress.predicted : answers.gateway.predicted;
    if (m_wantsFirstSelection && first && first->match) {
        select(selectionOf(*first->match));
        m_wantsFirstSelection = true; // until a person selects something
        // Selecting brings a node into view; at first the whole graph is what is wanted.
        for (GraphPanel *panel : m_graphs) {
            if (m_fitsNext)
                panel->canvas()->fit();
        }
        m_fitsNext = false;
    } else {
        m_trace->setSelection(m_selection);
    }
}

void MainWindow::showAnswers()
{
    const Answers &answers = m_session.answers();
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const SideAnswer &answer = answers.side(side);
        m_answers->setAddress(side, m_session.address(side));
        if (!answer.observed) {
            m_answers->setLiveWaiting(side, m_session.isProbing() ? tr("probing…") : tr("not probed"));
            continue;
        }
        AnswerText live = liveText(*answer.observed);
        Tone tone = Tone::Neutral;
        if (answer.agreement) {
            const std::optional<bool> agrees = answer.agreement->agrees;
            tone = !agrees ? Tone::Unknown : *agrees ? Tone::Good : Tone::Alarm;
            live.reason = answer.agreement->reason;
        }
        m_answers->setLive(side, live, tone);
    }
    m_answers->setVerdict(answers.verdict);
    m_request->setProbing(m_session.isProbing(), m_session.canProbe());
    m_actions.probe->setEnabled(m_session.canProbe());
    m_actions.sample->setEnabled(m_session.canProbe());
    m_responses->setResult(answers.probe ? &*answers.probe : nullptr);
    std::vector<ShareSample> samples;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        const SideAnswer &answer = answers.side(side);
        graph(side)->setSample(predictedOrNull(answer), answer.sample ? &*answer.sample : nullptr);
        if (answer.sample)
            samples.push_back(*answer.sample);
    }
    m_responses->setSamples(std::move(samples));
    if (!m_session.isSampling())
        m_responses->setSampling(0, 0, m_session.canProbe());
}

void MainWindow::showLab()
{
    QStringList reasons;
    for (const Diagnostic &problem : m_session.labProblems())
        reasons << QString::fromStdString(problem.message);
    const auto state = m_session.labState();
    const auto &status = m_session.labStatus();
    if (state == Lab::State::Ready && status) {
        QString text = tr("Lab ready: %1").arg(QString::fromStdString(status->label));
        if (!status->hasSide(LabAddress::Side::Gateway))
            text = tr("Lab ready, Ingress side only");
        else if (!status->hasSide(LabAddress::Side::Ingress))
            text = tr("Lab ready, Gateway side only");
        for (const Diagnostic &left : status->notServed)
            reasons << QString::fromStdString(left.toText());
        m_strip->setLab(text, Tone::Live, reasons.join(u'\n'));
    } else if (state == Lab::State::Starting) {
        m_strip->setLab(tr("Lab starts…"), Tone::Predicted, {});
    } else if (!reasons.isEmpty()) {
        m_strip->setLab(tr("Lab stopped: %1").arg(reasons.first().section(u'\n', 0, 0).left(80)), Tone::Warning,
                        reasons.join(u'\n'));
    } else {
        m_strip->setLab(tr("Lab not started"), Tone::Unknown, {});
    }
    m_answers->setLabState(state == Lab::State::Ready      ? AnswerPanel::LabState::Ready
                           : state == Lab::State::Starting ? AnswerPanel::LabState::Starting
                                                           : AnswerPanel::LabState::Stopped);
    m_actions.labLogs->setEnabled(status.has_value());
    showAnswers();
}

void MainWindow::select(const Selection &selection)
{
    m_selection = selection;
    m_wantsFirstSelection = false;
    m_resources->setSelection(selection);
    m_inspector->setSelection(selection);
    m_findings->setSelection(selection);
    m_trace->setSelection(selection);
    for (GraphPanel *panel : m_graphs)
        panel->canvas()->setSelection(selection);
}

void MainWindow::pushEdit(const RequestDraft &draft, int field)
{
    if (draft != m_session.draft())
        m_undo.push(new RequestEdit(m_session.draft(), draft, field,
                                    [this](const RequestDraft &wanted) { m_session.setDraft(wanted); }));
}

void MainWindow::fillFilters()
{
    std::set<std::string> namespaces;
    std::set<std::string> hosts;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        for (const GraphNode &node : m_session.world()->side(side).graph->nodes) {
            if (!node.ns.empty())
                namespaces.insert(node.ns);
            hosts.insert(node.hosts.begin(), node.hosts.end());
        }
    }
    const auto fill = [](QComboBox *box, const QString &all, const std::set<std::string> &names) {
        const QSignalBlocker blocker(box);
        const QString kept = box->currentText();
        box->clear();
        box->addItem(all);
        for (const std::string &name : names)
            box->addItem(QString::fromStdString(name), QString::fromStdString(name));
        box->setCurrentIndex(qMax(0, box->findText(kept)));
    };
    fill(m_namespaces, tr("All namespaces"), namespaces);
    fill(m_hosts, tr("All hosts"), hosts);
    applyFilter();
}

void MainWindow::applyFilter()
{
    GraphFilter filter;
    filter.text = m_find->text().trimmed().toStdString();
    if (const QString ns = m_namespaces->currentData().toString(); !ns.isEmpty())
        filter.namespaces = {ns.toStdString()};
    filter.host = m_hosts->currentData().toString().toStdString();
    // A namespace or a host is a wish to see less; a text being typed only points.
    const bool hides = !filter.namespaces.empty() || !filter.host.empty();
    for (GraphPanel *panel : m_graphs)
        panel->canvas()->setFilter(filter, hides);
    m_resources->setFilter(m_find->text().trimmed());
}

void MainWindow::showPanel(const QString &name)
{
    for (QDockWidget *dock : std::as_const(m_docks)) {
        if (dock->objectName() != name)
            continue;
        dock->show();
        dock->raise();
    }
}

void MainWindow::goToNextPanel()
{
    const QList<QWidget *> stops{
        m_find,      m_resources->tree(),   graph(Side::Ingress)->canvas(),     graph(Side::Gateway)->canvas(),
        m_inspector, m_request->urlField(), m_answers->predicted(Side::Ingress)};
    QList<QWidget *> reachable;
    for (QWidget *stop : stops) {
        if (stop->isVisible())
            reachable << stop;
    }
    for (QWidget *panel :
         {static_cast<QWidget *>(m_trace), static_cast<QWidget *>(m_responses), static_cast<QWidget *>(m_findings)}) {
        if (panel->isVisible() && !panel->visibleRegion().isEmpty())
            reachable << panel;
    }
    qsizetype at = -1;
    const QWidget *focused = QApplication::focusWidget();
    for (qsizetype i = 0; i < reachable.size(); ++i) {
        const QWidget *stop = reachable.at(i);
        if (focused && (stop == focused || stop->isAncestorOf(focused)))
            at = i;
    }
    reachable.at((at + 1) % reachable.size())->setFocus(Qt::TabFocusReason);
}

void MainWindow::setTheme(ThemeChoice theme)
{
    m_theme = theme;
    m_actions.themes[static_cast<std::size_t>(theme)]->setChecked(true);
    const bool dark = theme == ThemeChoice::Dark || (theme == ThemeChoice::Desktop && isDesktopDark());
    applyAppearance(*qApp, dark);
    showSource();
    showDraft();
    showLab();
    if (m_session.world()) {
        m_strip->setFindings(m_findings->model().count(Severity::Error), m_findings->model().count(Severity::Warning));
        const World &world = *m_session.world();
        m_inspector->setSnapshot(world.snapshot, world.gateway.table, world.findings);
    }
}

void MainWindow::setProjector(bool isProjector)
{
    m_actions.projector->setChecked(isProjector);
    if (isProjector && m_beforeProjector.isEmpty()) {
        m_beforeProjector = saveState();
        for (QDockWidget *dock : std::as_const(m_docks)) {
            if (dock->objectName() != u"request"_s)
                dock->hide();
        }
    } else if (!isProjector && !m_beforeProjector.isEmpty()) {
        restoreState(m_beforeProjector);
        m_beforeProjector.clear();
    }
    applyTypeScale(*qApp, isProjector ? projectorScale : 1);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ThemeChange && m_theme == ThemeChoice::Desktop)
        setTheme(m_theme);
}

void MainWindow::showEvent(QShowEvent *event)
{
    if (!m_isArranged)
        arrangeDocks();
    m_isArranged = true;
    QMainWindow::showEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_remember == Remember::Yes)
        saveArrangement();
    event->accept();
}

} // namespace wayproof
