// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Ports to entrances, and TLS listeners to channels (spec/gateway.md §3).
#include "model/routing/gatewaycompiler_entrances.h"

#include <algorithm>

namespace wayproof
{

namespace
{

std::shared_ptr<const Action> notFound(std::string reason)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Respond;
    action->response.status = 404;
    action->grpcStatus = "UNIMPLEMENTED";
    action->reason = std::move(reason);
    return action;
}

std::shared_ptr<const Action> undetermined(Dependency dependency)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Undetermined;
    action->reason = dependency.text;
    action->dependsOn.push_back(std::move(dependency));
    return action;
}

/// Listeners of one protocol on one port, in merge order.
struct PortGroup {
    int port = 0;
    EntranceProtocol protocol = EntranceProtocol::Http;
    std::vector<const ListenerNode *> listeners;
};

std::vector<PortGroup> portGroups(const GatewayNode &gateway)
{
    std::vector<PortGroup> groups;
    for (const ListenerNode &listener : gateway.listeners) {
        if (!listener.isAccepted || listener.isLeftOut)
            continue;
        const EntranceProtocol protocol = protocolNamed(listener.protocol);
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const PortGroup &candidate) {
            return candidate.port == listener.port && candidate.protocol == protocol;
        });
        if (group == groups.end())
            groups.push_back({listener.port, protocol, {&listener}});
        else
            group->listeners.push_back(&listener);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const PortGroup &a, const PortGroup &b) {
        return a.port != b.port ? a.port < b.port : a.protocol < b.protocol;
    });
    return groups;
}

Channel channelOf(const PortHosts &hosts, const ListenerNode *listener, RuleCache &cache)
{
    Channel channel;
    channel.hosts = hosts.hosts(listener, cache);
    channel.noHost = notFound("No hostname of this port's listeners and routes fits the Host.");
    channel.noMatch = notFound("No rule matches the request.");
    if (listener && hosts.omitsForeignHosts())
        channel.noHost = undetermined({"misdirected-request",
                                       "The Host is not one of listener " + listener->id +
                                           ", which the TLS handshake chose: 421 where another of the port's many "
                                           "listeners has it, 404 where none has.",
                                       {}});
    if (listener) {
        channel.sni = toHostPattern(listener->hostname);
        channel.tls = listener->tls;
        channel.listener = listener->id;
        channel.refusal = listener->refusal;
        channel.clientValidation = listener->clientValidation;
        channel.dependsOn = listener->dependsOn;
        if (listener->unknown)
            channel.dependsOn.push_back(*listener->unknown);
        channel.source = listener->source();
    }
    return channel;
}

/// Two listeners that yield one hostname: Envoy refuses the whole route table (spec/peers.md).
void replaceByDuplicate(Channel &channel, const std::string &hostname)
{
    const std::shared_ptr<const Action> action =
        undetermined({"duplicate-virtual-host",
                      "Two listeners of the port yield the hostname " + hostname +
                          ", so Envoy refuses the route table and keeps what it had before.",
                      {}});
    channel.hosts.clear();
    channel.noHost = action;
    channel.noMatch = action;
}

/// Where it is open whether the port is served at all, so is what no rule takes.
void notePortSharing(const std::vector<const ListenerNode *> &listeners, Channel &channel)
{
    for (const ListenerNode *listener : listeners) {
        for (const Dependency &dependency : listener->dependsOn) {
            if (dependency.code != "port-sharing")
                continue;
            for (std::shared_ptr<const Action> *action : {&channel.noHost, &channel.noMatch}) {
                auto open = std::make_shared<Action>(**action);
                open->dependsOn.push_back(dependency);
                *action = std::move(open);
            }
            return;
        }
    }
}

