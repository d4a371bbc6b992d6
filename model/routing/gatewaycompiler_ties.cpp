// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules whose order hangs on what is not known, and the requests that two rules share (spec/gateway.md §5 (g),
// design/cli.md "Sources").
#include "model/routing/gatewaycompiler_hosts.h"

#include <algorithm>

namespace wayproof
{

namespace
{

using State = Conjunction::State;

State joinPaths(const PathMatch &a, const PathMatch &b, PathMatch &both)
{
    using Kind = PathMatch::Kind;
    const auto isEverything = [](const PathMatch &path) {
        return path.kind == Kind::Any || (path.kind == Kind::ElementPrefix && path.text.empty());
    };
    if (isEverything(a) || (a.kind == b.kind && a.text == b.text)) {
        both = b;
        return State::Known;
    }
    if (isEverything(b)) {
        both = a;
        return State::Known;
    }
    const auto isPlain = [](const PathMatch &path) {
        return path.kind == Kind::Exact || path.kind == Kind::ElementPrefix;
    };
    if (a.kind == Kind::Exact && b.kind != Kind::Exact) {
        both = a;
        const Ternary isIn = b.matches(a.text);
        return isIn == Ternary::Yes ? State::Known : isIn == Ternary::No ? State::Empty : State::Inexpressible;
    }
    if (b.kind == Kind::Exact && a.kind != Kind::Exact)
        return joinPaths(b, a, both);
    if (!isPlain(a) || !isPlain(b))
        return State::Inexpressible;
    if (a.kind == Kind::Exact) // two different ones
        return State::Empty;
    const PathMatch &longer = a.text.size() > b.text.size() ? a : b;
    const PathMatch &shorter = a.text.size() > b.text.size() ? b : a;
    both = longer;
    return shorter.matches(longer.text) == Ternary::Yes ? State::Known : State::Empty;
}

/// Adds `more` to `values`; false when one name would need two values.
bool joinValues(std::vector<ValueMatch> &values, const std::vector<ValueMatch> &more, bool isHeader)
{
    for (const ValueMatch &value : more) {
        bool isThere = false;
        for (const ValueMatch &other : values) {
            const bool isSameName =
                isHeader ? lowerCase(other.name) == lowerCase(value.name) : other.name == value.name;
            if (!isSameName || other.kind != value.kind)
                continue;
            if (other.value == value.value)
                isThere = true;
            else if (value.kind == ValueMatch::Kind::Equals)
                return false;
        }
        if (!isThere)
            values.push_back(value);
    }
    return true;
}

bool hasSameConditions(const Match &a, const Match &b)
{
    return a.path.kind == b.path.kind && a.path.text == b.path.text && a.methods == b.methods &&
           a.headers.size() == b.headers.size() && a.queryParams.size() == b.queryParams.size();
}

bool isAgeDoubtful(const Candidate &a, const Candidate &b, const Profile &profile)
{
    const RuleRank &left = a.lowered->rank;
    const RuleRank &right = b.lowered->rank;
    return left.route != right.route && (!left.route->creationTimestamp || !right.route->creationTimestamp) &&
           (!profile.ranksDeclaredHostnames || a.hostname->declared == b.hostname->declared) &&
           compareSpecificity(left, right, profile) == 0;
}

/// Candidates of equal specificity that may want the same requests: equally long paths either are the same or exclude
/// each other.
using Buckets = std::unordered_map<std::string, std::vector<std::size_t>>;

std::string pathKey(const PathMatch &path)
{
    const bool isPlain = path.kind == PathMatch::Kind::Exact || path.kind == PathMatch::Kind::ElementPrefix;
    return isPlain ? path.text : "~";
}

/// Empty where no age is in doubt.
Buckets bucketsOf(const std::vector<Candidate> &candidates, std::size_t begin, std::size_t end)
{
    Buckets buckets;
    bool isDoubtful = false;
    for (std::size_t i = begin + 1; i < end && !isDoubtful; ++i) {
        isDoubtful = candidates[i].lowered->rank.route != candidates[begin].lowered->rank.route &&
                     !(candidates[i].lowered->rank.route->creationTimestamp &&
                       candidates[begin].lowered->rank.route->creationTimestamp);
    }
    for (std::size_t i = begin; i < end && isDoubtful; ++i)
        buckets[pathKey(candidates[i].lowered->rule.match.path)].push_back(i);
    return buckets;
}

/// For the candidate at `index`, whose rule is `rule`: rules for the requests that a later candidate of unknown age
/// wants too, or a mark on `rule` itself where that is all of its requests.
void addDoubts(const std::vector<Candidate> &candidates, std::size_t index, const std::vector<std::size_t> &bucket,
               const Profile &profile, Rule &rule, std::vector<Rule> &rules)
{
    constexpr std::size_t limit = 64; // beyond, the doubt is stated for the whole rule
    std::size_t found = 0;
    for (auto other = std::upper_bound(bucket.begin(), bucket.end(), index); other != bucket.end(); ++other) {
        const Rule &later = candidates[*other].lowered->rule;
        if (!isAgeDoubtful(candidates[index], candidates[*other], profile) || doSame(*rule.action, *later.action))
            continue;
        Conjunction both = conjunction(rule.match, later.match);
        if (both.state == State::Empty)
            continue;
        const Dependency doubt{
            "creation-order",
            rule.origin.resource.toText() + " and " + later.origin.resource.toText() +
                " are equally specific, and which is older is not known; the name was taken to decide.",
            differingField(*rule.action, *later.action)};
        if (both.state == State::Inexpressible || hasSameConditions(both.match, rule.match) || ++found > limit) {
            rule.dependsOn.push_back(doubt);
            return;
        }
        Rule doubtful = rule;
        doubtful.match = std::move(both.match);
        doubtful.dependsOn.push_back(doubt);
        rules.push_back(std::move(doubtful));
    }
}

/// Whether every criterion before the kinds of header and query conditions is the same.
bool isAlikeButForRegexes(const Candidate &a, const Candidate &b, const Profile &profile)
{
    const RuleRank &left = a.lowered->rank;
    const RuleRank &right = b.lowered->rank;
    return left.path == right.path && left.pathLength == right.pathLength && left.methodLength == right.methodLength &&
           left.hasMethod == right.hasMethod && left.headers == right.headers &&
           (!profile.ranksDeclaredHostnames || a.hostname->declared == b.hostname->declared);
}

std::size_t headerRegexes(const Candidate &candidate)
{
    return candidate.lowered->rank.headers - candidate.lowered->rank.exactHeaders;
}

std::size_t queryRegexes(const Candidate &candidate)
{
    return candidate.lowered->rank.queryParams - candidate.lowered->rank.exactQueryParams;
}

/// spec/gateway.md §12: where a regular expression on a header or query parameter stands against a plain condition is
/// up to the implementation. For each candidate the group of rules that its place is open against; 0: none.
std::vector<int> regexGroups(const std::vector<Candidate> &candidates, const Profile &profile)
{
    std::vector<int> groups(candidates.size(), 0);
    int last = 0;
    for (std::size_t begin = 0; profile.isRegexPlaceOpen && begin < candidates.size();) {
        std::size_t end = begin + 1;
        bool differs = false;
        while (end < candidates.size() && isAlikeButForRegexes(candidates[begin], candidates[end], profile)) {
            differs = differs || headerRegexes(candidates[begin]) != headerRegexes(candidates[end]) ||
                      queryRegexes(candidates[begin]) != queryRegexes(candidates[end]);
            ++end;
        }
        if (differs)
            std::fill(groups.begin() + static_cast<std::ptrdiff_t>(begin),
                      groups.begin() + static_cast<std::ptrdiff_t>(end), ++last);
        begin = end;
    }
    return groups;
}

void markRegexPlace(Rule &rule, const Candidate &candidate, int group)
{
    if (group == 0 || rule.unranked)
        return;
    rule.unrankedGroup = group;
    if (headerRegexes(candidate) == 0 && queryRegexes(candidate) == 0)
        return;
    rule.unranked = Dependency{"regex-precedence",
                               "Where a RegularExpression condition stands among plain ones is up to the "
                               "implementation.",
                               {}};
}

} // namespace

Conjunction conjunction(const Match &a, const Match &b)
{
    Conjunction result;
    result.match = a;
    result.state = joinPaths(a.path, b.path, result.match.path);
    if (result.state == State::Empty)
        return result;
    if (result.match.methods.empty()) {
        result.match.methods = b.methods;
    } else if (!b.methods.empty()) {
        std::erase_if(result.match.methods, [&](const std::string &method) {
            return std::find(b.methods.begin(), b.methods.end(), method) == b.methods.end();
        });
        if (result.match.methods.empty())
            result.state = State::Empty;
    }
    if (!joinValues(result.match.headers, b.headers, true) ||
        !joinValues(result.match.queryParams, b.queryParams, false))
        result.state = State::Empty;
    result.match.isGrpcOnly = a.isGrpcOnly || b.isGrpcOnly;
    if (!result.match.unknown)
        result.match.unknown = b.unknown;
    return result;
}

bool doSame(const Action &a, const Action &b)
{
    if (&a == &b)
        return true;
    if (a.kind != b.kind || a.filters != b.filters || a.backends.size() != b.backends.size())
        return false;
    for (std::size_t i = 0; i < a.backends.size(); ++i) {
        const WeightedBackend &left = a.backends[i];
        const WeightedBackend &right = b.backends[i];
        if (left.service != right.service || left.port != right.port || left.weight != right.weight ||
            left.filters != right.filters || left.redirect != right.redirect || left.errorStatus != right.errorStatus)
            return false;
    }
    return a.redirect == b.redirect && a.response == b.response && a.retry == b.retry && a.persistence == b.persistence;
}

std::string differingField(const Action &a, const Action &b)
{
    if (a.kind != b.kind)
        return "outcome";
    switch (a.kind) {
    case ActionKind::Redirect:
        return "redirect";
    case ActionKind::Respond:
        return "status";
    case ActionKind::Forward: {
        const auto isSame = [](const WeightedBackend &left, const WeightedBackend &right) {
            return left.service == right.service && left.port == right.port && left.weight == right.weight &&
                   left.errorStatus == right.errorStatus;
        };
        return std::equal(a.backends.begin(), a.backends.end(), b.backends.begin(), b.backends.end(), isSame)
                   ? "upstream"
                   : "backends";
    }
    case ActionKind::Refuse:
    case ActionKind::Undetermined:
        break;
    }
    return {};
}

Rule toRule(const Candidate &candidate, const Profile &profile)
{
    Rule rule = candidate.lowered->rule;
    rule.origin.listener = candidate.listener->id;
    rule.rank = rankKeys(candidate.lowered->rank, candidate.hostname->declared, profile);
    if (!rule.match.unknown)
        rule.match.unknown = candidate.attachment->unknown;
    if (candidate.listener->tls == TlsMode::None) { // a TLS listener's stand on its channel
        const std::vector<Dependency> &open = candidate.listener->dependsOn;
        rule.dependsOn.insert(rule.dependsOn.end(), open.begin(), open.end());
    }
    const bool isPlain = candidate.listener->protocol == "HTTP";
    if (candidate.lowered->rank.isGrpc && isPlain && profile.isH2cListenerOpen) {
        rule.dependsOn.push_back({"h2c-listener",
                                  "Listener " + candidate.listener->id +
                                      " takes no TLS; whether it takes HTTP/2, and so gRPC, is up to the "
                                      "implementation.",
                                  "outcome"});
    }
    return rule;
}

std::vector<Rule> withAgeDoubts(const std::vector<Candidate> &candidates, const Profile &profile)
{
    std::vector<Rule> rules;
    rules.reserve(candidates.size());
    const std::vector<int> groups = regexGroups(candidates, profile);
    for (std::size_t begin = 0; begin < candidates.size();) {
        std::size_t end = begin + 1;
        while (end < candidates.size() &&
               compareSpecificity(candidates[begin].lowered->rank, candidates[end].lowered->rank, profile) == 0)
            ++end;
        const Buckets buckets = bucketsOf(candidates, begin, end);
        for (std::size_t i = begin; i < end; ++i) {
            Rule rule = toRule(candidates[i], profile);
            markRegexPlace(rule, candidates[i], groups[i]);
            const auto bucket = buckets.find(pathKey(candidates[i].lowered->rule.match.path));
            if (bucket != buckets.end())
                addDoubts(candidates, i, bucket->second, profile, rule, rules);
            rules.push_back(std::move(rule));
        }
        begin = end;
    }
    return rules;
}

} // namespace wayproof
