// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoplan.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <regex>
#include <set>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

std::string serviceKey(std::string_view ns, std::string_view name)
{
    return std::string(ns).append(1, '/').append(name);
}

bool isUdp(const Text &protocol)
{
    return protocol && *protocol == "UDP";
}

bool isTcp(const Text &protocol)
{
    return !protocol || *protocol == "TCP";
}

/// The tutorial's application is recognised by its name; any Service can ask for its manners by a label or annotation.
bool isTutorialApplication(const Service &service)
{
    const std::string key = "wayproof.dev/echo";
    const auto label = service.meta.labels.find(key);
    const Text *annotation = service.meta.annotation(key);
    if (label != service.meta.labels.end())
        return *label->second == "tutorial-app";
    if (annotation)
        return annotation->value == "tutorial-app";
    return *service.meta.name == "go-app";
}

struct FoundEndpoint {
    std::string address;
    bool isReady = true;
    bool operator==(const FoundEndpoint &) const = default;
};

template<class Port>
bool samePort(const ServicePort &port, const Port &other)
{
    const bool isSameProtocol = isUdp(port.protocol) ? isUdp(other.protocol) : isTcp(other.protocol);
    return isSameProtocol && *port.name == *other.name;
}

std::vector<FoundEndpoint> endpointsInSlices(const std::vector<const EndpointSlice *> &slices, const ServicePort &port)
{
    std::vector<FoundEndpoint> found;
    for (const EndpointSlice *slice : slices) {
        for (const EndpointPort &slicePort : slice->ports) {
            if (!samePort(port, slicePort))
                continue;
            for (const Endpoint &endpoint : slice->endpoints) {
                for (const Text &address : *endpoint.addresses)
                    found.push_back({*address + ":" + std::to_string(*slicePort.port), endpoint.ready.valueOr(true)});
            }
        }
    }
    return found;
}

std::vector<FoundEndpoint> endpointsInSubsets(const Endpoints &endpoints, const ServicePort &port)
{
    std::vector<FoundEndpoint> found;
    for (const EndpointsSubset &subset : endpoints.subsets) {
        for (const EndpointPort &subsetPort : subset.ports) {
            if (!samePort(port, subsetPort))
                continue;
            const std::string suffix = ":" + std::to_string(*subsetPort.port);
            for (const std::string &address : subset.addresses)
                found.push_back({address + suffix, true});
            for (const std::string &address : subset.notReadyAddresses)
                found.push_back({address + suffix, false});
        }
    }
    return found;
}

std::vector<FoundEndpoint> endpointsOf(const Snapshot &snapshot, const Service &service, const ServicePort &port)
{
    if (*service.type == "ExternalName")
        return {{*service.externalName, true}};
    const auto slices = snapshot.slicesOf(*service.meta.ns, *service.meta.name);
    if (!slices.empty())
        return endpointsInSlices(slices, port);
    if (const Endpoints *endpoints = snapshot.find<Endpoints>(*service.meta.ns, *service.meta.name))
        return endpointsInSubsets(*endpoints, port);
    const bool isSilent =
        service.selector.empty() ? !snapshot.speaksOf<EndpointSlice>() : !snapshot.isComplete<EndpointSlice>();
    if (isSilent)
        return {{"assumed", true}};
    return {};
}

/// ingress-nginx needs no port of the same name where the Service's is numeric, and takes every port where the
/// Service's has no name.
std::vector<FoundEndpoint> ingressEndpoints(const std::vector<const EndpointSlice *> &slices, const ServicePort &port)
{
    const bool isNumeric = !port.targetPort || port.targetPort->name.empty();
    const std::int64_t target = !port.targetPort || port.targetPort->number == 0 ? *port.port : port.targetPort->number;
    std::vector<FoundEndpoint> found;
    std::set<std::string> known;
    for (const EndpointSlice *slice : slices) {
        std::vector<std::int64_t> numbers;
        if (slice->ports.empty() && isNumeric)
            numbers.push_back(target);
        for (const EndpointPort &slicePort : slice->ports) {
            if (!isTcp(slicePort.protocol))
                continue;
            if (port.name->empty() || *port.name == *slicePort.name)
                numbers.push_back(*slicePort.port);
            else if (isNumeric)
                numbers.push_back(target);
        }
        for (const Endpoint &endpoint : slice->endpoints) {
            for (const std::int64_t number : numbers) {
                for (const Text &address : *endpoint.addresses) {
                    const std::string text = *address + ":" + std::to_string(number);
                    if (known.insert(text).second)
                        found.push_back({text, endpoint.ready.valueOr(true)});
                }
            }
        }
    }
    return found;
}

std::string targetPortText(const ServicePort &port)
{
    if (!port.targetPort)
        return std::to_string(*port.port);
    return port.targetPort->name.empty() ? std::to_string(port.targetPort->number) : port.targetPort->name;
}

} // namespace

