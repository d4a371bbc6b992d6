// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/clusterinput.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace wayproof::test
{

namespace
{

QString text(const std::string &value)
{
    return QString::fromStdString(value);
}

class Completion
{
public:
    Completion(const Snapshot &snapshot, const EchoPlan &echo, const LabAuthority &authority)
        : m_snapshot(snapshot)
        , m_echo(echo)
        , m_authority(authority)
    {
    }

    std::string made()
    {
        if (!m_snapshot.speaksOf<IngressClass>())
            makeClasses();
        if (!m_snapshot.speaksOf<Service>())
            makeServices();
        makeSlices();
        if (!m_snapshot.speaksOf<Secret>())
            makeSecrets();
        return std::move(m_made);
    }

private:
    void add(const QString &apiVersion, const QString &kind, const QJsonObject &metadata, QJsonObject rest)
    {
        rest.insert(u"apiVersion"_s, apiVersion);
        rest.insert(u"kind"_s, kind);
        rest.insert(u"metadata"_s, metadata);
        m_made += "\n---\n" + QJsonDocument(rest).toJson(QJsonDocument::Compact).toStdString() + '\n';
    }

    void makeClasses()
    {
        std::set<std::string> names{"nginx"};
        for (const Ingress &ingress : m_snapshot.all<Ingress>())
            if (ingress.ingressClassName.isSet)
                names.insert(*ingress.ingressClassName);
        for (const std::string &name : names)
            add(u"networking.k8s.io/v1"_s, u"IngressClass"_s, {{u"name"_s, text(name)}},
                {{u"spec"_s, QJsonObject{{u"controller"_s, u"k8s.io/ingress-nginx"_s}}}});
    }

    using Endpoints = std::vector<const EchoEndpoint *>;
    /// By Service, in the plan's order.
    std::map<std::pair<std::string, std::string>, Endpoints> endpointsByService() const
    {
        std::map<std::pair<std::string, std::string>, Endpoints> result;
        for (const EchoEndpoint &endpoint : m_echo.endpoints())
            result[{endpoint.ns, endpoint.service}].push_back(&endpoint);
        return result;
    }

    /// Number that stands in for a port that is referred to by name only.
    static int numberOf(const EchoEndpoint &endpoint, int index)
    {
        return endpoint.servicePort != 0 ? static_cast<int>(endpoint.servicePort) : 20000 + index;
    }

    void makeServices()
    {
        for (const auto &[name, endpoints] : endpointsByService()) {
            QJsonArray ports;
            for (const EchoEndpoint *endpoint : endpoints) {
                const int index = static_cast<int>(ports.size());
                ports.append(QJsonObject{{u"name"_s, portName(*endpoint, index, endpoints.size())},
                                         {u"port"_s, numberOf(*endpoint, index)},
                                         {u"protocol"_s, endpoint->isUdp ? u"UDP"_s : u"TCP"_s}});
            }
            add(u"v1"_s, u"Service"_s, {{u"namespace"_s, text(name.first)}, {u"name"_s, text(name.second)}},
                {{u"spec"_s, QJsonObject{{u"ports"_s, ports}}}});
        }
    }

    /// A Service's ports have names where there are several.
    QString portName(const EchoEndpoint &endpoint, int index, std::size_t count) const
    {
        if (!endpoint.portName.empty() || m_snapshot.speaksOf<Service>() || count == 1)
            return text(endpoint.portName);
        return u"p%1"_s.arg(index);
    }

    /// For Services without slices: from Endpoints objects, and where nothing is known of endpoints.
    void makeSlices()
    {
        int made = 0;
        for (const auto &[name, endpoints] : endpointsByService()) {
            if (!m_snapshot.slicesOf(name.first, name.second).empty())
                continue;
            int index = 0;
            for (const EchoEndpoint *endpoint : endpoints) {
                ++made;
                const std::string &known = endpoint->address;
                const std::size_t colon = known.rfind(':');
                const bool isAssumed = known == "assumed";
                if (!isAssumed && colon == std::string::npos)
                    continue; // an ExternalName
                const QString address =
                    isAssumed ? u"10.255.%1.%2"_s.arg(made / 250).arg(made % 250 + 1) : text(known.substr(0, colon));
                const int port = isAssumed ? assumedPort : std::stoi(known.substr(colon + 1));
                const QJsonObject entry{{u"addresses"_s, QJsonArray{address}},
                                        {u"conditions"_s, QJsonObject{{u"ready"_s, endpoint->isReady}}}};
                add(u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s,
                    {{u"namespace"_s, text(name.first)},
                     {u"name"_s, u"%1-wayproof-%2"_s.arg(text(name.second)).arg(index)},
                     {u"labels"_s, QJsonObject{{u"kubernetes.io/service-name"_s, text(name.second)}}}},
                    {{u"addressType"_s, u"IPv4"_s},
                     {u"endpoints"_s, QJsonArray{entry}},
                     {u"ports"_s, QJsonArray{QJsonObject{{u"name"_s, portName(*endpoint, index, endpoints.size())},
                                                         {u"port"_s, port},
                                                         {u"protocol"_s, endpoint->isUdp ? u"UDP"_s : u"TCP"_s}}}}});
                ++index;
            }
        }
    }

    void addSecret(const std::string &ns, const std::string &name, const QJsonObject &entries)
    {
        if (m_secrets.insert(ns + '/' + name).second)
            add(u"v1"_s, u"Secret"_s, {{u"namespace"_s, text(ns)}, {u"name"_s, text(name)}},
                {{u"stringData"_s, entries}});
    }

    void makeSecrets()
    {
        for (const Ingress &ingress : m_snapshot.all<Ingress>()) {
            for (const IngressTls &tls : *ingress.tls) {
                std::vector<std::string> names;
                for (const Text &host : *tls.hosts)
                    names.push_back(*host);
                if (names.empty())
                    names.emplace_back("any.invalid");
                const Result<std::string> leaf = m_authority.leafPem(names, LabCertificate::Use::Server);
                if (tls.secretName->empty() || !leaf)
                    continue;
                const std::size_t key = leaf->find("-----BEGIN PRIVATE KEY");
                addSecret(*ingress.meta.ns, *tls.secretName,
                          {{u"tls.crt"_s, text(leaf->substr(0, key))}, {u"tls.key"_s, text(leaf->substr(key))}});
            }
            if (const Text *users = ingress.meta.annotation("nginx.ingress.kubernetes.io/auth-secret")) {
                const std::string &path = users->value;
                const std::size_t slash = path.find('/');
                addSecret(slash == std::string::npos ? *ingress.meta.ns : path.substr(0, slash),
                          slash == std::string::npos ? path : path.substr(slash + 1),
                          {{u"auth"_s, u"somebody:{PLAIN}not-told\n"_s}});
            }
        }
    }

    static constexpr int assumedPort = 8080;
    const Snapshot &m_snapshot;
    const EchoPlan &m_echo;
    const LabAuthority &m_authority;
    std::set<std::string> m_secrets;
    std::string m_made;
};

} // namespace

ClusterInput clusterInput(const std::string &manifests, const Snapshot &snapshot, const EchoPlan &echo,
                          const LabAuthority &authority)
{
    ClusterInput input;
    input.manifests = manifests + Completion(snapshot, echo, authority).made();
    for (const Diagnostic &finding : snapshot.findings()) {
        // Stored through v1beta1, an Ingress may have no pathType.
        if (finding.category != Category::Rejected || finding.severity != Severity::Error ||
            finding.code == "ingress-path-type-missing" || finding.subject.isNull())
            continue;
        const ResourceId &id = finding.subject;
        input.leaveOut.append(text(id.kind + '/' + id.ns + '/' + id.name));
    }
    return input;
}

} // namespace wayproof::test
