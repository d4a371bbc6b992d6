// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Canaries of ingress-nginx: attached to the upstream, and so leaking to every location that uses it; then the
// balancer's choice header → cookie → weight as rules (spec/ingress.md §2.1 "Canary", §2.2 "Precedence").
#include "model/routing/ingresscompiler_nginx.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// One canary path against the locations of its server.
class CanaryMerge
{
public:
    CanaryMerge(IngressContext &context, NginxModel &model, const NginxIngress &canary)
        : m_context(context)
        , m_model(model)
        , m_canary(canary)
        , m_ingress(*canary.ingress)
    {
    }

    void run()
    {
        if (m_ingress.defaultBackend.isSet && m_ingress.defaultBackend->service.isSet)
            merge(nginxCatchAll, *m_ingress.defaultBackend->service, nullptr, originOf(m_ingress));
        for (std::size_t r = 0; r < m_ingress.rules->size(); ++r) {
            const IngressRule &rule = m_ingress.rules->at(r);
            const std::string host = rule.host->empty() ? nginxCatchAll : lowerCase(*rule.host);
            for (std::size_t p = 0; p < rule.paths->size(); ++p) {
                const HttpIngressPath &path = rule.paths->at(p);
                if (path.backend->service.isSet)
                    merge(host, *path.backend->service, &path,
                          originOf(m_ingress, static_cast<int>(r), static_cast<int>(p)));
            }
        }
    }

private:
    void merge(const std::string &host, const IngressServiceBackend &backend, const HttpIngressPath *path,
               const Origin &origin)
    {
        const std::string name = nginxUpstreamName(m_ingress, backend);
        if (!m_model.upstreams.contains(name)) {
            refuse(origin,
                   "its Service and port were already removed because another of its paths has no main location");
            return;
        }
        const auto server = m_model.servers.find(host);
        if (server == m_model.servers.end()) {
            refuse(origin, "no other Ingress serves host " + host);
            return;
        }
        bool isMerged = false;
        for (const NginxLocation &location : server->second.locations) {
            const auto primary = m_model.upstreams.find(location.upstream);
            if (location.upstream.empty() || primary == m_model.upstreams.end())
                continue;
            if (primary->first == name) {
                if (!isMerged)
                    refuse(origin, "its Service is the main backend of " + host + location.path);
                return;
            }
            const bool isSamePath =
                !path || (location.path == *path->path && location.isExact == (*path->pathType == "Exact"));
            if (primary->second.isCanaryOnly || !isSamePath || isMerged)
                continue;
            attach(primary->second, name);
            isMerged = true;
        }
        if (isMerged)
            return;
        // spec/ingress.md §2.4.4: the Service and port disappear, and with them the canary's later paths.
        refuse(origin, "no main location of host " + host + " has this path and type");
        m_model.upstreams.erase(name);
    }

    void attach(NginxUpstream &primary, const std::string &name)
    {
        std::vector<std::string> &alternatives = primary.alternatives;
        if (std::find(alternatives.begin(), alternatives.end(), name) != alternatives.end())
            return;
        alternatives.push_back(name);
        if (alternatives.size() == 2 && !m_ingress.meta.creationTimestamp)
            primary.alternativeDependsOn.push_back({"creation-order",
                                                    "Several canaries attach to Service " +
                                                        primary.found.backend.service.path() +
                                                        "; only the oldest counts, and their age is not known.",
                                                    "backends"});
        if (alternatives.size() > 1)
            m_context.report(Severity::Warning, Category::Conflict, "nginx-second-canary",
                             "Another canary already attaches to Service " + primary.found.backend.service.path() +
                                 "; only the first counts.",
                             "Keep one canary for a Service.", m_ingress, m_ingress.meta.source.at);
    }

    void refuse(const Origin &origin, const std::string &why)
    {
        m_context.report(Severity::Warning, Category::ConfigError, "nginx-canary-ignored",
                         "This canary has no effect: " + why + ".",
                         "Give it host, path and pathType of the main Ingress.", m_ingress, origin.source.at);
    }

    IngressContext &m_context;
    NginxModel &m_model;
    const NginxIngress &m_canary;
    const Ingress &m_ingress;
};

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

} // namespace

void mergeNginxCanaries(IngressContext &context, NginxModel &model)
{
    const bool hasMain = std::any_of(model.ingresses.begin(), model.ingresses.end(),
                                     [](const NginxIngress &owner) { return !owner.annotations.canary.isEnabled; });
    if (!hasMain)
        return;
    for (const NginxIngress &owner : model.ingresses)
        if (owner.annotations.canary.isEnabled)
            CanaryMerge(context, model, owner).run();
}

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
    canaryBackend.tls = mainBackend.tls;
    const CanaryPolicy &policy = canary->shaping;
    const std::vector<Dependency> &dependsOn = main.alternativeDependsOn;
    std::vector<Rule> rules;
    const auto add = [&](Rule rule, const WeightedBackend &backend, const std::string &step) {
        rule.rank.back().value += ", canary: " + step;
        rules.push_back(forwardRule(rule, common, {backend}, dependsOn));
    };
    if (main.hasCookieAffinity) {
        Rule rule = prototype;
        ValueMatch present;
        present.name = main.affinityCookie;
        present.kind = ValueMatch::Kind::Present;
        rule.match.cookies.push_back(present);
        rule.rank.back().value += ", affinity cookie";
        rule.action = undeterminedAction({"affinity-cookie",
                                          "The affinity cookie keeps a client at the backend that it met first, main "
                                          "or canary; which one it names is not known.",
                                          {}});
        rules.push_back(std::move(rule));
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
