// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which annotations of ingress-nginx are known, and whether they bear on routing at all.
#include "model/routing/annotations.h"
#include "model/routing/ingresscompiler_pitfalls.h"

#include <set>

namespace wayproof
{

namespace
{

/// Annotations that change nothing about who answers, with which status, and what the backend receives.
const std::set<std::string, std::less<>> &withoutRoutingEffect()
{
    static const std::set<std::string, std::less<>> names = {"affinity-mode",
                                                             "auth-always-set-cookie",
                                                             "auth-cache-duration",
                                                             "auth-cache-key",
                                                             "auth-keepalive",
                                                             "auth-keepalive-requests",
                                                             "auth-keepalive-share-vars",
                                                             "auth-keepalive-timeout",
                                                             "auth-realm",
                                                             "auth-secret-type",
                                                             "auth-tls-error-page",
                                                             "auth-tls-match-cn",
                                                             "auth-tls-pass-certificate-to-upstream",
                                                             "auth-tls-verify-client",
                                                             "auth-tls-verify-depth",
                                                             "client-body-buffer-size",
                                                             "enable-access-log",
                                                             "enable-opentelemetry",
                                                             "enable-opentracing",
                                                             "enable-rewrite-log",
                                                             "http2-push-preload",
                                                             "load-balance",
                                                             "opentelemetry-operation-name",
                                                             "opentelemetry-trust-incoming-span",
                                                             "opentracing-trust-incoming-span",
                                                             "proxy-buffer-size",
                                                             "proxy-buffering",
                                                             "proxy-buffers-number",
                                                             "proxy-busy-buffers-size",
                                                             "proxy-connect-timeout",
                                                             "proxy-cookie-domain",
                                                             "proxy-cookie-path",
                                                             "proxy-http-version",
                                                             "proxy-max-temp-file-size",
                                                             "proxy-next-upstream",
                                                             "proxy-next-upstream-timeout",
                                                             "proxy-next-upstream-tries",
                                                             "proxy-read-timeout",
                                                             "proxy-redirect-from",
                                                             "proxy-redirect-to",
                                                             "proxy-request-buffering",
                                                             "proxy-send-timeout",
                                                             "proxy-ssl-ciphers",
                                                             "proxy-ssl-name",
                                                             "proxy-ssl-protocols",
                                                             "proxy-ssl-secret",
                                                             "proxy-ssl-server-name",
                                                             "proxy-ssl-verify",
                                                             "proxy-ssl-verify-depth",
                                                             "session-cookie-change-on-failure",
                                                             "session-cookie-conditional-samesite-none",
                                                             "session-cookie-domain",
                                                             "session-cookie-expires",
                                                             "session-cookie-max-age",
                                                             "session-cookie-path",
                                                             "session-cookie-samesite",
                                                             "session-cookie-secure",
                                                             "ssl-ciphers",
                                                             "ssl-prefer-server-ciphers",
                                                             "upstream-hash-by",
                                                             "upstream-hash-by-subset",
                                                             "upstream-hash-by-subset-size",
                                                             "mirror-request-body",
                                                             "mirror-host",
                                                             "auth-method",
                                                             "auth-response-headers",
                                                             "auth-request-redirect",
                                                             "auth-proxy-set-headers",
                                                             "auth-signin-redirect-param",
                                                             "enable-global-auth"};
    return names;
}

/// Read below, each with its effect.
const std::set<std::string, std::less<>> &modelled()
{
    static const std::set<std::string, std::less<>> names = {"use-regex",
                                                             "rewrite-target",
                                                             "app-root",
                                                             "ssl-redirect",
                                                             "force-ssl-redirect",
                                                             "preserve-trailing-slash",
                                                             "relative-redirects",
                                                             "use-port-in-redirects",
                                                             "permanent-redirect",
                                                             "permanent-redirect-code",
                                                             "temporal-redirect",
                                                             "temporal-redirect-code",
                                                             "from-to-www-redirect",
                                                             "server-alias",
                                                             "canary",
                                                             "canary-weight",
                                                             "canary-weight-total",
                                                             "canary-by-header",
                                                             "canary-by-header-value",
                                                             "canary-by-header-pattern",
                                                             "canary-by-cookie",
                                                             "default-backend",
                                                             "custom-http-errors",
                                                             "whitelist-source-range",
                                                             "allowlist-source-range",
                                                             "denylist-source-range",
                                                             "auth-url",
                                                             "auth-signin",
                                                             "auth-type",
                                                             "auth-secret",
                                                             "satisfy",
                                                             "auth-tls-secret",
                                                             "enable-cors",
                                                             "cors-allow-origin",
                                                             "cors-allow-methods",
                                                             "cors-allow-headers",
                                                             "cors-allow-credentials",
                                                             "cors-expose-headers",
                                                             "cors-max-age",
                                                             "upstream-vhost",
                                                             "backend-protocol",
                                                             "mirror-target",
                                                             "x-forwarded-prefix",
                                                             "service-upstream",
                                                             "ssl-passthrough",
                                                             "affinity",
                                                             "affinity-canary-behavior",
                                                             "session-cookie-name"};
    return names;
}

/// One request alone never meets these; a note says what they do.
const std::set<std::string, std::less<>> &limits()
{
    static const std::set<std::string, std::less<>> names = {"proxy-body-size",
                                                             "limit-rps",
                                                             "limit-rpm",
                                                             "limit-connections",
                                                             "limit-burst-multiplier",
                                                             "limit-rate",
                                                             "limit-rate-after",
                                                             "limit-whitelist",
                                                             "limit-allowlist",
                                                             "global-rate-limit",
                                                             "global-rate-limit-window",
                                                             "global-rate-limit-key",
                                                             "global-rate-limit-ignored-cidrs"};
    return names;
}

} // namespace

std::vector<std::string> nginxAnnotationNames()
{
    std::vector<std::string> names(modelled().begin(), modelled().end());
    names.insert(names.end(), limits().begin(), limits().end());
    names.insert(names.end(), withoutRoutingEffect().begin(), withoutRoutingEffect().end());
    return names;
}

NginxAnnotationKind kindOfNginxAnnotation(const std::string &name)
{
    if (modelled().contains(name))
        return NginxAnnotationKind::Modelled;
    if (limits().contains(name))
        return NginxAnnotationKind::Limit;
    return withoutRoutingEffect().contains(name) ? NginxAnnotationKind::WithoutRoutingEffect
                                                 : NginxAnnotationKind::Unknown;
}

} // namespace wayproof
