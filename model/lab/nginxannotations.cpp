// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxannotations.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <string_view>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

constexpr std::string_view prefix = "nginx.ingress.kubernetes.io/";

std::optional<bool> boolFromText(std::string_view text)
{
    static const std::set<std::string_view> yes{"1", "t", "T", "true", "TRUE", "True"};
    static const std::set<std::string_view> no{"0", "f", "F", "false", "FALSE", "False"};
    if (yes.contains(text))
        return true;
    if (no.contains(text))
        return false;
    return std::nullopt;
}

std::optional<int> intFromText(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string part = trimmed(text.substr(0, comma));
        if (!part.empty())
            parts.push_back(part);
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
    }
    return parts;
}

bool isAddressOrRange(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    std::array<unsigned char, 16> bytes{};
    const bool isV4 = inet_pton(AF_INET, address.c_str(), bytes.data()) == 1;
    const bool isV6 = !isV4 && inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
    if (!isV4 && !isV6)
        return false;
    if (slash == std::string::npos)
        return true;
    const std::optional<int> bits = intFromText(std::string_view(text).substr(slash + 1));
    return bits && *bits >= 0 && *bits <= (isV4 ? 32 : 128);
}

/// The characters that the controller's validation lets through in a path that may hold groups (spec/ingress.md §2.4.7:
/// with any other the annotation is ignored).
bool isPathWithGroups(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("-._~/$").find(c) != std::string_view::npos;
    });
}

