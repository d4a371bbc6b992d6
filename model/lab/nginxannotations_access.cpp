// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Annotations that decide who may pass, and how the backend is then spoken to.
#include "model/lab/nginxannotationparts.h"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace wayproof
{

namespace
{

void readSourceList(NginxAnnotationReader &reader, const ReadText &text, const char *name, const char *setting,
                    std::vector<std::string> &list, LocationAnnotations &result)
{
    list = reader.settings().configList(setting);
    if (text.state == ReadText::State::Missing)
        return;
    if (text.isGiven())
        list = splitList(text.value);
    else
        deny(result, std::string(name) + " is no list of addresses");
}

/// One element of auth-cache-duration: codes, then at least one time.
bool isCacheDuration(const std::string &text)
{
    static const std::regex code("[0-9]{3}");
    static const std::regex time("[0-9]+(ms|s|m|h|d|w|M|y)");
    bool hasTime = false;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (std::regex_match(word, code) && hasTime)
            return false;
        hasTime = hasTime || (!std::regex_match(word, code) && std::regex_match(word, time));
    }
    return hasTime;
}

std::string upperCase(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

} // namespace

void readSources(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    readSourceList(reader, reader.text("allowlist-source-range", nginxcheck::sources, "whitelist-source-range"),
                   "allowlist-source-range", "whitelist-source-range", result.allowedSources, result);
    readSourceList(reader, reader.text("denylist-source-range", nginxcheck::sources), "denylist-source-range",
                   "denylist-source-range", result.deniedSources, result);
}

void readBasicAuth(NginxAnnotationReader &reader, const Snapshot &snapshot, LocationAnnotations &result)
{
    const auto isType = [](std::string_view text) {
        return text.find("basic") != std::string_view::npos || text.find("digest") != std::string_view::npos;
    };
    const auto isSecretType = [](std::string_view text) {
        return text.find("auth-file") != std::string_view::npos || text.find("auth-map") != std::string_view::npos;
    };
    const ReadText satisfy = reader.text("satisfy", nginxcheck::anything);
    if (satisfy.value == "any" || satisfy.value == "all")
        result.satisfy = satisfy.value;
    const ReadText type = reader.text("auth-type", isType);
    const ReadText secretType = reader.text("auth-secret-type", isSecretType);
    const ReadText secret = reader.text("auth-secret", nginxcheck::basic);
    const ReadText realm = reader.text("auth-realm", nginxcheck::basic);
    if (type.isInvalid())
        drop(result, "auth-type is neither basic nor digest");
    if (!type.isGiven())
        return;
    if (secretType.isInvalid())
        drop(result, "auth-secret-type is neither auth-file nor auth-map");
    if (!secret.isGiven()) {
        deny(result, "auth-secret does not name a Secret");
        return;
    }
    const std::string &ownNamespace = *reader.ingress().meta.ns;
    const std::size_t slash = secret.value.find('/');
    const std::string ns = slash == std::string::npos ? ownNamespace : secret.value.substr(0, slash);
    const std::string name = slash == std::string::npos ? secret.value : secret.value.substr(slash + 1);
    if (ns != ownNamespace && !reader.settings().configFlag("allow-cross-namespace-resources", false)) {
        deny(result, "auth-secret is of another namespace");
        return;
    }
    const Secret *found = snapshot.find<Secret>(ns, name);
    const bool isFile = !secretType.isGiven() || secretType.value.find("auth-file") != std::string::npos;
    const bool lacksKey = found && found->isContentKnown && isFile &&
                          std::find(found->keys.begin(), found->keys.end(), "auth") == found->keys.end();
    if ((!found && snapshot.speaksOf<Secret>()) || lacksKey) {
        deny(result, found ? "the Secret has no key auth" : "the Secret of auth-secret does not exist");
        return;
    }
    if (realm.isInvalid())
        drop(result, "auth-realm has characters that the controller does not take");
    result.basicRealm = realm.isGiven() ? realm.value : std::string();
    reader.note("auth-type", "whatever the credentials, the lab answers 401: what Secrets hold is never read.");
}

void readExternalAuth(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    LocationAuth auth;
    const ReadText url = reader.text("auth-url", nginxcheck::urlWithVariables);
    const ReadText method = reader.text("auth-method", nginxcheck::basic);
    const ReadText signIn = reader.text("auth-signin", nginxcheck::urlWithVariables);
    const ReadText parameter = reader.text("auth-signin-redirect-param", nginxcheck::url);
    const ReadText headers = reader.text("auth-response-headers", nginxcheck::headerNames);
    const ReadText redirect = reader.text("auth-request-redirect", nginxcheck::url);
    // Connections that are kept change nothing that can be seen.
    for (const char *name : {"auth-keepalive", "auth-keepalive-requests", "auth-keepalive-timeout"})
        reader.number(name);
    reader.flag("auth-keepalive-share-vars");
    const auto isExtended = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                   std::string_view("-._~/:, ").find(c) != std::string_view::npos;
        });
    };
    const ReadText duration = reader.text("auth-cache-duration", isExtended);
    bool isCookieInvalid = false;
    reader.flag("auth-always-set-cookie", &isCookieInvalid);
    result.takesGlobalAuth = reader.flag("enable-global-auth").value_or(true);
    if (url.isInvalid())
        drop(result, "auth-url is no URL");
    if (!url.isGiven())
        return;
    static const std::set<std::string> knownMethods{"GET",    "HEAD",    "POST",    "PUT",  "PATCH",
                                                    "DELETE", "CONNECT", "OPTIONS", "TRACE"};
    const std::size_t authority = url.value.find("://");
    if (authority == std::string::npos || authority + 3 >= url.value.size() || url.value[authority + 3] == '/') {
        deny(result, "auth-url names no server");
        return;
    }
    if (method.isGiven() && !knownMethods.contains(method.value))
        deny(result, "auth-method is no method");
    if (headers.isInvalid())
        deny(result, "auth-response-headers is no list of headers");
    const std::vector<std::string> durations = splitList(duration.isGiven() ? duration.value : std::string());
    if (!std::all_of(durations.begin(), durations.end(), isCacheDuration))
        deny(result, "auth-cache-duration is no list of codes and times");
    // With one of these the controller forgets the whole check.
    if (duration.isInvalid() || isCookieInvalid || redirect.isInvalid())
        return;
    auth.url = url.value;
    auth.method = method.isGiven() ? method.value : std::string();
    auth.signIn = signIn.isGiven() ? signIn.value : std::string();
    if (parameter.isGiven())
        auth.signInParameter = parameter.value;
    auth.requestRedirect = redirect.isGiven() ? redirect.value : std::string();
    auth.responseHeaders = headers.isGiven() ? splitList(headers.value) : std::vector<std::string>();
    result.auth = auth;
}

