// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/statuscomparison.h"

#include "model/routing/attachment.h"

#include <algorithm>

namespace wayproof
{

namespace
{

constexpr std::string_view gatewayGroup = "gateway.networking.k8s.io";

ParentStatus toParentStatus(const ParentReference &ref, const std::string &ownNs, std::string controllerName,
                            std::vector<Condition> conditions)
{
    ParentStatus status;
    status.parent = {ref.kind.valueOr("Gateway"), ref.ns.valueOr(ownNs), *ref.name};
    status.group = ref.group.valueOr(std::string(gatewayGroup));
    status.section = *ref.sectionName;
    if (ref.port)
        status.port = *ref.port;
    status.controllerName = std::move(controllerName);
    status.conditions = std::move(conditions);
    return status;
}

void fill(ObjectStatus &status, const GatewayClass &object)
{
    status.conditions = object.statusConditions;
}

void fill(ObjectStatus &status, const Gateway &object)
{
    status.conditions = object.statusConditions;
    status.listeners = object.statusListeners;
    status.attachedListenerSets = object.statusAttachedListenerSets;
}

void fill(ObjectStatus &status, const ListenerSet &object)
{
    status.conditions = object.statusConditions;
    status.listeners = object.statusListeners;
}

void fill(ObjectStatus &status, const RouteCommon &object)
{
    for (const RouteParentStatus &parent : object.statusParents)
        status.parents.push_back(
            toParentStatus(parent.parentRef, *object.meta.ns, parent.controllerName, parent.conditions));
}

void fill(ObjectStatus &status, const BackendTlsPolicy &object)
{
    for (const PolicyAncestorStatus &ancestor : object.statusAncestors)
        status.ancestors.push_back(
            toParentStatus(ancestor.ancestorRef, *object.meta.ns, ancestor.controllerName, ancestor.conditions));
}

template<class T>
bool fillFrom(const Snapshot &snapshot, const ResourceId &id, ObjectStatus &status)
{
    if (id.kind != Snapshot::kindName<T>())
        return false;
    if (const T *object = snapshot.find<T>(id.ns, id.name)) {
        fill(status, *object);
        status.source = object->meta.source;
    }
    return true;
}

const Condition *conditionOf(const std::vector<Condition> *conditions, std::string_view type)
{
    if (!conditions)
        return nullptr;
    const auto found = std::find_if(conditions->begin(), conditions->end(),
                                    [type](const Condition &condition) { return condition.type == type; });
    return found == conditions->end() ? nullptr : &*found;
}

std::string partOf(std::string_view word, const ParentStatus &parent)
{
    return std::string(word) + " " + parent.parent.toText() +
           (parent.section.empty() ? std::string() : " listener " + parent.section) +
           (parent.port ? " port " + std::to_string(*parent.port) : std::string());
}

std::string byOf(const ParentStatus &entry)
{
    return entry.controllerName.empty() ? std::string() : " by " + entry.controllerName;
}

/// The same reference, written by the controller that would write it.
bool isSameEntry(const ParentStatus &computed, const ParentStatus &reported, bool isAncestor)
{
    return computed.parent == reported.parent && computed.group == reported.group &&
           (isAncestor || (computed.section == reported.section && computed.port == reported.port)) &&
           (computed.controllerName.empty() || reported.controllerName.empty() ||
            computed.controllerName == reported.controllerName);
}

/// Route kinds that implementations may leave out of supportedKinds (spec/gateway.md §2 "kinds").
std::string kindsText(const std::vector<RouteGroupKind> &kinds, bool withOptional)
{
    std::vector<std::string> names;
    for (const RouteGroupKind &kind : kinds) {
        if (withOptional || (*kind.kind != kindName(RouteKind::Grpc) && *kind.kind != kindName(RouteKind::Tcp)))
            names.push_back(*kind.kind);
    }
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

class Comparison
{
public:
    Comparison(const Snapshot &snapshot, const RoutingTable &table, const ObjectStatus &computed)
        : m_snapshot(snapshot)
        , m_table(table)
        , m_computed(computed)
    {
        const ObjectMeta *meta = snapshot.meta(computed.resource);
        m_generation = meta ? *meta->generation : 0;
    }

    std::vector<StatusRow> run()
    {
        const ObjectStatus reported = reportedStatus(m_snapshot, m_computed.resource).value_or(ObjectStatus());
        addConditions({}, {}, &m_computed.conditions, &reported.conditions);
        if (m_computed.attachedListenerSets)
            addCount({}, {}, "attachedListenerSets", *m_computed.attachedListenerSets, 0, true,
                     reported.attachedListenerSets);
        addListeners(reported);
        addEntries("parent", m_computed.parents, reported.parents, false);
        addEntries("ancestor", m_computed.ancestors, reported.ancestors, true);
        return std::move(m_rows);
    }

private:
    static StatusValue valueOf(const Condition &condition)
    {
        return {condition.status, condition.reason, condition.message, condition.at};
    }

    StatusAgreement judge(const Condition &computed, const Condition &reported) const
    {
        if (reported.observedGeneration > 0 && reported.observedGeneration < m_generation)
            return StatusAgreement::Stale;
        if (computed.status == reported.status)
            return computed.reason == reported.reason || computed.status == "Unknown" ? StatusAgreement::Agrees
                                                                                      : StatusAgreement::ReasonDiffers;
        return computed.status == "Unknown" || computed.isAssumed ? StatusAgreement::Open : StatusAgreement::Disagrees;
    }

    void addConditions(const std::string &part, const std::string &section, const std::vector<Condition> *computed,
                       const std::vector<Condition> *reported)
    {
        if (computed) {
            for (const Condition &condition : *computed) {
                StatusRow row{
                    part, section, condition.type, valueOf(condition), std::nullopt, StatusAgreement::ComputedOnly};
                if (const Condition *other = conditionOf(reported, condition.type)) {
                    row.reported = valueOf(*other);
                    row.agreement = judge(condition, *other);
                }
                m_rows.push_back(std::move(row));
            }
        }
        if (!reported)
            return;
        for (const Condition &condition : *reported) {
            if (!conditionOf(computed, condition.type))
                m_rows.push_back(
                    {part, section, condition.type, std::nullopt, valueOf(condition), StatusAgreement::ReportedOnly});
        }
    }

    /// `doubtful`: how many more there may be. Fewer than reported says little where not everything was loaded.
    void addCount(const std::string &part, const std::string &section, const std::string &type, std::int64_t computed,
                  std::int64_t doubtful, bool isComplete, std::optional<std::int64_t> reported)
    {
        StatusRow row{part,         section,
                      type,         StatusValue{std::to_string(computed), {}, {}, {}},
                      std::nullopt, StatusAgreement::ComputedOnly};
        if (doubtful > 0)
            row.computed->message = "Up to " + std::to_string(doubtful) + " more may count.";
        if (reported) {
            row.reported = StatusValue{std::to_string(*reported), {}, {}, {}};
            const bool isFewer = *reported < computed;
            const bool isMore = *reported > computed + doubtful;
            row.agreement = *reported == computed               ? StatusAgreement::Agrees
                            : isFewer || (isMore && isComplete) ? StatusAgreement::Disagrees
                                                                : StatusAgreement::Open;
        }
        m_rows.push_back(std::move(row));
    }

    void addListeners(const ObjectStatus &reported)
    {
        for (const ListenerStatus &listener : m_computed.listeners) {
            const auto other = std::find_if(reported.listeners.begin(), reported.listeners.end(),
                                            [&](const ListenerStatus &one) { return one.name == listener.name; });
            const bool isReported = other != reported.listeners.end();
            const std::string part = "listener " + listener.name;
            addConditions(part, listener.name, &listener.conditions, isReported ? &other->conditions : nullptr);
            addCount(part, listener.name, "attachedRoutes", listener.attachedRoutes, doubtfulRoutes(listener.name),
                     m_snapshot.isComplete<HttpRoute>(),
                     isReported ? std::optional(other->attachedRoutes) : std::nullopt);
            StatusRow kinds{part,
                            listener.name,
                            "supportedKinds",
                            StatusValue{kindsText(listener.supportedKinds, true), {}, {}, {}},
                            std::nullopt,
                            StatusAgreement::ComputedOnly};
            if (isReported) {
                kinds.reported = StatusValue{kindsText(other->supportedKinds, true), {}, {}, {}};
                kinds.agreement = kindsText(listener.supportedKinds, false) == kindsText(other->supportedKinds, false)
                                      ? StatusAgreement::Agrees
                                      : StatusAgreement::Disagrees;
            }
            m_rows.push_back(std::move(kinds));
        }
        for (const ListenerStatus &listener : reported.listeners) {
            const bool isComputed = std::any_of(m_computed.listeners.begin(), m_computed.listeners.end(),
                                                [&](const ListenerStatus &one) { return one.name == listener.name; });
            if (!isComputed)
                addConditions("listener " + listener.name, listener.name, nullptr, &listener.conditions);
        }
    }

    /// Routes that may attach to a listener of the object, so that its count is open by as many.
    std::int64_t doubtfulRoutes(const std::string &listener) const
    {
        return std::count_if(m_table.statuses.begin(), m_table.statuses.end(), [&](const ObjectStatus &route) {
            return std::any_of(route.parents.begin(), route.parents.end(), [&](const ParentStatus &parent) {
                const Condition *accepted = conditionOf(&parent.conditions, "Accepted");
                return accepted && accepted->status == "Unknown" && parent.parent == m_computed.resource &&
                       (parent.section.empty() || parent.section == listener);
            });
        });
    }

    void addEntries(std::string_view word, const std::vector<ParentStatus> &computed,
                    const std::vector<ParentStatus> &reported, bool isAncestor)
    {
        std::vector<bool> isTaken(reported.size(), false);
        for (const ParentStatus &entry : computed) {
            const std::vector<Condition> *other = nullptr;
            for (std::size_t i = 0; i < reported.size() && !other; ++i) {
                if (!isTaken[i] && isSameEntry(entry, reported[i], isAncestor)) {
                    isTaken[i] = true;
                    other = &reported[i].conditions;
                }
            }
            addConditions(partOf(word, entry), {}, &entry.conditions, other);
        }
        for (std::size_t i = 0; i < reported.size(); ++i) {
            if (!isTaken[i])
                addConditions(partOf(word, reported[i]) + byOf(reported[i]), {}, nullptr, &reported[i].conditions);
        }
    }

    const Snapshot &m_snapshot;
    const RoutingTable &m_table;
    const ObjectStatus &m_computed;
    std::int64_t m_generation = 0;
    std::vector<StatusRow> m_rows;
};

std::string shown(const StatusValue &value)
{
    return value.value + (value.reason.empty() ? std::string() : " (" + value.reason + ")");
}

Diagnostic findingAbout(const ObjectMeta &meta, const StatusRow &row)
{
    const bool isReason = row.agreement == StatusAgreement::ReasonDiffers;
    Diagnostic finding;
    finding.severity = isReason ? Severity::Info : Severity::Warning;
    finding.category = Category::Status;
    finding.code = isReason ? "status-reason-differs" : "status-disagrees";
    finding.subject = meta.id();
    finding.location = meta.at(row.reported->at);
    const std::string &why = row.computed->message;
    finding.message = meta.id().toText() + (row.part.empty() ? std::string() : ", " + row.part) + ": " + row.type +
                      " is reported " + shown(*row.reported) + "; by the specification it is " + shown(*row.computed) +
                      (why.empty() ? "." : ": " + why);
    finding.mend = "See which is right: the report may be about another version of these objects, it may rest on "
                   "objects that were not loaded, or the implementation differs.";
    return finding;
}

Diagnostic staleFinding(const ObjectMeta &meta, const std::string &types, Position at)
{
    Diagnostic finding;
    finding.severity = Severity::Warning;
    finding.category = Category::Status;
    finding.code = "status-stale";
    finding.subject = meta.id();
    finding.location = meta.at(at);
    finding.message = meta.id().toText() + ": reported about an older generation than " +
                      std::to_string(*meta.generation) + ": " + types + ".";
    finding.mend = "Wait for the controller to look at the object again, or see whether it still runs.";
    return finding;
}

} // namespace

std::optional<ObjectStatus> reportedStatus(const Snapshot &snapshot, const ResourceId &id)
{
    ObjectStatus status;
    status.resource = id;
    const bool isKnown = fillFrom<GatewayClass>(snapshot, id, status) || fillFrom<Gateway>(snapshot, id, status) ||
                         fillFrom<ListenerSet>(snapshot, id, status) || fillFrom<HttpRoute>(snapshot, id, status) ||
                         fillFrom<GrpcRoute>(snapshot, id, status) || fillFrom<TlsRoute>(snapshot, id, status) ||
                         fillFrom<TcpRoute>(snapshot, id, status) || fillFrom<UdpRoute>(snapshot, id, status) ||
                         fillFrom<BackendTlsPolicy>(snapshot, id, status);
    const bool isEmpty = status.conditions.empty() && status.listeners.empty() && status.parents.empty() &&
                         status.ancestors.empty() && !status.attachedListenerSets;
    return isKnown && !isEmpty ? std::optional(std::move(status)) : std::nullopt;
}

std::string_view toText(StatusAgreement agreement)
{
    switch (agreement) {
    case StatusAgreement::Agrees:
        return "agrees";
    case StatusAgreement::ReasonDiffers:
        return "reason-differs";
    case StatusAgreement::Disagrees:
        return "disagrees";
    case StatusAgreement::Stale:
        return "stale";
    case StatusAgreement::Open:
        return "open";
    case StatusAgreement::ComputedOnly:
        return "not-reported";
    case StatusAgreement::ReportedOnly:
        break;
    }
    return "not-computed";
}

std::vector<StatusRow> compareStatus(const Snapshot &snapshot, const RoutingTable &table, const ObjectStatus &computed)
{
    return Comparison(snapshot, table, computed).run();
}

Diagnostics statusFindings(const Snapshot &snapshot, const RoutingTable &table)
{
    Diagnostics findings;
    for (const ObjectStatus &computed : table.statuses) {
        const ObjectMeta *meta = snapshot.meta(computed.resource);
        if (!meta || !reportedStatus(snapshot, computed.resource))
            continue;
        std::string stale;
        Position staleAt;
        for (const StatusRow &row : compareStatus(snapshot, table, computed)) {
            if (row.agreement == StatusAgreement::Disagrees || row.agreement == StatusAgreement::ReasonDiffers) {
                findings.push_back(findingAbout(*meta, row));
            } else if (row.agreement == StatusAgreement::Stale) {
                if (stale.empty())
                    staleAt = row.reported->at;
                stale += (stale.empty() ? "" : ", ") + row.type + (row.part.empty() ? "" : " of " + row.part);
            }
        }
        if (!stale.empty())
            findings.push_back(staleFinding(*meta, stale, staleAt));
    }
    return findings;
}

} // namespace wayproof
