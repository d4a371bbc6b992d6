// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What ingress-nginx' controller writes without complaint and nginx refuses to load, for every Ingress (spec/ingress.md
// §2.1, §2.4): names of servers, unknown variables, values out of range. Locations that repeat and expressions that do
// not compile are found where they are arranged.
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>
#include <cstdlib>

namespace wayproof
{

namespace
{

/// nginx' own variables and those that the controller's template sets, as far as a text of an annotation may name them.
bool isKnownVariable(const std::string &name)
{
    static const std::set<std::string, std::less<>> names = {"args",
                                                             "auth_cookie",
                                                             "balancer_ewma_score",
                                                             "best_http_host",
                                                             "binary_remote_addr",
                                                             "body_bytes_sent",
                                                             "bytes_sent",
                                                             "cache_key",
                                                             "connection",
                                                             "connection_requests",
                                                             "connection_time",
                                                             "connection_upgrade",
                                                             "connections_active",
                                                             "connections_reading",
                                                             "connections_waiting",
                                                             "connections_writing",
                                                             "content_length",
                                                             "content_type",
                                                             "cors",
                                                             "date_gmt",
                                                             "date_local",
                                                             "document_root",
                                                             "document_uri",
                                                             "escaped_request_uri",
                                                             "fastcgi_path_info",
                                                             "fastcgi_script_name",
                                                             "full_x_forwarded_for",
                                                             "gzip_ratio",
                                                             "host",
                                                             "hostname",
                                                             "https",
                                                             "ingress_name",
                                                             "invalid_referer",
                                                             "is_args",
                                                             "limit_rate",
                                                             "literal_dollar",
                                                             "location_path",
                                                             "loggable",
                                                             "memcached_key",
                                                             "modern_browser",
                                                             "msec",
                                                             "namespace",
                                                             "nginx_version",
                                                             "pass_access_scheme",
                                                             "pass_port",
                                                             "pass_server_port",
                                                             "pid",
                                                             "pipe",
                                                             "proxy_add_x_forwarded_for",
                                                             "proxy_alternative_upstream_name",
                                                             "proxy_host",
                                                             "proxy_port",
                                                             "proxy_protocol_addr",
                                                             "proxy_protocol_port",
                                                             "proxy_protocol_server_addr",
                                                             "proxy_protocol_server_port",
                                                             "proxy_upstream_name",
                                                             "query_string",
                                                             "realip_remote_addr",
                                                             "realip_remote_port",
                                                             "realpath_root",
                                                             "remote_addr",
                                                             "remote_port",
                                                             "remote_user",
                                                             "req_id",
                                                             "request",
                                                             "request_body",
                                                             "request_body_file",
                                                             "request_completion",
                                                             "request_filename",
                                                             "request_id",
                                                             "request_length",
                                                             "request_method",
                                                             "request_time",
                                                             "request_uri",
                                                             "scheme",
                                                             "server_addr",
                                                             "server_name",
                                                             "server_port",
                                                             "server_protocol",
                                                             "service_name",
                                                             "service_port",
                                                             "status",
                                                             "target",
                                                             "the_real_ip",
                                                             "time_iso8601",
                                                             "time_local",
                                                             "tmp_cache_key",
                                                             "uid_got",
                                                             "uid_reset",
                                                             "uid_set",
                                                             "uri"};
    if (names.contains(name))
        return true;
    for (const char *prefix : {"arg_", "cookie_", "http_", "sent_http_", "sent_trailer_", "upstream_", "ssl_",
                               "tcpinfo_", "geoip2_", "opentelemetry_", "jwt_", "proxy_protocol_tlv_"})
        if (name.starts_with(prefix))
            return true;
    return false;
}

/// The names in "(?<name>…)".
void addCaptures(std::set<std::string> &names, const std::string &pattern)
{
    for (std::size_t at = pattern.find("(?"); at != std::string::npos; at = pattern.find("(?", at + 2)) {
        const std::size_t open = pattern.find('<', at);
        const std::size_t close = pattern.find('>', at);
        if (open != std::string::npos && close != std::string::npos && open <= at + 3 && open < close)
            names.insert(pattern.substr(open + 1, close - open - 1));
    }
}

/// Annotations whose value is text with variables, by what puts them into the configuration.
struct VariableText {
    const char *name;
    std::string value;
};

class ReloadCheck
{
public:
    ReloadCheck(IngressContext &context, NginxModel &model)
        : m_context(context)
        , m_model(model)
        , m_prefix(nginxAnnotationPrefix(context.settings))
    {
        for (const auto &[host, server] : model.servers) {
            if (host.starts_with("*."))
                m_captures.insert("subdomain");
            for (const std::string &alias : server.aliases)
                addCaptures(m_captures, alias);
            if (server.isRegexMode())
                for (const NginxLocation &location : server.locations)
                    addCaptures(m_captures, location.path);
        }
    }

