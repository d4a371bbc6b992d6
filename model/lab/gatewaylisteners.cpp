// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/gatewaylisteners.h"

#include "model/lab/gatewaytls.h"
#include "model/lab/routeattachment.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <tuple>

namespace wayproof
{

namespace
{

constexpr const char *gatewayGroup = "gateway.networking.k8s.io";

/// HTTPS and TLS share a port by SNI; every other pair of protocols on one port conflicts (spec/gateway.md §2).
std::string protocolFamily(const std::string &protocol)
{
    return protocol == "HTTPS" || protocol == "TLS" ? std::string("TLS") : protocol;
}

bool conflicts(const LabListener &a, const LabListener &b)
{
    if (a.port() != b.port() || (a.protocol == "UDP") != (b.protocol == "UDP"))
        return false;
    if (protocolFamily(a.protocol) != protocolFamily(b.protocol))
        return true;
    return a.protocol == "TCP" || a.protocol == "UDP" || a.hostname == b.hostname;
}

class Builder
{
public:
    Builder(const Snapshot &snapshot, std::string directory)
        : m_snapshot(snapshot)
        , m_directory(std::move(directory))
    {
    }

    GatewayModel build()
    {
        for (const Gateway &gateway : m_snapshot.all<Gateway>()) {
            if (m_snapshot.find<Gateway>(*gateway.meta.ns, *gateway.meta.name) == &gateway && hasController(gateway))
                addGateway(gateway);
        }
        attachRoutes(m_snapshot, m_model);
        return std::move(m_model);
    }

private:
    void note(const ObjectMeta &meta, Position at, std::string message)
    {
        m_model.notServed.push_back(notServedNote(meta, at, std::move(message)));
    }

    /// spec/gateway.md §1; a class without status is taken as accepted, and where no class was loaded it is taken to
    /// exist.
    bool hasController(const Gateway &gateway)
    {
        if (!m_snapshot.speaksOf<GatewayClass>())
            return true;
        const GatewayClass *found = m_snapshot.find<GatewayClass>("", *gateway.gatewayClassName);
        const bool isRefused =
            found && std::any_of(found->statusConditions.begin(), found->statusConditions.end(),
                                 [](const Condition &c) { return c.type == "Accepted" && c.status == "False"; });
        if (found && !isRefused && (!found->parametersRef || isThere(*found->parametersRef, *found->parametersRef->ns)))
            return true;
        note(gateway.meta, gateway.gatewayClassName.at,
             "spec.gatewayClassName: no controller, the class " + *gateway.gatewayClassName +
                 (found ? " is not accepted." : " does not exist."));
        return false;
    }

    /// Whether what parametersRef names is there, or its kind was not loaded at all.
    bool isThere(const ObjectReference &ref, const std::string &ns) const
    {
        const auto isOfKind = [&ref](const ObjectMeta *meta) {
            const bool isOfGroup = ref.group->empty() ? meta->apiVersion.find('/') == std::string::npos
                                                      : meta->apiVersion.starts_with(*ref.group + "/");
            return isOfGroup && meta->kind == *ref.kind;
        };
        const std::vector<const ObjectMeta *> all = m_snapshot.allMeta();
        return std::none_of(all.begin(), all.end(), isOfKind) ||
               std::any_of(all.begin(), all.end(), [&](const ObjectMeta *meta) {
                   return isOfKind(meta) && *meta->ns == ns && *meta->name == *ref.name;
               });
    }

    /// spec/gateway.md §1: parameters and addresses that keep a Gateway from being accepted.
    bool isAccepted(const Gateway &gateway)
    {
        if (gateway.infrastructureParametersRef && !isThere(*gateway.infrastructureParametersRef, *gateway.meta.ns)) {
            note(gateway.meta, gateway.infrastructureParametersRef.at,
                 "spec.infrastructure.parametersRef leads nowhere, so the Gateway is not accepted.");
            return false;
        }
        for (const GatewayAddress &address : *gateway.addresses) {
            const std::string type = address.type.valueOr("IPAddress");
            if (type == "IPAddress" || type == "Hostname" || type == "NamedAddress" ||
                type.find('/') != std::string::npos)
                continue;
            note(gateway.meta, address.at, "address type " + type + " is none, so the Gateway is not accepted.");
            return false;
        }
        return true;
    }

    void addGateway(const Gateway &gateway)
    {
        if (!isAccepted(gateway))
            return;
        std::vector<LabListener> own;
        for (const Listener &listener : *gateway.listeners)
            addCandidate(gateway, gateway.meta, listener, own);
        // Inside one Gateway a conflict has no winner.
        std::vector<LabListener> kept;
        for (const LabListener &candidate : own) {
            const bool isConflicted = std::any_of(own.begin(), own.end(), [&](const LabListener &other) {
                return other.listener != candidate.listener && conflicts(candidate, other);
            });
            if (isConflicted)
                note(gateway.meta, candidate.listener->at,
                     "listener " + *candidate.listener->name + " conflicts with another on its port.");
            else
                kept.push_back(candidate);
        }
        // A ListenerSet must also yield to listeners of the Gateway that are themselves in conflict.
        addListenerSets(gateway, own, kept);
        const std::size_t number = m_gateways++;
        for (LabListener &listener : kept) {
            if (!listener.hasCertificate) {
                note(*listener.owner, listener.listener->tls.at,
                     "listener " + *listener.listener->name +
                         ": no usable certificate, so the listener is not programmed.");
                m_model.unprogrammed.push_back(std::move(listener));
            } else if (readGatewayTls(m_snapshot, listener, m_directory, number, m_model.notServed)) {
                m_model.listeners.push_back(std::move(listener));
            }
        }
    }

