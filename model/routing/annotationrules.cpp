// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The annotations of ingress-nginx v1.15.1, those of earlier versions beside them.
#include "model/routing/annotationrules.h"

#include "model/routing/ingresscompiler_pitfalls.h"

#include "model/routing/match.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

constexpr auto low = AnnotationRisk::Low;
constexpr auto medium = AnnotationRisk::Medium;
constexpr auto high = AnnotationRisk::High;
constexpr auto critical = AnnotationRisk::Critical;
constexpr auto modelled = NginxAnnotationKind::Modelled;
constexpr auto limit = NginxAnnotationKind::Limit;
constexpr auto without = NginxAnnotationKind::WithoutRoutingEffect;
constexpr auto snippet = NginxAnnotationKind::Snippet;
constexpr auto removed = NginxAnnotationKind::Removed;
constexpr auto ignored = InvalidValueCost::Ignored;
constexpr auto drops = InvalidValueCost::Drops;
constexpr auto denies = InvalidValueCost::Denies;
constexpr auto unchecked = InvalidValueCost::Unchecked;

std::shared_ptr<const Regex> compiled(std::string_view check)
{
    const std::string pattern(check.substr(check.starts_with('+') ? 1 : 0));
    return std::make_shared<Regex>(pattern,
                                   std::vector<RegexReading>{{RegexEngine::Re2, RegexAnchoring::Search, false}});
}

/// What server names, upstream-vhost and mirror targets are made of.
constexpr std::string_view nameCheck = R"(^[/._~a-zA-Z0-9:^$\[\](){}*+?|&=\\-]*$)";

const Regex &regexOf(std::string_view check)
{
    static const auto all = [] {
        std::map<std::string_view, std::shared_ptr<const Regex>> result;
        result[nameCheck] = compiled(nameCheck);
        for (const NginxAnnotationRule &rule : nginxAnnotationRules())
            result.try_emplace(rule.check, compiled(rule.check));
        return result;
    }();
    return *all.at(check);
}

std::string trimmed(const std::string &text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string::npos ? std::string()
                                      : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

template<class F>
bool allParts(const std::string &text, F isGood)
{
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        if (!isGood(trimmed(text.substr(start, end - start))))
            return false;
        start = end + 1;
    }
    return true;
}

bool isName(const std::string &text)
{
    return regexOf(nameCheck).matches(trimmed(text)) == Ternary::Yes;
}

bool isNumber(const std::string &text)
{
    std::int64_t number = 0;
    const char *begin = text.data() + (text.starts_with('+') ? 1 : 0);
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    return begin != end && error == std::errc() && stop == end;
}

bool isOneOf(std::string_view options, const std::string &value)
{
    for (std::size_t start = 0; start <= options.size();) {
        const std::size_t end = std::min(options.find('|', start), options.size());
        if (options.substr(start, end - start) == value)
            return true;
        start = end + 1;
    }
    return false;
}

bool isBool(const std::string &value)
{
    return isOneOf("1|t|T|TRUE|true|True|0|f|F|FALSE|false|False", value);
}

} // namespace

