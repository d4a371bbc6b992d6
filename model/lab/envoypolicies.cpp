// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/envoypolicies.h"

#include "model/lab/envoytext.h"

#include <QJsonArray>

#include <algorithm>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// Where `attempts` is not set the number is the implementation's; this is the lab's.
constexpr std::int64_t usualAttempts = 2;

std::optional<double> seconds(const Text &written)
{
    return written ? durationSeconds(*written) : std::nullopt;
}

QJsonObject retryPolicy(const RouteRetry &retry, const std::optional<double> &eachTry)
{
    // Connection errors and time-outs of a try are retried besides the codes.
    QString reasons = u"connect-failure,refused-stream,reset,unavailable,cancelled,retriable-status-codes"_s;
    QJsonArray codes;
    for (const Number &code : *retry.codes)
        codes.append(static_cast<int>(*code));
    if (codes.isEmpty())
        codes.append(503);
    QJsonObject policy{
        {u"retry_on"_s, reasons},
        {u"num_retries"_s, static_cast<int>(std::max<std::int64_t>(0, retry.attempts.valueOr(usualAttempts)))},
        {u"retriable_status_codes"_s, codes}};
    if (const auto backoff = seconds(retry.backoff); backoff && *backoff >= 0.001)
        policy.insert(u"retry_back_off"_s, QJsonObject{{u"base_interval"_s, envoySeconds(*backoff)},
                                                       {u"max_interval"_s, envoySeconds(*backoff * 10)}});
    if (eachTry)
        policy.insert(u"per_try_timeout"_s, envoySeconds(*eachTry));
    return policy;
}

} // namespace

void addTimes(QJsonObject &action, const RouteTimeouts *timeouts, const RouteRetry *retry)
{
    const std::optional<double> whole = timeouts ? seconds(timeouts->request) : std::nullopt;
    const std::optional<double> eachTry = timeouts ? seconds(timeouts->backendRequest) : std::nullopt;
    if (retry) {
        if (whole)
            action.insert(u"timeout"_s, envoySeconds(*whole));
        action.insert(u"retry_policy"_s, retryPolicy(*retry, eachTry));
        return;
    }
    // Envoy Gateway keeps one clock: backendRequest takes the place of request where both are set.
    if (const std::optional<double> limit = eachTry ? eachTry : whole)
        action.insert(u"timeout"_s, envoySeconds(*limit));
}

QJsonObject stickySession(const SessionPersistence &session, const EnvoyPathMatch &path)
{
    const std::string name = session.sessionName->empty() ? std::string("wayproof-session") : *session.sessionName;
    QJsonObject state;
    if (*session.type == "Header") {
        state = envoyExtension(u"envoy.http.stateful_session.header"_s,
                               envoyTyped("extensions.http.stateful_session.header.v3.HeaderBasedSessionState"_L1,
                                          {{u"name"_s, envoyText(name)}}));
    } else {
        // A regular expression is no path that a browser could compare with.
        const std::string cookiePath = path.kind == PathKind::Regex || path.value.empty() ? "/" : path.value;
        QJsonObject cookie{{u"name"_s, envoyText(name)}, {u"path"_s, envoyText(cookiePath)}};
        if (const auto life = seconds(session.absoluteTimeout); life && *session.cookieLifetime == "Permanent")
            cookie.insert(u"ttl"_s, envoySeconds(*life));
        state = envoyExtension(u"envoy.http.stateful_session.cookie"_s,
                               envoyTyped("extensions.http.stateful_session.cookie.v3.CookieBasedSessionState"_L1,
                                          {{u"cookie"_s, cookie}}));
    }
    return envoyTyped("extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute"_L1,
                      {{u"stateful_session"_s, QJsonObject{{u"session_state"_s, state}}}});
}

} // namespace wayproof
