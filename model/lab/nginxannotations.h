// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What ingress-nginx reads from an Ingress's annotations, as far as the lab serves it. Written from spec/ingress.md §2;
// an independent reading, so it must never include the routing table's.
#pragma once

#include "model/lab/labplan.h"
#include "model/resources/ingress.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// The controller's own settings: its arguments (without dashes) and its ConfigMap.
struct NginxSettings {
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> config;
    std::string flag(const std::string &name, const std::string &fallback = {}) const;
    bool configFlag(const std::string &key, bool fallback) const;
};

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
    std::vector<std::string> origins;
    std::string methods;
    std::string headers;
    std::string exposeHeaders;
    std::string maxAge;
    bool credentials = true;
};

struct LocationAnnotations {
    std::string rewriteTarget;
    bool useRegex = false;
    bool sslRedirect = true;
    bool forceSslRedirect = false;
    bool preserveTrailingSlash = false;
    std::string appRoot;
    std::string redirectUrl;
    int redirectCode = 0;
    bool fromToWww = false;
    bool relativeRedirects = false;
    std::vector<std::string> aliases;
    NginxCanary canary;
    LocationCors cors;
    std::string upstreamVhost;
    std::string forwardedPrefix;
    std::vector<std::string> allowedSources;
    std::vector<std::string> deniedSources;
    std::string bodySize = "1m";
    std::string connectTimeout = "5s";
    std::string sendTimeout = "60s";
    std::string readTimeout = "60s";
    std::string defaultBackend;
    /// The controller refuses the location: it answers 503 (spec/ingress.md §2.1).
    std::optional<std::string> denied;
    /// The controller drops the whole Ingress.
    std::optional<std::string> dropped;
};

LocationAnnotations readNginxAnnotations(const Ingress &ingress, const NginxSettings &settings, Diagnostics &notServed);

} // namespace wayproof