const std::vector<NginxAnnotationRule> &nginxAnnotationRules()
{
    // clang-format off
    static const std::vector<NginxAnnotationRule> rules = {
        {"add-base-url", low, removed, "any", ignored, ""},
        {"affinity", low, modelled, "=cookie", ignored, ""},
        {"affinity-canary-behavior", low, modelled, "=legacy|sticky", ignored, ""},
        {"affinity-mode", medium, modelled, "=balanced|persistent", ignored, ""},
        {"allowlist-source-range", medium, modelled, "ranges", denies, ""},
        {"app-root", medium, modelled, "+^/?[/._~a-zA-Z0-9:$-]*$", ignored, ""},
        {"auth-always-set-cookie", low, modelled, "bool", unchecked, "auth-url"},
        {"auth-cache-duration", medium, modelled, "+^[/._~a-zA-Z0-9:, -]*$", unchecked, "auth-url"},
        {"auth-cache-key", medium, modelled, "^[A-Za-z0-9_${}-]*$", ignored, "auth-url"},
        {"auth-keepalive", low, without, "int", ignored, "auth-url"},
        {"auth-keepalive-requests", low, without, "int", ignored, "auth-url"},
        {"auth-keepalive-share-vars", low, without, "bool", ignored, "auth-url"},
        {"auth-keepalive-timeout", low, without, "int", ignored, "auth-url"},
        {"auth-method", low, modelled, "GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|OPTIONS|TRACE", denies, "auth-url"},
        {"auth-proxy-set-headers", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, "auth-url"},
        {"auth-realm", medium, modelled, "+^[/._~a-zA-Z0-9: -]*$", drops, "auth-type"},
        {"auth-request-redirect", medium, modelled, "^[/._~a-zA-Z0-9:,?&=-]*$", unchecked, "auth-url"},
        {"auth-response-headers", medium, modelled, "^[A-Za-z0-9_, -]*$", denies, "auth-url"},
        {"auth-secret", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", denies, "auth-type"},
        {"auth-secret-type", low, modelled, "auth-file|auth-map", drops, "auth-type"},
        {"auth-signin", high, modelled, "^[/._~a-zA-Z0-9:, ?&=$-]*$", ignored, "auth-url"},
        {"auth-signin-redirect-param", medium, modelled, "^[/._~a-zA-Z0-9:,?&=-]*$", ignored, "auth-url"},
        {"auth-snippet", critical, snippet, "any", ignored, ""},
        {"auth-tls-error-page", high, modelled, R"x(^((https?://)?[A-Za-z0-9.-]*(:\d+)?/[A-Za-z0-9.-]*)?$)x", drops, "auth-tls-secret"},
        {"auth-tls-match-cn", high, modelled, "cn", drops, "auth-tls-secret"},
        {"auth-tls-pass-certificate-to-upstream", low, modelled, "bool", drops, "auth-tls-secret"},
        {"auth-tls-secret", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", drops, ""},
        {"auth-tls-verify-client", medium, modelled, "on|off|optional", ignored, "auth-tls-secret"},
        {"auth-tls-verify-depth", low, without, "int", ignored, "auth-tls-secret"},
        {"auth-type", low, modelled, "^basic|digest$", drops, ""},
        {"auth-url", high, modelled, "^[/._~a-zA-Z0-9:, ?&=$-]*$", drops, ""},
        {"backend-protocol", low, modelled, "~auto_http|fcgi|grpc|grpcs|http|https", ignored, ""},
        {"base-url-scheme", low, removed, "any", ignored, ""},
        {"canary", low, modelled, "bool", ignored, ""},
        {"canary-by-cookie", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"canary-by-header", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"canary-by-header-pattern", medium, modelled, R"x(+^[/._~a-zA-Z0-9:^$\[\](){}*+?|&=\\-]*$)x", ignored, ""},
        {"canary-by-header-value", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"canary-weight", low, modelled, "int", ignored, ""},
        {"canary-weight-total", low, modelled, "int", ignored, ""},
        {"client-body-buffer-size", low, without, R"x((?i)^\d+[bkmg]?$)x", drops, ""},
        {"configuration-snippet", critical, snippet, "any", ignored, ""},
        {"connection-proxy-header", low, modelled, "^(close|keep-alive)$", drops, ""},
        {"cors-allow-credentials", low, modelled, "bool", ignored, ""},
        {"cors-allow-headers", medium, modelled, "^[A-Za-z0-9_, -]*$", ignored, ""},
        {"cors-allow-methods", medium, modelled, R"x(^([A-Za-z]+,?\s?)+$)x", ignored, ""},
        {"cors-allow-origin", medium, modelled, R"x(^((((https?://)?(\*\.)?[A-Za-z0-9.-]*(:\d+)?,?)+)|\*)?$)x", ignored, ""},
        {"cors-expose-headers", medium, modelled, R"x(^(([A-Za-z0-9_-]+|\*),?\s?)+$)x", ignored, ""},
        {"cors-max-age", low, modelled, "int", ignored, ""},
        {"custom-headers", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"custom-http-errors", low, modelled, R"x(^([4,5]\d{2},?)*$)x", drops, ""},
        {"default-backend", low, modelled, "^[a-z]([a-z0-9-]*[a-z0-9])?$", drops, ""},
        {"denylist-source-range", medium, modelled, "ranges", denies, ""},
        {"disable-proxy-intercept-errors", low, modelled, "bool", ignored, ""},
        {"enable-access-log", low, without, "bool", ignored, ""},
        {"enable-cors", low, modelled, "bool", ignored, ""},
        {"enable-dynamic-tls-records", low, removed, "any", ignored, ""},
        {"enable-global-auth", low, modelled, "bool", ignored, ""},
        {"enable-influxdb", low, removed, "any", ignored, ""},
        {"enable-lua-resty-waf", low, removed, "any", ignored, ""},
        {"enable-modsecurity", low, modelled, "bool", ignored, ""},
        {"enable-opentelemetry", low, without, "bool", ignored, ""},
        {"enable-opentracing", low, removed, "any", ignored, ""},
        {"enable-owasp-core-rules", low, modelled, "bool", ignored, ""},
        {"enable-rewrite-log", low, without, "bool", ignored, ""},
        {"fastcgi-index", medium, modelled, "^[A-Za-z0-9._-]+$", drops, ""},
        {"fastcgi-params-configmap", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", drops, ""},
        {"force-ssl-redirect", medium, modelled, "bool", ignored, ""},
        {"from-to-www-redirect", low, modelled, "bool", drops, ""},
        {"global-rate-limit", low, removed, "any", ignored, ""},
        {"global-rate-limit-ignored-cidrs", low, removed, "any", ignored, ""},
        {"global-rate-limit-key", low, removed, "any", ignored, ""},
        {"global-rate-limit-window", low, removed, "any", ignored, ""},
        {"grpc-backend", low, removed, "any", ignored, ""},
        {"http2-push-preload", low, without, "bool", drops, ""},
        {"influxdb-host", low, removed, "any", ignored, ""},
        {"influxdb-measurement", low, removed, "any", ignored, ""},
        {"influxdb-port", low, removed, "any", ignored, ""},
        {"influxdb-server-name", low, removed, "any", ignored, ""},
        {"limit-allowlist", low, limit, "ranges", drops, ""},
        {"limit-burst-multiplier", low, limit, "int", ignored, ""},
        {"limit-connections", low, limit, "int", drops, ""},
        {"limit-rate", low, without, "int", ignored, ""},
        {"limit-rate-after", low, without, "int", ignored, ""},
        {"limit-rpm", low, limit, "int", drops, ""},
        {"limit-rps", low, limit, "int", drops, ""},
        {"limit-whitelist", low, limit, "ranges", drops, ""},
        {"load-balance", low, modelled, "=chash|chashsubset|ewma|round_robin|sticky_balanced|sticky_persistent", drops, ""},
        {"lua-resty-waf", low, removed, "any", ignored, ""},
        {"lua-resty-waf-allow-unknown-content-types", low, removed, "any", ignored, ""},
        {"lua-resty-waf-debug", low, removed, "any", ignored, ""},
        {"lua-resty-waf-extra-rules", low, removed, "any", ignored, ""},
        {"lua-resty-waf-ignore-rulesets", low, removed, "any", ignored, ""},
        {"lua-resty-waf-process-multipart-body", low, removed, "any", ignored, ""},
        {"lua-resty-waf-score-threshold", low, removed, "any", ignored, ""},
        {"mirror-host", high, modelled, "name", ignored, ""},
        {"mirror-request-body", low, modelled, "^(on|off)$", ignored, ""},
        {"mirror-target", high, modelled, "name", ignored, ""},
        {"modsecurity-snippet", critical, snippet, "any", ignored, ""},
        {"modsecurity-transaction-id", high, without, "^[A-Za-z0-9_${}-]*$", ignored, ""},
        {"opentelemetry-operation-name", medium, without, "^[A-Za-z0-9_-]*$", drops, "enable-opentelemetry"},
        {"opentelemetry-trust-incoming-span", low, without, "bool", ignored, ""},
        {"opentracing-operation-name", low, removed, "any", ignored, ""},
        {"opentracing-trust-incoming-span", low, removed, "any", ignored, ""},
        {"permanent-redirect", medium, modelled, "+^[/._~a-zA-Z0-9:,?&=-]*$", drops, ""},
        {"permanent-redirect-code", low, modelled, "int", drops, ""},
        {"preserve-trailing-slash", medium, modelled, "bool", ignored, ""},
        {"proxy-body-size", medium, modelled, R"x((?i)^\d+[bkmg]?$)x", ignored, ""},
        {"proxy-buffer-size", low, without, R"x((?i)^\d+[bkmg]?$)x", ignored, ""},
        {"proxy-buffering", low, without, "=off|on", ignored, ""},
        {"proxy-buffers-number", low, without, "int", ignored, ""},
        {"proxy-busy-buffers-size", low, without, R"x((?i)^\d+[bkmg]?$)x", ignored, ""},
        {"proxy-connect-timeout", low, modelled, "int", ignored, ""},
        {"proxy-cookie-domain", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"proxy-cookie-path", medium, modelled, "^[/._~a-zA-Z0-9:,?&=-]*$", ignored, ""},
        {"proxy-http-version", low, modelled, "=1.0|1.1", ignored, ""},
        {"proxy-max-temp-file-size", low, without, R"x((?i)^\d+[bkmg]?$)x", ignored, ""},
        {"proxy-next-upstream", medium, modelled, R"x(+^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$)x", ignored, ""},
        {"proxy-next-upstream-timeout", low, modelled, "int", ignored, ""},
        {"proxy-next-upstream-tries", low, modelled, "int", ignored, ""},
        {"proxy-read-timeout", low, modelled, "int", ignored, ""},
        {"proxy-redirect-from", medium, modelled, "^[/._~a-zA-Z0-9:,?&=-]*$", ignored, ""},
        {"proxy-redirect-to", medium, modelled, "^[/._~a-zA-Z0-9:,?&=-]*$", ignored, ""},
        {"proxy-request-buffering", low, without, "=off|on", ignored, ""},
        {"proxy-send-timeout", low, modelled, "int", ignored, ""},
        {"proxy-ssl-ciphers", medium, without, "^[A-Za-z0-9+:_!-]*$", ignored, "proxy-ssl-secret"},
        {"proxy-ssl-name", high, modelled, "name", ignored, "proxy-ssl-secret"},
        {"proxy-ssl-protocols", low, without, R"x(^(TLSv1\.2|TLSv1\.3| )*$)x", ignored, "proxy-ssl-secret"},
        {"proxy-ssl-secret", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", drops, ""},
        {"proxy-ssl-server-name", low, modelled, "^(on|off)$", ignored, "proxy-ssl-secret"},
        {"proxy-ssl-verify", low, modelled, "^(on|off)$", ignored, "proxy-ssl-secret"},
        {"proxy-ssl-verify-depth", low, without, "int", ignored, "proxy-ssl-secret"},
        {"relative-redirects", low, modelled, "bool", ignored, ""},
        {"rewrite-target", medium, modelled, "+^/?[/._~a-zA-Z0-9:$-]*$", ignored, ""},
        {"satisfy", low, modelled, "=all|any", ignored, ""},
        {"secure-backends", low, removed, "any", ignored, ""},
        {"secure-verify-ca-secret", low, removed, "any", ignored, ""},
        {"server-alias", high, modelled, "names", drops, ""},
        {"server-snippet", critical, snippet, "any", ignored, ""},
        {"service-upstream", low, modelled, "bool", ignored, ""},
        {"session-cookie-change-on-failure", low, without, "bool", ignored, ""},
        {"session-cookie-conditional-samesite-none", low, without, "bool", ignored, ""},
        {"session-cookie-domain", medium, without, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"session-cookie-expires", medium, without, R"x((^0|-?[1-9]\d*$))x", ignored, ""},
        {"session-cookie-hash", low, removed, "any", ignored, ""},
        {"session-cookie-max-age", medium, without, R"x(+(^0|-?[1-9]\d*$))x", ignored, ""},
        {"session-cookie-name", medium, modelled, "^[/._~a-zA-Z0-9:-]*$", ignored, ""},
        {"session-cookie-partitioned", low, without, "bool", ignored, ""},
        {"session-cookie-path", medium, without, "^[/._~a-zA-Z0-9:,?&=-]*$", ignored, ""},
        {"session-cookie-samesite", low, without, "~lax|none|strict", ignored, ""},
        {"session-cookie-secure", low, without, "bool", ignored, ""},
        {"ssl-ciphers", low, without, "^([A-Za-z0-9!:+_-]|@STRENGTH|@SECLEVEL=[0-5])*$", drops, ""},
        {"ssl-passthrough", low, modelled, "bool", drops, ""},
        {"ssl-prefer-server-ciphers", low, without, "bool", ignored, ""},
        {"ssl-redirect", low, modelled, "bool", ignored, ""},
        {"stream-snippet", critical, snippet, "any", ignored, ""},
        {"temporal-redirect", medium, modelled, "+^[/._~a-zA-Z0-9:,?&=-]*$", drops, ""},
        {"temporal-redirect-code", low, modelled, "int", drops, ""},
        {"upstream-fail-timeout", low, removed, "any", ignored, ""},
        {"upstream-hash-by", high, modelled, "^[A-Za-z0-9_${}-]*$", drops, ""},
        {"upstream-hash-by-subset", low, modelled, "bool", drops, ""},
        {"upstream-hash-by-subset-size", low, modelled, "int", drops, ""},
        {"upstream-max-fails", low, removed, "any", ignored, ""},
        {"upstream-vhost", low, modelled, "name", drops, ""},
        {"use-port-in-redirects", low, modelled, "bool", ignored, ""},
        {"use-regex", low, modelled, "bool", ignored, ""},
        {"whitelist-source-range", medium, modelled, "ranges", denies, ""},
        {"x-forwarded-prefix", medium, modelled, "^/?[/._~a-zA-Z0-9:$-]*$", drops, ""},
    };
    // clang-format on
    return rules;
}

const NginxAnnotationRule *findNginxAnnotationRule(std::string_view name)
{
    const std::vector<NginxAnnotationRule> &rules = nginxAnnotationRules();
    const auto found =
        std::lower_bound(rules.begin(), rules.end(), name,
                         [](const NginxAnnotationRule &rule, std::string_view other) { return rule.name < other; });
    return found != rules.end() && found->name == name ? &*found : nullptr;
}

std::vector<std::string> nginxAnnotationNames()
{
    std::vector<std::string> names;
    for (const NginxAnnotationRule &rule : nginxAnnotationRules())
        if (rule.kind != NginxAnnotationKind::Removed)
            names.emplace_back(rule.name);
    return names;
}

NginxAnnotationKind kindOfNginxAnnotation(const std::string &name)
{
    const NginxAnnotationRule *rule = findNginxAnnotationRule(name);
    return rule ? rule->kind : NginxAnnotationKind::Unknown;
}

bool isNginxAnnotationValue(const NginxAnnotationRule &rule, const std::string &value)
{
    const std::string_view check = rule.check;
    if (check == "any")
        return true;
    if (check == "bool")
        return isBool(value);
    if (check == "int")
        return isNumber(value);
    if (check == "ranges")
        return allParts(value, isAddressRange);
    if (check == "name")
        return isName(value);
    if (check == "names")
        return allParts(value, isName);
    if (check == "cn")
        return value.starts_with("CN=") && compiled(value.substr(3))->error().empty();
    if (check.starts_with('='))
        return isOneOf(check.substr(1), trimmed(value));
    if (check.starts_with('~'))
        return isOneOf(check.substr(1), lowered(trimmed(value)));
    std::string tried = value;
    if (!check.starts_with('+'))
        std::erase(tried, ' ');
    return regexOf(check).matches(tried) == Ternary::Yes;
}

AnnotationRisk annotationRisk(std::string_view text)
{
    const std::string level = lowered(std::string(text));
    return level == "critical" ? critical : level == "high" ? high : level == "medium" ? medium : low;
}

bool isAddressRange(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    const bool isV6 = address.find(':') != std::string::npos;
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(isV6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1)
        return false;
    if (slash == std::string::npos)
        return true;
    int bits = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
    return error == std::errc() && stop == end && bits >= 0 && bits <= (isV6 ? 128 : 32);
}

} // namespace wayproof
