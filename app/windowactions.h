// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Everything that can be done by name, key or menu. Holds the actions and their menus; what they do is connected
// elsewhere.
#pragma once

#include <QAction>
#include <QList>
#include <QMenu>

#include <array>

namespace wayproof
{

class WindowActions
{
public:
    /// The actions become the window's, so that their keys work everywhere in it.
    explicit WindowActions(QWidget *window);

    QAction *openFiles = nullptr;
    QAction *openFolder = nullptr;
    QAction *reload = nullptr;
    QAction *exportGraphs = nullptr;
    QAction *saveReport = nullptr;
    QAction *quit = nullptr;
    QAction *find = nullptr;
    QAction *commands = nullptr;
    QAction *editRequest = nullptr;
    QAction *probe = nullptr;
    QAction *sample = nullptr;
    QAction *explain = nullptr;
    QAction *copyCurl = nullptr;
    QAction *copyGatewayCurl = nullptr;
    QAction *importCurl = nullptr;
    QAction *controllerSettings = nullptr;
    QAction *toggleLab = nullptr;
    QAction *labLogs = nullptr;
    QAction *fitGraphs = nullptr;
    QAction *linkZoom = nullptr;
    QAction *stackCanvases = nullptr;
    QAction *projector = nullptr;
    QAction *nextPanel = nullptr;
    std::array<QAction *, 3> themes{}; ///< as ThemeChoice

    QMenu *openMenu = nullptr;
    QMenu *samplesMenu = nullptr;
    QMenu *recentMenu = nullptr;
    QMenu *mainMenu = nullptr;
    QMenu *panelsMenu = nullptr;

    /// Every action with a name, for the command palette.
    QList<QAction *> all() const { return m_all; }
    /// For actions that others made: undo, redo, docks.
    void add(QAction *action);

private:
    QAction *make(const QString &text, const QKeySequence &keys = {});

    QWidget *m_window;
    QList<QAction *> m_all;
};

} // namespace wayproof
