// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The headers that ingress-nginx gives a backend in every location, and those that it adds to every answer
// (spec/ingress.md §2.2 "Headers upstream"). Knows no annotation.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>
#include <map>

namespace wayproof
{

namespace
{

using From = SystematicHeader::From;

SystematicHeader header(const std::string &name, From from, const std::string &text = {})
{
    SystematicHeader result;
    result.name = name;
    result.from = from;
    result.text = text;
    return result;
}

/// $remote_addr: the real_ip module is on with forwarded headers, the PROXY protocol or enable-real-ip; the protocol's
/// address is the client's own.
SystematicHeader remoteAddress(const ControllerSettings &settings, const std::string &name)
{
    SystematicHeader result = header(name, From::ClientAddress);
    const bool isForwarded =
        settings.isConfiguredOn("use-forwarded-headers", false) || settings.isConfiguredOn("enable-real-ip", false);
    if (isForwarded && !settings.isConfiguredOn("use-proxy-protocol", false)) {
        result.instead = settings.configured("forwarded-for-header", "X-Forwarded-For");
        result.trusted = splitList(settings.configured("proxy-real-ip-cidr", "0.0.0.0/0"));
    }
    return result;
}

SystematicHeader scheme(const ControllerSettings &settings, const std::string &name)
{
    SystematicHeader result = header(name, From::Scheme);
    if (settings.isConfiguredOn("use-forwarded-headers", false))
        result.instead = "X-Forwarded-Proto";
    return result;
}

SystematicHeader host(const ControllerSettings &settings, const std::string &name)
{
    SystematicHeader result = header(name, From::HostHeader);
    if (settings.isConfiguredOn("use-forwarded-headers", false)) {
        result.instead = "X-Forwarded-Host";
        result.takesFirst = true;
    }
    return result;
}

SystematicHeader requestId(const ControllerSettings &settings, const std::string &name)
{
    SystematicHeader result = header(name, From::Generated);
    result.instead = "X-Request-ID";
    return settings.isConfiguredOn("generate-request-id", true) ? result
                                                                : header(name, From::RequestHeader, "X-Request-ID");
}

/// The port that the controller listens on, whatever balancer stands before it; its https port is said to be 443.
SystematicHeader port(const NginxLowering &lowering)
{
    const ControllerSettings &settings = lowering.context.settings;
    SystematicHeader result =
        header("X-Forwarded-Port", From::Constant, lowering.isHttps ? "443" : settings.flag("http-port", "80"));
    if (settings.isConfiguredOn("use-proxy-protocol", false))
        result = header("X-Forwarded-Port", From::ListenerPort, lowering.isHttps ? "443" : "80");
    if (settings.isConfiguredOn("use-forwarded-headers", false))
        result.instead = "X-Forwarded-Port";
    return result;
}

SystematicHeader forwardedFor(const ControllerSettings &settings)
{
    if (!settings.isConfiguredOn("use-forwarded-headers", false) ||
        !settings.isConfiguredOn("compute-full-forwarded-for", false))
        return remoteAddress(settings, "X-Forwarded-For");
    SystematicHeader result = header("X-Forwarded-For", From::ClientAddress);
    result.appendsTo = "X-Forwarded-For";
    return result;
}

/// A value of proxy-set-headers that is one variable of nginx; absent: it is not understood.
std::optional<SystematicHeader> fromVariable(const ControllerSettings &settings, const std::string &name,
                                             const std::string &value)
{
    if (value == "$host")
        return header(name, From::HostName);
    if (value == "$http_host")
        return header(name, From::HostHeader);
    if (value == "$best_http_host")
        return host(settings, name);
    if (value == "$remote_addr")
        return remoteAddress(settings, name);
    if (value == "$scheme")
        return header(name, From::Scheme);
    if (value == "$pass_access_scheme")
        return scheme(settings, name);
    if (value == "$request_uri")
        return header(name, From::RequestTarget);
    if (value == "$req_id")
        return requestId(settings, name);
    if (!value.starts_with("$http_") ||
        value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", 1) != std::string::npos)
        return std::nullopt;
    std::string wanted = value.substr(6);
    std::replace(wanted.begin(), wanted.end(), '_', '-');
    return header(name, From::RequestHeader, wanted);
}

/// The ConfigMap that a setting names as "namespace/name". `isNamed` without a ConfigMap: it was not loaded.
struct NamedHeaders {
    bool isNamed = false;
    const ConfigMap *headers = nullptr;
};
NamedHeaders headersOf(const NginxLowering &lowering, const std::string &setting)
{
    const std::string path = lowering.context.settings.configured(setting);
    const std::size_t slash = path.find('/');
    if (slash == std::string::npos)
        return {};
    return {true, lowering.context.snapshot.find<ConfigMap>(path.substr(0, slash), path.substr(slash + 1))};
}

void addConfigured(const NginxLowering &lowering, Action &action)
{
    const NamedHeaders configured = headersOf(lowering, "proxy-set-headers");
    if (!configured.isNamed)
        return;
    if (!configured.headers) {
        action.dependsOn.push_back({"configmap-not-loaded",
                                    "The ConfigMap of proxy-set-headers, whose headers every backend receives, was not "
                                    "loaded.",
                                    "upstream.headers"});
        return;
    }
    HeaderEdits edits;
    for (const auto &[name, value] : configured.headers->data) {
        if (value->find('$') == std::string::npos) {
            edits.set.emplace_back(name, *value);
        } else if (const auto known = fromVariable(lowering.context.settings, name, *value)) {
            action.systematicValues.push_back(*known);
        } else {
            action.dependsOn.push_back(
                {"controller-setting-not-modelled",
                 "proxy-set-headers gives " + name + " the value \"" + *value + "\", made of variables of nginx.",
                 "upstream.headers"});
        }
    }
    if (!edits.isEmpty())
        action.filters.emplace_back(RequestHeaderFilter{std::move(edits)});
}

} // namespace

void addNginxHeaders(const NginxLowering &lowering, Action &action)
{
    const ControllerSettings &settings = lowering.context.settings;
    std::vector<SystematicHeader> &headers = action.systematicValues;
    if (settings.isConfiguredOn("use-forwarded-headers", false))
        headers.push_back(host(settings, "Host"));
    headers.push_back(header("Upgrade", From::RequestHeader, "Upgrade"));
    const bool keepsAlive = settings.configured("upstream-keepalive-connections", "320") != "0";
    headers.push_back(header("Connection", From::UpgradeOr, keepsAlive ? "" : "close"));
    headers.push_back(requestId(settings, "X-Request-ID"));
    headers.push_back(remoteAddress(settings, "X-Real-IP"));
    headers.push_back(forwardedFor(settings));
    headers.push_back(host(settings, "X-Forwarded-Host"));
    headers.push_back(port(lowering));
    headers.push_back(scheme(settings, "X-Forwarded-Proto"));
    headers.push_back(scheme(settings, "X-Forwarded-Scheme"));
    if (settings.isConfiguredOn("proxy-add-original-uri-header", false))
        headers.push_back(header("X-Original-URI", From::RequestTarget));
    headers.push_back(scheme(settings, "X-Scheme"));
    headers.push_back(header("X-Original-Forwarded-For", From::RequestHeader,
                             settings.configured("forwarded-for-header", "X-Forwarded-For")));
    headers.push_back(header("X-Original-Forwarded-Host", From::RequestHeader, "X-Forwarded-Host")); // from v1.13 on
    headers.push_back(header("Proxy", From::Removed));
    addConfigured(lowering, action);
    if (std::vector<std::string> hidden = splitList(settings.configured("hide-headers")); !hidden.empty())
        action.filters.emplace_back(ResponseHeaderFilter{{{}, {}, std::move(hidden)}});
}

std::vector<Filter> nginxAnswerFilters(const NginxLowering &lowering, bool isInLocation)
{
    const ControllerSettings &settings = lowering.context.settings;
    HeaderEdits edits;
    if (const NamedHeaders added = headersOf(lowering, "add-headers"); added.headers)
        for (const auto &[name, value] : added.headers->data)
            edits.set.emplace_back(name, *value);
    if (isInLocation && lowering.isHttps && settings.isConfiguredOn("hsts", true)) {
        std::string value = "max-age=" + settings.configured("hsts-max-age", "31536000");
        value += settings.isConfiguredOn("hsts-include-subdomains", true) ? "; includeSubDomains" : "";
        value += settings.isConfiguredOn("hsts-preload", false) ? "; preload" : "";
        edits.set.emplace_back("Strict-Transport-Security", value);
    }
    return edits.isEmpty() ? std::vector<Filter>() : std::vector<Filter>{ResponseHeaderFilter{std::move(edits)}};
}

} // namespace wayproof
