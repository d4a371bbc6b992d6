// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/answertext.h"

#include <cmath>

namespace wayproof
{

namespace
{

std::string percent(double share)
{
    const long tenths = std::lround(share * 1000);
    std::string text = std::to_string(tenths / 10);
    if (tenths % 10 != 0)
        text += '.' + std::to_string(tenths % 10);
    return text + " %";
}

/// Where shares differ in what they receive, each says so itself.
std::string upstreamPath(const Decision &decision)
{
    if (decision.upstream)
        return decision.upstream->path;
    for (const BackendShare &share : decision.backends) {
        if (share.upstream)
            return share.upstream->path;
    }
    return {};
}

} // namespace

std::string shareText(const BackendShare &share)
{
    if (share.service.isNull())
        return share.status ? std::to_string(*share.status) : std::string("no backend");
    std::string text = share.service.name;
    if (share.port > 0)
        text += ':' + std::to_string(share.port);
    if (share.status)
        text += " (" + std::to_string(*share.status) + ')';
    if (share.redirect)
        text += " (" + std::to_string(share.redirect->status) + " to " + share.redirect->location + ')';
    return text;
}

std::string backendsText(const Decision &decision)
{
    if (decision.backends.size() == 1)
        return shareText(decision.backends.front());
    std::string text;
    for (const BackendShare &share : decision.backends)
        text += (text.empty() ? "" : ", ") + shareText(share) + ' ' + percent(share.share);
    return text;
}

AnswerText answerText(const Decision &decision)
{
    AnswerText text;
    text.reason = decision.reason;
    for (const Dependency &dependency : decision.dependsOn)
        text.notes.push_back(dependency.text);
    switch (decision.outcome) {
    case Outcome::Forward: {
        text.headline = backendsText(decision);
        const std::string path = upstreamPath(decision);
        if (!path.empty())
            text.detail = "receives " + path;
        break;
    }
    case Outcome::Redirect:
        if (decision.redirect) {
            text.headline = std::to_string(decision.redirect->status) + " redirect";
            text.detail = "to " + decision.redirect->location;
        } else {
            text.headline = "redirect";
        }
        break;
    case Outcome::Respond:
        text.headline = decision.status ? std::to_string(*decision.status) : std::string("an answer");
        text.headline += " by the data plane";
        if (!decision.grpcStatus.empty())
            text.detail = "gRPC " + decision.grpcStatus;
        break;
    case Outcome::Refuse:
        text.headline = "refused";
        text.detail = "no connection";
        break;
    case Outcome::Undetermined:
        text.headline = "not known";
        if (!decision.alternatives.empty())
            text.detail = std::to_string(decision.alternatives.size()) + " answers are possible";
        break;
    }
    return text;
}

} // namespace wayproof
