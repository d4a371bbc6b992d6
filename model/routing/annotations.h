// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The annotations of ingress-nginx as its controller reads them (spec/ingress.md §2.1, §2.3). Knows no routing: what
// they do to requests is ingresscompiler_nginx*.
#pragma once

#include "model/routing/annotationrules.h"
#include "model/routing/ingresscompiler.h"

#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// How a canary's share of the traffic is chosen.
struct CanaryPolicy {
    bool isEnabled = false;
    std::int64_t weight = 0;
    std::int64_t weightTotal = 100;
    std::string header;
    std::string headerValue;
    std::string headerPattern;
    std::string cookie;
};

struct NginxCors {
    bool isEnabled = false;
    CorsHeaders headers;
};

/// auth-url, or the ConfigMap's global-auth-url.
struct NginxAuthRequest {
    std::string url;
    bool isGlobal = false;
    std::string method;
    std::string signin;
    std::string signinParameter = "rd";
    std::vector<std::string> responseHeaders; ///< of the check's answer, which the backend receives
    std::optional<Dependency> snippet;
};

/// auth-tls-*: of the whole host.
struct NginxClientCertificates {
    std::string secret; ///< "namespace/name"; empty: none are asked for
    std::string verify = "on";
    std::string errorPage;
    std::string commonName; ///< auth-tls-match-cn
    bool passesCertificate = false;
    bool hasAuthorities = true;         ///< without a CA in its Secret nothing is verified
    std::optional<std::string> failure; ///< why every request of the host is answered 403
};

/// custom-http-errors and what it hangs on.
struct NginxErrorPages {
    std::vector<int> codes;
    bool isOwn = false;      ///< of the annotation; otherwise the ConfigMap's, which the default backend answers
    bool intercepts = false; ///< the backend's answers too, not the controller's own alone
};

/// How the backend is spoken to in TLS.
struct NginxProxySsl {
    std::string secret; ///< empty: none is set
    bool isVerified = false;
    std::string name;
    bool sendsName = false;
};

struct NginxAnnotations {
    bool usesRegex = false;
    std::string rewriteTarget;
    std::string appRoot;
    bool sslRedirect = true;
    bool forceSslRedirect = false;
    bool preservesTrailingSlash = false;
    bool relativeRedirects = false;
    bool usesPortInRedirects = false;
    std::string redirectUrl;
    int redirectCode = 0;
    bool fromToWww = false;
    std::vector<std::string> aliases;
    CanaryPolicy canary;
    std::string defaultBackend;
    NginxErrorPages errors;
    std::vector<std::string> allowedSources;
    std::vector<std::string> deniedSources;
    NginxAuthRequest authRequest;
    std::string authType; ///< basic, digest; empty: none
    std::string authRealm;
    bool satisfiesAny = false;
    NginxClientCertificates clientCertificates;
    NginxCors cors;
    std::string upstreamVhost;
    std::string backendProtocol = "HTTP";
    std::string mirrorTarget;
    std::string forwardedPrefix;
    std::string mirrorHost; ///< empty with a target: the copy goes back to the host itself
    std::string connectionHeader;
    bool getsControllerHeaders = true; ///< whether the backend does
    NginxProxySsl proxySsl;
    HeaderList customHeaders;
    std::int64_t bodyLimit = 1048576; ///< bytes of Content-Length; 0: none
    IdleTimeouts timeouts{5000, 60000, 60000};
    RetryPolicy retry;
    bool isServiceUpstream = false;
    bool isSslPassthrough = false;
    bool hasCookieAffinity = false;
    bool isCanaryAffinityLegacy = false;
    std::string affinityCookie = "INGRESSCOOKIE";

    std::optional<std::string> dropped;      ///< why the controller ignores the whole Ingress
    std::optional<std::string> denied;       ///< why each of its locations answers 503
    std::vector<Dependency> unknownHere;     ///< touches the locations of this Ingress
    std::vector<Dependency> unknownHostWide; ///< touches every location of its hosts
    /// Touches what a location answers from its rewrite phase on, behind CORS preflights (configuration-snippet).
    std::optional<Dependency> snippet;
    std::vector<Dependency> dependsOn; ///< of requests that reach the backend
    std::vector<std::string> notes;    ///< effects that depend on more than one request
    /// Annotations whose invalid values switch off more than themselves.
    std::vector<std::pair<Position, std::string>> ignored;
};

/// What holds for a location that belongs to no Ingress: the ConfigMap's, else the controller's defaults.
NginxAnnotations nginxDefaults(const ControllerSettings &settings);

/// Reads the annotations of one Ingress. Total: a value that the controller would refuse is read as the controller
/// does.
NginxAnnotations readNginxAnnotations(const IngressContext &context, const Ingress &ingress);

/// "nginx.ingress.kubernetes.io/", or what --annotations-prefix says, with its slash.
std::string nginxAnnotationPrefix(const ControllerSettings &settings);

/// Comma-separated list, trimmed; empty entries are left out.
std::vector<std::string> splitList(const std::string &text);

} // namespace wayproof
