// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which listeners are fit to serve: protocols, conflicts, kinds, certificates, client validation (spec/gateway.md §2).
#include "model/routing/gatewaycompiler.h"

#include <algorithm>

namespace wayproof
{

namespace
{

bool isKnownProtocol(const std::string &protocol)
{
    return protocol == "HTTP" || protocol == "HTTPS" || protocol == "TLS" || protocol == "TCP" || protocol == "UDP";
}

void refuse(ListenerNode &node, std::string reason, std::string message)
{
    if (!node.isAccepted)
        return;
    node.isAccepted = false;
    node.reason = std::move(reason);
    node.message = std::move(message);
}

std::vector<RouteKind> kindsOfProtocol(const std::string &protocol)
{
    if (protocol == "HTTP" || protocol == "HTTPS")
        return {RouteKind::Http, RouteKind::Grpc};
    if (protocol == "TLS")
        return {RouteKind::Tls};
    if (protocol == "TCP")
        return {RouteKind::Tcp};
    return {RouteKind::Udp};
}

/// spec/gateway.md §2 "allowedRoutes": a wrong kind is dropped, valid ones still attach.
void judgeKinds(GatewayCompilation &compilation, ListenerNode &node)
{
    const std::vector<RouteKind> possible = kindsOfProtocol(node.protocol);
    const bool isTerminating = node.protocol == "TLS" && node.tls == TlsMode::Terminate;
    const Dependency tcpOnTls{"tcp-route-on-tls", "TCPRoutes on a TLS listener are up to the implementation.", {}};
    const Field<AllowedRoutes> &allowed = node.listener->allowedRoutes;
    if (!allowed || allowed->kinds->empty()) {
        node.kinds = possible;
        if (isTerminating)
            node.tcpOnTls = tcpOnTls;
        return;
    }
    for (const RouteGroupKind &wanted : *allowed->kinds) {
        const std::optional<RouteKind> kind = routeKindNamed(*wanted.kind);
        const bool isOfGroup = wanted.group.valueOr("gateway.networking.k8s.io") == "gateway.networking.k8s.io";
        if (kind && isOfGroup && std::find(possible.begin(), possible.end(), *kind) != possible.end()) {
            node.kinds.push_back(*kind);
        } else if (kind == RouteKind::Tcp && isOfGroup && isTerminating) {
            node.tcpOnTls = tcpOnTls;
        } else {
            node.hasWrongKind = true;
            compilation.finding(Severity::Warning, Category::Reference, "listener-route-kind-invalid",
                                node.owner().id(), node.owner().at(wanted.at),
                                "Listener " + *node.listener->name + " of protocol " + node.protocol +
                                    " cannot take routes of kind " + *wanted.kind +
                                    (isOfGroup ? "." : " in group \"" + *wanted.group + "\"."),
                                "Remove the kind from allowedRoutes.kinds, or change the listener's protocol.");
        }
    }
}

bool isHostProtocol(const std::string &protocol)
{
    return protocol == "HTTP" || protocol == "HTTPS" || protocol == "TLS";
}

/// What keeps two listeners of one port apart: nothing, or the API's reason for a conflict (spec/gateway.md §2
/// "Distinct"). Sharing that is up to the implementation is noted on both.
std::string conflictOf(ListenerNode &a, ListenerNode &b, const Profile &profile)
{
    if (a.port != b.port || a.isLeftOut || b.isLeftOut || !isKnownProtocol(a.protocol) || !isKnownProtocol(b.protocol))
        return {};
    if (a.protocol == b.protocol) {
        if (!isHostProtocol(a.protocol))
            return "ProtocolConflict";
        if (a.hostname == b.hostname)
            return "HostnameConflict";
        if (a.tls == b.tls || profile.mixedTlsModes == PortSharing::Works)
            return {};
        if (profile.mixedTlsModes == PortSharing::Conflict)
            return "ProtocolConflict";
        for (ListenerNode *node : {&a, &b}) {
            node->dependsOn.push_back(
                {"tls-mode-mixed",
                 "Terminate and Passthrough listeners on one port need the feature TLSRouteModeMixed; without it both "
                 "are refused.",
                 {}});
        }
        return {};
    }
    if (a.protocol == "UDP" || b.protocol == "UDP")
        return {};
    if (a.protocol == "TCP" || b.protocol == "TCP")
        return "ProtocolConflict";
    const bool isPlainBesideTls = a.protocol == "HTTP" || b.protocol == "HTTP";
    const PortSharing sharing = isPlainBesideTls ? profile.httpBesideHttps : profile.httpsBesideTls;
    if (sharing == PortSharing::Conflict)
        return "ProtocolConflict";
    if (sharing == PortSharing::Open) {
        for (ListenerNode *node : {&a, &b}) {
            node->dependsOn.push_back({"port-sharing",
                                       "Whether listeners of protocols " + a.protocol + " and " + b.protocol +
                                           " can share port " + std::to_string(a.port) +
                                           " is up to the implementation.",
                                       {}});
        }
    }
    return {};
}

std::string conflictText(const ListenerNode &node, const ListenerNode &other)
{
    return "Listener " + *node.listener->name + " claims port " + std::to_string(node.port) + " with protocol " +
           node.protocol + (node.hostname.empty() ? std::string() : " and hostname " + node.hostname) +
           " against listener " + other.id + ".";
}

void reportConflict(GatewayCompilation &compilation, const ListenerNode &node, const ListenerNode &other)
{
    Diagnostic &finding =
        compilation.finding(Severity::Error, Category::Conflict, "listener-conflict", node.owner().id(), node.source(),
                            node.message, "Give the listeners different ports or hostnames.");
    finding.related.push_back({"the other listener", other.source()});
}

/// Among ListenerSets the oldest wins; where an age is not known, the name was taken to decide.
void noteAgeDoubt(ListenerNode &winner, ListenerNode &loser)
{
    if (!winner.set || winner.set == loser.set || (winner.owner().creationTimestamp && loser.owner().creationTimestamp))
        return;
    const Dependency order{"creation-order",
                           winner.owner().id().toText() + " and " + loser.owner().id().toText() +
                               " claim the same place on port " + std::to_string(winner.port) +
                               ", and which is older is not known; the name was taken to decide.",
                           {}};
    winner.dependsOn.push_back(order);
    loser.dependsOn.push_back(order); // for its status
}

/// Inside one Gateway nobody wins; across ListenerSets the first in merge order does.
void judgeConflicts(GatewayCompilation &compilation, GatewayNode &gateway)
{
    std::vector<ListenerNode> &listeners = gateway.listeners;
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        for (std::size_t j = i + 1; j < listeners.size() && !listeners[j].set; ++j) {
            const std::string reason = conflictOf(listeners[i], listeners[j], *gateway.profile);
            if (reason.empty())
                continue;
            refuse(listeners[i], reason, conflictText(listeners[i], listeners[j]));
            refuse(listeners[j], reason, conflictText(listeners[j], listeners[i]));
            reportConflict(compilation, listeners[i], listeners[j]);
            reportConflict(compilation, listeners[j], listeners[i]);
        }
    }
    for (std::size_t j = 0; j < listeners.size(); ++j) {
        for (std::size_t i = 0; listeners[j].set && listeners[j].isAccepted && i < j; ++i) {
            const bool isExcluded =
                listeners[i].reason == "HostnameConflict" || listeners[i].reason == "ProtocolConflict";
            if (!listeners[i].isAccepted &&
                !(gateway.profile->setsYieldToConflicted && isExcluded && !listeners[i].set))
                continue;
            // What is open here is open for the later one only: the earlier one wins in any case.
            std::vector<Dependency> open = listeners[i].dependsOn;
            const std::string reason = conflictOf(listeners[i], listeners[j], *gateway.profile);
            listeners[i].dependsOn = std::move(open);
            if (reason.empty())
                continue;
            refuse(listeners[j], reason, conflictText(listeners[j], listeners[i]));
            reportConflict(compilation, listeners[j], listeners[i]);
            noteAgeDoubt(listeners[i], listeners[j]);
        }
    }
}

/// One certificateRef: a link, and the API's reason when it is no good (spec/gateway.md §2 "Certificates").
std::string judgeCertificate(GatewayCompilation &compilation, const ListenerNode &node, const ObjectReference &ref,
                             std::string &message)
{
    const ObjectMeta &owner = node.owner();
    const std::string kind = ref.kind.valueOr("Secret");
    const std::string ns = ref.ns.valueOr(*owner.ns);
    const Anchor to{{kind, ns, *ref.name}, {}, {}, {}};
    const Location at = owner.at(ref.at);
    std::string reason;
    if (kind != "Secret" || !ref.group.value.empty()) {
        reason = "InvalidCertificateRef";
        message = "Listener " + *node.listener->name + " refers to a " + kind +
                  " as its certificate; only Secrets are known.";
    } else if (!compilation.references
                    .grant({"gateway.networking.k8s.io", owner.kind, *owner.ns}, {"", kind, ns, *ref.name})
                    .isPermitted()) {
        reason = "RefNotPermitted";
        message = "No ReferenceGrant in namespace " + ns + " lets " + owner.kind + "s of namespace " + *owner.ns +
                  " use Secret " + *ref.name + ".";
    } else {
        const CertificateResolution certificate = compilation.references.certificate(ns, *ref.name);
        message = certificate.reason;
        if (!certificate.isUsable())
            reason = "InvalidCertificateRef";
    }
    const std::string code = reason == "RefNotPermitted" ? "certificate-not-granted" : "certificate-unusable";
    compilation.link(LinkKind::Certificate, node.anchor(), to, reason.empty() ? LinkState::Held : LinkState::Refused,
                     reason, message, at);
    if (!reason.empty()) {
        compilation.finding(Severity::Error, Category::Reference, code, owner.id(), at, message,
                            reason == "RefNotPermitted"
                                ? "Add a ReferenceGrant to the Secret's namespace."
                                : "Refer to a Secret of type kubernetes.io/tls that holds tls.crt and tls.key.");
    }
    return reason;
}

void judgeCertificates(GatewayCompilation &compilation, ListenerNode &node)
{
    const Field<ListenerTls> &tls = node.listener->tls;
    if (node.tls != TlsMode::Terminate)
        return;
    if (!tls || tls->certificateRefs->empty()) {
        if (tls && !tls->options.empty())
            node.dependsOn.push_back(
                {"tls-options", "The certificate comes from tls.options, which are up to the implementation.", {}});
        else
            node.refusal = "Listener " + *node.listener->name + " names no certificate.";
        return;
    }
    std::size_t bad = 0;
    std::string firstProblem;
    for (const ObjectReference &ref : *tls->certificateRefs) {
        std::string message;
        if (!judgeCertificate(compilation, node, ref, message).empty() && bad++ == 0)
            firstProblem = message;
    }
    if (bad == tls->certificateRefs->size()) {
        node.refusal = firstProblem;
    } else if (bad > 0) {
        node.dependsOn.push_back(
            {"certificate-partly-usable",
             "Some of the listener's certificates are not usable; whether the others still serve is up to the "
             "implementation.",
             {}});
    } else if (tls->certificateRefs->size() > 1) {
        node.dependsOn.push_back({"several-certificates",
                                  "The listener names several certificates; whether more than one is used, and which "
                                  "is served to whom, is up to the implementation.",
                                  "tls"});
    }
}

std::string authorityProblem(const std::string &reason, const ObjectMeta &owner, const ResourceId &id)
{
    if (reason == "InvalidCACertificateKind")
        return "CA certificates for clients are read from ConfigMaps, not from a " + id.kind + ".";
    if (reason == "RefNotPermitted")
        return "No ReferenceGrant in namespace " + id.ns + " lets Gateways of namespace " + *owner.ns +
               " use ConfigMap " + id.name + ".";
    return id.toText() + " does not exist, or its key ca.crt holds no certificate.";
}

/// spec/gateway.md §2 "Frontend mTLS": the port's own validation replaces the default one as a whole.
void judgeClientValidation(GatewayCompilation &compilation, ListenerNode &node)
{
    const Field<GatewayTls> &tls = node.gateway->tls;
    if (node.protocol != "HTTPS" || !tls)
        return;
    Field<FrontendValidation> validation = tls->frontendDefault;
    for (const FrontendTlsPort &entry : *tls->frontendPerPort) {
        if (static_cast<int>(*entry.port) == node.port)
            validation = entry.validation;
    }
    if (!validation)
        return;
    const ObjectMeta &owner = node.gateway->meta;
    ClientValidation found;
    found.admitsAnyone = *validation->mode == "AllowInsecureFallback";
    std::string firstProblem;
    for (const ObjectReference &ref : *validation->caCertificateRefs) {
        const std::string kind = ref.kind.valueOr("ConfigMap");
        const std::string ns = ref.ns.valueOr(*owner.ns);
        const ConfigMap *map = compilation.snapshot.find<ConfigMap>(ns, *ref.name);
        std::string reason;
        if (kind != "ConfigMap" || !ref.group.value.empty())
            reason = "InvalidCACertificateKind";
        else if (!compilation.references
                      .grant({"gateway.networking.k8s.io", "Gateway", *owner.ns}, {"", kind, ns, *ref.name})
                      .isPermitted())
            reason = "RefNotPermitted";
        else if (map ? !map->caCrt.isWellFormed : compilation.snapshot.speaksOf<ConfigMap>())
            reason = "InvalidCACertificateRef";
        const ResourceId id{kind, ns, *ref.name};
        const std::string problem = reason.empty() ? std::string() : authorityProblem(reason, owner, id);
        compilation.link(LinkKind::Certificate, node.anchor(), {id, {}, {}, {}},
                         reason.empty() ? LinkState::Held : LinkState::Refused, reason, problem, owner.at(ref.at));
        if (reason.empty()) {
            found.authorities.push_back(id);
            continue;
        }
        firstProblem = firstProblem.empty() ? problem : firstProblem;
        compilation.findOnce(Severity::Error, Category::Reference, "client-ca-unusable", owner.id(), owner.at(ref.at),
                             problem, "Refer to a ConfigMap whose key ca.crt holds CA certificates in PEM.");
    }
    if (found.authorities.empty()) {
        refuse(node, "NoValidCACertificate",
               "None of the CA certificates that clients are to be verified with is usable. " + firstProblem);
        return;
    }
    if (!firstProblem.empty() && !found.admitsAnyone) {
        node.dependsOn.push_back({"certificate-partly-usable",
                                  "Some of the CA certificates that clients are verified with are not usable; whether "
                                  "the others still serve is up to the implementation.",
                                  {}});
    }
    node.clientValidation = std::move(found);
}

} // namespace

