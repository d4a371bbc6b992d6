// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/backendtls.h"

#include "model/lab/envoytext.h"
#include "model/lab/gatewaylisteners.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>
#include <tuple>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// Smaller wins: a port's own policy before the Service's, then the oldest, then by name.
std::tuple<int, std::int64_t, std::string> rankOf(const BackendTlsPolicy &policy, bool isForPort)
{
    return {isForPort ? 0 : 1, policy.meta.creationTimestamp.value_or(std::numeric_limits<std::int64_t>::max()),
            *policy.meta.name};
}

} // namespace

const BackendTlsPolicy *backendTlsPolicy(const Snapshot &snapshot, const std::string &ns, const std::string &service,
                                         const std::string &portName)
{
    const BackendTlsPolicy *best = nullptr;
    std::tuple<int, std::int64_t, std::string> bestRank;
    for (const BackendTlsPolicy &policy : snapshot.all<BackendTlsPolicy>()) {
        if (*policy.meta.ns != ns)
            continue;
        for (const PolicyTargetRef &target : *policy.targetRefs) {
            const bool isForPort = target.sectionName && !target.sectionName->empty();
            if (!target.group->empty() || *target.kind != "Service" || *target.name != service ||
                (isForPort && *target.sectionName != portName))
                continue;
            const auto rank = rankOf(policy, isForPort);
            if (!best || rank < bestRank) {
                best = &policy;
                bestRank = rank;
            }
        }
    }
    return best;
}

bool hasUsableCa(const Snapshot &snapshot, const std::vector<ObjectReference> &refs, const std::string &fromKind,
                 const std::string &fromNamespace, std::string *pem)
{
    bool isAnyUsable = false;
    for (const ObjectReference &ref : refs) {
        const std::string &ns = ref.ns ? *ref.ns : fromNamespace;
        if (!ref.group->empty() || *ref.kind != "ConfigMap" ||
            !isGranted(snapshot, fromKind, fromNamespace, "ConfigMap", ns, *ref.name))
            continue;
        const ConfigMap *map = snapshot.find<ConfigMap>(ns, *ref.name);
        if (!map) {
            isAnyUsable |= !snapshot.speaksOf<ConfigMap>();
            continue;
        }
        if (!map->caCrt.isWellFormed)
            continue;
        isAnyUsable = true;
        if (const auto text = map->data.find("ca.crt"); pem && text != map->data.end())
            *pem += *text->second + "\n";
    }
    return isAnyUsable;
}

bool hasUsableAuthority(const Snapshot &snapshot, const BackendTlsPolicy &policy)
{
    if (!policy.caCertificateRefs->empty())
        return hasUsableCa(snapshot, *policy.caCertificateRefs, "BackendTLSPolicy", *policy.meta.ns);
    return policy.wellKnownCaCertificates && *policy.wellKnownCaCertificates == "System";
}

std::vector<std::string> certificateNames(const Snapshot &snapshot, const EchoEndpoint &endpoint)
{
    std::vector<std::string> names;
    if (const BackendTlsPolicy *policy = backendTlsPolicy(snapshot, endpoint.ns, endpoint.service, endpoint.portName)) {
        for (const SubjectAltName &name : *policy->subjectAltNames)
            names.push_back(*name.type == "URI" ? *name.uri : *name.hostname);
    }
    return names;
}

QJsonObject upstreamTls(const BackendTlsPolicy &policy, const std::string &caFile, const std::string &clientFile,
                        const QString &alpn)
{
    // spec/gateway.md §10: with subjectAltNames the hostname is the server name only.
    QJsonArray names;
    const auto addName = [&names](const QString &type, const std::string &name) {
        names.append(QJsonObject{{u"san_type"_s, type}, {u"matcher"_s, QJsonObject{{u"exact"_s, envoyText(name)}}}});
    };
    for (const SubjectAltName &name : *policy.subjectAltNames) {
        if (*name.type == "URI")
            addName(u"URI"_s, *name.uri);
        else
            addName(u"DNS"_s, *name.hostname);
    }
    if (names.isEmpty())
        addName(u"DNS"_s, *policy.hostname);
    const QJsonObject validation{{u"trusted_ca"_s, QJsonObject{{u"filename"_s, envoyText(caFile)}}},
                                 {u"match_typed_subject_alt_names"_s, names}};
    QJsonObject common{{u"validation_context"_s, validation}};
    if (!alpn.isEmpty())
        common.insert(u"alpn_protocols"_s, QJsonArray{alpn});
    if (!clientFile.empty()) {
        const QJsonObject source{{u"filename"_s, envoyText(clientFile)}};
        common.insert(u"tls_certificates"_s,
                      QJsonArray{QJsonObject{{u"certificate_chain"_s, source}, {u"private_key"_s, source}}});
    }
    return envoyExtension(u"envoy.transport_sockets.tls"_s,
                          envoyTyped("extensions.transport_sockets.tls.v3.UpstreamTlsContext"_L1,
                                     {{u"sni"_s, envoyText(*policy.hostname)}, {u"common_tls_context"_s, common}}));
}

} // namespace wayproof
