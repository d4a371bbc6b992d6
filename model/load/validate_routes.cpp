// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of spec/gateway.md §4, §5, §7 to §9 and of the published schemas.
#include "model/load/commonrules.h"
#include "model/load/routerules.h"
#include "model/load/syntax.h"
#include "model/load/validate.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace wayproof
{

namespace
{

constexpr std::size_t maximumParents = 32;
constexpr std::size_t maximumHostnames = 16;
constexpr std::size_t maximumRules = 16;
constexpr std::size_t maximumMatches = 64;
constexpr std::size_t maximumMatchesInAll = 128;
constexpr std::size_t maximumConditions = 16;
constexpr std::size_t maximumBackends = 16;
constexpr std::int64_t maximumWeight = 1'000'000;

bool isSameParent(const ParentReference &a, const ParentReference &b)
{
    const auto key = [](const ParentReference &ref) {
        return std::tuple(ref.group.valueOr("gateway.networking.k8s.io"), ref.kind.valueOr("Gateway"), *ref.ns,
                          *ref.name);
    };
    return key(a) == key(b);
}

// Several references to one parent must all say which part they mean, and each another one (spec/gateway.md §4).
void checkParents(const List<ParentReference> &parents, Report &report)
{
    checkCount(parents, maximumParents, "parentRefs", report);
    // Of a list that is too long anyway, not every pair is compared.
    const std::size_t checked = std::min(parents->size(), 4 * maximumParents);
    for (std::size_t i = 0; i < checked; ++i) {
        const ParentReference &ref = (*parents)[i];
        checkPort(ref.port, "the parent's port", report);
        checkName(ref.sectionName, "the parent's sectionName", report);
        const auto end = parents->begin() + static_cast<std::ptrdiff_t>(i);
        const auto earlier =
            std::find_if(parents->begin(), end, [&](const ParentReference &other) { return isSameParent(ref, other); });
        if (earlier == end)
            continue;
        const auto isSame = [&](const ParentReference &other) {
            return isSameParent(ref, other) && *ref.sectionName == *other.sectionName && *ref.port == *other.port;
        };
        if (std::any_of(parents->begin(), end, isSame))
            report.reject("parent-duplicate", ref.at,
                          "the parent " + *ref.name + " is referred to twice in the same way",
                          "Remove one of the two, or give each another sectionName or port.");
        else if (earlier->sectionName->empty() != ref.sectionName->empty() || earlier->port.isSet != ref.port.isSet)
            report.reject("parent-ambiguous", ref.at,
                          "of several references to the parent " + *ref.name +
                              ", some say a sectionName or port, others not",
                          "Give all of them a sectionName, or all a port.");
    }
}

void checkCommon(const RouteCommon &route, Report &report)
{
    checkParents(route.parentRefs, report);
    checkCount(route.hostnames, maximumHostnames, "hostnames", report);
    for (const Text &hostname : *route.hostnames)
        checkHostPattern(hostname, "a hostname", report);
}

void checkBackends(const List<BackendRef> &backends, bool isGrpc, bool hasOnePrefixMatch, Report &report)
{
    checkCount(backends, maximumBackends, "backendRefs", report);
    for (const BackendRef &backend : *backends) {
        checkBackendReference(backend.ref, report);
        checkRange(backend.weight, 0, maximumWeight, "the weight", report);
        checkFilters({&backend.filters, isGrpc, hasOnePrefixMatch, false}, report);
    }
}

template<class Rule>
void checkRuleNames(const List<Rule> &rules, Report &report)
{
    checkCount(rules, maximumRules, "the rules", report);
    checkNotEmpty(rules, "rules", report);
    std::set<std::string> names;
    for (const Rule &rule : *rules) {
        checkName(rule.name, "the rule's name", report);
        if (rule.name.isSet && !names.insert(*rule.name).second)
            report.reject("rule-name-duplicate", rule.name.at, "a second rule is called \"" + *rule.name + '"',
                          "Give each rule a name of its own.");
    }
}

template<class Rule>
void checkMatchCounts(const List<Rule> &rules, Report &report)
{
    std::size_t total = 0;
    for (const Rule &rule : *rules) {
        checkCount(rule.matches, maximumMatches, "the matches of a rule", report);
        total += rule.matches->size();
    }
    if (total > maximumMatchesInAll)
        report.reject("matches-too-many", rules.at,
                      "the rules have " + std::to_string(total) + " matches, more than the 128 that the API allows",
                      "Spread them over several routes.");
}

bool isPathCharacter(char c)
{
    constexpr std::string_view marks = "-/._~!$&'()*+,;=:@%";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

void checkPath(const Field<HttpPathMatch> &path, Report &report)
{
    if (!path.isSet || *path->type == "RegularExpression" || !path->value.isSet)
        return;
    const std::string &value = *path->value;
    const auto reject = [&](const std::string &why, std::string mend) {
        report.reject("path-invalid", path->value.at, "the path \"" + value + "\" " + why, std::move(mend));
    };
    const std::string_view forbidden = forbiddenInPath(value);
    const auto odd = std::find_if_not(value.begin(), value.end(), isPathCharacter);
    constexpr std::size_t longest = 1024;
    if (!value.starts_with('/'))
        reject("does not begin with a slash", "Begin the path with \"/\".");
    else if (!forbidden.empty())
        reject("holds \"" + std::string(forbidden) + '"', "Write the path in its plain form.");
    else if (odd != value.end())
        reject(std::string("holds the character '") + *odd + '\'',
               "Write it percent-encoded, or leave out query and fragment.");
    else if (value.size() > longest)
        reject("is longer than 1024 characters", "Shorten it.");
}

void checkConditions(const List<NamedValueMatch> &conditions, bool areHeaders, Report &report)
{
    const std::string_view what = areHeaders ? "header" : "query parameter";
    checkCount(conditions, maximumConditions, areHeaders ? "the header matches" : "the query parameter matches",
               report);
    std::set<std::string> names;
    for (const NamedValueMatch &condition : *conditions) {
        if (condition.name.isSet && (areHeaders ? !isHeaderName(*condition.name) : condition.name->empty()))
            report.reject(areHeaders ? "header-name-invalid" : "query-name-invalid", condition.name.at,
                          "no " + std::string(what) + " can be called \"" + *condition.name + '"',
                          "Use letters, digits and \"-\".");
        if (condition.value.isSet && condition.value->empty())
            report.reject("match-value-empty", condition.value.at,
                          "the " + std::string(what) + ' ' + *condition.name + " is matched against an empty value",
                          "Write the value; an API match can't ask for an empty one.");
        if (condition.name.isSet && !names.insert(*condition.name).second)
            report.reject("match-name-duplicate", condition.name.at,
                          "the " + std::string(what) + ' ' + *condition.name + " stands twice in one match",
                          "Keep one of the two; for \"one or the other\", write two matches.");
    }
}

/// Unset matches, and a match without path, are a PathPrefix of "/".
bool hasOnePrefixMatch(const HttpRouteRule &rule)
{
    if (!rule.matches.isSet)
        return true;
    if (rule.matches->size() != 1)
        return false;
    const Field<HttpPathMatch> &path = rule.matches->front().path;
    return !path.isSet || !path->type.isSet || *path->type == "PathPrefix";
}

void checkTimeouts(const RouteTimeouts &timeouts, Report &report)
{
    checkDuration(timeouts.request, "the request timeout", report);
    checkDuration(timeouts.backendRequest, "the backendRequest timeout", report);
    const std::int64_t whole = parseDuration(*timeouts.request).value_or(0);
    const std::int64_t each = parseDuration(*timeouts.backendRequest).value_or(0);
    if (whole > 0 && each > whole) // 0s switches the limit off
        report.reject("timeout-backend-longer", timeouts.backendRequest.at,
                      "backendRequest (" + *timeouts.backendRequest + ") is longer than request (" + *timeouts.request +
                          ')',
                      "Let backendRequest be at most request.");
}

void checkRetry(const RouteRetry &retry, Report &report)
{
    constexpr std::int64_t leastCode = 400;
    constexpr std::int64_t mostCode = 599;
    for (const Number &code : *retry.codes)
        checkRange(code, leastCode, mostCode, "a status to retry on", report);
    checkDuration(retry.backoff, "the backoff", report);
}

void checkSession(const Field<SessionPersistence> &session, Report &report)
{
    checkDuration(session->absoluteTimeout, "absoluteTimeout", report);
    checkDuration(session->idleTimeout, "idleTimeout", report);
    if (*session->cookieLifetime == "Permanent" && !session->absoluteTimeout.isSet)
        report.reject("session-timeout-missing", session.at, "a permanent session cookie needs an absoluteTimeout",
                      "Add absoluteTimeout, or use the lifetime Session.");
}

void checkGrpcMethod(const Field<GrpcMethodMatch> &method, Report &report)
{
    if (!method.isSet)
        return;
    if (method->service->empty() && method->method->empty())
        report.reject("grpc-method-empty", method.at, "the method match names neither a service nor a method",
                      "Add service or method, or leave out the match.");
    if (*method->type == "RegularExpression")
        return;
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    const auto isService = [&](char c) { return isWord(c) || c == '.'; };
    if (!std::all_of(method->service->begin(), method->service->end(), isService))
        report.reject("grpc-name-invalid", method->service.at, "no gRPC service is called \"" + *method->service + '"',
                      "Write package.Service, without slashes.");
    if (!std::all_of(method->method->begin(), method->method->end(), isWord))
        report.reject("grpc-name-invalid", method->method.at, "no gRPC method is called \"" + *method->method + '"',
                      "Write the method's name alone.");
}

template<class Route>
void checkL4(const Route &route, Report &report)
{
    checkCommon(route, report);
    checkRuleNames(route.rules, report);
    for (const L4RouteRule &rule : *route.rules) {
        checkNotEmpty(rule.backendRefs, "backendRefs", report);
        checkBackends(rule.backendRefs, false, false, report);
    }
}

} // namespace

void checkBackendReference(const BackendObjectReference &ref, Report &report)
{
    checkPort(ref.port, "the backend's port", report);
    const bool isService = ref.group->empty() && (!ref.kind.isSet || *ref.kind == "Service");
    if (isService && !ref.port.isSet)
        report.reject("backend-port-unset", ref.at, "the backend " + *ref.name + " has no port",
                      "Add the Service's port (not its targetPort).");
}

void validate(const HttpRoute &route, Report &report)
{
    checkCommon(route, report);
    checkRuleNames(route.rules, report);
    checkMatchCounts(route.rules, report);
    for (const HttpRouteRule &rule : *route.rules) {
        for (const HttpRouteMatch &match : *rule.matches) {
            checkPath(match.path, report);
            checkConditions(match.headers, true, report);
            checkConditions(match.queryParams, false, report);
        }
        const bool hasPrefix = hasOnePrefixMatch(rule);
        checkFilters({&rule.filters, false, hasPrefix, !rule.backendRefs->empty()}, report);
        checkBackends(rule.backendRefs, false, hasPrefix, report);
        checkTimeouts(*rule.timeouts, report);
        checkRetry(*rule.retry, report);
        checkSession(rule.sessionPersistence, report);
    }
}

void validate(const GrpcRoute &route, Report &report)
{
    checkCommon(route, report);
    checkRuleNames(route.rules, report);
    checkMatchCounts(route.rules, report);
    for (const GrpcRouteRule &rule : *route.rules) {
        for (const GrpcRouteMatch &match : *rule.matches) {
            checkGrpcMethod(match.method, report);
            checkConditions(match.headers, true, report);
        }
        checkFilters({&rule.filters, true, false, !rule.backendRefs->empty()}, report);
        checkBackends(rule.backendRefs, true, false, report);
        checkSession(rule.sessionPersistence, report);
    }
}

void validate(const TlsRoute &route, Report &report)
{
    checkL4(route, report);
    checkNotEmpty(route.hostnames, "hostnames", report);
}

void validate(const TcpRoute &route, Report &report)
{
    checkL4(route, report);
}

void validate(const UdpRoute &route, Report &report)
{
    checkL4(route, report);
}

} // namespace wayproof