/// What can be written between double quotes in nginx.conf without changing its meaning.
bool isPlain(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == '"' || c == '\\' || c == '$' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

class Reader
{
public:
    Reader(const Ingress &ingress, const NginxSettings &settings, Diagnostics &notServed)
        : m_ingress(ingress)
        , m_settings(settings)
        , m_notServed(notServed)
    {
    }

    LocationAnnotations read()
    {
        readRouting();
        readRedirects();
        readCanary();
        readCors();
        readSources();
        readProxy();
        noteTheRest();
        return m_result;
    }

private:
    const std::string *find(std::string_view name)
    {
        const std::string key = std::string(prefix).append(name);
        m_known.insert(key);
        const Text *value = m_ingress.meta.annotation(key);
        return value ? &value->value : nullptr;
    }
    std::string text(std::string_view name)
    {
        const std::string *value = find(name);
        return value ? trimmed(*value) : std::string();
    }
    bool flag(std::string_view name, bool fallback)
    {
        const std::string *value = find(name);
        return value ? boolFromText(*value).value_or(fallback) : fallback;
    }
    void note(std::string_view name, std::string message)
    {
        const std::string key = std::string(prefix).append(name);
        const Text *value = m_ingress.meta.annotation(key);
        m_notServed.push_back(notServedNote(m_ingress.meta, value ? value->at : Position{}, key + ": " + message));
    }
    std::string plain(std::string_view name)
    {
        std::string value = text(name);
        if (isPlain(value))
            return value;
        note(name, "the value has characters that the lab does not write into nginx's configuration; it is left out.");
        return {};
    }

    void readRouting()
    {
        m_result.useRegex = flag("use-regex", false);
        m_result.rewriteTarget = text("rewrite-target");
        if (!isPathWithGroups(m_result.rewriteTarget)) {
            note("rewrite-target", "the controller ignores a value with these characters.");
            m_result.rewriteTarget.clear();
        }
        m_result.appRoot = text("app-root");
        if (!isPathWithGroups(m_result.appRoot) || (!m_result.appRoot.empty() && m_result.appRoot.front() != '/')) {
            note("app-root", "the controller ignores a value with these characters.");
            m_result.appRoot.clear();
        }
        m_result.forwardedPrefix = text("x-forwarded-prefix");
        if (!isPathWithGroups(m_result.forwardedPrefix)) {
            note("x-forwarded-prefix", "the controller ignores a value with these characters.");
            m_result.forwardedPrefix.clear();
        }
        for (const std::string &alias : splitList(text("server-alias"))) {
            if (isPlain(alias) && alias.find_first_of(" ;{}") == std::string::npos)
                m_result.aliases.push_back(alias);
            else
                note("server-alias", "the name " + alias + " is left out.");
        }
        m_result.upstreamVhost = text("upstream-vhost");
        if (m_result.upstreamVhost.find_first_of("\"\\;{} ") != std::string::npos) {
            note("upstream-vhost", "the value is left out.");
            m_result.upstreamVhost.clear();
        }
        m_result.defaultBackend = text("default-backend");
    }

    void readRedirects()
    {
        m_result.sslRedirect = flag("ssl-redirect", m_settings.configFlag("ssl-redirect", true));
        m_result.forceSslRedirect = flag("force-ssl-redirect", m_settings.configFlag("force-ssl-redirect", false));
        m_result.preserveTrailingSlash =
            flag("preserve-trailing-slash", m_settings.configFlag("preserve-trailing-slash", false));
        m_result.fromToWww = flag("from-to-www-redirect", false);
        m_result.relativeRedirects = flag("relative-redirects", m_settings.configFlag("relative-redirects", false));
        readRedirect("temporal-redirect", "temporal-redirect-code", 302);
        if (m_result.redirectUrl.empty())
            readRedirect("permanent-redirect", "permanent-redirect-code", 301);
        else
            find("permanent-redirect"), find("permanent-redirect-code");
    }

    void readRedirect(std::string_view name, std::string_view codeName, int fallbackCode)
    {
        const std::string url = text(name);
        const std::string code = text(codeName);
        if (url.empty())
            return;
        // spec/ingress.md §2.4.7: with a variable the controller drops the Ingress.
        if (url.find('$') != std::string::npos) {
            m_result.dropped = std::string(prefix).append(name) + " holds a variable";
            return;
        }
        const bool isUrl = url.starts_with("http://") || url.starts_with("https://");
        if (!isUrl || !isPlain(url) || url.find_first_of(" ;{}") != std::string::npos) {
            note(name, "the value is not a URL that nginx could be given; it is left out.");
            return;
        }
        m_result.redirectUrl = url;
        const std::optional<int> number = intFromText(code);
        m_result.redirectCode = number && *number >= 300 && *number <= 308 ? *number : fallbackCode;
    }

    void readCanary()
    {
        NginxCanary &canary = m_result.canary;
        canary.isEnabled = flag("canary", false);
        canary.weight = std::max(0, intFromText(text("canary-weight")).value_or(0));
        // spec/ingress.md §2.2: a total below 100 is read as 100.
        canary.weightTotal = std::max(100, intFromText(text("canary-weight-total")).value_or(100));
        canary.header = text("canary-by-header");
        canary.headerValue = text("canary-by-header-value");
        canary.headerPattern = text("canary-by-header-pattern");
        canary.cookie = text("canary-by-cookie");
        const auto isName = [](const std::string &name) {
            return std::all_of(name.begin(), name.end(), [](char c) {
                return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
            });
        };
        if (!isName(canary.header)) {
            note("canary-by-header", "the value is not a header name; it is left out.");
            canary.header.clear();
        }
        if (!isName(canary.cookie) || canary.cookie.find('-') != std::string::npos) {
            note("canary-by-cookie", "nginx can't name such a cookie in a variable; it is left out.");
            canary.cookie.clear();
        }
    }

    void readCors()
    {
        LocationCors &cors = m_result.cors;
        cors.isEnabled = flag("enable-cors", false);
        const auto value = [this](std::string_view name, std::string fallback) {
            std::string found = plain(name);
            return found.empty() ? fallback : found;
        };
        cors.origins = splitList(value("cors-allow-origin", "*"));
        cors.methods = value("cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS");
        cors.headers = value("cors-allow-headers",
                             "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,"
                             "Range,Authorization");
        cors.exposeHeaders = value("cors-expose-headers", "");
        cors.maxAge = value("cors-max-age", "1728000");
        cors.credentials = flag("cors-allow-credentials", true);
    }

    void readSources()
    {
        readSourceList("whitelist-source-range", m_result.allowedSources);
        readSourceList("allowlist-source-range", m_result.allowedSources);
        readSourceList("denylist-source-range", m_result.deniedSources);
    }

    void readSourceList(std::string_view name, std::vector<std::string> &list)
    {
        const std::vector<std::string> entries = splitList(text(name));
        if (entries.empty())
            return;
        for (const std::string &entry : entries) {
            if (!isAddressOrRange(entry)) {
                m_result.denied = std::string(prefix).append(name) + " holds " + entry;
                return;
            }
        }
        list = entries;
        note(name, "served, but every request to the lab comes from 127.0.0.1.");
    }

    void readProxy()
    {
        const std::string size = text("proxy-body-size");
        const bool isSize = !size.empty() && std::isdigit(static_cast<unsigned char>(size.front())) != 0 &&
                            size.find_first_not_of("0123456789kKmMgG") == std::string::npos;
        if (isSize)
            m_result.bodySize = size;
        const auto readSeconds = [this](std::string_view name, std::string &into) {
            const std::optional<int> seconds = intFromText(text(name));
            if (seconds && *seconds > 0)
                into = std::to_string(*seconds) + "s";
        };
        readSeconds("proxy-connect-timeout", m_result.connectTimeout);
        readSeconds("proxy-send-timeout", m_result.sendTimeout);
        readSeconds("proxy-read-timeout", m_result.readTimeout);
        const std::string protocol = text("backend-protocol");
        if (!protocol.empty() && protocol != "HTTP")
            note("backend-protocol", protocol + " is not served: the lab's echo server is spoken to in HTTP.");
    }

    /// Every other annotation of the controller, by name; a snippet can do anything and drops the Ingress by default.
    void noteTheRest()
    {
        for (const auto &[key, value] : m_ingress.meta.annotations) {
            if (!key.starts_with(prefix) || m_known.contains(key))
                continue;
            if (key.ends_with("-snippet"))
                m_result.dropped = key + " is of critical risk, which the controller does not allow by default";
            else
                note(std::string_view(key).substr(prefix.size()), "the lab does not serve this annotation.");
        }
    }

    const Ingress &m_ingress;
    const NginxSettings &m_settings;
    Diagnostics &m_notServed;
    std::set<std::string> m_known;
    LocationAnnotations m_result;
};

} // namespace

std::string NginxSettings::flag(const std::string &name, const std::string &fallback) const
{
    const auto found = flags.find(name);
    return found == flags.end() ? fallback : found->second;
}

bool NginxSettings::configFlag(const std::string &key, bool fallback) const
{
    const auto found = config.find(key);
    return found == config.end() ? fallback : boolFromText(found->second).value_or(fallback);
}

LocationAnnotations readNginxAnnotations(const Ingress &ingress, const NginxSettings &settings, Diagnostics &notServed)
{
    return Reader(ingress, settings, notServed).read();
}

} // namespace wayproof
