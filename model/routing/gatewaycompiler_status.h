// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the writers of computed status share: conditions as they are worked out, and the compiler's verdicts by object.
// Private to gatewaycompiler*.cpp. Judges nothing anew that an earlier step has settled.
#pragma once

#include "model/routing/gatewaycompiler_rules.h"

namespace wayproof
{

/// A condition while it is worked out: True until something speaks against it. False outweighs Unknown, Unknown
/// outweighs True; of equals the first stays.
class ConditionDraft
{
public:
    /// `reason`: where it stays True; also its type where they are spelled alike.
    explicit ConditionDraft(std::string type, std::string reason = {});

    void deny(std::string reason, std::string message);
    void doubt(std::string reason, std::string message);
    /// Still True, but only because of what the source does not say.
    void assume(const std::string &message);
    /// Still True, for another reason than usual.
    void qualify(std::string reason, std::string message);

    Ternary value() const { return m_value; }
    Condition condition(const ObjectMeta &meta) const;

private:
    Ternary m_value = Ternary::Yes;
    Condition m_condition;
};

/// "namespace-not-loaded" → "NamespaceNotLoaded": the reason of a condition whose status is Unknown.
std::string reasonOf(const Dependency &dependency);

/// The compilation with its links sorted by the object that they start from.
class StatusSources
{
public:
    explicit StatusSources(const GatewayCompilation &compilation);

    const GatewayCompilation &compilation() const { return m_compilation; }
    const Snapshot &snapshot() const { return m_compilation.snapshot; }
    const std::vector<const Link *> &linksFrom(const ResourceId &id) const;
    /// The Gateway of that name; null where none exists.
    const GatewayNode *gateway(const std::string &path) const;
    /// The rules' fault, where no rule of the route is left.
    bool isWhollyInvalid(const RouteCommon &route) const;
    const RouteFault *faultOf(const RouteCommon &route) const;

private:
    const GatewayCompilation &m_compilation;
    std::unordered_map<ResourceId, std::vector<const Link *>> m_links;
};

/// spec.controllerName of the class that serves the Gateway; empty when the class was not loaded.
std::string controllerOf(const GatewayNode &node);
/// A Secret or ConfigMap of a kind that the source is silent about is taken to be there and usable.
bool isAssumed(const Snapshot &snapshot, const ResourceId &target);

ObjectStatus classStatus(const StatusSources &sources, const GatewayClass &gatewayClass);
ObjectStatus gatewayStatus(const StatusSources &sources, const GatewayNode &node);
ObjectStatus listenerSetStatus(const StatusSources &sources, const ListenerSet &set);
ListenerStatus listenerStatus(const StatusSources &sources, const GatewayNode &gateway, const ListenerNode &node);
ObjectStatus routeStatus(const StatusSources &sources, const RouteCommon &route);
ObjectStatus policyStatus(const StatusSources &sources, const BackendTlsPolicy &policy);

/// The condition of that type; null where there is none.
const Condition *conditionOf(const std::vector<Condition> &conditions, std::string_view type);

} // namespace wayproof
