// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Entrances of a controller that is described by its dialect alone (spec/ingress.md §1 and §3). Knows no controller by
// name: what differs is in the dialect.
#include "model/routing/ingresscompiler_routes.h"

#include <algorithm>

namespace wayproof
{

namespace
{

class Entrances
{
public:
    Entrances(IngressContext &context, const ControllerGroup &group, const std::vector<const Ingress *> &ingresses)
        : m_context(context)
        , m_group(group)
        , m_dialect(*group.dialect)
        , m_ingresses(ingresses)
        , m_routes(dialectRoutes(context, m_dialect, ingresses))
    {
    }

    void add(const std::string &suffix)
    {
        addPlain(suffix);
        addTls(suffix);
    }

private:
    Entrance entrance(EntranceProtocol protocol, const std::string &suffix) const
    {
        Entrance entrance;
        entrance.name = m_group.controller + suffix + (protocol == EntranceProtocol::Http ? " http" : " https");
        entrance.owner = m_group.owner;
        entrance.group = m_group.controller + suffix;
        entrance.classNames = m_dialect.merging == Dialect::Merging::All ? m_group.classNames : ownClasses();
        entrance.protocol = protocol;
        entrance.policy = m_dialect.request;
        entrance.assumptions = m_group.assumptions;
        entrance.source = m_group.source;
        for (const std::string &name : entrance.classNames) {
            const IngressClass *named = m_context.snapshot.find<IngressClass>("", name);
            if (m_dialect.readsClassParameters && named && named->parameters.isSet)
                entrance.assumptions.push_back("IngressClass " + name + " has parameters, which " + m_dialect.title +
                                               " reads and Wayproof does not; they are taken to change no routing.");
        }
        return entrance;
    }

