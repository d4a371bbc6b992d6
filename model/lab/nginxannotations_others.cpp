// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Annotations that the lab serves in part or not at all. What they hold can still drop the Ingress or deny its
// locations.
#include "model/lab/nginxannotationparts.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

namespace wayproof
{

namespace
{

bool isBool(std::string_view text)
{
    return boolFromText(text).has_value();
}

bool isInt(std::string_view text)
{
    return intFromText(text).has_value();
}

bool isBalancing(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> known{
        "round_robin", "chash", "chashsubset", "sticky_balanced", "sticky_persistent", "ewma"};
    return std::find(known.begin(), known.end(), trimmed(text)) != known.end();
}

bool isHash(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("-_${} ").find(c) != std::string_view::npos;
    });
}

bool isCiphers(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               std::string_view("+:_-! ").find(c) != std::string_view::npos;
    });
}

/// "@named", a path, or a server with one.
bool isErrorPage(std::string_view text)
{
    static const std::regex page("@[A-Za-z0-9_-]+|((https?://)?[A-Za-z0-9.-]*(:[0-9]+)?/[A-Za-z0-9._-]*)?");
    return text.size() < 500 && std::regex_match(text.begin(), text.end(), page);
}

bool isCommonName(std::string_view text)
{
    return text.starts_with("CN=") &&
           QRegularExpression(QString::fromUtf8(text.data() + 3, static_cast<qsizetype>(text.size()) - 3)).isValid();
}

enum class Fault { None, Drops, Denies };

struct Other {
    const char *name;
    NginxAnnotationReader::Check check;
    Fault fault = Fault::None; ///< of a text that the check does not take
    bool isNoted = false;      ///< whether it changes answers that the lab then gives otherwise
};

constexpr std::array<Other, 56> others{{
    {"affinity", nginxcheck::anything, Fault::None, true},
    {"affinity-canary-behavior", nginxcheck::anything},
    {"affinity-mode", nginxcheck::anything},
    {"auth-cache-key", nginxcheck::anything, Fault::None, true},
    {"auth-proxy-set-headers", nginxcheck::anything, Fault::None, true},
    {"auth-tls-error-page", nginxcheck::anything, Fault::None, true},
    {"auth-tls-match-cn", nginxcheck::anything, Fault::None, true},
    {"auth-tls-pass-certificate-to-upstream", nginxcheck::anything, Fault::None, true},
    {"auth-tls-secret", nginxcheck::basic, Fault::Drops, true},
    {"auth-tls-verify-client", nginxcheck::anything},
    {"auth-tls-verify-depth", nginxcheck::anything},
    {"client-body-buffer-size", nginxcheck::size, Fault::Drops},
    {"enable-modsecurity", nginxcheck::anything, Fault::None, true},
    {"enable-opentelemetry", nginxcheck::anything},
    {"enable-owasp-core-rules", nginxcheck::anything, Fault::None, true},
    {"fastcgi-index", nginxcheck::basic, Fault::Drops, true},
    {"fastcgi-params-configmap", nginxcheck::basic, Fault::Drops, true},
    {"global-rate-limit", nginxcheck::anything, Fault::None, true},
    {"global-rate-limit-ignored-cidrs", nginxcheck::anything},
    {"global-rate-limit-key", nginxcheck::anything},
    {"global-rate-limit-window", nginxcheck::anything},
    {"http2-push-preload", isBool, Fault::Drops},
    {"limit-allowlist", nginxcheck::sources, Fault::Drops},
    {"limit-burst-multiplier", nginxcheck::anything},
    {"limit-connections", isInt, Fault::Drops, true},
    {"limit-rate", nginxcheck::anything, Fault::None, true},
    {"limit-rate-after", nginxcheck::anything},
    {"limit-rpm", isInt, Fault::Drops, true},
    {"limit-rps", isInt, Fault::Drops, true},
    {"limit-whitelist", nginxcheck::sources, Fault::Drops},
    {"load-balance", isBalancing, Fault::Drops},
    {"modsecurity-transaction-id", nginxcheck::anything},
    {"opentelemetry-operation-name", nginxcheck::anything},
    {"opentelemetry-trust-incoming-span", nginxcheck::anything},
    {"proxy-cookie-domain", nginxcheck::anything, Fault::None, true},
    {"proxy-cookie-path", nginxcheck::anything, Fault::None, true},
    {"proxy-redirect-from", nginxcheck::anything, Fault::None, true},
    {"proxy-redirect-to", nginxcheck::anything},
    {"proxy-ssl-ciphers", nginxcheck::anything},
    {"proxy-ssl-name", nginxcheck::anything, Fault::None, true},
    {"proxy-ssl-protocols", nginxcheck::anything},
    {"proxy-ssl-secret", nginxcheck::basic, Fault::Drops, true},
    {"proxy-ssl-server-name", nginxcheck::anything, Fault::None, true},
    {"proxy-ssl-verify", nginxcheck::anything},
    {"proxy-ssl-verify-depth", nginxcheck::anything},
    {"session-cookie-change-on-failure", nginxcheck::anything},
    {"session-cookie-expires", nginxcheck::anything},
    {"session-cookie-max-age", nginxcheck::anything},
    {"session-cookie-name", nginxcheck::anything},
    {"session-cookie-path", nginxcheck::anything},
    {"ssl-ciphers", isCiphers, Fault::Drops},
    {"ssl-passthrough", isBool, Fault::Drops, true},
    {"ssl-prefer-server-ciphers", isBool},
    {"upstream-hash-by", isHash, Fault::Drops},
    {"upstream-hash-by-subset", isBool, Fault::Drops},
    {"upstream-hash-by-subset-size", isInt, Fault::Drops},
}};

