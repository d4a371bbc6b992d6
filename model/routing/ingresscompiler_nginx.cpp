// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// ingress-nginx: from its model of servers and locations to entrances, hosts and rules (spec/ingress.md §2.2).
#include "model/routing/ingresscompiler_nginx.h"
#include "model/routing/controllersettings.h"

#include <algorithm>

namespace wayproof
{

namespace
{

/// Sentences, each followed by a space.
std::string joined(const std::vector<std::string> &sentences)
{
    std::string text;
    for (const std::string &sentence : sentences)
        text += sentence + " ";
    return text;
}

struct NamedHost {
    NginxNameKind kind;
    VirtualHost host;
    std::size_t length = 0; ///< of the name that it is, or is a part of
};

class NginxCompiler
{
public:
    NginxCompiler(IngressContext &context, const ControllerGroup &group)
        : m_context(context)
        , m_group(group)
        , m_model(buildNginxModel(context, group))
    {
    }

    void run()
    {
        reportControllerSettings(m_context);
        reportNginxPitfalls(m_context, m_model);
        addEntrance(false);
        addEntrance(true);
    }

private:
    void addEntrance(bool isHttps)
    {
        Entrance entrance;
        entrance.name = std::string("ingress-nginx ") + (isHttps ? "https" : "http");
        entrance.owner = m_group.owner;
        entrance.group = m_group.controller;
        entrance.classNames = m_group.classNames;
        entrance.protocol = isHttps ? EntranceProtocol::Https : EntranceProtocol::Http;
        entrance.policy = m_group.dialect->request;
        entrance.policy.dropsUnderscoreHeaders =
            !m_context.settings.isConfiguredOn("enable-underscores-in-headers", false);
        readForwardedAddresses(entrance.policy);
        entrance.assumptions = assumptions(isHttps);
        entrance.source = m_group.source;
        if (isHttps)
            addPassthrough(entrance);
        Channel channel;
        channel.tls = isHttps ? TlsMode::Terminate : TlsMode::None;
        channel.noHost = respondAction(404, "No host matched: the controller's own default backend answers 404.");
        channel.noMatch = channel.noHost;
        if (const std::optional<Dependency> unknown = wholeConfiguration()) {
            channel.noHost = undeterminedAction(*unknown);
            channel.noMatch = channel.noHost;
        } else {
            channel.hosts = hosts(isHttps);
        }
        entrance.channels.push_back(std::move(channel));
        m_context.table.entrances.push_back(std::move(entrance));
    }

    /// Whose word on the client's address is taken, where the ConfigMap lets proxies speak.
    void readForwardedAddresses(RequestPolicy &policy) const
    {
        const ControllerSettings &settings = m_context.settings;
        if (!settings.isConfiguredOn("use-forwarded-headers", false) &&
            !settings.isConfiguredOn("enable-real-ip", false))
            return;
        if (settings.isConfiguredOn("use-proxy-protocol", false))
            return;
        policy.addressHeader = settings.configured("forwarded-for-header", "X-Forwarded-For");
        policy.trustedProxies = splitList(settings.configured("proxy-real-ip-cidr", "0.0.0.0/0"));
    }

    std::vector<std::string> assumptions(bool isHttps) const
    {
        std::vector<std::string> result = m_group.assumptions;
        const ControllerSettings &settings = m_context.settings;
        if (settings.sources.empty() && settings.flags.empty() && settings.config.empty())
            result.push_back(
                "The controller's flags and ConfigMap were not loaded; ingress-nginx' defaults are taken.");
        for (const std::string &source : settings.sources)
            result.push_back("The controller's settings were read from " + source + ".");
        if (isHttps)
            result.push_back("ingress-nginx answers https for every host, with its default certificate where no tls "
                             "entry gives another.");
        return result;
    }

