// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// An item model as indented text, one line a row, so that a test compares what a person would read.
#pragma once

#include <QAbstractItemModel>
#include <QStringList>

namespace wayproof
{

inline void appendTree(QStringList &lines, const QAbstractItemModel &model, int role, const QModelIndex &parent,
                       int depth)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QString cell = model.index(row, column, parent).data(Qt::DisplayRole).toString();
            if (!cell.isEmpty())
                cells << cell;
        }
        const QString extra = role < 0 ? QString() : model.index(row, 0, parent).data(role).toString();
        const QString bracketed = extra.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(extra);
        lines << QString(depth * 2, u' ') + cells.join(QStringLiteral(" | ")) + bracketed;
        appendTree(lines, model, role, model.index(row, 0, parent), depth + 1);
    }
}

/// `role`: one more thing to show of each row, in brackets; -1 for none.
inline QStringList treeText(const QAbstractItemModel &model, int role = -1)
{
    QStringList lines;
    appendTree(lines, model, role, {}, 0);
    return lines;
}

} // namespace wayproof
