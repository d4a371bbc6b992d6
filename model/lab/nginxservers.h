// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Servers, locations and upstreams as ingress-nginx builds them from Ingresses (spec/ingress.md §2.1, §2.4), before
// they become text. An independent reading of the resources, so it must never include the routing table's.
#pragma once

#include "model/lab/echoplan.h"
#include "model/lab/nginxannotations.h"
#include "model/resources/snapshot.h"

#include <map>
#include <string>
#include <vector>

namespace wayproof
{

/// An Ingress that the controller claims, with its annotations read.
struct ClaimedIngress {
    const Ingress *ingress = nullptr;
    LocationAnnotations annotations;
};

/// One Service and port as written in a backend; named as the controller names it.
struct UpstreamBlock {
    std::string name;
    std::string ns;
    std::string service;
    std::string port; ///< number or name, as written
    std::vector<const EchoEndpoint *> endpoints;
    /// A cluster address behind which nobody is ready: it refuses connections (spec/ingress.md §2.3 service-upstream).
    bool refuses = false;
    bool isServed() const { return refuses || !endpoints.empty(); }
    /// Set while only canary Ingresses have named it: it makes no locations then.
    bool isCanary = false;
    NginxCanary canary;
    std::vector<std::string> alternatives; ///< canary upstreams attached to this one; only the first counts
};

enum class NginxPathType { Prefix, Exact };

inline constexpr const char *catchAllHost = "_";

struct LocationBlock {
    std::string path;
    std::string ingressPath = "/"; ///< as the Ingress has it; `path` may have got a slash
    NginxPathType type = NginxPathType::Prefix;
    const ClaimedIngress *owner = nullptr; ///< null for the catch-all server's own root
    /// Key of the upstream; empty: the controller's default backend (404).
    std::string upstream;
    bool isDefaultBackend = false;
    /// Where intercepted errors go (spec/ingress.md §2.3 custom-http-errors); empty: the controller's default backend.
    std::string errorUpstream;
    /// The Service of the annotation default-backend takes the place of an upstream without endpoints.
    bool isStandIn = false;
    /// Whether redirects and rewrites of the owner count (not at the catch-all server's root, spec/ingress.md §2.4.3).
    bool takesRedirects = true;
    bool needsRewrite() const;
    bool wantsRegex() const;
};

struct ServerBlock {
    std::string host; ///< "_" for the catch-all server
    std::vector<std::string> aliases;
    std::vector<LocationBlock> locations;
    bool hasCertificate = false;               ///< any tls entry of an Ingress that names the host in a rule
    std::vector<std::string> certificateNames; ///< what that certificate is for; empty: the default certificate
    bool isCertificateMissing = false;         ///< the Secret does not exist, so the default certificate is served
    bool redirectsFromWww = false;
    bool isRegexHost() const;
};

struct ServerModel {
    std::vector<ClaimedIngress> ingresses;
    std::map<std::string, UpstreamBlock> upstreams;
    std::vector<ServerBlock> servers;                 ///< by host; "_" among them
    std::string defaultUpstream;                      ///< of --default-backend-service; empty: none
    std::vector<std::string> defaultCertificateNames; ///< of --default-ssl-certificate
    Diagnostics notServed;

    ServerModel() = default;
    ServerModel(ServerModel &&) = default; // locations point into ingresses
    ServerModel &operator=(ServerModel &&) = default;
    ServerModel(const ServerModel &) = delete;
    ServerModel &operator=(const ServerModel &) = delete;
    ~ServerModel() = default;

    const UpstreamBlock *upstream(const std::string &name) const;
};

/// Whether a certificate's name, possibly a wildcard for one label, is for the host.
bool coversHost(const std::string &name, const std::string &host);

ServerModel buildNginxModel(const Snapshot &snapshot, const EchoPlan &echo, const NginxSettings &settings);

} // namespace wayproof