    /// What keeps the whole configuration from being known.
    std::optional<Dependency> wholeConfiguration() const
    {
        if (!m_model.crashes.empty())
            return Dependency{"nginx-controller-crashes",
                              joined(m_model.crashes) +
                                  "What is served then, by what was running before, is not known.",
                              {}};
        if (!m_model.reloadFailures.empty())
            return Dependency{"nginx-reload-fails",
                              joined(m_model.reloadFailures) +
                                  "nginx refuses the configuration and goes on with the last one that it accepted.",
                              {}};
        for (const char *key : {"http-snippet", "main-snippet"})
            if (!m_context.settings.configured(key).empty())
                return Dependency{"controller-snippet",
                                  std::string("The controller's ConfigMap has ") + key +
                                      ", nginx configuration that may change any answer.",
                                  {}};
        return std::nullopt;
    }

    /// Every name for which the controller keeps a certificate: hosts, and aliases that the host's certificate covers
    /// (spec/ingress.md §2.4.6).
    std::set<std::string> certifiedNames() const
    {
        std::set<std::string> names;
        for (const auto &[hostname, server] : m_model.servers) {
            if (hostname != nginxCatchAll && !server.hasCertificate)
                continue;
            if (hostname != nginxCatchAll)
                names.insert(hostname);
            for (const std::string &alias : server.aliases)
                if (server.certificate && nginxCertificateCovers(*server.certificate, lowerCase(alias)))
                    names.insert(lowerCase(alias));
        }
        return names;
    }

    /// A name with its answer to whether the certificate look-up finds anything: by the host itself, then by the
    /// wildcard above it (spec/ingress.md §2.2 "TLS redirect"). Where that hangs on the host, the name is split.
    std::vector<std::pair<NginxName, bool>> byCertificate(const NginxName &name,
                                                          const std::set<std::string> &certified) const
    {
        const std::string &text = name.pattern.text;
        std::vector<std::pair<NginxName, bool>> result;
        switch (name.pattern.kind) {
        case HostPattern::Kind::Exact: {
            const std::size_t dot = text.find('.');
            const bool isCovered = dot != std::string::npos && dot > 0 && certified.contains("*" + text.substr(dot));
            return {{name, certified.contains(text) || isCovered}};
        }
        case HostPattern::Kind::WildcardOne:
            return {{name, certified.contains("*" + text)}};
        case HostPattern::Kind::WildcardMany:
            for (const std::string &wildcard : certified)
                if (wildcard.starts_with("*.") && wildcard.ends_with(text)) {
                    NginxName part = name;
                    part.pattern.kind = HostPattern::Kind::WildcardOne;
                    part.pattern.text = wildcard.substr(1);
                    result.emplace_back(std::move(part), true);
                }
            break;
        case HostPattern::Kind::Regex:
            for (const std::string &wildcard : certified)
                if (wildcard.starts_with("*.")) {
                    NginxName part = name;
                    const std::string both = "^(?=[^.]+" + escapedDots(wildcard.substr(1)) +
                                             "$)(?=.*?(?:" + name.pattern.regex->pattern() + "))";
                    part.pattern.text = both;
                    part.pattern.regex = std::make_shared<Regex>(both, name.pattern.regex->readings());
                    result.emplace_back(std::move(part), true);
                }
            break;
        case HostPattern::Kind::Any:
            break;
        }
        result.emplace_back(name, false);
        return result;
    }

    static std::string escapedDots(const std::string &name)
    {
        std::string result;
        for (const char c : name)
            result += c == '.' ? std::string("\\.") : std::string(1, c);
        return result;
    }

    static std::string reasonOf(const NginxServer &server, const NginxName &name)
    {
        switch (name.kind) {
        case NginxNameKind::Exact:
            return name.isAlias ? "an alias of host " + server.hostname : "an exact name goes first";
        case NginxNameKind::LeadingWildcard:
            return "a wildcard alias of host " + server.hostname + ": behind exact names, before wildcard hosts";
        case NginxNameKind::TrailingWildcard:
            return "a trailing wildcard alias of host " + server.hostname;
        case NginxNameKind::Regex:
            return name.isAlias ? "a regular expression alias of host " + server.hostname
                                : "a wildcard host is a regular expression for one label";
        case NginxNameKind::CatchAll:
            break;
        }
        return "no name matched: the catch-all server";
    }

