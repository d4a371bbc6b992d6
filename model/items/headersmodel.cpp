// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/headersmodel.h"

namespace wayproof
{

HeadersModel::HeadersModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void HeadersModel::setHeaders(HeaderList headers)
{
    beginResetModel();
    m_headers = std::move(headers);
    endResetModel();
}

HeaderList HeadersModel::headers() const
{
    HeaderList named;
    for (const auto &header : m_headers) {
        if (!header.first.empty())
            named.push_back(header);
    }
    return named;
}

int HeadersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size()) + 1;
}

int HeadersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HeadersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::EditRole))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (row >= m_headers.size())
        return QString();
    return QString::fromStdString(index.column() == NameColumn ? m_headers[row].first : m_headers[row].second);
}

bool HeadersModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::EditRole)
        return false;
    const std::string written = value.toString().toStdString();
    const auto row = static_cast<std::size_t>(index.row());
    if (row >= m_headers.size()) {
        if (written.empty())
            return false;
        beginInsertRows({}, index.row() + 1, index.row() + 1);
        m_headers.emplace_back();
        endInsertRows();
    }
    (index.column() == NameColumn ? m_headers[row].first : m_headers[row].second) = written;
    Q_EMIT dataChanged(index, index);
    Q_EMIT headersEdited();
    return true;
}

QVariant HeadersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Header") : tr("Value");
}

Qt::ItemFlags HeadersModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren
                           : Qt::ItemFlags();
}

bool HeadersModel::removeRows(int row, int count, const QModelIndex &parent)
{
    if (parent.isValid() || row < 0 || count < 1 || row + count > static_cast<int>(m_headers.size()))
        return false;
    beginRemoveRows({}, row, row + count - 1);
    m_headers.erase(m_headers.begin() + row, m_headers.begin() + row + count);
    endRemoveRows();
    Q_EMIT headersEdited();
    return true;
}

} // namespace wayproof
