// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// parentRefs: which listeners take which routes, and why others do not (spec/gateway.md §4, §8 "clash").
#include "model/routing/gatewaycompiler.h"
#include "model/routing/hostnameset.h"

#include <algorithm>

namespace wayproof
{

namespace
{

struct AnyRoute {
    const RouteCommon *route = nullptr;
    RouteKind kind = RouteKind::Http;
};

template<class T>
void addRoutes(GatewayCompilation &compilation, RouteKind kind, std::vector<AnyRoute> &routes)
{
    for (const T &route : compilation.snapshot.all<T>()) {
        if (compilation.exists(route)) {
            routes.push_back({&route, kind});
        } else if (compilation.rejected.contains(route.meta.id())) {
            const auto fault = compilation.refusedRoutes.find(route.meta.id());
            const bool isNamed = fault != compilation.refusedRoutes.end();
            for (const ParentReference &ref : *route.parentRefs) {
                compilation.link(LinkKind::Parent, {route.meta.id(), {}, {}, {}},
                                 {{ref.kind.valueOr("Gateway"), ref.ns.valueOr(*route.meta.ns), *ref.name},
                                  {},
                                  {},
                                  *ref.sectionName},
                                 LinkState::Refused, isNamed ? fault->second.code : "Rejected",
                                 "The API server refuses the route" +
                                     (isNamed ? ": " + fault->second.reason + "." : "."),
                                 route.meta.at(ref.at));
            }
        }
    }
}

/// What became of one parentRef, over all listeners that it could mean.
struct Verdict {
    bool isHeld = false;
    bool isUnknown = false;
    std::string code;
    std::string reason;
};

/// The most telling reason stays: a hostname that does not fit says more than a listener that was not allowed.
void fail(Verdict &verdict, int weight, int &best, std::string code, std::string reason)
{
    if (weight <= best)
        return;
    best = weight;
    verdict.code = std::move(code);
    verdict.reason = std::move(reason);
}

struct ParentTarget {
    GatewayNode *gateway = nullptr;
    const ListenerSet *set = nullptr;
};

/// A Gateway ref never finds a ListenerSet's listener, nor the other way round (spec/gateway.md §4).
bool isCandidate(const ListenerNode &listener, const ParentTarget &target, const ParentReference &ref)
{
    if (listener.set != target.set)
        return false;
    if (ref.sectionName && *ref.sectionName != *listener.listener->name)
        return false;
    return !ref.port || *ref.port == listener.port;
}

/// Whether the listener takes routes of that kind; `unknown` says why that is not certain.
bool takesKind(const ListenerNode &listener, RouteKind kind, std::optional<Dependency> &unknown)
{
    if (std::find(listener.kinds.begin(), listener.kinds.end(), kind) != listener.kinds.end())
        return true;
    if (kind != RouteKind::Tcp || !listener.tcpOnTls)
        return false;
    unknown = listener.tcpOnTls;
    return true;
}

/// Another listener of the port has the hostname itself (seen on Envoy Gateway: its routes alone are served there). One
/// that lost the hostname to another counts no more.
bool isReserved(const GatewayNode &gateway, const ListenerNode &listener, const std::string &hostname)
{
    return !hostname.empty() &&
           std::any_of(gateway.listeners.begin(), gateway.listeners.end(), [&](const ListenerNode &other) {
               const bool isLoser = other.set && other.reason == "HostnameConflict";
               return &other != &listener && !isLoser && other.port == listener.port && other.hostname == hostname;
           });
}

class RouteAttacher
{
public:
    RouteAttacher(GatewayCompilation &compilation, const AnyRoute &route)
        : m_compilation(compilation)
        , m_route(*route.route)
        , m_kind(route.kind)
    {
    }