    void addListenerSets(const Gateway &gateway, std::vector<LabListener> &declared, std::vector<LabListener> &kept)
    {
        std::vector<const ListenerSet *> sets;
        for (const ListenerSet &set : m_snapshot.all<ListenerSet>()) {
            const std::string &ns = set.parentRef->ns ? *set.parentRef->ns : *set.meta.ns;
            if (set.parentRef && *set.parentRef->name == *gateway.meta.name && ns == *gateway.meta.ns)
                sets.push_back(&set);
        }
        std::stable_sort(sets.begin(), sets.end(), [](const ListenerSet *a, const ListenerSet *b) {
            return std::make_tuple(a->meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
                                   a->meta.id().path()) <
                   std::make_tuple(b->meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
                                   b->meta.id().path());
        });
        for (const ListenerSet *set : sets) {
            if (!admits(gateway, *set)) {
                note(set->meta, set->parentRef.at,
                     "the Gateway's spec.allowedListeners does not admit this ListenerSet.");
                continue;
            }
            std::vector<LabListener> candidates;
            for (const Listener &listener : *set->listeners)
                addCandidate(gateway, set->meta, listener, candidates);
            for (LabListener &candidate : candidates) {
                const bool isTaken = std::any_of(declared.begin(), declared.end(),
                                                 [&](const LabListener &other) { return conflicts(candidate, other); });
                if (isTaken) {
                    note(set->meta, candidate.listener->at,
                         "listener " + *candidate.listener->name + " conflicts with an earlier one on its port.");
                    continue;
                }
                // One that lost holds nothing against those after it.
                declared.push_back(candidate);
                kept.push_back(std::move(candidate));
            }
        }
    }

    bool admits(const Gateway &gateway, const ListenerSet &set) const
    {
        const std::string from =
            gateway.allowedListeners ? gateway.allowedListeners->from.valueOr("None") : std::string("None");
        if (from == "All")
            return true;
        if (from == "Same")
            return *set.meta.ns == *gateway.meta.ns;
        if (from != "Selector")
            return false;
        TextMap labels;
        if (const Namespace *found = m_snapshot.find<Namespace>("", *set.meta.ns))
            labels = found->meta.labels;
        labels.try_emplace("kubernetes.io/metadata.name", *set.meta.ns);
        return matches(*gateway.allowedListeners->selector, labels);
    }

    void addCandidate(const Gateway &gateway, const ObjectMeta &owner, const Listener &listener,
                      std::vector<LabListener> &into)
    {
        LabListener candidate;
        candidate.gateway = &gateway;
        candidate.owner = &owner;
        candidate.listener = &listener;
        candidate.protocol = *listener.protocol;
        candidate.hostname = *listener.hostname;
        std::transform(candidate.hostname.begin(), candidate.hostname.end(), candidate.hostname.begin(),
                       [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
        const std::string name = "listener " + *listener.name + ": ";
        if (candidate.protocol != "HTTP" && candidate.protocol != "HTTPS" && candidate.protocol != "TLS" &&
            candidate.protocol != "TCP" && candidate.protocol != "UDP") {
            note(owner, listener.protocol.at, name + "protocol " + candidate.protocol + " is not served.");
            return;
        }
        if (*listener.port < 1 || *listener.port > 65535) {
            note(owner, listener.port.at, name + "no valid port.");
            return;
        }
        const bool isTls = candidate.protocol == "HTTPS" || candidate.protocol == "TLS";
        if (isTls && !candidate.isPassthrough())
            candidate.hasCertificate = readCertificates(m_snapshot, candidate);
        into.push_back(std::move(candidate));
    }

    const Snapshot &m_snapshot;
    std::string m_directory;
    std::size_t m_gateways = 0;
    GatewayModel m_model;
};

} // namespace

bool LabListener::isPassthrough() const
{
    return protocol == "TLS" && listener->tls && *listener->tls->mode == "Passthrough";
}

bool isGranted(const Snapshot &snapshot, const std::string &fromKind, const std::string &fromNamespace,
               const std::string &toKind, const std::string &toNamespace, const std::string &toName)
{
    if (fromNamespace == toNamespace)
        return true;
    const auto permits = [&](const ReferenceGrant &grant) {
        const bool isFrom = std::any_of(grant.from->begin(), grant.from->end(), [&](const ReferenceGrantFrom &from) {
            return *from.group == gatewayGroup && *from.kind == fromKind && *from.ns == fromNamespace;
        });
        return isFrom && std::any_of(grant.to->begin(), grant.to->end(), [&](const ReferenceGrantTo &to) {
                   return to.group->empty() && *to.kind == toKind && (!to.name || *to.name == toName);
               });
    };
    const auto &grants = snapshot.all<ReferenceGrant>();
    return std::any_of(grants.begin(), grants.end(),
                       [&](const ReferenceGrant &grant) { return *grant.meta.ns == toNamespace && permits(grant); });
}

GatewayModel buildGatewayModel(const Snapshot &snapshot, const std::string &directory)
{
    return Builder(snapshot, directory).build();
}

} // namespace wayproof
