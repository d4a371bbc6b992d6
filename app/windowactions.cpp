// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/windowactions.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace wayproof
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("WindowActions", text);
}

} // namespace

WindowActions::WindowActions(QWidget *window)
    : m_window(window)
{
    openFiles = make(tr("Open files…"), QKeySequence::Open);
    openFolder = make(tr("Open folder…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O));
    reload = make(tr("Reload sources"), QKeySequence(Qt::CTRL | Qt::Key_R));
    exportGraphs = make(tr("Export graphs…"), QKeySequence(Qt::CTRL | Qt::Key_E));
    saveReport = make(tr("Save report…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S));
    find = make(tr("Find"), QKeySequence::Find);
    commands = make(tr("Commands…"), QKeySequence(Qt::CTRL | Qt::Key_K));
    editRequest = make(tr("Edit the request"), QKeySequence(Qt::CTRL | Qt::Key_L));
    probe = make(tr("Probe both sides"), QKeySequence(Qt::Key_F5));
    sample = make(tr("Sample the shares of 1,000 requests"), QKeySequence(Qt::SHIFT | Qt::Key_F5));
    explain = make(tr("Explain the answers"), QKeySequence(Qt::CTRL | Qt::Key_T));
    copyCurl = make(tr("Copy as curl for the Ingress side"));
    copyGatewayCurl = make(tr("Copy as curl for the Gateway side"));
    importCurl = make(tr("Import curl from the clipboard"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V));
    controllerSettings = make(tr("Controller settings…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    toggleLab = make(tr("Start or stop the lab"), QKeySequence(Qt::Key_F8));
    labLogs = make(tr("Open the lab's folder"));
    fitGraphs = make(tr("Fit both graphs"), QKeySequence(Qt::CTRL | Qt::Key_0));
    linkZoom = make(tr("Link the zoom of both graphs"));
    linkZoom->setCheckable(true);
    stackCanvases = make(tr("Graphs above each other"));
    stackCanvases->setCheckable(true);
    projector = make(tr("Projector preset"), QKeySequence(Qt::Key_F9));
    projector->setCheckable(true);
    nextPanel = make(tr("Go to the next panel"), QKeySequence(Qt::Key_F6));
    auto *group = new QActionGroup(window);
    themes = {make(tr("Theme as the desktop")), make(tr("Light theme")), make(tr("Dark theme"))};
    for (QAction *theme : themes) {
        theme->setCheckable(true);
        group->addAction(theme);
    }
    quit = make(tr("Quit"), QKeySequence::Quit);

    openMenu = new QMenu(window);
    openMenu->addActions({openFiles, openFolder});
    samplesMenu = openMenu->addMenu(tr("Samples"));
    recentMenu = openMenu->addMenu(tr("Recent"));
    openMenu->addSeparator();
    openMenu->addActions({reload});

    mainMenu = new QMenu(window);
    QMenu *request = mainMenu->addMenu(tr("Request"));
    request->addActions({editRequest, probe, sample, explain});
    request->addSeparator();
    request->addActions({copyCurl, copyGatewayCurl, importCurl});
    QMenu *lab = mainMenu->addMenu(tr("Lab"));
    lab->addActions({toggleLab, labLogs});
    QMenu *view = mainMenu->addMenu(tr("View"));
    view->addActions({find, fitGraphs, linkZoom, stackCanvases, nextPanel});
    view->addSeparator();
    panelsMenu = view->addMenu(tr("Panels"));
    view->addAction(projector);
    view->addSeparator();
    for (QAction *theme : themes)
        view->addAction(theme);
    mainMenu->addAction(controllerSettings);
    mainMenu->addSeparator();
    mainMenu->addActions({exportGraphs, saveReport});
    mainMenu->addSeparator();
    mainMenu->addActions({commands, quit});
}

QAction *WindowActions::make(const QString &text, const QKeySequence &keys)
{
    auto *action = new QAction(text, m_window);
    action->setShortcut(keys);
    add(action);
    return action;
}

void WindowActions::add(QAction *action)
{
    m_window->addAction(action);
    m_all << action;
}

} // namespace wayproof
