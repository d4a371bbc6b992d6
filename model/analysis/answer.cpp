// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Carrying an action out: filters in their order, shares by weight, errors where shares end in them.
#include "model/analysis/answer.h"

#include "model/analysis/answerparts.h"
#include "model/analysis/rewriting.h"
#include "model/analysis/worldaround.h"
#include "model/routing/actiontext.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace wayproof
{

namespace
{

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
        if (m_context.isTraced) {
            for (TraceStep &traceStep : limitSteps(m_action)) {
                trace(std::move(traceStep));
            }
        }
        return std::move(m_decision);
    }

    void note(const char *what, const std::vector<std::string> &texts)
    {
        for (const std::string &text : texts) {
            trace(answerStep(what, {}, "noted", text));
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
                TraceStep traceStep = answerStep("filter", toText(filter), "applied", {});
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
        const std::optional<int> refused = refusedWith(*checks.front(), *status);
        if (!refused) {
            return false;
        }
        const std::string why = "The external authorisation service answers " + std::to_string(*status) + ".";
        const auto &instead = checks.front()->instead;
        const auto other =
            std::find_if(instead.begin(), instead.end(), [&](const auto &entry) { return entry.first == *refused; });
        if (other != instead.end()) {
            standIn(*other->second, why);
        } else {
            respond(*refused);
            m_decision.reason = why;
        }
        return true;
    }

    /// Another action answers in the place of this one.
    void standIn(const Action &action, const std::string &why)
    {
        Decision other = answer(action, m_context);
        addDependencies(other.dependsOn, m_decision.dependsOn);
        other.trace.insert(other.trace.begin(), std::make_move_iterator(m_decision.trace.begin()),
                           std::make_move_iterator(m_decision.trace.end()));
        other.reason = other.reason.empty() ? why : why + " " + other.reason;
        m_decision = std::move(other);
        m_effects.response = {};
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
        dropMoot(m_decision.dependsOn, m_action.redirect, *m_context.request, m_context.reading->query.has_value());
        m_decision.outcome = Outcome::Redirect;
        m_decision.status = m_action.redirect.status;
        m_decision.redirect = redirectTo(m_action.redirect);
    }

    Decision::RedirectTo redirectTo(const Redirect &redirect)
    {
        Decision::RedirectTo to{redirect.status, redirectLocation(redirect, *m_context.request, *m_context.reading)};
        trace(answerStep("redirect", toText(redirect), "applied", "Location: " + to.location));
        return to;
    }

    Upstream upstreamOf(const Effects &effects, const std::optional<BackendTls> &tls) const
    {
        const Request &request = *m_context.request;
        Upstream upstream;
        const std::string name = request.host.substr(0, request.hostName().size());
        upstream.host = effects.host ? *effects.host : m_context.policy->forwardsHostPort ? request.host : name;
        upstream.path = forwardedTarget(*m_context.reading, effects.path);
        upstream.headers = effects.request;
        addSystematic(upstream, m_action, m_context, effects);
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
        const bool isHttp = !m_context.isTransport && m_context.reading;
        std::vector<ShareEffects> forwarded;
        if (isHttp) {
            forwarded = carryOutShares();
        }
        if (allSharesFail() || areSharesOneRedirect()) {
            return;
        }
        m_decision.outcome = Outcome::Forward;
        if (m_context.isTransport) {
            encryptAnew(m_action.backends, m_decision);
        }
        if (isHttp) {
            addUpstreams(std::move(forwarded));
            noteSession();
            noteBackendStatus();
        }
    }

    /// spec/gateway.md §7 "Session persistence": later requests stick, whatever the weights say.
    void noteSession()
    {
        if (!m_action.persistence || m_action.backends.size() < 2 ||
            !bringsSession(*m_action.persistence, *m_context.request, *m_context.policy)) {
            return;
        }
        addDependencies(m_decision.dependsOn, {sessionDoubt(*m_action.persistence)});
    }

    /// spec/gateway.md §7 "Retry": what the client sees in the end hangs on what the backend answers.
    void noteBackendStatus()
    {
        const std::optional<int> status = m_context.request->backendStatus;
        if (m_action.retry && m_action.retry->attempts > 0 && !m_action.retry->codes.empty() && !status) {
            addDependencies(m_decision.dependsOn, {retryDoubt(*m_action.retry)});
        }
        if (!m_action.interceptions.empty() && !status) {
            addDependencies(m_decision.dependsOn, {interceptionDoubt(m_action.interceptions)});
        }
        const bool doAllForward =
            std::all_of(m_decision.backends.begin(), m_decision.backends.end(), [](const BackendShare &share) {
                return share.share <= 0 || (!share.status && !share.redirect);
            });
        if (status && doAllForward && m_context.request->protocol == "http") {
            m_decision.status = status;
            const std::string end = m_action.retry ? afterRetries(*m_action.retry, *status) : std::string();
            note("retry", end.empty() ? std::vector<std::string>() : std::vector<std::string>{end});
            if (const Action *instead = insteadOf(m_action.interceptions, *status)) {
                standIn(*instead, "The backend answers " + std::to_string(*status) + ", which is replaced.");
            }
        }
    }

    /// All shares redirect alike: that is the answer, the backends are kept.
    bool areSharesOneRedirect()
    {
        const BackendShare *first = nullptr;
        for (const BackendShare &share : m_decision.backends) {
            if (share.share <= 0) {
                continue;
            }
            if (!share.redirect || share.status || (first && *first->redirect != *share.redirect)) {
                return false;
            }
            first = &share;
        }
        if (!first) {
            return false;
        }
        m_decision.mirrors.clear();
        m_decision.outcome = Outcome::Redirect;
        m_decision.status = first->redirect->status;
        m_decision.redirect = first->redirect;
        return true;
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
            for (TraceStep &traceStep : shareSteps(backend, entry)) {
                trace(std::move(traceStep));
            }
        }
        m_decision.backends.push_back(std::move(entry));
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

    /// What one share that is forwarded receives and answers.
    struct ShareEffects {
        std::size_t index;
        Upstream upstream;
        HeaderEdits response;
    };

    /// Runs the filters under each backend that gets a share: some end there, the others are returned.
    std::vector<ShareEffects> carryOutShares()
    {
        std::vector<ShareEffects> forwarded;
        for (std::size_t i = 0; i < m_action.backends.size(); ++i) {
            const WeightedBackend &backend = m_action.backends[i];
            BackendShare &entry = m_decision.backends[i];
            if (entry.share <= 0 || entry.status) {
                continue;
            }
            Effects effects = m_effects;
            effects.mirrors.clear();
            effects.checks.clear();
            effects.response = {};
            run(effects, backend.filters, entry.share, backend.source);
            addDependencies(m_decision.dependsOn, effects.dependsOn);
            judgeShare(backend, effects, entry);
            if (entry.status) {
                continue;
            }
            if (backend.redirect) {
                entry.redirect = redirectTo(*backend.redirect);
                dropMoot(m_decision.dependsOn, *backend.redirect, *m_context.request,
                         m_context.reading->query.has_value());
                continue;
            }
            m_decision.mirrors.insert(m_decision.mirrors.end(), effects.mirrors.begin(), effects.mirrors.end());
            forwarded.push_back({i, upstreamOf(effects, backend.tls), effects.response});
        }
        return forwarded;
    }

    /// An outside check and CORS under a backend.
    void judgeShare(const WeightedBackend &backend, const Effects &effects, BackendShare &entry)
    {
        const std::optional<int> status = m_context.request->authStatus;
        if (!effects.checks.empty() && status) {
            entry.status = refusedWith(*effects.checks.front(), *status);
            if (entry.status) {
                entry.reason = "The external authorisation service answers " + std::to_string(*status) + ".";
            }
        } else if (!effects.checks.empty()) {
            addDependencies(
                m_decision.dependsOn,
                {{"external-auth",
                  "A share's answer holds if its external authorisation service lets the request pass.", "backends"}});
        }
        if (!entry.status && isRewrittenToNothing(*m_context.reading, effects.path)) {
            entry.status = 500;
            entry.reason = "The rewrite leaves nothing of the path, which nginx answers 500.";
        }
        const bool hasCors = std::any_of(backend.filters.begin(), backend.filters.end(), [](const Filter &filter) {
            return std::holds_alternative<CorsHeaders>(filter);
        });
        if (hasCors && isPreflight(*m_context.request)) {
            addDependencies(m_decision.dependsOn, {preflightDoubt()});
        }
    }

    void addUpstreams(std::vector<ShareEffects> shares)
    {
        const bool allAlike = std::all_of(shares.begin(), shares.end(), [&](const ShareEffects &share) {
            return share.upstream == shares.front().upstream && share.response == shares.front().response;
        });
        if (allAlike && !shares.empty()) {
            m_decision.upstream = shares.front().upstream;
            m_decision.response = shares.front().response;
            return;
        }
        m_decision.upstream = upstreamOf(m_effects, std::nullopt);
        for (ShareEffects &share : shares) {
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