void writeHttp(const GatewayCompilation &compilation, const GatewayNode &gateway, const PortGroup &group,
               RuleCache &cache, Entrance &entrance)
{
    const PortHosts hosts(*gateway.profile, group.port, group.listeners, cache);
    if (group.protocol == EntranceProtocol::Http) {
        Channel channel = channelOf(hosts, nullptr, cache);
        channel.source = group.listeners.front()->source();
        notePortSharing(group.listeners, channel);
        if (!hosts.duplicate().empty())
            replaceByDuplicate(channel, hosts.duplicate());
        entrance.channels.push_back(std::move(channel));
    } else {
        std::vector<const ListenerNode *> listeners = group.listeners;
        std::stable_sort(listeners.begin(), listeners.end(), [](const ListenerNode *a, const ListenerNode *b) {
            return isMoreSpecific(a->hostname, b->hostname);
        });
        for (const ListenerNode *listener : listeners)
            entrance.channels.push_back(channelOf(hosts, listener, cache));
        writeUnmatchedSni(*gateway.profile, entrance);
    }
    entrance.assumptions.insert(entrance.assumptions.end(), hosts.assumptions().begin(), hosts.assumptions().end());
    const Snapshot &snapshot = compilation.snapshot;
    if (!snapshot.speaksOf<Service>())
        entrance.assumptions.push_back(
            "No Service was loaded, so those referred to are taken to exist and to have ready endpoints.");
    else if (!snapshot.speaksOf<EndpointSlice>() && !snapshot.speaksOf<Endpoints>())
        entrance.assumptions.push_back(
            "No EndpointSlice was loaded, so Services with a selector are taken to have ready endpoints.");
}

bool isWanted(const GatewayCompilation &compilation, const GatewayNode &gateway, const PortGroup &group)
{
    const GatewayOptions &options = compilation.options;
    if (!options.gateway.empty() && options.gateway != gateway.gateway->meta.id().path())
        return false;
    return options.listener.empty() ||
           std::any_of(group.listeners.begin(), group.listeners.end(),
                       [&](const ListenerNode *listener) { return *listener->listener->name == options.listener; });
}

Entrance makeEntrance(const GatewayCompilation &compilation, const GatewayNode &gateway, const PortGroup &group,
                      RuleCache &cache)
{
    Entrance entrance;
    entrance.owner = gateway.gateway->meta.id();
    entrance.group = "Gateway " + entrance.owner.path();
    entrance.name =
        entrance.owner.path() + ":" + std::to_string(group.port) + " " + std::string(toText(group.protocol));
    entrance.protocol = group.protocol;
    entrance.port = group.port;
    entrance.policy = gateway.profile->policy;
    entrance.source = group.listeners.front()->source();
    for (const ListenerNode *listener : group.listeners)
        entrance.listeners.push_back(listener->id);
    if (gateway.gateway->infrastructureParametersRef)
        entrance.assumptions.push_back(
            "The Gateway's infrastructure.parametersRef is taken to resolve and to leave routing alone.");
    if (group.protocol == EntranceProtocol::Http || group.protocol == EntranceProtocol::Https)
        writeHttp(compilation, gateway, group, cache, entrance);
    else
        writeLayer4(compilation, *gateway.profile, group.listeners, entrance);
    return entrance;
}

} // namespace

EntranceProtocol protocolNamed(const std::string &protocol)
{
    if (protocol == "HTTPS")
        return EntranceProtocol::Https;
    if (protocol == "TLS")
        return EntranceProtocol::Tls;
    if (protocol == "TCP")
        return EntranceProtocol::Tcp;
    return protocol == "UDP" ? EntranceProtocol::Udp : EntranceProtocol::Http;
}

std::shared_ptr<const Action> refusal(std::string reason)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Refuse;
    action->reason = std::move(reason);
    return action;
}

void writeUnmatchedSni(const Profile &profile, Entrance &entrance)
{
    entrance.noChannel = refusal("No listener of the port has a hostname that fits the SNI.");
    const bool usesSni = entrance.protocol == EntranceProtocol::Https || entrance.protocol == EntranceProtocol::Tls;
    if (usesSni && profile.isMissingSniOpen) {
        entrance.noSni =
            undetermined({"missing-sni",
                          "Without SNI and without a listener for every hostname the handshake fails or a default "
                          "certificate is served, as the implementation has it.",
                          {}});
    }
}

void writeEntrances(GatewayCompilation &compilation)
{
    RuleCache cache(compilation);
    for (const GatewayNode &gateway : compilation.gateways) {
        if (!gateway.isServed)
            continue;
        for (const PortGroup &group : portGroups(gateway)) {
            if (isWanted(compilation, gateway, group))
                compilation.table.entrances.push_back(makeEntrance(compilation, gateway, group, cache));
        }
    }
    cache.reportUnreachable();
}

} // namespace wayproof
