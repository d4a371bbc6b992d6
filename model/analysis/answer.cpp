// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Carrying an action out: filters in their order, shares by weight, errors where shares end in them.
#include "model/analysis/answer.h"

#include "model/analysis/rewriting.h"
#include "model/routing/actiontext.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

TraceStep step(const char *what, std::string subject, const char *result, std::string reason)
{
    TraceStep result_;
    result_.step = what;
    result_.subject = std::move(subject);
    result_.result = result;
    result_.reason = std::move(reason);
    return result_;
}

/// What an HTTP status is called in gRPC's trailers when a data plane answers a call by itself.
std::string grpcStatusOf(int status)
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
    case 500: // an invalid backend is UNAVAILABLE (spec/gateway.md §8)
    case 502:
    case 503:
    case 504:
        return "UNAVAILABLE";
    default:
        return "UNKNOWN";
    }
}

/// Builds the decision for one action.
class Answer
{
public:
    Answer(const Action &action, const AnswerContext &context)
        : m_action(action)
        , m_context(context)
    {
        m_decision.id = context.request->id;
        m_decision.side = context.side;
        m_decision.tls = context.tls;
        m_decision.reason = action.reason;
    }

    Decision take()
    {
        addDependencies(m_decision.dependsOn, m_action.dependsOn);
        if (!m_context.isTransport) {
            run(m_effects, m_action.filters, 1, {});
        }
        addDependencies(m_decision.dependsOn, m_effects.dependsOn);
        if (m_action.kind != ActionKind::Undetermined && m_action.kind != ActionKind::Refuse &&
            isStoppedByCheck(m_effects.checks)) {
            return finish();
        }
        switch (m_action.kind) {
        case ActionKind::Forward:
            forward();
            break;
        case ActionKind::Redirect:
            redirect();
            break;
        case ActionKind::Respond:
            append(m_decision.response, {m_action.response.headers, {}, {}});
            respond(m_action.response.status);
            break;
        case ActionKind::Refuse:
            m_decision.outcome = Outcome::Refuse;
            break;
        case ActionKind::Undetermined:
            m_decision.outcome = Outcome::Undetermined;
            if (m_decision.dependsOn.empty()) {
                m_decision.dependsOn.push_back({"not-modelled", m_action.reason, {}});
            }
            break;
        }
        return finish();
    }

private:
    Decision finish()
    {
        if (m_decision.outcome == Outcome::Forward || m_decision.outcome == Outcome::Redirect ||
            m_decision.outcome == Outcome::Respond) {
            append(m_decision.response, m_effects.response);
        }
        note("note", m_action.notes);
        if (m_action.requestTimeoutMs) {
            note("timeout",
                 {"the whole exchange is given " + std::to_string(*m_action.requestTimeoutMs) + " ms, then 504"});
        }
        if (m_action.backendTimeoutMs) {
            note("timeout", {"each try at the backend is given " + std::to_string(*m_action.backendTimeoutMs) + " ms"});
        }
        return std::move(m_decision);
    }

    void note(const char *what, const std::vector<std::string> &texts)
    {
        for (const std::string &text : texts) {
            trace(step(what, {}, "noted", text));
        }
    }

    void trace(TraceStep traceStep)
    {
        if (m_context.isTraced) {
            m_decision.trace.push_back(std::move(traceStep));
        }
    }

    void run(Effects &effects, const std::vector<Filter> &filters, double share, const Location &source)
    {
        for (const Filter &filter : filters) {
            applyFilter(filter, *m_context.request, share, effects);
            if (m_context.isTraced) {
                TraceStep traceStep = step("filter", toText(filter), "applied", {});
                traceStep.source = source;
                trace(std::move(traceStep));
            }
        }
    }

    /// An outside check answers first (spec/gateway.md §6, spec/ingress.md §2.2). True when it is what the client sees.
    bool isStoppedByCheck(const std::vector<const ExternalCheck *> &checks)
    {
        if (checks.empty()) {
            return false;
        }
        const std::optional<int> status = m_context.request->authStatus;
        if (!status) {
            addDependencies(m_decision.dependsOn,
                            {{"external-auth",
                              "The answer holds if the external authorisation service lets the request pass.",
                              {}}});
            return false;
        }
        if (*status >= 200 && *status <= 299) {
            return false;
        }
        const std::optional<int> other = checks.front()->otherStatus;
        respond(other && *status != 401 && *status != 403 ? *other : *status);
        m_decision.reason = "The external authorisation service answers " + std::to_string(*status) + ".";
        return true;
    }

