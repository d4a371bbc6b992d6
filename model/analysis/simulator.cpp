// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Entrance, channel, target, host, rule, action: each stage may leave several possibilities; equal answers collapse.
#include "model/analysis/simulator.h"

#include "model/analysis/alternatives.h"
#include "model/analysis/attachmentsteps.h"
#include "model/analysis/entrancechoice.h"
#include "model/analysis/requestchecks.h"
#include "model/analysis/rulewalk.h"
#include "model/routing/actiontext.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace wayproof
{

struct Simulator::Index {
    /// By entrance, then by channel, as in the table.
    std::vector<std::vector<HostIndex>> channels;
};

namespace
{

bool isTransport(const Entrance &entrance, const Channel &channel)
{
    return entrance.protocol == EntranceProtocol::Tls || entrance.protocol == EntranceProtocol::Tcp ||
           entrance.protocol == EntranceProtocol::Udp || channel.tls == TlsMode::Passthrough;
}

/// One request on one table. Holds the trace while the possibilities are gone through.
class Decider
{
public:
    Decider(const RoutingTable &table, const std::vector<std::vector<HostIndex>> &indices, const Request &request,
            bool isTraced)
        : m_table(table)
        , m_indices(indices)
        , m_request(request)
        , m_target(request.target())
    {
        m_context.request = &request;
        m_context.side = table.side;
        m_context.isTraced = isTraced;
    }

    Decision decide()
    {
        const EntranceChoice choice = chooseEntrances(m_table, m_request, trace());
        if (m_context.isTraced) {
            note(refusedSteps(m_table, m_request, choice.entrances));
        }
        if (choice.entrances.empty()) {
            return withTrace(refusal(m_context, choice.refusal));
        }
        for (const std::string &assumption : m_table.assumptions) {
            note("assumption", {}, assumption, {});
        }
        std::vector<Decision> options;
        std::string names;
        for (const Entrance *entrance : choice.entrances) {
            Decision decision = atEntrance(*entrance);
            decision.entrance = entrance->name;
            for (Decision &alternative : decision.alternatives) {
                alternative.entrance = entrance->name;
            }
            options.push_back(std::move(decision));
            names += (names.empty() ? "" : ", ") + entrance->name;
        }
        tellSideBySide(options, trace());
        return withTrace(combined(std::move(options),
                                  {{"several-entrances",
                                    "The request can meet several entrances that answer differently: " + names + ".",
                                    {}}},
                                  m_context));
    }

private:
    std::vector<TraceStep> *trace() { return m_context.isTraced ? &m_trace : nullptr; }

    void note(const char *step, std::string subject, std::string reason, const Location &source,
              const char *result = "noted")
    {
        if (!m_context.isTraced) {
            return;
        }
        TraceStep traceStep;
        traceStep.step = step;
        traceStep.subject = std::move(subject);
        traceStep.result = result;
        traceStep.reason = std::move(reason);
        traceStep.source = source;
        m_trace.push_back(std::move(traceStep));
    }

    void note(std::vector<TraceStep> steps) { std::move(steps.begin(), steps.end(), std::back_inserter(m_trace)); }

    Decision withTrace(Decision decision)
    {
        if (m_context.isTraced) {
            decision.trace = std::move(m_trace);
        }
        return decision;
    }

    Decision atEntrance(const Entrance &entrance)
    {
        m_entrance = &entrance;
        m_context.policy = &entrance.policy;
        m_context.reading = nullptr;
        m_context.tls = TlsMode::None;
        m_context.isTransport =
            entrance.protocol != EntranceProtocol::Http && entrance.protocol != EntranceProtocol::Https;
        for (const std::string &assumption : entrance.assumptions) {
            note("assumption", entrance.name, assumption, entrance.source);
        }
        std::vector<Decision> options;
        std::vector<Dependency> because;
        for (const ChannelOption &option : chooseChannels(entrance, m_request, trace())) {
            if (option.because) {
                addDependencies(because, {*option.because});
            }
            if (option.channel) {
                options.push_back(atChannel(entrance, *option.channel));
            } else if (entrance.noSni && !m_request.effectiveSni()) {
                options.push_back(act(*entrance.noSni));
            } else if (entrance.noChannel) {
                options.push_back(act(*entrance.noChannel));
            } else {
                const std::optional<std::string> sni = m_request.effectiveSni();
                options.push_back(
                    refusal(m_context, "No listener takes " +
                                           (sni ? "SNI " + *sni : std::string("a connection without SNI")) + "."));
            }
        }
        return combined(std::move(options), std::move(because), m_context);
    }

    Decision atChannel(const Entrance &entrance, const Channel &channel)
    {
        m_context.tls = channel.tls;
        m_context.isTransport = isTransport(entrance, channel);
        m_context.reading = nullptr;
        if (!channel.refusal.empty()) {
            note("sni", channel.sni.toText(), channel.refusal, channel.source, "refused");
            return refusal(m_context, channel.refusal);
        }
        if (m_context.isTraced) {
            note(tlsSteps(channel));
        }
        const std::optional<Dependency> open = channel.clientValidation ? clientDoubt(channel) : std::nullopt;
        if (open && m_request.clientCertificate && m_request.clientCertificate->empty()) {
            return refusal(m_context, "The handshake fails: listener " + channel.listener +
                                          " wants a client certificate, and the client shows none.");
        }
        const HostIndex &index = m_indices[static_cast<std::size_t>(&entrance - m_table.entrances.data())]
                                          [static_cast<std::size_t>(&channel - entrance.channels.data())];
        Decision decision = m_context.isTransport ? passedOn(channel, index) : atTarget(channel, index);
        addDependencies(decision.dependsOn, channel.dependsOn);
        if (open) {
            addDependencies(decision.dependsOn, {*open});
        }
        return decision;
    }

    /// What the handshake hangs on where clients are verified (spec/gateway.md §2 "Frontend mTLS"). Whose signature a
    /// certificate bears is never read, so a named one leaves it open as well.
    std::optional<Dependency> clientDoubt(const Channel &channel)
    {
        std::string authorities;
        for (const ResourceId &authority : channel.clientValidation->authorities) {
            authorities += (authorities.empty() ? "" : ", ") + authority.toText();
        }
        if (channel.clientValidation->admitsAnyone) {
            note("client certificate", channel.listener,
                 "AllowInsecureFallback admits clients without a certificate or with one that " + authorities +
                     " does not verify",
                 channel.source, "admitted");
            return std::nullopt;
        }
        const bool isShown = m_request.clientCertificate && !m_request.clientCertificate->empty();
        const bool isNone = m_request.clientCertificate && !isShown;
        const std::string text =
            isShown ? "The handshake succeeds only where " + authorities + " verifies the client certificate " +
                          *m_request.clientCertificate + "."
                    : "The handshake succeeds only with a client certificate that " + authorities + " verifies.";
        note("client certificate", channel.listener, text, channel.source, isNone ? "refused" : "unknown");
        return Dependency{"client-certificate", text, {}};
    }

    /// Bytes are passed on: nothing but the SNI is seen (spec/gateway.md §9).
    Decision passedOn(const Channel &channel, const HostIndex &index)
    {
        const RequestView view(m_request, *m_context.policy, {});
        std::string name = m_request.effectiveSni().value_or(std::string());
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        return atHost(channel, index, view, name, "/");
    }

    Decision atTarget(const Channel &channel, const HostIndex &index)
    {
        const std::optional<AbsoluteTarget> absolute =
            m_context.policy->takesAbsoluteTargets ? absoluteTarget(m_target) : std::nullopt;
        const std::vector<PathReading> readings =
            readTarget(absolute ? absolute->target : m_target, m_context.policy->path);
        if (readings.empty()) {
            return undetermined(
                m_context, {{"target-form",
                             "The request target " + m_target + " is no plain path; such targets are not modelled.",
                             {}}});
        }
        std::vector<Decision> options;
        for (const PathReading &reading : readings) {
            m_context.reading = &reading;
            if (reading.matched != reading.sent || reading.status) {
                note("normalisation", reading.sent,
                     reading.how + (reading.status ? std::string() : ": matched as " + reading.matched), {},
                     readings.size() > 1 ? "unknown" : "applied");
            }
            options.push_back(reading.status
                                  ? answered(*reading.status, "In the target " + m_target + ", " + reading.how + ".",
                                             reading.location)
                                  : atPath(channel, index, reading, absolute));
        }
        m_context.reading = nullptr;
        return combined(std::move(options),
                        {{"path-normalisation",
                          "How the target " + m_target + " is normalised before matching is up to the implementation.",
                          {}}},
                        m_context);
    }

    /// What is answered before a host is looked for.
    Decision answered(int status, std::string reason, const std::string &location)
    {
        Action action;
        action.reason = std::move(reason);
        if (location.empty()) {
            action.kind = ActionKind::Respond;
            action.response.status = status;
        } else {
            action.kind = ActionKind::Redirect;
            action.redirect.status = status;
            action.redirect.constantUrl = location;
        }
        return act(action);
    }

    Decision atPath(const Channel &channel, const HostIndex &index, const PathReading &reading,
                    const std::optional<AbsoluteTarget> &absolute)
    {
        const RequestPolicy &policy = *m_context.policy;
        if (const std::optional<EarlyAnswer> early = earlyAnswer(m_request, policy, absolute)) {
            return answered(early->status, early->reason, {});
        }
        const RequestView view(m_request, policy,
                               reading.query ? std::string_view(*reading.query) : std::string_view());
        const std::string name = routedName(m_request, policy, absolute);
        const bool hasDot = name.size() > 1 && name.back() == '.';
        const std::string bare = hasDot ? name.substr(0, name.size() - 1) : name;
        if (!hasDot || (!policy.isTrailingDotUnspecified && !policy.stripsTrailingDot)) {
            return atHost(channel, index, view, name, reading.matched);
        }
        if (!policy.isTrailingDotUnspecified) {
            return atHost(channel, index, view, bare, reading.matched);
        }
        std::vector<Decision> options{atHost(channel, index, view, bare, reading.matched),
                                      atHost(channel, index, view, name, reading.matched)};
        return combined(std::move(options),
                        {{"host-trailing-dot",
                          "Whether the dot at the end of host " + name + " counts is up to the implementation.",
                          {}}},
                        m_context);
    }

    Decision atHost(const Channel &channel, const HostIndex &index, const RequestView &view, std::string_view name,
                    std::string_view path)
    {
        std::vector<Decision> options;
        std::vector<Dependency> because;
        const std::vector<WalkEnd> ends = walk({channel, index, view, name, path}, trace());
        for (const WalkEnd &end : ends) {
            addDependencies(because, end.because);
            options.push_back(atEnd(channel, end, name, ends.size() > 1));
        }
        Decision decision = combined(std::move(options), std::move(because), m_context);
        const VirtualHost *chosen = ends.front().chosen;
        return chosen && chosen->alternative ? withoutFeature(std::move(decision), channel, *chosen, view, path)
                                             : decision;
    }

    /// Beside `decision`, what a data plane answers that lacks the feature which `host` rests on.
    Decision withoutFeature(Decision decision, const Channel &channel, const VirtualHost &host, const RequestView &view,
                            std::string_view path)
    {
        const Dependency &when = *host.alternativeWhen;
        const bool isTraced = std::exchange(m_context.isTraced, false);
        std::vector<Decision> options;
        std::vector<Dependency> because;
        for (const WalkEnd &end : walkAlternative(*host.alternative, view, path)) {
            addDependencies(because, end.because);
            options.push_back(atEnd(channel, end, host.pattern.toText(), false));
        }
        Decision other = combined(std::move(options), std::move(because), m_context);
        m_context.isTraced = isTraced;
        if (!sameAnswer(decision, other)) {
            note("alternative", when.code, when.text + " Then: " + summary(other),
                 other.match ? other.match->source : host.source, "possible");
        }
        return withAlternative(std::move(decision), std::move(other), when);
    }

    Decision atEnd(const Channel &channel, const WalkEnd &end, std::string_view name, bool isOneOfSeveral)
    {
        if (isOneOfSeveral) {
            note("alternative", end.rule ? toText(end.rule->origin) : std::string("no rule"),
                 "one of several possible answers", end.rule ? end.rule->origin.source : Location{}, "possible");
        }
        if (end.rule) {
            return atRule(*end.rule);
        }
        const std::shared_ptr<const Action> &action = end.host ? channel.noMatch : channel.noHost;
        const std::string what = end.host ? "No rule of host " + end.host->pattern.toText() + " matches."
                                          : "No host matches " + std::string(name) + ".";
        note(end.host ? "rule" : "host", {}, what, {}, "none");
        if (m_context.isTraced && m_table.side == Side::Gateway) {
            note(elsewhereSteps(m_table, *m_entrance, end.host ? end.host->listener : std::string()));
        }
        if (!action) {
            return undetermined(m_context, {{"no-match-unknown", what + " What is answered then is not known.", {}}});
        }
        Decision decision = act(*action);
        if (decision.reason.empty()) {
            decision.reason = what;
        }
        return decision;
    }

    Decision atRule(const Rule &rule)
    {
        if (!rule.action) {
            return undetermined(m_context, {{"not-modelled", "What the rule does is not known.", {}}});
        }
        Decision decision = act(*rule.action, rule.origin);
        addDependencies(decision.dependsOn, rule.dependsOn);
        if (!rule.origin.resource.isNull()) {
            decision.match = rule.origin;
            decision.matchText = rule.match.toText();
        }
        if (decision.reason.empty()) {
            const std::string who = rule.origin.resource.isNull() ? "The data plane's own rule" : toText(rule.origin);
            decision.reason = who + " (" + rule.match.toText() + ") is the first rule that matches.";
        }
        return decision;
    }

    /// Steps that know no place of their own are about the rule that brought them.
    Decision act(const Action &action, const Origin &origin = {})
    {
        Decision decision = answer(action, m_context);
        if (m_context.isTraced) {
            for (TraceStep &step : decision.trace) {
                step.source = step.source.isKnown() ? step.source : origin.source;
                step.origin = origin;
                m_trace.push_back(std::move(step));
            }
            decision.trace.clear();
            note(reencryptionSteps(m_table, action));
            note("answer", std::string(toText(m_table.side)) + " side", summary(decision), origin.source, "chosen");
        }
        return decision;
    }

    const RoutingTable &m_table;
    const std::vector<std::vector<HostIndex>> &m_indices;
    const Request &m_request;
    const std::string m_target;
    AnswerContext m_context;
    const Entrance *m_entrance = nullptr; ///< where the possibilities are gone through
    std::vector<TraceStep> m_trace;
};

/// The entrance that plain requests meet most often is found without allocating.
const Entrance *onlyEntrance(const RoutingTable &table, const Request &request)
{
    const bool isPlain = request.protocol == "http" && !request.isTls() && request.gateway.empty() &&
                         request.listener.empty() && request.ingressClass.empty();
    const Entrance *found = nullptr;
    bool isOne = isPlain;
    for (std::size_t i = 0; i < table.entrances.size() && isOne; ++i) {
        const Entrance &entrance = table.entrances[i];
        const bool isMet = entrance.protocol == EntranceProtocol::Http &&
                           (!entrance.port || !request.port || *entrance.port == *request.port);
        isOne = !isMet || !found;
        found = isMet ? &entrance : found;
    }
    if (isOne && found) {
        return found;
    }
    const EntranceChoice choice = chooseEntrances(table, request, nullptr);
    return choice.entrances.size() == 1 ? choice.entrances.front() : nullptr;
}

const Channel *onlyChannel(const Entrance &entrance, const Request &request)
{
    if (entrance.protocol == EntranceProtocol::Http && request.listener.empty()) {
        return entrance.channels.empty() ? nullptr : &entrance.channels.front();
    }
    const std::vector<ChannelOption> options = chooseChannels(entrance, request, nullptr);
    return options.size() == 1 ? options.front().channel : nullptr;
}

bool isPlainName(std::string_view host)
{
    return std::none_of(host.begin(), host.end(),
                        [](char c) { return (c >= 'A' && c <= 'Z') || c == ':' || c == '['; });
}

} // namespace

Simulator::Simulator(RoutingTablePtr table)
    : m_table(std::move(table))
{
    auto index = std::make_unique<Index>();
    for (const Entrance &entrance : m_table->entrances) {
        std::vector<HostIndex> &channels = index->channels.emplace_back();
        for (const Channel &channel : entrance.channels) {
            channels.emplace_back(channel.hosts);
        }
    }
    m_index = std::move(index);
}

Simulator::~Simulator() = default;
Simulator::Simulator(Simulator &&) noexcept = default;
Simulator &Simulator::operator=(Simulator &&) noexcept = default;

const RoutingTable &Simulator::table() const
{
    return *m_table;
}

Decision Simulator::decide(const Request &request, Trace trace) const
{
    return Decider(*m_table, m_index->channels, request, trace == Trace::On).decide();
}

Simulator::Winner Simulator::winner(const Request &request) const
{
    Winner winner;
    winner.entrance = onlyEntrance(*m_table, request);
    winner.channel = winner.entrance ? onlyChannel(*winner.entrance, request) : nullptr;
    if (!winner.channel || !winner.channel->refusal.empty() || winner.channel->clientValidation ||
        isTransport(*winner.entrance, *winner.channel)) {
        return winner;
    }
    const RequestPolicy &policy = winner.entrance->policy;
    if (earlyAnswer(request, policy, std::nullopt)) {
        return winner;
    }
    const std::string name = isPlainName(request.host) ? std::string() : request.hostName();
    std::string_view host = name.empty() ? std::string_view(request.host) : std::string_view(name);
    if (host.size() > 1 && host.back() == '.') {
        if (policy.isTrailingDotUnspecified) {
            return winner;
        }
        host.remove_suffix(policy.stripsTrailingDot ? 1 : 0);
    }
    // A gRPC request may be named by service and method alone; then the target is made up.
    const bool isMadeUp = request.protocol == "grpc" && request.path == "/";
    const std::string madeUp = isMadeUp ? request.target() : std::string();
    const std::string_view target = isMadeUp ? std::string_view(madeUp) : std::string_view(request.path);
    const std::size_t mark = std::min(target.find('?'), target.size());
    std::string_view path = target.substr(0, mark);
    std::vector<PathReading> readings;
    if (!isCanonical(path)) {
        readings = readTarget(target, policy.path);
        if (readings.size() != 1 || readings.front().status) {
            return winner;
        }
        path = readings.front().matched;
    }
    const RequestView view(request, policy, target.substr(std::min(mark + 1, target.size())));
    const HostIndex &index =
        m_index->channels[static_cast<std::size_t>(winner.entrance - m_table->entrances.data())]
                         [static_cast<std::size_t>(winner.channel - winner.entrance->channels.data())];
    const QuickEnd end = quickWalk({*winner.channel, index, view, host, path});
    winner.host = end.host;
    winner.rule = end.rule;
    winner.isCertain = end.isCertain;
    return winner;
}

} // namespace wayproof
