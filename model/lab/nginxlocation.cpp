// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxlocation.h"

#include "model/lab/echoprotocol.h"
#include "model/lab/nginxaccess.h"
#include "model/lab/nginxerrors.h"
#include "model/lab/nginxupstreams.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const std::string pad = "            ";

std::string head(const ServerBlock &server, const LocationBlock &location)
{
    if (server.isRegexHost())
        return "~* \"^" + quotedPattern(location.path) + "\"";
    if (location.type == NginxPathType::Exact)
        return "= \"" + quotedPattern(location.path) + "\"";
    return "\"" + quotedPattern(location.path) + "\"";
}

class LocationWriter
{
public:
    LocationWriter(const NginxContext &context, const ServerBlock &server, const LocationBlock &location)
        : m_context(context)
        , m_server(server)
        , m_location(location)
        , m_annotations(location.owner->annotations)
        , m_upstream(context.model.upstream(location.upstream))
    {
    }

    std::string write()
    {
        const std::string mark = "        # Ingress " + m_location.owner->ingress->meta.id().path() +
                                 (m_location.isDefaultBackend ? ", nothing matched" : "") + "\n";
        // header_filter_by_lua of the controller: whatever the answer, in TLS only.
        const std::string opening = "        location " + head(m_server, m_location) + " {\n" + pad +
                                    "add_header Strict-Transport-Security $hsts always;\n";
        const std::string closing = "        }\n";
        // No proxy_pass, as in the controller: without it nginx answers no 301 for the slash-less path either.
        if (m_annotations.denied)
            return mark + opening + nginxErrorVariables(m_server, m_location) + pad + "return 503; # " +
                   *m_annotations.denied + "\n" + closing;
        NginxAccess access = nginxAccess(m_context, m_location);
        std::string text = nginxErrorVariables(m_server, m_location) + mirrorText();
        for (const auto &[name, value] : m_annotations.customHeaders) {
            if (canBeQuoted(value) && value.find('$') == std::string::npos)
                text += pad + "add_header " + name + " \"" + value + "\" always;\n";
        }
        if (m_annotations.relativeRedirects)
            text += pad + "absolute_redirect off;\n";
        text += access.inside + nginxErrorPages(m_location) + proxyText(access.headers) + rewritePhase();
        return mirrorLocation() + access.before + mark + opening + text + passText() + closing;
    }

private:
    /// What a canary took out of the balancer is as good as without endpoints (spec/ingress.md §2.4.4).
    bool isServed() const { return m_upstream ? m_upstream->isServed() : m_location.upstream.empty(); }

    bool isGrpc() const
    {
        const bool isOwnDefault = !m_upstream || m_location.upstream == m_context.model.defaultUpstream;
        return !isOwnDefault && m_annotations.backendProtocol.starts_with("GRPC");
    }

    /// What nginx's rewrite module and then the controller's Lua do, in their order (spec/ingress.md §2.2).
    std::string rewritePhase() const
    {
        std::string text;
        if (m_location.takesRedirects && !m_annotations.redirectUrl.empty())
            text +=
                pad + "return " + std::to_string(m_annotations.redirectCode) + " " + m_annotations.redirectUrl + ";\n";
        text += tlsRedirect();
        if (!isServed())
            text += pad + "return 503;\n";
        // Before nginx comes to the headers, the lab's maps would have put groups of their own into $1.
        if (m_location.needsRewrite() && !m_annotations.forwardedPrefix.empty())
            text += pad + "set $forwarded_prefix \"\";\n" + pad + "if ($uri ~* \"" + quotedPattern(m_location.path) +
                    "\") {\n" + pad + "    set $forwarded_prefix \"" + m_annotations.forwardedPrefix + "\";\n" + pad +
                    "}\n";
        if (m_location.needsRewrite())
            text += pad + "rewrite \"(?i)" + quotedPattern(m_location.path) + "\" " + m_annotations.rewriteTarget +
                    " break;\n";
        return text;
    }

    std::string tlsRedirect() const
    {
        const NginxSettings &settings = m_context.settings;
        const std::vector<std::string> exempt =
            splitList(settings.configText("no-tls-redirect-locations", "/.well-known/acme-challenge"));
        const bool isExempt = std::any_of(exempt.begin(), exempt.end(), [this](const std::string &prefix) {
            return m_location.path.starts_with(prefix);
        });
        if (!m_location.takesRedirects || isExempt)
            return {};
        const std::string port = m_annotations.usePortInRedirects ? ":" + settings.flag("https-port", "443") : "";
        const std::string uri = m_annotations.preserveTrailingSlash ? "$request_uri" : "$request_uri_cut";
        const std::string answer = "return " + std::to_string(settings.redirectCode()) + " https://$redirect_host" +
                                   port + uri + ";\n" + pad + "}\n";
        if (m_annotations.forceSslRedirect)
            return pad + "if ($pass_access_scheme = http) {\n" + pad + "    " + answer;
        if (m_annotations.sslRedirect)
            return pad + "if ($redirect_to_https) {\n" + pad + "    " + answer;
        return {};
    }

