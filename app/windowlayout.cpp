// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where everything stands in the main window.
#include "app/mainwindow.h"
#include "app/samples.h"
#include "views/answerpanel.h"
#include "views/findingspanel.h"
#include "views/graphpanel.h"
#include "views/inspectorpanel.h"
#include "views/resourcepanel.h"
#include "views/responsespanel.h"
#include "views/sourcestrip.h"
#include "views/spacing.h"
#include "views/tracepanel.h"

#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QScreen>
#include <QSplitter>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace wayproof
{

void MainWindow::makeToolBar()
{
    auto *bar = new QToolBar(tr("Sources"), this);
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->toggleViewAction()->setEnabled(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    addToolBar(bar);

    m_open = new QToolButton(bar);
    m_open->setText(tr("Open  ▾"));
    m_open->setAccessibleName(tr("Open sources"));
    m_open->setMenu(m_actions.openMenu);
    m_open->setPopupMode(QToolButton::InstantPopup);
    m_open->setFocusPolicy(Qt::StrongFocus);
    m_source = new QLabel(bar);
    m_source->setObjectName(u"sourceName"_s);
    m_watching = new QLabel(bar);
    m_watching->setObjectName(u"watching"_s);
    auto *gap = new QWidget(bar);
    gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_namespaces = new QComboBox(bar);
    m_namespaces->setAccessibleName(tr("Namespace"));
    m_namespaces->setToolTip(tr("Show one namespace"));
    m_namespaces->setFixedWidth(21 * unit);
    m_hosts = new QComboBox(bar);
    m_hosts->setAccessibleName(tr("Host"));
    m_hosts->setToolTip(tr("Show one host"));
    m_hosts->setFixedWidth(17 * unit);
    m_find = new QLineEdit(bar);
    m_find->setObjectName(u"find"_s);
    m_find->setAccessibleName(tr("Find resources"));
    m_find->setPlaceholderText(tr("Find  (Ctrl+F)"));
    m_find->setClearButtonEnabled(true);
    m_find->setFixedWidth(26 * unit);
    auto *commands = new QToolButton(bar);
    commands->setText(tr("Commands  Ctrl+K"));
    commands->setToolTip(tr("Everything that can be done, by name"));
    commands->setFocusPolicy(Qt::StrongFocus);
    connect(commands, &QToolButton::clicked, m_actions.commands, &QAction::trigger);
    auto *menu = new QToolButton(bar);
    menu->setText(u"☰"_s);
    menu->setAccessibleName(tr("Menu"));
    menu->setMenu(m_actions.mainMenu);
    menu->setPopupMode(QToolButton::InstantPopup);
    menu->setFocusPolicy(Qt::StrongFocus);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_open), static_cast<QWidget *>(m_source), static_cast<QWidget *>(m_watching), gap,
          static_cast<QWidget *>(m_namespaces), static_cast<QWidget *>(m_hosts), static_cast<QWidget *>(m_find),
          static_cast<QWidget *>(commands), static_cast<QWidget *>(menu)})
        bar->addWidget(widget);
}

void MainWindow::makeCentre()
{
    m_canvases = new QSplitter(Qt::Horizontal, this);
    m_canvases->setChildrenCollapsible(false);
    m_graphs = {new GraphPanel(Side::Ingress, m_canvases), new GraphPanel(Side::Gateway, m_canvases)};
    for (GraphPanel *panel : m_graphs)
        m_canvases->addWidget(panel);
    m_canvases->setSizes({1000, 1000});
    setCentralWidget(m_canvases);

    m_strip = new SourceStrip(this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_strip, 1);
    statusBar()->setContentsMargins(0, 0, 0, 0);
}

