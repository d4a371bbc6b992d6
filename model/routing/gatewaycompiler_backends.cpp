// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// backendRefs: what they name, whether they may, what share each gets and what it earns instead (spec/gateway.md §7,
// §10).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Kinds beside Service that some implementation is known to take (spec/gateway.md §7: "others Impl").
bool isKnownExtension(const std::string &groupAndKind)
{
    return groupAndKind == "gateway.networking.x-k8s.io/XBackend" ||
           groupAndKind == "multicluster.x-k8s.io/ServiceImport";
}

/// Whether the source holds any object of that kind, so that somebody takes it seriously.
bool isLoadedKind(const Snapshot &snapshot, const std::string &kind, const std::string &group)
{
    const auto &others = snapshot.all<OtherObject>();
    return std::any_of(others.begin(), others.end(), [&](const OtherObject &object) {
        return object.meta.kind == kind + "." + group ||
               (object.meta.kind == kind && object.meta.apiVersion.starts_with(group + "/"));
    });
}

void judgeForeignKind(const GatewayCompilation &compilation, const Profile &profile, TargetResolution &target)
{
    const std::string groupAndKind = target.group + "/" + target.id.kind;
    const auto &own = profile.extensionKinds;
    const bool isOwn = std::find(own.begin(), own.end(), groupAndKind) != own.end();
    if (isOwn || isKnownExtension(groupAndKind) || isLoadedKind(compilation.snapshot, target.id.kind, target.group)) {
        target.dependsOn = Dependency{"backend-kind",
                                      "Backends of kind " + target.id.kind + " (" + target.group +
                                          ") are up to the implementation and are not modelled.",
                                      "backends"};
        return;
    }
    target.invalidCode = "InvalidKind";
    target.invalidReason = "A backend cannot be of kind " + target.id.kind +
                           (target.group.empty() ? std::string(".") : " of group " + target.group + ".");
}

/// spec/gateway.md §7 "appProtocol": whether a route of that kind can speak it to a backend.
void judgeAppProtocol(const GatewayCompilation &compilation, const Profile &profile, std::string_view routeKind,
                      TargetResolution &target)
{
    const std::string &written = target.service.appProtocol;
    const std::string name = lowerCase(written);
    const bool isGrpc = routeKind == "GRPCRoute";
    if (name.empty() || (!isGrpc && routeKind != "HTTPRoute"))
        return;
    const auto isOneOf = [&name](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const bool isWebSocket = isOneOf({"kubernetes.io/ws", "kubernetes.io/wss", "ws", "wss"});
    if (isOneOf({"http", "http2", "h2c", "grpc", "kubernetes.io/h2c"}) || (isWebSocket && !isGrpc))
        return;
    if (name == "https") {
        if (backendTlsOf(compilation, profile, target).policy)
            return;
        target.dependsOn =
            Dependency{"app-protocol",
                       "The port of " + target.id.toText() +
                           " says https; whether it is spoken to in TLS without a BackendTLSPolicy is up to the "
                           "implementation.",
                       "backends"};
        return;
    }
    if (profile.ignoresAppProtocol)
        return;
    target.invalidCode = "UnsupportedProtocol";
    target.invalidReason =
        "No " + std::string(routeKind) + " can speak the appProtocol " + written + " of " + target.id.toText() + ".";
    if (!isWebSocket) {
        target.dependsOn = Dependency{"app-protocol",
                                      "The specification does not know appProtocol " + written + " of " +
                                          target.id.toText() + "; an implementation may support or ignore it.",
                                      "backends"};
    }
}

/// spec/gateway.md §10: no usable CA is an error, never plain text.
void applyBackendTls(const BackendTlsVerdict &verdict, WeightedBackend &backend)
{
    backend.dependsOn.insert(backend.dependsOn.end(), verdict.dependsOn.begin(), verdict.dependsOn.end());
    if (!verdict.policy)
        return;
    if (verdict.problem.empty()) {
        backend.tls = BackendTls{*verdict.policy->hostname, true};
        return;
    }
    backend.errorStatus = 500;
    backend.errorCode = "NoValidCACertificate";
    backend.errorReason = verdict.problem + " The backend is never spoken to in plain text.";
    backend.dependsOn.push_back(
        {"backend-tls-status", "Which 5xx a failed backend TLS earns is up to the implementation.", "status"});
}

void applyEndpoints(const Profile &profile, const TargetResolution &target, WeightedBackend &backend)
{
    backend.ready = target.service.ready;
    if (target.service.state == ServicePortResolution::State::ExternalName && profile.isExternalNameOpen) {
        backend.dependsOn.push_back(
            {"external-name",
             "Services of type ExternalName should not work as backends; some implementations follow them.",
             "backends"});
        return;
    }
    const bool hasNone = profile.usesUnreadyEndpoints ? target.service.known == 0 : target.service.ready == 0;
    if (!hasNone)
        return;
    backend.errorStatus = 503;
    backend.errorCode = "NoEndpoints";
    backend.errorReason =
        target.id.toText() + " has no " + (profile.usesUnreadyEndpoints ? "endpoint." : "ready endpoint.");
    if (profile.isNoEndpointsStatusOpen)
        backend.dependsOn.push_back(
            {"no-endpoints-status", "503 is a SHOULD where there is no ready endpoint; some answer 500.", "status"});
}

/// Filters under a backendRef, which run only for its share.
void lowerShareFilters(const GatewayCompilation &compilation, const FilterSite &site, const List<RouteFilter> &written,
                       WeightedBackend &backend)
{
    if (written->empty())
        return;
    FilterSite inner = site;
    inner.isUnderBackend = true;
    LoweredFilters filters = lowerFilters(compilation, inner, written);
    backend.filters = std::move(filters.filters);
    for (Dependency &dependency : filters.dependsOn) {
        if (dependency.field == "redirect" || dependency.field == "status")
            dependency.field = "backends"; // it hangs on this share alone
        backend.dependsOn.push_back(std::move(dependency));
    }
    if (filters.undetermined)
        backend.dependsOn.push_back({filters.undetermined->code, filters.undetermined->text, "backends"});
    backend.redirect = std::move(filters.redirect);
    if (!filters.errorReason.empty() || !filters.invalidCode.empty()) {
        backend.redirect.reset();
        backend.errorStatus = 500;
        backend.errorCode = filters.invalidCode.empty() ? "FilterNotFound" : filters.invalidCode;
        backend.errorReason = filters.errorReason.empty() ? filters.invalidReason : filters.errorReason;
    }
}

WeightedBackend lowerBackend(const GatewayCompilation &compilation, const FilterSite &site, const BackendRef &ref)
{
    const TargetResolution target = resolveTarget(compilation, site.profile, site.route, ref.ref);
    WeightedBackend backend;
    backend.service = target.id;
    backend.port = target.port;
    backend.resourceGroup = target.group;
    backend.weight = ref.weight.valueOr(1);
    backend.source = site.route.at(ref.ref.at);
    backend.appProtocol = target.service.appProtocol;
    if (target.isInvalid()) {
        // spec/gateway.md §7: an invalid reference keeps its share, which gets 500.
        backend.isReferenceInvalid = true;
        backend.errorStatus = 500;
        backend.errorCode = target.invalidCode;
        backend.errorReason = target.invalidReason;
    }
    if (target.dependsOn)
        backend.dependsOn.push_back(*target.dependsOn);
    if (target.isInvalid())
        return backend;
    lowerShareFilters(compilation, site, ref.filters, backend);
    if (backend.redirect || backend.errorStatus) { // never asked
        backend.ready = target.service.ready;
        return backend;
    }
    applyEndpoints(site.profile, target, backend);
    if (!backend.errorStatus && site.usesBackendTls)
        applyBackendTls(backendTlsOf(compilation, site.profile, target), backend);
    return backend;
}

} // namespace