    std::string proxyText(const NginxHeaders &ofAuth) const
    {
        std::string text = pad + "client_max_body_size " + m_annotations.bodySize + ";\n" + pad +
                           "proxy_connect_timeout " + m_annotations.connectTimeout + ";\n" + pad +
                           "proxy_send_timeout " + m_annotations.sendTimeout + ";\n" + pad + "proxy_read_timeout " +
                           m_annotations.readTimeout + ";\n" + pad + "proxy_http_version " + m_annotations.httpVersion +
                           ";\n" + pad + "proxy_next_upstream " + m_annotations.nextUpstream + ";\n" + pad +
                           "proxy_next_upstream_tries " + std::to_string(m_annotations.nextUpstreamTries) + ";\n";
        if (isGrpc())
            text += pad + "grpc_connect_timeout " + m_annotations.connectTimeout + ";\n" + pad + "grpc_send_timeout " +
                    m_annotations.sendTimeout + ";\n" + pad + "grpc_read_timeout " + m_annotations.readTimeout + ";\n";
        const bool hasPrefix = m_location.needsRewrite() && !m_annotations.forwardedPrefix.empty();
        const bool isOrdinary = ofAuth.empty() && !hasPrefix && !isGrpc() && !m_location.isStandIn &&
                                m_annotations.upstreamVhost.empty() && m_annotations.connectionHeader.empty();
        if (isOrdinary)
            return text; // those of the http block
        NginxHeaders headers = upstreamHeaders(m_context.settings, m_annotations.upstreamVhost.empty()
                                                                       ? "$best_http_host"
                                                                       : '"' + m_annotations.upstreamVhost + '"');
        for (auto &[name, value] : headers) {
            if (name == "Connection" && !m_annotations.connectionHeader.empty())
                value = '"' + m_annotations.connectionHeader + '"';
        }
        headers.insert(headers.end(), ofAuth.begin(), ofAuth.end());
        if (hasPrefix)
            headers.emplace_back("X-Forwarded-Prefix", "$forwarded_prefix");
        if (m_location.isStandIn) {
            const NginxHeaders more = nginxErrorHeaders("503");
            headers.insert(headers.end(), more.begin(), more.end());
        }
        return text + headerLines(pad, isGrpc() ? "grpc_set_header" : "proxy_set_header", headers);
    }

    std::string passText() const
    {
        // proxy_pass stays where nothing reaches it: nginx answers 301 for the slash-less path because of it.
        if (!isServed())
            return pad + "proxy_pass http://lab-default-backend;\n";
        const bool isOwnDefault = !m_upstream || m_location.upstream == m_context.model.defaultUpstream;
        const std::string &protocol = m_annotations.backendProtocol;
        const std::string target = passTarget(m_context.model, m_upstream);
        if (isGrpc())
            return pad + "grpc_pass " + (protocol == "GRPCS" ? "grpcs://" : "grpc://") + target + ";\n";
        if (isOwnDefault || protocol == "HTTP")
            return pad + "proxy_pass http://" + target + ";\n";
        return pad + "proxy_pass " + (protocol == "HTTPS" ? "https://" : "$scheme://") + target + ";\n";
    }

    std::string mirrorName() const
    {
        std::string name = m_location.owner->ingress->meta.id().path();
        std::replace(name.begin(), name.end(), '/', '-');
        return "/_mirror-" + name;
    }

    bool isMirrored() const
    {
        return !m_annotations.mirrorTarget.empty() && standIn(m_context.echo, m_annotations.mirrorTarget).isOfService;
    }

    std::string mirrorText() const
    {
        if (m_annotations.mirrorTarget.empty())
            return {};
        if (!isMirrored()) {
            m_context.notServed.push_back(notServedNote(m_location.owner->ingress->meta, {},
                                                        "mirror-target: " + m_annotations.mirrorTarget +
                                                            " is no Service here, so the lab sends no copies."));
            return {};
        }
        return pad + "mirror " + mirrorName() + ";\n" + pad + "mirror_request_body " +
               (m_annotations.mirrorsBody ? "on" : "off") + ";\n";
    }

    /// Written with the first location of the Ingress only: nginx knows each name once a server.
    std::string mirrorLocation() const
    {
        const auto first =
            std::find_if(m_server.locations.begin(), m_server.locations.end(), [this](const LocationBlock &other) {
                return other.owner == m_location.owner && !other.owner->annotations.denied;
            });
        if (!isMirrored() || &*first != &m_location)
            return {};
        const NginxUrl url = standIn(m_context.echo, m_annotations.mirrorTarget);
        const std::string host = m_annotations.mirrorHost.empty() ? url.host : m_annotations.mirrorHost;
        return "        location = " + mirrorName() + " {\n" + pad + "internal;\n" +
               headerLines(pad, "proxy_set_header", {{"Host", '"' + host + '"'}, {echo::mirrorHeader, "1"}}) + pad +
               "proxy_pass \"http://" + url.address + url.rest + "\";\n        }\n";
    }

    const NginxContext &m_context;
    const ServerBlock &m_server;
    const LocationBlock &m_location;
    const LocationAnnotations &m_annotations;
    const UpstreamBlock *m_upstream;
};

} // namespace

std::string nginxLocation(const NginxContext &context, const ServerBlock &server, const LocationBlock &location)
{
    if (!location.owner) {
        const UpstreamBlock *byFlag = context.model.upstream(location.upstream);
        return "        location " + head(server, location) + " {\n" + pad +
               "add_header Strict-Transport-Security $hsts always;\n" + pad + "client_max_body_size " +
               context.settings.configText("proxy-body-size", "1m") + ";\n" + pad + "proxy_pass http://" +
               passTarget(context.model, byFlag) + ";\n        }\n";
    }
    const LocationAnnotations &annotations = location.owner->annotations;
    for (const std::string &text :
         {quotedPattern(location.path), annotations.upstreamVhost, annotations.forwardedPrefix}) {
        if (canBeQuoted(text))
            continue;
        context.notServed.push_back(
            notServedNote(location.owner->ingress->meta, {}, text + ": it would break nginx's configuration."));
        return {};
    }
    return LocationWriter(context, server, location).write();
}

} // namespace wayproof