    void run()
    {
        checkSettings();
        for (const auto &[host, server] : m_model.servers) {
            checkNames(server);
            for (const NginxLocation &location : server.locations)
                if (location.owner)
                    checkLocation(location);
            if (host == nginxCatchAll && !server.isRegexMode())
                checkOwnPaths(server);
        }
    }

private:
    void fail(const NginxIngress &owner, const std::string &annotation, const std::string &code, const std::string &why,
              const std::string &mend)
    {
        if (!m_told.emplace(owner.ingress, annotation).second)
            return;
        const Ingress &ingress = *owner.ingress;
        const Text *value = ingress.meta.annotation(m_prefix + annotation);
        m_model.reloadFailures.push_back("Ingress " + ingress.meta.id().path() + ": " + why);
        m_context.report(Severity::Error, Category::ConfigError, code,
                         why + " nginx refuses the whole configuration, for every Ingress.", mend, ingress,
                         value ? value->at : ingress.meta.source.at);
    }

    void checkNames(const NginxServer &server)
    {
        for (const std::string &alias : server.aliases) {
            const std::string fault = nginxNameFault(alias);
            if (fault.empty())
                continue;
            const auto owner = std::find_if(server.contributors.begin(), server.contributors.end(),
                                            [&](const NginxIngress *candidate) {
                                                const std::vector<std::string> &own = candidate->annotations.aliases;
                                                return std::find(own.begin(), own.end(), alias) != own.end();
                                            });
            if (owner != server.contributors.end())
                fail(**owner, "server-alias", "nginx-invalid-server-name",
                     "The alias " + alias + " is no server name for nginx: " + fault + ".",
                     "Mend or remove the alias.");
        }
    }

    std::string valueOf(const NginxIngress &owner, const std::string &name) const
    {
        const Text *value = owner.ingress->meta.annotation(m_prefix + name);
        return value ? **value : std::string();
    }

    void checkLocation(const NginxLocation &location)
    {
        const NginxIngress &owner = *location.owner;
        const NginxAnnotations &annotations = owner.annotations;
        if (!location.ignoresRedirectAndRewrite)
            checkVariables(owner, {{"app-root", annotations.appRoot}});
        if (annotations.denied)
            return;
        if (location.needsRewrite())
            checkVariables(owner, {{"rewrite-target", location.rewriteTarget()},
                                   {"x-forwarded-prefix", annotations.forwardedPrefix}});
        checkVariables(owner,
                       {{"upstream-vhost", annotations.upstreamVhost}, {"mirror-target", annotations.mirrorTarget}});
        if (!annotations.mirrorTarget.empty())
            checkVariables(owner, {{"mirror-host", valueOf(owner, "mirror-host")}});
        if (!annotations.authRequest.url.empty())
            checkVariables(owner, {{"auth-url", annotations.authRequest.url},
                                   {"auth-signin", valueOf(owner, "auth-signin")},
                                   {"auth-cache-key", valueOf(owner, "auth-cache-key")}});
        checkValues(owner);
    }

    void checkVariables(const NginxIngress &owner, const std::vector<VariableText> &texts)
    {
        for (const VariableText &text : texts) {
            const std::optional<std::string> unknown = unknownVariable(text.value);
            if (unknown)
                fail(owner, text.name, "nginx-unknown-variable",
                     std::string("The annotation ") + text.name + " names the variable $" + *unknown +
                         ", which nginx does not know.",
                     "Name a variable of nginx, or leave the dollar sign out.");
        }
    }