TargetResolution resolveTarget(const GatewayCompilation &compilation, const Profile &profile, const ObjectMeta &route,
                               const BackendObjectReference &ref)
{
    TargetResolution target;
    target.group = ref.group.value;
    target.id = {ref.kind.valueOr("Service"), ref.ns.isSet && !ref.ns->empty() ? *ref.ns : *route.ns, *ref.name};
    target.port = static_cast<int>(*ref.port);
    if (!target.isService()) {
        judgeForeignKind(compilation, profile, target);
        if (target.isInvalid())
            return target;
    }
    if (!compilation.references
             .grant({"gateway.networking.k8s.io", route.kind, *route.ns},
                    {target.group, target.id.kind, target.id.ns, target.id.name})
             .isPermitted()) {
        target.invalidCode = "RefNotPermitted";
        target.invalidReason = "No ReferenceGrant in namespace " + target.id.ns + " lets " + route.kind +
                               "s of namespace " + *route.ns + " refer to " + target.id.kind + " " + target.id.name +
                               ".";
        return target;
    }
    if (!target.isService())
        return target;
    if (!ref.port) {
        target.invalidCode = "BackendNotFound";
        target.invalidReason = "The reference to " + target.id.toText() + " names no port.";
        return target;
    }
    target.service = compilation.references.servicePort(target.id.ns, target.id.name, *ref.port);
    target.invalidCode = backendReason(target.service);
    if (target.isInvalid())
        target.invalidReason = explain(target.service, target.id.ns, target.id.name, std::to_string(*ref.port));
    else
        judgeAppProtocol(compilation, profile, route.kind, target);
    return target;
}

std::vector<WeightedBackend> lowerBackends(const GatewayCompilation &compilation, const FilterSite &site,
                                           const List<BackendRef> &refs)
{
    std::vector<WeightedBackend> backends;
    backends.reserve(refs->size());
    for (const BackendRef &ref : *refs)
        backends.push_back(lowerBackend(compilation, site, ref));
    return backends;
}

} // namespace wayproof