constexpr std::array<const char *, 4> moreOfCookies{"session-cookie-domain", "session-cookie-samesite",
                                                    "session-cookie-secure",
                                                    "session-cookie-conditional-samesite-none"};

} // namespace

void readOthers(NginxAnnotationReader &reader, LocationAnnotations &result)
{
    for (const Other &other : others) {
        const ReadText text = reader.text(other.name, other.check);
        if (text.isInvalid() && other.fault == Fault::Drops)
            drop(result, std::string(other.name) + " has a value that the controller does not take");
        else if (text.isInvalid() && other.fault == Fault::Denies)
            deny(result, std::string(other.name) + " has a value that the controller does not take");
        const bool isOff = text.value == "false" || text.value == "off" || text.value == "0";
        if (text.isGiven() && other.isNoted && !isOff)
            reader.note(other.name, "the lab does not serve this annotation.");
    }
    // Read only where a Secret is named.
    if (reader.text("auth-tls-secret", nginxcheck::basic).isGiven()) {
        if (reader.text("auth-tls-error-page", isErrorPage).isInvalid() ||
            reader.text("auth-tls-match-cn", isCommonName).isInvalid() ||
            reader.text("auth-tls-pass-certificate-to-upstream", isBool).isInvalid())
            drop(result, "an annotation beside auth-tls-secret has a value that the controller does not take");
    }
    for (const char *name : moreOfCookies)
        reader.text(name, nginxcheck::anything);
}

/// Response headers of a ConfigMap, of which each must be permitted by the controller's own settings.
void readCustomHeaders(NginxAnnotationReader &reader, const Snapshot &snapshot, LocationAnnotations &result)
{
    const ReadText name = reader.text("custom-headers", nginxcheck::basic);
    if (!name.isGiven())
        return;
    const std::size_t slash = name.value.find('/');
    const ConfigMap *found = slash == std::string::npos
                                 ? nullptr
                                 : snapshot.find<ConfigMap>(name.value.substr(0, slash), name.value.substr(slash + 1));
    if (!found && (slash == std::string::npos || snapshot.speaksOf<ConfigMap>())) {
        deny(result, "the ConfigMap of custom-headers does not exist");
        return;
    }
    if (!found) {
        reader.note("custom-headers", "its ConfigMap was not loaded, so its headers are not set.");
        return;
    }
    const std::vector<std::string> permitted = reader.settings().configList("global-allowed-response-headers");
    for (const auto &[header, value] : found->data) {
        if (std::find(permitted.begin(), permitted.end(), header) == permitted.end())
            deny(result, "custom-headers has " + header + ", which the controller does not permit");
        else
            result.customHeaders.emplace_back(header, *value);
    }
}

} // namespace wayproof
