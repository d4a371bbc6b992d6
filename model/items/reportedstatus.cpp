// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/reportedstatus.h"

namespace wayproof
{

namespace
{

using Reported = std::vector<ReportedCondition>;

void append(Reported &reported, const std::string &by, const std::vector<Condition> &conditions)
{
    for (const Condition &condition : conditions)
        reported.push_back({by, condition});
}

/// Of one listener where one is selected, else of all.
void appendListeners(Reported &reported, const std::vector<ListenerStatus> &listeners, const std::string &section)
{
    for (const ListenerStatus &listener : listeners) {
        if (section.empty() || section == listener.name)
            append(reported, "listener " + listener.name, listener.conditions);
    }
}

template<class Route>
void appendParents(Reported &reported, const Route *route)
{
    if (!route)
        return;
    for (const RouteParentStatus &parent : route->statusParents) {
        std::string by = "parent " + (parent.parentRef.ns ? parent.parentRef.ns.value + '/' : std::string()) +
                         parent.parentRef.name.value;
        if (parent.parentRef.sectionName)
            by += " listener " + parent.parentRef.sectionName.value;
        append(reported, by, parent.conditions);
    }
}

} // namespace

std::vector<ReportedCondition> reportedConditions(const Snapshot &snapshot, const Anchor &anchor)
{
    Reported reported;
    const ResourceId &id = anchor.id;
    if (id.kind == "GatewayClass") {
        if (const auto *found = snapshot.find<GatewayClass>(id.ns, id.name))
            append(reported, {}, found->statusConditions);
    } else if (id.kind == "Gateway") {
        if (const auto *found = snapshot.find<Gateway>(id.ns, id.name)) {
            if (anchor.section.empty())
                append(reported, {}, found->statusConditions);
            appendListeners(reported, found->statusListeners, anchor.section);
        }
    } else if (id.kind == "ListenerSet") {
        if (const auto *found = snapshot.find<ListenerSet>(id.ns, id.name)) {
            if (anchor.section.empty())
                append(reported, {}, found->statusConditions);
            appendListeners(reported, found->statusListeners, anchor.section);
        }
    } else if (id.kind == "HTTPRoute") {
        appendParents(reported, snapshot.find<HttpRoute>(id.ns, id.name));
    } else if (id.kind == "GRPCRoute") {
        appendParents(reported, snapshot.find<GrpcRoute>(id.ns, id.name));
    } else if (id.kind == "TLSRoute") {
        appendParents(reported, snapshot.find<TlsRoute>(id.ns, id.name));
    } else if (id.kind == "TCPRoute") {
        appendParents(reported, snapshot.find<TcpRoute>(id.ns, id.name));
    } else if (id.kind == "UDPRoute") {
        appendParents(reported, snapshot.find<UdpRoute>(id.ns, id.name));
    }
    return reported;
}

} // namespace wayproof
