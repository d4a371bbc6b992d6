// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Who serves which Gateway, and which listeners it has, its ListenerSets' included (spec/gateway.md §1, §2).
#include "model/routing/gatewaycompiler.h"

#include <algorithm>

namespace wayproof
{

namespace
{

const Condition *conditionOf(const std::vector<Condition> &conditions, std::string_view type)
{
    const auto found = std::find_if(conditions.begin(), conditions.end(),
                                    [type](const Condition &condition) { return condition.type == type; });
    return found == conditions.end() ? nullptr : &*found;
}

/// spec/gateway.md §1: a Gateway whose class is missing or not accepted is programmed by nobody.
void chooseClass(GatewayCompilation &compilation, GatewayNode &node)
{
    const Gateway &gateway = *node.gateway;
    const std::string &className = *gateway.gatewayClassName;
    const Anchor from{gateway.meta.id(), {}, {}, {}};
    const Anchor to{{"GatewayClass", "", className}, {}, {}, {}};
    const Location at = gateway.meta.at(gateway.gatewayClassName.at);
    node.gatewayClass = compilation.snapshot.find<GatewayClass>("", className);
    node.profile = &profileNamed(compilation.options.profile);
    if (!node.gatewayClass) {
        if (compilation.snapshot.speaksOf<GatewayClass>() || className.empty()) {
            node.reason = "GatewayClass " + className + " does not exist, so no controller serves the Gateway.";
            compilation.link(LinkKind::Class, from, to, LinkState::Refused, "NoController", node.reason, at);
            compilation.finding(Severity::Error, Category::Reference, "gateway-class-missing", gateway.meta.id(), at,
                                node.reason,
                                "Create the GatewayClass or name one that exists in spec.gatewayClassName.");
            return;
        }
        node.isServed = true;
        const std::string assumption =
            "No GatewayClass was loaded, so " + className + " is taken to exist and to be accepted.";
        std::vector<std::string> &assumptions = compilation.table.assumptions;
        if (std::find(assumptions.begin(), assumptions.end(), assumption) == assumptions.end())
            assumptions.push_back(assumption);
        compilation.link(LinkKind::Class, from, to, LinkState::Held, {}, assumption, at);
        return;
    }
    if (compilation.options.profile.empty())
        node.profile = &profileOfController(*node.gatewayClass->controllerName);
    const Condition *accepted = conditionOf(node.gatewayClass->statusConditions, "Accepted");
    if ((accepted && accepted->status != "True") || compilation.rejected.contains(node.gatewayClass->meta.id())) {
        node.reason = "GatewayClass " + className + " is not accepted by any controller" +
                      (accepted && !accepted->reason.empty() ? " (" + accepted->reason + ")." : ".");
        compilation.link(LinkKind::Class, from, to, LinkState::Refused, "NoController", node.reason, at);
        compilation.finding(
            Severity::Error, Category::Reference, "gateway-class-not-accepted", gateway.meta.id(), at, node.reason,
            "Install the controller that the class names, or mend what it reports in the class's status.");
        return;
    }
    if (const std::string problem = problemOfParameters(compilation, *node.gatewayClass); !problem.empty()) {
        node.reason = "GatewayClass " + className + " is not accepted by any controller: " + problem;
        compilation.link(LinkKind::Class, from, to, LinkState::Refused, "NoController", node.reason, at);
        compilation.finding(Severity::Error, Category::Reference, "gateway-class-not-accepted", gateway.meta.id(), at,
                            node.reason, "Create what the class' parametersRef names, or correct the reference.");
        return;
    }
    node.isServed = true;
    compilation.link(LinkKind::Class, from, to, LinkState::Held, {}, {}, at);
}

void addListeners(GatewayNode &node, const ListenerSet *set, const std::vector<Listener> &listeners)
{
    for (const Listener &listener : listeners) {
        ListenerNode added;
        added.gateway = node.gateway;
        added.set = set;
        added.listener = &listener;
        added.id = added.owner().id().path() + "/" + *listener.name;
        added.hostname = lowerCase(*listener.hostname);
        added.port = static_cast<int>(*listener.port);
        added.protocol = *listener.protocol;
        if (added.protocol == "HTTPS" || added.protocol == "TLS")
            added.tls =
                listener.tls.isSet && *listener.tls->mode == "Passthrough" ? TlsMode::Passthrough : TlsMode::Terminate;
        node.listeners.push_back(std::move(added));
    }
}

/// spec/gateway.md §2 "ListenerSet admission": allowedListeners.namespaces.from, None by default.
void admitSet(GatewayCompilation &compilation, const ListenerSet &set)
{
    const ObjectReference &ref = *set.parentRef;
    const std::string kind = ref.kind.valueOr("Gateway");
    const std::string ns = ref.ns.valueOr(*set.meta.ns);
    const Anchor from{set.meta.id(), {}, {}, {}};
    const Anchor to{{kind, ns, *ref.name}, {}, {}, {}};
    const Location at = set.meta.at(ref.at);
    const auto gateway = compilation.gatewayByPath.find(ns + "/" + *ref.name);
    const bool isOfApi = ref.group.valueOr("gateway.networking.k8s.io") == "gateway.networking.k8s.io";
    if (kind != "Gateway" || !isOfApi || gateway == compilation.gatewayByPath.end()) {
        const std::string reason = "The ListenerSet's parent " + to.id.toText() + " does not exist.";
        compilation.link(LinkKind::Parent, from, to, LinkState::Refused, "NoMatchingParent", reason, at);
        return;
    }
    GatewayNode &node = compilation.gateways[gateway->second];
    const Ternary admitted = admitsNamespace(compilation.snapshot, node.gateway->allowedListeners, "None",
                                             *node.gateway->meta.ns, *set.meta.ns);
    if (admitted == Ternary::No) {
        const std::string reason =
            "The Gateway's allowedListeners do not admit ListenerSets of namespace " + *set.meta.ns + ".";
        compilation.link(LinkKind::Parent, from, to, LinkState::Refused, "NotAllowed", reason, at);
        compilation.finding(Severity::Warning, Category::Reference, "listener-set-not-allowed", set.meta.id(), at,
                            reason,
                            "Set spec.allowedListeners.namespaces.from on the Gateway, or move the ListenerSet.");
        return;
    }
    compilation.gatewayOfSet[set.meta.id().path()] = gateway->second;
    const std::size_t before = node.listeners.size();
    addListeners(node, &set, *set.listeners);
    if (admitted == Ternary::Yes) {
        compilation.link(LinkKind::Parent, from, to, LinkState::Held, {}, {}, at);
        return;
    }
    const std::string reason =
        "Namespace " + *set.meta.ns + " was not loaded, so it is not known whether the Gateway admits the ListenerSet.";
    for (std::size_t i = before; i < node.listeners.size(); ++i)
        node.listeners[i].unknown = Dependency{"namespace-not-loaded", reason, {}};
    compilation.link(LinkKind::Parent, from, to, LinkState::Unknown, "namespace-not-loaded", reason, at);
}

} // namespace

void collectGateways(GatewayCompilation &compilation)
{
    for (const Gateway &gateway : compilation.snapshot.all<Gateway>()) {
        if (compilation.rejected.contains(gateway.meta.id())) {
            compilation.link(LinkKind::Class, {gateway.meta.id(), {}, {}, {}},
                             {{"GatewayClass", "", *gateway.gatewayClassName}, {}, {}, {}}, LinkState::Refused,
                             "Rejected", "The API server refuses the Gateway.", gateway.meta.source);
        }
        if (!compilation.exists(gateway))
            continue;
        GatewayNode node;
        node.gateway = &gateway;
        chooseClass(compilation, node);
        judgeGateway(compilation, node);
        addListeners(node, nullptr, *gateway.listeners);
        compilation.gatewayByPath[gateway.meta.id().path()] = compilation.gateways.size();
        compilation.gateways.push_back(std::move(node));
    }
    // spec/gateway.md §2 "Across Gateway and ListenerSets": the Gateway's own listeners, then sets by age, then by
    // name.
    std::vector<const ListenerSet *> sets;
    for (const ListenerSet &set : compilation.snapshot.all<ListenerSet>()) {
        if (compilation.exists(set) && set.parentRef) {
            sets.push_back(&set);
        } else if (compilation.rejected.contains(set.meta.id()) && set.parentRef) {
            compilation.link(LinkKind::Parent, {set.meta.id(), {}, {}, {}},
                             {{"Gateway", set.parentRef->ns.valueOr(*set.meta.ns), *set.parentRef->name}, {}, {}, {}},
                             LinkState::Refused, "Rejected", "The API server refuses the ListenerSet.",
                             set.meta.at(set.parentRef->at));
        }
    }
    std::sort(sets.begin(), sets.end(),
              [](const ListenerSet *a, const ListenerSet *b) { return isOlder(a->meta, b->meta); });
    for (const ListenerSet *set : sets)
        admitSet(compilation, *set);
    for (const GatewayNode &node : compilation.gateways) {
        std::vector<std::string> &names = compilation.table.dialects;
        if (node.isServed && std::find(names.begin(), names.end(), node.profile->name) == names.end())
            names.push_back(node.profile->name);
    }
}

} // namespace wayproof
