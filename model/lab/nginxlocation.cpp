// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxlocation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace wayproof
{

namespace
{

const std::string pad = "            ";

/// A literal inside a double-quoted PCRE pattern of nginx.conf.
std::string quotedPattern(const std::string &text)
{
    std::string pattern;
    for (const char c : text) {
        const bool isWord = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
        if (isWord) {
            pattern += c;
        } else {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            pattern += code.data();
        }
    }
    return pattern;
}

std::string variableName(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return name;
}

/// Whether two backslashes, a quote or a control character would end or change a double-quoted word of nginx.conf.
bool canBeQuoted(const std::string &text)
{
    const bool isPlain = std::none_of(
        text.begin(), text.end(), [](char c) { return c == '"' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    return isPlain && !text.ends_with('\\');
}

const UpstreamBlock *canaryOf(const ServerModel &model, const UpstreamBlock &upstream)
{
    if (upstream.alternatives.empty())
        return nullptr;
    const UpstreamBlock *canary = model.upstream(upstream.alternatives.front());
    // spec/ingress.md §2.2: a canary without endpoints gives way to the main upstream.
    return canary && !canary->endpoints.empty() ? canary : nullptr;
}

std::string percentage(int weight, int total)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f%%", 100.0 * weight / total);
    return text.data();
}

/// Header, then cookie, then weight (spec/ingress.md §2.2); each map says 1 canary, 0 main, empty: the next one
/// decides.
std::string canaryMaps(const UpstreamBlock &upstream, const UpstreamBlock &canary)
{
    const std::string id = variableName(upstream.name);
    const NginxCanary &rule = canary.canary;
    std::string text;
    std::string header = "\"\"";
    if (!rule.header.empty()) {
        header = "$canary_header_" + id;
        text += "    map $http_" + variableName(rule.header) + " " + header + " {\n        default \"\";\n";
        if (!rule.headerValue.empty())
            text += "        \"~^" + quotedPattern(rule.headerValue) + "$\" 1;\n";
        else if (!rule.headerPattern.empty())
            text += "        \"~" + rule.headerPattern + "\" 1;\n";
        else
            text += "        \"~^always$\" 1;\n        \"~^never$\" 0;\n";
        text += "    }\n";
    }
    std::string cookie = "\"\"";
    if (!rule.cookie.empty()) {
        cookie = "$canary_cookie_" + id;
        text += "    map $cookie_" + rule.cookie + " " + cookie +
                " {\n        default \"\";\n        \"~^always$\" 1;\n        \"~^never$\" 0;\n    }\n";
    }
    const int weight = std::min(rule.weight, rule.weightTotal);
    const std::string dice = "$canary_weight_" + id;
    if (weight == 0 || weight == rule.weightTotal)
        text += "    map \"\" " + dice + " {\n        default " + (weight == 0 ? "0" : "1") + ";\n    }\n";
    else
        text += "    split_clients $request_id " + dice + " {\n        " + percentage(weight, rule.weightTotal) +
                " 1;\n        * 0;\n    }\n";
    const auto part = [](const std::string &variable) { return variable == "\"\"" ? std::string() : variable; };
    text += "    map \"" + part(header) + ":" + part(cookie) + ":" + dice + "\" $upstream_" + id + " {\n" +
            "        \"~^1:\" " + canary.name + ";\n        \"~^0:\" " + upstream.name + ";\n        \"~^:1:\" " +
            canary.name + ";\n        \"~^:0:\" " + upstream.name + ";\n        \"~^::1$\" " + canary.name +
            ";\n        default " + upstream.name + ";\n    }\n";
    return text;
}

std::string originPattern(const std::vector<std::string> &origins)
{
    std::string pattern;
    for (const std::string &origin : origins) {
        std::string one;
        for (const char c : origin)
            one += c == '*' ? std::string("[A-Za-z0-9\\-]+") : quotedPattern(std::string(1, c));
        pattern += (pattern.empty() ? "(" : "|(") + one + ")";
    }
    return "^(" + pattern + ")$";
}

/// The variables are set in every case, so that headers without a value are left out by nginx itself.
std::string corsText(const LocationCors &cors)
{
    const bool isAny = cors.origins.size() == 1 && cors.origins.front() == "*";
    std::string text;
    if (isAny)
        text += pad + "set $cors true;\n" + pad + "set $cors_origin *;\n";
    else
        text += pad + "set $cors \"\";\n" + pad + "set $cors_origin \"\";\n" + pad + "if ($http_origin ~* \"" +
                originPattern(cors.origins) + "\") {\n" + pad + "    set $cors true;\n" + pad +
                "    set $cors_origin $http_origin;\n" + pad + "}\n";
    struct Header {
        const char *name;
        const char *variable;
        std::string value;
    };
    const std::array<Header, 5> headers{{
        {"Access-Control-Allow-Credentials", "$cors_credentials", cors.credentials ? "true" : ""},
        {"Access-Control-Allow-Methods", "$cors_methods", cors.methods},
        {"Access-Control-Allow-Headers", "$cors_headers", cors.headers},
        {"Access-Control-Expose-Headers", "$cors_expose", cors.exposeHeaders},
        {"Access-Control-Max-Age", "$cors_max_age", cors.maxAge},
    }};
    for (const Header &header : headers)
        text += pad + "set " + header.variable + " \"\";\n";
    text += pad + "if ($cors = true) {\n";
    for (const Header &header : headers)
        text += pad + "    set " + header.variable + " \"" + header.value + "\";\n";
    text += pad + "}\n" + pad + "add_header Strict-Transport-Security $hsts always;\n" + pad +
            "add_header Access-Control-Allow-Origin $cors_origin always;\n";
    for (const Header &header : headers)
        text += pad + "add_header " + header.name + " " + header.variable + " always;\n";
    text += pad + "if ($request_method = OPTIONS) {\n" + pad + "    set $cors \"${cors}options\";\n" + pad + "}\n" +
            pad + "if ($cors = trueoptions) {\n" + pad + "    return 204;\n" + pad + "}\n";
    return text;
}

std::string passText(const ServerModel &model, const UpstreamBlock *upstream)
{
    if (!upstream)
        return "http://lab-default-backend";
    if (canaryOf(model, *upstream))
        return "http://$upstream_" + variableName(upstream->name);
    return "http://" + upstream->name;
}

std::string head(const ServerBlock &server, const LocationBlock &location)
{
    if (server.isRegexHost())
        return "~* \"^" + location.path + "\"";
    if (location.type == NginxPathType::Exact)
        return "= \"" + location.path + "\"";
    return "\"" + location.path + "\"";
}

/// The Service of the annotation default-backend, where it stands in for an upstream without endpoints.
std::string standInText(const LocationBlock &location, const EchoPlan &echo, const UpstreamBlock &upstream)
{
    const LocationAnnotations &annotations = location.owner->annotations;
    const std::string &ns = *location.owner->ingress->meta.ns;
    const auto first =
        std::find_if(echo.endpoints().begin(), echo.endpoints().end(), [&](const EchoEndpoint &endpoint) {
            return endpoint.ns == ns && endpoint.service == annotations.defaultBackend && endpoint.isReady;
        });
    if (annotations.defaultBackend.empty() || first == echo.endpoints().end())
        return {};
    return nginxProxyHeaders(pad) + pad + "proxy_set_header X-Code 503;\n" + pad +
           "proxy_set_header X-Format $http_accept;\n" + pad + "proxy_set_header X-Original-URI $request_uri;\n" + pad +
           "proxy_set_header X-Namespace \"" + ns + "\";\n" + pad + "proxy_set_header X-Ingress-Name \"" +
           *location.owner->ingress->meta.name + "\";\n" + pad + "proxy_set_header X-Service-Name \"" +
           upstream.service + "\";\n" + pad + "proxy_set_header X-Service-Port \"" + upstream.port + "\";\n" + pad +
           "proxy_pass http://127.0.0.1:" + std::to_string(first->port) + ";\n";
}

std::string redirectText(const LocationAnnotations &annotations, bool takesRedirects, int redirectCode)
{
    std::string text;
    if (annotations.cors.isEnabled)
        text += corsText(annotations.cors);
    if (takesRedirects && !annotations.redirectUrl.empty()) {
        if (annotations.relativeRedirects)
            text += pad + "absolute_redirect off;\n";
        text += pad + "return " + std::to_string(annotations.redirectCode) + " \"" + annotations.redirectUrl + "\";\n";
    }
    const std::string uri = annotations.preserveTrailingSlash ? "$request_uri" : "$request_uri_cut";
    const std::string answer = "return " + std::to_string(redirectCode) + " https://$redirect_host" + uri + ";";
    // At the catch-all server's root the redirects of the Ingress are not taken over (spec/ingress.md §2.4.3); nginx
    // itself would answer 308 there only when forced, which belongs to the rewrite settings and is skipped alike.
    if (takesRedirects && annotations.forceSslRedirect)
        text += pad + "if ($scheme = http) {\n" + pad + "    " + answer + "\n" + pad + "}\n";
    else if (takesRedirects && annotations.sslRedirect)
        text += pad + "if ($redirect_to_https) {\n" + pad + "    " + answer + "\n" + pad + "}\n";
    return text;
}

std::string accessText(const LocationAnnotations &annotations)
{
    std::string text;
    for (const std::string &range : annotations.deniedSources)
        text += pad + "deny " + range + ";\n";
    for (const std::string &range : annotations.allowedSources)
        text += pad + "allow " + range + ";\n";
    if (!annotations.allowedSources.empty())
        text += pad + "deny all;\n";
    return text;
}

std::string proxyText(const ServerModel &model, const LocationBlock &location, const UpstreamBlock *upstream)
{
    const LocationAnnotations &annotations = location.owner->annotations;
    std::string text = pad + "client_max_body_size " + annotations.bodySize + ";\n" + pad + "proxy_connect_timeout " +
                       annotations.connectTimeout + ";\n" + pad + "proxy_send_timeout " + annotations.sendTimeout +
                       ";\n" + pad + "proxy_read_timeout " + annotations.readTimeout + ";\n";
    const bool hasPrefix = location.needsRewrite() && !annotations.forwardedPrefix.empty();
    if (hasPrefix || !annotations.upstreamVhost.empty())
        text += nginxProxyHeaders(pad, annotations.upstreamVhost.empty() ? "$best_http_host"
                                                                         : '"' + annotations.upstreamVhost + '"');
    if (hasPrefix)
        text += pad + "proxy_set_header X-Forwarded-Prefix \"" + annotations.forwardedPrefix + "\";\n";
    if (location.needsRewrite())
        text += pad + "rewrite \"(?i)" + location.path + "\" " + annotations.rewriteTarget + " break;\n";
    return text + pad + "proxy_pass " + passText(model, upstream) + ";\n";
}

} // namespace

std::string nginxProxyHeaders(const std::string &indent, const std::string &host)
{
    const std::array<std::pair<const char *, std::string>, 13> headers{{
        {"Host", host},
        {"Upgrade", "$http_upgrade"},
        {"Connection", "$connection_upgrade"},
        {"X-Request-ID", "$req_id"},
        {"X-Real-IP", "$remote_addr"},
        {"X-Forwarded-For", "$remote_addr"},
        {"X-Forwarded-Host", "$best_http_host"},
        {"X-Forwarded-Port", "$pass_port"},
        {"X-Forwarded-Proto", "$scheme"},
        {"X-Forwarded-Scheme", "$scheme"},
        {"X-Scheme", "$scheme"},
        {"X-Original-Forwarded-For", "$http_x_forwarded_for"},
        {"Proxy", "\"\""},
    }};
    std::string text;
    for (const auto &[name, value] : headers)
        text += indent + "proxy_set_header " + name + " " + value + ";\n";
    return text;
}

std::string nginxUpstreams(const ServerModel &model)
{
    std::string text;
    for (const auto &[name, upstream] : model.upstreams) {
        if (upstream.endpoints.empty())
            continue;
        text += "    upstream " + name + " {\n";
        for (const EchoEndpoint *endpoint : upstream.endpoints)
            text += "        server 127.0.0.1:" + std::to_string(endpoint->port) + " max_fails=0;\n";
        text += "        keepalive 32;\n    }\n";
    }
    for (const auto &[name, upstream] : model.upstreams) {
        const UpstreamBlock *canary = upstream.endpoints.empty() ? nullptr : canaryOf(model, upstream);
        if (canary)
            text += canaryMaps(upstream, *canary);
    }
    return text;
}

std::string nginxLocation(const ServerModel &model, const ServerBlock &server, const LocationBlock &location,
                          const EchoPlan &echo, int redirectCode, Diagnostics &notServed)
{
    if (!location.owner) {
        const UpstreamBlock *byFlag = model.upstream(location.upstream);
        return "        location " + head(server, location) + " {\n" + pad + "proxy_pass " + passText(model, byFlag) +
               ";\n        }\n";
    }
    const ObjectMeta &meta = location.owner->ingress->meta;
    if (!canBeQuoted(location.path)) {
        notServed.push_back(
            notServedNote(meta, {}, "path " + location.path + ": it would break nginx's configuration."));
        return {};
    }
    const LocationAnnotations &annotations = location.owner->annotations;
    const UpstreamBlock *upstream = model.upstream(location.upstream);
    std::string text = "        # Ingress " + meta.id().path() +
                       (location.isDefaultBackend ? ", nothing matched" : "") + "\n        location " +
                       head(server, location) + " {\n";
    if (annotations.denied) {
        // No proxy_pass, as in the controller: without it nginx answers no 301 for the slash-less path either.
        return text + pad + "return 503; # " + *annotations.denied + "\n        }\n";
    }
    text += redirectText(annotations, location.takesRedirects, redirectCode);
    if (upstream && upstream->endpoints.empty()) {
        const std::string standIn = standInText(location, echo, *upstream);
        // proxy_pass stays, though nothing reaches it: nginx answers 301 for the slash-less path because of it.
        text += standIn.empty() ? pad + "return 503;\n" + pad + "proxy_pass http://lab-default-backend;\n" : standIn;
        return text + "        }\n";
    }
    return text + accessText(annotations) + proxyText(model, location, upstream) + "        }\n";
}

} // namespace wayproof
