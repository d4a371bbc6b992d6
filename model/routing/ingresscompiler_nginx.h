// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx' own model of a configuration: upstreams, and servers with their locations, as its controller builds
// them before it writes nginx.conf (spec/ingress.md §2.1). Internal to the compiler.
#pragma once

#include "model/routing/annotations.h"

#include <map>
#include <set>

namespace wayproof
{

struct NginxIngress {
    const Ingress *ingress = nullptr;
    NginxAnnotations annotations;
};

/// namespace/service/port: what canaries attach to, and what therefore several locations share.
struct NginxUpstream {
    std::string name;
    FoundBackend found;
    bool isServiceUpstream = false; ///< the cluster IP stands for the endpoints, so that there always is one
    bool isRemoved = false;         ///< by a canary that found no main location; nothing balances it any more
    bool isCanaryOnly = false;      ///< no server of its own: paths that name it are skipped
    CanaryPolicy shaping;
    std::vector<std::string> alternatives; ///< only the first counts
    std::vector<Dependency> alternativeDependsOn;
    bool hasCookieAffinity = false;
    std::string affinityCookie;

    /// Nothing to send to: the request is answered 503.
    bool isEmpty() const { return isRemoved || (found.problem != FoundBackend::Problem::None && !isServiceUpstream); }
};

struct NginxLocation {
    std::string path;        ///< as nginx sees it
    std::string ingressPath; ///< as written, by which locations are ordered
    bool isExact = false;
    bool isDefaultBackend = false;          ///< the implicit root, until a rule takes it over
    std::string upstream;                   ///< empty: the controller's default backend
    const NginxIngress *owner = nullptr;    ///< whose annotations count; null for the untouched root of server "_"
    bool ignoresRedirectAndRewrite = false; ///< a catch-all Ingress' (spec/ingress.md §2.4.3)
    std::optional<int> rule;
    std::optional<int> match;
    std::vector<Dependency> dependsOn;
    RegexPtr regex; ///< of a host in regex mode, once the locations were arranged

    const std::string &rewriteTarget() const;
    bool usesRegex() const;
    /// A rewrite-target that differs from the path: it puts the whole host into regex mode.
    bool needsRewrite() const { return !rewriteTarget().empty() && rewriteTarget() != path; }
};

struct NginxServer {
    std::string hostname; ///< lower case; "_" for the catch-all
    std::vector<NginxLocation> locations;
    std::vector<std::string> aliases;
    bool hasCertificate = false;
    const Secret *certificate = nullptr; ///< null: the default one, or one that was not loaded
    bool isCertificateKnown = true;
    bool redirectsFromToWww = false;
    bool isSslPassthrough = false;
    std::vector<Dependency> unknownHostWide;
    std::vector<const NginxIngress *> contributors; ///< in order
    Location source;

