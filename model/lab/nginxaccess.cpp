// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxaccess.h"

#include "model/lab/echoprotocol.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

const std::string pad = "            ";

std::string nameOf(const LocationBlock &location)
{
    const QByteArray path = QByteArray::fromStdString(location.path)
                                .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return path.toStdString() + (location.type == NginxPathType::Exact ? "-Exact" : "-Prefix");
}

bool isListed(const std::vector<std::string> &prefixes, const std::string &path)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&path](const std::string &prefix) { return path.starts_with(prefix); });
}

std::string authLocation(const NginxContext &context, const LocationBlock &location, const LocationAuth &auth,
                         const std::string &name)
{
    const NginxUrl url = standIn(context.echo, auth.url);
    std::string text =
        "        location = " + name + " {\n" + pad + "internal;\n" + pad + "proxy_intercept_errors off;\n";
    NginxHeaders headers{
        {"Content-Length", "\"\""},
        {"X-Forwarded-Proto", "\"\""},
        {"X-Request-ID", "$req_id"},
        {"Host", '"' + url.host + '"'},
        {"X-Original-URL", "$scheme://$http_host$request_uri"},
        {"X-Original-Method", "$request_method"},
        {"X-Sent-From", "\"nginx-ingress-controller\""},
        {"X-Real-IP", "$remote_addr"},
        {"X-Forwarded-For", "$remote_addr"},
        {"X-Auth-Request-Redirect", auth.requestRedirect.empty() ? "$request_uri" : '"' + auth.requestRedirect + '"'},
        // The echo server answers such a request with the status that the client wishes.
        {echo::authCheckHeader, "1"}};
    if (!auth.method.empty()) {
        text += pad + "proxy_method " + auth.method + ";\n";
        headers.emplace_back("X-Original-URI", "$request_uri");
        headers.emplace_back("X-Scheme", "$pass_access_scheme");
    }
    text += pad + "proxy_pass_request_body off;\n" + headerLines(pad, "proxy_set_header", headers) + pad +
            "client_max_body_size " + location.owner->annotations.bodySize + ";\n" + pad + "proxy_http_version 1.1;\n";
    if (url.address.empty())
        return text + pad + "return 200;\n        }\n";
    return text + pad + "set $auth_target \"http://" + url.address + url.rest + "\";\n" + pad +
           "proxy_pass $auth_target;\n        }\n";
}

/// nginx has no words of its own for escaping, so the echo server composes the address; what it says of itself is
/// hidden.
std::string signInLocation(const NginxContext &context, const LocationCors &cors, const LocationAuth &auth,
                           const std::string &name)
{
    static const std::string escaped = "$escaped_request_uri";
    const std::string parameter = auth.signInParameter.empty() ? std::string("rd") : auth.signInParameter;
    std::string target = auth.signIn;
    const std::size_t query = target.find('?');
    const bool hasQuery = query != std::string::npos && query + 1 < target.size();
    const bool hasParameter = hasQuery && (target.find("?" + parameter + "=") != std::string::npos ||
                                           target.find("&" + parameter + "=") != std::string::npos);
    if (!hasParameter)
        target += (hasQuery ? "&" : "?") + parameter + "=$pass_access_scheme://$http_host" + escaped;
    const std::size_t at = target.find(escaped);
    const std::string head =
        "        location " + name + " {\n" + pad + "internal;\n" + (cors.isEnabled ? nginxCors(cors) : std::string());
    const std::string address = standIn(context.echo, auth.signIn).address;
    if (at == std::string::npos || address.empty())
        return head + pad + "return 302 \"" + target + "\";\n        }\n";
    std::string hidden;
    for (const char *header : {echo::backendHeader, echo::endpointHeader, echo::receivedHeader,
                               echo::receivedHostHeader, echo::receivedProtocolHeader})
        hidden += pad + "proxy_hide_header " + header + ";\n";
    return head +
           headerLines(pad, "proxy_set_header",
                       {{echo::redirectHeader, '"' + target.substr(0, at) + '"'},
                        {echo::redirectEscapedHeader, "$request_uri"},
                        {echo::redirectTailHeader, '"' + target.substr(at + escaped.size()) + '"'}}) +
           hidden + pad + "proxy_pass http://" + address + ";\n        }\n";
}

