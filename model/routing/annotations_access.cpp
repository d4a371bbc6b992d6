// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reading who may pass: address ranges, authentication, client certificates, CORS (spec/ingress.md §2.3).
#include "model/routing/annotations_reader.h"

#include <algorithm>

namespace wayproof
{

namespace
{

bool isHeaderName(const std::string &name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

/// A URL with a scheme and a host.
bool isUrl(const std::string &text)
{
    const std::size_t scheme = text.find("://");
    if (scheme == std::string::npos || scheme == 0)
        return false;
    const std::string host = text.substr(scheme + 3, text.find_first_of("/?", scheme + 3) - scheme - 3);
    return !host.empty() && host.find("..") == std::string::npos;
}

bool hasQueryParameter(const std::string &url, const std::string &name)
{
    for (std::size_t at = url.find('?'); at != std::string::npos; at = url.find('&', at + 1))
        if (url.compare(at + 1, name.size() + 1, name + "=") == 0 && at + name.size() + 2 < url.size() &&
            url[at + name.size() + 2] != '&')
            return true;
    return false;
}

/// Where the page's URL does not say already where to go afterwards, the request's own URL is added.
void completeSignin(NginxAuthRequest &check)
{
    if (!check.signin.empty() && !hasQueryParameter(check.signin, check.signinParameter))
        check.signin += (check.signin.find('?') == std::string::npos ? "?" : "&") + check.signinParameter +
                        "=$scheme://$http_host$escaped_request_uri";
}

} // namespace

std::vector<std::string> AnnotationReading::ranges(const std::string &name) const
{
    return splitList(find(name) ? text(name) : std::string());
}

void AnnotationReading::readAccess()
{
    // An empty value is no missing one: it denies the location.
    for (const char *name : {"allowlist-source-range", "denylist-source-range"}) {
        const Text *value = m_ingress.meta.annotation(m_prefix + name);
        const bool hasOtherName = std::string_view(name).starts_with("allow") && written("whitelist-source-range");
        if (value && (*value)->empty() && !hasOtherName)
            deny("the " + named(name) + " is empty");
    }
    const std::string allowName =
        written("allowlist-source-range") ? "allowlist-source-range" : "whitelist-source-range";
    m_read.allowedSources =
        written(allowName) ? ranges(allowName) : splitList(m_settings.configured("whitelist-source-range"));
    m_read.deniedSources = written("denylist-source-range") ? ranges("denylist-source-range")
                                                            : splitList(m_settings.configured("denylist-source-range"));
    m_read.satisfiesAny = text("satisfy") == "any";
    readAuthRequest();
    readBasicAuth();
    readClientCertificates();
}

void AnnotationReading::readAuthRequest()
{
    NginxAuthRequest &check = m_read.authRequest;
    const bool usesGlobal = !find("auth-url") && flag("enable-global-auth", true);
    const std::string global = m_settings.configured("global-auth-url");
    if (usesGlobal && isUrl(global)) {
        check.isGlobal = true;
        check.url = global;
        check.method = m_settings.configured("global-auth-method");
        if (isUrl(m_settings.configured("global-auth-signin")))
            check.signin = m_settings.configured("global-auth-signin");
        check.signinParameter = m_settings.configured("global-auth-signin-redirect-param", "rd");
        check.responseHeaders = splitList(m_settings.configured("global-auth-response-headers"));
        if (!m_settings.configured("global-auth-snippet").empty())
            check.snippet =
                Dependency{"controller-snippet",
                           "The controller's ConfigMap has global-auth-snippet, nginx configuration that may "
                           "change what the check is asked and answers.",
                           {}};
    }
    if (!find("auth-url")) {
        completeSignin(check);
        return;
    }
    check.url = text("auth-url");
    if (!isUrl(check.url))
        deny("the " + named("auth-url") + " is no URL");
    check.method = text("auth-method");
    check.signin = text("auth-signin");
    if (find("auth-signin-redirect-param"))
        check.signinParameter = text("auth-signin-redirect-param");
    check.responseHeaders = splitList(text("auth-response-headers"));
    for (const std::string &header : check.responseHeaders)
        if (!isHeaderName(header))
            deny("the " + named("auth-response-headers") + " names \"" + header + "\", which is no header");
    if (find("auth-proxy-set-headers"))
        configMapOf("auth-proxy-set-headers", false);
    if (find("auth-cache-key"))
        m_read.notes.push_back("auth-cache-key: an earlier answer of the check may stand for this one's.");
    completeSignin(check);
}

void AnnotationReading::readBasicAuth()
{
    const std::string type = text("auth-type");
    if (type.empty())
        return;
    if (type != "basic" && type != "digest") {
        m_read.unknownHere.push_back(notModelled("auth-type", "the controller makes a directive of it that nginx has "
                                                              "for digest alone."));
        return;
    }
    m_read.authType = type;
    m_read.authRealm = text("auth-realm");
    const NamedSecret named = secretOf("auth-secret", false);
    if (!named.problem.empty()) {
        deny(named.problem);
        return;
    }
    // A Secret of kind auth-file keeps its users under the key "auth"; of auth-map every key is a user.
    const bool isFile = text("auth-secret-type") != "auth-map";
    const Secret *secret = named.secret;
    if (isFile && secret && secret->isContentKnown && !secret->keys.empty() &&
        std::find(secret->keys.begin(), secret->keys.end(), "auth") == secret->keys.end())
        deny("Secret " + named.path + " of the " + this->named("auth-secret") + " has no key auth");
}

AnnotationReading::NamedSecret AnnotationReading::secretOf(const std::string &name, bool needsNamespace) const
{
    NamedSecret result;
    const std::string value = text(name);
    const std::size_t slash = value.find('/');
    if (value.empty() || value.find('/', slash + 1) < value.size()) {
        result.problem = "the " + named(name) + " names no Secret";
        return result;
    }
    if (slash == std::string::npos && needsNamespace) {
        result.problem = "the " + named(name) + " is not of the form namespace/name";
        return result;
    }
    const std::string ns = slash == std::string::npos ? *m_ingress.meta.ns : value.substr(0, slash);
    const std::string secret = slash == std::string::npos ? value : value.substr(slash + 1);
    result.path = ns + "/" + secret;
    if (ns != *m_ingress.meta.ns && !m_settings.isConfiguredOn("allow-cross-namespace-resources", false))
        result.problem = "the " + named(name) + " names a Secret of another namespace";
    result.secret = m_context.snapshot.find<Secret>(ns, secret);
    if (result.problem.empty() && !result.secret && m_context.snapshot.speaksOf<Secret>())
        result.problem = "Secret " + result.path + " of the " + named(name) + " does not exist";
    return result;
}

const ConfigMap *AnnotationReading::configMapOf(const std::string &name, bool needsNamespace)
{
    const std::string value = text(name);
    const std::size_t slash = value.find('/');
    const std::string ns = slash == std::string::npos ? *m_ingress.meta.ns : value.substr(0, slash);
    if (slash == std::string::npos && needsNamespace) {
        deny("the " + named(name) + " is not of the form namespace/name");
        return nullptr;
    }
    if (ns != *m_ingress.meta.ns && !m_settings.isConfiguredOn("allow-cross-namespace-resources", false) &&
        name != "custom-headers") {
        deny("the " + named(name) + " names a ConfigMap of another namespace");
        return nullptr;
    }
    const std::string configMap = slash == std::string::npos ? value : value.substr(slash + 1);
    const ConfigMap *found = m_context.snapshot.find<ConfigMap>(ns, configMap);
    if (!found && m_context.snapshot.speaksOf<ConfigMap>())
        deny("ConfigMap " + ns + "/" + configMap + " of the " + named(name) + " does not exist");
    return found;
}

/// spec/ingress.md §2.3 auth-tls-*: of the whole host; where its Secret cannot be used, every request is answered 403.
void AnnotationReading::readClientCertificates()
{
    if (!find("auth-tls-secret"))
        return;
    NginxClientCertificates &read = m_read.clientCertificates;
    const NamedSecret named = secretOf("auth-tls-secret", true);
    read.secret = named.path;
    if (!named.problem.empty()) {
        read.failure = named.problem;
        deny(named.problem);
        return;
    }
    if (named.secret && named.secret->isContentKnown && !named.secret->keys.empty())
        read.hasAuthorities =
            std::find(named.secret->keys.begin(), named.secret->keys.end(), "ca.crt") != named.secret->keys.end();
    if (find("auth-tls-verify-client"))
        read.verify = text("auth-tls-verify-client");
    read.errorPage = text("auth-tls-error-page");
    read.commonName = text("auth-tls-match-cn");
    read.passesCertificate = flag("auth-tls-pass-certificate-to-upstream", false);
}

void AnnotationReading::readProxySsl()
{
    if (!find("proxy-ssl-secret"))
        return;
    const NamedSecret named = secretOf("proxy-ssl-secret", true);
    if (!named.problem.empty()) {
        deny(named.problem);
        return;
    }
    NginxProxySsl &read = m_read.proxySsl;
    const Secret *secret = named.secret;
    const bool hasAuthorities = !secret || !secret->isContentKnown || secret->keys.empty() ||
                                std::find(secret->keys.begin(), secret->keys.end(), "ca.crt") != secret->keys.end();
    // The rest is written behind the CA only.
    if (!hasAuthorities)
        return;
    read.secret = named.path;
    read.isVerified = text("proxy-ssl-verify") == "on";
    read.name = text("proxy-ssl-name");
    read.sendsName = text("proxy-ssl-server-name") == "on";
}

void AnnotationReading::readCors()
{
    NginxCors &cors = m_read.cors;
    cors.isEnabled = flag("enable-cors", false);
    // The parser looks at these once more, whether or not annotations are validated.
    const auto textOr = [this](const std::string &name, const std::string &fallback) {
        const bool isTaken = find(name) && isNginxAnnotationValue(*findNginxAnnotationRule(name), text(name));
        return std::vector<std::string>{isTaken ? text(name) : fallback};
    };
    CorsHeaders &headers = cors.headers;
    headers.isOnEveryAnswer = true;
    headers.allowOrigins = find("cors-allow-origin") ? splitList(text("cors-allow-origin")) : splitList("*");
    if (std::find(headers.allowOrigins.begin(), headers.allowOrigins.end(), "*") != headers.allowOrigins.end())
        headers.allowOrigins = {"*"};
    // Each must name its scheme; the list's own check lets one pass that does not.
    std::erase_if(headers.allowOrigins, [](const std::string &origin) {
        return origin != "*" && !origin.starts_with("http://") && !origin.starts_with("https://");
    });
    cors.isEnabled = cors.isEnabled && !headers.allowOrigins.empty();
    headers.allowMethods = textOr("cors-allow-methods", "GET, PUT, POST, DELETE, PATCH, OPTIONS");
    headers.allowHeaders =
        textOr("cors-allow-headers", "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,"
                                     "Content-Type,Range,Authorization");
    if (auto exposed = textOr("cors-expose-headers", {}); !exposed.front().empty())
        headers.exposeHeaders = std::move(exposed);
    headers.allowCredentials = flag("cors-allow-credentials", true);
    headers.maxAgeSeconds = number("cors-max-age").value_or(1728000);
}

} // namespace wayproof