    /// The first variable that nobody sets; "$1" to "$9" are captures, "${name}" is a variable too.
    std::optional<std::string> unknownVariable(const std::string &text) const
    {
        for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
            std::size_t first = at + 1;
            if (first < text.size() && text[first] >= '1' && text[first] <= '9')
                continue;
            if (first < text.size() && text[first] == '{')
                ++first;
            std::size_t last = first;
            while (last < text.size() && (std::isalnum(static_cast<unsigned char>(text[last])) || text[last] == '_'))
                ++last;
            const std::string name = text.substr(first, last - first);
            if (!isKnownVariable(name) && !m_captures.contains(name))
                return name;
        }
        return std::nullopt;
    }

    /// Absent where the value is none that the controller writes down.
    std::optional<std::int64_t> numberOf(const NginxIngress &owner, const std::string &name) const
    {
        const std::string text = valueOf(owner, name);
        char *end = nullptr;
        const std::int64_t number = std::strtoll(text.c_str(), &end, 10);
        if (text.empty() || *end != '\0' || std::isspace(static_cast<unsigned char>(text.front())))
            return std::nullopt;
        return number;
    }

    void checkValues(const NginxIngress &owner)
    {
        const auto refuse = [&](const char *name, const std::string &why) {
            fail(owner, name, "nginx-invalid-value",
                 std::string("The annotation ") + name + " has the value " + valueOf(owner, name) + ": " + why + ".",
                 "Give it a value that nginx takes.");
        };
        for (const char *name : {"proxy-connect-timeout", "proxy-send-timeout", "proxy-read-timeout",
                                 "proxy-next-upstream-timeout", "proxy-next-upstream-tries"})
            if (numberOf(owner, name).value_or(0) < 0)
                refuse(name, "it must not be negative");
        // nginx keeps two buffers busy and one free.
        if (numberOf(owner, "proxy-buffers-number").value_or(4) < 3)
            refuse("proxy-buffers-number", "nginx needs at least three");
        for (const char *name : {"proxy-buffer-size", "proxy-max-temp-file-size"})
            if (isSizeWithUnknownUnit(valueOf(owner, name)))
                refuse(name, "nginx takes k and m only");
        for (const int code : owner.annotations.errors.codes)
            if (code == 499)
                refuse("custom-http-errors", "499 cannot be intercepted");
        for (const char *name : {"proxy-cookie-domain", "proxy-cookie-path"}) {
            const std::string value = valueOf(owner, name);
            if (!value.empty() && value != "off" && value.find(' ') == std::string::npos)
                refuse(name, "it must be \"off\", or a text and its replacement");
        }
    }

    /// Digits and a unit that the controller's validator takes ("b", "g") and this directive does not.
    static bool isSizeWithUnknownUnit(const std::string &size)
    {
        if (size.size() < 2 || size.find_first_not_of("0123456789") != size.size() - 1)
            return false;
        return std::string_view("bBgG").find(size.back()) != std::string_view::npos;
    }

    void failForAll(const std::string &why) { m_model.reloadFailures.push_back(why); }

    void checkSettings()
    {
        for (const std::string &code : splitList(m_context.settings.configured("custom-http-errors")))
            if (code == "499")
                failForAll(
                    "The controller's ConfigMap has 499 among custom-http-errors, which nginx does not intercept.");
    }

    /// The catch-all server has locations of its own.
    void checkOwnPaths(const NginxServer &server)
    {
        const std::string health = m_context.settings.flag("health-check-path", "/healthz");
        for (const NginxLocation &location : server.locations)
            if (!location.isExact && location.path == health)
                failForAll("The catch-all server has the location " + health +
                           " twice: it is the controller's own health path.");
    }

    IngressContext &m_context;
    NginxModel &m_model;
    std::string m_prefix;
    std::set<std::string> m_captures; ///< named groups of servers and locations
    std::set<std::pair<const Ingress *, std::string>> m_told;
};

} // namespace

void checkNginxReload(IngressContext &context, NginxModel &model)
{
    ReloadCheck(context, model).run();
}

} // namespace wayproof
