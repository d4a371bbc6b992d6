// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/references.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

/// Whether a port of an EndpointSlice (or Endpoints) stands for the Service port: they agree by name. A Service with a
/// single port is also matched by its numeric targetPort, as hand-written slices often leave the name out.
bool standsFor(const EndpointPort &endpointPort, const Service &service, const ServicePort &port)
{
    if (*endpointPort.name == *port.name)
        return true;
    if (!port.targetPort || service.ports->size() != 1)
        return false;
    const PortOrName &target = *port.targetPort;
    return target.number != 0 ? endpointPort.port.isSet && *endpointPort.port == target.number
                              : *endpointPort.name == target.name;
}

template<class Ports>
bool hasPort(const Ports &ports, const Service &service, const ServicePort &port)
{
    return std::any_of(ports.begin(), ports.end(),
                       [&](const EndpointPort &candidate) { return standsFor(candidate, service, port); });
}

/// Endpoints by identity, so that the two address families of one Pod count once.
class EndpointCount
{
public:
    void add(const std::string &identity, bool isReady)
    {
        m_known.insert(identity);
        if (isReady)
            m_ready.insert(identity);
    }
    int ready() const { return static_cast<int>(m_ready.size()); }
    int known() const { return static_cast<int>(m_known.size()); }

private:
    std::set<std::string> m_ready;
    std::set<std::string> m_known;
};

std::string identityOf(const Endpoint &endpoint)
{
    if (!endpoint.targetRefName.empty())
        return endpoint.targetRefKind + "/" + endpoint.targetRefName;
    return endpoint.addresses->empty() ? std::string() : *endpoint.addresses->front();
}

} // namespace

References::References(const Snapshot &snapshot)
    : m_snapshot(snapshot)
{
    for (const ReferenceGrant &grant : snapshot.all<ReferenceGrant>())
        m_grantsByNamespace[*grant.meta.ns].push_back(&grant);
}

template<class Matches>
ServicePortResolution References::resolve(std::string_view ns, std::string_view name, const std::string &asked,
                                          Matches &&matches) const
{
    ServicePortResolution found;
    found.service = m_snapshot.find<Service>(ns, name);
    if (!found.service) {
        found.state = m_snapshot.speaksOf<Service>() ? ServicePortResolution::State::ServiceMissing
                                                     : ServicePortResolution::State::Assumed;
        if (found.state == ServicePortResolution::State::Assumed)
            found.assumption =
                "No Service was loaded, so those referred to are taken to exist and to have ready endpoints.";
        return found;
    }
    const std::vector<ServicePort> &ports = *found.service->ports;
    const auto port = std::find_if(ports.begin(), ports.end(), matches);
    if (*found.service->type == "ExternalName") {
        found.state = ServicePortResolution::State::ExternalName;
    } else if (port == ports.end()) {
        found.state = ServicePortResolution::State::PortMissing;
        const auto meant = std::find_if(ports.begin(), ports.end(), [&](const ServicePort &candidate) {
            return candidate.targetPort &&
                   (candidate.targetPort->number != 0 ? std::to_string(candidate.targetPort->number)
                                                      : candidate.targetPort->name) == asked;
        });
        if (meant != ports.end())
            found.meantByTargetPort = &*meant;
        return found;
    }
    if (port != ports.end()) {
        found.port = &*port;
        found.number = static_cast<int>(*port->port);
        found.appProtocol = *port->appProtocol;
    }
    if (found.state == ServicePortResolution::State::Found)
        countEndpoints(found);
    return found;
}

ServicePortResolution References::servicePort(std::string_view ns, std::string_view name, std::int64_t number) const
{
    ServicePortResolution found = resolve(ns, name, std::to_string(number), [number](const ServicePort &port) {
        return port.port.isSet && *port.port == number;
    });
    if (found.number == 0 && found.isUsable())
        found.number = static_cast<int>(number);
    return found;
}

ServicePortResolution References::servicePort(std::string_view ns, std::string_view name,
                                              std::string_view portName) const
{
    return resolve(ns, name, std::string(portName),
                   [portName](const ServicePort &port) { return port.name.isSet && *port.name == portName; });
}

