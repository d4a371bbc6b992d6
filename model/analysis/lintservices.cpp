// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/lintservices.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

bool isSelected(const Workload &workload, const TextMap &selector)
{
    return std::all_of(selector.begin(), selector.end(), [&](const auto &wanted) {
        const auto label = workload.podLabels.find(wanted.first);
        return label != workload.podLabels.end() && *label->second == *wanted.second;
    });
}

std::string selectorText(const TextMap &selector)
{
    std::string text;
    for (const auto &[key, value] : selector)
        text += (text.empty() ? "" : ", ") + key + "=" + *value;
    return text;
}

/// What the cluster reports counts more than what the templates say.
bool hasEndpoints(const Snapshot &snapshot, const Service &service)
{
    const Endpoints *older = snapshot.find<Endpoints>(*service.meta.ns, *service.meta.name);
    const std::vector<const EndpointSlice *> slices = snapshot.slicesOf(*service.meta.ns, *service.meta.name);
    return std::any_of(slices.begin(), slices.end(),
                       [](const EndpointSlice *slice) { return !slice->endpoints.empty(); }) ||
           (older && !older->subsets.empty());
}

class ServiceFindings
{
public:
    explicit ServiceFindings(const Snapshot &snapshot)
        : m_snapshot(snapshot)
    {
    }

    void judge(const Service &service)
    {
        std::vector<const Workload *> beside;
        std::vector<const Workload *> selected;
        for (const Workload &workload : m_snapshot.all<Workload>()) {
            if (*workload.meta.ns != *service.meta.ns)
                continue;
            beside.push_back(&workload);
            if (isSelected(workload, service.selector))
                selected.push_back(&workload);
        }
        if (beside.empty() || service.selector.empty() || hasEndpoints(m_snapshot, service))
            return;
        if (selected.empty()) {
            add("service-selects-nothing", service, service.selector.begin()->second.at,
                service.meta.id().toText() + " selects " + selectorText(service.selector) +
                    ", and no Deployment or Pod of its namespace that was loaded has these labels.",
                "Make the selector fit the labels in the Pod template.", *beside.front());
            return;
        }
        for (const ServicePort &port : *service.ports) {
            if (port.targetPort && !port.targetPort->name.empty() && !hasPort(selected, port.targetPort->name))
                add("service-target-port-missing", service, port.targetPort.at,
                    "No container of the Pods that " + service.meta.id().toText() + " selects has a port named " +
                        port.targetPort->name + ".",
                    "Name a container's port, or write its number.", *selected.front());
        }
    }

    Diagnostics found;

private:
    static bool hasPort(const std::vector<const Workload *> &workloads, const std::string &name)
    {
        return std::any_of(workloads.begin(), workloads.end(), [&](const Workload *workload) {
            return std::any_of(workload->ports.begin(), workload->ports.end(),
                               [&](const ContainerPort &port) { return *port.name == name; });
        });
    }

    void add(std::string code, const Service &service, Position at, std::string message, std::string mend,
             const Workload &related)
    {
        found.push_back({Severity::Warning,
                         Category::Reference,
                         std::move(code),
                         std::move(message),
                         std::move(mend),
                         service.meta.at(at),
                         service.meta.id(),
                         {{"a workload of the namespace", related.meta.source}}});
    }

    const Snapshot &m_snapshot;
};

} // namespace

Diagnostics lintServices(const Snapshot &snapshot, const std::vector<const RoutingTable *> &tables)
{
    ServiceFindings findings(snapshot);
    if (snapshot.all<Workload>().empty())
        return {};
    std::set<ResourceId> judged;
    for (const RoutingTable *table : tables) {
        for (const Link &link : table->links) {
            const bool isBackend = link.kind == LinkKind::Backend && link.to.id.kind == "Service";
            if (!isBackend || link.state == LinkState::Refused || !judged.insert(link.to.id).second)
                continue;
            if (const Service *service = snapshot.find<Service>(link.to.id.ns, link.to.id.name))
                findings.judge(*service);
        }
    }
    return std::move(findings.found);
}

} // namespace wayproof
