// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// GRPCRoutes to rules of the table: gRPC calls are POSTs to "/service/method" (spec/gateway.md §8).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

struct GrpcDraft {
    LoweredRule lowered;
    std::string problem;
};

void lowerMethod(const GrpcMethodMatch &method, const Profile &profile, GrpcDraft &draft)
{
    Rule &rule = draft.lowered.rule;
    PathMatch &path = rule.match.path;
    const std::string &service = *method.service;
    const std::string &name = *method.method;
    draft.lowered.rank.pathLength = service.size();
    draft.lowered.rank.methodLength = name.size();
    const std::string type = method.type.valueOr("Exact");
    if (type == "RegularExpression") {
        path.kind = PathMatch::Kind::Regex;
        path.text = "/" + (service.empty() ? "[^/]+" : "(?:" + service + ")") + "/" +
                    (name.empty() ? "[^/]+" : "(?:" + name + ")");
        path.regex = makeRegex(path.text, profile);
        if (!path.regex->error().empty())
            draft.problem = "The method match is not a regular expression: " + path.regex->error();
        if (profile.isRegexPlaceOpen) {
            rule.unranked =
                Dependency{"regex-precedence",
                           "Where a RegularExpression match stands among others is up to the implementation.",
                           {}};
        }
        return;
    }
    if (type != "Exact") {
        draft.problem = "Method match type " + type + " is unknown.";
    } else if (!service.empty() && !name.empty()) {
        path.kind = PathMatch::Kind::Exact;
        path.text = "/" + service + "/" + name;
    } else if (!service.empty()) {
        path.kind = PathMatch::Kind::ElementPrefix;
        path.text = "/" + service;
    } else if (!name.empty()) {
        path.kind = PathMatch::Kind::Glob;
        path.text = "/*/" + name;
        if (profile.isGrpcMethodAloneOpen)
            rule.dependsOn.push_back(
                {"grpc-method-alone", "A method match without a service is up to the implementation.", {}});
    }
}

/// Where both kinds of routes stand in one list, a method is a path like any other.
void rankAsHttp(GrpcDraft &draft)
{
    RuleRank &rank = draft.lowered.rank;
    const PathMatch &path = draft.lowered.rule.match.path;
    rank.path = path.kind == PathMatch::Kind::Exact   ? RuleRank::Path::Exact
                : path.kind == PathMatch::Kind::Regex ? RuleRank::Path::Regex
                                                      : RuleRank::Path::Prefix;
    rank.pathLength = path.kind == PathMatch::Kind::Glob ? 0 : path.text.size();
    rank.methodLength = 0;
    rank.headers += path.kind == PathMatch::Kind::Glob ? 1 : 0;
    rank.isAmongHttp = true;
}

GrpcDraft lowerMatch(const GrpcRouteMatch &match, const Profile &profile)
{
    GrpcDraft draft;
    Match &lowered = draft.lowered.rule.match;
    lowered.isGrpcOnly = !profile.mergesRouteKinds;
    if (match.method)
        lowerMethod(*match.method, profile, draft);
    if (profile.mergesRouteKinds)
        rankAsHttp(draft);
    for (const NamedValueMatch &written : *match.headers) {
        const std::string name = lowerCase(*written.name);
        if (std::any_of(lowered.headers.begin(), lowered.headers.end(),
                        [&](const ValueMatch &other) { return lowerCase(other.name) == name; }))
            continue;
        ValueMatch header;
        header.name = *written.name;
        header.value = *written.value;
        const std::string type = written.type.valueOr("Exact");
        if (type == "RegularExpression") {
            header.kind = ValueMatch::Kind::Regex;
            header.regex = makeRegex(*written.value, profile);
            if (!header.regex->error().empty())
                draft.problem = "Pattern " + *written.value + " is not a regular expression: " + header.regex->error();
        } else if (type != "Exact") {
            draft.problem = "Match type " + type + " is unknown.";
        } else {
            ++draft.lowered.rank.exactHeaders;
        }
        lowered.headers.push_back(std::move(header));
    }
    draft.lowered.rank.headers += lowered.headers.size();
    draft.lowered.rank.isGrpc = true;
    return draft;
}

/// Beside shares that can be served, an invalid one is a cluster that Envoy does not find: 503 (for HTTPRoutes Envoy
/// Gateway asks for 500).
void missInvalidShares(std::vector<WeightedBackend> &backends)
{
    const bool isServed = std::any_of(backends.begin(), backends.end(), [](const WeightedBackend &backend) {
        return backend.weight > 0 && !backend.errorStatus;
    });
    for (WeightedBackend &backend : backends) {
        if (isServed && backend.isReferenceInvalid)
            backend.errorStatus = 503;
    }
}

Action baseAction(const GrpcRouteRule &rule)
{
    Action action;
    applySession(action, rule.sessionPersistence);
    return action;
}

} // namespace

std::vector<LoweredRule> lowerGrpcRoute(GatewayCompilation &compilation, const Profile &profile, const GrpcRoute &route)
{
    std::vector<LoweredRule> lowered;
    std::vector<InvalidRule> invalidRules;
    const std::vector<GrpcRouteRule> &rules = *route.rules;
    for (std::size_t index = 0; index < rules.size(); ++index) {
        const GrpcRouteRule &rule = rules[index];
        std::vector<GrpcDraft> drafts;
        for (const GrpcRouteMatch &match : *rule.matches)
            drafts.push_back(lowerMatch(match, profile));
        if (drafts.empty())
            drafts.push_back(lowerMatch(GrpcRouteMatch(), profile));
        const FilterSite site{profile, route.meta, RouteKind::Grpc, std::nullopt, 0, !rule.backendRefs->empty(), false};
        const LoweredFilters filters = lowerFilters(compilation, site, rule.filters);
        std::optional<InvalidRule> invalid;
        if (!filters.invalidCode.empty())
            invalid = InvalidRule{index, filters.invalidCode, filters.invalidReason, rule.at};
        for (const GrpcDraft &draft : drafts) {
            if (!draft.problem.empty() && !invalid)
                invalid = InvalidRule{index, "UnsupportedValue", draft.problem, rule.at};
        }
        std::shared_ptr<const Action> action;
        if (!invalid) {
            Action base = baseAction(rule);
            base.notes = backendTlsNotes(compilation, site, rule.backendRefs);
            std::vector<WeightedBackend> backends = lowerBackends(compilation, site, rule.backendRefs);
            if (profile.mergesRouteKinds)
                missInvalidShares(backends);
            action = makeAction(site, filters, std::move(backends), std::move(base));
        }
        for (std::size_t i = 0; i < drafts.size(); ++i) {
            LoweredRule &draft = drafts[i].lowered;
            draft.rank.route = &route.meta;
            draft.rank.rule = static_cast<int>(index);
            draft.rank.match = static_cast<int>(i);
            if (invalid) {
                if (!profile.dropsInvalidRules)
                    lowered.push_back(invalidRule(route, *invalid, std::move(draft.rule.match), draft.rank));
                continue;
            }
            const Position at = i < rule.matches->size() ? (*rule.matches)[i].at : rule.at;
            draft.rule.action = action;
            draft.rule.origin = {route.meta.id(), static_cast<int>(index), static_cast<int>(i), {}, route.meta.at(at)};
            lowered.push_back(std::move(draft));
        }
        if (invalid)
            invalidRules.push_back(std::move(*invalid));
    }
    reportInvalidRules(compilation, route, rules.size(), invalidRules);
    if (invalidRules.size() == rules.size())
        lowered.clear();
    return lowered;
}

} // namespace wayproof
