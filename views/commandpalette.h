// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every action of the window by name: type a few letters, press Return.
#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>

class QAction;
class QLineEdit;
class QListWidget;

namespace wayproof
{

class CommandPalette : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *parent);
    /// Opens over the middle of the parent with these actions; separators, submenus and disabled ones are left out.
    void open(const QList<QAction *> &actions);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const QString &text);
    void run();

    QList<QPointer<QAction>> m_actions;
    QLineEdit *m_field = nullptr;
    QListWidget *m_list = nullptr;
};

} // namespace wayproof
