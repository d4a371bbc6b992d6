// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Authorisation services, sessions, failing backends.
#include "model/analysis/worldaround.h"

#include "model/analysis/requestview.h"

#include <algorithm>

namespace wayproof
{

namespace
{

ValueMatch present(std::string name)
{
    ValueMatch condition;
    condition.name = std::move(name);
    condition.kind = ValueMatch::Kind::Present;
    return condition;
}

bool fits(const Match &match, const Request &request, const RequestPolicy &policy)
{
    return RequestView(request, policy, {}).quickTest(match, "/") == Ternary::Yes;
}

} // namespace

std::optional<int> refusedWith(const ExternalCheck &check, int status)
{
    const bool passes = check.passesOn200Alone ? status == 200 : status >= 200 && status <= 299;
    if (passes) {
        return std::nullopt;
    }
    if (check.failureStatus && status >= 500)
        return check.failureStatus;
    return check.otherStatus && status != 401 && status != 403 ? *check.otherStatus : status;
}

bool bringsSession(const StickySession &session, const Request &request, const RequestPolicy &policy)
{
    Match match;
    if (session.isHeader) {
        if (session.name.empty()) {
            return false;
        }
        match.headers.push_back(present(session.name));
    } else if (session.name.empty()) {
        match.headers.push_back(present("Cookie"));
    } else {
        match.cookies.push_back(present(session.name));
    }
    return fits(match, request, policy);
}

bool isPreflight(const Request &request)
{
    if (request.method != "OPTIONS") {
        return false;
    }
    Match match;
    match.headers = {present("Origin"), present("Access-Control-Request-Method")};
    return fits(match, request, RequestPolicy{});
}

std::string afterRetries(const RetryPolicy &retry, int status)
{
    const bool isRetried = std::find(retry.codes.begin(), retry.codes.end(), status) != retry.codes.end();
    if (!isRetried || retry.attempts <= 0) {
        return {};
    }
    return "the backend answers " + std::to_string(status) + " to each of " + std::to_string(retry.attempts + 1) +
           " tries, and the last answer stands";
}

} // namespace wayproof