    /// A load balancer of some Ingresses alone is asked for by their classes.
    std::vector<std::string> ownClasses() const
    {
        std::vector<std::string> names;
        for (const Ingress *ingress : m_ingresses) {
            const Text *annotation = ingress->meta.annotation("kubernetes.io/ingress.class");
            const std::string &name = annotation ? **annotation : *ingress->ingressClassName;
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
        return names;
    }

    std::shared_ptr<const Action> noMatch() const
    {
        if (m_routes.stopped)
            return undeterminedAction(*m_routes.stopped);
        return respondAction(m_dialect.noMatchStatus,
                             "No rule matched and there is no default backend: the controller's own answer.");
    }

    std::vector<VirtualHost> hosts(ServedOver over) const
    {
        return m_routes.stopped ? std::vector<VirtualHost>()
                                : dialectHosts(m_dialect, m_routes.hosts, m_routes.fallback, over);
    }

    void addPlain(const std::string &suffix)
    {
        Entrance http = entrance(EntranceProtocol::Http, suffix);
        Channel plain;
        plain.noMatch = plain.noHost = noMatch();
        if (const auto port = redirectPort())
            plain.noMatch = plain.noHost = redirectAction(*port);
        else
            plain.hosts = hosts(ServedOver::Plain);
        http.channels.push_back(std::move(plain));
        if (hasPlainListener())
            m_context.table.entrances.push_back(std::move(http));
    }

    /// AWS opens port 80 unless listen-ports or a certificate say otherwise, GCE unless allow-http is false.
    bool hasPlainListener() const
    {
        if (m_ingresses.empty())
            return true;
        if (m_dialect.https == HttpsRule::EverythingIfTls)
            return anyRead(&DialectAnnotations::servesPlain);
        return m_dialect.https != HttpsRule::ByListener || anyRead(&DialectAnnotations::hasPlainListener);
    }

    bool anyRead(bool DialectAnnotations::*member) const
    {
        return std::any_of(m_routes.read.begin(), m_routes.read.end(),
                           [member](const auto &read) { return (*read).*member; });
    }

    /// AWS ssl-redirect, of any Ingress of the group.
    std::optional<int> redirectPort() const
    {
        for (const auto &read : m_routes.read)
            if (read->redirectsToPort)
                return read->redirectsToPort;
        return std::nullopt;
    }

    static std::shared_ptr<const Action> redirectAction(int port)
    {
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Redirect;
        action->redirect.status = 301;
        action->redirect.scheme = "https";
        action->redirect.portSource = Redirect::Port::Explicit;
        action->redirect.port = port;
        action->redirect.hidesDefaultPort = false;
        action->reason = "alb.ingress.kubernetes.io/ssl-redirect redirects every plain request of the load balancer";
        return action;
    }

    void addTls(const std::string &suffix)
    {
        Entrance https = entrance(EntranceProtocol::Https, suffix);
        const bool isEverything =
            m_dialect.https == HttpsRule::Everything || m_dialect.https == HttpsRule::ByRouter ||
            (m_dialect.https == HttpsRule::ByListener && anyRead(&DialectAnnotations::hasTlsListener)) ||
            (m_dialect.https == HttpsRule::EverythingIfTls && hasCertificate());
        if (isEverything) {
            Channel channel;
            channel.tls = TlsMode::Terminate;
            channel.hosts = hosts(ServedOver::Tls);
            channel.noMatch = channel.noHost = noMatch();
            https.channels.push_back(std::move(channel));
            m_context.table.entrances.push_back(std::move(https));
            return;
        }
        if (m_dialect.https != HttpsRule::TlsEntries && m_dialect.https != HttpsRule::TlsEntryHosts)
            return;
        std::vector<Channel> channels =
            tlsChannels(m_context, m_dialect, m_ingresses, hosts(ServedOver::Tls), noMatch());
        if (channels.empty())
            return;
        if (!m_dialect.certificateNamespace.empty())
            https.assumptions.push_back(m_dialect.title +
                                        " reads the Secrets of tls entries in the namespace of its "
                                        "gateway, which is taken to be " +
                                        m_dialect.certificateNamespace + ".");
        if (m_dialect.https == HttpsRule::TlsEntryHosts) {
            https.noChannel = refuseAction();
        } else if (channels.back().sni.kind != HostPattern::Kind::Any)
            https.noChannel = undeterminedAction({"tls-without-entry",
                                                  "No tls entry names this host; whether and with which certificate "
                                                  "https answers is up to the controller.",
                                                  {}});
        https.channels = std::move(channels);
        m_context.table.entrances.push_back(std::move(https));
    }

    static std::shared_ptr<const Action> refuseAction()
    {
        auto action = std::make_shared<Action>();
        action->kind = ActionKind::Refuse;
        action->reason = "No tls entry with a usable certificate names this host, so the handshake fails.";
        return action;
    }

    bool hasCertificate() const
    {
        return anyRead(&DialectAnnotations::hasCertificate) ||
               std::any_of(m_ingresses.begin(), m_ingresses.end(),
                           [](const Ingress *ingress) { return !ingress->tls->empty(); });
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
    const Dialect &m_dialect;
    const std::vector<const Ingress *> &m_ingresses;
    const DialectRoutes m_routes;
};

/// spec/ingress.md §3, AWS: Ingresses are merged only within a group.name, ordered by group.order. GCE merges none.
std::map<std::string, std::vector<const Ingress *>> loadBalancers(const ControllerGroup &group)
{
    std::map<std::string, std::vector<const Ingress *>> balancers;
    for (const Ingress *ingress : group.ingresses) {
        const Text *name = group.dialect->merging == Dialect::Merging::ByGroup
                               ? ingress->meta.annotation("alb.ingress.kubernetes.io/group.name")
                               : nullptr;
        balancers[name ? " group " + **name : " " + ingress->meta.id().path()].push_back(ingress);
    }
    const auto orderOf = [](const Ingress *ingress) {
        const Text *order = ingress->meta.annotation("alb.ingress.kubernetes.io/group.order");
        return order ? std::strtol((*order)->c_str(), nullptr, 10) : 0L;
    };
    for (auto &[name, members] : balancers)
        std::stable_sort(members.begin(), members.end(), [&](const Ingress *a, const Ingress *b) {
            return orderOf(a) != orderOf(b) ? orderOf(a) < orderOf(b) : a->meta.id().path() < b->meta.id().path();
        });
    return balancers;
}

} // namespace

void compileByDialect(IngressContext &context, const ControllerGroup &group)
{
    if (group.dialect->merging == Dialect::Merging::All) {
        Entrances(context, group, group.ingresses).add({});
        return;
    }
    for (const auto &[suffix, ingresses] : loadBalancers(group))
        Entrances(context, group, ingresses).add(suffix);
}

} // namespace wayproof
