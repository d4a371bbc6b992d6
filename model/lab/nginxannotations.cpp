// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxannotations.h"

#include "model/lab/nginxannotationparts.h"

#include <algorithm>
#include <map>
#include <set>

namespace wayproof
{

void deny(LocationAnnotations &result, const std::string &reason)
{
    if (!result.denied)
        result.denied = reason;
}

void drop(LocationAnnotations &result, const std::string &reason)
{
    if (!result.dropped)
        result.dropped = reason;
}

void readRewrites(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    const NginxSettings &settings = reader.settings();
    const auto given = [](const ReadText &text) { return text.isGiven() ? text.value : std::string(); };
    // spec/ingress.md §2.4.7: with any other character these two are ignored.
    result.rewriteTarget = given(reader.text("rewrite-target", nginxcheck::pathWithGroups));
    result.appRoot = given(reader.text("app-root", nginxcheck::pathWithGroups));
    if (!result.appRoot.empty() && result.appRoot.front() != '/')
        result.appRoot.clear();
    result.useRegex = reader.flag("use-regex").value_or(false);
    result.sslRedirect = reader.flag("ssl-redirect").value_or(settings.configFlag("ssl-redirect", true));
    result.forceSslRedirect =
        reader.flag("force-ssl-redirect").value_or(settings.configFlag("force-ssl-redirect", false));
    result.preserveTrailingSlash =
        reader.flag("preserve-trailing-slash").value_or(settings.configFlag("preserve-trailing-slash", false));
    result.usePortInRedirects =
        reader.flag("use-port-in-redirects").value_or(settings.configFlag("use-port-in-redirects", false));
    const ReadText prefix = reader.text("x-forwarded-prefix", nginxcheck::spacedPathWithGroups);
    if (prefix.isInvalid())
        drop(result, "x-forwarded-prefix is not a path");
    result.forwardedPrefix = given(prefix);
    const ReadText aliases = reader.text("server-alias", nginxcheck::serverNames);
    if (aliases.isInvalid())
        drop(result, "server-alias is no list of names");
    else
        result.aliases = splitList(aliases.value);
    std::sort(result.aliases.begin(), result.aliases.end());
    result.aliases.erase(std::unique(result.aliases.begin(), result.aliases.end()), result.aliases.end());
}

void readRedirects(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    bool isInvalid = false;
    const auto settle = [&](const char *name) {
        if (isInvalid)
            drop(result, std::string(name) + " is not what it should be");
        isInvalid = false;
    };
    const auto isFaulty = [](const ReadText &text) { return text.state == ReadText::State::Empty || text.isInvalid(); };
    const std::optional<bool> www = reader.flag("from-to-www-redirect", &isInvalid);
    settle("from-to-www-redirect");
    result.relativeRedirects = reader.flag("relative-redirects", &isInvalid)
                                   .value_or(reader.settings().configFlag("relative-redirects", false));
    settle("relative-redirects");
    const ReadText temporal = reader.text("temporal-redirect", nginxcheck::url);
    const std::optional<int> temporalCode = reader.number("temporal-redirect-code", &isInvalid);
    settle("temporal-redirect-code");
    const ReadText permanent = reader.text("permanent-redirect", nginxcheck::url);
    const std::optional<int> permanentCode = reader.number("permanent-redirect-code", &isInvalid);
    if (!temporal.isGiven())
        settle("permanent-redirect-code");
    // spec/ingress.md §2.4.7: a variable, for one, drops the Ingress.
    if (temporal.isInvalid() || (!temporal.isGiven() && permanent.isInvalid()))
        drop(result, (temporal.isInvalid() ? "temporal-redirect" : "permanent-redirect") + std::string(" is no URL"));
    // What is there but empty makes the controller forget all of these.
    if (isFaulty(temporal) || (!temporal.isGiven() && isFaulty(permanent)))
        return;
    const ReadText &chosen = temporal.isGiven() ? temporal : permanent;
    // The permanent one is not looked at so closely.
    if (temporal.isGiven() && !temporal.value.starts_with("http"))
        return;
    result.fromToWww = www.value_or(false);
    result.redirectUrl = chosen.isGiven() ? chosen.value : std::string();
    const int fallback = temporal.isGiven() ? 302 : 301;
    const int code = (temporal.isGiven() ? temporalCode : permanentCode).value_or(0);
    result.redirectCode = code >= 300 && code <= 308 ? code : fallback;
}

void readCanary(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    NginxCanary canary;
    const auto given = [&reader](std::string_view name, NginxAnnotationReader::Check check) {
        const ReadText text = reader.text(name, check);
        return text.isGiven() ? text.value : std::string();
    };
    canary.isEnabled = reader.flag("canary").value_or(false);
    canary.weight = reader.number("canary-weight").value_or(0);
    // spec/ingress.md §2.2: a total below 100 is read as 100.
    canary.weightTotal = std::max(100, reader.number("canary-weight-total").value_or(100));
    canary.header = given("canary-by-header", nginxcheck::basic);
    canary.headerValue = given("canary-by-header-value", nginxcheck::basic);
    canary.headerPattern = given("canary-by-header-pattern", nginxcheck::regex);
    canary.cookie = given("canary-by-cookie", nginxcheck::basic);
    if (canary.isEnabled)
        result.canary = canary;
}

void readCors(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    LocationCors &cors = result.cors;
    cors.isEnabled = reader.flag("enable-cors").value_or(false);
    const auto value = [&reader](std::string_view name, NginxAnnotationReader::Check check, const char *fallback) {
        const ReadText text = reader.text(name, check);
        // Looked at here once more, whether or not annotations are validated.
        return text.isGiven() && check(text.value) ? text.value : std::string(fallback);
    };
    const ReadText origins = reader.text("cors-allow-origin", nginxcheck::origins);
    for (const std::string &origin : splitList(origins.isGiven() ? origins.value : std::string("*"))) {
        if (origin == "*") {
            cors.origins = {"*"};
            break;
        }
        // An origin without scheme is passed over.
        if (origin.find("://") != std::string::npos)
            cors.origins.push_back(origin);
    }
    cors.methods = value("cors-allow-methods", nginxcheck::methods, "GET, PUT, POST, DELETE, PATCH, OPTIONS");
    cors.headers = value("cors-allow-headers", nginxcheck::headerNames,
                         "DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,"
                         "Range,Authorization");
    cors.exposeHeaders = value("cors-expose-headers", nginxcheck::exposedHeaders, "");
    cors.maxAge = std::to_string(reader.number("cors-max-age").value_or(1728000));
    cors.credentials = reader.flag("cors-allow-credentials").value_or(true);
}

namespace
{

enum class Risk { Low, Medium, High, Critical };

/// Annotations of low risk are in no list.
Risk riskOf(const std::string &name)
{
    static const std::set<std::string> critical{"auth-snippet", "configuration-snippet", "modsecurity-snippet",
                                                "server-snippet", "stream-snippet"};
    static const std::set<std::string> high{
        "auth-signin",   "auth-tls-error-page", "auth-tls-match-cn", "auth-url",         "mirror-host",
        "mirror-target", "proxy-ssl-name",      "server-alias",      "upstream-hash-by", "modsecurity-transaction-id"};
    static const std::set<std::string> medium{"affinity-mode",
                                              "allowlist-source-range",
                                              "whitelist-source-range",
                                              "app-root",
                                              "auth-cache-duration",
                                              "auth-cache-key",
                                              "auth-proxy-set-headers",
                                              "auth-realm",
                                              "auth-request-redirect",
                                              "auth-response-headers",
                                              "auth-secret",
                                              "auth-signin-redirect-param",
                                              "auth-tls-secret",
                                              "auth-tls-verify-client",
                                              "canary-by-cookie",
                                              "canary-by-header",
                                              "canary-by-header-pattern",
                                              "canary-by-header-value",
                                              "cors-allow-headers",
                                              "cors-allow-methods",
                                              "cors-allow-origin",
                                              "cors-expose-headers",
                                              "custom-headers",
                                              "denylist-source-range",
                                              "fastcgi-index",
                                              "fastcgi-params-configmap",
                                              "force-ssl-redirect",
                                              "opentelemetry-operation-name",
                                              "permanent-redirect",
                                              "preserve-trailing-slash",
                                              "proxy-body-size",
                                              "proxy-cookie-domain",
                                              "proxy-cookie-path",
                                              "proxy-next-upstream",
                                              "proxy-redirect-from",
                                              "proxy-redirect-to",
                                              "proxy-ssl-ciphers",
                                              "proxy-ssl-secret",
                                              "rewrite-target",
                                              "session-cookie-domain",
                                              "session-cookie-expires",
                                              "session-cookie-max-age",
                                              "session-cookie-name",
                                              "session-cookie-path",
                                              "temporal-redirect",
                                              "x-forwarded-prefix"};
    if (critical.contains(name))
        return Risk::Critical;
    if (high.contains(name))
        return Risk::High;
    return medium.contains(name) ? Risk::Medium : Risk::Low;
}

Risk permittedRisk(const NginxSettings &settings)
{
    static const std::map<std::string, Risk> levels{
        {"medium", Risk::Medium}, {"high", Risk::High}, {"critical", Risk::Critical}};
    std::string level = settings.configText("annotations-risk-level", "High");
    std::transform(level.begin(), level.end(), level.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto found = levels.find(level);
    return found == levels.end() ? Risk::Low : found->second;
}

/// Elements between commas as they are: an empty one is in every text.
std::vector<std::string> blockedWords(const NginxSettings &settings)
{
    std::vector<std::string> words;
    const std::string list = trimmed(settings.configText("annotation-value-word-blocklist"));
    for (std::size_t start = 0; !list.empty() && start <= list.size();) {
        const std::size_t end = std::min(list.find(',', start), list.size());
        words.push_back(list.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

} // namespace

void readRisks(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    const NginxSettings &settings = reader.settings();
    const Risk permitted = permittedRisk(settings);
    const std::vector<std::string> words = blockedWords(settings);
    const std::string &prefix = reader.prefix();
    for (const auto &[key, value] : reader.ingress().meta.annotations) {
        const bool isOurs = key.starts_with(prefix);
        // A name without the controller's prefix is judged as if it had it.
        const std::string name = isOurs ? key.substr(prefix.size()) : key;
        if (riskOf(name) > permitted)
            drop(result, name + " is of a risk that the controller does not permit");
        else if (isOurs && riskOf(name) == Risk::Critical) {
            reader.text(name, nginxcheck::anything);
            if (settings.configFlag("allow-snippet-annotations", false))
                reader.note(name, "the lab does not write what others wrote for nginx into its configuration.");
        }
        for (const std::string &word : words) {
            if (isOurs && value->find(word) != std::string::npos)
                drop(result, key + " holds the blocked word \"" + word + '"');
        }
    }
}

LocationAnnotations readNginxAnnotations(const Ingress &ingress, const Snapshot &snapshot,
                                         const NginxSettings &settings, Diagnostics &notServed)
{
    LocationAnnotations result;
    NginxAnnotationReader reader(ingress, settings, notServed);
    readRewrites(reader, result);
    readRedirects(reader, result);
    readCanary(reader, result);
    readCors(reader, result);
    readSources(reader, result);
    readBasicAuth(reader, snapshot, result);
    readExternalAuth(reader, result);
    readProxy(reader, result);
    readErrors(reader, result);
    readCustomHeaders(reader, snapshot, result);
    readOthers(reader, result);
    readRisks(reader, result);
    reader.noteTheRest();
    return result;
}

} // namespace wayproof
