// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/answerparts.h"

#include "model/analysis/rewriting.h"
#include "model/analysis/systematicvalues.h"
#include "model/routing/actiontext.h"
#include "model/routing/attachment.h"

#include <algorithm>
#include <set>

namespace wayproof
{

TraceStep answerStep(const char *what, std::string subject, const char *result, std::string reason)
{
    TraceStep step;
    step.step = what;
    step.subject = std::move(subject);
    step.result = result;
    step.reason = std::move(reason);
    return step;
}

std::vector<TraceStep> limitSteps(const Action &action)
{
    std::vector<TraceStep> steps;
    const auto note = [&steps](const char *what, std::string text) {
        steps.push_back(answerStep(what, {}, "noted", std::move(text)));
    };
    for (const std::string &text : action.notes) {
        note("note", text);
    }
    if (action.requestTimeoutMs) {
        note("timeout", "the whole exchange is given " + std::to_string(*action.requestTimeoutMs) + " ms, then 504");
    }
    if (action.backendTimeoutMs) {
        note("timeout", "each try at the backend is given " + std::to_string(*action.backendTimeoutMs) + " ms");
    }
    if (action.idleTimeouts) {
        note("timeout", toText(*action.idleTimeouts) + ", then 504");
    }
    if (action.retry) {
        note("retry", toText(*action.retry) + "; the last error stands");
    }
    for (const ErrorInterception &interception : action.interceptions) {
        note("errors", toText(interception));
    }
    if (action.persistence) {
        note("session",
             toText(*action.persistence) + ": a first request goes by weight, later ones to the same backend");
    }
    return steps;
}

Dependency sessionDoubt(const StickySession &session)
{
    return {"session-persistence",
            "The request brings a session (" + toText(session) +
                "), which sticks to the backend of its first request; the shares are those of first requests.",
            "backends"};
}

Dependency retryDoubt(const RetryPolicy &retry)
{
    return {"backend-status",
            "A failing backend is tried again (" + toText(retry) +
                "), and the last answer stands; say what it answers with `backendStatus`.",
            "status"};
}

Dependency interceptionDoubt(const std::vector<ErrorInterception> &interceptions)
{
    std::string text;
    for (const ErrorInterception &interception : interceptions) {
        text += toText(interception) + "; ";
    }
    return {"error-interception", text + "say what the backend answers with `backendStatus`.", "status"};
}

const Action *insteadOf(const std::vector<ErrorInterception> &interceptions, int status)
{
    for (const ErrorInterception &interception : interceptions) {
        if (std::find(interception.statuses.begin(), interception.statuses.end(), status) !=
            interception.statuses.end()) {
            return interception.instead.get();
        }
    }
    return nullptr;
}

Dependency preflightDoubt()
{
    return {"cors-preflight-backend",
            "Whether a CORS filter under a backendRef answers preflights, or the backend does, is up to the "
            "implementation.",
            "backends"};
}

void dropMoot(std::vector<Dependency> &dependsOn, const Redirect &redirect, const Request &request, bool hasQuery)
{
    const bool isPortMoot = !asksForDefaultPort(redirect, request);
    std::erase_if(dependsOn, [&](const Dependency &dependency) {
        return (dependency.code == "redirect-query" && !hasQuery) ||
               (dependency.code == "redirect-default-port" && isPortMoot);
    });
}

std::vector<TraceStep> shareSteps(const WeightedBackend &backend, const BackendShare &entry)
{
    std::string reason = "weight " + std::to_string(backend.weight);
    if (backend.errorStatus) {
        reason += "; this share ends in " + std::to_string(*backend.errorStatus) +
                  (backend.errorReason.empty() ? "" : ": " + backend.errorReason);
    }
    if (!backend.appProtocol.empty()) {
        reason += "; its port speaks " + backend.appProtocol;
    }
    std::vector<TraceStep> steps;
    steps.push_back(
        answerStep("backend", targetText(backend), entry.share > 0 ? "chosen" : "passed over", std::move(reason)));
    if (!backend.service.isNull() && !backend.isReferenceInvalid && backend.resourceGroup.empty()) {
        steps.push_back(answerStep("endpoints", targetText(backend),
                                   !backend.ready       ? "unknown"
                                   : *backend.ready > 0 ? "ready"
                                                        : "none",
                                   backend.ready ? std::to_string(*backend.ready) + " ready"
                                                 : "no endpoints were loaded; taken to be ready"));
    }
    for (TraceStep &step : steps) {
        step.source = backend.source;
    }
    return steps;
}

void addSystematic(Upstream &upstream, const Action &action, const AnswerContext &context, const Effects &effects)
{
    const Request &request = *context.request;
    upstream.systematic = action.systematicHeaders;
    upstream.systematicValues = systematicValues(action.systematicValues, request, request.target());
    std::erase_if(upstream.systematicValues, [&](const auto &header) {
        if (header.first != "Host")
            return false;
        if (!effects.host && !header.second.empty())
            upstream.host = header.second;
        return true;
    });
    // What an annotation sets stands in place of the proxy's own.
    const HeaderEdits &edits = upstream.headers;
    std::erase_if(upstream.systematicValues, [&edits](const auto &header) {
        return std::any_of(edits.set.begin(), edits.set.end(),
                           [&header](const auto &edit) { return lowerCase(edit.first) == lowerCase(header.first); });
    });
    if (effects.path.kind == PathChange::Kind::Template && context.reading->policy.reescapesRewritten)
        for (auto &[name, value] : upstream.headers.set)
            value = withGroups(value, effects.path, context.reading->matched);
    const HeaderList dropped = droppedHeaders(request, *context.policy);
    upstream.systematicValues.insert(upstream.systematicValues.end(), dropped.begin(), dropped.end());
}

std::string_view grpcStatusOfHttp(int status)
{
    switch (status) {
    case 400:
        return "INTERNAL";
    case 401:
        return "UNAUTHENTICATED";
    case 403:
        return "PERMISSION_DENIED";
    case 404:
        return "UNIMPLEMENTED";
    case 429:
    case 502:
    case 503:
    case 504:
        return "UNAVAILABLE";
    default:
        return "UNKNOWN";
    }
}

std::string grpcStatusOf(int status)
{
    // An invalid backend is UNAVAILABLE (spec/gateway.md §8), whatever gRPC makes of a bare 500.
    return status == 500 ? "UNAVAILABLE" : std::string(grpcStatusOfHttp(status));
}

void encryptAnew(const std::vector<WeightedBackend> &backends, Decision &decision)
{
    std::set<std::string> names; // "" for a share in plain text
    for (std::size_t i = 0; i < backends.size(); ++i) {
        const BackendShare &entry = decision.backends[i];
        if (entry.share > 0 && !entry.status) {
            names.insert(backends[i].tls ? backends[i].tls->sni : std::string());
        }
    }
    for (std::size_t i = 0; i < backends.size(); ++i) {
        BackendShare &entry = decision.backends[i];
        if (!backends[i].tls || entry.share <= 0 || entry.status) {
            continue;
        }
        Upstream upstream;
        upstream.tlsSni = backends[i].tls->sni;
        (names.size() == 1 ? decision.upstream : entry.upstream) = std::move(upstream);
    }
}

} // namespace wayproof
