// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "views/commandpalette.h"

#include "views/spacing.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QVBoxLayout>

namespace wayproof
{

namespace
{

QString plainText(const QAction *action)
{
    QString text = action->text();
    return text.remove(u'&').remove(u'…');
}

/// Whether the letters occur in the text in their order: "plt" finds "Probe lab target".
bool matchesLetters(const QString &text, const QString &letters)
{
    qsizetype at = 0;
    for (const QChar c : letters) {
        at = text.indexOf(c, at, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        ++at;
    }
    return true;
}

} // namespace

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Commands"));
    m_field->setPlaceholderText(tr("Type a command"));
    m_field->setAccessibleName(tr("Command"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(unit, unit, unit, unit);
    layout->setSpacing(unit);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    m_field->installEventFilter(this);
    setFocusProxy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
}

void CommandPalette::open(const QList<QAction *> &actions)
{
    m_actions.clear();
    for (QAction *action : actions) {
        if (!action->isSeparator() && !action->menu() && action->isEnabled() && !action->text().isEmpty())
            m_actions << action;
    }
    m_field->clear();
    fill({});
    const QWidget *above = parentWidget();
    resize(qMin(72 * unit, above->width() - 8 * unit), qMin(48 * unit, above->height() - 8 * unit));
    move(above->mapToGlobal(QPoint((above->width() - width()) / 2, 8 * unit)));
    show();
    m_field->setFocus();
}

void CommandPalette::fill(const QString &text)
{
    m_list->clear();
    for (int pass = 0; pass < 2; ++pass) {
        for (qsizetype i = 0; i < m_actions.size(); ++i) {
            const QAction *action = m_actions.at(i);
            if (!action)
                continue;
            const QString name = plainText(action);
            const bool isExact = name.contains(text, Qt::CaseInsensitive);
            if (pass == 0 ? !isExact : (isExact || !matchesLetters(name, text)))
                continue;
            const QString keys = action->shortcut().toString(QKeySequence::NativeText);
            auto *item = new QListWidgetItem(keys.isEmpty() ? name : name + QStringLiteral("\t") + keys, m_list);
            item->setData(Qt::UserRole, static_cast<int>(i));
        }
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    hide();
    if (!item)
        return;
    if (QAction *action = m_actions.at(item->data(Qt::UserRole).toInt()))
        action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up || key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
            QApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace wayproof
