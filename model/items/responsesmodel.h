// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Two observed answers beside each other, field by field: what differs first, then what varies by itself, what two data
// planes always do differently, and what is alike. Columns: field, Ingress, Gateway.
#pragma once

#include "model/items/selection.h"
#include "model/probe/probejob.h"

#include <QAbstractItemModel>

#include <vector>

namespace wayproof
{

enum class FieldGroup { Different, Volatile, Incidental, Alike };

struct ResponseField {
    QString field;
    QString ingress;
    QString gateway;
    QString diff; ///< for text; may be empty
};

/// The rows of one group, by field. Incidental: Date, Server and the like.
std::vector<ResponseField> responseFields(const ProbeResult &result, FieldGroup group);

class ResponsesModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { FieldColumn, IngressColumn, GatewayColumn, ColumnCount };
    explicit ResponsesModel(QObject *parent = nullptr);

    /// Null: nothing was observed.
    void setResult(const ProbeResult *result);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// GroupRole: int of FieldGroup, on groups and fields.
    enum { GroupRole = SideRole + 1 };
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Group {
        FieldGroup group = FieldGroup::Different;
        std::vector<ResponseField> fields;
    };
    QString title(const Group &group) const;

    std::vector<Group> m_groups;
};

} // namespace wayproof
