// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/responsesmodel.h"

#include "model/probe/observedfields.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QString text(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        return u"–"_s;
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Object:
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    case QJsonValue::Array:
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    default:
        return value.toVariant().toString();
    }
}

using Fields = std::map<QString, QString>;

void flatten(Fields &fields, const QString &at, const QJsonValue &value)
{
    if (value.isObject() && !value.toObject().isEmpty()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            // The dot between members is written otherwise inside of one, as in comparisons.
            QString name = member.key();
            name.replace(u'~', u"~0"_s).replace(u'.', u"~1"_s);
            flatten(fields, at + u'.' + name, member.value());
        }
    } else if (value.isArray() && !value.toArray().isEmpty()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            flatten(fields, at + u'.' + QString::number(i), array.at(i));
    } else {
        fields[at] = text(value);
    }
}

/// Everything that one answer shows, under the names that comparisons use.
Fields fieldsOf(const std::vector<Observation> &observations)
{
    Fields fields;
    if (observations.empty())
        return fields;
    const Observation &seen = observations.front();
    if (seen.status)
        fields[u"status"_s] = QString::number(*seen.status);
    if (seen.error)
        fields[u"error"_s] = QString::fromStdString(seen.error->text);
    if (seen.backend)
        fields[u"backend"_s] = QString::fromStdString(seen.backend->toText());
    for (const auto &[name, value] : seen.headers) {
        QString &all = fields[u"headers."_s + QString::fromStdString(name).toLower()];
        all += (all.isEmpty() ? QString() : u", "_s) + QString::fromStdString(value);
    }
    if (seen.received) {
        const auto add = [&](const char *name, const std::optional<std::string> &value) {
            if (value)
                fields[u"upstream."_s + QString::fromUtf8(name)] = QString::fromStdString(*value);
        };
        add("path", seen.received->target);
        add("host", seen.received->host);
        add("method", seen.received->method);
    }
    if (seen.received && seen.received->isWholeBody)
        return fields;
    if (const auto json = seen.body.json())
        flatten(fields, u"body"_s, *json);
    else if (const auto plain = seen.body.text(); plain && !plain->empty())
        fields[u"body"_s] = QString::fromStdString(*plain).trimmed();
    return fields;
}

QString at(const Fields &fields, const QString &field)
{
    const auto found = fields.find(field);
    return found == fields.end() ? u"–"_s : found->second;
}

} // namespace

std::vector<ResponseField> responseFields(const ProbeResult &result, FieldGroup group)
{
    std::vector<ResponseField> rows;
    const Fields left = fieldsOf(result.ingress.observations);
    const Fields right = fieldsOf(result.gateway.observations);
    std::set<QString> special;
    const auto note = [&](const std::vector<std::string> &names, FieldGroup of) {
        for (const std::string &name : names) {
            const QString field = QString::fromStdString(name);
            special.insert(field);
            if (group == of)
                rows.push_back({field, at(left, field), at(right, field), {}});
        }
    };
    if (result.comparison) {
        for (const FieldDifference &difference : result.comparison->differences) {
            const QString field = QString::fromStdString(difference.field);
            special.insert(field);
            if (group == FieldGroup::Different)
                rows.push_back({field, text(difference.ingress), text(difference.gateway),
                                QString::fromStdString(difference.diff)});
        }
        note(result.comparison->volatileFields, FieldGroup::Volatile);
        note(result.comparison->ignored, FieldGroup::Incidental);
    }
    if (group != FieldGroup::Alike && group != FieldGroup::Incidental)
        return rows;
    std::set<QString> all;
    for (const Fields *fields : {&left, &right}) {
        for (const auto &[field, value] : *fields)
            all.insert(field);
    }
    for (const QString &field : all) {
        // With one side only, everything that it shows stands here.
        if (special.contains(field) || (result.comparison && at(left, field) != at(right, field)))
            continue;
        // That two clocks agree for a second is no more telling than that they do not.
        const bool isIncidental = field.startsWith(u"headers."_s) && isIncidentalHeader(field.mid(8).toStdString());
        if (isIncidental == (group == FieldGroup::Incidental))
            rows.push_back({field, at(left, field), at(right, field), {}});
    }
    return rows;
}

ResponsesModel::ResponsesModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

void ResponsesModel::setResult(const ProbeResult *result)
{
    beginResetModel();
    m_groups.clear();
    if (result) {
        for (const FieldGroup group :
             {FieldGroup::Different, FieldGroup::Volatile, FieldGroup::Alike, FieldGroup::Incidental}) {
            Group made{group, responseFields(*result, group)};
            if (!made.fields.empty())
                m_groups.push_back(std::move(made));
        }
    }
    endResetModel();
}

QString ResponsesModel::title(const Group &group) const
{
    const QString count = QString::number(group.fields.size());
    switch (group.group) {
    case FieldGroup::Different:
        return tr("Different (%1)").arg(count);
    case FieldGroup::Volatile:
        return tr("Varies by itself (%1)").arg(count);
    case FieldGroup::Incidental:
        return tr("The data planes' own (%1)").arg(count);
    case FieldGroup::Alike:
        return tr("Alike (%1)").arg(count);
    }
    return {};
}

QModelIndex ResponsesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    // 0 stands for a group, n + 1 for a field of group n.
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr(0));
}

QModelIndex ResponsesModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int ResponsesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != 0 || parent.column() > 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].fields.size());
}

int ResponsesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant ResponsesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == FieldColumn ? tr("Field") : section == IngressColumn ? tr("Ingress") : tr("Gateway");
}

QVariant ResponsesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isGroup = index.internalId() == 0;
    const Group &group = m_groups[isGroup ? static_cast<std::size_t>(index.row()) : index.internalId() - 1];
    if (role == GroupRole)
        return static_cast<int>(group.group);
    if (isGroup) {
        const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        return isText && index.column() == FieldColumn ? QVariant(title(group)) : QVariant();
    }
    const ResponseField &field = group.fields[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        const QString &whole = index.column() == FieldColumn     ? field.field
                               : index.column() == IngressColumn ? field.ingress
                                                                 : field.gateway;
        return whole.left(200).replace(u'\n', u' ');
    }
    case Qt::ToolTipRole:
        if (!field.diff.isEmpty())
            return field.diff;
        return index.column() == FieldColumn     ? field.field
               : index.column() == IngressColumn ? field.ingress
                                                 : field.gateway;
    case Qt::AccessibleTextRole:
        return u"%1: %2 / %3"_s.arg(field.field, field.ingress, field.gateway);
    default:
        return {};
    }
}

} // namespace wayproof
