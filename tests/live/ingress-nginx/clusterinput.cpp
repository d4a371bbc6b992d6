// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/live/ingress-nginx/clusterinput.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

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

    /// Secrets with certificates of the lab's own in place of theirs: its echo servers' are signed by its authority,
    /// and the keys of what was loaded are nobody's to know.
    std::string certificates()
    {
        for (const Ingress &ingress : m_snapshot.all<Ingress>()) {
            for (const char *name : {"auth-tls-secret", "proxy-ssl-secret"}) {
                const Text *path = ingress.meta.annotation(std::string("nginx.ingress.kubernetes.io/") + name);
                const std::size_t slash = path ? path->value.find('/') : std::string::npos;
                if (slash == std::string::npos)
                    continue;
                const std::string ns = path->value.substr(0, slash);
                const std::string secret = path->value.substr(slash + 1);
                const Secret *known = m_snapshot.find<Secret>(ns, secret);
                if (!known && m_snapshot.speaksOf<Secret>())
                    continue;
                QJsonObject entries;
                if (!known || known->caCrt.isPresent)
                    entries.insert(u"ca.crt"_s, text(m_authority.caPem()));
                if (known && known->tlsCrt.isPresent)
                    addPair(entries, {"proxy.invalid"});
                addSecret(ns, secret, entries);
            }
        }
        // A certificate needs a key that fits; the names are what counts.
        for (const Secret &secret : m_snapshot.all<Secret>()) {
            const bool hasKey = std::find(secret.keys.begin(), secret.keys.end(), "tls.key") != secret.keys.end();
            if (!secret.tlsCrt.isWellFormed || !hasKey || secret.caCrt.isPresent)
                continue;
            QJsonObject entries;
            addPair(entries, secret.tlsCrt.names);
            addSecret(*secret.meta.ns, *secret.meta.name, entries);
        }
        return std::exchange(m_made, {});
    }

    std::string made(const std::string &defaultBackend)
    {
        if (!m_snapshot.speaksOf<IngressClass>())
            makeClasses();
        if (!m_snapshot.speaksOf<Service>())
            makeServices(defaultBackend);
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

    /// Of Services that only an annotation or a flag names, nothing is known but that.
    void makeNamed(const std::string &ns, const std::string &name)
    {
        const auto &endpoints = m_echo.endpoints();
        const bool isPlanned = std::any_of(endpoints.begin(), endpoints.end(), [&](const EchoEndpoint &endpoint) {
            return endpoint.ns == ns && endpoint.service == name;
        });
        if (isPlanned || !m_named.insert(ns + '/' + name).second)
            return;
        const QJsonObject port{{u"port"_s, 80}, {u"targetPort"_s, assumedPort}};
        add(u"v1"_s, u"Service"_s, {{u"namespace"_s, text(ns)}, {u"name"_s, text(name)}},
            {{u"spec"_s, QJsonObject{{u"ports"_s, QJsonArray{port}}}}});
        const QString address = u"10.254.0.%1"_s.arg(m_named.size());
        add(u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s,
            {{u"namespace"_s, text(ns)},
             {u"name"_s, text(name) + u"-wayproof"_s},
             {u"labels"_s, QJsonObject{{u"kubernetes.io/service-name"_s, text(name)}}}},
            {{u"addressType"_s, u"IPv4"_s},
             {u"endpoints"_s, QJsonArray{QJsonObject{{u"addresses"_s, QJsonArray{address}}}}},
             {u"ports"_s, QJsonArray{QJsonObject{{u"port"_s, assumedPort}}}}});
    }

    void makeServices(const std::string &defaultBackend)
    {
        if (const std::size_t slash = defaultBackend.find('/'); slash != std::string::npos)
            makeNamed(defaultBackend.substr(0, slash), defaultBackend.substr(slash + 1));
        for (const Ingress &ingress : m_snapshot.all<Ingress>())
            if (const Text *named = ingress.meta.annotation("nginx.ingress.kubernetes.io/default-backend"))
                makeNamed(*ingress.meta.ns, named->value);
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

    void addPair(QJsonObject &entries, const std::vector<std::string> &names) const
    {
        const Result<std::string> leaf = m_authority.leafPem(names, LabCertificate::Use::Server);
        if (!leaf)
            return;
        const std::size_t key = leaf->find("-----BEGIN PRIVATE KEY");
        entries.insert(u"tls.crt"_s, text(leaf->substr(0, key)));
        entries.insert(u"tls.key"_s, text(leaf->substr(key)));
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
                if (tls.secretName->empty())
                    continue;
                QJsonObject entries;
                addPair(entries, names);
                addSecret(*ingress.meta.ns, *tls.secretName, entries);
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
    std::set<std::string> m_named;
    std::string m_made;
};

} // namespace

ClusterInput clusterInput(const std::string &manifests, const Snapshot &snapshot, const EchoPlan &echo,
                          const LabAuthority &authority, const std::string &defaultBackend)
{
    ClusterInput input;
    Completion completion(snapshot, echo, authority);
    input.manifests = completion.certificates() + "\n---\n" + manifests;
    input.manifests += completion.made(defaultBackend);
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
