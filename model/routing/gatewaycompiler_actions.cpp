// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a rule does once its filters and backends are known, and what becomes of rules that are not accepted
// (spec/gateway.md §6, §7).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace wayproof
{

namespace
{

bool areWeightsZero(const std::vector<WeightedBackend> &backends)
{
    return !backends.empty() && std::all_of(backends.begin(), backends.end(),
                                            [](const WeightedBackend &backend) { return backend.weight <= 0; });
}

/// Some shares have endpoints and some have none: what spec/peers.md measured is only the case where none has.
bool lacksSomeEndpoints(const std::vector<WeightedBackend> &backends)
{
    const auto has = [&](bool isWanted) {
        return std::any_of(backends.begin(), backends.end(), [isWanted](const WeightedBackend &backend) {
            return backend.weight > 0 && (isWanted ? !backend.errorStatus : backend.errorCode == "NoEndpoints");
        });
    };
    return has(true) && has(false);
}

void addHeaderNames(const std::vector<Filter> &filters, std::set<std::string> &names)
{
    const auto add = [&names](const HeaderEdits &edits, const char *side) {
        for (const HeaderList *list : {&edits.set, &edits.add}) {
            for (const auto &[name, value] : *list)
                names.insert(side + lowerCase(name));
        }
        for (const std::string &name : edits.remove)
            names.insert(side + lowerCase(name));
    };
    for (const Filter &filter : filters) {
        if (const auto *request = std::get_if<RequestHeaderFilter>(&filter))
            add(request->edits, "request ");
        else if (const auto *response = std::get_if<ResponseHeaderFilter>(&filter))
            add(response->edits, "response ");
    }
}

/// Filters of the rule and of one of its backends that change one header: which acts last is not said.
void markHeaderClashes(Action &action)
{
    std::set<std::string> ofRule;
    addHeaderNames(action.filters, ofRule);
    if (ofRule.empty())
        return;
    for (WeightedBackend &backend : action.backends) {
        std::set<std::string> ofShare;
        addHeaderNames(backend.filters, ofShare);
        const auto clash = std::find_if(ofShare.begin(), ofShare.end(),
                                        [&](const std::string &name) { return ofRule.contains(name); });
        if (clash != ofShare.end()) {
            backend.dependsOn.push_back({"filter-combination",
                                         "Filters of the rule and of " + backend.service.toText() +
                                             " both change the " + clash->substr(0, clash->find(' ')) + " header " +
                                             clash->substr(clash->find(' ') + 1) +
                                             "; which of them acts last is up to the implementation.",
                                         clash->starts_with("request ") ? "upstream.headers" : "response.headers"});
        }
    }
}

/// What comes of filters that rewrite the same under the rule and under one of its backends is not said.
void markCombinations(Action &action)
{
    const auto rewrites = [](const std::vector<Filter> &filters) {
        return std::any_of(filters.begin(), filters.end(),
                           [](const Filter &filter) { return std::holds_alternative<RewriteFilter>(filter); });
    };
    if (!rewrites(action.filters))
        return;
    for (WeightedBackend &backend : action.backends) {
        if (backend.redirect || rewrites(backend.filters)) {
            backend.dependsOn.push_back({"filter-combination",
                                         "The rule rewrites the request, and so does a filter under " +
                                             backend.service.toText() +
                                             "; how the two combine is up to the implementation.",
                                         "upstream"});
        }
    }
}

/// Where a profile has the edits under a backendRef done first, the rule's own stand behind them in each share.
void putBackendEditsFirst(Action &action)
{
    const bool hasOwn = std::any_of(action.backends.begin(), action.backends.end(),
                                    [](const WeightedBackend &backend) { return !backend.filters.empty(); });
    if (!hasOwn)
        return;
    const auto isEdit = [](const Filter &filter) {
        return std::holds_alternative<RequestHeaderFilter>(filter) ||
               std::holds_alternative<ResponseHeaderFilter>(filter);
    };
    for (WeightedBackend &backend : action.backends)
        std::copy_if(action.filters.begin(), action.filters.end(), std::back_inserter(backend.filters), isEdit);
    std::erase_if(action.filters, isEdit);
}

} // namespace

std::shared_ptr<const Action> makeAction(const FilterSite &site, const LoweredFilters &filters,
                                         std::vector<WeightedBackend> backends, Action base)
{
    auto action = std::make_shared<Action>(std::move(base));
    action->filters = filters.filters;
    action->notes.insert(action->notes.end(), filters.notes.begin(), filters.notes.end());
    action->dependsOn.insert(action->dependsOn.end(), filters.dependsOn.begin(), filters.dependsOn.end());
    const std::vector<Dependency> open = openFilterPoints(filters.filters);
    action->dependsOn.insert(action->dependsOn.end(), open.begin(), open.end());
    action->systematicHeaders = site.profile.systematicHeaders;
    const bool isGrpc = site.kind == RouteKind::Grpc;
    if (!filters.errorReason.empty()) {
        action->kind = ActionKind::Respond;
        action->response.status = 500;
        action->reason = filters.errorReason;
        if (isGrpc)
            action->grpcStatus = "UNAVAILABLE";
        return action;
    }
    if (filters.undetermined) {
        action->kind = ActionKind::Undetermined;
        action->reason = filters.undetermined->text;
        action->dependsOn.push_back(*filters.undetermined);
        action->backends = std::move(backends);
        return action;
    }
    if (filters.redirect) {
        action->kind = ActionKind::Redirect;
        action->redirect = *filters.redirect;
        return action;
    }
    if (isGrpc)
        action->grpcStatus = "UNAVAILABLE";
    if (backends.empty()) {
        action->kind = ActionKind::Respond;
        action->response.status = 500;
        action->reason = "The rule names no backend and no filter answers.";
        return action;
    }
    action->kind = ActionKind::Forward;
    action->emptyStatus = 500;
    if (areWeightsZero(backends) && site.profile.isZeroWeightStatusOpen) {
        action->dependsOn.push_back(
            {"all-weights-zero",
             "All weights are zero: nothing may be forwarded; 500 is usual, the specification names no status.",
             "status"});
    }
    if (!site.profile.isNoEndpointsStatusOpen && lacksSomeEndpoints(backends)) {
        action->dependsOn.push_back(
            {"no-endpoints-status",
             "What a share without endpoints earns beside shares that have some was not measured.", "backends"});
    }
    action->backends = std::move(backends);
    if (site.profile.editsBackendHeadersFirst)
        putBackendEditsFirst(*action);
    else
        markHeaderClashes(*action);
    markCombinations(*action);
    return action;
}

void applySession(Action &action, const Field<SessionPersistence> &session)
{
    if (!session)
        return;
    StickySession sticky;
    sticky.isHeader = session->type.valueOr("Cookie") == "Header" || session->headerName.isSet;
    sticky.name = sticky.isHeader && session->headerName.isSet ? *session->headerName : *session->sessionName;
    action.persistence = std::move(sticky);
}

void reportInvalidRules(GatewayCompilation &compilation, const RouteCommon &route, std::size_t ruleCount,
                        const std::vector<InvalidRule> &invalid)
{
    std::optional<RouteFault> &fault = compilation.judgedRoutes[&route];
    if (invalid.empty())
        return;
    fault = RouteFault{invalid.front().code, invalid.front().reason, invalid.size() == ruleCount};
    const ResourceId id = route.meta.id();
    const bool isKnown = std::any_of(
        compilation.table.findings.begin(), compilation.table.findings.end(),
        [&](const Diagnostic &finding) { return finding.code == "route-rule-not-accepted" && finding.subject == id; });
    if (isKnown)
        return;
    for (const InvalidRule &rule : invalid) {
        compilation.finding(
            Severity::Error, Category::ConfigError, "route-rule-not-accepted", id, route.meta.at(rule.at),
            "Rule " + std::to_string(rule.index) + " is not accepted (" + rule.code + "): " + rule.reason,
            "Mend the rule; until then the route is " +
                std::string(invalid.size() == ruleCount ? "not accepted." : "partially invalid."));
    }
    if (invalid.size() != ruleCount)
        return;
    for (Link &link : compilation.table.links) {
        if (link.kind == LinkKind::Parent && link.from.id == id && link.state != LinkState::Refused) {
            link.state = LinkState::Refused;
            link.code = invalid.front().code;
            link.reason = invalid.front().reason;
        }
    }
}

LoweredRule invalidRule(const RouteCommon &route, const InvalidRule &invalid, Match match, RuleRank rank)
{
    const Dependency dependency{
        "partially-invalid-route",
        route.meta.id().toText() + " rule " + std::to_string(invalid.index) +
            " is not accepted; an implementation drops it or keeps the route's last good state.",
        {}};
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Undetermined;
    action->reason = invalid.reason;
    action->dependsOn.push_back(dependency);
    // A condition that cannot be read may mean anything.
    const auto isUnreadable = [](const ValueMatch &value) { return value.regex && !value.regex->error().empty(); };
    std::erase_if(match.headers, isUnreadable);
    std::erase_if(match.queryParams, isUnreadable);
    if (match.path.regex && !match.path.regex->error().empty())
        match.path = {};
    LoweredRule lowered;
    lowered.rank = rank;
    lowered.rule.match = std::move(match);
    lowered.rule.match.unknown = dependency;
    lowered.rule.action = std::move(action);
    lowered.rule.origin = {route.meta.id(), static_cast<int>(invalid.index), rank.match, {}, route.meta.at(invalid.at)};
    return lowered;
}

RegexPtr makeRegex(const std::string &pattern, const Profile &profile)
{
    return std::make_shared<const Regex>(pattern, profile.regexReadings);
}

std::optional<std::int64_t> durationMs(const std::string &text)
{
    std::int64_t total = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        std::int64_t number = 0;
        const std::size_t begin = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && at - begin < 6; ++at)
            number = number * 10 + (text[at] - '0');
        if (at == begin || at == text.size())
            return std::nullopt;
        if (text.compare(at, 2, "ms") == 0) {
            total += number;
            at += 2;
            continue;
        }
        switch (text[at++]) {
        case 'h':
            total += number * 3'600'000;
            break;
        case 'm':
            total += number * 60'000;
            break;
        case 's':
            total += number * 1000;
            break;
        default:
            return std::nullopt;
        }
    }
    return text.empty() ? std::nullopt : std::optional(total);
}

} // namespace wayproof