    /// Every location becomes `~* "^text"`.
    bool isRegexMode() const;
};

struct NginxModel {
    std::vector<NginxIngress> ingresses; ///< in the controller's order
    std::map<std::string, NginxUpstream> upstreams;
    std::map<std::string, NginxServer> servers; ///< ordered by name, as in nginx.conf
    NginxAnnotations unowned;                   ///< what holds for a location that belongs to no Ingress
    std::vector<std::string> reloadFailures;    ///< why nginx would refuse the configuration, for everybody
    std::vector<std::string> crashes;           ///< why the controller itself would stop
};

const std::string nginxCatchAll = "_";

/// Why the controller ignores an Ingress of its class altogether; absent where it is taken. What cannot be known is
/// noted in `annotations`; what only the admission webhook objects to becomes a finding.
std::optional<std::string> nginxRefusal(IngressContext &context, const Ingress &ingress, NginxAnnotations &annotations);
/// Builds the model; dropped Ingresses, conflicts and reload failures become findings.
NginxModel buildNginxModel(IngressContext &context, const ControllerGroup &group);
/// Attaches the canary Ingresses to the upstreams (spec/ingress.md §2.1 "Canary").
void mergeNginxCanaries(IngressContext &context, NginxModel &model);
/// Orders the locations, splits prefixes, and looks for what nginx would refuse.
void arrangeNginxLocations(IngressContext &context, NginxModel &model);

/// Findings on what surprises people (spec/ingress.md §4).
void reportNginxPitfalls(IngressContext &context, const NginxModel &model);

/// "namespace-service-port".
std::string nginxUpstreamName(const Ingress &ingress, const IngressServiceBackend &backend);

/// Adds what else nginx would refuse to load: names, variables, values.
void checkNginxReload(IngressContext &context, NginxModel &model);
/// A certificate for a server, by what one Ingress' tls says (spec/ingress.md §2.2).
void configureNginxCertificate(IngressContext &context, NginxServer &server, const Ingress &ingress);
/// Whether a name of the certificate is the host, or a wildcard one label above it.
bool nginxCertificateCovers(const Secret &secret, const std::string &host);
/// The Secret of --default-ssl-certificate; null where there is none, or it was not loaded.
const Secret *defaultNginxCertificate(const IngressContext &context);

/// How nginx looks for a server, in its order of precedence.
enum class NginxNameKind { Exact, LeadingWildcard, TrailingWildcard, Regex, CatchAll };
struct NginxName {
    NginxNameKind kind = NginxNameKind::Exact;
    HostPattern pattern;
    bool isAlias = false;
};
/// Which server keeps which name, asked in the order in which the servers stand in nginx.conf.
class NginxNames
{
public:
    /// The names that the server keeps: its host's, then its aliases'.
    std::vector<NginxName> claim(const NginxServer &server);
    /// Whether the name is still free, and it no longer is. Lower case.
    bool take(const std::string &name);

private:
    std::set<std::string> m_taken;
};
/// Why nginx refuses to load a server's name; empty where it takes it.
std::string nginxNameFault(const std::string &name);

/// Rules of one server on one entrance.
struct NginxLowering {
    IngressContext &context;
    const ControllerGroup &group;
    const NginxModel &model;
    bool isHttps = false;
};
/// `redirectsToTls`: whether a certificate is configured for the name by which the server was reached.
std::vector<Rule> nginxServerRules(const NginxLowering &lowering, const NginxServer &server, bool redirectsToTls);

/// One location as a condition on paths, in nginx' order of trial.
struct NginxLocationMatch {
    const NginxLocation *location = nullptr;
    PathMatch path;
    std::string directive;        ///< "= /x", "/x/", "~* \"^/x\"": how nginx.conf has it
    bool isSlashRedirect = false; ///< nginx' own 301 from the slash-less name of a location that ends in "/"
};
std::vector<NginxLocationMatch> nginxLocationOrder(const NginxServer &server);

/// Rules of one location, in the order in which the request pipeline answers (spec/ingress.md §2.2).
std::vector<Rule> nginxLocationRules(const NginxLowering &lowering, const NginxServer &server,
                                     const NginxLocationMatch &match, bool redirectsToTls);

/// What a location gives its backend on top of what the request brings, as far as the controller's settings say it.
void addNginxHeaders(const NginxLowering &lowering, Action &action);
/// What is added to every answer; `isInLocation`: once a location was chosen (Strict-Transport-Security).
std::vector<Filter> nginxAnswerFilters(const NginxLowering &lowering, bool isInLocation);
/// The status of the redirects to TLS and between a name and its www name (http-redirect-code).
int nginxRedirectCode(const ControllerSettings &settings);

/// Rules that forward: main backend and canary in the order in which the balancer decides (spec/ingress.md §2.2).
std::vector<Rule> nginxForwardRules(const NginxLowering &lowering, const NginxLocation &location, const Rule &prototype,
                                    const Action &common);

} // namespace wayproof
