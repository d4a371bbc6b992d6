// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/statusjson.h"

#include "model/analysis/decision.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

QString text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QJsonArray conditions(const std::vector<Condition> &list)
{
    QJsonArray array;
    for (const Condition &condition : list) {
        QJsonObject object{{u"type"_s, text(condition.type)},
                           {u"status"_s, text(condition.status)},
                           {u"reason"_s, text(condition.reason)},
                           {u"message"_s, text(condition.message)}};
        if (condition.observedGeneration > 0)
            object.insert(u"observedGeneration"_s, static_cast<qint64>(condition.observedGeneration));
        array.append(object);
    }
    return array;
}

QJsonArray listeners(const std::vector<ListenerStatus> &list)
{
    QJsonArray array;
    for (const ListenerStatus &listener : list) {
        QJsonArray kinds;
        for (const RouteGroupKind &kind : listener.supportedKinds)
            kinds.append(QJsonObject{{u"group"_s, text(kind.group.valueOr("gateway.networking.k8s.io"))},
                                     {u"kind"_s, text(*kind.kind)}});
        array.append(QJsonObject{{u"name"_s, text(listener.name)},
                                 {u"attachedRoutes"_s, static_cast<qint64>(listener.attachedRoutes)},
                                 {u"supportedKinds"_s, kinds},
                                 {u"conditions"_s, conditions(listener.conditions)}});
    }
    return array;
}

QJsonArray entries(const std::vector<ParentStatus> &list, const QString &refName)
{
    QJsonArray array;
    for (const ParentStatus &entry : list) {
        QJsonObject ref{{u"group"_s, text(entry.group)},
                        {u"kind"_s, text(entry.parent.kind)},
                        {u"namespace"_s, text(entry.parent.ns)},
                        {u"name"_s, text(entry.parent.name)}};
        if (!entry.section.empty())
            ref.insert(u"sectionName"_s, text(entry.section));
        if (entry.port)
            ref.insert(u"port"_s, static_cast<qint64>(*entry.port));
        QJsonObject object{{refName, ref}, {u"conditions"_s, conditions(entry.conditions)}};
        if (!entry.controllerName.empty())
            object.insert(u"controllerName"_s, text(entry.controllerName));
        array.append(object);
    }
    return array;
}

QJsonValue valueJson(const std::optional<StatusValue> &value)
{
    if (!value)
        return QJsonValue::Null;
    return QJsonObject{
        {u"value"_s, text(value->value)}, {u"reason"_s, text(value->reason)}, {u"message"_s, text(value->message)}};
}

/// Beside what can be computed: the addresses that the cluster gave.
QJsonObject reportedJson(const Snapshot &snapshot, const ResourceId &id)
{
    const std::optional<ObjectStatus> reported = reportedStatus(snapshot, id);
    QJsonObject object = reported ? toJson(*reported) : QJsonObject();
    const Gateway *gateway = id.kind == "Gateway" ? snapshot.find<Gateway>(id.ns, id.name) : nullptr;
    if (!gateway || gateway->statusAddresses.empty())
        return object;
    QJsonArray addresses;
    for (const GatewayAddress &address : gateway->statusAddresses)
        addresses.append(
            QJsonObject{{u"type"_s, text(address.type.valueOr("IPAddress"))}, {u"value"_s, text(*address.value)}});
    object.insert(u"addresses"_s, addresses);
    return object;
}

bool isDifference(const StatusRow &row)
{
    return row.agreement == StatusAgreement::Disagrees || row.agreement == StatusAgreement::ReasonDiffers ||
           row.agreement == StatusAgreement::Stale;
}

void addIngresses(const Snapshot &snapshot, std::vector<StatusEntry> &all)
{
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        if (ingress.statusAddresses.empty())
            continue;
        QJsonArray addresses;
        for (const LoadBalancerAddress &address : ingress.statusAddresses) {
            QJsonObject object;
            if (address.ip)
                object.insert(u"ip"_s, text(*address.ip));
            if (address.hostname)
                object.insert(u"hostname"_s, text(*address.hostname));
            addresses.append(object);
        }
        StatusEntry entry;
        entry.resource = ingress.meta.id();
        entry.source = ingress.meta.source;
        entry.reported = {{u"loadBalancer"_s, QJsonObject{{u"ingress"_s, addresses}}}};
        all.push_back(std::move(entry));
    }
}

} // namespace

QJsonObject toJson(const ObjectStatus &status)
{
    const std::string &kind = status.resource.kind;
    if (kind == "BackendTLSPolicy")
        return {{u"ancestors"_s, entries(status.ancestors, u"ancestorRef"_s)}};
    if (kind != "GatewayClass" && kind != "Gateway" && kind != "ListenerSet" && kind != "XListenerSet")
        return {{u"parents"_s, entries(status.parents, u"parentRef"_s)}};
    QJsonObject object{{u"conditions"_s, conditions(status.conditions)}};
    if (kind != "GatewayClass")
        object.insert(u"listeners"_s, listeners(status.listeners));
    if (status.attachedListenerSets)
        object.insert(u"attachedListenerSets"_s, static_cast<qint64>(*status.attachedListenerSets));
    return object;
}

QJsonObject toJson(const StatusRow &row)
{
    return {{u"part"_s, text(row.part)},
            {u"type"_s, text(row.type)},
            {u"agreement"_s, text(toText(row.agreement))},
            {u"computed"_s, valueJson(row.computed)},
            {u"reported"_s, valueJson(row.reported)}};
}

std::vector<StatusEntry> statusEntries(const Snapshot &snapshot, const RoutingTable &gateway)
{
    std::vector<StatusEntry> all;
    for (const ObjectStatus &status : gateway.statuses)
        all.push_back({status.resource, status.source, status, reportedJson(snapshot, status.resource),
                       compareStatus(snapshot, gateway, status)});
    addIngresses(snapshot, all);
    return all;
}

QJsonObject toJson(const StatusEntry &entry)
{
    QJsonObject object{{u"kind"_s, text(entry.resource.kind)},
                       {u"namespace"_s, text(entry.resource.ns)},
                       {u"name"_s, text(entry.resource.name)},
                       {u"source"_s, toJson(entry.source)},
                       {u"status"_s, entry.computed ? QJsonValue(toJson(*entry.computed)) : QJsonValue::Null},
                       {u"reported"_s, entry.reported.isEmpty() ? QJsonValue::Null : QJsonValue(entry.reported)}};
    QJsonArray differences;
    for (const StatusRow &row : entry.rows) {
        if (isDifference(row))
            differences.append(toJson(row));
    }
    object.insert(u"differences"_s, differences);
    QJsonArray notes;
    for (const std::string &note : entry.computed ? entry.computed->notes : std::vector<std::string>())
        notes.append(text(note));
    object.insert(u"notes"_s, notes);
    return object;
}

bool isUndetermined(const StatusEntry &entry)
{
    return std::any_of(entry.rows.begin(), entry.rows.end(), [](const StatusRow &row) {
        return row.computed && row.computed->value == "Unknown" &&
               (row.type == "Accepted" || row.type == "ResolvedRefs" || row.type == "Conflicted");
    });
}

bool disagrees(const StatusEntry &entry)
{
    return std::any_of(entry.rows.begin(), entry.rows.end(),
                       [](const StatusRow &row) { return row.agreement == StatusAgreement::Disagrees; });
}

} // namespace wayproof