    void attachTo(const ParentReference &ref)
    {
        const std::string kind = ref.kind.valueOr("Gateway");
        const std::string ns = ref.ns.valueOr(*m_route.meta.ns);
        const Anchor to{{kind, ns, *ref.name}, {}, {}, *ref.sectionName};
        const Location at = m_route.meta.at(ref.at);
        if (kind == "Service" && ref.group.isSet && ref.group->empty()) {
            link(to, LinkState::Unknown, "Mesh", "A Service as parent concerns a service mesh, which is not modelled.",
                 at);
            return;
        }
        const std::optional<ParentTarget> target =
            isOfApi(ref) ? find(kind, ns, *ref.name) : std::optional<ParentTarget>();
        if (!target) {
            const std::string reason = whyNoParent(ref, to.id);
            link(to, LinkState::Refused, "NoMatchingParent", reason, at);
            m_compilation.finding(Severity::Warning, Category::Reference, "parent-missing", m_route.meta.id(), at,
                                  reason, "Name an existing Gateway or ListenerSet in parentRefs, with its namespace.");
            return;
        }
        const Verdict verdict = tryListeners(*target, ref, std::nullopt, at);
        m_isAttached = m_isAttached || verdict.isHeld || verdict.isUnknown;
        if (verdict.isHeld || verdict.isUnknown)
            return;
        link(to, LinkState::Refused, verdict.code, verdict.reason, at);
        const bool isHostname = verdict.code == "NoMatchingListenerHostname";
        m_compilation.finding(Severity::Warning, Category::Reference,
                              isHostname ? "route-hostname-disjoint" : "route-not-attached", m_route.meta.id(), at,
                              verdict.reason,
                              isHostname ? "Make the route's hostnames fit the listener's."
                                         : "Mend the parentRef or the listener's allowedRoutes.");
    }

    /// Experimental: spec.useDefaultGateways with a Gateway's spec.defaultScope (spec/gateway.md §0).
    void attachToDefaults()
    {
        for (GatewayNode &gateway : m_compilation.gateways) {
            if (*gateway.gateway->defaultScope != "All")
                continue;
            const Dependency unknown{
                "default-gateways",
                "The route reaches the Gateway by useDefaultGateways only, which is experimental and may be ignored.",
                {}};
            tryListeners({&gateway, nullptr}, {}, unknown, m_route.meta.at(m_route.useDefaultGateways.at));
            m_isAttached = true;
        }
    }

    bool isAttached() const { return m_isAttached; }

private:
    /// XListenerSet was the name of ListenerSet in the group of experimental kinds.
    static bool isOfApi(const ParentReference &ref)
    {
        const std::string group = ref.group.valueOr("gateway.networking.k8s.io");
        return group == "gateway.networking.k8s.io" ||
               (group == "gateway.networking.x-k8s.io" && *ref.kind == "XListenerSet");
    }

    std::string whyNoParent(const ParentReference &ref, const ResourceId &parent) const
    {
        if (!isOfApi(ref))
            return parent.toText() + " of group \"" + *ref.group + "\" is no parent that is known.";
        if (m_compilation.rejected.contains(parent))
            return "The API server refuses " + parent.toText() + ".";
        const bool isSet = parent.kind == "ListenerSet" || parent.kind == "XListenerSet";
        if (!isSet && parent.kind != "Gateway")
            return "A route's parent is a Gateway or a ListenerSet, not " + parent.toText() + ".";
        return parent.toText() + " does not exist" + (isSet ? ", or its Gateway does not admit it." : ".");
    }

    std::optional<ParentTarget> find(const std::string &kind, const std::string &ns, const std::string &name)
    {
        const std::string path = ns + "/" + name;
        const auto &index =
            kind == "ListenerSet" || kind == "XListenerSet" ? m_compilation.gatewayOfSet : m_compilation.gatewayByPath;
        const auto found = index.find(path);
        if (found == index.end() || (&index == &m_compilation.gatewayByPath && kind != "Gateway"))
            return std::nullopt;
        ParentTarget target{&m_compilation.gateways[found->second], nullptr};
        if (&index == &m_compilation.gatewayOfSet)
            target.set = m_compilation.snapshot.find<ListenerSet>(ns, name);
        return target;
    }

