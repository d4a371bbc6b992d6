// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the parts of the Ingress compiler share: one run's context, who serves which Ingress, and its backends.
// Internal to the compiler; the front door is compile.h.
#pragma once

#include "model/routing/attachment.h"
#include "model/routing/compile.h"
#include "model/routing/dialects.h"
#include "model/routing/references.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace wayproof
{

/// A controller's own flags and ConfigMap entries: as given by hand, else as found in what was loaded.
struct ControllerSettings {
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> config;
    std::vector<std::string> sources; ///< for people: where they come from

    std::string flag(const std::string &name, const std::string &fallback = {}) const;
    bool isFlagOn(const std::string &name, bool fallback) const;
    std::string configured(const std::string &name, const std::string &fallback = {}) const;
    bool isConfiguredOn(const std::string &name, bool fallback) const;
};

/// Go's strconv.ParseBool, which reads every boolean annotation, flag and ConfigMap entry; absent for anything else.
std::optional<bool> parsedBool(const std::string &text);

/// One run of the compiler.
struct IngressContext {
    const Snapshot &snapshot;
    const IngressOptions &options;
    const References &references;
    const ControllerSettings &settings;
    RoutingTable &table;
    std::set<std::pair<ResourceId, ResourceId>> linkedEndpoints = {}; ///< Service and slice, already linked
    std::set<ResourceId> rejected; ///< objects that the API server would refuse: they would not exist in a cluster
    std::map<ResourceId, Dependency> uncertainClass = {}; ///< Ingresses whose class hangs on what was not loaded

    void assume(const std::string &text);
    void report(Severity severity, Category category, const std::string &code, const std::string &message,
                const std::string &mend, const Ingress &ingress, Position at);
    void report(Severity severity, Category category, const std::string &code, const std::string &message,
                const std::string &mend, const ObjectMeta &meta, Position at);
};

/// What one controller serves.
struct ControllerGroup {
    std::string controller; ///< "k8s.io/ingress-nginx"; what several-entrances is judged by
    const Dialect *dialect = nullptr;
    std::vector<std::string> classNames;
    ResourceId owner; ///< the IngressClass; null for a controller that is known by an annotation only
    std::vector<const Ingress *> ingresses; ///< in load order
    std::vector<std::string> assumptions;
    Location source;
};

/// The settings of `options`, then those of the loaded Deployment and ConfigMap of ingress-nginx.
ControllerSettings controllerSettings(const Snapshot &snapshot, const IngressOptions &options);
/// Every controller with what it claims, in the order in which they are first met; writes class links and findings.
std::vector<ControllerGroup> claimIngresses(IngressContext &context);

/// Compilers of one controller's entrances.
void compileByDialect(IngressContext &context, const ControllerGroup &group);
void compileIngressNginx(IngressContext &context, const ControllerGroup &group);

/// A backend as it was found. The dialect decides what a problem costs.
struct FoundBackend {
    enum class Problem { None, ServiceMissing, PortMissing, NoEndpoints, NotAService };
    WeightedBackend backend; ///< without errorStatus
    Problem problem = Problem::None;
    std::string reason; ///< for people; empty without a problem
    std::string code;   ///< "BackendNotFound", "NoEndpoints"
};

enum class PortMatching {
    ByNumberOrName, ///< the API: the Service port's number or name
    AlsoTargetPort, ///< ingress-nginx: number, targetPort (number or name) or name; the first port that fits
};

/// Resolves a backend of an Ingress and writes its link. `from` is the path (or the Ingress with match -1).
FoundBackend findBackend(IngressContext &context, const Ingress &ingress, const IngressBackend &backend,
                         const Anchor &from, PortMatching matching);
/// The same for a Service that an annotation names; `port` 0 is the Service's first port.
FoundBackend findNamedService(IngressContext &context, const std::string &ns, const std::string &name,
                              std::int64_t port, const Anchor &from, Location source);
/// Channels of https for the names of tls entries, the most specific first; a last one with SNI Any where an entry
/// names no host. `noMatch` answers where no rule of a host matches.
std::vector<Channel> tlsChannels(IngressContext &context, const Dialect &dialect,
                                 const std::vector<const Ingress *> &ingresses, const std::vector<VirtualHost> &hosts,
                                 const std::shared_ptr<const Action> &noMatch);
/// Writes the certificate links of an Ingress, with findings for those that do not hold.
void linkCertificates(IngressContext &context, const Ingress &ingress);

/// `path` of `rule` as an origin, at the path's own position.
Origin originOf(const Ingress &ingress, std::optional<int> rule = {}, std::optional<int> path = {});
Anchor anchorOf(const Ingress &ingress, std::optional<int> rule = {}, std::optional<int> path = {});
/// The Location of a field, or that of the Ingress where the field is not written.
Location locationOf(const Ingress &ingress, Position at);

std::shared_ptr<const Action> respondAction(int status, std::string reason, std::vector<std::string> systematic = {});
std::shared_ptr<const Action> undeterminedAction(Dependency dependency);
/// "2026-01-01T00:00:00Z", or "no creationTimestamp".
std::string ageText(const ObjectMeta &meta);

} // namespace wayproof
