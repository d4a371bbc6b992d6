// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which rule wins (spec/gateway.md §3, §5, §8); what it does is in specreference_actions.cpp.
#include "tests/support/specreference_actions.h"
#include "tests/support/specreference_listeners.h"

#include <algorithm>
#include <regex>

namespace wayproof::test
{

namespace
{

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Larger is more specific: exact, then more labels, then any.
std::pair<int, std::size_t> specificity(const std::string &hostname)
{
    if (hostname.empty())
        return {0, 0};
    return {hostname[0] == '*' ? 1 : 2, hostname.size()};
}

bool matchesRegex(const std::string &pattern, const std::string &text, bool searches)
{
    const std::regex regex(pattern, std::regex::extended);
    return searches ? std::regex_search(text, regex) : std::regex_match(text, regex);
}

/// The values that a condition may be held against.
std::vector<std::string> valuesOf(const HeaderList &list, const std::string &name, bool foldsCase, int repeated)
{
    std::vector<std::string> values;
    for (const auto &[key, value] : list) {
        if (foldsCase ? lower(key) == lower(name) : key == name)
            values.push_back(value);
    }
    if (values.size() < 2 || repeated == 2)
        return values;
    if (repeated == 3) {
        std::string joined;
        for (const std::string &value : values)
            joined += (joined.empty() ? "" : ",") + value;
        return {joined};
    }
    return {repeated == 0 ? values.front() : values.back()};
}

/// Conditions of a match; of repeated ones the first counts.
std::vector<const NamedValueMatch *> distinct(const std::vector<NamedValueMatch> &conditions, bool foldsCase)
{
    std::vector<const NamedValueMatch *> kept;
    for (const NamedValueMatch &condition : conditions) {
        const bool isRepeated = std::any_of(kept.begin(), kept.end(), [&](const NamedValueMatch *earlier) {
            return foldsCase ? lower(*earlier->name) == lower(*condition.name) : *earlier->name == *condition.name;
        });
        if (!isRepeated)
            kept.push_back(&condition);
    }
    return kept;
}

struct Facts {
    std::string host; ///< without port, lower case
    std::string path; ///< without query
    HeaderList query;
};

Facts factsOf(const Request &request)
{
    Facts facts;
    facts.host = lower(request.host.substr(0, request.host.find(':')));
    facts.path = request.path.substr(0, request.path.find('?'));
    if (request.path.find('?') == std::string::npos)
        return facts;
    std::string rest = request.path.substr(request.path.find('?') + 1);
    while (!rest.empty()) {
        const std::string part = rest.substr(0, rest.find('&'));
        if (!part.empty())
            facts.query.emplace_back(part.substr(0, part.find('=')),
                                     part.find('=') == std::string::npos ? "" : part.substr(part.find('=') + 1));
        rest = part.size() < rest.size() ? rest.substr(part.size() + 1) : std::string();
    }
    return facts;
}

bool takesPath(const HttpPathMatch &match, const std::string &path, const Reading &reading)
{
    const std::string type = match.type->empty() ? "PathPrefix" : *match.type;
    const std::string value = match.value->empty() ? "/" : *match.value;
    if (type == "Exact")
        return path == value;
    if (type == "RegularExpression")
        return matchesRegex(value, path, reading.regexSearches);
    std::string prefix = value;
    while (!prefix.empty() && prefix.back() == '/')
        prefix.pop_back();
    return path == prefix || path.starts_with(prefix + "/");
}

bool holds(const std::vector<const NamedValueMatch *> &conditions, const HeaderList &list, bool foldsCase,
           const Reading &reading)
{
    return std::all_of(conditions.begin(), conditions.end(), [&](const NamedValueMatch *condition) {
        const std::vector<std::string> values = valuesOf(list, *condition->name, foldsCase, reading.repeated);
        return std::any_of(values.begin(), values.end(), [&](const std::string &value) {
            return *condition->type == "RegularExpression"
                       ? matchesRegex(*condition->value, value, reading.regexSearches)
                       : value == *condition->value;
        });
    });
}

using Key = std::tuple<std::size_t, std::size_t, int, std::size_t, int, std::size_t, std::size_t, std::int64_t,
                       std::string, std::size_t, std::size_t>;

struct Winner {
    Key key;
    const HttpRoute *route = nullptr;
    const HttpRouteRule *rule = nullptr;
    std::string prefix; ///< of the match that won, where it is a PathPrefix
};

std::vector<std::string> effectiveHostnames(const RouteCommon &route, const std::string &listener)
{
    std::vector<std::string> made;
    if (route.hostnames->empty())
        return {listener};
    for (const Text &hostname : *route.hostnames) {
        if (!intersects(*hostname, listener))
            continue;
        made.push_back(specificity(*hostname) > specificity(listener) ? *hostname : listener);
    }
    return made;
}

} // namespace

struct SpecReference::State {
    explicit State(const Snapshot &source)
        : snapshot(source)
    {
        for (const bool works : {false, true}) {
            Port &world = worlds[works ? 1 : 0];
            world.listeners = specListeners(source, works, isDoubtful);
            attach(world);
        }
    }

