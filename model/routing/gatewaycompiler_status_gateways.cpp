// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Status of GatewayClasses, Gateways and ListenerSets as whole objects (spec/gateway.md §1, §2, §11).
#include "model/routing/gatewaycompiler_status.h"

#include <algorithm>

namespace wayproof
{

namespace
{

constexpr std::string_view bundleVersion = "gateway.networking.k8s.io/bundle-version";

/// spec/gateway.md §1: SupportedVersion compares the annotation of the installed definitions with what the controller
/// supports, which no resource tells.
Condition supportedVersion(const Snapshot &snapshot, const ObjectMeta &meta)
{
    std::string version;
    for (const OtherObject &object : snapshot.all<OtherObject>()) {
        const Text *found = object.meta.annotation(std::string(bundleVersion));
        if (found && object.meta.kind.starts_with("CustomResourceDefinition"))
            version = **found;
    }
    ConditionDraft supported("SupportedVersion");
    supported.doubt("Pending", version.empty()
                                   ? "Which version of the Gateway API is installed was not loaded (the definitions' "
                                     "bundle-version annotation)."
                                   : "Version " + version +
                                         " is installed; no resource tells which versions the controller supports.");
    return supported.condition(meta);
}

/// What the API server writes into every new object, and what stays where no controller takes it up.
std::vector<Condition> pending(const ObjectMeta &meta, const std::string &message)
{
    std::vector<Condition> conditions;
    for (const char *type : {"Accepted", "Programmed"}) {
        ConditionDraft draft(type);
        draft.doubt("Pending", message);
        conditions.push_back(draft.condition(meta));
    }
    return conditions;
}

/// Names of the listeners that are not sound.
std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// spec/gateway.md §2: what invalid listeners do to the object that holds them. A ListenerSet's entry must also have
/// its references resolved to count as sound.
void judgeByListeners(const ObjectStatus &status, bool needsReferences, ConditionDraft &accepted)
{
    struct {
        std::size_t all = 0;
        std::size_t sound = 0;
        std::size_t doubtful = 0;
    } count;
    std::vector<std::string> bad;
    for (const ListenerStatus &listener : status.listeners) {
        ++count.all;
        const Condition *own = conditionOf(listener.conditions, "Accepted");
        const Condition *resolved = conditionOf(listener.conditions, "ResolvedRefs");
        const bool isUnresolved = needsReferences && resolved && resolved->status == "False";
        if (own->status == "False" || isUnresolved) {
            bad.push_back(listener.name);
            continue;
        }
        ++(own->status == "True" ? count.sound : count.doubtful);
    }
    if (count.all == 0)
        return;
    if (count.sound + count.doubtful == 0)
        accepted.deny("ListenersNotValid", "No listener is valid.");
    else if (count.sound == 0)
        accepted.doubt("ListenersNotValid", "No listener is known to be valid.");
    else if (!bad.empty())
        accepted.qualify("ListenersNotValid", "Not valid: " + joined(bad) + ".");
}

/// Whether the data plane got an address is known in the cluster alone.
void judgeProgrammed(const Gateway &gateway, const ConditionDraft &accepted, std::string reason,
                     ConditionDraft &programmed)
{
    if (accepted.value() == Ternary::No) {
        programmed.deny(std::move(reason), "It is not accepted.");
        return;
    }
    std::string asked;
    for (const GatewayAddress &address : *gateway.addresses)
        asked += (asked.empty() ? "" : ", ") +
                 (address.value->empty() ? "one of type " + address.type.valueOr("IPAddress") : *address.value);
    programmed.doubt("Pending",
                     asked.empty()
                         ? "Whether the data plane got an address (else AddressNotAssigned) no resource tells."
                         : "Whether the addresses that the Gateway asks for can be had (else AddressNotUsable or "
                           "AddressNotAssigned) no resource tells: " +
                               asked + ".");
}

void judgeAddresses(const Gateway &gateway, ConditionDraft &accepted)
{
    for (const GatewayAddress &address : *gateway.addresses) {
        const std::string type = address.type.valueOr("IPAddress");
        if (type == "IPAddress" || type == "Hostname")
            accepted.assume("Addresses of type " + type + " are taken to be supported.");
        else
            accepted.doubt("AddressType", "Whether addresses of type " + type +
                                              " are supported (else UnsupportedAddress) is up to the implementation.");
    }
}

bool admitsInsecureClients(const Field<FrontendValidation> &validation)
{
    return validation && *validation->mode == "AllowInsecureFallback";
}

/// spec/gateway.md §2 "Frontend mTLS": a warning that clients without a valid certificate are let in.
bool admitsInsecureClients(const Gateway &gateway)
{
    if (!gateway.tls)
        return false;
    const std::vector<FrontendTlsPort> &ports = *gateway.tls->frontendPerPort;
    return admitsInsecureClients(gateway.tls->frontendDefault) ||
           std::any_of(ports.begin(), ports.end(),
                       [](const FrontendTlsPort &port) { return admitsInsecureClients(port.validation); });
}

Condition resolvedRefs(const StatusSources &sources, const ObjectMeta &meta)
{
    ConditionDraft resolved("ResolvedRefs");
    for (const Link *link : sources.linksFrom(meta.id())) {
        if (link->kind != LinkKind::Certificate || !link->from.section.empty())
            continue;
        if (link->state == LinkState::Refused)
            resolved.deny(link->code, link->reason);
        else if (isAssumed(sources.snapshot(), link->to.id))
            resolved.assume(link->reason);
    }
    return resolved.condition(meta);
}

} // namespace

ObjectStatus classStatus(const StatusSources &sources, const GatewayClass &gatewayClass)
{
    ObjectStatus status;
    ConditionDraft accepted("Accepted");
    const Condition *reported = conditionOf(gatewayClass.statusConditions, "Accepted");
    if (const std::string problem = problemOfParameters(sources.compilation(), gatewayClass); !problem.empty())
        accepted.deny("InvalidParameters", "parametersRef leads nowhere: " + problem);
    else if (reported && reported->status != "True")
        accepted.doubt("Pending", "Only the controller knows whether it accepts the class; it reported " +
                                      reported->status + " (" + reported->reason + "), which is believed.");
    else if (reported)
        accepted.qualify("Accepted", "Its controller reported so.");
    else
        accepted.assume("A controller " + *gatewayClass.controllerName + " is taken to run and to accept the class.");
    status.conditions = {accepted.condition(gatewayClass.meta),
                         supportedVersion(sources.snapshot(), gatewayClass.meta)};
    return status;
}

ObjectStatus gatewayStatus(const StatusSources &sources, const GatewayNode &node)
{
    const Gateway &gateway = *node.gateway;
    ObjectStatus status;
    if (!node.isServed && node.refusalCode.empty()) {
        status.conditions = pending(gateway.meta, node.reason);
        status.notes.push_back("No controller serves the Gateway, so nobody writes a status for its listeners.");
        return status;
    }
    for (const ListenerNode &listener : node.listeners) {
        if (!listener.set)
            status.listeners.push_back(listenerStatus(sources, node, listener));
    }
    ConditionDraft accepted("Accepted");
    if (!node.refusalCode.empty())
        accepted.deny(node.refusalCode, node.reason);
    judgeByListeners(status, false, accepted);
    judgeAddresses(gateway, accepted);
    if (gateway.infrastructureParametersRef)
        accepted.assume("infrastructure.parametersRef is taken to be valid.");
    ConditionDraft programmed("Programmed");
    judgeProgrammed(gateway, accepted, "Invalid", programmed);
    status.conditions = {accepted.condition(gateway.meta), programmed.condition(gateway.meta),
                         resolvedRefs(sources, gateway.meta)};
    if (admitsInsecureClients(gateway)) {
        ConditionDraft insecure("InsecureFrontendValidationMode", "ConfigurationChanged");
        insecure.qualify("ConfigurationChanged", "AllowInsecureFallback admits clients without a valid certificate.");
        status.conditions.push_back(insecure.condition(gateway.meta));
    }
    std::int64_t sets = 0;
    for (const ListenerSet &set : sources.snapshot().all<ListenerSet>()) {
        const auto owner = sources.compilation().gatewayOfSet.find(set.meta.id().path());
        if (owner == sources.compilation().gatewayOfSet.end() ||
            &sources.compilation().gateways[owner->second] != &node)
            continue;
        const ObjectStatus own = listenerSetStatus(sources, set);
        const Condition *ownAccepted = conditionOf(own.conditions, "Accepted");
        sets += ownAccepted && ownAccepted->status == "True" ? 1 : 0;
    }
    status.attachedListenerSets = sets;
    return status;
}

ObjectStatus listenerSetStatus(const StatusSources &sources, const ListenerSet &set)
{
    ObjectStatus status;
    const std::string path = set.parentRef->ns.valueOr(*set.meta.ns) + "/" + *set.parentRef->name;
    const GatewayNode *node = sources.gateway(path);
    if (!node || set.parentRef->kind.valueOr("Gateway") != "Gateway") {
        status.notes.push_back("The parent Gateway " + path + " does not exist, so nobody writes a status.");
        return status;
    }
    if (!node->isServed && node->refusalCode.empty()) {
        status.conditions = pending(set.meta, "No controller serves the parent Gateway: " + node->reason);
        return status;
    }
    ConditionDraft accepted("Accepted");
    ConditionDraft programmed("Programmed");
    for (const Link *link : sources.linksFrom(set.meta.id())) {
        if (link->kind != LinkKind::Parent || !link->from.section.empty())
            continue;
        if (link->state == LinkState::Refused) {
            accepted.deny(link->code, link->reason);
            programmed.deny(link->code, link->reason);
        } else if (link->state == LinkState::Unknown) {
            accepted.doubt(reasonOf({link->code, {}, {}}), link->reason);
        }
    }
    for (const ListenerNode &listener : node->listeners) {
        if (listener.set == &set)
            status.listeners.push_back(listenerStatus(sources, *node, listener));
    }
    if (accepted.value() != Ternary::No) {
        if (!node->refusalCode.empty())
            accepted.deny("ParentNotAccepted", "The parent Gateway is not accepted: " + node->reason);
        judgeByListeners(status, true, accepted);
    }
    const Condition verdict = accepted.condition(set.meta);
    judgeProgrammed(*node->gateway, accepted, verdict.reason, programmed);
    status.conditions = {verdict, programmed.condition(set.meta)};
    return status;
}

} // namespace wayproof
