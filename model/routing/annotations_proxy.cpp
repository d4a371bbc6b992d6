// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reading what annotations and ConfigMap say about passing requests on: limits, time-outs, retries, error pages,
// copies.
#include "model/routing/annotations_reader.h"

#include <algorithm>
#include <limits>
#include <sstream>

namespace wayproof
{

namespace
{

/// nginx' sizes: "512", "8k", "1m", "2g"; absent where nginx would not be given it, and then has its own 1m.
std::optional<std::int64_t> bytes(std::string text)
{
    std::int64_t factor = 1;
    if (!text.empty() && (text.back() < '0' || text.back() > '9')) {
        const char unit = static_cast<char>(text.back() | 0x20);
        if (unit != 'k' && unit != 'm' && unit != 'g')
            return std::nullopt;
        factor = unit == 'k' ? 1024 : unit == 'm' ? 1048576 : 1073741824;
        text.pop_back();
    }
    const std::optional<std::int64_t> number = wholeNumber(text);
    return number ? std::optional(*number * factor) : std::nullopt;
}

/// spec/ingress.md §2.3 proxy-next-upstream.
RetryPolicy retryPolicy(const std::string &conditions, std::int64_t tries, std::int64_t seconds, bool retriesUnsafe)
{
    RetryPolicy retry;
    retry.attempts = tries == 0 ? std::numeric_limits<std::int64_t>::max() : std::max<std::int64_t>(tries - 1, 0);
    retry.totalMs = seconds * 1000;
    retry.retriesUnsafeMethods = retriesUnsafe;
    std::istringstream words(conditions);
    for (std::string word; words >> word;) {
        if (word == "off")
            retry.attempts = 0;
        else if (word == "non_idempotent")
            retry.retriesUnsafeMethods = true;
        else if (word.starts_with("http_"))
            retry.codes.push_back(static_cast<int>(wholeNumber(word.substr(5)).value_or(0)));
    }
    return retry;
}

std::vector<int> statuses(const std::vector<std::string> &codes)
{
    std::vector<int> result;
    for (const std::string &code : codes)
        result.push_back(static_cast<int>(wholeNumber(code).value_or(0)));
    return result;
}

} // namespace

NginxAnnotations nginxDefaults(const ControllerSettings &settings)
{
    NginxAnnotations result;
    result.sslRedirect = false;
    result.bodyLimit = bytes(settings.configured("proxy-body-size", "1m")).value_or(1048576);
    const auto milliseconds = [&](const char *key, std::int64_t fallback) {
        return wholeNumber(settings.configured(key)).value_or(fallback) * 1000;
    };
    result.timeouts = {milliseconds("proxy-connect-timeout", 5), milliseconds("proxy-send-timeout", 60),
                       milliseconds("proxy-read-timeout", 60)};
    result.retry = retryPolicy(settings.configured("proxy-next-upstream", "error timeout"),
                               wholeNumber(settings.configured("proxy-next-upstream-tries")).value_or(3),
                               wholeNumber(settings.configured("proxy-next-upstream-timeout")).value_or(0),
                               settings.isConfiguredOn("retry-non-idempotent", false));
    result.errors.codes = statuses(splitList(settings.configured("custom-http-errors")));
    std::erase_if(result.errors.codes, [](int code) { return code < 300 || code > 599; });
    result.errors.intercepts =
        !result.errors.codes.empty() && !settings.isConfiguredOn("disable-proxy-intercept-errors", false);
    if (settings.isConfiguredOn("enable-modsecurity", false))
        result.unknownHere.push_back(
            {"annotation-not-modelled", "ModSecurity judges every request of this location by its rules.", {}});
    return result;
}

/// spec/ingress.md §2.3 custom-http-errors: the annotation's codes replace the ConfigMap's.
void AnnotationReading::readErrors()
{
    const std::string list = text("custom-http-errors");
    if (list.empty())
        return;
    std::vector<int> codes;
    // The check strips spaces, the parser does not: "404, 503" passes the one and fails the other.
    for (std::size_t start = 0; start <= list.size();) {
        const std::size_t end = std::min(list.find(',', start), list.size());
        const std::optional<std::int64_t> code = wholeNumber(std::string_view(list).substr(start, end - start));
        if (!code) {
            m_read.ignored.emplace_back(written("custom-http-errors")->at,
                                        "The controller does not take \"" + list +
                                            "\" for custom-http-errors, codes parted by nothing but a comma: it is "
                                            "ignored.");
            return;
        }
        codes.push_back(static_cast<int>(*code));
        start = end + 1;
    }
    // What the ConfigMap switches on is not switched off again by disable-proxy-intercept-errors.
    m_read.errors.intercepts = m_read.errors.intercepts || !flag("disable-proxy-intercept-errors", false);
    m_read.errors.isOwn = true;
    m_read.errors.codes = std::move(codes);
}

void AnnotationReading::readProxy()
{
    // A size that nginx would not be given leaves it to nginx' own 1m.
    if (find("proxy-body-size"))
        m_read.bodyLimit = bytes(text("proxy-body-size")).value_or(1048576);
    const auto milliseconds = [this](const char *name, std::int64_t &value) {
        if (const std::optional<std::int64_t> seconds = number(name))
            value = *seconds * 1000;
    };
    milliseconds("proxy-connect-timeout", m_read.timeouts.connectMs);
    milliseconds("proxy-send-timeout", m_read.timeouts.sendMs);
    milliseconds("proxy-read-timeout", m_read.timeouts.readMs);
    const auto setting = [this](const char *name, const char *fallback) {
        return find(name) ? text(name) : m_settings.configured(name, fallback);
    };
    m_read.retry = retryPolicy(setting("proxy-next-upstream", "error timeout"),
                               wholeNumber(setting("proxy-next-upstream-tries", "3")).value_or(3),
                               wholeNumber(setting("proxy-next-upstream-timeout", "0")).value_or(0),
                               m_settings.isConfiguredOn("retry-non-idempotent", false));
    m_read.connectionHeader = text("connection-proxy-header");
    if (setting("proxy-http-version", "1.1") == "1.0")
        m_read.notes.push_back("proxy-http-version: the backend is spoken to in HTTP/1.0.");
    const auto rewrites = [this](const std::string &what, const std::string &how) {
        m_read.dependsOn.push_back({"backend-header-rewrite",
                                    what + " of the backend's answers is rewritten: " + how + ".", "response.headers"});
    };
    const std::string from = setting("proxy-redirect-from", "off");
    const std::string to = setting("proxy-redirect-to", "off");
    if (from != "off" && from != "default" && to != "off")
        rewrites("Location", "what begins with " + from + " begins with " + to + " instead");
    for (const char *name : {"proxy-cookie-domain", "proxy-cookie-path"})
        if (const std::string value = setting(name, "off"); value != "off")
            rewrites("Set-Cookie", std::string(name) + " " + value);
    if (m_read.backendProtocol == "FCGI")
        m_read.dependsOn.push_back({"annotation-not-modelled",
                                    "backend-protocol FCGI speaks FastCGI to the backend, not HTTP" +
                                        (find("fastcgi-index") ? ", index " + text("fastcgi-index") : std::string()) +
                                        ".",
                                    "upstream"});
    if (find("fastcgi-params-configmap"))
        configMapOf("fastcgi-params-configmap", false);
}

/// spec/ingress.md §2.3 mirror-target. Without a host to copy to, nginx copies to the host itself.
void AnnotationReading::readMirror()
{
    const Text *target = written("mirror-target");
    if (!target)
        return;
    m_read.mirrorTarget = text("mirror-target");
    m_read.mirrorHost = text("mirror-host");
    const std::size_t scheme = m_read.mirrorTarget.find("://");
    if (m_read.mirrorHost.empty() && scheme != std::string::npos)
        m_read.mirrorHost =
            m_read.mirrorTarget.substr(scheme + 3, m_read.mirrorTarget.find_first_of(":/$", scheme + 3) - scheme - 3);
    if (m_read.mirrorTarget.empty() || m_read.mirrorHost.empty()) {
        m_read.mirrorTarget.clear();
        m_read.dependsOn.push_back({"annotation-not-modelled",
                                    "The " + named("mirror-target") +
                                        " gives no host: the copy goes back to this host, under a path of its own.",
                                    "mirrors"});
        return;
    }
    m_read.notes.push_back("mirror-target: the copy names host " + m_read.mirrorHost +
                           (text("mirror-request-body") == "off" ? " and carries no body." : "."));
}

/// spec/ingress.md §2.3 custom-headers: a ConfigMap of response headers, each of which the controller must allow.
void AnnotationReading::readCustomHeaders()
{
    if (!find("custom-headers"))
        return;
    const ConfigMap *headers = configMapOf("custom-headers", true);
    if (!headers) {
        if (!m_read.denied)
            m_read.dependsOn.push_back({"response-headers-unknown",
                                        "The ConfigMap of the " + named("custom-headers") + " was not loaded.",
                                        "response.headers"});
        return;
    }
    const std::vector<std::string> allowed = splitList(m_settings.configured("global-allowed-response-headers"));
    for (const auto &[name, value] : headers->data) {
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
            deny("the controller's global-allowed-response-headers do not allow header " + name + " of the " +
                 named("custom-headers"));
        m_read.customHeaders.emplace_back(name, *value);
    }
}

} // namespace wayproof
