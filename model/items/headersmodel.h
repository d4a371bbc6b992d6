// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The headers of a crafted request as an editable table. The last row is always empty: writing into it adds a header.
#pragma once

#include "model/routing/routingtable.h"

#include <QAbstractTableModel>

namespace wayproof
{

class HeadersModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, ColumnCount };

    explicit HeadersModel(QObject *parent = nullptr);

    void setHeaders(HeaderList headers);
    /// Without the empty row and without rows that have no name.
    HeaderList headers() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool removeRows(int row, int count, const QModelIndex &parent = {}) override;

Q_SIGNALS:
    /// By an edit, not by setHeaders.
    void headersEdited();

private:
    HeaderList m_headers;
};

} // namespace wayproof
