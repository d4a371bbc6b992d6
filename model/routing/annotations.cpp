// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/annotations.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace wayproof
{

namespace
{

bool isMadeOf(const std::string &text, std::string_view extra)
{
    return std::all_of(text.begin(), text.end(), [extra](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               extra.find(c) != std::string_view::npos;
    });
}

class Reader
{
public:
    Reader(const IngressContext &context, const Ingress &ingress)
        : m_context(context)
        , m_settings(context.settings)
        , m_ingress(ingress)
        , m_prefix(nginxAnnotationPrefix(context.settings))
    {
    }

    NginxAnnotations read()
    {
        m_read.dropped = refusedNginxAnnotation(m_settings, m_ingress);
        readRewrites();
        readRedirects();
        readTraffic();
        readCanary();
        readAccess();
        readCors();
        readUnknown();
        return std::move(m_read);
    }

private:
    const Text *find(const std::string &name) const
    {
        const Text *value = m_ingress.meta.annotation(m_prefix + name);
        return value && !(*value)->empty() ? value : nullptr;
    }
    std::string text(const std::string &name) const
    {
        const Text *value = find(name);
        return value ? **value : std::string();
    }
    bool flag(const std::string &name, bool fallback) const { return parsedBool(text(name)).value_or(fallback); }
    std::optional<std::int64_t> number(const std::string &name) const
    {
        const std::string value = text(name);
        std::int64_t result = 0;
        const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), result);
        if (value.empty() || error != std::errc() || stop != value.data() + value.size())
            return std::nullopt;
        return result;
    }

    std::string named(const std::string &name) const
    {
        const Text *value = m_ingress.meta.annotation(m_prefix + name);
        const std::string at = value ? locationOf(m_ingress, value->at).toText() : std::string();
        return "annotation " + m_prefix + name + (at.empty() ? std::string() : " (" + at + ")");
    }
    Dependency notModelled(const std::string &name, const std::string &why) const
    {
        return {"annotation-not-modelled", "What the " + named(name) + " does is not modelled: " + why, {}};
    }
    void deny(const std::string &why)
    {
        if (!m_read.denied)
            m_read.denied = why;
    }

    void readRewrites()
    {
        m_read.usesRegex = flag("use-regex", false);
        // spec/ingress.md §2.4.7: an invalid target is ignored, not refused.
        const std::string target = text("rewrite-target");
        if (isMadeOf(target, "/-._~:$"))
            m_read.rewriteTarget = target;
        if (m_read.rewriteTarget.starts_with("http://") || m_read.rewriteTarget.starts_with("https://"))
            m_read.unknownHere.push_back(notModelled("rewrite-target", "a target with a scheme redirects."));
        for (std::size_t dollar = target.find('$'); dollar != std::string::npos; dollar = target.find('$', dollar + 1))
            if (dollar + 1 == target.size() || target[dollar + 1] < '0' || target[dollar + 1] > '9') {
                m_read.unknownHere.push_back(notModelled("rewrite-target", "it names a variable of nginx."));
                break;
            }
        const std::string appRoot = text("app-root");
        if (appRoot.starts_with('/') && isMadeOf(appRoot, "/-._~:$"))
            m_read.appRoot = appRoot;
        m_read.sslRedirect = flag("ssl-redirect", m_settings.isConfiguredOn("ssl-redirect", true));
        m_read.forceSslRedirect = flag("force-ssl-redirect", m_settings.isConfiguredOn("force-ssl-redirect", false));
        m_read.preservesTrailingSlash =
            flag("preserve-trailing-slash", m_settings.isConfiguredOn("preserve-trailing-slash", false));
        m_read.relativeRedirects = flag("relative-redirects", m_settings.isConfiguredOn("relative-redirects", false));
        m_read.usesPortInRedirects =
            flag("use-port-in-redirects", m_settings.isConfiguredOn("use-port-in-redirects", false));
        if (isMadeOf(text("x-forwarded-prefix"), "/-._~:$"))
            m_read.forwardedPrefix = text("x-forwarded-prefix");
    }

    /// The temporal redirect goes before the permanent one; one that is no http URL voids both (spec/ingress.md §2.3).
    void readRedirects()
    {
        m_read.fromToWww = flag("from-to-www-redirect", false);
        for (const char *kind : {"temporal", "permanent"}) {
            const std::string name = std::string(kind) + "-redirect";
            const std::string url = text(name);
            if (url.empty())
                continue;
            if (!m_read.redirectUrl.empty())
                continue;
            if (!url.starts_with("http")) {
                m_read.fromToWww = false;
                return;
            }
            const int fallback = std::string_view(kind) == "temporal" ? 302 : 301;
            const std::int64_t code = number(name + "-code").value_or(fallback);
            m_read.redirectCode = code < 300 || code > 308 ? fallback : static_cast<int>(code);
            m_read.redirectUrl = url;
        }
    }

    void readTraffic()
    {
        m_read.aliases = splitList(text("server-alias"));
        m_read.defaultBackend = text("default-backend");
        for (const std::string &code : splitList(
                 find("custom-http-errors") ? text("custom-http-errors") : m_settings.configured("custom-http-errors")))
            m_read.customHttpErrors.push_back(static_cast<int>(std::strtol(code.c_str(), nullptr, 10)));
        m_read.upstreamVhost = text("upstream-vhost");
        std::string protocol = text("backend-protocol");
        std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        for (const char *known : {"HTTP", "HTTPS", "AUTO_HTTP", "GRPC", "GRPCS", "FCGI"})
            if (protocol == known)
                m_read.backendProtocol = protocol;
        m_read.mirrorTarget = text("mirror-target");
        m_read.isServiceUpstream = flag("service-upstream", m_settings.isConfiguredOn("service-upstream", false));
        m_read.isSslPassthrough = flag("ssl-passthrough", false);
        m_read.hasCookieAffinity = text("affinity") == "cookie";
        m_read.isCanaryAffinityLegacy = text("affinity-canary-behavior") == "legacy";
        if (find("session-cookie-name"))
            m_read.affinityCookie = text("session-cookie-name");
    }

    /// Settings without `canary: "true"` make an ordinary Ingress.
    void readCanary()
    {
        CanaryPolicy &canary = m_read.canary;
        canary.isEnabled = flag("canary", false);
        if (!canary.isEnabled)
            return;
        canary.weight = number("canary-weight").value_or(0);
        // spec/ingress.md §2.2: a total below 100 is read as 100.
        canary.weightTotal = std::max<std::int64_t>(100, number("canary-weight-total").value_or(100));
        // One with other characters than the controller permits counts as not given.
        const auto permitted = [this](const char *name, std::string_view extra) {
            const std::string value = text(name);
            return isMadeOf(value, extra) ? value : std::string();
        };
        canary.header = permitted("canary-by-header", "/-._~:");
        std::replace(canary.header.begin(), canary.header.end(), '_', '-');
        canary.headerValue = permitted("canary-by-header-value", "/-._~:");
        canary.headerPattern = permitted("canary-by-header-pattern", "/-._~:^$[](){}*+?|&=\\");
        canary.cookie = permitted("canary-by-cookie", "/-._~:");
    }

    std::vector<std::string> ranges(const std::string &name, const std::string &list)
    {
        std::vector<std::string> result = splitList(list);
        for (const std::string &range : result)
            if (!isAddressRange(range))
                deny("the " + named(name) + " holds \"" + range + "\", which is no address range");
        return result;
    }

    void readAccess()
    {
        const std::string allowName =
            find("whitelist-source-range") ? "whitelist-source-range" : "allowlist-source-range";
        m_read.allowedSources =
            ranges(allowName, find(allowName) ? text(allowName) : m_settings.configured("whitelist-source-range"));
        m_read.deniedSources = ranges("denylist-source-range", find("denylist-source-range")
                                                                   ? text("denylist-source-range")
                                                                   : m_settings.configured("denylist-source-range"));
        m_read.authUrl = find("auth-url") ? text("auth-url")
                                          : (flag("enable-global-auth", true) ? m_settings.configured("global-auth-url")
                                                                              : std::string());
        if (!m_read.authUrl.empty() && m_read.authUrl.find("://") == std::string::npos)
            deny("the " + named("auth-url") + " is no URL");
        m_read.authSignin = text("auth-signin");
        m_read.satisfiesAny = text("satisfy") == "any";
        const std::string type = text("auth-type");
        if (type == "basic" || type == "digest") {
            m_read.authType = type;
            requireSecret("auth-secret");
        }
        if (find("auth-tls-secret")) {
            m_read.hasClientCertificates = true;
            requireSecret("auth-tls-secret");
        }
    }

    /// spec/ingress.md §2.3: a missing Secret makes the locations answer 503.
    void requireSecret(const std::string &name)
    {
        std::string path = text(name);
        if (path.empty()) {
            deny("the " + named(name) + " names no Secret");
            return;
        }
        const std::size_t slash = path.find('/');
        const std::string ns = slash == std::string::npos ? *m_ingress.meta.ns : path.substr(0, slash);
        const std::string secret = slash == std::string::npos ? path : path.substr(slash + 1);
        if (m_context.snapshot.speaksOf<Secret>() && !m_context.snapshot.find<Secret>(ns, secret))
            deny("Secret " + ns + "/" + secret + " of the " + named(name) + " does not exist");
    }

    void readCors()
    {
        NginxCors &cors = m_read.cors;
        cors.isEnabled = flag("enable-cors", false);
        const auto listOr = [this](const std::string &name, const std::string &fallback) {
            return splitList(find(name) ? text(name) : fallback);
        };
        cors.headers.allowOrigins = listOr("cors-allow-origin", "*");
        if (std::find(cors.headers.allowOrigins.begin(), cors.headers.allowOrigins.end(), "*") !=
            cors.headers.allowOrigins.end())
            cors.headers.allowOrigins = {"*"};
        cors.headers.allowMethods = listOr("cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS");
        cors.headers.allowHeaders =
            listOr("cors-allow-headers", "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
                                         "Content-Type,Range,Authorization");
        cors.headers.exposeHeaders = listOr("cors-expose-headers", {});
        cors.headers.allowCredentials = flag("cors-allow-credentials", true);
        cors.headers.maxAgeSeconds = number("cors-max-age").value_or(1728000);
    }

    void readUnknown()
    {
        for (const auto &[key, value] : m_ingress.meta.annotations) {
            if (!key.starts_with(m_prefix))
                continue;
            const std::string name = key.substr(m_prefix.size());
            if (name.ends_with("-snippet"))
                readSnippet(name);
            else if (kindOfNginxAnnotation(name) == NginxAnnotationKind::Limit)
                m_read.notes.push_back(name + ": " + *value + " (answers 413 or 503 beyond it)");
            else if (kindOfNginxAnnotation(name) == NginxAnnotationKind::Unknown)
                m_read.unknownHere.push_back(notModelled(name, "it is not known here."));
        }
    }

    /// Where their risk is permitted, snippets are taken out unless allow-snippet-annotations is on.
    void readSnippet(const std::string &name)
    {
        if (!m_settings.isConfiguredOn("allow-snippet-annotations", false))
            return;
        const Dependency dependency = notModelled(name, "it is nginx configuration.");
        (name == "server-snippet" ? m_read.unknownHostWide : m_read.unknownHere).push_back(dependency);
    }

    const IngressContext &m_context;
    const ControllerSettings &m_settings;
    const Ingress &m_ingress;
    std::string m_prefix;
    NginxAnnotations m_read;
};

} // namespace

std::string nginxAnnotationPrefix(const ControllerSettings &settings)
{
    return settings.flag("annotations-prefix", "nginx.ingress.kubernetes.io") + "/";
}

std::vector<std::string> splitList(const std::string &text)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (start <= text.size()) {
        std::size_t end = text.find(',', start);
        if (end == std::string::npos)
            end = text.size();
        std::size_t first = text.find_first_not_of(" \t\r\n", start);
        if (first < end) {
            const std::size_t last = text.find_last_not_of(" \t\r\n", end - 1);
            parts.push_back(text.substr(first, last - first + 1));
        }
        start = end + 1;
    }
    return parts;
}

NginxAnnotations readNginxAnnotations(const IngressContext &context, const Ingress &ingress)
{
    return Reader(context, ingress).read();
}

} // namespace wayproof