    void respond(int status)
    {
        m_decision.outcome = Outcome::Respond;
        m_decision.status = status;
        if (m_context.request->protocol != "grpc") {
            return;
        }
        // Only a data plane that knows gRPC turns its own answers into trailers: the Gateway side, or where the action
        // says so.
        const bool isOwnStatus = !m_action.grpcStatus.empty();
        if (isOwnStatus || m_context.side == Side::Gateway) {
            m_decision.grpcStatus = isOwnStatus ? m_action.grpcStatus : grpcStatusOf(status);
            m_decision.status = 200;
        }
    }

    void redirect()
    {
        if (!m_context.reading) {
            m_decision.outcome = Outcome::Refuse;
            return;
        }
        if (!m_context.reading->query) {
            // Whether the query is kept is no question where there is none.
            const auto isOfQuery = [](const Dependency &dependency) { return dependency.code == "redirect-query"; };
            std::vector<Dependency> &open = m_decision.dependsOn;
            open.erase(std::remove_if(open.begin(), open.end(), isOfQuery), open.end());
        }
        m_decision.outcome = Outcome::Redirect;
        m_decision.status = m_action.redirect.status;
        m_decision.redirect = Decision::RedirectTo{
            m_action.redirect.status, redirectLocation(m_action.redirect, *m_context.request, *m_context.reading)};
        trace(step("redirect", toText(m_action.redirect), "applied", "Location: " + m_decision.redirect->location));
    }

    Upstream upstreamOf(const Effects &effects, const std::optional<BackendTls> &tls) const
    {
        const Request &request = *m_context.request;
        Upstream upstream;
        const std::string name = request.host.substr(0, request.hostName().size());
        upstream.host = effects.host ? *effects.host : m_context.policy->forwardsHostPort ? request.host : name;
        upstream.path = forwardedTarget(*m_context.reading, effects.path);
        upstream.headers = effects.request;
        upstream.systematic = m_action.systematicHeaders;
        if (tls) {
            upstream.tlsSni = tls->sni;
        }
        return upstream;
    }

    void forward()
    {
        std::int64_t total = 0;
        for (const WeightedBackend &backend : m_action.backends) {
            total += std::max<std::int64_t>(backend.weight, 0);
        }
        for (const WeightedBackend &backend : m_action.backends) {
            addShare(backend, total > 0 ? static_cast<double>(std::max<std::int64_t>(backend.weight, 0)) /
                                              static_cast<double>(total)
                                        : 0);
        }
        m_decision.mirrors = m_effects.mirrors;
        if (total == 0) {
            nothingToForwardTo();
            return;
        }
        if (allSharesFail()) {
            return;
        }
        m_decision.outcome = Outcome::Forward;
        if (!m_context.isTransport && m_context.reading) {
            addUpstreams();
        }
    }

    void addShare(const WeightedBackend &backend, double share)
    {
        BackendShare entry;
        if (!backend.isReferenceInvalid) {
            entry.service = backend.service;
            entry.port = backend.port;
            entry.resourceGroup = backend.resourceGroup;
            entry.ready = backend.ready;
        }
        entry.share = share;
        entry.status = backend.errorStatus;
        entry.reason = backend.errorReason;
        entry.source = backend.source;
        if (share > 0) {
            addDependencies(m_decision.dependsOn, backend.dependsOn);
        }
        if (m_context.isTraced) {
            traceShare(backend, entry);
        }
        m_decision.backends.push_back(std::move(entry));
    }

    void traceShare(const WeightedBackend &backend, const BackendShare &entry)
    {
        std::string reason = "weight " + std::to_string(backend.weight);
        if (backend.errorStatus) {
            reason += "; this share ends in " + std::to_string(*backend.errorStatus) +
                      (backend.errorReason.empty() ? "" : ": " + backend.errorReason);
        }
        TraceStep chosen =
            step("backend", targetText(backend), entry.share > 0 ? "chosen" : "passed over", std::move(reason));
        chosen.source = backend.source;
        trace(std::move(chosen));
        if (!backend.service.isNull() && !backend.isReferenceInvalid && backend.resourceGroup.empty()) {
            TraceStep endpoints = step("endpoints", targetText(backend),
                                       !backend.ready       ? "unknown"
                                       : *backend.ready > 0 ? "ready"
                                                            : "none",
                                       backend.ready ? std::to_string(*backend.ready) + " ready"
                                                     : "no endpoints were loaded; taken to be ready");
            endpoints.source = backend.source;
            trace(std::move(endpoints));
        }
    }

