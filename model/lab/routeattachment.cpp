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
    // XListenerSet was the name of ListenerSet in the group of experimental kinds.
    const bool isOldSet =
        parent.kind && *parent.kind == "XListenerSet" && parent.group && *parent.group == "gateway.networking.x-k8s.io";
    const bool isOurGroup = isOldSet || !parent.group || *parent.group == gatewayGroup;
    const std::string kind = isOldSet ? std::string("ListenerSet") : parent.kind.valueOr("Gateway");
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
        return wanted == listener.protocol + "Route";
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

/// One hostname may take in the other; "*" takes in all.
bool intersect(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    return std::any_of(a.begin(), a.end(), [&b](const std::string &left) {
        return std::any_of(b.begin(), b.end(), [&left](const std::string &right) {
            return left == "*" || right == "*" || !intersection(left, right).empty();
        });
    });
}

bool isOlder(const ObjectMeta &a, const ObjectMeta &b)
{
    const auto rank = [](const ObjectMeta &meta) {
        return std::make_tuple(meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
                               meta.id().path(), meta.kind != "HTTPRoute");
    };
    return rank(a) < rank(b);
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
        attach<GrpcRoute>("GRPCRoute", &LabListener::grpcRoutes);
        attach<TlsRoute>("TLSRoute", &LabListener::tlsRoutes);
        attach<TcpRoute>("TCPRoute", &LabListener::tcpRoutes);
        attach<UdpRoute>("UDPRoute", &LabListener::udpRoutes);
        for (LabListener &listener : m_model.listeners) {
            sortByAge(listener.httpRoutes);
            sortByAge(listener.grpcRoutes);
            sortByAge(listener.tlsRoutes);
            sortByAge(listener.tcpRoutes);
            sortByAge(listener.udpRoutes);
            settleClashes(listener);
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
        if (kind != "TCPRoute" && kind != "UDPRoute")
            hostnames = commonHostnames(listener.hostname, *route.hostnames);
        // As Envoy Gateway has it: a hostname of another listener of the port is served by that one's routes alone.
        if (!route.hostnames->empty())
            std::erase_if(hostnames, [&](const std::string &hostname) { return isReserved(listener, hostname); });
        if (hostnames.empty())
            return false;
        (listener.*list).push_back({&route, std::move(hostnames)});
        return true;
    }

    bool isReserved(const LabListener &listener, const std::string &hostname) const
    {
        const auto has = [&](const LabListener &other) {
            return other.gateway == listener.gateway && other.listener != listener.listener &&
                   other.port() == listener.port() && other.hostname == hostname;
        };
        const auto &own = *listener.gateway->listeners;
        return std::any_of(own.begin(), own.end(),
                           [&](const Listener &other) {
                               return &other != listener.listener && *other.port == listener.port() &&
                                      lower(*other.hostname) == hostname;
                           }) ||
               std::any_of(m_model.listeners.begin(), m_model.listeners.end(), has) ||
               std::any_of(m_model.unprogrammed.begin(), m_model.unprogrammed.end(), has);
    }

    /// spec/gateway.md §8: of an HTTPRoute and a GRPCRoute with intersecting hostnames on one listener only the older
    /// is accepted. A route that lost to one that is itself refused is accepted, so they are taken oldest first.
    void settleClashes(LabListener &listener)
    {
        std::vector<AttachedRoute<HttpRoute>> http;
        std::vector<AttachedRoute<GrpcRoute>> grpc;
        auto nextHttp = listener.httpRoutes.begin();
        auto nextGrpc = listener.grpcRoutes.begin();
        const auto take = [&](auto &next, auto &own, const auto &others) {
            const auto rival = std::find_if(others.begin(), others.end(), [&next](const auto &other) {
                return intersect(next->hostnames, other.hostnames);
            });
            if (rival == others.end())
                own.push_back(*next);
            else
                m_model.notServed.push_back(notServedNote(
                    next->route->meta, {},
                    "listener " + *listener.listener->name + ": " + rival->route->meta.id().toText() +
                        " is older and of the other kind, and their hostnames intersect, so this route is not "
                        "accepted there."));
            ++next;
        };
        while (nextHttp != listener.httpRoutes.end() || nextGrpc != listener.grpcRoutes.end()) {
            const bool isHttpNext =
                nextGrpc == listener.grpcRoutes.end() ||
                (nextHttp != listener.httpRoutes.end() && isOlder(nextHttp->route->meta, nextGrpc->route->meta));
            if (isHttpNext)
                take(nextHttp, http, grpc);
            else
                take(nextGrpc, grpc, http);
        }
        listener.httpRoutes = std::move(http);
        listener.grpcRoutes = std::move(grpc);
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
