// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxconfig.h"

#include "model/lab/echoprotocol.h"
#include "model/lab/nginxerrors.h"
#include "model/lab/nginxlocation.h"
#include "model/lab/nginxservers.h"
#include "model/lab/nginxupstreams.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

/// spec/ingress.md §2.1: a wildcard host is a regular expression for exactly one label.
std::string serverName(const std::string &host)
{
    if (!host.starts_with("*."))
        return host;
    return "\"~^(?<subdomain>[\\w-]+)\\." + escapedDots(host.substr(2)) + "$\"";
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
        , m_settings(settings)
        , m_globalAuth(globalAuth(settings))
    {
    }

    NginxConfig write()
    {
        m_config.notServed = m_model.notServed;
        const Diagnostics settings = unservedSettings(m_settings);
        m_config.notServed.insert(m_config.notServed.end(), settings.begin(), settings.end());
        m_config.hasIngresses = !m_model.ingresses.empty();
        m_config.needsAuthority =
            std::any_of(m_model.ingresses.begin(), m_model.ingresses.end(), [](const ClaimedIngress &entry) {
                const std::string &protocol = entry.annotations.backendProtocol;
                return protocol == "HTTPS" || protocol == "GRPCS" || protocol == "AUTO_HTTP";
            });
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
                "    server_tokens off;\n"
                "    server_name_in_redirect off;\n"
                "    port_in_redirect off;\n"
                "    ssl_protocols TLSv1.2 TLSv1.3;\n"
                "    ssl_session_tickets off;\n"
                "    client_max_body_size 1m;\n"
                "    proxy_http_version 1.1;\n"
                "    proxy_buffering off;\n"
                "    proxy_redirect off;\n";
        text += headerRules() + trustText() + variableMaps() +
                headerLines("    ", "proxy_set_header", upstreamHeaders(m_settings)) +
                nginxGlobalErrorPages(m_settings) + globalBlocks();
        // The controller's own answer when there is nothing better; a unix socket, since no client may reach it.
        text += "    upstream lab-default-backend {\n        server unix:" + m_directory +
                "/default.sock;\n        keepalive 4;\n    }\n    server {\n        listen unix:" + m_directory +
                "/default.sock;\n        access_log off;\n        location / {\n            return 404;\n        }\n   "
                " }\n";
        return text;
    }

    std::string headerRules() const
    {
        const auto word = [this](const char *key, bool fallback) {
            return m_settings.configFlag(key, fallback) ? "on;\n" : "off;\n";
        };
        return std::string("    underscores_in_headers ") + word("enable-underscores-in-headers", false) +
               "    ignore_invalid_headers " + word("ignore-invalid-headers", true);
    }

    /// Whose word on where a request comes from is taken. Where the controller takes nobody's, the lab's clients may
    /// say it by a header of the lab.
    std::string trustText() const
    {
        const bool isForwarded =
            m_settings.configFlag("use-forwarded-headers", false) || m_settings.configFlag("enable-real-ip", false);
        if (!isForwarded)
            return std::string("    set_real_ip_from 127.0.0.1;\n    real_ip_header ") + echo::sourceAddressHeader +
                   ";\n";
        std::vector<std::string> trusted = m_settings.configList("proxy-real-ip-cidr");
        if (trusted.empty())
            trusted = {"0.0.0.0/0"};
        std::string text = "    real_ip_header " + m_settings.configText("forwarded-for-header", "X-Forwarded-For") +
                           ";\n    real_ip_recursive on;\n";
        for (const std::string &range : trusted)
            text += "    set_real_ip_from " + range + ";\n";
        return text;
    }

    /// What the controller's Lua works out for each request, and what it computes from the configuration.
    std::string variableMaps() const
    {
        const bool isForwarded = m_settings.configFlag("use-forwarded-headers", false);
        std::string text =
            "    map $http_upgrade $connection_upgrade {\n        default upgrade;\n        \"\" \"\";\n    }\n";
        const std::string own =
            "    map $http_host $own_http_host {\n        default $http_host;\n        \"\" $host;\n"
            "    }\n    map $scheme $own_port {\n        http " +
            m_settings.flag("http-port", "80") + ";\n        https 443;\n    }\n";
        text += own;
        if (isForwarded)
            text += "    map $http_x_forwarded_host $best_http_host {\n        default $http_x_forwarded_host;\n"
                    "        \"\" $own_http_host;\n        \"~^(?<first_host>[^,]*),\" $first_host;\n    }\n"
                    "    map $http_x_forwarded_proto $pass_access_scheme {\n"
                    "        default $http_x_forwarded_proto;\n        \"\" $scheme;\n    }\n"
                    "    map $http_x_forwarded_port $pass_port {\n        default $http_x_forwarded_port;\n"
                    "        \"\" $own_port;\n    }\n"
                    "    map $http_x_forwarded_for $full_x_forwarded_for {\n"
                    "        default \"$http_x_forwarded_for, $realip_remote_addr\";\n"
                    "        \"\" $realip_remote_addr;\n    }\n";
        else
            text += "    map $own_http_host $best_http_host {\n        default $own_http_host;\n    }\n"
                    "    map $scheme $pass_access_scheme {\n        default $scheme;\n    }\n"
                    "    map $own_port $pass_port {\n        default $own_port;\n    }\n";
        text += "    map $best_http_host $redirect_host {\n        default $best_http_host;\n"
                "        \"~^(?<redirect_name>[^:]*)\" $redirect_name;\n    }\n"
                "    map $http_x_request_id $req_id {\n        default $http_x_request_id;\n";
        if (m_settings.configFlag("generate-request-id", true))
            text += "        \"\" $request_id;\n";
        text += "    }\n"
                "    map $request_uri $request_uri_cut {\n        default $request_uri;\n"
                "        \"~^(?<uri_before_slash>.*)/$\" $uri_before_slash;\n    }\n";
        return text;
    }

    /// Clients that the ConfigMap keeps out of every host.
    std::string globalBlocks() const
    {
        std::string text;
        for (const std::string &range : m_settings.configList("block-cidrs"))
            text += "    deny " + range + ";\n";
        const auto map = [this, &text](const char *key, const char *source, const char *variable) {
            const std::vector<std::string> values = m_settings.configList(key);
            if (values.empty())
                return;
            text += std::string("    map ") + source + " " + variable + " {\n        default 0;\n";
            for (const std::string &value : values)
                text += "        " + value + " 1;\n";
            text += "    }\n";
        };
        map("block-user-agents", "$http_user_agent", "$block_ua");
        map("block-referers", "$http_referer", "$block_ref");
        return text;
    }

    std::string blocksText() const
    {
        std::string text;
        if (!m_settings.configList("block-user-agents").empty())
            text += "        if ($block_ua) {\n            return 403;\n        }\n";
        if (!m_settings.configList("block-referers").empty())
            text += "        if ($block_ref) {\n            return 403;\n        }\n";
        return text;
    }

    /// What the controller's catch-all server tells the machine that it runs on.
    std::string machineLocations() const
    {
        std::vector<std::string> machines = m_settings.configList("nginx-status-ipv4-whitelist");
        if (machines.empty())
            machines = {"127.0.0.1"};
        std::string text = "        location " + m_settings.flag("health-check-path", "/healthz") +
                           " {\n            access_log off;\n            return 200;\n        }\n"
                           "        location /nginx_status {\n";
        for (const std::string &machine : machines)
            text += "            allow " + machine + ";\n";
        return text + "            deny all;\n            access_log off;\n            stub_status;\n        }\n";
    }

    NginxContext context() { return {m_model, m_echo, m_settings, m_globalAuth, m_config.notServed}; }

    /// Hosts with a certificate in the controller's eyes (spec/ingress.md §2.2, §2.4.6): they are redirected to TLS.
    std::string certificateMap() const
    {
        std::string text = "    map $host $has_certificate {\n        default 0;\n";
        std::set<std::string> written;
        for (const ServerBlock &server : m_model.servers) {
            const bool isCatchAll = server.host == catchAllHost;
            if (!server.hasCertificate && !isCatchAll)
                continue;
            if (!isCatchAll)
                text += certificateLine(server.host, written);
            for (const std::string &alias : server.aliases) {
                const auto &names =
                    server.certificateNames.empty() ? m_model.defaultCertificateNames : server.certificateNames;
                const bool isCovered = std::any_of(
                    names.begin(), names.end(), [&alias](const std::string &name) { return coversHost(name, alias); });
                if (isCovered)
                    text += certificateLine(alias, written);
            }
        }
        text += "    }\n    map \"$pass_access_scheme:$has_certificate\" $redirect_to_https {\n        default 0;\n"
                "        \"http:1\" 1;\n    }\n";
        return text + strictTransport();
    }

    /// The controller says it on every answer in TLS, for it asks whether its function exists and not what it returns.
    std::string strictTransport() const
    {
        if (!m_settings.configFlag("hsts", true))
            return "    map $scheme $hsts {\n        default \"\";\n    }\n";
        std::string value = "max-age=" + m_settings.configText("hsts-max-age", "31536000");
        if (m_settings.configFlag("hsts-include-subdomains", true))
            value += "; includeSubDomains";
        if (m_settings.configFlag("hsts-preload", false))
            value += "; preload";
        return "    map $scheme $hsts {\n        default \"\";\n        https \"" + value + "\";\n    }\n";
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
        return "    server {\n" + listenText(from, {}) + "        server_name " + from + ";\n" + blocksText() +
               "        return " + std::to_string(m_settings.redirectCode()) + " $pass_access_scheme://" + server.host +
               ":$pass_port$request_uri_cut;\n    }\n";
    }

    std::string serverText(const ServerBlock &server)
    {
        const bool isDefault = server.host == "_";
        std::string text = "        server_name " + serverName(server.host);
        for (const std::string &alias : server.aliases)
            text += " \"" + alias + "\"";
        text = "    server {\n" + listenText(server.host, certificateNames(server)) + text + ";\n";
        text += blocksText() + nginxErrorLocations(context(), server);
        std::set<std::string> appRoots;
        for (const LocationBlock &location : server.locations) {
            const bool hasAppRoot =
                location.owner && location.takesRedirects && !location.owner->annotations.appRoot.empty();
            if (hasAppRoot && appRoots.insert(location.owner->annotations.appRoot).second)
                text += "        if ($uri = /) {\n            return 302 $scheme://$http_host" +
                        location.owner->annotations.appRoot + ";\n        }\n";
        }
        for (const LocationBlock &location : server.locations)
            text += nginxLocation(context(), server, location);
        if (isDefault)
            text += machineLocations();
        return text + "    }\n";
    }

    const ServerModel &m_model;
    const EchoPlan &m_echo;
    const LabPorts &m_ports;
    const std::string &m_directory;
    const NginxSettings &m_settings;
    LocationAuth m_globalAuth;
    NginxConfig m_config;
};

} // namespace

std::vector<std::pair<std::string, std::string>> nginxReferredServices(const Snapshot &snapshot,
                                                                       const NginxSettings &settings)
{
    std::vector<std::pair<std::string, std::string>> names;
    const std::string fallback = settings.flag("default-backend-service");
    if (const std::size_t slash = fallback.find('/'); slash != std::string::npos)
        names.emplace_back(fallback.substr(0, slash), fallback.substr(slash + 1));
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        if (const Text *name = ingress.meta.annotation("nginx.ingress.kubernetes.io/default-backend"))
            names.emplace_back(*ingress.meta.ns, name->value);
    }
    return names;
}

NginxConfig writeNginxConfig(const Snapshot &snapshot, const EchoPlan &echo, const LabPorts &ports,
                             const std::string &directory, const NginxSettings &settings)
{
    const ServerModel model = buildNginxModel(snapshot, echo, settings);
    return Writer(model, echo, ports, directory, settings).write();
}

} // namespace wayproof