    struct Port {
        std::vector<SpecListener> listeners;
        std::vector<std::vector<const HttpRoute *>> routes; ///< attached, by listener
    };

    void attach(Port &world) const;
    std::string answer(const Request &request, const Facts &facts, const Reading &reading,
                       std::set<std::string> &openPoints) const;

    const Snapshot &snapshot;
    bool isDoubtful = false;
    Port worlds[2]; ///< HTTP beside HTTPS on one port: conflict, works
};

void SpecReference::State::attach(Port &world) const
{
    for (const SpecListener &listener : world.listeners) {
        struct Candidate {
            const RouteCommon *route;
            const HttpRoute *http; ///< null: a GRPCRoute
            std::vector<std::string> hostnames;
        };
        std::vector<Candidate> candidates;
        for (const HttpRoute &route : snapshot.all<HttpRoute>()) {
            if (isAttached(snapshot, route, "HTTPRoute", listener))
                candidates.push_back({&route, &route, effectiveHostnames(route, listener.hostname)});
        }
        for (const GrpcRoute &route : snapshot.all<GrpcRoute>()) {
            if (isAttached(snapshot, route, "GRPCRoute", listener))
                candidates.push_back({&route, nullptr, effectiveHostnames(route, listener.hostname)});
        }
        std::sort(candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
            return std::tuple(a.route->meta.creationTimestamp, *a.route->meta.ns, *a.route->meta.name) <
                   std::tuple(b.route->meta.creationTimestamp, *b.route->meta.ns, *b.route->meta.name);
        });
        // Of an HTTPRoute and a GRPCRoute whose hostnames meet, the older one is accepted (§8).
        std::vector<Candidate> accepted;
        for (const Candidate &candidate : candidates) {
            const bool clashes = std::any_of(accepted.begin(), accepted.end(), [&](const Candidate &other) {
                if ((other.http == nullptr) == (candidate.http == nullptr))
                    return false;
                for (const std::string &a : candidate.hostnames) {
                    for (const std::string &b : other.hostnames) {
                        if (intersects(a, b))
                            return true;
                    }
                }
                return false;
            });
            if (!clashes)
                accepted.push_back(candidate);
        }
        std::vector<const HttpRoute *> &routes = world.routes.emplace_back();
        for (const Candidate &candidate : accepted) {
            if (candidate.http)
                routes.push_back(candidate.http);
        }
    }
}

std::string SpecReference::State::answer(const Request &request, const Facts &facts, const Reading &reading,
                                         std::set<std::string> &openPoints) const
{
    const Port &world = worlds[reading.httpBesideHttpsWorks ? 1 : 0];
    const bool isTls = request.scheme == "https";
    std::vector<std::size_t> onPort;
    for (std::size_t i = 0; i < world.listeners.size(); ++i) {
        const SpecListener &listener = world.listeners[i];
        if (listener.isAccepted && listener.gateway == request.gateway && listener.port == *request.port &&
            listener.protocol == (isTls ? "HTTPS" : "HTTP"))
            onPort.push_back(i);
    }
    if (onPort.empty())
        return "refused";
    const auto best = [&](const std::string &host) {
        std::optional<std::size_t> found;
        for (const std::size_t i : onPort) {
            const std::string &hostname = world.listeners[i].hostname;
            if (takesHost(hostname, host) &&
                (!found || specificity(hostname) > specificity(world.listeners[*found].hostname)))
                found = i;
        }
        return found;
    };
    std::optional<std::size_t> chosen = best(facts.host);
    if (isTls) {
        const std::optional<std::string> sni = request.effectiveSni();
        if (!sni || sni->empty())
            openPoints.insert("no SNI");
        // Without SNI only a listener for every name is left.
        const auto bySni = best(sni ? lower(*sni) : std::string("-"));
        if (!bySni || !world.listeners[*bySni].canEndTls)
            return "refused";
        if (!chosen)
            return statusText(404);
        if (*chosen != *bySni) {
            openPoints.insert("421");
            if (reading.detectsMisdirected)
                return statusText(421);
            if (!takesHost(world.listeners[*bySni].hostname, facts.host))
                return statusText(404);
            chosen = bySni;
        }
    }
    if (!chosen)
        return statusText(404);

    std::optional<Winner> winner;
    for (const std::size_t i : onPort) {
        const bool isMerged = !reading.isolates && takesHost(world.listeners[i].hostname, facts.host);
        if (i != *chosen && !isMerged)
            continue;
        for (const HttpRoute *route : world.routes[i]) {
            std::pair<std::size_t, std::size_t> host{0, 0};
            bool isApplicable = route->hostnames->empty();
            for (const Text &hostname : *route->hostnames) {
                if (!takesHost(*hostname, facts.host))
                    continue;
                isApplicable = true;
                host = std::max(host, {hostname->front() == '*' ? 0 : hostname->size(), hostname->size()});
            }
            if (!isApplicable)
                continue;
            const std::vector<HttpRouteRule> &rules = *route->rules;
            for (std::size_t r = 0; r < rules.size(); ++r) {
                const std::vector<HttpRouteMatch> matches =
                    rules[r].matches->empty() ? std::vector<HttpRouteMatch>(1) : *rules[r].matches;
                for (std::size_t m = 0; m < matches.size(); ++m) {
                    const HttpRouteMatch &match = matches[m];
                    const auto headers = distinct(*match.headers, true);
                    const auto query = distinct(*match.queryParams, false);
                    if (!takesPath(*match.path, facts.path, reading) ||
                        (!match.method->empty() && *match.method != request.method) ||
                        !holds(headers, request.headers, true, reading) || !holds(query, facts.query, false, reading))
                        continue;
                    const std::string type = match.path->type->empty() ? "PathPrefix" : *match.path->type;
                    const std::string value = match.path->value->empty() ? "/" : *match.path->value;
                    const int place = type == "Exact" ? 1 : type == "PathPrefix" ? 3 : reading.regexPlace * 2;
                    const Key key{1000 - host.first,
                                  1000 - host.second,
                                  place,
                                  type == "Exact" ? 0 : 1000 - value.size(),
                                  match.method->empty() ? 1 : 0,
                                  1000 - headers.size(),
                                  1000 - query.size(),
                                  route->meta.creationTimestamp.value_or(0),
                                  *route->meta.ns + "/" + *route->meta.name,
                                  r,
                                  m};
                    if (!winner || key < winner->key)
                        winner = Winner{key, route, &rules[r], type == "PathPrefix" ? value : std::string()};
                }
            }
        }
    }
    if (!winner)
        return statusText(404);
    return actionText({snapshot, request, *winner->route, *winner->rule, winner->prefix, reading, openPoints});
}

