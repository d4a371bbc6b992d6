// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of spec/gateway.md §2, "Validation", and of the published schemas.
#include "model/load/commonrules.h"
#include "model/load/spelling.h"
#include "model/load/syntax.h"
#include "model/load/validate.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace wayproof
{

namespace
{

constexpr std::size_t maximumListeners = 64;
constexpr std::size_t maximumKinds = 8;
constexpr std::size_t maximumCertificates = 64;
constexpr std::size_t maximumAddresses = 16;

void checkProtocol(const Listener &listener, Report &report)
{
    static const std::vector<std::string_view> protocols = {"HTTP", "HTTPS", "TLS", "TCP", "UDP"};
    const std::string &protocol = *listener.protocol;
    if (protocol.empty() || isDomainPrefixed(protocol) ||
        std::find(protocols.begin(), protocols.end(), protocol) != protocols.end())
        return;
    const std::string_view meant = nearest(protocol, protocols);
    report.add(Severity::Warning, Category::Rejected, "listener-protocol-misspelt", listener.protocol.at,
               "no controller knows the protocol \"" + protocol + '"',
               meant.empty() ? "Use HTTP, HTTPS, TLS, TCP or UDP." : "Did you mean " + std::string(meant) + '?');
}

void checkTls(const Listener &listener, Report &report)
{
    const std::string &protocol = *listener.protocol;
    const std::string &mode = *listener.tls->mode;
    const bool isPlain = protocol == "HTTP" || protocol == "TCP" || protocol == "UDP";
    if (isPlain && listener.tls.isSet)
        report.reject(
            "listener-tls-forbidden", listener.tls.at, "a listener of protocol " + protocol + " can't have tls",
            protocol == "HTTP" ? "Remove tls, or use the protocol HTTPS." : "Remove tls, or use the protocol TLS.");
    if (protocol == "HTTPS" && !mode.empty() && mode != "Terminate")
        report.reject("listener-tls-mode-wrong", listener.tls->mode.at,
                      "a listener of protocol HTTPS can only terminate TLS",
                      "Use the mode Terminate, or the protocol TLS with TLSRoutes.");
    if (protocol == "TLS" && mode.empty())
        report.reject("listener-tls-mode-missing", listener.tls.isSet ? listener.tls.at : listener.at,
                      "a listener of protocol TLS must say its tls.mode",
                      "Add tls: {mode: Terminate} or {mode: Passthrough}.");
    if (!isPlain && listener.tls.isSet && (mode.empty() || mode == "Terminate") &&
        listener.tls->certificateRefs->empty() && listener.tls->options.empty())
        report.reject("listener-certificates-missing", listener.tls.at, "TLS is terminated here without a certificate",
                      "Add certificateRefs with the name of a Secret.");
    checkCount(listener.tls->certificateRefs, maximumCertificates, "certificateRefs", report);
}

void checkListener(const Listener &listener, Report &report)
{
    checkName(listener.name, "the listener's name", report);
    checkPort(listener.port, "the listener's port", report);
    checkProtocol(listener, report);
    checkTls(listener, report);
    checkHostPattern(listener.hostname, "the listener's hostname", report);
    const bool isByPort = *listener.protocol == "TCP" || *listener.protocol == "UDP";
    if (isByPort && !listener.hostname->empty())
        report.reject("listener-hostname-forbidden", listener.hostname.at,
                      "a listener of protocol " + *listener.protocol + " can't have a hostname",
                      "Remove it; only HTTP, HTTPS and TLS tell hosts apart.");
    checkCount(listener.allowedRoutes->kinds, maximumKinds, "allowedRoutes.kinds", report);
}

void checkListeners(const List<Listener> &listeners, Report &report)
{
    checkNotEmpty(listeners, "listeners", report);
    checkCount(listeners, maximumListeners, "listeners", report);
    std::set<std::string> names;
    std::map<std::tuple<std::int64_t, std::string, std::string>, std::string> places;
    for (const Listener &listener : *listeners) {
        checkListener(listener, report);
        if (listener.name.isSet && !names.insert(*listener.name).second)
            report.reject("listener-name-duplicate", listener.name.at,
                          "a second listener is called \"" + *listener.name + '"',
                          "Give each listener a name of its own.");
        if (!listener.port.isSet || !listener.protocol.isSet)
            continue;
        const auto [place, isNew] =
            places.try_emplace({*listener.port, *listener.protocol, *listener.hostname}, *listener.name);
        if (!isNew)
            report.reject("listener-duplicate", listener.at,
                          "the listener has the port, protocol and hostname of the listener \"" + place->second + '"',
                          "Change one of the three, or attach the routes to the other listener.");
    }
}

void checkAddress(const GatewayAddress &address, Report &report)
{
    const bool isIp = !address.type.isSet || *address.type == "IPAddress";
    const bool isHost = *address.type == "Hostname";
    if (address.value->empty())
        return; // the controller assigns one
    if ((isIp && !isIpAddress(*address.value)) || (isHost && !isHostPattern(*address.value)))
        report.reject("gateway-address-invalid", address.value.at,
                      '"' + *address.value + "\" is no " + (isIp ? "IP address" : "host name"),
                      isIp ? "Write an IP address, or type: Hostname." : "Write a DNS name.");
}

void checkTlsOfGateway(const GatewayTls &tls, Report &report)
{
    std::set<std::int64_t> ports;
    for (const FrontendTlsPort &port : *tls.frontendPerPort) {
        checkPort(port.port, "the port of tls.frontend.perPort", report);
        if (port.port.isSet && !ports.insert(*port.port).second)
            report.reject("gateway-tls-port-duplicate", port.port.at,
                          "the port " + std::to_string(*port.port) + " stands twice in tls.frontend.perPort",
                          "Keep one entry for each port.");
    }
}

} // namespace

void validate(const GatewayClass &gatewayClass, Report &report)
{
    if (gatewayClass.controllerName.isSet && !isDomainPrefixed(*gatewayClass.controllerName))
        report.reject("controller-name-invalid", gatewayClass.controllerName.at,
                      "the controller can't be called \"" + *gatewayClass.controllerName + '"',
                      "Write domain/name, such as gateway.envoyproxy.io/gatewayclass-controller.");
}

void validate(const Gateway &gateway, Report &report)
{
    checkListeners(gateway.listeners, report);
    checkCount(gateway.addresses, maximumAddresses, "addresses", report);
    for (const GatewayAddress &address : *gateway.addresses)
        checkAddress(address, report);
    checkTlsOfGateway(*gateway.tls, report);
}

void validate(const ListenerSet &set, Report &report)
{
    checkListeners(set.listeners, report);
}

} // namespace wayproof
