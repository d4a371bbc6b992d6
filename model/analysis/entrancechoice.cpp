// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Entrances by protocol, port and selection; channels by SNI.
#include "model/analysis/entrancechoice.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// How a request connects, as entrances see it.
EntranceProtocol protocolOf(const Request &request)
{
    if (request.protocol == "tls") {
        return EntranceProtocol::Tls;
    }
    if (request.protocol == "tcp") {
        return EntranceProtocol::Tcp;
    }
    if (request.protocol == "udp") {
        return EntranceProtocol::Udp;
    }
    return request.isTls() ? EntranceProtocol::Https : EntranceProtocol::Http;
}

bool hasPassthrough(const Entrance &entrance)
{
    return std::any_of(entrance.channels.begin(), entrance.channels.end(),
                       [](const Channel &channel) { return channel.tls == TlsMode::Passthrough; });
}

/// Why the entrance is none of those that were asked for; empty when it is.
std::string whyNotSelected(const Entrance &entrance, const Request &request)
{
    if (!request.gateway.empty() && entrance.group != request.gateway && entrance.owner.path() != request.gateway) {
        return "the request asks for Gateway " + request.gateway;
    }
    if (!request.ingressClass.empty() && std::find(entrance.classNames.begin(), entrance.classNames.end(),
                                                   request.ingressClass) == entrance.classNames.end()) {
        return "the request asks for IngressClass " + request.ingressClass;
    }
    const bool isListener =
        request.listener.empty() ||
        std::any_of(entrance.listeners.begin(), entrance.listeners.end(),
                    [&](const std::string &listener) { return isWantedListener(listener, request.listener); });
    if (!isListener) {
        return "the request asks for listener " + request.listener;
    }
    if (entrance.port && request.port && *entrance.port != *request.port) {
        return "it is on port " + std::to_string(*entrance.port) + ", the request goes to port " +
               std::to_string(*request.port);
    }
    return {};
}

/// The fields that select are one side's own; the other side ignores them.
Request withOwnSelection(const Request &request, Side side)
{
    Request own = request;
    if (side == Side::Ingress) {
        own.gateway.clear();
        own.listener.clear();
    } else {
        own.ingressClass.clear();
    }
    return own;
}

/// Lower is nearer. 0: the request's own protocol. 1: another that carries it as it is. No value: cannot take it.
std::optional<int> nearness(const Entrance &entrance, EntranceProtocol wanted, bool isPortSaid)
{
    const EntranceProtocol have = entrance.protocol;
    if (have == wanted) {
        return 0;
    }
    // TLS that is passed through carries HTTPS; an HTTPS entrance with a passthrough channel takes bare TLS.
    if (wanted == EntranceProtocol::Https && have == EntranceProtocol::Tls) {
        return isPortSaid ? 0 : 1;
    }
    if (wanted == EntranceProtocol::Tls && have == EntranceProtocol::Https && hasPassthrough(entrance)) {
        return isPortSaid ? 0 : 1;
    }
    // A TCP entrance carries anything, but only who connects to its port meets it.
    if (have == EntranceProtocol::Tcp && wanted != EntranceProtocol::Udp && isPortSaid) {
        return 2;
    }
    return std::nullopt;
}

TraceStep step(const char *what, const std::string &subject, const char *result, std::string reason,
               const Location &source)
{
    TraceStep traceStep;
    traceStep.step = what;
    traceStep.subject = subject;
    traceStep.result = result;
    traceStep.reason = std::move(reason);
    traceStep.source = source;
    return traceStep;
}

/// Where HTTPS and TLS listeners share a port they are one entrance to the client: the more specific SNI decides
/// (spec/gateway.md §3).
void dropLessSpecific(std::vector<const Entrance *> &entrances, const Request &request)
{
    const auto specificity = [&request](const Entrance *entrance) -> std::size_t {
        const std::vector<ChannelOption> options = chooseChannels(*entrance, request, nullptr);
        const Channel *channel = options.empty() ? nullptr : options.back().channel;
        if (!channel) {
            return 0;
        }
        const std::size_t exact = channel->sni.kind == HostPattern::Kind::Exact ? 1'000'000 : 0;
        return 1 + exact + channel->sni.text.size();
    };
    const std::vector<const Entrance *> all = entrances;
    const auto isBeaten = [&](const Entrance *entrance) {
        return std::any_of(all.begin(), all.end(), [&](const Entrance *other) {
            return other->group == entrance->group && other->port == entrance->port &&
                   other->protocol != entrance->protocol && specificity(other) > specificity(entrance);
        });
    };
    entrances.erase(std::remove_if(entrances.begin(), entrances.end(), isBeaten), entrances.end());
}

