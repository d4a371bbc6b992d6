// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/attachmentsteps.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace wayproof
{

namespace
{

// More refusals than this are told in one step.
constexpr std::size_t mostSteps = 20;

TraceStep step(const char *what, std::string subject, const char *result, std::string reason, const Location &source)
{
    TraceStep made;
    made.step = what;
    made.subject = std::move(subject);
    made.result = result;
    made.reason = std::move(reason);
    made.source = source;
    return made;
}

/// A listener's link to the object that it stands in says that it is not accepted.
bool isOfListener(const Link &link)
{
    return link.kind == LinkKind::Parent && !link.from.section.empty();
}

/// The Gateway behind the parent of a route or listener: itself, or the one that a ListenerSet names.
class Gateways
{
public:
    explicit Gateways(const RoutingTable &table)
    {
        for (const Link &link : table.links) {
            if (link.kind == LinkKind::Parent && link.from.id.kind == "ListenerSet" && link.from.section.empty())
                m_gatewayOfSet[link.from.id] = link.to.id;
        }
    }
    ResourceId of(const ResourceId &parent) const
    {
        const auto set = m_gatewayOfSet.find(parent);
        return set == m_gatewayOfSet.end() ? parent : set->second;
    }

private:
    std::unordered_map<ResourceId, ResourceId> m_gatewayOfSet;
};

std::string listenerOf(const Anchor &anchor)
{
    return anchor.id.path() + "/" + anchor.section;
}

class Refusals
{
public:
    Refusals(const RoutingTable &table, const Request &request, const std::vector<const Entrance *> &met)
        : m_table(table)
        , m_request(request)
        , m_isMet(!met.empty())
        , m_gateways(table)
    {
        for (const Entrance *entrance : met) {
            m_owners.insert(entrance->owner);
            m_listeners.insert(entrance->listeners.begin(), entrance->listeners.end());
        }
        for (const Entrance &entrance : table.entrances) {
            m_served.insert(entrance.listeners.begin(), entrance.listeners.end());
        }
    }

    std::vector<TraceStep> steps() const
    {
        std::vector<TraceStep> steps;
        std::size_t left = 0;
        for (const Link &link : m_table.links) {
            if (link.state != LinkState::Refused || !concerns(link)) {
                continue;
            }
            if (steps.size() == mostSteps) {
                ++left;
                continue;
            }
            const char *what = link.kind == LinkKind::Class ? "gateway"
                               : isOfListener(link)         ? "listener"
                                                            : "attachment";
            const std::string subject =
                isOfListener(link) ? "listener " + listenerOf(link.from) : link.from.id.toText();
            TraceStep refused = step(what, subject, "refused",
                                     link.code + (link.reason.empty() ? "" : ": ") + link.reason, link.source);
            refused.origin.resource = link.from.id;
            refused.origin.source = link.source;
            steps.push_back(std::move(refused));
        }
        if (left > 0) {
            steps.push_back(step("attachment", std::to_string(left) + " more", "refused",
                                 "none of them takes part in routing", {}));
        }
        return steps;
    }

private:
    bool concerns(const Link &link) const
    {
        if (link.kind == LinkKind::Class) {
            return m_request.gateway.empty() || m_request.gateway == link.from.id.path();
        }
        if (link.kind != LinkKind::Parent) {
            return false;
        }
        const bool isObject = isOfListener(link) || link.from.id.kind == "ListenerSet";
        if (!m_isMet) {
            return isObject && (m_request.gateway.empty() || m_request.gateway == m_gateways.of(link.to.id).path());
        }
        if (!m_owners.contains(m_gateways.of(link.to.id))) {
            return false;
        }
        // A section that another entrance serves is not what this request could have met.
        const std::string listener = listenerOf(link.to);
        return link.to.section.empty() || m_listeners.contains(listener) || !m_served.contains(listener);
    }

    const RoutingTable &m_table;
    const Request &m_request;
    bool m_isMet;
    std::unordered_set<ResourceId> m_owners;
    std::unordered_set<std::string> m_listeners; ///< of the entrances that are met
    std::unordered_set<std::string> m_served;    ///< of every entrance
    Gateways m_gateways;
};

} // namespace

std::vector<TraceStep> refusedSteps(const RoutingTable &table, const Request &request,
                                    const std::vector<const Entrance *> &met)
{
    return table.side == Side::Gateway ? Refusals(table, request, met).steps() : std::vector<TraceStep>();
}

std::vector<TraceStep> elsewhereSteps(const RoutingTable &table, const Entrance &entrance, const std::string &listener)
{
    struct Attached {
        const Link *link = nullptr;
        std::string listeners;
        bool isHere = false;
    };
    const Gateways gateways(table);
    std::unordered_map<ResourceId, std::size_t> places;
    std::vector<Attached> routes;
    for (const Link &link : table.links) {
        const bool isAttachment = link.kind == LinkKind::Parent && link.state != LinkState::Refused &&
                                  link.from.section.empty() && !link.to.section.empty();
        if (!isAttachment || gateways.of(link.to.id) != entrance.owner)
            continue;
        const auto [place, isNew] = places.try_emplace(link.from.id, routes.size());
        if (isNew)
            routes.push_back({&link, {}, false});
        Attached &route = routes[place->second];
        const std::string name = listenerOf(link.to);
        route.listeners += (route.listeners.empty() ? "" : ", ") + name;
        route.isHere =
            route.isHere || (listener.empty() ? std::find(entrance.listeners.begin(), entrance.listeners.end(), name) !=
                                                    entrance.listeners.end()
                                              : name == listener);
    }
    std::vector<TraceStep> steps;
    std::size_t left = 0;
    for (const Attached &route : routes) {
        if (route.isHere)
            continue;
        if (steps.size() == mostSteps) {
            ++left;
            continue;
        }
        TraceStep passed = step("attachment", route.link->from.id.toText(), "passed over",
                                "attached elsewhere: " + route.listeners, route.link->source);
        passed.origin.resource = route.link->from.id;
        passed.origin.source = route.link->source;
        steps.push_back(std::move(passed));
    }
    if (left > 0)
        steps.push_back(
            step("attachment", std::to_string(left) + " more", "passed over", "they are attached elsewhere too", {}));
    return steps;
}

std::vector<TraceStep> tlsSteps(const Channel &channel)
{
    const std::string subject = channel.listener.empty() ? channel.sni.toText() : "listener " + channel.listener;
    switch (channel.tls) {
    case TlsMode::None:
        break;
    case TlsMode::Terminate:
        return {
            step("tls", subject, "terminated", "TLS ends here; what is behind the handshake is read", channel.source)};
    case TlsMode::Passthrough:
        return {step("tls", subject, "passed through", "TLS ends at the backend; nothing but the SNI is read here",
                     channel.source)};
    }
    return {};
}

std::vector<TraceStep> reencryptionSteps(const RoutingTable &table, const Action &action)
{
    std::vector<TraceStep> steps;
    for (const WeightedBackend &backend : action.backends) {
        if (!backend.tls || backend.weight <= 0) {
            continue;
        }
        const auto policy = std::find_if(table.links.begin(), table.links.end(), [&](const Link &link) {
            return link.kind == LinkKind::Policy && link.state == LinkState::Held && link.to.id == backend.service;
        });
        const bool isFound = policy != table.links.end();
        steps.push_back(step("tls", backend.service.toText(), "re-encrypted",
                             "TLS begins anew towards the backend, with SNI " + backend.tls->sni +
                                 (isFound ? ", by " + policy->from.id.toText() : std::string()) +
                                 (backend.tls->isVerified ? "" : "; its certificate is not verified"),
                             isFound ? policy->source : backend.source));
    }
    return steps;
}

} // namespace wayproof