LocationAuth globalAuth(const NginxSettings &settings)
{
    LocationAuth auth;
    const std::string url = settings.configText("global-auth-url");
    if (url.find("://") == std::string::npos)
        return auth;
    auth.url = url;
    auth.method = settings.configText("global-auth-method");
    auth.signIn = settings.configText("global-auth-signin");
    auth.signInParameter = settings.configText("global-auth-signin-redirect-param", "rd");
    auth.requestRedirect = settings.configText("global-auth-request-redirect");
    auth.responseHeaders = settings.configList("global-auth-response-headers");
    return auth;
}

void readProxy(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    const NginxSettings &settings = reader.settings();
    const auto given = [&reader](const char *name, NginxAnnotationReader::Check check, const std::string &fallback) {
        const ReadText text = reader.text(name, check);
        return text.isGiven() ? text.value : fallback;
    };
    const auto seconds = [&](const char *name, int fallback) {
        const int value = reader.number(name).value_or(settings.configNumber(name, fallback));
        return std::to_string(std::max(0, value)) + "s";
    };
    result.bodySize = given("proxy-body-size", nginxcheck::size, settings.configText("proxy-body-size", "1m"));
    result.connectTimeout = seconds("proxy-connect-timeout", 5);
    result.sendTimeout = seconds("proxy-send-timeout", 60);
    result.readTimeout = seconds("proxy-read-timeout", 60);
    const std::string version = given("proxy-http-version", nginxcheck::basic, "");
    result.httpVersion = version == "1.0" || version == "1.1" ? version : std::string("1.1");
    const auto isWords = [](std::string_view text) {
        return std::all_of(text.begin(), text.end(),
                           [](char c) { return c == '_' || c == ' ' || std::isalnum(static_cast<unsigned char>(c)); });
    };
    result.nextUpstream =
        given("proxy-next-upstream", isWords, settings.configText("proxy-next-upstream", "error timeout"));
    if (settings.configFlag("retry-non-idempotent", false))
        result.nextUpstream += " non_idempotent";
    result.nextUpstreamTries =
        reader.number("proxy-next-upstream-tries").value_or(settings.configNumber("proxy-next-upstream-tries", 3));
    reader.number("proxy-next-upstream-timeout");
    // How much is held back in between can't be seen in an answer.
    for (const char *name :
         {"proxy-buffering", "proxy-buffer-size", "proxy-request-buffering", "proxy-max-temp-file-size",
          "client-body-buffer-size", "enable-access-log", "enable-rewrite-log"})
        reader.text(name, nginxcheck::anything);
    reader.number("proxy-buffers-number");
    const ReadText vhost = reader.text("upstream-vhost", nginxcheck::regex);
    if (vhost.isInvalid())
        drop(result, "upstream-vhost is no server name");
    result.upstreamVhost = vhost.isGiven() ? vhost.value : std::string();
    const auto isConnection = [](std::string_view text) {
        std::string word(text);
        std::erase(word, ' ');
        return word == "close" || word == "keep-alive";
    };
    const ReadText connection = reader.text("connection-proxy-header", isConnection);
    if (connection.isInvalid())
        drop(result, "connection-proxy-header is no list of words");
    result.connectionHeader = connection.isGiven() ? connection.value : std::string();
    result.serviceUpstream = reader.flag("service-upstream").value_or(settings.configFlag("service-upstream", false));
    static const std::set<std::string> protocols{"AUTO_HTTP", "HTTP", "HTTPS", "GRPC", "GRPCS", "FCGI"};
    const std::string protocol = upperCase(given("backend-protocol", nginxcheck::anything, "HTTP"));
    result.backendProtocol = protocols.contains(protocol) ? protocol : std::string("HTTP");
    if (protocol == "FCGI") {
        reader.note("backend-protocol", "FCGI is not served: the lab's echo server is spoken to in HTTP.");
        result.backendProtocol = "HTTP";
    }
    result.mirrorTarget = given("mirror-target", nginxcheck::regex, "");
    result.mirrorHost = given("mirror-host", nginxcheck::regex, "");
    result.mirrorsBody = given("mirror-request-body", nginxcheck::anything, "on") != "off";
}

void readErrors(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    const ReadText service = reader.text("default-backend", nginxcheck::serviceName);
    if (service.isInvalid())
        drop(result, "default-backend is no name of a Service");
    result.defaultBackend = service.isGiven() ? service.value : std::string();
    const ReadText errors = reader.text("custom-http-errors", nginxcheck::errorCodes);
    if (errors.isInvalid())
        drop(result, "custom-http-errors is no list of codes");
    result.interceptsErrors = !reader.flag("disable-proxy-intercept-errors")
                                   .value_or(reader.settings().configFlag("disable-proxy-intercept-errors", false));
    if (!errors.isGiven())
        return;
    std::vector<int> codes;
    for (std::size_t start = 0; start <= errors.value.size();) {
        const std::size_t end = std::min(errors.value.find(',', start), errors.value.size());
        const std::optional<int> code = intFromText(std::string_view(errors.value).substr(start, end - start));
        if (!code)
            return; // a space or a comma too many, and the controller forgets the whole list
        codes.push_back(*code);
        start = end + 1;
    }
    result.customErrors = codes;
}

} // namespace wayproof
