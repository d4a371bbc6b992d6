// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxannotations.h"

#include "model/lab/nginxannotationparts.h"

#include <algorithm>
#include <array>
#include <map>

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
        return text.isGiven() ? text.value : std::string(fallback);
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

void readRisks(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    enum Risk { Low, Medium, High, Critical };
    static const std::map<std::string, Risk> levels{
        {"low", Low}, {"medium", Medium}, {"high", High}, {"critical", Critical}};
    static constexpr std::array<const char *, 5> critical{"auth-snippet", "configuration-snippet",
                                                          "modsecurity-snippet", "server-snippet", "stream-snippet"};
    static constexpr std::array<const char *, 11> high{"auth-signin",          "auth-tls-error-page",
                                                       "auth-tls-match-cn",    "auth-url",
                                                       "mirror-host",          "mirror-target",
                                                       "proxy-ssl-name",       "server-alias",
                                                       "upstream-hash-by",     "modsecurity-transaction-id",
                                                       "global-rate-limit-key"};
    const NginxSettings &settings = reader.settings();
    std::string level = settings.configText("annotations-risk-level", "High");
    std::transform(level.begin(), level.end(), level.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto permitted = levels.find(level);
    const Risk most = permitted == levels.end() ? High : permitted->second;
    for (const char *name : critical) {
        const bool isThere = reader.text(name, nginxcheck::anything).state != ReadText::State::Missing;
        if (!isThere)
            continue;
        if (most < Critical)
            drop(result, std::string(name) + " is of a risk that the controller does not permit");
        else if (settings.configFlag("allow-snippet-annotations", false))
            reader.note(name, "the lab does not write what others wrote for nginx into its configuration.");
    }
    if (most < High) {
        for (const char *name : high) {
            if (reader.ingress().meta.annotation("nginx.ingress.kubernetes.io/" + std::string(name)))
                drop(result, std::string(name) + " is of a risk that the controller does not permit");
        }
        if (most < Medium)
            reader.note("use-regex", "annotations of medium risk, which the controller refuses, are not told apart.");
    }
    const std::string blocked = trimmed(settings.configText("annotation-value-word-blocklist"));
    for (const std::string &word : splitList(blocked)) {
        for (const auto &[key, value] : reader.ingress().meta.annotations) {
            if (key.starts_with("nginx.ingress.kubernetes.io/") && value->find(word) != std::string::npos)
                drop(result, key + " holds the blocked word " + word);
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