    /// nginx' order of names: exact, leading wildcard (longest first), trailing wildcard, regular expressions as they
    /// come.
    std::vector<VirtualHost> hosts(bool isHttps) const
    {
        const NginxLowering lowering{m_context, m_group, m_model, isHttps};
        std::vector<NamedHost> named;
        NginxNames names;
        addWwwServers(named, names, isHttps); // they stand first in nginx.conf
        const std::set<std::string> certified = certifiedNames();
        for (const auto &[hostname, server] : m_model.servers) {
            std::optional<bool> ruledFor;
            std::vector<Rule> rules;
            for (const NginxName &whole : names.claim(server)) {
                for (const auto &[name, redirects] : byCertificate(whole, certified)) {
                    if (ruledFor != redirects) {
                        rules = nginxServerRules(lowering, server, redirects);
                        if (hostname == nginxCatchAll)
                            addOwnPaths(rules, server);
                        ruledFor = redirects;
                    }
                    VirtualHost host;
                    host.pattern = name.pattern;
                    host.rules = rules;
                    host.reason = reasonOf(server, name);
                    host.source = server.source;
                    named.push_back({name.kind, std::move(host), whole.pattern.text.size()});
                }
            }
        }
        std::stable_sort(named.begin(), named.end(), [](const NamedHost &a, const NamedHost &b) {
            if (a.kind != b.kind)
                return a.kind < b.kind;
            const bool isWildcard =
                a.kind == NginxNameKind::LeadingWildcard || a.kind == NginxNameKind::TrailingWildcard;
            return isWildcard && a.length > b.length;
        });
        std::vector<VirtualHost> result;
        for (NamedHost &entry : named)
            result.push_back(std::move(entry.host));
        return result;
    }

    /// The catch-all server's own health path; in regex mode the root's expression goes before it.
    void addOwnPaths(std::vector<Rule> &rules, const NginxServer &server) const
    {
        if (server.isRegexMode())
            return;
        const auto add = [&rules](const std::string &path, const std::string &step, Match match,
                                  std::shared_ptr<const Action> action) {
            Rule rule;
            rule.match = std::move(match);
            rule.match.path.kind = PathMatch::Kind::StringPrefix;
            rule.match.path.text = path;
            rule.rank = {
                {"location", path}, {"location length", std::to_string(path.size()) + " characters"}, {"step", step}};
            rule.action = std::move(action);
            const auto isShorter = [&](const Rule &other) {
                return other.match.path.kind == PathMatch::Kind::StringPrefix &&
                       other.match.path.text.size() < path.size();
            };
            rules.insert(std::find_if(rules.begin(), rules.end(), isShorter), std::move(rule));
        };
        add(m_context.settings.flag("health-check-path", "/healthz"), "health", {},
            respondAction(200, "The controller's own health path on the catch-all server."));
        Match stranger;
        stranger.sourceRanges = splitList(m_context.settings.configured("nginx-status-ipv4-whitelist", "127.0.0.1"));
        for (const std::string &range : splitList(m_context.settings.configured("nginx-status-ipv6-whitelist", "::1")))
            stranger.sourceRanges.push_back(range);
        stranger.isSourceNegated = true;
        add("/nginx_status", "status", std::move(stranger),
            respondAction(403, "nginx' status page on the catch-all server is for the controller's own machine."));
        add("/nginx_status", "status", {}, respondAction(200, "nginx' own status page on the catch-all server."));
    }

