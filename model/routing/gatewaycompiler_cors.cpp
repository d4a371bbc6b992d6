// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Preflights, which a CORS filter answers by itself (spec/gateway.md §6 "CORS").
#include "model/routing/gatewaycompiler_rules.h"

#include <algorithm>

namespace wayproof
{

namespace
{

ValueMatch present(std::string name)
{
    ValueMatch match;
    match.name = std::move(name);
    match.kind = ValueMatch::Kind::Present;
    return match;
}

} // namespace

LoweredRule impliedPreflight(const LoweredRule &base)
{
    LoweredRule rule = base;
    rule.rank.part = -1;
    rule.rule.match.methods = {"OPTIONS"};
    rule.rule.match.headers.push_back(present("Origin"));
    rule.rule.match.headers.push_back(present("Access-Control-Request-Method"));
    if (base.rule.action->kind == ActionKind::Redirect) {
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Respond;
        action->response.status = 500;
        action->reason =
            "The rule takes preflights for its CORS filter, but only redirects requests of its own method.";
        rule.rule.action = std::move(action);
    }
    return rule;
}

LoweredRule preflightRule(const LoweredRule &base, const CorsHeaders &cors, const Profile &profile)
{
    LoweredRule preflight = base;
    preflight.rank.part = -1;
    Match &match = preflight.rule.match;
    const std::vector<std::string> &wanted = base.rule.match.methods;
    const bool wantsOther = !wanted.empty() && std::find(wanted.begin(), wanted.end(), "OPTIONS") == wanted.end();
    if (wantsOther && !profile.impliesPreflight && !match.unknown) {
        match.unknown = Dependency{"cors-preflight-method",
                                   "Whether a CORS filter also answers preflights to a rule that wants another method "
                                   "than OPTIONS is up to the implementation.",
                                   {}};
    }
    match.methods = {"OPTIONS"};
    match.headers.push_back(present("Origin"));
    match.headers.push_back(present("Access-Control-Request-Method"));
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = profile.preflightStatus;
    action->reason =
        "The CORS filter answers the preflight; an origin that is not allowed gets an answer without CORS headers.";
    CorsHeaders answer = cors;
    answer.answersPreflight = true;
    action->filters.emplace_back(std::move(answer));
    if (profile.isPreflightOpen) {
        action->dependsOn.push_back({"cors-preflight-status",
                                     "A preflight may be answered with 200 or 204, from an origin that is not allowed "
                                     "also with 403.",
                                     "status"});
    }
    preflight.rule.action = std::move(action);
    return preflight;
}

} // namespace wayproof
