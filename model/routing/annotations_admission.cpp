// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which annotations make ingress-nginx leave out a whole Ingress: blocked words, more risk than permitted, values that
// its validators refuse (spec/ingress.md §2.1 "Dropped whole"). Knows nothing of what an annotation does.
#include "model/routing/annotations.h"

#include <algorithm>
#include <charconv>
#include <functional>

namespace wayproof
{

namespace
{

enum class Risk { Low, Medium, High, Critical };

/// Whatever is no known level counts as Low.
Risk riskNamed(const std::string &text)
{
    const std::string level = lowerCase(text);
    if (level == "critical")
        return Risk::Critical;
    if (level == "high")
        return Risk::High;
    return level == "medium" ? Risk::Medium : Risk::Low;
}

/// What is not listed is of low risk, or no annotation of the controller.
const std::map<std::string, Risk, std::less<>> &risks()
{
    static const std::map<std::string, Risk, std::less<>> table = {
        {"configuration-snippet", Risk::Critical},
        {"server-snippet", Risk::Critical},
        {"stream-snippet", Risk::Critical},
        {"auth-snippet", Risk::Critical},
        {"modsecurity-snippet", Risk::Critical},
        {"server-alias", Risk::High},
        {"auth-tls-error-page", Risk::High},
        {"auth-tls-match-cn", Risk::High},
        {"auth-signin", Risk::High},
        {"auth-url", Risk::High},
        {"mirror-host", Risk::High},
        {"mirror-target", Risk::High},
        {"modsecurity-transaction-id", Risk::High},
        {"proxy-ssl-name", Risk::High},
        {"upstream-hash-by", Risk::High},
        {"allowlist-source-range", Risk::Medium},
        {"whitelist-source-range", Risk::Medium},
        {"denylist-source-range", Risk::Medium},
        {"auth-realm", Risk::Medium},
        {"auth-secret", Risk::Medium},
        {"canary-by-cookie", Risk::Medium},
        {"canary-by-header", Risk::Medium},
        {"canary-by-header-pattern", Risk::Medium},
        {"canary-by-header-value", Risk::Medium},
        {"auth-tls-secret", Risk::Medium},
        {"auth-tls-verify-client", Risk::Medium},
        {"cors-allow-headers", Risk::Medium},
        {"cors-allow-methods", Risk::Medium},
        {"cors-allow-origin", Risk::Medium},
        {"cors-expose-headers", Risk::Medium},
        {"custom-headers", Risk::Medium},
        {"auth-cache-duration", Risk::Medium},
        {"auth-cache-key", Risk::Medium},
        {"auth-proxy-set-headers", Risk::Medium},
        {"auth-request-redirect", Risk::Medium},
        {"auth-response-headers", Risk::Medium},
        {"auth-signin-redirect-param", Risk::Medium},
        {"fastcgi-index", Risk::Medium},
        {"fastcgi-params-configmap", Risk::Medium},
        {"opentelemetry-operation-name", Risk::Medium},
        {"proxy-body-size", Risk::Medium},
        {"proxy-cookie-domain", Risk::Medium},
        {"proxy-cookie-path", Risk::Medium},
        {"proxy-next-upstream", Risk::Medium},
        {"proxy-redirect-from", Risk::Medium},
        {"proxy-redirect-to", Risk::Medium},
        {"proxy-ssl-ciphers", Risk::Medium},
        {"proxy-ssl-secret", Risk::Medium},
        {"permanent-redirect", Risk::Medium},
        {"temporal-redirect", Risk::Medium},
        {"app-root", Risk::Medium},
        {"force-ssl-redirect", Risk::Medium},
        {"preserve-trailing-slash", Risk::Medium},
        {"rewrite-target", Risk::Medium},
        {"affinity-mode", Risk::Medium},
        {"session-cookie-domain", Risk::Medium},
        {"session-cookie-expires", Risk::Medium},
        {"session-cookie-max-age", Risk::Medium},
        {"session-cookie-name", Risk::Medium},
        {"session-cookie-path", Risk::Medium},
        {"x-forwarded-prefix", Risk::Medium},
    };
    return table;
}

using Check = std::function<bool(const std::string &)>;

/// A pattern over the whole value, spaces taken out first, as most of the controller's validators do.
Check spaceless(const std::string &pattern)
{
    return [regex = std::make_shared<Regex>(pattern, std::vector<RegexReading>{{}})](std::string value) {
        value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
        return regex->matches(value) == Ternary::Yes;
    };
}

/// The same for the validators that take the value as it is written.
Check literally(const std::string &pattern)
{
    return [regex = std::make_shared<Regex>(pattern, std::vector<RegexReading>{{}})](const std::string &value) {
        return regex->matches(value) == Ternary::Yes;
    };
}

bool isBool(const std::string &value)
{
    return parsedBool(value).has_value();
}

/// As Go's strconv.Atoi reads it.
bool isNumber(const std::string &value)
{
    const std::size_t sign = value.starts_with('+') || value.starts_with('-') ? 1 : 0;
    return value.size() > sign && value.find_first_not_of("0123456789", sign) == std::string::npos;
}

std::string trimmed(const std::string &text)
{
    const std::size_t first = text.find_first_not_of(" \t\r\n\v\f");
    return first == std::string::npos ? std::string()
                                      : text.substr(first, text.find_last_not_of(" \t\r\n\v\f") - first + 1);
}

const std::string plainClass = R"([/\-._~a-zA-Z0-9:]*)";
const std::string nameClass = R"([/\-._~a-zA-Z0-9:^$\[\](){}*+?|&=\\]*)";
const std::string urlClass = R"([/\-._~a-zA-Z0-9:,?&=]*)";

/// A name of a server, or a regular expression for one.
bool isServerName(const std::string &value)
{
    static const Regex pattern(nameClass, {{}});
    return pattern.matches(trimmed(value)) == Ternary::Yes;
}

bool areServerNames(const std::string &value)
{
    std::size_t start = 0;
    for (std::size_t comma = value.find(','); comma != std::string::npos; comma = value.find(',', start)) {
        if (!isServerName(value.substr(start, comma - start)))
            return false;
        start = comma + 1;
    }
    return isServerName(value.substr(start));
}

bool areAddressRanges(const std::string &value)
{
    std::size_t start = 0;
    while (start <= value.size()) {
        const std::size_t comma = std::min(value.find(',', start), value.size());
        if (!isAddressRange(trimmed(value.substr(start, comma - start))))
            return false;
        start = comma + 1;
    }
    return true;
}

bool isBalancing(const std::string &value)
{
    const std::string name = trimmed(value);
    for (const char *known : {"round_robin", "chash", "chashsubset", "sticky_balanced", "sticky_persistent", "ewma"})
        if (name == known)
            return true;
    return false;
}

/// Those whose reader hands the validator's refusal on. The others are ignored where their value is invalid, or deny
/// their locations.
const std::map<std::string, Check, std::less<>> &droppingChecks()
{
    static const std::map<std::string, Check, std::less<>> table = {
        {"server-alias", areServerNames},
        {"auth-type", spaceless("basic.*|.*digest")},
        {"auth-url", spaceless(R"([/\-._~a-zA-Z0-9:, ?&=$]*)")},
        {"auth-tls-secret", spaceless(plainClass)},
        {"client-body-buffer-size", spaceless(R"((?i)\d+[bkmg]?)")},
        {"connection-proxy-header", spaceless("close|keep-alive")},
        {"custom-http-errors", spaceless(R"((?:[4,5]\d{2},?)*)")},
        {"default-backend",
         [regex = std::make_shared<Regex>("[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?", std::vector<RegexReading>{{}})](
             const std::string &value) { return regex->matches(value) == Ternary::Yes; }},
        {"fastcgi-index", spaceless(R"([A-Za-z0-9.\-_]+)")},
        {"fastcgi-params-configmap", spaceless(plainClass)},
        {"http2-push-preload", isBool},
        {"load-balance", isBalancing},
        {"proxy-ssl-secret", spaceless(plainClass)},
        {"limit-rpm", isNumber},
        {"limit-rps", isNumber},
        {"limit-connections", isNumber},
        {"limit-allowlist", areAddressRanges},
        {"limit-whitelist", areAddressRanges},
        {"from-to-www-redirect", isBool},
        {"temporal-redirect", literally(urlClass)},
        {"temporal-redirect-code", isNumber},
        {"permanent-redirect", literally(urlClass)},
        {"permanent-redirect-code", isNumber},
        {"ssl-ciphers", spaceless("(?:[A-Za-z0-9!:+_\\-]*(?:@STRENGTH)*(?:@SECLEVEL=[0-5])*(?:@STRENGTH)*)*")},
        {"ssl-passthrough", isBool},
        {"upstream-hash-by", spaceless(R"([A-Za-z0-9\-_${}]*)")},
        {"upstream-hash-by-subset", isBool},
        {"upstream-hash-by-subset-size", isNumber},
        {"upstream-vhost", isServerName},
        {"x-forwarded-prefix", spaceless(R"(/?[/\-._~a-zA-Z0-9:$]*)")},
    };
    return table;
}

/// spec/ingress.md §2.3: the temporal redirect goes first; with it the permanent one is not looked at. The code of a
/// temporal one counts beside it only.
bool isLookedAt(const std::string &name, const Ingress &ingress, const std::string &prefix)
{
    const Text *temporal = ingress.meta.annotation(prefix + "temporal-redirect");
    const bool isTemporal = temporal && !trimmed(**temporal).empty();
    if (name.starts_with("permanent-redirect"))
        return !isTemporal;
    return name != "temporal-redirect-code" || isTemporal;
}

/// The words are separated by commas and nothing else: one that begins with a space is found with its space only, and
/// an empty one is found in every value.
std::vector<std::string> blockedWords(const std::string &list)
{
    std::vector<std::string> words;
    if (list.empty())
        return words;
    const std::string text = trimmed(list);
    std::size_t start = 0;
    while (start <= text.size()) {
        const std::size_t comma = std::min(text.find(',', start), text.size());
        words.push_back(text.substr(start, comma - start));
        start = comma + 1;
    }
    return words;
}

} // namespace

bool isAddressRange(const std::string &text)
{
    const std::size_t slash = text.find('/');
    const std::string address = text.substr(0, slash);
    if (address.empty() || address.find_first_not_of("0123456789abcdefABCDEF.:") != std::string::npos)
        return false;
    const bool isV6 = address.find(':') != std::string::npos;
    if (!isV6 && std::count(address.begin(), address.end(), '.') != 3)
        return false;
    if (slash == std::string::npos)
        return true;
    int bits = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
    return error == std::errc() && stop == end && bits >= 0 && bits <= (isV6 ? 128 : 32);
}

std::optional<std::string> refusedNginxAnnotation(const ControllerSettings &settings, const Ingress &ingress)
{
    const std::string prefix = nginxAnnotationPrefix(settings);
    const std::vector<std::string> words = blockedWords(settings.configured("annotation-value-word-blocklist"));
    const Risk permitted = riskNamed(settings.configured("annotations-risk-level", "High"));
    const bool isValidating = settings.isFlagOn("enable-annotation-validation", true);
    for (const auto &[key, value] : ingress.meta.annotations) {
        const bool isOwn = key.starts_with(prefix);
        // The risk is looked up for a name without the prefix too: the controller cuts it where it is there.
        const std::string name = isOwn ? key.substr(prefix.size()) : key;
        const std::string where = locationOf(ingress, value.at).toText();
        const std::string named = "annotation " + key + (where.empty() ? where : " (" + where + ")");
        for (const std::string &word : words)
            if (isOwn && value->find(word) != std::string::npos)
                return "the " + named + " holds the blocked word \"" + word + "\"";
        const auto risk = risks().find(name);
        if (risk != risks().end() && risk->second > permitted) {
            static const char *const levels[] = {"low", "medium", "high", "critical"};
            return "the " + named + " is of " + levels[static_cast<int>(risk->second)] +
                   " risk, above the controller's annotations-risk-level";
        }
        const auto check = droppingChecks().find(name);
        if (isValidating && isOwn && check != droppingChecks().end() && !value->empty() &&
            isLookedAt(name, ingress, prefix) && !check->second(*value))
            return "the value of the " + named + " is invalid";
    }
    return std::nullopt;
}

} // namespace wayproof