    /// spec/ingress.md §2.3 from-to-www-redirect: a server for the other name, unless somebody owns that name.
    void addWwwServers(std::vector<NamedHost> &named, NginxNames &names, bool isHttps) const
    {
        for (const auto &[hostname, server] : m_model.servers) {
            if (!server.redirectsFromToWww)
                continue;
            const std::string from = hostname.starts_with("www.") ? hostname.substr(4) : "www." + hostname;
            if (m_model.servers.contains(from) || !names.take(from))
                continue;
            auto action = std::make_shared<Action>();
            action->kind = ActionKind::Redirect;
            Redirect &redirect = action->redirect;
            redirect.status = nginxRedirectCode(m_context.settings);
            redirect.host = hostname;
            // $server_port: behind ssl-passthrough https arrives on a port of its own.
            const bool isPassedThrough = m_context.settings.isFlagOn("enable-ssl-passthrough", false);
            const std::string port = !isHttps          ? m_context.settings.flag("http-port", "80")
                                     : isPassedThrough ? m_context.settings.flag("ssl-passthrough-proxy-port", "442")
                                                       : m_context.settings.flag("https-port", "443");
            redirect.portSource = Redirect::Port::Explicit;
            redirect.port = static_cast<int>(std::strtol(port.c_str(), nullptr, 10));
            if (m_context.settings.isConfiguredOn("use-forwarded-headers", false)) {
                redirect.schemeHeader = "X-Forwarded-Proto";
                redirect.portHeader = "X-Forwarded-Port";
            }
            action->filters = nginxAnswerFilters({m_context, m_group, m_model, isHttps}, false);
            redirect.hidesDefaultPort = false;
            redirect.cutsTrailingSlash = true;
            action->reason = "from-to-www-redirect sends this name to " + hostname + ".";
            Rule rule;
            rule.action = std::move(action);
            if (!server.contributors.empty())
                rule.origin = originOf(*server.contributors.front()->ingress);
            rule.rank = {{"location", "server"}, {"location length", "-"}, {"step", "from-to-www-redirect"}};
            VirtualHost host;
            host.pattern.kind = HostPattern::Kind::Exact;
            host.pattern.text = from;
            host.rules = {std::move(rule)};
            host.reason = "made by from-to-www-redirect of host " + hostname;
            host.source = server.source;
            named.push_back({NginxNameKind::Exact, std::move(host), from.size()});
        }
    }

    /// The TLS proxy dials the cluster IP of the root location's Service; a root that no rule took over has none, nor
    /// has a headless Service.
    std::string passthroughRefusal(const NginxLocation &root) const
    {
        if (root.isDefaultBackend || root.upstream.empty())
            return "ssl-passthrough: no rule of the host has path /, so the controller finds no address to connect to.";
        const ResourceId &id = m_model.upstreams.at(root.upstream).found.backend.service;
        const Service *service = m_context.snapshot.find<Service>(id.ns, id.name);
        if (service && *service->clusterIP == "None")
            return "ssl-passthrough: Service " + id.path() + " is headless, and has no cluster IP to connect to.";
        return {};
    }

    /// spec/ingress.md §2.3 ssl-passthrough: by SNI to the root location's Service; the paths vanish. Needs its flag.
    void addPassthrough(Entrance &entrance) const
    {
        if (!m_context.settings.isFlagOn("enable-ssl-passthrough", false))
            return;
        for (const auto &[hostname, server] : m_model.servers) {
            const auto root = std::find_if(server.locations.begin(), server.locations.end(),
                                           [](const NginxLocation &location) { return location.path == "/"; });
            if (!server.isSslPassthrough || hostname == nginxCatchAll || hostname.starts_with("*.") ||
                root == server.locations.end())
                continue;
            Channel channel;
            channel.sni.kind = HostPattern::Kind::Exact;
            channel.sni.text = hostname;
            channel.source = server.source;
            if (const std::string refusal = passthroughRefusal(*root); !refusal.empty()) {
                channel.tls = TlsMode::Passthrough;
                channel.refusal = refusal;
                entrance.channels.push_back(std::move(channel));
                continue;
            }
            const FoundBackend &found = m_model.upstreams.at(root->upstream).found;
            if (found.problem == FoundBackend::Problem::ServiceMissing)
                continue; // the controller warns, and terminates TLS as ever
            Rule rule;
            auto action = std::make_shared<Action>();
            action->backends = {found.backend};
            action->notes.push_back("ssl-passthrough: TLS is handed to the backend as it is.");
            rule.action = std::move(action);
            rule.origin = originOf(*root->owner->ingress, root->rule, root->match);
            VirtualHost any;
            any.rules = {std::move(rule)};
            any.reason = "ssl-passthrough looks at the SNI only";
            channel.tls = TlsMode::Passthrough;
            channel.hosts = {std::move(any)};
            entrance.channels.push_back(std::move(channel));
        }
    }

    IngressContext &m_context;
    const ControllerGroup &m_group;
    const NginxModel m_model;
};

} // namespace

void compileIngressNginx(IngressContext &context, const ControllerGroup &group)
{
    NginxCompiler(context, group).run();
}

} // namespace wayproof