    void nothingToForwardTo()
    {
        const std::string why = m_action.backends.empty() ? "The rule has no backend." : "Every backend has weight 0.";
        if (m_decision.reason.empty()) {
            m_decision.reason = why;
        }
        if (m_context.isTransport) {
            m_decision.outcome = Outcome::Refuse;
        } else if (m_action.emptyStatus) {
            respond(*m_action.emptyStatus);
        } else {
            m_decision.outcome = Outcome::Undetermined;
            addDependencies(
                m_decision.dependsOn,
                {{"no-backend-status", why + " The status for that is up to the implementation.", "status"}});
        }
    }

    /// All shares of one error status: that is the answer, the backends are kept (design/cli.md).
    bool allSharesFail()
    {
        std::set<int> statuses;
        bool anyGood = false;
        const BackendShare *first = nullptr;
        for (const BackendShare &share : m_decision.backends) {
            if (share.share <= 0) {
                continue;
            }
            anyGood = anyGood || !share.status;
            if (share.status) {
                statuses.insert(*share.status);
                first = first ? first : &share;
            }
        }
        if (anyGood || (statuses.size() != 1 && !m_context.isTransport)) {
            return false;
        }
        m_decision.mirrors.clear();
        if (first && !first->reason.empty()) {
            m_decision.reason = first->reason;
        }
        if (m_context.isTransport) {
            m_decision.outcome = Outcome::Refuse; // spec/gateway.md §9
        } else {
            respond(*statuses.begin());
        }
        return true;
    }

    void addUpstreams()
    {
        struct PerShare {
            std::size_t index;
            Upstream upstream;
            HeaderEdits response;
        };
        std::vector<PerShare> shares;
        std::optional<BackendTls> commonTls;
        for (std::size_t i = 0; i < m_action.backends.size(); ++i) {
            const WeightedBackend &backend = m_action.backends[i];
            if (m_decision.backends[i].share <= 0 || m_decision.backends[i].status) {
                continue;
            }
            Effects effects = m_effects;
            effects.mirrors.clear();
            effects.checks.clear();
            effects.response = {};
            run(effects, backend.filters, m_decision.backends[i].share, backend.source);
            m_decision.mirrors.insert(m_decision.mirrors.end(), effects.mirrors.begin(), effects.mirrors.end());
            addDependencies(m_decision.dependsOn, effects.dependsOn);
            if (!effects.checks.empty()) {
                addDependencies(m_decision.dependsOn,
                                {{"external-auth",
                                  "A share's answer holds if its external authorisation service lets the request pass.",
                                  "backends"}});
            }
            shares.push_back({i, upstreamOf(effects, backend.tls), effects.response});
        }
        const bool allAlike = std::all_of(shares.begin(), shares.end(), [&](const PerShare &share) {
            return share.upstream == shares.front().upstream && share.response == shares.front().response;
        });
        if (allAlike && !shares.empty()) {
            m_decision.upstream = shares.front().upstream;
            m_decision.response = shares.front().response;
            return;
        }
        m_decision.upstream = upstreamOf(m_effects, std::nullopt);
        for (PerShare &share : shares) {
            HeaderEdits response = share.response;
            append(response, m_effects.response);
            m_decision.backends[share.index].upstream = std::move(share.upstream);
            m_decision.backends[share.index].response = std::move(response);
        }
    }

    const Action &m_action;
    const AnswerContext &m_context;
    Decision m_decision;
    Effects m_effects;
};

} // namespace

Decision answer(const Action &action, const AnswerContext &context)
{
    return Answer(action, context).take();
}

Decision refusal(const AnswerContext &context, std::string reason)
{
    Decision decision;
    decision.id = context.request->id;
    decision.side = context.side;
    decision.tls = context.tls;
    decision.outcome = Outcome::Refuse;
    decision.reason = std::move(reason);
    return decision;
}

Decision undetermined(const AnswerContext &context, std::vector<Dependency> dependsOn)
{
    Decision decision;
    decision.id = context.request->id;
    decision.side = context.side;
    decision.tls = context.tls;
    decision.outcome = Outcome::Undetermined;
    decision.dependsOn = std::move(dependsOn);
    if (!decision.dependsOn.empty()) {
        decision.reason = decision.dependsOn.front().text;
    }
    return decision;
}

} // namespace wayproof
