// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of the core and discovery API on Services, EndpointSlices and Secrets.
#include "model/load/commonrules.h"
#include "model/load/syntax.h"
#include "model/load/validate.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace wayproof
{

namespace
{

void checkServicePort(const ServicePort &port, bool isNameNeeded, Report &report)
{
    checkPort(port.port, "the Service's port", report);
    checkPort(port.nodePort, "nodePort", report);
    if (port.name->empty() && isNameNeeded)
        report.reject("service-port-name-missing", port.at, "a Service with several ports must name each of them",
                      "Add a name to the port.");
    if (!port.name->empty() && !isDnsLabel(*port.name))
        report.reject("port-name-invalid", port.name.at, "no port can be called \"" + *port.name + '"',
                      "Use lower-case letters, digits and \"-\".");
    if (!port.targetPort.isSet)
        return;
    const PortOrName &target = *port.targetPort;
    if (target.name.empty())
        checkPort(Number(target.number, port.targetPort.at), "targetPort", report);
    else if (!isPortName(target.name))
        report.reject("port-name-invalid", port.targetPort.at, "no port can be called \"" + target.name + '"',
                      "Write a number without quotes, or a name with at least one letter.");
}

} // namespace

void validate(const Service &service, Report &report)
{
    const bool isExternal = *service.type == "ExternalName";
    if (service.ports->empty() && !isExternal && *service.clusterIP != "None")
        report.reject("service-ports-missing", service.meta.source.at, "the Service has no ports", "Add spec.ports.");
    if (isExternal && service.externalName->empty())
        report.reject("service-external-name-missing", service.type.at,
                      "a Service of type ExternalName needs externalName", "Add spec.externalName.");
    std::set<std::string> names;
    std::set<std::tuple<std::int64_t, std::string>> numbers;
    for (const ServicePort &port : *service.ports) {
        checkServicePort(port, service.ports->size() > 1, report);
        if (!port.name->empty() && !names.insert(*port.name).second)
            report.reject("service-port-name-duplicate", port.name.at, "a second port is called \"" + *port.name + '"',
                          "Give each port a name of its own.");
        if (port.port.isSet && !numbers.insert({*port.port, port.protocol.valueOr("TCP")}).second)
            report.reject("service-port-duplicate", port.port.at,
                          "the port " + std::to_string(*port.port) + " stands twice", "Remove one of the two.");
    }
}

void validate(const EndpointSlice &slice, Report &report)
{
    constexpr std::size_t maximumAddresses = 100;
    for (const Endpoint &endpoint : slice.endpoints) {
        checkNotEmpty(endpoint.addresses, "addresses", report);
        checkCount(endpoint.addresses, maximumAddresses, "the addresses", report);
        for (const Text &address : *endpoint.addresses) {
            const bool isName = *slice.addressType == "FQDN";
            if (isName ? !isDnsSubdomain(*address) : !isIpAddress(*address))
                report.reject("endpoint-address-invalid", address.at,
                              '"' + *address + "\" is no " + (isName ? "host name" : "IP address"),
                              "Write the address that the addressType says.");
        }
    }
    for (const EndpointPort &port : slice.ports)
        checkPort(port.port, "the endpoints' port", report);
}

void validate(const Secret &secret, Report &report)
{
    if (*secret.type != "kubernetes.io/tls")
        return;
    for (const std::string_view key : {"tls.crt", "tls.key"}) {
        if (std::find(secret.keys.begin(), secret.keys.end(), key) == secret.keys.end())
            report.reject("secret-tls-key-missing", secret.type.at,
                          "a Secret of type kubernetes.io/tls must have the key " + std::string(key), "Add it.");
    }
}

} // namespace wayproof
