// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/firstrequest.h"

#include "app/world.h"

#include <algorithm>
#include <vector>

namespace wayproof
{

namespace
{

/// Enough to find what differs in a folder of manifests, few enough for no wait in a cluster of thousands.
constexpr std::size_t triedRequests = 256;

std::string exampleHost(const std::string &pattern)
{
    if (pattern.empty())
        return "localhost";
    return pattern.starts_with("*.") ? "www" + pattern.substr(1) : pattern;
}

/// A path that is a regular expression stands for itself only where it could be a path.
std::string examplePath(const std::string &path)
{
    const bool isPlain = path.starts_with('/') && path.find_first_of("()[]*+?^$|\\ ") == std::string::npos;
    return isPlain ? path : std::string("/");
}

/// Every host and path that Ingresses and HTTPRoutes declare, in the order of the sources.
std::vector<RequestDraft> declaredRequests(const Snapshot &snapshot)
{
    std::vector<RequestDraft> drafts;
    const auto add = [&drafts](const std::string &host, const std::string &path, const std::string &method) {
        RequestDraft draft;
        draft.url = "http://" + exampleHost(host) + examplePath(path);
        if (!method.empty())
            draft.method = method;
        if (drafts.size() < triedRequests && std::find(drafts.begin(), drafts.end(), draft) == drafts.end())
            drafts.push_back(std::move(draft));
    };
    for (const Ingress &ingress : snapshot.all<Ingress>()) {
        for (const IngressRule &rule : ingress.rules.value) {
            for (const HttpIngressPath &path : rule.paths.value)
                add(rule.host.value, path.path.value, {});
        }
    }
    for (const HttpRoute &route : snapshot.all<HttpRoute>()) {
        std::vector<std::string> hosts;
        for (const Text &host : route.hostnames.value)
            hosts.push_back(host.value);
        if (hosts.empty())
            hosts.emplace_back();
        for (const std::string &host : hosts) {
            for (const HttpRouteRule &rule : route.rules.value) {
                for (const HttpRouteMatch &match : rule.matches.value)
                    add(host, match.path ? match.path->value.value : std::string(), match.method.value);
                if (rule.matches.value.empty())
                    add(host, {}, {});
            }
        }
    }
    return drafts;
}

/// How much a request has to show: 3 where both sides are known and differ, 0 where it meets nothing.
int interestOf(const World &world, const RequestDraft &draft)
{
    const Result<Request> request = requestOf(draft);
    if (!request)
        return 0;
    std::vector<Decision> decisions;
    for (const Side side : {Side::Ingress, Side::Gateway}) {
        if (world.side(side).isLoaded)
            decisions.push_back(world.side(side).simulator->decide(*request));
    }
    const bool isMet =
        std::any_of(decisions.begin(), decisions.end(), [](const Decision &each) { return each.match.has_value(); });
    const bool isKnown = std::all_of(decisions.begin(), decisions.end(),
                                     [](const Decision &each) { return each.outcome != Outcome::Undetermined; });
    if (!isMet)
        return 0;
    if (!isKnown)
        return 1;
    return decisions.size() == 2 && !sameAnswer(decisions[0], decisions[1]) ? 3 : 2;
}

} // namespace

RequestDraft firstRequest(const World &world)
{
    RequestDraft best;
    best.url = "http://localhost/";
    int bestInterest = 0;
    for (RequestDraft draft : declaredRequests(*world.snapshot)) {
        int interest = interestOf(world, draft);
        if (interest == 0) {
            draft.url.replace(0, 4, "https");
            interest = interestOf(world, draft);
        }
        if (interest > bestInterest) {
            best = std::move(draft);
            bestInterest = interest;
        }
        if (bestInterest == 3)
            break;
    }
    return best;
}

} // namespace wayproof