std::string noEntrance(const RoutingTable &table, const Request &request, EntranceProtocol wanted)
{
    const std::string side = table.side == Side::Ingress ? "Ingress" : "Gateway";
    if (table.entrances.empty()) {
        return "The " + side + " side has no entrance.";
    }
    std::string text = "No entrance on the " + side + " side takes " + std::string(toText(wanted));
    if (request.port) {
        text += " on port " + std::to_string(*request.port);
    }
    return text + ".";
}

} // namespace

bool isWantedListener(const std::string &listener, const std::string &wanted)
{
    return wanted.empty() || listener.empty() || listener == wanted ||
           (listener.size() > wanted.size() && listener.ends_with(wanted) &&
            listener[listener.size() - wanted.size() - 1] == '/');
}

EntranceChoice chooseEntrances(const RoutingTable &table, const Request &given, std::vector<TraceStep> *trace)
{
    const bool hasSelection = !given.gateway.empty() || !given.listener.empty() || !given.ingressClass.empty();
    const std::optional<Request> own = hasSelection ? std::optional(withOwnSelection(given, table.side)) : std::nullopt;
    const Request &request = own ? *own : given;
    const EntranceProtocol wanted = protocolOf(request);
    EntranceChoice choice;
    int nearest = 3;
    for (const Entrance &entrance : table.entrances) {
        const std::optional<int> near = nearness(entrance, wanted, request.port.has_value());
        if (near && *near <= nearest && whyNotSelected(entrance, request).empty()) {
            if (*near < nearest) {
                choice.entrances.clear();
                nearest = *near;
            }
            choice.entrances.push_back(&entrance);
        }
    }
    if (choice.entrances.size() > 1 && request.isTls()) {
        dropLessSpecific(choice.entrances, request);
    }
    if (choice.entrances.empty()) {
        choice.refusal = noEntrance(table, request, wanted);
    }
    if (!trace) {
        return choice;
    }
    for (const Entrance &entrance : table.entrances) {
        const bool isChosen =
            std::find(choice.entrances.begin(), choice.entrances.end(), &entrance) != choice.entrances.end();
        std::string reason = isChosen ? "takes " + std::string(toText(wanted)) : whyNotSelected(entrance, request);
        if (reason.empty()) {
            reason = nearness(entrance, wanted, request.port.has_value())
                         ? "another entrance is nearer to the request"
                         : "it speaks " + std::string(toText(entrance.protocol)) + ", the request " +
                               std::string(toText(wanted));
        }
        trace->push_back(
            step("entrance", entrance.name, isChosen ? "chosen" : "passed over", std::move(reason), entrance.source));
    }
    return choice;
}

std::vector<ChannelOption> chooseChannels(const Entrance &entrance, const Request &request,
                                          std::vector<TraceStep> *trace)
{
    const bool usesSni = entrance.protocol == EntranceProtocol::Https || entrance.protocol == EntranceProtocol::Tls;
    const std::optional<std::string> sent = usesSni ? request.effectiveSni() : std::nullopt;
    const std::optional<std::string> sni = sent ? std::optional(lowered(*sent)) : std::nullopt;
    std::vector<ChannelOption> options;
    bool isSettled = false;
    for (const Channel &channel : entrance.channels) {
        const bool isWanted = isWantedListener(channel.listener, request.listener);
        const Ternary match = !isWanted                                                ? Ternary::No
                              : channel.sni.kind == HostPattern::Kind::Any || !usesSni ? Ternary::Yes
                              : sni                                                    ? channel.sni.matches(*sni)
                                                                                       : Ternary::No;
        const bool isTaken = !isSettled && match != Ternary::No;
        if (isTaken) {
            ChannelOption option{&channel, {}};
            if (match == Ternary::Unknown) {
                option.because = Dependency{
                    "regex-dialect", "How " + channel.sni.toText() + " is read is up to the implementation.", {}};
            }
            options.push_back(std::move(option));
        }
        if (trace && usesSni) {
            const std::string name = sni ? "SNI " + *sni : "no SNI";
            const char *result = isTaken ? (match == Ternary::Yes ? "chosen" : "unknown") : "passed over";
            const std::string reason =
                isTaken ? name + " matches " + channel.sni.toText() + ", TLS " + std::string(toText(channel.tls))
                : match != Ternary::No ? name + " matches too, but a more specific one came first"
                : isWanted             ? name + " does not match " + channel.sni.toText()
                                       : "the request asks for listener " + request.listener;
            trace->push_back(step("sni", channel.listener.empty() ? channel.sni.toText() : channel.listener, result,
                                  reason, channel.source));
        }
        isSettled = isSettled || match == Ternary::Yes;
    }
    if (!isSettled) {
        options.push_back({});
    }
    return options;
}

} // namespace wayproof