SpecReference::SpecReference(const Snapshot &snapshot)
    : m_state(std::make_unique<const State>(snapshot))
{
}

SpecReference::~SpecReference() = default;

SpecAnswers SpecReference::answers(const Request &request) const
{
    SpecAnswers result;
    const Facts facts = factsOf(request);
    result.isDoubtful = m_state->isDoubtful;
    if (m_state->isDoubtful)
        result.openPoints.insert("listeners of sets");
    bool hasRegex = false;
    bool hasAges = true;
    for (const HttpRoute &route : m_state->snapshot.all<HttpRoute>()) {
        hasAges = hasAges && route.meta.creationTimestamp;
        for (const HttpRouteRule &rule : *route.rules) {
            for (const HttpRouteMatch &match : *rule.matches) {
                const auto isRegex = [](const NamedValueMatch &condition) {
                    return *condition.type == "RegularExpression";
                };
                hasRegex = hasRegex || *match.path->type == "RegularExpression" ||
                           std::any_of(match.headers->begin(), match.headers->end(), isRegex) ||
                           std::any_of(match.queryParams->begin(), match.queryParams->end(), isRegex);
            }
        }
    }
    if (!hasAges)
        result.openPoints.insert("ages");
    const auto hasRepeated = [](const HeaderList &list) {
        std::set<std::string> names;
        return std::any_of(list.begin(), list.end(),
                           [&](const auto &entry) { return !names.insert(lower(entry.first)).second; });
    };
    // What decides together is tried together, the rest one by one.
    std::vector<Reading> readings(1);
    const auto vary = [&](auto change, int choices) {
        const std::size_t count = readings.size();
        for (int choice = 1; choice < choices; ++choice) {
            for (std::size_t i = 0; i < count; ++i) {
                Reading made = readings[i];
                change(made, choice);
                readings.push_back(made);
            }
        }
    };
    vary([](Reading &r, int) { r.isolates = false; }, 2);
    if (hasRegex) {
        vary([](Reading &r, int) { r.regexSearches = true; }, 2);
        vary([](Reading &r, int choice) { r.regexPlace = choice == 1 ? 0 : 2; }, 3);
    }
    // Whether an answer by the gateway itself carries the rule's response headers is not in the texts compared.
    if (hasRepeated(request.headers) || hasRepeated(facts.query)) {
        result.openPoints.insert("repeated values");
        vary([](Reading &r, int choice) { r.repeated = choice; }, 4);
    }
    for (const auto change :
         {+[](Reading &r) { r.httpBesideHttpsWorks = false; }, +[](Reading &r) { r.detectsMisdirected = false; },
          +[](Reading &r) { r.noEndpoints = 500; }, +[](Reading &r) { r.fullPathKeepsQuery = false; },
          +[](Reading &r) { r.hidesExplicitPort = false; }, +[](Reading &r) { r.backendFiltersLast = false; }}) {
        change(readings.emplace_back());
    }
    for (const Reading &reading : readings)
        result.answers.insert(m_state->answer(request, facts, reading, result.openPoints));
    if (hasRegex)
        result.openPoints.insert("regular expressions");
    return result;
}

} // namespace wayproof::test