    Verdict tryListeners(const ParentTarget &target, const ParentReference &ref, const std::optional<Dependency> &doubt,
                         const Location &at)
    {
        Verdict verdict;
        int best = 0;
        const std::string parent =
            target.set ? target.set->meta.id().toText() : target.gateway->gateway->meta.id().toText();
        fail(verdict, 1, best, "NoMatchingParent",
             parent + " has no listener" + (ref.sectionName ? " named " + *ref.sectionName : std::string()) +
                 (ref.port ? " on port " + std::to_string(*ref.port) : std::string()) + ".");
        for (ListenerNode &listener : target.gateway->listeners) {
            if (isCandidate(listener, target, ref))
                tryListener(*target.gateway, listener, doubt, at, verdict, best);
        }
        return verdict;
    }

    void tryListener(const GatewayNode &gateway, ListenerNode &listener, std::optional<Dependency> doubt,
                     const Location &at, Verdict &verdict, int &best)
    {
        const std::string name = "Listener " + listener.id;
        if (!doubt)
            doubt = listener.unknown;
        if (!takesKind(listener, m_kind, doubt)) {
            fail(verdict, 2, best, "NotAllowedByListeners",
                 name + " of protocol " + listener.protocol + " takes no " + std::string(kindName(m_kind)) + ".");
            return;
        }
        const Field<AllowedRoutes> &allowed = listener.listener->allowedRoutes;
        const Field<RouteNamespaces> namespaces = allowed ? allowed->namespaces : Field<RouteNamespaces>();
        const Ternary admitted =
            admitsNamespace(m_compilation.snapshot, namespaces, "Same", *listener.owner().ns, *m_route.meta.ns);
        if (admitted == Ternary::No) {
            fail(verdict, 3, best, "NotAllowedByListeners",
                 name + " does not allow routes from namespace " + *m_route.meta.ns +
                     " (allowedRoutes.namespaces.from is " +
                     (namespaces ? namespaces->from.valueOr("Same") : std::string("Same")) + ").");
            return;
        }
        if (admitted == Ternary::Unknown) {
            doubt = Dependency{"namespace-not-loaded",
                               "Namespace " + *m_route.meta.ns + " was not loaded, so it is not known whether " + name +
                                   "'s selector admits its routes.",
                               {}};
        }
        const bool hasHostnames = m_kind != RouteKind::Tcp && m_kind != RouteKind::Udp;
        Attachment attachment{
            &m_route, m_kind,
            attachedHostnames(listener.hostname, hasHostnames ? *m_route.hostnames : std::vector<Text>()), doubt};
        if (gateway.profile->reservesListenerHostnames && hasHostnames && !m_route.hostnames->empty())
            std::erase_if(attachment.hostnames, [&](const AttachedHostname &hostname) {
                return isReserved(gateway, listener, hostname.effective);
            });
        if (attachment.hostnames.empty()) {
            fail(verdict, 4, best, "NoMatchingListenerHostname",
                 "None of the route's hostnames fits " + name + ", whose hostname is " + listener.hostname + ".");
            return;
        }
        // Routes come one after the other, so only the last attachment can be of this route.
        if (listener.attachments.empty() || listener.attachments.back().route != &m_route)
            listener.attachments.push_back(std::move(attachment));
        (doubt ? verdict.isUnknown : verdict.isHeld) = true;
        link(listener.anchor(), doubt ? LinkState::Unknown : LinkState::Held, doubt ? doubt->code : std::string(),
             doubt ? doubt->text : listener.message, at);
    }

    void link(const Anchor &to, LinkState state, std::string code, std::string reason, const Location &at)
    {
        m_compilation.link(LinkKind::Parent, {m_route.meta.id(), {}, {}, {}}, to, state, std::move(code),
                           std::move(reason), at);
    }

