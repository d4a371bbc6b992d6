// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The program without a person: loads, asks, waits for what was asked for, writes files and ends.
#pragma once

#include "app/arguments.h"

#include <QObject>
#include <QTimer>

namespace wayproof
{

class MainWindow;
class Session;

class BatchRun : public QObject
{
    Q_OBJECT
public:
    /// Both must outlive it.
    BatchRun(Session &session, MainWindow &window, Arguments arguments, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    /// 0: all files are written; 1: one could not be; 2: nothing could be loaded. `problem` for standard error.
    void finished(int exitCode, const QString &problem);

private:
    void proceed();
    void write();

    Session &m_session;
    MainWindow &m_window;
    Arguments m_arguments;
    QTimer m_patience;
    bool m_isDone = false;
};

} // namespace wayproof
