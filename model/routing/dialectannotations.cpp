// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/dialectannotations.h"

#include "model/routing/annotations.h"

#include <algorithm>
#include <charconv>

namespace wayproof
{

namespace
{

bool isAmong(const std::vector<std::string_view> &names, std::string_view name)
{
    return std::any_of(names.begin(), names.end(), [name](std::string_view known) {
        return known.ends_with('*') ? name.starts_with(known.substr(0, known.size() - 1)) : name == known;
    });
}

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// A redirect to https that keeps host, path and query.
std::shared_ptr<const Action> toHttps(const Dialect &dialect, int status, std::optional<int> port,
                                      const std::string &reason)
{
    auto action = std::make_shared<Action>();
    action->kind = ActionKind::Redirect;
    action->redirect.status = status;
    action->redirect.scheme = "https";
    action->redirect.portSource = port ? Redirect::Port::Explicit : Redirect::Port::OfScheme;
    action->redirect.port = port.value_or(0);
    action->reason = reason;
    if (const UnsettledAspect *aspect = dialect.find(UnsettledAspect::Kind::RedirectPort))
        action->dependsOn.push_back({"dialect-not-settled", aspect->text, "redirect.location"});
    return action;
}

class Reader
{
public:
    Reader(const IngressContext &context, const Dialect &dialect, const Ingress &ingress)
        : m_context(context)
        , m_dialect(dialect)
        , m_ingress(ingress)
    {
    }

    DialectAnnotations read()
    {
        if (m_dialect.name == "traefik")
            readTraefik();
        else if (m_dialect.name == "haproxytech")
            readHaproxyTech();
        else if (m_dialect.name == "haproxy-ingress")
            readHaproxyIngress();
        else if (m_dialect.name == "aws")
            readAws();
        else if (m_dialect.name == "contour")
            readContour();
        else if (m_dialect.name == "kong")
            readKong();
        else if (m_dialect.name == "gce")
            readGce();
        readUnknown();
        return std::move(m_read);
    }

private:
    std::string value(std::string_view name) const
    {
        const Text *found = dialectAnnotation(m_dialect, m_ingress, name);
        return found ? **found : std::string();
    }

    bool has(std::string_view name) const { return dialectAnnotation(m_dialect, m_ingress, name) != nullptr; }

    bool namesTls() const { return !m_ingress.tls->empty(); }

    /// Go's label decoder fails on a value of the wrong kind, and the provider leaves the Ingress out.
    void readTraefik()
    {
        for (const auto &[key, text] : m_ingress.meta.annotations) {
            const std::string lower = lowerCase(key);
            const std::string prefix = "traefik.ingress.kubernetes.io/";
            if (!lower.starts_with(prefix))
                continue;
            const std::string name = lower.substr(prefix.size());
            if (name == "router.pathmatcher") {
                m_read.pathType = *text;
            } else if (name == "router.priority") {
                const auto priority = number(*text);
                if (!priority)
                    m_read.dropped = "router.priority is no number, so Traefik leaves the Ingress out.";
                m_read.priority = priority.value_or(0);
            } else if (name == "router.tls" && parsedBool(*text) == false) {
                continue;
            } else if (name == "router.tls" || name.starts_with("router.tls.")) {
                m_read.servesPlain = false; // a router with TLS answers nothing on a plain connection
            }
        }
        readEntryPoints();
    }

