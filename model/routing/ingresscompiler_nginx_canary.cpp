// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Canaries of ingress-nginx: the balancer's choice header → cookie → weight as rules (spec/ingress.md §2.2
// "Precedence"). What attaches a canary to an upstream is ingresscompiler_nginx_canarymerge.cpp.
#include "model/routing/ingresscompiler_nginx.h"

#include <QCryptographicHash>

#include <algorithm>

namespace wayproof
{

namespace
{

/// The main upstream alone, the canary alone, or a share.
Rule forwardRule(const Rule &prototype, const Action &common, std::vector<WeightedBackend> backends,
                 std::vector<Dependency> dependsOn)
{
    Rule rule = prototype;
    auto action = std::make_shared<Action>(common);
    action->kind = ActionKind::Forward;
    action->backends = std::move(backends);
    rule.action = std::move(action);
    rule.dependsOn.insert(rule.dependsOn.end(), dependsOn.begin(), dependsOn.end());
    return rule;
}

ValueMatch equals(const std::string &name, const std::string &value)
{
    ValueMatch match;
    match.name = name;
    match.value = value;
    return match;
}

/// By what an affinity cookie names an upstream: the part behind its first bar.
std::string backendKey(const std::string &upstream)
{
    const auto md5 = [](const std::string &text) {
        return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Md5).toHex().toStdString();
    };
    return md5(md5(upstream) + upstream);
}

/// The cookie that keeps a client at this upstream.
ValueMatch affinityTo(const NginxUpstream &upstream)
{
    ValueMatch match;
    match.name = upstream.affinityCookie;
    match.kind = ValueMatch::Kind::Regex;
    match.value = "^\\|*[^|]+\\|+" + backendKey(upstream.name) + "(\\||$)";
    match.regex = std::make_shared<Regex>(
        match.value, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, false}});
    return match;
}

} // namespace

std::vector<Rule> nginxForwardRules(const NginxLowering &lowering, const NginxLocation &location, const Rule &prototype,
                                    const Action &common)
{
    const NginxUpstream &main = lowering.model.upstreams.at(location.upstream);
    WeightedBackend mainBackend = main.found.backend;
    if (common.backends.size() == 1)
        mainBackend = common.backends.front();
    const NginxUpstream *canary = nullptr;
    if (!main.alternatives.empty()) {
        const auto found = lowering.model.upstreams.find(main.alternatives.front());
        if (found != lowering.model.upstreams.end() && !found->second.isEmpty())
            canary = &found->second; // a canary without endpoints leaves everything to the main backend
    }
    if (!canary)
        return {forwardRule(prototype, common, {mainBackend}, {})};

    WeightedBackend canaryBackend = canary->found.backend;
    // The protocol is the location's own, whatever the canary's Ingress says.
    canaryBackend.tls = mainBackend.tls;
    canaryBackend.appProtocol = mainBackend.appProtocol;
    if (canary->found.problem == FoundBackend::Problem::NoEndpoints) {
        // service-upstream: the cluster IP stands for endpoints that are not there.
        canaryBackend.errorStatus = 502;
        canaryBackend.errorReason = canary->found.reason;
        canaryBackend.errorCode = canary->found.code;
    }
    const CanaryPolicy &policy = canary->shaping;
    const std::vector<Dependency> &dependsOn = main.alternativeDependsOn;
    std::vector<Rule> rules;
    const auto add = [&](Rule rule, const WeightedBackend &backend, const std::string &step) {
        rule.rank.back().value += ", canary: " + step;
        rules.push_back(forwardRule(rule, common, {backend}, dependsOn));
    };
    // Affinity goes before everything else, but only a cookie that names the main upstream or the canary.
    if (main.hasCookieAffinity) {
        Rule rule = prototype;
        rule.match.cookies.push_back(affinityTo(main));
        add(rule, mainBackend, "affinity to the main backend");
    }
    if (canary->hasCookieAffinity) {
        Rule rule = prototype;
        rule.match.cookies.push_back(affinityTo(*canary));
        add(rule, canaryBackend, "affinity to the canary");
    }
    if (!policy.header.empty()) {
        Rule rule = prototype;
        if (!policy.headerValue.empty()) {
            rule.match.headers.push_back(equals(policy.header, policy.headerValue));
            add(rule, canaryBackend, "header value");
        } else if (!policy.headerPattern.empty()) {
            auto pattern = std::make_shared<Regex>(
                policy.headerPattern, std::vector<RegexReading>{{RegexEngine::Pcre2, RegexAnchoring::Search, false}});
            ValueMatch match;
            match.name = policy.header;
            match.kind = ValueMatch::Kind::Regex;
            match.value = policy.headerPattern;
            match.regex = pattern;
            const bool isBroken = !pattern->error().empty();
            if (isBroken)
                match = {policy.header, ValueMatch::Kind::Present, {}, nullptr, false};
            rule.match.headers.push_back(match);
            add(rule, isBroken ? mainBackend : canaryBackend, isBroken ? "broken header pattern" : "header pattern");
        } else {
            Rule always = prototype;
            always.match.headers.push_back(equals(policy.header, "always"));
            add(always, canaryBackend, "header always");
            rule.match.headers.push_back(equals(policy.header, "never"));
            add(rule, mainBackend, "header never");
        }
    }
    if (!policy.cookie.empty()) {
        Rule always = prototype;
        always.match.cookies.push_back(equals(policy.cookie, "always"));
        add(always, canaryBackend, "cookie always");
        Rule never = prototype;
        never.match.cookies.push_back(equals(policy.cookie, "never"));
        add(never, mainBackend, "cookie never");
    }
    const std::int64_t share = std::clamp<std::int64_t>(policy.weight, 0, policy.weightTotal);
    mainBackend.weight = policy.weightTotal - share;
    canaryBackend.weight = share;
    Rule weighted = prototype;
    weighted.rank.back().value += ", canary: weight";
    rules.push_back(forwardRule(weighted, common, {mainBackend, canaryBackend}, dependsOn));
    return rules;
}

} // namespace wayproof
