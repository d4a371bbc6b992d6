// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Backends and certificates of an Ingress: found or not, each with its link. What a problem costs is the dialect's.
#include "model/routing/ingresscompiler.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::string portText(const ServiceBackendPort &port)
{
    return port.number.isSet ? std::to_string(*port.number) : *port.name;
}

/// spec/ingress.md §2.1 "Ports": the first Service port whose number, targetPort or name is what was asked for.
const ServicePort *portByAnything(const Service &service, const std::string &asked)
{
    for (const ServicePort &port : *service.ports) {
        const std::string number = std::to_string(*port.port);
        std::string target = number; // the API server fills in an absent targetPort
        if (port.targetPort.isSet)
            target = port.targetPort->number != 0 ? std::to_string(port.targetPort->number) : port.targetPort->name;
        if (asked == number || asked == target || (port.name.isSet && asked == *port.name))
            return &port;
    }
    return nullptr;
}

/// Why ingress-nginx makes no endpoint of an ExternalName; empty where it makes one.
std::string externalNameFault(const IngressContext &context, const Service &service)
{
    if (context.settings.isFlagOn("disable-svc-external-name", false))
        return "the controller runs with --disable-svc-external-name";
    std::string name = *service.externalName;
    if (name == "localhost" || name.starts_with("127.") || name == "::1")
        return "the controller does not proxy to its own machine";
    if (name.ends_with('.'))
        name.pop_back();
    const bool isAddress = name.find(':') != std::string::npos;
    if (!isAddress && (name.empty() || lowerCase(name) != name ||
                       name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") != std::string::npos))
        return "its externalName is no DNS name";
    return {};
}

/// spec/ingress.md §2.1 "Ports": ingress-nginx finds the ports of EndpointSlices by the Service port's name, takes the
/// number of targetPort where no name fits, and any port where the Service's has no name.
bool hasNginxPort(const EndpointSlice &slice, const ServicePort &port)
{
    const bool isNumeric = !port.targetPort.isSet || port.targetPort->number != 0;
    if (slice.ports.empty())
        return isNumeric;
    return std::any_of(slice.ports.begin(), slice.ports.end(), [&](const EndpointPort &candidate) {
        const bool isTcp = candidate.protocol->empty() || *candidate.protocol == "TCP";
        return isTcp && (port.name->empty() || *candidate.name == *port.name || isNumeric);
    });
}

/// Counts again as ingress-nginx does.
void countNginxEndpoints(IngressContext &context, ServicePortResolution &resolution)
{
    if (!resolution.service)
        return;
    const Service &service = *resolution.service;
    if (resolution.state == ServicePortResolution::State::ExternalName) {
        if (!externalNameFault(context, service).empty())
            resolution.ready = 0;
        return;
    }
    const std::vector<const EndpointSlice *> slices = context.snapshot.slicesOf(*service.meta.ns, *service.meta.name);
    if (!resolution.port || slices.empty())
        return;
    std::set<std::string> ready;
    for (const EndpointSlice *slice : slices)
        if (hasNginxPort(*slice, *resolution.port))
            for (const Endpoint &endpoint : slice->endpoints)
                if (endpoint.ready.valueOr(true) && !endpoint.addresses->empty())
                    ready.insert(endpoint.targetRefName.empty() ? *endpoint.addresses->front()
                                                                : endpoint.targetRefName);
    resolution.ready = static_cast<int>(ready.size());
}

ServicePortResolution resolve(IngressContext &context, const std::string &ns, const std::string &name,
                              const ServiceBackendPort &port, PortMatching matching)
{
    if (matching == PortMatching::AlsoTargetPort)
        if (const Service *service = context.snapshot.find<Service>(ns, name))
            if (const ServicePort *found = portByAnything(*service, portText(port))) {
                ServicePortResolution resolution = context.references.servicePort(ns, name, *found->port);
                resolution.port = found;
                countNginxEndpoints(context, resolution);
                return resolution;
            }
    ServicePortResolution resolution = port.number.isSet
                                           ? context.references.servicePort(ns, name, *port.number)
                                           : context.references.servicePort(ns, name, std::string_view(*port.name));
    if (matching == PortMatching::AlsoTargetPort)
        countNginxEndpoints(context, resolution);
    return resolution;
}

void writeEndpointLinks(IngressContext &context, const ResourceId &service, const ServicePortResolution &resolution)
{
    for (const ResourceId &endpoints : resolution.endpointObjects) {
        if (!context.linkedEndpoints.emplace(service, endpoints).second)
            continue;
        Link link;
        link.kind = LinkKind::Endpoints;
        link.from.id = service;
        link.to.id = endpoints;
        link.reason = std::to_string(resolution.ready.value_or(0)) + " ready";
        context.table.links.push_back(std::move(link));
    }
}

bool isKnown(const std::vector<Link> &links, const Link &link)
{
    return std::any_of(links.begin(), links.end(), [&](const Link &other) {
        return other.kind == link.kind && other.from == link.from && other.to == link.to;
    });
}

/// `repeats`: the same reference may come by several times (once for each entrance), and its link is written once.
FoundBackend fromResolution(IngressContext &context, const ServicePortResolution &resolution, const std::string &ns,
                            const std::string &name, const std::string &port, const Anchor &from,
                            const Location &source, bool repeats = false)
{
    FoundBackend found;
    found.backend.service = {"Service", ns, name};
    found.backend.port = resolution.number;
    found.backend.appProtocol = resolution.appProtocol;
    found.backend.ready = resolution.ready;
    found.backend.source = source;
    context.assume(resolution.assumption);
    using State = ServicePortResolution::State;
    if (resolution.state == State::ServiceMissing || resolution.state == State::PortMissing) {
        found.problem = resolution.state == State::ServiceMissing ? FoundBackend::Problem::ServiceMissing
                                                                  : FoundBackend::Problem::PortMissing;
        found.reason = explain(resolution, ns, name, port);
        found.code = std::string(backendReason(resolution));
    } else if (resolution.ready && *resolution.ready == 0) {
        found.problem = FoundBackend::Problem::NoEndpoints;
        found.reason = "Service " + ns + "/" + name + " has no ready endpoints.";
        found.code = "NoEndpoints";
    }
    Link link;
    link.kind = LinkKind::Backend;
    link.from = from;
    link.to.id = found.backend.service;
    link.to.section = port;
    link.share = 1.0;
    link.source = source;
    const bool isHeld = resolution.isUsable();
    link.state = isHeld ? LinkState::Held : LinkState::Refused;
    link.code = found.code;
    link.reason = found.reason;
    if (!repeats || !isKnown(context.table.links, link))
        context.table.links.push_back(std::move(link));
    writeEndpointLinks(context, found.backend.service, resolution);
    return found;
}

void reportProblem(IngressContext &context, const Ingress &ingress, const FoundBackend &found, Position at)
{
    switch (found.problem) {
    case FoundBackend::Problem::ServiceMissing:
        context.report(Severity::Error, Category::Reference, "ingress-service-missing", found.reason,
                       "Create the Service, or name one of this namespace.", ingress, at);
        break;
    case FoundBackend::Problem::PortMissing:
        context.report(Severity::Error, Category::Reference, "ingress-service-port-missing", found.reason,
                       "Name a port of the Service by its number or its name.", ingress, at);
        break;
    case FoundBackend::Problem::NoEndpoints:
        context.report(Severity::Warning, Category::Reference, "ingress-service-without-endpoints", found.reason,
                       "Check the Service's selector and its Pods' readiness.", ingress, at);
        break;
    case FoundBackend::Problem::None:
    case FoundBackend::Problem::NotAService:
        break;
    }
}

FoundBackend resourceBackend(const Ingress &ingress, const TypedLocalObjectReference &resource, const Location &source)
{
    FoundBackend found;
    found.problem = FoundBackend::Problem::NotAService;
    found.backend.service = {*resource.kind, *ingress.meta.ns, *resource.name};
    found.backend.resourceGroup = *resource.apiGroup;
    found.backend.source = source;
    found.reason = "The backend is " + found.backend.service.toText() + ", not a Service.";
    return found;
}

} // namespace

FoundBackend findBackend(IngressContext &context, const Ingress &ingress, const IngressBackend &backend,
                         const Anchor &from, PortMatching matching)
{
    if (!backend.service.isSet && backend.resource.isSet)
        return resourceBackend(ingress, *backend.resource, locationOf(ingress, backend.resource.at));
    const std::string &ns = *ingress.meta.ns;
    const std::string &name = *backend.service->name;
    const ServiceBackendPort &port = backend.service->port;
    const Location source = locationOf(ingress, backend.service->name.at);
    const ServicePortResolution resolution = resolve(context, ns, name, port, matching);
    FoundBackend found = fromResolution(context, resolution, ns, name, portText(port), from, source);
    if (resolution.state == ServicePortResolution::State::Assumed && !port.number.isSet)
        found.backend.dependsOn.push_back({"service-port-name",
                                           "Which number port " + *port.name + " of Service " + ns + "/" + name +
                                               " has is not known: no Service was loaded.",
                                           "backends"});
    if (matching == PortMatching::AlsoTargetPort && resolution.state == ServicePortResolution::State::ExternalName &&
        found.problem == FoundBackend::Problem::NoEndpoints)
        found.reason = "Service " + ns + "/" + name +
                       " of type ExternalName is not used: " + externalNameFault(context, *resolution.service) + ".";
    if (found.backend.port == 0 && port.number.isSet)
        found.backend.port = static_cast<int>(*port.number);
    FoundBackend told = found;
    if (matching == PortMatching::AlsoTargetPort && found.problem != FoundBackend::Problem::NoEndpoints)
        told.reason += " ingress-nginx answers 503, a Gateway 500.";
    reportProblem(context, ingress, told, backend.service->name.at);
    if (resolution.port && port.number.isSet && *resolution.port->port != *port.number)
        context.report(Severity::Warning, Category::Pitfall, "ingress-target-port-as-port",
                       "Port " + portText(port) + " is not a port of Service " + ns + "/" + name +
                           " but the targetPort of its port " + std::to_string(*resolution.port->port) +
                           "; ingress-nginx accepts that, others do not.",
                       "Name the Service's own port.", ingress, port.number.at);
    return found;
}

FoundBackend findNamedService(IngressContext &context, const std::string &ns, const std::string &name,
                              std::int64_t port, const Anchor &from, Location source)
{
    const Service *service = context.snapshot.find<Service>(ns, name);
    if (port == 0 && service && !service->ports->empty())
        port = *service->ports->front().port;
    const ServicePortResolution resolution = context.references.servicePort(ns, name, port);
    return fromResolution(context, resolution, ns, name, port == 0 ? std::string() : std::to_string(port), from, source,
                          true);
}

void linkCertificates(IngressContext &context, const Ingress &ingress)
{
    for (const IngressTls &tls : *ingress.tls) {
        if (tls.secretName->empty())
            continue;
        const CertificateResolution found = context.references.certificate(*ingress.meta.ns, *tls.secretName);
        Link link;
        link.kind = LinkKind::Certificate;
        link.from.id = ingress.meta.id();
        link.to.id = {"Secret", *ingress.meta.ns, *tls.secretName};
        link.state = found.isUsable() ? LinkState::Held : LinkState::Refused;
        link.code = found.isUsable() ? std::string() : "InvalidCertificateRef";
        link.reason = found.reason;
        link.source = locationOf(ingress, tls.secretName.at);
        context.table.links.push_back(std::move(link));
        if (found.state == CertificateResolution::State::Assumed)
            context.assume(found.reason);
        if (!found.isUsable())
            context.report(Severity::Error, Category::Reference, "ingress-certificate-unusable", found.reason,
                           "Create a Secret of type kubernetes.io/tls with tls.crt and tls.key.", ingress,
                           tls.secretName.at);
    }
}

} // namespace wayproof