void References::countEndpoints(ServicePortResolution &resolution) const
{
    const Service &service = *resolution.service;
    const ServicePort &port = *resolution.port;
    EndpointCount count;
    const std::vector<const EndpointSlice *> slices = m_snapshot.slicesOf(*service.meta.ns, *service.meta.name);
    for (const EndpointSlice *slice : slices) {
        resolution.endpointObjects.push_back(slice->meta.id());
        if (!hasPort(slice->ports, service, port))
            continue;
        for (const Endpoint &endpoint : slice->endpoints)
            count.add(identityOf(endpoint), endpoint.ready.valueOr(true));
    }
    const Endpoints *endpoints =
        slices.empty() ? m_snapshot.find<Endpoints>(*service.meta.ns, *service.meta.name) : nullptr;
    if (endpoints) {
        resolution.endpointObjects.push_back(endpoints->meta.id());
        for (const EndpointsSubset &subset : endpoints->subsets) {
            if (!hasPort(subset.ports, service, port))
                continue;
            for (const std::string &address : subset.addresses)
                count.add(address, true);
            for (const std::string &address : subset.notReadyAddresses)
                count.add(address, false);
        }
    }
    const bool isSaid = !slices.empty() || endpoints != nullptr;
    const bool isSilenceTelling =
        m_snapshot.isComplete<EndpointSlice>() ||
        (service.selector.empty() && (m_snapshot.speaksOf<EndpointSlice>() || m_snapshot.speaksOf<Endpoints>()));
    if (isSaid || isSilenceTelling) {
        resolution.ready = count.ready();
        resolution.known = count.known();
        return;
    }
    resolution.assumption =
        "Service " + service.meta.id().path() + " came without EndpointSlices, so it is taken to have ready endpoints.";
}

CertificateResolution References::certificate(std::string_view ns, std::string_view name) const
{
    CertificateResolution found;
    const std::string path = std::string(ns) + "/" + std::string(name);
    found.secret = m_snapshot.find<Secret>(ns, name);
    if (!found.secret) {
        const bool isMissing = m_snapshot.speaksOf<Secret>();
        found.state = isMissing ? CertificateResolution::State::Missing : CertificateResolution::State::Assumed;
        found.reason = isMissing ? "Secret " + path + " does not exist."
                                 : "No Secret was loaded, so those referred to are taken to hold usable certificates.";
        return found;
    }
    const Secret &secret = *found.secret;
    if (secret.type.valueOr("Opaque") != "kubernetes.io/tls") {
        found.state = CertificateResolution::State::WrongType;
        found.reason = "Secret " + path + " is of type " + secret.type.valueOr("Opaque") + ", not kubernetes.io/tls.";
        return found;
    }
    if (!secret.isContentKnown)
        return found;
    const bool hasKey = std::find(secret.keys.begin(), secret.keys.end(), "tls.key") != secret.keys.end();
    if (secret.tlsCrt.isPresent && secret.tlsCrt.isWellFormed && hasKey)
        return found;
    found.state = CertificateResolution::State::Malformed;
    if (!secret.tlsCrt.isPresent || !hasKey)
        found.reason = "Secret " + path + " has no entry " + (secret.tlsCrt.isPresent ? "tls.key." : "tls.crt.");
    else
        found.reason = "Entry tls.crt of Secret " + path + " is not a certificate in PEM form" +
                       (secret.tlsCrt.problem.empty() ? "." : ": " + secret.tlsCrt.problem);
    return found;
}

GrantResolution References::grant(const GrantSubject &from, const GrantTarget &to) const
{
    GrantResolution resolution;
    if (from.ns == to.ns)
        return resolution;
    resolution.state = GrantResolution::State::NotGranted;
    const auto candidates = m_grantsByNamespace.find(to.ns);
    if (candidates == m_grantsByNamespace.end())
        return resolution;
    for (const ReferenceGrant *grant : candidates->second) {
        const bool isFrom = std::any_of(grant->from->begin(), grant->from->end(), [&](const ReferenceGrantFrom &entry) {
            return *entry.group == from.group && *entry.kind == from.kind && *entry.ns == from.ns;
        });
        const bool isTo = std::any_of(grant->to->begin(), grant->to->end(), [&](const ReferenceGrantTo &entry) {
            return *entry.group == to.group && *entry.kind == to.kind &&
                   (entry.name->empty() || *entry.name == to.name);
        });
        if (isFrom && isTo) {
            resolution.state = GrantResolution::State::Granted;
            resolution.grant = grant;
            return resolution;
        }
    }
    return resolution;
}

std::string_view backendReason(const ServicePortResolution &resolution)
{
    return resolution.isUsable() ? std::string_view() : std::string_view("BackendNotFound");
}

std::string explain(const ServicePortResolution &resolution, std::string_view ns, std::string_view name,
                    std::string_view port)
{
    const std::string service = "Service " + std::string(ns) + "/" + std::string(name);
    switch (resolution.state) {
    case ServicePortResolution::State::ServiceMissing:
        return service + " does not exist.";
    case ServicePortResolution::State::PortMissing:
        if (resolution.meantByTargetPort)
            return service + " has no port " + std::string(port) + "; that is the targetPort of its port " +
                   std::to_string(*resolution.meantByTargetPort->port) + ".";
        return service + " has no port " + std::string(port) + ".";
    case ServicePortResolution::State::ExternalName:
        return service + " is of type ExternalName.";
    case ServicePortResolution::State::Assumed:
        return resolution.assumption;
    case ServicePortResolution::State::Found:
        break;
    }
    return {};
}

} // namespace wayproof
