// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxerrors.h"

#include "model/lab/nginxupstreams.h"

#include <map>
#include <set>

namespace wayproof
{

namespace
{

const std::string pad = "            ";

/// The controller's own default backend goes by this name in the locations for errors.
const std::string ownBackend = "upstream-default-backend";

std::string locationName(const std::string &upstream, int code)
{
    return "@custom_" + (upstream.empty() ? ownBackend : upstream) + "_" + std::to_string(code);
}

std::vector<int> globalCodes(const NginxSettings &settings)
{
    std::vector<int> codes;
    for (const std::string &text : settings.configList("custom-http-errors")) {
        if (const std::optional<int> code = intFromText(text))
            codes.push_back(*code);
    }
    return codes;
}

std::string errorLocation(const NginxContext &context, const std::string &upstream, int code)
{
    const std::string name = upstream.empty() ? context.model.defaultUpstream : upstream;
    NginxHeaders headers = nginxErrorHeaders(std::to_string(code));
    headers.emplace_back("X-Original-URI", "$request_uri");
    headers.emplace_back("X-Forwarded-For", "$remote_addr");
    headers.emplace_back("Host", "$best_http_host");
    // Without a word of its own on it, nginx speaks HTTP/1.0 here.
    return "        location " + locationName(upstream, code) + " {\n" + pad + "internal;\n" + pad +
           "proxy_intercept_errors off;\n" + pad + "proxy_http_version 1.0;\n" +
           headerLines(pad, "proxy_set_header", headers) + pad + "rewrite (.*) / break;\n" + pad +
           "proxy_pass http://" + passTarget(context.model, context.model.upstream(name)) + ";\n        }\n";
}

/// What the controller calls the Service of the location: that of the path which made it, else the default backend.
std::pair<std::string, std::string> serviceOf(const LocationBlock &location, const std::string &host)
{
    const Ingress &ingress = *location.owner->ingress;
    std::pair<std::string, std::string> found;
    const auto take = [&found](const IngressServiceBackend &service) {
        found = {*service.name, service.port.number ? std::to_string(*service.port.number) : *service.port.name};
    };
    if (ingress.defaultBackend && ingress.defaultBackend->service)
        take(*ingress.defaultBackend->service);
    for (const IngressRule &rule : *ingress.rules) {
        if ((rule.host->empty() ? std::string(catchAllHost) : *rule.host) != host)
            continue;
        for (const HttpIngressPath &path : *rule.paths) {
            const std::string text = path.path->empty() ? std::string("/") : *path.path;
            if (text == location.ingressPath && path.backend && path.backend->service) {
                take(*path.backend->service);
                return found;
            }
        }
    }
    return found;
}

} // namespace

std::string nginxGlobalErrorPages(const NginxSettings &settings)
{
    std::string text;
    for (const int code : globalCodes(settings))
        text += "    error_page " + std::to_string(code) + " = " + locationName({}, code) + ";\n";
    if (!text.empty() && !settings.configFlag("disable-proxy-intercept-errors", false))
        text += "    proxy_intercept_errors on;\n";
    return text;
}

std::string nginxErrorVariables(const ServerBlock &server, const LocationBlock &location)
{
    const Ingress &ingress = *location.owner->ingress;
    const auto [service, port] = serviceOf(location, server.host);
    const auto set = [](const char *name, const std::string &value) {
        return pad + "set " + name + " \"" + value + "\";\n";
    };
    return set("$namespace", *ingress.meta.ns) + set("$ingress_name", *ingress.meta.name) +
           set("$service_name", service) + set("$service_port", port);
}

std::string nginxErrorPages(const LocationBlock &location)
{
    const LocationAnnotations &annotations = location.owner->annotations;
    std::string text;
    if (!annotations.customErrors.empty() && annotations.interceptsErrors)
        text += pad + "proxy_intercept_errors on;\n";
    for (const int code : annotations.customErrors)
        text += pad + "error_page " + std::to_string(code) + " = " + locationName(location.errorUpstream, code) + ";\n";
    return text;
}

std::string nginxErrorLocations(const NginxContext &context, const ServerBlock &server)
{
    std::map<std::string, std::set<int>> codes;
    for (const LocationBlock &location : server.locations) {
        if (location.owner)
            codes[location.errorUpstream].insert(location.owner->annotations.customErrors.begin(),
                                                 location.owner->annotations.customErrors.end());
    }
    std::string text;
    for (const auto &[upstream, ofUpstream] : codes) {
        for (const int code : ofUpstream)
            text += errorLocation(context, upstream, code);
    }
    // A code that is in both lists is written twice, and nginx refuses the whole: so it is with the controller.
    for (const int code : globalCodes(context.settings))
        text += errorLocation(context, {}, code);
    return text;
}

NginxHeaders nginxErrorHeaders(const std::string &code)
{
    return {{"X-Code", code},
            {"X-Format", "$http_accept"},
            {"X-Namespace", "$namespace"},
            {"X-Ingress-Name", "$ingress_name"},
            {"X-Service-Name", "$service_name"},
            {"X-Service-Port", "$service_port"},
            {"X-Request-ID", "$req_id"}};
}

} // namespace wayproof
