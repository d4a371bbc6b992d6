// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Every reference that routes make beyond their parents, as links with their state, and findings for those that do not
// hold.
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

class RouteLinks
{
public:
    explicit RouteLinks(GatewayCompilation &compilation)
        : m_compilation(compilation)
        , m_profile(profileNamed(compilation.options.profile))
    {
    }

    template<class Route>
    void addAll()
    {
        for (const Route &route : m_compilation.snapshot.all<Route>()) {
            if (!m_compilation.exists(route))
                continue;
            for (std::size_t i = 0; i < route.rules->size(); ++i) {
                const auto &rule = (*route.rules)[i];
                addBackends(route.meta, static_cast<int>(i), rule.backendRefs, rule.at);
                if constexpr (requires { rule.filters; })
                    addFilters(route.meta, static_cast<int>(i), rule.filters);
            }
        }
    }

private:
    void addBackends(const ObjectMeta &route, int rule, const List<BackendRef> &refs, Position at)
    {
        std::int64_t sum = 0;
        for (const BackendRef &ref : *refs)
            sum += std::max<std::int64_t>(ref.weight.valueOr(1), 0);
        if (!refs->empty() && sum == 0) {
            m_compilation.finding(Severity::Warning, Category::Pitfall, "all-weights-zero", route.id(), route.at(at),
                                  "All weights of rule " + std::to_string(rule) +
                                      " are zero, so nothing may be forwarded.",
                                  "Give at least one backendRef a positive weight.");
        }
        for (const BackendRef &ref : *refs) {
            const double share = sum == 0 ? 0.0
                                          : static_cast<double>(std::max<std::int64_t>(ref.weight.valueOr(1), 0)) /
                                                static_cast<double>(sum);
            addTarget(LinkKind::Backend, route, rule, ref.ref, share);
            addFilters(route, rule, ref.filters);
        }
    }

    void addFilters(const ObjectMeta &route, int rule, const List<RouteFilter> &filters)
    {
        for (const RouteFilter &filter : *filters) {
            if (filter.requestMirror && filter.requestMirror->backendRef)
                addTarget(LinkKind::FilterTarget, route, rule, *filter.requestMirror->backendRef, std::nullopt, true);
            if (filter.externalAuth && filter.externalAuth->backendRef)
                addTarget(LinkKind::FilterTarget, route, rule, *filter.externalAuth->backendRef, std::nullopt);
            if (filter.extensionRef) {
                addExtension(route, rule, *filter.extensionRef);
            }
        }
    }

    void addExtension(const ObjectMeta &route, int rule, const ObjectReference &ref)
    {
        const Anchor from{route.id(), rule, {}, {}};
        const Anchor to{{*ref.kind, *route.ns, *ref.name}, {}, {}, {}};
        const Location at = route.at(ref.at);
        if (extensionExists(m_compilation, route, ref) != false) {
            m_compilation.link(LinkKind::FilterTarget, from, to, LinkState::Unknown, "extension-ref",
                               "What the extension does is up to the implementation.", at);
            return;
        }
        const std::string reason = "The filter refers to " + to.id.toText() + ", which does not exist.";
        m_compilation.link(LinkKind::FilterTarget, from, to, LinkState::Refused, "FilterNotFound", reason, at);
        m_compilation.finding(Severity::Error, Category::Reference, "filter-target-missing", route.id(), at, reason,
                              "Create it, or remove the filter; until then the requests of the rule end in an error.");
    }

