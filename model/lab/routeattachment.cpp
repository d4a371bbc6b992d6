// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/routeattachment.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <tuple>

namespace wayproof
{

namespace
{

constexpr const char *gatewayGroup = "gateway.networking.k8s.io";

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    return text;
}

/// Whether `wide` ("*.x") takes in `narrow`, be it a name or a longer wildcard; never x itself.
bool wildcardCovers(const std::string &wide, const std::string &narrow)
{
    if (!wide.starts_with("*."))
        return false;
    const std::string rest = narrow.starts_with("*.") ? narrow.substr(1) : narrow;
    const std::string suffix = wide.substr(1);
    return rest.size() >= suffix.size() && rest.ends_with(suffix) &&
           (narrow.starts_with("*.") || rest.size() > suffix.size());
}

/// The more specific of the two; empty when they have nothing in common (spec/gateway.md §4).
std::string intersection(const std::string &a, const std::string &b)
{
    if (a == b || wildcardCovers(a, b))
        return b;
    return wildcardCovers(b, a) ? a : std::string();
}

std::vector<std::string> commonHostnames(const std::string &listener, const std::vector<Text> &routes)
{
    if (routes.empty())
        return {listener.empty() ? std::string("*") : listener};
    std::vector<std::string> common;
    for (const Text &route : routes) {
        const std::string name = lower(*route);
        const std::string both = listener.empty() ? name : intersection(listener, name);
        if (!both.empty() && std::find(common.begin(), common.end(), both) == common.end())
            common.push_back(both);
    }
    return common;
}

bool refersTo(const ParentReference &parent, const RouteCommon &route, const LabListener &listener)
{
    const bool isOurGroup = !parent.group || *parent.group == gatewayGroup;
    const std::string kind = parent.kind ? *parent.kind : std::string("Gateway");
    const std::string &ns = parent.ns ? *parent.ns : *route.meta.ns;
    if (!isOurGroup || kind != listener.owner->kind || ns != *listener.owner->ns ||
        *parent.name != *listener.owner->name)
        return false;
    const bool isSection = !parent.sectionName || *parent.sectionName == *listener.listener->name;
    const bool isPort = !parent.port || *parent.port == listener.port();
    return isSection && isPort;
}

bool takesKind(const LabListener &listener, const std::string &kind)
{
    const auto byProtocol = [&](const std::string &wanted) {
        if (listener.protocol == "HTTP" || listener.protocol == "HTTPS")
            return wanted == "HTTPRoute" || wanted == "GRPCRoute";
        return listener.protocol == "TLS" ? wanted == "TLSRoute" : wanted == "TCPRoute";
    };
    if (!byProtocol(kind))
        return false;
    const auto &allowed = listener.listener->allowedRoutes;
    if (!allowed || allowed->kinds->empty())
        return true;
    return std::any_of(allowed->kinds->begin(), allowed->kinds->end(), [&kind](const RouteGroupKind &entry) {
        return *entry.kind == kind && (!entry.group || *entry.group == gatewayGroup);
    });
}

bool takesNamespace(const Snapshot &snapshot, const LabListener &listener, const std::string &ns)
{
    const auto &allowed = listener.listener->allowedRoutes;
    const bool isSilent = !allowed || !allowed->namespaces || !allowed->namespaces->from;
    const std::string from = isSilent ? std::string("Same") : *allowed->namespaces->from;
    if (from == "All")
        return true;
    if (from == "Same")
        return ns == *listener.owner->ns;
    if (from != "Selector")
        return false;
    // Every namespace carries its name as a label; what else one that was not loaded carries is unknown.
    TextMap labels;
    if (const Namespace *found = snapshot.find<Namespace>("", ns))
        labels = found->meta.labels;
    labels.try_emplace("kubernetes.io/metadata.name", ns);
    return matches(*allowed->namespaces->selector, labels);
}

template<class Route>
void sortByAge(std::vector<AttachedRoute<Route>> &routes)
{
    std::stable_sort(routes.begin(), routes.end(), [](const auto &a, const auto &b) {
        const ObjectMeta &left = a.route->meta;
        const ObjectMeta &right = b.route->meta;
        return std::make_tuple(left.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
                               left.id().path()) <
               std::make_tuple(right.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
                               right.id().path());
    });
}

class Attacher
{
public:
    Attacher(const Snapshot &snapshot, GatewayModel &model)
        : m_snapshot(snapshot)
        , m_model(model)
    {
    }

    void run()
    {
        attach<HttpRoute>("HTTPRoute", &LabListener::httpRoutes);
        attach<TlsRoute>("TLSRoute", &LabListener::tlsRoutes);
        attach<TcpRoute>("TCPRoute", &LabListener::tcpRoutes);
        noteKind<GrpcRoute>("GRPCRoute: the lab's echo server speaks HTTP/1.1, so gRPC is not served.");
        noteKind<UdpRoute>("UDPRoute: the lab does not serve UDP.");
        for (LabListener &listener : m_model.listeners) {
            sortByAge(listener.httpRoutes);
            sortByAge(listener.tlsRoutes);
            sortByAge(listener.tcpRoutes);
        }
    }

private:
    template<class Route>
    void attach(const std::string &kind, std::vector<AttachedRoute<Route>> LabListener::*list)
    {
        for (const Route &route : m_snapshot.all<Route>()) {
            if (route.useDefaultGateways)
                m_model.notServed.push_back(
                    notServedNote(route.meta, route.useDefaultGateways.at,
                                  "spec.useDefaultGateways: the lab attaches routes by parentRefs only."));
            bool isAttached = false;
            for (LabListener &listener : m_model.listeners)
                isAttached |= attachTo(listener, route, kind, list);
            if (!isAttached)
                m_model.notServed.push_back(notServedNote(route.meta, {},
                                                          kind + " " + route.meta.id().path() +
                                                              " attaches to no listener that the lab serves."));
        }
    }

    template<class Route>
    bool attachTo(LabListener &listener, const Route &route, const std::string &kind,
                  std::vector<AttachedRoute<Route>> LabListener::*list)
    {
        const bool isReferred =
            std::any_of(route.parentRefs->begin(), route.parentRefs->end(),
                        [&](const ParentReference &parent) { return refersTo(parent, route, listener); });
        if (!isReferred || !takesKind(listener, kind) || !takesNamespace(m_snapshot, listener, *route.meta.ns))
            return false;
        std::vector<std::string> hostnames{"*"};
        if (kind != "TCPRoute")
            hostnames = commonHostnames(listener.hostname, *route.hostnames);
        if (hostnames.empty())
            return false;
        (listener.*list).push_back({&route, std::move(hostnames)});
        return true;
    }

    template<class Route>
    void noteKind(const std::string &message)
    {
        for (const Route &route : m_snapshot.all<Route>())
            m_model.notServed.push_back(notServedNote(route.meta, {}, message));
    }

    const Snapshot &m_snapshot;
    GatewayModel &m_model;
};

} // namespace

void attachRoutes(const Snapshot &snapshot, GatewayModel &model)
{
    Attacher(snapshot, model).run();
}

} // namespace wayproof