void MainWindow::makeDocks()
{
    const auto dock = [this](const QString &title, const QString &name, QWidget *content, Qt::DockWidgetArea area) {
        auto *made = new QDockWidget(title, this);
        made->setObjectName(name);
        made->setWidget(content);
        addDockWidget(area, made);
        m_actions.panelsMenu->addAction(made->toggleViewAction());
        made->toggleViewAction()->setText(title);
        m_docks << made;
        return made;
    };
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks | QMainWindow::AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);

    m_resources = new ResourcePanel(this);
    m_inspector = new InspectorPanel(this);
    m_request = new RequestPanel(this);
    m_answers = new AnswerPanel(this);
    m_trace = new TracePanel(this);
    m_responses = new ResponsesPanel(this);
    m_findings = new FindingsPanel(this);

    auto *question = new QWidget(this);
    question->setObjectName(u"question"_s);
    auto *layout = new QVBoxLayout(question);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit);
    layout->addWidget(m_request);
    layout->addWidget(m_answers);
    question->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);

    dock(tr("Resources"), u"resources"_s, m_resources, Qt::LeftDockWidgetArea);
    dock(tr("Inspector"), u"inspector"_s, m_inspector, Qt::RightDockWidgetArea);
    QDockWidget *request = dock(tr("Request"), u"request"_s, question, Qt::BottomDockWidgetArea);
    request->setTitleBarWidget(new QWidget(request));
    request->setFeatures(QDockWidget::NoDockWidgetFeatures);
    QDockWidget *trace = dock(tr("Trace"), u"trace"_s, m_trace, Qt::BottomDockWidgetArea);
    splitDockWidget(request, trace, Qt::Vertical);
    QDockWidget *responses = dock(tr("Responses"), u"responses"_s, m_responses, Qt::BottomDockWidgetArea);
    QDockWidget *findings = dock(tr("Findings"), u"findings"_s, m_findings, Qt::BottomDockWidgetArea);
    // Their tabs name them already; by the tab they are moved and torn off.
    for (QDockWidget *panel : {trace, responses, findings})
        panel->setTitleBarWidget(new QWidget(panel));
    tabifyDockWidget(trace, responses);
    tabifyDockWidget(responses, findings);
    trace->raise();
}

void MainWindow::fillOpenMenu()
{
    if (m_actions.samplesMenu->isEmpty()) {
        for (const QString &name : sampleNames())
            connect(m_actions.samplesMenu->addAction(name), &QAction::triggered, this,
                    [this, name] { m_session.loadSample(name); });
    }
    m_actions.recentMenu->clear();
    const QList<QStringList> recent = m_remember == Remember::Yes ? settings::recentSources() : QList<QStringList>();
    for (const QStringList &paths : recent) {
        QStringList shown;
        for (const QString &path : paths)
            shown << QDir::toNativeSeparators(path);
        connect(m_actions.recentMenu->addAction(shown.join(u"  "_s)), &QAction::triggered, this,
                [this, paths] { open(paths); });
    }
    m_actions.recentMenu->setEnabled(!recent.isEmpty());
}

void MainWindow::arrangeDocks()
{
    resizeDocks({m_docks.at(0), m_docks.at(1)}, {qMax(30 * unit, width() / 9), qMax(43 * unit, width() / 6)},
                Qt::Horizontal);
    resizeDocks({m_docks.at(3)}, {qMax(22 * unit, height() * 21 / 100)}, Qt::Vertical);
}

void MainWindow::restoreArrangement()
{
    const QSize room = screen()->availableSize();
    resize(qMin(1600, room.width()), qMin(1000, room.height()));
    if (m_remember == Remember::No)
        return;
    const Arrangement kept = settings::arrangement();
    if (!kept.geometry.isEmpty())
        restoreGeometry(kept.geometry);
    if (!kept.docks.isEmpty())
        m_isArranged = restoreState(kept.docks);
    if (!kept.canvases.isEmpty())
        m_canvases->restoreState(kept.canvases);
    m_actions.stackCanvases->setChecked(m_canvases->orientation() == Qt::Vertical);
    m_actions.linkZoom->setChecked(settings::isZoomLinked());
}

void MainWindow::saveArrangement() const
{
    // The preset is for a talk; the arrangement before it is what is worth keeping.
    const QByteArray docks = m_actions.projector->isChecked() ? m_beforeProjector : saveState();
    settings::setArrangement({saveGeometry(), docks, m_canvases->saveState()});
    settings::setZoomLinked(m_actions.linkZoom->isChecked());
    settings::setTheme(m_theme);
}

} // namespace wayproof