    void addTarget(LinkKind kind, const ObjectMeta &route, int rule, const BackendObjectReference &ref,
                   std::optional<double> share, bool isMirror = false)
    {
        const TargetResolution target = resolveTarget(m_compilation, m_profile, route, ref);
        // What some implementations take is not refused, whatever the others answer.
        const LinkState state = target.dependsOn     ? LinkState::Unknown
                                : target.isInvalid() ? LinkState::Refused
                                                     : LinkState::Held;
        std::string reason = target.dependsOn ? target.dependsOn->text : target.invalidReason;
        if (reason.empty())
            reason = target.service.assumption;
        m_compilation.link(kind, {route.id(), rule, {}, {}},
                           {target.id, {}, {}, target.port == 0 ? std::string() : std::to_string(target.port)}, state,
                           target.dependsOn ? target.dependsOn->code : target.invalidCode, std::move(reason),
                           route.at(ref.at));
        m_compilation.table.links.back().share = share;
        if (target.isInvalid())
            report(route, ref, target, isMirror);
        else if (target.service.service)
            addEndpoints(target);
    }

    void report(const ObjectMeta &route, const BackendObjectReference &ref, const TargetResolution &target,
                bool isMirror)
    {
        if (isMirror) { // spec/gateway.md §6: dropped, the main traffic flows
            m_compilation.finding(Severity::Warning, Category::Reference, "mirror-target-missing", route.id(),
                                  route.at(ref.at), "Nothing is mirrored: " + target.invalidReason,
                                  target.invalidCode == "RefNotPermitted"
                                      ? "Add a ReferenceGrant to namespace " + target.id.ns + "."
                                      : "Name a Service that exists, by its own port.");
            return;
        }
        std::string code = "backend-missing";
        std::string mend = "Create the Service, or name one that exists.";
        if (target.invalidCode == "RefNotPermitted") {
            code = "reference-not-granted";
            mend = "Add a ReferenceGrant to namespace " + target.id.ns + " for " + route.kind + "s of namespace " +
                   *route.ns + ".";
        } else if (target.invalidCode == "InvalidKind") {
            code = "backend-kind-invalid";
            mend = "Refer to a Service.";
        } else if (target.invalidCode == "UnsupportedProtocol") {
            code = "backend-protocol-unsupported";
            mend = "Correct the port's appProtocol, or refer to a port that speaks HTTP.";
        } else if (target.service.meantByTargetPort) {
            code = "backend-port-is-target-port";
            mend = "Use the Service's port " + std::to_string(*target.service.meantByTargetPort->port) +
                   " instead of its targetPort.";
        } else if (target.service.state == ServicePortResolution::State::PortMissing) {
            code = "backend-port-missing";
            mend = "Name one of the Service's ports.";
        }
        m_compilation.finding(target.dependsOn ? Severity::Warning : Severity::Error, Category::Reference,
                              std::move(code), route.id(), route.at(ref.at),
                              target.dependsOn ? target.dependsOn->text : target.invalidReason, std::move(mend));
    }

    /// Service to its endpoints, once for each Service.
    void addEndpoints(const TargetResolution &target)
    {
        if (!m_linked.insert(target.id).second)
            return;
        const ObjectMeta &service = target.service.service->meta;
        for (const ResourceId &endpoints : target.service.endpointObjects) {
            const ObjectMeta *meta = m_compilation.snapshot.meta(endpoints);
            m_compilation.link(LinkKind::Endpoints, {target.id, {}, {}, {}}, {endpoints, {}, {}, {}}, LinkState::Held,
                               {}, {}, meta ? meta->source : Location());
        }
        if (target.service.ready == 0) {
            m_compilation.finding(Severity::Warning, Category::Reference, "service-without-endpoints", target.id,
                                  service.source, target.id.toText() + " has no ready endpoint.",
                                  "See whether its selector fits the Pods and whether they are ready.");
        }
    }

    GatewayCompilation &m_compilation;
    const Profile &m_profile;
    std::unordered_set<ResourceId> m_linked;
};

} // namespace

void linkRouteTargets(GatewayCompilation &compilation)
{
    RouteLinks links(compilation);
    links.addAll<HttpRoute>();
    links.addAll<GrpcRoute>();
    links.addAll<TlsRoute>();
    links.addAll<TcpRoute>();
    links.addAll<UdpRoute>();
}

} // namespace wayproof