    /// The chart's names, and what is said of them by flags --entrypoints.NAME….
    void readEntryPoints()
    {
        const std::vector<std::string> names = splitList(value("router.entrypoints"));
        const bool isTlsRouter = !m_read.servesPlain;
        const auto isTlsEntryPoint = [this](const std::string &name) {
            return parsedBool(m_context.settings.flag("entrypoints." + name + ".http.tls"));
        };
        if (names.empty()) {
            const auto secure = isTlsEntryPoint("websecure");
            if (!isTlsRouter && !secure)
                m_read.unknownTls = Dependency{"entry-points-unknown",
                                               "Whether Traefik's https entry point gives TLS to routers that do not "
                                               "ask for it is its own setting; say it with --controller-flag "
                                               "entrypoints.websecure.http.tls=true.",
                                               {}};
            m_read.servesTls = isTlsRouter || secure.value_or(true);
            return;
        }
        const auto isAmongNames = [&](std::string_view name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        const bool hasOthers = std::any_of(
            names.begin(), names.end(), [](const std::string &name) { return name != "web" && name != "websecure"; });
        if (hasOthers) {
            const Dependency unknown{"entry-points-unknown",
                                     "Annotation traefik.ingress.kubernetes.io/router.entrypoints names entry points "
                                     "that are not known here.",
                                     {}};
            m_read.unknownPlain = m_read.unknownTls = unknown;
            return;
        }
        m_read.servesPlain = m_read.servesPlain && isAmongNames("web");
        m_read.servesTls = isAmongNames("websecure") && (isTlsRouter || isTlsEntryPoint("websecure").value_or(true));
        if (m_read.servesTls && !isTlsRouter && !isTlsEntryPoint("websecure"))
            m_read.unknownTls = Dependency{"entry-points-unknown",
                                           "Whether Traefik's entry point websecure gives TLS to routers that do not "
                                           "ask for it is its own setting.",
                                           {}};
    }

    void readHaproxyTech()
    {
        const std::optional<bool> asked = parsedBool(value("ssl-redirect"));
        if (asked.value_or(namesTls())) {
            const auto status = number(value("ssl-redirect-code")).value_or(302);
            m_read.plainInstead = toHttps(m_dialect, static_cast<int>(status), std::nullopt,
                                          asked ? "ssl-redirect asks for it"
                                                : "an Ingress with tls is redirected to https unless ssl-redirect says "
                                                  "otherwise");
        }
        unknownField("path-rewrite", "upstream.path");
        unknownField("set-host", "upstream.host");
        unknownField("request-set-header", "upstream.headers");
        if (parsedBool(value("cors-enable")).value_or(false))
            unknownWhole("cors-enable");
    }

    void readHaproxyIngress()
    {
        m_read.pathType = value("path-type");
        if (namesTls() && parsedBool(value("ssl-redirect")).value_or(true)) {
            auto action =
                std::make_shared<Action>(*toHttps(m_dialect, 302, std::nullopt,
                                                  "hosts with tls are redirected to https unless ssl-redirect is "
                                                  "false"));
            action->redirect.usesHostHeaderPort = true;
            m_read.plainInstead = action;
            m_read.plainInsteadPathKept = "/.well-known/acme-challenge";
        }
        for (const std::string &alias : splitList(value("server-alias")))
            m_read.aliases.push_back(lowerCase(alias));
        m_read.aliasRegex = value("server-alias-regex");
        m_read.appRoot = value("app-root");
        unknownField("rewrite-target", "upstream.path");
        unknownField("headers", "upstream.headers");
        if (parsedBool(value("cors-enable")).value_or(false))
            unknownWhole("cors-enable");
    }

    void readAws()
    {
        m_read.group = value("group.name");
        m_read.groupOrder = number(value("group.order")).value_or(0);
        const std::string ports = value("listen-ports");
        const bool hasCertificates = has("certificate-arn");
        m_read.hasTlsListener = ports.empty() ? hasCertificates : ports.find("\"HTTPS\"") != std::string::npos;
        m_read.hasPlainListener = ports.empty() ? !hasCertificates : ports.find("\"HTTP\"") != std::string::npos;
        if (const auto port = number(value("ssl-redirect")))
            m_read.redirectsToPort = static_cast<int>(*port);
    }

    void readContour()
    {
        if (value("force-ssl-redirect") == "true")
            m_read.plainInstead = toHttps(m_dialect, 301, std::nullopt, "force-ssl-redirect asks for it");
        m_read.servesPlain = value("allow-http") != "false" || m_read.plainInstead;
        if (has("tls-cert-namespace"))
            m_read.unknownTls = notModelled("tls-cert-namespace");
    }

    void readKong()
    {
        m_read.stripsPath = parsedBool(value("strip-path")).value_or(false);
        m_read.methods = splitList(value("methods"));
        m_read.regexPriority = number(value("regex-priority")).value_or(0);
        if (has("regex-prefix"))
            m_read.regexPrefix = value("regex-prefix");
        for (const std::string &alias : splitList(value("host-aliases")))
            m_read.aliases.push_back(lowerCase(alias));
        const std::string start = "konghq.com/headers.";
        for (const auto &[key, text] : m_ingress.meta.annotations) {
            if (!key.starts_with(start))
                continue;
            // Several values are alternatives, which one condition cannot say.
            if (splitList(*text).size() == 1 && !text->starts_with("~*") && !has("headers-separator")) {
                ValueMatch header;
                header.name = key.substr(start.size());
                header.value = splitList(*text).front();
                m_read.headers.push_back(std::move(header));
            } else {
                m_read.unknown.push_back(notModelled(key.substr(std::string_view("konghq.com/").size())));
            }
        }
        if (parsedBool(value("preserve-host")) == false)
            unknownField("preserve-host", "upstream.host");
        readKongProtocols();
    }

    void readKongProtocols()
    {
        const std::vector<std::string> protocols = splitList(value("protocols"));
        const auto names = [&](std::string_view protocol) {
            return std::find(protocols.begin(), protocols.end(), protocol) != protocols.end();
        };
        const bool isForced = value("force-ssl-redirect") == "true";
        if (!protocols.empty() && !names("http") && !names("https")) {
            unknownWhole("protocols");
            return;
        }
        if (!protocols.empty())
            m_read.servesTls = names("https");
        if (!isForced && (protocols.empty() || names("http")))
            return;
        const auto status = number(value("https-redirect-status-code")).value_or(isForced ? 302 : 426);
        if (status == 426)
            m_read.plainInstead = respondAction(426, "the route takes https alone, and plain requests are told to "
                                                     "upgrade");
        else
            m_read.plainInstead = toHttps(m_dialect, static_cast<int>(status), std::nullopt,
                                          "the route takes https "
                                          "alone");
    }

    void readGce()
    {
        m_read.servesPlain = value("allow-http") != "false";
        m_read.hasCertificate = has("pre-shared-cert") || has("managed-certificates");
    }

    Dependency notModelled(std::string_view name) const
    {
        return {"annotation-not-modelled",
                "Annotation " + std::string(name) + " of Ingress " + m_ingress.meta.id().path() + " is not modelled.",
                {}};
    }

    void unknownWhole(std::string_view name) { m_read.unknown.push_back(notModelled(name)); }

    void unknownField(std::string_view name, std::string_view field)
    {
        if (!has(name))
            return;
        Dependency dependency = notModelled(name);
        dependency.field = field;
        m_read.unknown.push_back(std::move(dependency));
        m_seen.push_back(name);
    }

    void readUnknown()
    {
        const AnnotationVocabulary *vocabulary = vocabularyOf(m_dialect.name);
        if (!vocabulary || vocabulary->ignoresUnknown)
            return;
        for (const auto &[key, text] : m_ingress.meta.annotations) {
            for (const std::string_view prefix : vocabulary->prefixes) {
                const std::string lower = lowerCase(key);
                if (!lower.starts_with(prefix))
                    continue;
                const std::string name = lower.substr(prefix.size());
                if (!isAmong(vocabulary->modelled, name) && !isAmong(vocabulary->withoutRoutingEffect, name) &&
                    std::find(m_seen.begin(), m_seen.end(), name) == m_seen.end())
                    m_read.unknown.push_back(
                        {"annotation-not-modelled",
                         "Annotation " + key + " of Ingress " + m_ingress.meta.id().path() + " is not modelled.",
                         {}});
                break;
            }
        }
    }

    const IngressContext &m_context;
    const Dialect &m_dialect;
    const Ingress &m_ingress;
    DialectAnnotations m_read;
    std::vector<std::string_view> m_seen;
};

} // namespace

DialectAnnotations readDialectAnnotations(const IngressContext &context, const Dialect &dialect, const Ingress &ingress)
{
    return Reader(context, dialect, ingress).read();
}

const Text *dialectAnnotation(const Dialect &dialect, const Ingress &ingress, std::string_view name)
{
    const AnnotationVocabulary *vocabulary = vocabularyOf(dialect.name);
    if (!vocabulary)
        return nullptr;
    for (const std::string_view prefix : vocabulary->prefixes)
        if (const Text *value = ingress.meta.annotation(std::string(prefix) + std::string(name)))
            return value;
    return nullptr;
}

} // namespace wayproof