std::string originPattern(const std::vector<std::string> &origins)
{
    std::string pattern;
    for (const std::string &origin : origins) {
        std::string one;
        bool isFirst = true; // of the stars only the first stands for a label
        for (const char c : origin) {
            one += c == '*' && isFirst ? std::string("[A-Za-z0-9\\-]+") : literalPattern(std::string(1, c));
            isFirst = isFirst && c != '*';
        }
        pattern += (pattern.empty() ? "(" : "|(") + one + ")";
    }
    return "(" + pattern + ")$"; // the controller does not anchor its beginning
}

} // namespace

NginxAccess nginxAccess(const NginxContext &context, const LocationBlock &location)
{
    const LocationAnnotations &annotations = location.owner->annotations;
    NginxAccess access;
    for (const std::string &range : annotations.deniedSources)
        access.inside += pad + "deny " + range + ";\n";
    for (const std::string &range : annotations.allowedSources)
        access.inside += pad + "allow " + range + ";\n";
    if (!annotations.allowedSources.empty())
        access.inside += pad + "deny all;\n";
    if (annotations.cors.isEnabled)
        access.inside += nginxCors(annotations.cors);
    if (!annotations.satisfy.empty())
        access.inside += pad + "satisfy " + annotations.satisfy + ";\n";
    const NginxSettings &settings = context.settings;
    const LocationAuth &auth =
        annotations.auth.url.empty() && annotations.takesGlobalAuth ? context.globalAuth : annotations.auth;
    const std::string exempt = settings.configText("no-auth-locations", "/.well-known/acme-challenge");
    if (isListed(splitList(exempt), location.path))
        return access;
    if (!auth.url.empty()) {
        const std::string name = "/_external-auth-" + nameOf(location);
        access.before = authLocation(context, location, auth, name);
        access.inside += pad + "auth_request " + name + ";\n";
        int index = 0;
        for (const std::string &header : auth.responseHeaders) {
            const std::string variable = "$authHeader" + std::to_string(index++);
            access.inside += pad + "auth_request_set " + variable + " $upstream_http_" + variableName(header) + ";\n";
            access.headers.emplace_back(header, variable);
        }
        if (!auth.signIn.empty()) {
            access.before += signInLocation(context, annotations.cors, auth, "@sign-in-" + nameOf(location));
            access.inside += pad + "error_page 401 = @sign-in-" + nameOf(location) + ";\n";
        }
    }
    if (annotations.basicRealm) {
        // No one's password is known here: whoever sends one is as unknown as whoever does not.
        access.inside +=
            pad + "auth_basic \"" + *annotations.basicRealm + "\";\n" + pad + "auth_basic_user_file /dev/null;\n";
        access.headers.emplace_back("Authorization", "\"\"");
    }
    return access;
}

/// The variables are set in every case, so that headers without a value are left out by nginx itself.
std::string nginxCors(const LocationCors &cors)
{
    const bool isAny = cors.origins.size() == 1 && cors.origins.front() == "*";
    std::string text = pad + "set $cors \"\";\n" + pad + "set $cors_origin \"\";\n";
    if (isAny)
        text = pad + "set $cors true;\n" + pad + "set $cors_origin *;\n";
    else if (!cors.origins.empty())
        text += pad + "if ($http_origin ~* \"" + originPattern(cors.origins) + "\") {\n" + pad +
                "    set $cors true;\n" + pad + "    set $cors_origin $http_origin;\n" + pad + "}\n";
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
    text += pad + "}\n" + pad + "add_header Access-Control-Allow-Origin $cors_origin always;\n";
    for (const Header &header : headers)
        text += pad + "add_header " + header.name + " " + header.variable + " always;\n";
    // The controller's headers take the place of the backend's.
    text += pad + "proxy_hide_header Access-Control-Allow-Origin;\n";
    text += pad + "if ($request_method = OPTIONS) {\n" + pad + "    set $cors \"${cors}options\";\n" + pad + "}\n" +
            pad + "if ($cors = trueoptions) {\n" + pad + "    return 204;\n" + pad + "}\n";
    return text;
}

} // namespace wayproof
