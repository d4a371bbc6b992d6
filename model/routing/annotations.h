// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The annotations of ingress-nginx as its controller reads them (spec/ingress.md §2.1, §2.3). Knows no routing: what
// they do to requests is ingresscompiler_nginx*.
#pragma once

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
    std::vector<int> customHttpErrors;
    std::vector<std::string> allowedSources;
    std::vector<std::string> deniedSources;
    std::string authUrl;
    std::string authSignin;
    std::string authType; ///< basic, digest; empty: none
    bool satisfiesAny = false;
    bool hasClientCertificates = false; ///< auth-tls-secret
    NginxCors cors;
    std::string upstreamVhost;
    std::string backendProtocol = "HTTP";
    std::string mirrorTarget;
    std::string forwardedPrefix;
    bool isServiceUpstream = false;
    bool isSslPassthrough = false;
    bool hasCookieAffinity = false;
    bool isCanaryAffinityLegacy = false;
    std::string affinityCookie = "INGRESSCOOKIE";

    std::optional<std::string> dropped;      ///< why the controller ignores the whole Ingress
    std::optional<std::string> denied;       ///< why each of its locations answers 503
    std::vector<Dependency> unknownHere;     ///< touches the locations of this Ingress
    std::vector<Dependency> unknownHostWide; ///< touches every location of its hosts
    std::vector<std::string> notes;          ///< effects that depend on more than one request
};

/// Reads the annotations of one Ingress. Total: a value that the controller would refuse is read as the controller
/// does.
NginxAnnotations readNginxAnnotations(const IngressContext &context, const Ingress &ingress);

/// Why the controller leaves out the whole Ingress because of an annotation: a blocked word, its risk, an invalid value.
/// Absent where none of them objects.
std::optional<std::string> refusedNginxAnnotation(const ControllerSettings &settings, const Ingress &ingress);
/// An address, or a range in CIDR notation.
bool isAddressRange(const std::string &text);

/// "nginx.ingress.kubernetes.io/", or what --annotations-prefix says, with its slash.
std::string nginxAnnotationPrefix(const ControllerSettings &settings);

enum class NginxAnnotationKind {
    Modelled,
    Limit,                ///< one request alone never meets it
    WithoutRoutingEffect, ///< changes nothing about who answers, with which status, and what the backend receives
    Unknown,
};
/// By the annotation's name without its prefix; snippets are Unknown here.
NginxAnnotationKind kindOfNginxAnnotation(const std::string &name);

/// Comma-separated list, trimmed; empty entries are left out.
std::vector<std::string> splitList(const std::string &text);

} // namespace wayproof
