// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One server of ingress-nginx as rules: what answers before any location is chosen, then the locations in nginx' order.
#include "model/routing/ingresscompiler_nginx_pipeline.h"

#include <iterator>

namespace wayproof
{

namespace
{

/// spec/ingress.md §2.3 app-root: a condition of the server, before any location is chosen.
std::optional<Rule> appRootRule(const NginxLowering &lowering, const NginxServer &server)
{
    for (const NginxLocation &location : server.locations) {
        if (!location.owner || location.ignoresRedirectAndRewrite || location.owner->annotations.appRoot.empty())
            continue;
        Rule rule;
        rule.match.path.kind = PathMatch::Kind::Exact;
        rule.match.path.text = "/";
        rule.origin = originOf(*location.owner->ingress, location.rule, location.match);
        rule.rank = {{"location", "server"}, {"location length", "-"}, {"step", "app-root"}};
        const std::string &target = location.owner->annotations.appRoot;
        if (target.find('$') != std::string::npos) {
            rule.action = undeterminedAction({"annotation-not-modelled",
                                              "app-root " + target +
                                                  " is read with variables of nginx; one that does not exist makes the "
                                                  "reload fail.",
                                              {}});
            return rule;
        }
        auto action = std::make_shared<Action>();
        action->filters = nginxAnswerFilters(lowering, false);
        action->kind = ActionKind::Redirect;
        action->redirect.status = 302;
        action->redirect.portSource = Redirect::Port::OfScheme;
        action->redirect.usesHostHeaderPort = true;
        action->redirect.hidesDefaultPort = false;
        action->redirect.path.kind = PathChange::Kind::ReplaceFull;
        action->redirect.path.replacement = target;
        action->redirect.keepsQuery = false;
        action->reason = "app-root redirects the request for / of the whole host.";
        rule.action = std::move(action);
        return rule;
    }
    return std::nullopt;
}

} // namespace

std::vector<Rule> nginxServerRules(const NginxLowering &lowering, const NginxServer &server, bool redirectsToTls)
{
    std::vector<Rule> rules;
    const auto wholeHost = [&](const Dependency &dependency, const Origin &origin) {
        Rule rule;
        rule.origin = origin;
        rule.rank = {{"location", "server"}, {"location length", "-"}, {"step", "server"}};
        rule.action = undeterminedAction(dependency);
        rules.push_back(std::move(rule));
    };
    rules = nginxBlockRules(lowering.context);
    for (Rule &rule : nginxCertificateRules(server, lowering.isHttps))
        rules.push_back(std::move(rule));
    for (const NginxIngress *owner : server.contributors)
        for (const Dependency &dependency : owner->annotations.unknownHostWide)
            wholeHost(dependency, originOf(*owner->ingress));
    if (const std::optional<Rule> appRoot = appRootRule(lowering, server))
        rules.push_back(*appRoot);
    // The ConfigMap's own snippets stand behind the conditions of the server.
    for (const char *key : {"server-snippet", "location-snippet"})
        if (!lowering.context.settings.configured(key).empty())
            wholeHost({"controller-snippet",
                       std::string("The controller's ConfigMap has ") + key +
                           ", nginx configuration that may change any answer of a location.",
                       {}},
                      {});
    for (const NginxLocationMatch &match : nginxLocationOrder(server)) {
        std::vector<Rule> ofLocation = nginxLocationRules(lowering, server, match, redirectsToTls);
        rules.insert(rules.end(), std::make_move_iterator(ofLocation.begin()),
                     std::make_move_iterator(ofLocation.end()));
    }
    return rules;
}

} // namespace wayproof