    GatewayCompilation &m_compilation;
    const RouteCommon &m_route;
    RouteKind m_kind;
    bool m_isAttached = false;
};

/// spec/gateway.md §8: HTTPRoute and GRPCRoute with intersecting hostnames on one listener: only the older is accepted.
void settleGrpcClashes(GatewayCompilation &compilation, ListenerNode &listener)
{
    const bool hasGrpc = std::any_of(listener.attachments.begin(), listener.attachments.end(),
                                     [](const Attachment &attachment) { return attachment.kind == RouteKind::Grpc; });
    if (!hasGrpc)
        return;
    HostnameSet http;
    HostnameSet grpc;
    std::vector<Attachment> kept;
    for (Attachment &attachment : listener.attachments) {
        const bool isGrpc = attachment.kind == RouteKind::Grpc;
        const HostnameSet &others = isGrpc ? http : grpc;
        const bool isClash =
            std::any_of(attachment.hostnames.begin(), attachment.hostnames.end(),
                        [&](const AttachedHostname &hostname) { return others.intersects(hostname.effective); });
        if (isClash) {
            const ResourceId id = attachment.route->meta.id();
            const std::string reason = "Listener " + listener.id + " already has an older " +
                                       (isGrpc ? "HTTPRoute" : "GRPCRoute") +
                                       " with an intersecting hostname, and the two kinds are never merged.";
            for (Link &link : compilation.table.links) {
                if (link.kind == LinkKind::Parent && link.from.id == id && link.to == listener.anchor()) {
                    link.state = LinkState::Refused;
                    link.code = "HostnameConflict";
                    link.reason = reason;
                }
            }
            compilation.finding(Severity::Error, Category::Conflict, "route-kind-clash", id,
                                attachment.route->meta.source, reason,
                                "Give the GRPCRoute a hostname or a listener of its own.");
            if (!attachment.route->meta.creationTimestamp) { // ordered by age: none counts as youngest
                listener.dependsOn.push_back(
                    {"creation-order",
                     id.toText() + " clashes at listener " + listener.id +
                         " with a route of the other kind, and which is older is not known; the name was taken to "
                         "decide.",
                     {}});
            }
            continue;
        }
        for (const AttachedHostname &hostname : attachment.hostnames)
            (isGrpc ? grpc : http).add(hostname.effective);
        kept.push_back(std::move(attachment));
    }
    listener.attachments = std::move(kept);
}

} // namespace

void attachRoutes(GatewayCompilation &compilation)
{
    std::vector<AnyRoute> routes;
    addRoutes<HttpRoute>(compilation, RouteKind::Http, routes);
    addRoutes<GrpcRoute>(compilation, RouteKind::Grpc, routes);
    addRoutes<TlsRoute>(compilation, RouteKind::Tls, routes);
    addRoutes<TcpRoute>(compilation, RouteKind::Tcp, routes);
    addRoutes<UdpRoute>(compilation, RouteKind::Udp, routes);
    std::stable_sort(routes.begin(), routes.end(),
                     [](const AnyRoute &a, const AnyRoute &b) { return isOlder(a.route->meta, b.route->meta); });
    for (const AnyRoute &route : routes) {
        RouteAttacher attacher(compilation, route);
        for (const ParentReference &ref : *route.route->parentRefs)
            attacher.attachTo(ref);
        if (*route.route->useDefaultGateways == "All")
            attacher.attachToDefaults();
        if (route.route->parentRefs->empty() && !attacher.isAttached()) {
            compilation.finding(Severity::Warning, Category::Reference, "route-without-parent", route.route->meta.id(),
                                route.route->meta.source, "The route names no parent, so nothing serves it.",
                                "Add a parentRef.");
        }
    }
    for (GatewayNode &gateway : compilation.gateways) {
        if (gateway.profile->mergesRouteKinds)
            continue;
        for (ListenerNode &listener : gateway.listeners)
            settleGrpcClashes(compilation, listener);
    }
}

} // namespace wayproof