void judgeListeners(GatewayCompilation &compilation)
{
    for (GatewayNode &gateway : compilation.gateways) {
        for (ListenerNode &node : gateway.listeners) {
            judgeKinds(compilation, node);
            if (!isKnownProtocol(node.protocol)) {
                refuse(node, "UnsupportedProtocol",
                       "Protocol " + node.protocol + " is not one that the Gateway API names.");
                compilation.finding(Severity::Warning, Category::Reference, "listener-protocol-unknown",
                                    node.owner().id(), node.source(), node.message,
                                    "Use HTTP, HTTPS, TLS, TCP or UDP.");
            }
            if (node.protocol == "HTTPS" && node.tls == TlsMode::Passthrough)
                refuse(node, "UnsupportedValue", "An HTTPS listener can only terminate TLS.");
        }
        for (ListenerNode &node : gateway.listeners) {
            judgeCertificates(compilation, node);
            node.isLeftOut = gateway.profile->leavesOutInvalidListeners && (node.hasWrongKind || !node.refusal.empty());
        }
        judgeConflicts(compilation, gateway);
        for (ListenerNode &node : gateway.listeners) {
            judgeClientValidation(compilation, node);
            // A listener's link to its own object says that it is not accepted.
            if (!node.isAccepted)
                compilation.link(LinkKind::Parent, node.anchor(), {node.owner().id(), {}, {}, {}}, LinkState::Refused,
                                 node.reason, node.message, node.source());
        }
    }
}

} // namespace wayproof
