// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxconfig.h"

#include "model/lab/nginxlocation.h"
#include "model/lab/nginxservers.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace wayproof
{

namespace
{

std::string escapedDots(const std::string &text)
{
    std::string pattern;
    for (const char c : text)
        pattern += c == '.' ? std::string("\\.") : std::string(1, c);
    return pattern;
}

/// spec/ingress.md §2.1: a wildcard host is a regular expression for exactly one label.
std::string serverName(const std::string &host)
{
    if (!host.starts_with("*."))
        return host;
    return "\"~^(?<subdomain>[\\w-]+)\\." + escapedDots(host.substr(2)) + "$\"";
}

bool covers(const std::string &name, const std::string &host)
{
    if (!name.starts_with("*."))
        return name == host;
    const std::size_t dot = host.find('.');
    return dot != std::string::npos && host.substr(dot) == name.substr(1);
}

class Writer
{
public:
    Writer(const ServerModel &model, const EchoPlan &echo, const LabPorts &ports, const std::string &directory,
           const NginxSettings &settings)
        : m_model(model)
        , m_echo(echo)
        , m_ports(ports)
        , m_directory(directory)
        , m_redirectCode(redirectCode(settings))
    {
    }

    NginxConfig write()
    {
        m_config.notServed = m_model.notServed;
        m_config.hasIngresses = !m_model.ingresses.empty();
        std::string text = mainText() + "http {\n" + httpText() + certificateMap() + nginxUpstreams(m_model);
        for (const ServerBlock &server : m_model.servers)
            text += wwwText(server);
        for (const ServerBlock &server : m_model.servers)
            text += serverText(server);
        m_config.text = text + "}\n";
        removeRepeated(m_config.notServed);
        return std::move(m_config);
    }

private:
    static int redirectCode(const NginxSettings &settings)
    {
        const auto found = settings.config.find("http-redirect-code");
        int code = 308;
        if (found != settings.config.end())
            std::from_chars(found->second.data(), found->second.data() + found->second.size(), code);
        const std::set<int> allowed{301, 302, 307, 308};
        return allowed.contains(code) ? code : 308;
    }

    std::string mainText() const
    {
        // One process: workers outlive a killed master, and nothing may outlive the lab.
        return "# nginx configured by Wayproof, laid out as ingress-nginx lays out its locations.\n"
               "daemon off;\nmaster_process off;\npid " +
               m_directory + "/nginx.pid;\nerror_log " + m_directory +
               "/nginx-error.log notice;\nevents {\n    worker_connections 4096;\n}\n";
    }

    std::string httpText() const
    {
        std::string text;
        for (const char *kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            text += std::string("    ") + kind + "_temp_path " + m_directory + "/nginx-" + kind + ";\n";
        text += "    log_format lab '$remote_addr [$time_iso8601] \"$request\" $status $host -> $upstream_addr "
                "$upstream_status $request_time';\n"
                "    access_log " +
                m_directory +
                "/nginx-access.log lab;\n"
                "    default_type text/html;\n"
                "    keepalive_timeout 75s;\n"
                "    keepalive_requests 1000;\n"
                "    client_header_buffer_size 1k;\n"
                "    large_client_header_buffers 4 8k;\n"
                "    server_names_hash_max_size 65536;\n"
                "    server_names_hash_bucket_size 512;\n"
                "    map_hash_bucket_size 512;\n"
                "    variables_hash_max_size 8192;\n"
                "    variables_hash_bucket_size 512;\n"
                "    proxy_headers_hash_max_size 1024;\n"
                "    proxy_headers_hash_bucket_size 128;\n"
                "    underscores_in_headers off;\n"
                "    ignore_invalid_headers on;\n"
                "    server_tokens off;\n"
                "    server_name_in_redirect off;\n"
                "    port_in_redirect off;\n"
                "    ssl_protocols TLSv1.2 TLSv1.3;\n"
                "    ssl_session_tickets off;\n"
                "    client_max_body_size 1m;\n"
                "    proxy_http_version 1.1;\n"
                "    proxy_buffering off;\n"
                "    proxy_redirect off;\n"
                "    proxy_next_upstream error timeout;\n"
                "    proxy_next_upstream_tries 3;\n";
        text += "    map $http_upgrade $connection_upgrade {\n        default upgrade;\n        \"\" \"\";\n    }\n"
                "    map $http_host $best_http_host {\n        default $http_host;\n        \"\" $host;\n    }\n"
                "    map $best_http_host $redirect_host {\n        default $best_http_host;\n"
                "        \"~^(?<redirect_name>[^:]*)\" $redirect_name;\n    }\n"
                "    map $http_x_request_id $req_id {\n        default $http_x_request_id;\n        \"\" $request_id;\n"
                "    }\n"
                "    map $scheme $pass_port {\n        http 80;\n        https 443;\n    }\n"
                "    map $request_uri $request_uri_cut {\n        default $request_uri;\n"
                "        \"~^(?<uri_before_slash>.*)/$\" $uri_before_slash;\n    }\n";
        text += nginxProxyHeaders("    ");
        // The controller's own answer when there is nothing better; a unix socket, since no client may reach it.
        text += "    upstream lab-default-backend {\n        server unix:" + m_directory +
                "/default.sock;\n        keepalive 4;\n    }\n    server {\n        listen unix:" + m_directory +
                "/default.sock;\n        access_log off;\n        location / {\n            return 404;\n        }\n   "
                " }\n";
        return text;
    }

    /// Hosts with a certificate in the controller's eyes (spec/ingress.md §2.2, §2.4.6): they are redirected to TLS.
    std::string certificateMap() const
    {
        std::string text = "    map $host $has_certificate {\n        default 0;\n";
        std::set<std::string> written;
        for (const ServerBlock &server : m_model.servers) {
            if (!server.hasCertificate || server.host == "_")
                continue;
            text += certificateLine(server.host, written);
            for (const std::string &alias : server.aliases) {
                const auto &names = server.certificateNames;
                const bool isCovered = std::any_of(names.begin(), names.end(),
                                                   [&alias](const std::string &name) { return covers(name, alias); });
                if (isCovered)
                    text += certificateLine(alias, written);
            }
        }
        text += "    }\n    map \"$scheme:$has_certificate\" $redirect_to_https {\n        default 0;\n"
                "        \"http:1\" 1;\n    }\n"
                "    map \"$scheme:$has_certificate\" $hsts {\n        default \"\";\n"
                "        \"https:1\" \"max-age=31536000; includeSubDomains\";\n    }\n"
                "    add_header Strict-Transport-Security $hsts always;\n";
        return text;
    }

    static std::string certificateLine(const std::string &host, std::set<std::string> &written)
    {
        if (!written.insert(host).second || host.starts_with('~'))
            return {};
        if (host.starts_with("*."))
            return "        \"~^[^.]+\\." + escapedDots(host.substr(2)) + "$\" 1;\n";
        return "        \"" + host + "\" 1;\n";
    }

    /// `names` empty: the default certificate, which the controller serves for every host without a tls entry.
    std::string listenText(const std::string &host, const std::vector<std::string> &names)
    {
        const bool isDefault = host == "_";
        std::string file = m_directory + "/ingress-default.pem";
        if (!names.empty() && !isDefault)
            file = m_directory + "/ingress-" + std::to_string(m_config.certificates.size()) + ".pem";
        if (!names.empty())
            m_config.certificates.push_back({file, names});
        const std::string mark = isDefault ? " default_server" : "";
        return "        listen 127.0.0.1:" + std::to_string(m_ports.ingressHttp) + mark +
               ";\n        listen 127.0.0.1:" + std::to_string(m_ports.ingressHttps) + mark +
               " ssl http2;\n        ssl_certificate " + file + ";\n        ssl_certificate_key " + file + ";\n";
    }

    /// The names of the Secret's certificate where they are known, else the host that the tls entry is for.
    static std::vector<std::string> certificateNames(const ServerBlock &server)
    {
        if (server.host == "_")
            return {"ingress.local"};
        if (!server.hasCertificate)
            return {};
        if (!server.certificateNames.empty())
            return server.certificateNames;
        return server.isCertificateMissing ? std::vector<std::string>() : std::vector<std::string>{server.host};
    }

    /// from-to-www-redirect: the other name redirects to the host, unless another Ingress owns it (spec/ingress.md
    /// §2.3).
    std::string wwwText(const ServerBlock &server)
    {
        if (!server.redirectsFromWww || server.host == "_")
            return {};
        const std::string from = server.host.starts_with("www.") ? server.host.substr(4) : "www." + server.host;
        const bool isOwned = std::any_of(m_model.servers.begin(), m_model.servers.end(),
                                         [&from](const ServerBlock &other) { return other.host == from; });
        if (isOwned)
            return {};
        return "    server {\n" + listenText(from, {}) + "        server_name " + from + ";\n        return " +
               std::to_string(m_redirectCode) + " $scheme://" + server.host + ":$pass_port$request_uri_cut;\n    }\n";
    }

    std::string serverText(const ServerBlock &server)
    {
        const bool isDefault = server.host == "_";
        std::string text = "        server_name " + serverName(server.host);
        for (const std::string &alias : server.aliases)
            text += " \"" + alias + "\"";
        text = "    server {\n" + listenText(server.host, certificateNames(server)) + text + ";\n";
        std::set<std::string> appRoots;
        for (const LocationBlock &location : server.locations) {
            const bool hasAppRoot =
                location.owner && location.takesRedirects && !location.owner->annotations.appRoot.empty();
            if (hasAppRoot && appRoots.insert(location.owner->annotations.appRoot).second)
                text += "        if ($uri = /) {\n            return 302 $scheme://$http_host" +
                        location.owner->annotations.appRoot + ";\n        }\n";
        }
        for (const LocationBlock &location : server.locations)
            text += nginxLocation(m_model, server, location, m_echo, m_redirectCode, m_config.notServed);
        if (isDefault)
            text += "        location /healthz {\n            access_log off;\n            return 200;\n        }\n"
                    "        location /nginx_status {\n            deny all;\n        }\n";
        return text + "    }\n";
    }

    const ServerModel &m_model;
    const EchoPlan &m_echo;
    const LabPorts &m_ports;
    const std::string &m_directory;
    int m_redirectCode;
    NginxConfig m_config;
};

} // namespace

NginxConfig writeNginxConfig(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports,
                             const std::string &directory, const NginxSettings &settings)
{
    const ServerModel model = buildNginxModel(snapshot, echo, settings);
    return Writer(model, echo, ports, directory, settings).write();
}

} // namespace wayproof
