// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What ingress-nginx reads from an Ingress's annotations, as far as the lab serves it. Written from spec/ingress.md §2
// and the controller's own behaviour; an independent reading, so it must never include the routing table's.
#pragma once

#include "model/lab/labplan.h"
#include "model/lab/nginxsettings.h"
#include "model/resources/ingress.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wayproof
{

struct NginxCanary {
    bool isEnabled = false;
    int weight = 0;
    int weightTotal = 100;
    std::string header;
    std::string headerValue;
    std::string headerPattern;
    std::string cookie;
};

struct LocationCors {
    bool isEnabled = false;
    std::vector<std::string> origins; ///< {"*"} for any; empty where none of those written is one
    std::string methods;
    std::string headers;
    std::string exposeHeaders;
    std::string maxAge;
    bool credentials = true;
};

/// A check by another server before the request goes on.
struct LocationAuth {
    std::string url; ///< empty: none
    std::string method;
    std::string signIn;
    std::string signInParameter = "rd";
    std::string requestRedirect;
    std::vector<std::string> responseHeaders;
};

struct LocationAnnotations {
    std::string rewriteTarget;
    bool useRegex = false;
    bool sslRedirect = true;
    bool forceSslRedirect = false;
    bool preserveTrailingSlash = false;
    bool usePortInRedirects = false;
    std::string appRoot;
    std::string redirectUrl;
    int redirectCode = 0;
    bool fromToWww = false;
    bool relativeRedirects = false;
    std::vector<std::string> aliases;
    NginxCanary canary;
    LocationCors cors;
    LocationAuth auth;
    bool takesGlobalAuth = true;
    std::optional<std::string> basicRealm; ///< set where a password is asked for
    std::string satisfy;                   ///< any, all or empty
    std::string upstreamVhost;
    std::string forwardedPrefix;
    std::string connectionHeader;
    std::string backendProtocol = "HTTP"; ///< upper case
    bool serviceUpstream = false;
    std::string mirrorTarget;
    std::string mirrorHost;
    bool mirrorsBody = true;
    std::vector<std::string> allowedSources;
    std::vector<std::string> deniedSources;
    std::string bodySize = "1m";
    std::string connectTimeout = "5s";
    std::string sendTimeout = "60s";
    std::string readTimeout = "60s";
    std::string httpVersion = "1.1";
    std::string nextUpstream = "error timeout";
    int nextUpstreamTries = 3;
    std::vector<int> customErrors;
    bool interceptsErrors = true;
    std::vector<std::pair<std::string, std::string>> customHeaders; ///< of the answer
    std::string defaultBackend;                                     ///< name of a Service in the Ingress's namespace
    /// The controller refuses the location: it answers 503 (spec/ingress.md §2.1).
    std::optional<std::string> denied;
    /// The controller drops the whole Ingress.
    std::optional<std::string> dropped;
};

/// `snapshot` says which Secrets there are.
LocationAnnotations readNginxAnnotations(const Ingress &ingress, const Snapshot &snapshot,
                                         const NginxSettings &settings, Diagnostics &notServed);

/// The check that the controller's ConfigMap puts before every location that has none of its own.
LocationAuth globalAuth(const NginxSettings &settings);

} // namespace wayproof