std::string EchoEndpoint::backend() const
{
    return ns + "/" + service + ":" + (servicePort != 0 ? std::to_string(servicePort) : portName);
}

bool isOutsideName(const std::string &externalName)
{
    static const std::regex name("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\.?");
    if (externalName == "localhost" || externalName == "::1")
        return false;
    std::array<unsigned char, 16> address{};
    if (inet_pton(AF_INET, externalName.c_str(), address.data()) == 1)
        return address.front() != 127;
    if (inet_pton(AF_INET6, externalName.c_str(), address.data()) == 1)
        return true;
    return externalName.size() <= 254 && std::regex_match(externalName, name);
}

std::vector<const EchoEndpoint *> EchoTarget::readyEndpoints() const
{
    std::vector<const EchoEndpoint *> ready;
    std::copy_if(endpoints.begin(), endpoints.end(), std::back_inserter(ready),
                 [](const EchoEndpoint *endpoint) { return endpoint->isReady; });
    return ready;
}

EchoPlan::EchoPlan(const Snapshot &snapshot)
{
    if (snapshot.speaksOf<Service>()) {
        for (const Service &service : snapshot.all<Service>())
            addService(snapshot, service);
    } else {
        addReferredServices(snapshot);
    }
}

void EchoPlan::addService(const Snapshot &snapshot, const Service &service)
{
    const std::string key = serviceKey(*service.meta.ns, *service.meta.name);
    if (m_portsByService.contains(key))
        return; // of duplicates the first, as in Snapshot::find
    m_portsByService[key];
    for (const ServicePort &port : *service.ports) {
        if (!isTcp(port.protocol) && !isUdp(port.protocol))
            continue;
        ServicePortKey entry;
        entry.ns = *service.meta.ns;
        entry.service = *service.meta.name;
        entry.number = *port.port;
        entry.name = *port.name;
        entry.targetPort = targetPortText(port);
        entry.isExternalName = *service.type == "ExternalName";
        entry.isUdp = isUdp(port.protocol);
        entry.first = m_endpoints.size();
        for (const FoundEndpoint &found : endpointsOf(snapshot, service, port)) {
            m_endpoints.push_back({entry.ns, entry.service, entry.number, entry.name, found.address, found.isReady,
                                   isTutorialApplication(service), entry.isUdp, 0});
            ++entry.count;
        }
        const auto slices = snapshot.slicesOf(entry.ns, entry.service);
        if (!entry.isUdp && !entry.isExternalName && !slices.empty()) {
            const std::vector<FoundEndpoint> ofIngress = ingressEndpoints(slices, port);
            if (ofIngress != endpointsOf(snapshot, service, port)) {
                entry.ingressFirst = m_endpoints.size();
                entry.ingressCount = ofIngress.size();
                for (const FoundEndpoint &found : ofIngress)
                    m_endpoints.push_back({entry.ns, entry.service, entry.number, entry.name, found.address,
                                           found.isReady, isTutorialApplication(service), false, 0});
            }
        }
        m_portsByService[key].push_back(m_ports.size());
        m_ports.push_back(std::move(entry));
    }
}

void EchoPlan::addAssumed(const std::string &ns, const std::string &service, std::int64_t number,
                          const std::string &name, bool isUdpPort)
{
    auto &ports = m_portsByService[serviceKey(ns, service)];
    const bool known = std::any_of(ports.begin(), ports.end(), [&](std::size_t i) {
        const bool isSame = number != 0 ? m_ports[i].number == number : m_ports[i].name == name;
        return isSame && m_ports[i].isUdp == isUdpPort;
    });
    if (known)
        return;
    ports.push_back(m_ports.size());
    m_ports.push_back({ns, service, number, name, std::to_string(number), false, isUdpPort, m_endpoints.size(), 1});
    m_endpoints.push_back({ns, service, number, name, "assumed", true, service == "go-app", isUdpPort, 0});
}

