// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The smallest window that deserves the name: what startup.py holds Wayproof's start against.
#include <QApplication>
#include <QDockWidget>
#include <QGraphicsView>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    window.menuBar()->addMenu(u"File"_s)->addAction(u"Open"_s);
    window.addToolBar(u"Tools"_s)->addAction(u"Open"_s);
    window.addDockWidget(Qt::LeftDockWidgetArea, new QDockWidget(u"Dock"_s));
    window.setCentralWidget(new QGraphicsView);
    window.resize(1280, 800);
    window.show();
    return window.grab().isNull() ? 1 : 0;
}
