// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How the rules of routes become rules of the table: matches, filters, backends, and the order among them.
// Private to gatewaycompiler*.cpp.
#pragma once

#include "model/routing/gatewaycompiler.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

/// By what a rule is ordered among those of its host (spec/gateway.md §5 and §8).
struct RuleRank {
    enum class Path { Prefix, Regex, Exact };
    Path path = Path::Prefix;
    std::size_t pathLength = 0;   ///< characters of the value; of a gRPC match: of the service
    std::size_t methodLength = 0; ///< gRPC: characters of the method
    bool hasMethod = false;
    std::size_t headers = 0;
    std::size_t exactHeaders = 0;
    std::size_t queryParams = 0;
    std::size_t exactQueryParams = 0;
    const ObjectMeta *route = nullptr;
    int rule = 0;
    int match = 0;
    int part = 0; ///< a preflight stands before the rule that it belongs to
    bool isGrpc = false;
    bool isAmongHttp = false; ///< of a GRPCRoute, in one list with HTTPRoutes, which come first in a tie
};

/// Negative: `a` stands first. Counts everything up to the query parameters, but neither age nor name.
int compareSpecificity(const RuleRank &a, const RuleRank &b, const Profile &profile);
/// A total order: specificity, age, namespace and name, place in the route.
bool standsBefore(const RuleRank &a, const RuleRank &b, const Profile &profile);
std::vector<RankKey> rankKeys(const RuleRank &rank, const std::string &declaredHostname, const Profile &profile);

/// A rule of the table without the listener that it is reached by.
struct LoweredRule {
    Rule rule;
    RuleRank rank;
};

/// What a backendRef, mirror target or authorisation service names.
struct TargetResolution {
    ResourceId id;
    std::string group;
    int port = 0;
    std::string invalidCode;   ///< the API's reason; empty: the reference holds
    std::string invalidReason; ///< for people
    std::optional<Dependency> dependsOn;
    ServicePortResolution service;
    bool isInvalid() const { return !invalidCode.empty(); }
    bool isService() const { return group.empty() && id.kind == "Service"; }
};

struct FilterSite;

TargetResolution resolveTarget(const GatewayCompilation &compilation, const Profile &profile, const ObjectMeta &route,
                               const BackendObjectReference &ref);

/// What one CA reference of a BackendTLSPolicy is worth.
struct AuthorityVerdict {
    ResourceId id;
    std::string code;       ///< the API's reason; empty: it can be used
    std::string reason;     ///< for people
    bool isAssumed = false; ///< no ConfigMap was loaded, so it is taken to hold a certificate
};
AuthorityVerdict judgeAuthority(const Snapshot &snapshot, const BackendTlsPolicy &policy, const ObjectReference &ref);

/// Whether and how a Service port is spoken to in TLS (spec/gateway.md §10).
struct BackendTlsVerdict {
    const BackendTlsPolicy *policy = nullptr; ///< the one that holds; null: plain
    std::string problem;                      ///< why no connection can be verified; empty: one can
    std::vector<Dependency> dependsOn;
};
BackendTlsVerdict backendTlsOf(const GatewayCompilation &compilation, const Profile &profile,
                               const TargetResolution &target);
/// What verification asks of the policy's backends, for people.
std::string verificationText(const BackendTlsPolicy &policy);
/// The same for every backend of a rule that a policy holds for.
std::vector<std::string> backendTlsNotes(const GatewayCompilation &compilation, const FilterSite &site,
                                         const List<BackendRef> &refs);

/// What filters are lowered for.
struct FilterSite {
    const Profile &profile;
    const ObjectMeta &route;
    RouteKind kind = RouteKind::Http;
    std::optional<std::string> prefix; ///< value of the rule's only PathPrefix match
    int listenerPort = 0;
    bool hasBackends = false;
    bool isUnderBackend = false;
    bool usesBackendTls = true; ///< false where the client's own TLS goes through, and for datagrams
};

struct LoweredFilters {
    std::vector<Filter> filters;
    std::optional<Redirect> redirect;
    std::optional<CorsHeaders> cors;
    std::string invalidCode; ///< "IncompatibleFilters", "UnsupportedValue": the rule is not accepted
    std::string invalidReason;
    std::string errorReason; ///< a filter that cannot be resolved: the rule answers 500
    std::optional<Dependency> undetermined;
    std::vector<Dependency> dependsOn;
    std::vector<std::string> notes; ///< for the trace: what was dropped, and why
};

/// Whether the target of an ExtensionRef exists; nothing where no object of its kind was loaded.
std::optional<bool> extensionExists(const GatewayCompilation &compilation, const ObjectMeta &route,
                                    const ObjectReference &ref);

LoweredFilters lowerFilters(const GatewayCompilation &compilation, const FilterSite &site,
                            const List<RouteFilter> &filters);

/// What those filters together leave to the implementation.
std::vector<Dependency> openFilterPoints(const std::vector<Filter> &filters);

/// Shares of a rule, in the order written. `site` is that of the rule.
std::vector<WeightedBackend> lowerBackends(const GatewayCompilation &compilation, const FilterSite &site,
                                           const List<BackendRef> &refs);

/// All rules of one HTTPRoute or GRPCRoute, as a listener on `port` with that profile would have them. Rules that are
/// not accepted are findings; a route none of whose rules is, loses its links to parents.
std::vector<LoweredRule> lowerHttpRoute(GatewayCompilation &compilation, const Profile &profile, const HttpRoute &route,
                                        int port);
std::vector<LoweredRule> lowerGrpcRoute(GatewayCompilation &compilation, const Profile &profile,
                                        const GrpcRoute &route);

/// spec/gateway.md §6 "CORS": the rule that answers preflights to `base`; it stands before it.
LoweredRule preflightRule(const LoweredRule &base, const CorsHeaders &cors, const Profile &profile);
/// The preflights that a rule without an effective CORS filter takes though its match wants another method: an error.
LoweredRule impliedPreflight(const LoweredRule &base);

/// What a rule does once its filters and backends are known.
std::shared_ptr<const Action> makeAction(const FilterSite &site, const LoweredFilters &filters,
                                         std::vector<WeightedBackend> backends, Action base);

/// spec/gateway.md §7 "Session persistence".
void applySession(Action &action, const Field<SessionPersistence> &session);

/// A rule that the API does not accept, and why.
struct InvalidRule {
    std::size_t index = 0;
    std::string code;
    std::string reason;
    Position at;
};
/// Findings for rules that are not accepted; where that is all of them, the route's links to parents are refused.
void reportInvalidRules(GatewayCompilation &compilation, const RouteCommon &route, std::size_t ruleCount,
                        const std::vector<InvalidRule> &invalid);
/// The rule's place is held by an answer that is not known, as an implementation may drop it or keep its last good
/// state.
LoweredRule invalidRule(const RouteCommon &route, const InvalidRule &invalid, Match match, RuleRank rank);

RegexPtr makeRegex(const std::string &pattern, const Profile &profile);
/// GEP-2257: "1h30m", "500ms"; nothing for what is not a duration.
std::optional<std::int64_t> durationMs(const std::string &text);

} // namespace wayproof
