// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules of spec/gateway.md §7 (ReferenceGrant) and §10 (BackendTLSPolicy), and of NetworkPolicy's published schema.
#include "model/load/commonrules.h"
#include "model/load/plainscalar.h"
#include "model/load/syntax.h"
#include "model/load/validate.h"

#include <algorithm>

namespace wayproof
{

namespace
{

constexpr std::size_t maximumGrantEntries = 16;
constexpr std::size_t maximumTargets = 16;
constexpr std::size_t maximumAuthorities = 8;
constexpr std::size_t maximumAlternativeNames = 5;

void checkPeer(const NetworkPolicyPeer &peer, Position at, Report &report)
{
    const bool hasSelector = peer.podSelector.isSet || peer.namespaceSelector.isSet;
    if (!hasSelector && !peer.ipBlockCidr.isSet)
        report.reject("network-policy-peer-empty", at, "an entry of from selects nothing",
                      "Add podSelector, namespaceSelector or ipBlock; {} for all.");
    else if (hasSelector && peer.ipBlockCidr.isSet)
        report.reject("network-policy-peer-ambiguous", peer.ipBlockCidr.at, "ipBlock can't stand beside a selector",
                      "Make it an entry of its own.");
    const std::string &cidr = *peer.ipBlockCidr;
    const std::size_t slash = cidr.find('/');
    if (peer.ipBlockCidr.isSet &&
        (slash == std::string::npos || !isIpAddress(std::string_view(cidr).substr(0, slash)) ||
         !plainInteger(std::string_view(cidr).substr(slash + 1))))
        report.reject("network-policy-cidr-invalid", peer.ipBlockCidr.at, '"' + cidr + "\" is no address range",
                      "Write it as 10.0.0.0/8.");
}

void checkPolicyPort(const NetworkPolicyPort &port, Report &report)
{
    const auto number = port.port.isSet ? plainInteger(*port.port) : std::nullopt;
    if (number)
        checkPort(Number(*number, port.port.at), "the port", report);
    else if (port.port.isSet && !isPortName(*port.port))
        report.reject("port-name-invalid", port.port.at, "no port can be called \"" + *port.port + '"',
                      "Use at most 15 lower-case letters, digits and \"-\", with at least one letter.");
    checkPort(port.endPort, "endPort", report);
    if (port.endPort.isSet && (!number || *port.endPort < *number))
        report.reject("network-policy-range-invalid", port.endPort.at, "endPort needs a port number that is not larger",
                      "Write port and endPort as the first and the last number of the range.");
}

} // namespace

void validate(const ReferenceGrant &grant, Report &report)
{
    checkNotEmpty(grant.from, "from", report);
    checkNotEmpty(grant.to, "to", report);
    checkCount(grant.from, maximumGrantEntries, "the entries of from", report);
    checkCount(grant.to, maximumGrantEntries, "the entries of to", report);
    for (const ReferenceGrantFrom &from : *grant.from) {
        if (from.ns.isSet && !isDnsLabel(*from.ns))
            report.reject("name-invalid", from.ns.at, "no namespace can be called \"" + *from.ns + '"',
                          "Use lower-case letters, digits and \"-\".");
    }
}

void validate(const BackendTlsPolicy &policy, Report &report)
{
    checkNotEmpty(policy.targetRefs, "targetRefs", report);
    checkCount(policy.targetRefs, maximumTargets, "targetRefs", report);
    checkCount(policy.caCertificateRefs, maximumAuthorities, "caCertificateRefs", report);
    checkCount(policy.subjectAltNames, maximumAlternativeNames, "subjectAltNames", report);
    checkPreciseHost(policy.hostname, "the hostname", report);
    const bool hasRefs = !policy.caCertificateRefs->empty();
    const bool hasWellKnown = !policy.wellKnownCaCertificates->empty();
    if (hasRefs == hasWellKnown && policy.hostname.isSet)
        report.reject(hasRefs ? "policy-authority-ambiguous" : "policy-authority-missing",
                      hasRefs ? policy.wellKnownCaCertificates.at : policy.hostname.at,
                      hasRefs ? "caCertificateRefs and wellKnownCACertificates exclude each other"
                              : "no certificate authority is named",
                      "Keep one of caCertificateRefs and wellKnownCACertificates.");
    for (const SubjectAltName &name : *policy.subjectAltNames) {
        const bool isHost = *name.type == "Hostname";
        if (name.type.isSet &&
            (isHost ? name.hostname->empty() || name.uri.isSet : name.uri->empty() || name.hostname.isSet))
            report.reject("policy-name-mismatch", name.type.at,
                          "a name of type " + *name.type + " must have " + (isHost ? "hostname" : "uri") +
                              " and nothing else",
                          "Let the type and the member agree.");
        checkHostPattern(name.hostname, "the alternative name", report);
    }
}

void validate(const NetworkPolicy &policy, Report &report)
{
    for (const Text &type : *policy.policyTypes) {
        if (*type != "Ingress" && *type != "Egress")
            report.reject("field-value-unknown", type.at, "there is no policy type \"" + *type + '"',
                          "Use Ingress or Egress.");
    }
    for (const NetworkPolicyIngressRule &rule : *policy.ingress) {
        for (const NetworkPolicyPeer &peer : *rule.from)
            checkPeer(peer, rule.from.at, report);
        for (const NetworkPolicyPort &port : *rule.ports)
            checkPolicyPort(port, report);
    }
}

} // namespace wayproof