void EchoPlan::addReferredServices(const Snapshot &snapshot)
{
    const auto addIngressBackend = [this](const Ingress &ingress, const Field<IngressBackend> &backend) {
        if (backend && backend->service)
            addAssumed(*ingress.meta.ns, *backend->service->name, *backend->service->port.number,
                       *backend->service->port.name);
    };
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        addIngressBackend(ingress, ingress.defaultBackend);
        for (const IngressRule &rule : *ingress.rules) {
            for (const HttpIngressPath &path : *rule.paths)
                addIngressBackend(ingress, path.backend);
        }
    }
    const auto addReference = [this](const RouteCommon &route, const BackendObjectReference &ref) {
        const bool isService = ref.group->empty() && (!ref.kind || *ref.kind == "Service");
        if (isService && ref.port)
            addAssumed(ref.ns ? *ref.ns : *route.meta.ns, *ref.name, *ref.port, {}, route.meta.kind == "UDPRoute");
    };
    const auto addFilters = [&](const RouteCommon &route, const std::vector<RouteFilter> &filters) {
        for (const RouteFilter &filter : filters) {
            if (filter.requestMirror && filter.requestMirror->backendRef)
                addReference(route, *filter.requestMirror->backendRef);
            if (filter.externalAuth && filter.externalAuth->backendRef)
                addReference(route, *filter.externalAuth->backendRef);
        }
    };
    const auto addRules = [&](const auto &routes) {
        for (const auto &route : routes) {
            for (const auto &rule : *route.rules) {
                for (const BackendRef &backend : *rule.backendRefs) {
                    addReference(route, backend.ref);
                    addFilters(route, *backend.filters);
                }
                if constexpr (requires { rule.filters; })
                    addFilters(route, *rule.filters);
            }
        }
    };
    addRules(snapshot.all<HttpRoute>());
    addRules(snapshot.all<GrpcRoute>());
    addRules(snapshot.all<TlsRoute>());
    addRules(snapshot.all<TcpRoute>());
    addRules(snapshot.all<UdpRoute>());
}

void EchoPlan::addReferred(const Snapshot &snapshot, const std::string &ns, const std::string &service)
{
    constexpr std::int64_t assumedPort = 80;
    if (!snapshot.speaksOf<Service>())
        addAssumed(ns, service, assumedPort, {});
}

void EchoPlan::addExternalPorts(const Snapshot &snapshot)
{
    const auto add = [&](const Ingress &ingress, const Field<IngressBackend> &backend) {
        if (!backend || !backend->service || !backend->service->port.number)
            return;
        const std::string &ns = *ingress.meta.ns;
        const Service *service = snapshot.find<Service>(ns, *backend->service->name);
        const std::int64_t number = *backend->service->port.number;
        if (!service || *service->type != "ExternalName" ||
            ingressTarget(ns, *service->meta.name, std::to_string(number)).portExists)
            return;
        m_portsByService[serviceKey(ns, *service->meta.name)].push_back(m_ports.size());
        m_ports.push_back(
            {ns, *service->meta.name, number, {}, std::to_string(number), true, false, m_endpoints.size(), 1});
        m_endpoints.push_back({ns, *service->meta.name, number, {}, *service->externalName, true, false, false, 0});
    };
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        add(ingress, ingress.defaultBackend);
        for (const IngressRule &rule : *ingress.rules) {
            for (const HttpIngressPath &path : *rule.paths)
                add(ingress, path.backend);
        }
    }
}

std::size_t EchoPlan::udpCount() const
{
    return static_cast<std::size_t>(std::count_if(m_endpoints.begin(), m_endpoints.end(),
                                                  [](const EchoEndpoint &endpoint) { return endpoint.isUdp; }));
}

void EchoPlan::assignPorts(const std::vector<std::uint16_t> &tcp, const std::vector<std::uint16_t> &udp)
{
    assert(tcp.size() == tcpCount() && udp.size() == udpCount());
    std::size_t nextTcp = 0;
    std::size_t nextUdp = 0;
    for (EchoEndpoint &endpoint : m_endpoints)
        endpoint.port = endpoint.isUdp ? udp[nextUdp++] : tcp[nextTcp++];
}

EchoTarget EchoPlan::targetOf(const ServicePortKey &key) const
{
    EchoTarget target{true, true, key.isExternalName, {}};
    for (std::size_t i = key.first; i < key.first + key.count; ++i)
        target.endpoints.push_back(&m_endpoints[i]);
    return target;
}

EchoTarget EchoPlan::target(std::string_view ns, std::string_view service, std::int64_t port, bool isUdpPort) const
{
    const auto found = m_portsByService.find(serviceKey(ns, service));
    if (found == m_portsByService.end())
        return {};
    for (const std::size_t i : found->second) {
        if (m_ports[i].number == port && m_ports[i].isUdp == isUdpPort)
            return targetOf(m_ports[i]);
    }
    return {true, false, false, {}};
}

EchoTarget EchoPlan::ingressTarget(std::string_view ns, std::string_view service, std::string_view port) const
{
    const auto found = m_portsByService.find(serviceKey(ns, service));
    if (found == m_portsByService.end())
        return {};
    for (const std::size_t i : found->second) {
        const ServicePortKey &key = m_ports[i];
        if (key.isUdp)
            continue;
        if (std::to_string(key.number) != port && key.targetPort != port && key.name != port)
            continue;
        EchoTarget target = targetOf(key);
        if (key.ingressCount) {
            target.endpoints.clear();
            for (std::size_t i2 = 0; i2 < *key.ingressCount; ++i2)
                target.endpoints.push_back(&m_endpoints[key.ingressFirst + i2]);
        }
        return target;
    }
    return {true, false, false, {}};
}

} // namespace wayproof
