// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTPRoutes to rules of the table, one for each match (spec/gateway.md §5, §7).
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

constexpr std::array<std::string_view, 9> knownMethods = {"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                          "CONNECT", "OPTIONS", "TRACE", "PATCH"};

/// What API validation refuses in the value of an Exact or PathPrefix match.
std::string problemOfPath(const std::string &value)
{
    if (value.empty() || value.front() != '/')
        return "does not begin with a slash";
    const std::string lower = lowerCase(value);
    for (const std::string_view part : {"//", "/./", "/../", "%2f", "#"}) {
        if (lower.find(part) != std::string::npos)
            return "contains " + std::string(part);
    }
    if (lower.ends_with("/..") || lower.ends_with("/."))
        return "ends in a dot segment";
    return {};
}

/// One match of one rule while it is lowered.
struct MatchDraft {
    Match match;
    RuleRank rank;
    std::optional<Dependency> unranked;
    std::string problem; ///< for people, when the match is not accepted
};

void lowerPathMatch(const Field<HttpPathMatch> &path, const Profile &profile, MatchDraft &draft)
{
    const std::string type = path ? path->type.valueOr("PathPrefix") : "PathPrefix";
    const std::string value = path ? path->value.valueOr("/") : "/";
    draft.rank.pathLength = value.size();
    if (type == "RegularExpression") {
        draft.match.path.kind = PathMatch::Kind::Regex;
        draft.match.path.text = value;
        draft.match.path.regex = makeRegex(value, profile);
        draft.rank.path = RuleRank::Path::Regex;
        if (!draft.match.path.regex->error().empty())
            draft.problem =
                "Path pattern " + value + " is not a regular expression: " + draft.match.path.regex->error();
        if (profile.isRegexPlaceOpen) {
            draft.unranked =
                Dependency{"regex-precedence",
                           "Where a RegularExpression path stands among other matches is up to the implementation.",
                           {}};
        }
        return;
    }
    if (type != "Exact" && type != "PathPrefix") {
        draft.problem = "Path match type " + type + " is unknown.";
        return;
    }
    if (const std::string problem = problemOfPath(value); !problem.empty())
        draft.problem = "Path " + value + " " + problem + ".";
    if (type == "Exact") {
        draft.match.path.kind = PathMatch::Kind::Exact;
        draft.match.path.text = value;
        draft.rank.path = RuleRank::Path::Exact;
        return;
    }
    draft.match.path.kind = PathMatch::Kind::ElementPrefix;
    draft.match.path.text = value;
    while (!draft.match.path.text.empty() && draft.match.path.text.back() == '/')
        draft.match.path.text.pop_back();
}

/// Header and query conditions; of repeated entries of one name the first counts.
void lowerValues(const List<NamedValueMatch> &values, bool isHeader, const Profile &profile, MatchDraft &draft)
{
    std::vector<ValueMatch> &lowered = isHeader ? draft.match.headers : draft.match.queryParams;
    for (const NamedValueMatch &value : *values) {
        const auto sameName = [&](const ValueMatch &other) {
            return isHeader ? lowerCase(other.name) == lowerCase(*value.name) : other.name == *value.name;
        };
        if (!(isHeader && profile.countsRepeatedHeaders) && std::any_of(lowered.begin(), lowered.end(), sameName))
            continue;
        ValueMatch match;
        match.name = *value.name;
        match.value = *value.value;
        const std::string type = value.type.valueOr("Exact");
        if (type == "RegularExpression") {
            match.kind = ValueMatch::Kind::Regex;
            match.regex = makeRegex(*value.value, profile);
            if (!match.regex->error().empty())
                draft.problem = "Pattern " + *value.value + " is not a regular expression: " + match.regex->error();
        } else if (type != "Exact") {
            draft.problem = "Match type " + type + " is unknown.";
        } else {
            ++(isHeader ? draft.rank.exactHeaders : draft.rank.exactQueryParams);
        }
        lowered.push_back(std::move(match));
    }
    (isHeader ? draft.rank.headers : draft.rank.queryParams) = lowered.size();
}

MatchDraft lowerMatch(const HttpRouteMatch &written, const Profile &profile)
{
    MatchDraft draft;
    lowerPathMatch(written.path, profile, draft);
    lowerValues(written.headers, true, profile, draft);
    lowerValues(written.queryParams, false, profile, draft);
    if (written.method) {
        draft.match.methods = {*written.method};
        draft.rank.hasMethod = true;
        if (std::find(knownMethods.begin(), knownMethods.end(), *written.method) == knownMethods.end())
            draft.problem = "Method " + *written.method + " is unknown.";
    }
    return draft;
}

/// The value of the rule's only PathPrefix match, which ReplacePrefixMatch refers to.
std::optional<std::string> onlyPrefix(const HttpRouteRule &rule)
{
    if (rule.matches->empty())
        return "/";
    if (rule.matches->size() != 1)
        return std::nullopt;
    const Field<HttpPathMatch> &path = rule.matches->front().path;
    if (path && path->type.valueOr("PathPrefix") != "PathPrefix")
        return std::nullopt;
    return path ? path->value.valueOr("/") : "/";
}

/// spec/gateway.md §7 "Retry"; how often without `attempts` is up to the implementation, at least once is meant.
RetryPolicy retryPolicy(const RouteRetry &retry)
{
    RetryPolicy policy;
    policy.attempts = retry.attempts.valueOr(1);
    for (const Number &code : *retry.codes)
        policy.codes.push_back(static_cast<int>(*code));
    policy.backoffMs = durationMs(*retry.backoff).value_or(0);
    return policy;
}

Action baseAction(const HttpRouteRule &rule)
{
    Action action;
    if (rule.timeouts) {
        action.requestTimeoutMs = durationMs(*rule.timeouts->request);
        action.backendTimeoutMs = durationMs(*rule.timeouts->backendRequest);
        if (action.requestTimeoutMs == 0)
            action.requestTimeoutMs.reset();
        if (action.backendTimeoutMs == 0)
            action.backendTimeoutMs.reset();
    }
    if (rule.retry)
        action.retry = retryPolicy(*rule.retry);
    applySession(action, rule.sessionPersistence);
    return action;
}

/// Whether any request can get past the gateway.
bool reachesSomeBackend(const LoweredFilters &filters, const std::vector<WeightedBackend> &backends)
{
    return !filters.redirect && filters.errorReason.empty() &&
           std::any_of(backends.begin(), backends.end(),
                       [](const WeightedBackend &backend) { return backend.weight > 0 && !backend.errorStatus; });
}

void dropCors(LoweredFilters &filters)
{
    filters.cors.reset();
    std::erase_if(filters.filters, [](const Filter &filter) { return std::holds_alternative<CorsHeaders>(filter); });
}

class HttpRouteLowering
{
public:
    HttpRouteLowering(GatewayCompilation &compilation, const Profile &profile, const HttpRoute &route, int port)
        : m_compilation(compilation)
        , m_profile(profile)
        , m_route(route)
        , m_port(port)
    {
    }

    std::vector<LoweredRule> run()
    {
        for (std::size_t i = 0; i < m_route.rules->size(); ++i)
            lowerRule(i, (*m_route.rules)[i]);
        std::size_t count = m_route.rules->size();
        if (!m_route.rules.isSet) { // the API's default: one rule for every path, without backends
            lowerRule(0, HttpRouteRule());
            count = 1;
        }
        reportInvalidRules(m_compilation, m_route, count, m_invalid);
        if (m_invalid.size() == count)
            m_lowered.clear();
        return std::move(m_lowered);
    }

private:
    void lowerRule(std::size_t index, const HttpRouteRule &rule)
    {
        std::vector<MatchDraft> drafts;
        for (const HttpRouteMatch &match : *rule.matches)
            drafts.push_back(lowerMatch(match, m_profile));
        if (drafts.empty()) // no matches: PathPrefix "/"
            drafts.push_back(lowerMatch(HttpRouteMatch(), m_profile));
        const FilterSite site{
            m_profile, m_route.meta, RouteKind::Http, onlyPrefix(rule), m_port, !rule.backendRefs->empty(), false};
        LoweredFilters filters = lowerFilters(m_compilation, site, rule.filters);
        std::optional<InvalidRule> invalid;
        if (!filters.invalidCode.empty())
            invalid = InvalidRule{index, filters.invalidCode, filters.invalidReason, rule.at};
        for (const MatchDraft &draft : drafts) {
            if (!draft.problem.empty() && !invalid)
                invalid = InvalidRule{index, "UnsupportedValue", draft.problem, rule.at};
        }
        const bool isRegexOpen = std::any_of(drafts.begin(), drafts.end(),
                                             [](const MatchDraft &draft) { return draft.unranked.has_value(); });
        if (isRegexOpen && !invalid && (drafts.size() > 1 || m_route.rules->size() > 1)) {
            m_compilation.findOnce(
                Severity::Warning, Category::Pitfall, "regex-order-open", m_route.meta.id(), m_route.meta.at(rule.at),
                "Where the RegularExpression path of rule " + std::to_string(index) +
                    " stands among other matches, and in which dialect it is read, is up to the implementation.",
                "Use Exact and PathPrefix matches where they can say the same.");
        }
        std::shared_ptr<const Action> action;
        bool isCorsIdle = false;
        if (!invalid) {
            std::vector<WeightedBackend> backends = lowerBackends(m_compilation, site, rule.backendRefs);
            if (filters.cors && m_profile.corsNeedsForwarding && !reachesSomeBackend(filters, backends)) {
                isCorsIdle = true;
                dropCors(filters);
            }
            Action base = baseAction(rule);
            for (std::string &note : backendTlsNotes(m_compilation, site, rule.backendRefs))
                base.notes.push_back(std::move(note));
            action = makeAction(site, filters, std::move(backends), std::move(base));
        }
        for (std::size_t i = 0; i < drafts.size(); ++i) {
            MatchDraft &draft = drafts[i];
            draft.rank.route = &m_route.meta;
            draft.rank.rule = static_cast<int>(index);
            draft.rank.match = static_cast<int>(i);
            if (invalid) {
                if (!m_profile.dropsInvalidRules)
                    m_lowered.push_back(invalidRule(m_route, *invalid, std::move(draft.match), draft.rank));
                continue;
            }
            const Position at =
                i < rule.matches->size() && (*rule.matches)[i].at.isKnown() ? (*rule.matches)[i].at : rule.at;
            LoweredRule lowered;
            lowered.rank = draft.rank;
            lowered.rule.match = std::move(draft.match);
            lowered.rule.action = action;
            lowered.rule.origin = {
                m_route.meta.id(), static_cast<int>(index), static_cast<int>(i), {}, m_route.meta.at(at)};
            lowered.rule.unranked = draft.unranked;
            if (filters.cors)
                m_lowered.push_back(preflightRule(lowered, *filters.cors, m_profile));
            const std::vector<std::string> &methods = lowered.rule.match.methods;
            if (isCorsIdle && m_profile.impliesPreflight && !methods.empty() && methods.front() != "OPTIONS")
                m_lowered.push_back(impliedPreflight(lowered));
            m_lowered.push_back(std::move(lowered));
        }
        if (invalid)
            m_invalid.push_back(std::move(*invalid));
    }

    GatewayCompilation &m_compilation;
    const Profile &m_profile;
    const HttpRoute &m_route;
    int m_port;
    std::vector<LoweredRule> m_lowered;
    std::vector<InvalidRule> m_invalid;
};

} // namespace

std::vector<LoweredRule> lowerHttpRoute(GatewayCompilation &compilation, const Profile &profile, const HttpRoute &route,
                                        int port)
{
    return HttpRouteLowering(compilation, profile, route, port).run();
}

} // namespace wayproof
