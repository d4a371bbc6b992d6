// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Reading one Ingress' annotations: what they change about paths, redirects and backends.
#include "model/routing/annotations_reader.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace wayproof
{

namespace
{

/// The words are separated by commas and nothing else: one that begins with a space is found with its space only, and
/// an empty one is found in every value.
std::vector<std::string> blockedWords(const std::string &list)
{
    std::vector<std::string> words;
    for (std::size_t start = 0; !list.empty() && start <= list.size();) {
        const std::size_t comma = std::min(list.find(',', start), list.size());
        words.push_back(list.substr(start, comma - start));
        start = comma + 1;
    }
    return words;
}

} // namespace

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t result = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (text.empty() || error != std::errc() || stop != text.data() + text.size())
        return std::nullopt;
    return result;
}

AnnotationReading::AnnotationReading(const IngressContext &context, const Ingress &ingress)
    : m_context(context)
    , m_settings(context.settings)
    , m_ingress(ingress)
    , m_prefix(nginxAnnotationPrefix(context.settings))
    , m_read(nginxDefaults(context.settings))
{
}

NginxAnnotations AnnotationReading::read()
{
    judge();
    readRewrites();
    readRedirects();
    readTraffic();
    readErrors();
    readProxy();
    readMirror();
    readCustomHeaders();
    readCanary();
    readAccess();
    readProxySsl();
    readCors();
    readUnknown();
    return std::move(m_read);
}

const Text *AnnotationReading::written(const std::string &name) const
{
    const Text *value = m_ingress.meta.annotation(m_prefix + name);
    return value && !(*value)->empty() ? value : nullptr;
}

const Text *AnnotationReading::find(const std::string &name) const
{
    return m_refused.contains(name) ? nullptr : written(name);
}

std::string AnnotationReading::text(const std::string &name) const
{
    const Text *value = find(name);
    if (!value)
        return {};
    const std::size_t first = (*value)->find_first_not_of(" \t\r\n");
    const std::size_t last = (*value)->find_last_not_of(" \t\r\n");
    return first == std::string::npos ? std::string() : (*value)->substr(first, last - first + 1);
}

bool AnnotationReading::flag(const std::string &name, bool fallback) const
{
    const Text *value = find(name);
    return value ? parsedBool(**value).value_or(fallback) : fallback;
}

std::optional<std::int64_t> AnnotationReading::number(const std::string &name) const
{
    const Text *value = find(name);
    return value ? wholeNumber(**value) : std::nullopt;
}

std::string AnnotationReading::named(const std::string &name) const
{
    const Text *value = m_ingress.meta.annotation(m_prefix + name);
    const std::string at = value ? locationOf(m_ingress, value->at).toText() : std::string();
    return "annotation " + m_prefix + name + (at.empty() ? std::string() : " (" + at + ")");
}

Dependency AnnotationReading::notModelled(const std::string &name, const std::string &why) const
{
    return {"annotation-not-modelled", "What the " + named(name) + " does is not modelled: " + why, {}};
}

void AnnotationReading::drop(const std::string &why)
{
    if (!m_read.dropped)
        m_read.dropped = why;
}

void AnnotationReading::deny(const std::string &why)
{
    if (!m_read.denied)
        m_read.denied = why;
}

void AnnotationReading::judge()
{
    const AnnotationRisk most = annotationRisk(m_settings.configured("annotations-risk-level", "High"));
    const std::vector<std::string> words = blockedWords(m_settings.configured("annotation-value-word-blocklist"));
    for (const auto &[key, value] : m_ingress.meta.annotations) {
        const bool isOwn = key.starts_with(m_prefix);
        // The risk is looked up for a name without the prefix too: the controller cuts it where it is there.
        const std::string name = isOwn ? key.substr(m_prefix.size()) : key;
        const std::string where = locationOf(m_ingress, value.at).toText();
        const std::string subject = "annotation " + key + (where.empty() ? where : " (" + where + ")");
        for (const std::string &word : words)
            if (isOwn && value->find(word) != std::string::npos)
                drop("the " + subject + " holds the blocked word \"" + word + "\"");
        const NginxAnnotationRule *rule = findNginxAnnotationRule(name);
        if (rule && rule->risk > most) {
            static const char *const levels[] = {"low", "medium", "high", "critical"};
            drop("the " + subject + " is of " + levels[static_cast<int>(rule->risk)] +
                 " risk, above the controller's annotations-risk-level");
        }
        if (isOwn && rule && !value->empty() && m_settings.isFlagOn("enable-annotation-validation", true))
            judgeValue(name, value);
    }
}

void AnnotationReading::judgeValue(const std::string &name, const Text &value)
{
    const NginxAnnotationRule &rule = *findNginxAnnotationRule(name);
    const bool isRead = (rule.needs.empty() || written(std::string(rule.needs))) &&
                        !(name == "whitelist-source-range" && written("allowlist-source-range")) &&
                        !(name == "limit-whitelist" && written("limit-allowlist")) &&
                        !(name.starts_with("permanent-redirect") && written("temporal-redirect")) &&
                        !(name == "temporal-redirect-code" && !written("temporal-redirect"));
    if (!isRead || isNginxAnnotationValue(rule, *value))
        return;
    m_refused.insert(name);
    switch (rule.cost) {
    case InvalidValueCost::Drops:
        drop("the value of the " + named(name) + " is invalid");
        break;
    case InvalidValueCost::Denies:
        deny("the value of the " + named(name) + " is invalid");
        break;
    case InvalidValueCost::Unchecked:
        m_refused.insert("auth-url");
        m_read.ignored.emplace_back(value.at, "The controller does not take \"" + *value + "\" for " + m_prefix + name +
                                                  ": auth-url no longer counts, so nothing is checked.");
        break;
    case InvalidValueCost::Ignored:
        break;
    }
}

void AnnotationReading::readRewrites()
{
    m_read.usesRegex = flag("use-regex", false);
    // spec/ingress.md §2.4.7: an invalid target is ignored, not refused.
    const std::string target = text("rewrite-target");
    m_read.rewriteTarget = target;
    if (m_read.rewriteTarget.starts_with("http://") || m_read.rewriteTarget.starts_with("https://"))
        m_read.unknownHere.push_back(notModelled("rewrite-target", "a target with a scheme redirects."));
    for (std::size_t dollar = target.find('$'); dollar != std::string::npos; dollar = target.find('$', dollar + 1))
        if (dollar + 1 == target.size() || target[dollar + 1] < '0' || target[dollar + 1] > '9') {
            m_read.unknownHere.push_back(notModelled("rewrite-target", "it names a variable of nginx."));
            break;
        }
    const std::string appRoot = text("app-root");
    if (appRoot.starts_with('/'))
        m_read.appRoot = appRoot;
    m_read.sslRedirect = flag("ssl-redirect", m_settings.isConfiguredOn("ssl-redirect", true));
    m_read.forceSslRedirect = flag("force-ssl-redirect", m_settings.isConfiguredOn("force-ssl-redirect", false));
    m_read.preservesTrailingSlash =
        flag("preserve-trailing-slash", m_settings.isConfiguredOn("preserve-trailing-slash", false));
    m_read.relativeRedirects = flag("relative-redirects", m_settings.isConfiguredOn("relative-redirects", false));
    m_read.usesPortInRedirects =
        flag("use-port-in-redirects", m_settings.isConfiguredOn("use-port-in-redirects", false));
    m_read.forwardedPrefix = text("x-forwarded-prefix");
}

/// The temporal redirect goes before the permanent one; one that is no http URL voids both (spec/ingress.md §2.3).
void AnnotationReading::readRedirects()
{
    m_read.fromToWww = flag("from-to-www-redirect", false);
    for (const char *kind : {"temporal", "permanent"}) {
        const std::string name = std::string(kind) + "-redirect";
        const std::string url = text(name);
        if (url.empty() || !m_read.redirectUrl.empty())
            continue;
        const bool isTemporal = std::string_view(kind) == "temporal";
        // Only the temporal one is looked at; the permanent one may be a mere path.
        if (isTemporal && !url.starts_with("http")) {
            m_read.fromToWww = false;
            return;
        }
        const int fallback = isTemporal ? 302 : 301;
        const std::int64_t code = number(name + "-code").value_or(fallback);
        m_read.redirectCode = code < 300 || code > 308 ? fallback : static_cast<int>(code);
        m_read.redirectUrl = url;
        // Only without annotation validation can it get here.
        if (url.find('$') != std::string::npos)
            m_read.unknownHere.push_back(notModelled(name, "it names a variable of nginx."));
    }
}

void AnnotationReading::readTraffic()
{
    m_read.aliases = splitList(text("server-alias"));
    m_read.defaultBackend = text("default-backend");
    m_read.upstreamVhost = text("upstream-vhost");
    if (m_read.upstreamVhost.find('$') != std::string::npos)
        m_read.dependsOn.push_back({"annotation-not-modelled",
                                    "The " + named("upstream-vhost") + " names a variable of nginx.", "upstream.host"});
    const std::string written = text("backend-protocol");
    std::string protocol = written;
    std::transform(protocol.begin(), protocol.end(), protocol.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    if (!protocol.empty())
        m_read.backendProtocol = protocol;
    // The template asks for "GRPC" and "GRPCS" in capitals before it gives the backend its headers.
    m_read.getsControllerHeaders = !protocol.starts_with("GRPC") || written == protocol;
    if (!m_read.getsControllerHeaders)
        m_read.dependsOn.push_back({"annotation-not-modelled",
                                    "The " + named("backend-protocol") +
                                        " is not in capitals, so the backend gets none of the controller's headers.",
                                    "upstream"});
    // An invalid value counts as false, whatever the ConfigMap says.
    m_read.isServiceUpstream = this->written("service-upstream") ? flag("service-upstream", false)
                                                                 : m_settings.isConfiguredOn("service-upstream", false);
    m_read.isSslPassthrough = flag("ssl-passthrough", false);
    m_read.hasCookieAffinity = text("affinity") == "cookie";
    m_read.isCanaryAffinityLegacy = text("affinity-canary-behavior") == "legacy";
    if (find("session-cookie-name"))
        m_read.affinityCookie = text("session-cookie-name");
    for (const char *name : {"load-balance", "upstream-hash-by"})
        if (find(name))
            m_read.notes.push_back(std::string(name) + ": " + text(name) + " (chooses among a Service's endpoints)");
}

/// Settings without `canary: "true"` make an ordinary Ingress.
void AnnotationReading::readCanary()
{
    CanaryPolicy &canary = m_read.canary;
    canary.isEnabled = flag("canary", false);
    if (!canary.isEnabled)
        return;
    canary.weight = number("canary-weight").value_or(0);
    // spec/ingress.md §2.2: a total below 100 is read as 100.
    canary.weightTotal = std::max<std::int64_t>(100, number("canary-weight-total").value_or(100));
    canary.header = text("canary-by-header");
    std::replace(canary.header.begin(), canary.header.end(), '_', '-');
    canary.headerValue = text("canary-by-header-value");
    canary.headerPattern = text("canary-by-header-pattern");
    canary.cookie = text("canary-by-cookie");
}

void AnnotationReading::readUnknown()
{
    for (const auto &[key, value] : m_ingress.meta.annotations) {
        if (!key.starts_with(m_prefix))
            continue;
        const std::string name = key.substr(m_prefix.size());
        const NginxAnnotationKind kind = kindOfNginxAnnotation(name);
        if (kind == NginxAnnotationKind::Snippet)
            readSnippet(name);
        else if (kind == NginxAnnotationKind::Limit)
            m_read.notes.push_back(name + ": " + *value + " (answers " +
                                   m_settings.configured("limit-req-status-code", "503") + " beyond it)");
        else if (kind == NginxAnnotationKind::Unknown)
            m_read.unknownHere.push_back(notModelled(name, "it is not known here."));
    }
    const bool isOnEverywhere = m_settings.isConfiguredOn("enable-modsecurity", false);
    if (isOnEverywhere && !flag("enable-modsecurity", true))
        m_read.unknownHere.clear();
    if (!isOnEverywhere && flag("enable-modsecurity", false))
        m_read.unknownHere.push_back(
            {"annotation-not-modelled", "ModSecurity judges every request of this location by its rules.", {}});
}

/// Snippets are of critical risk; where that is permitted they are taken out unless allow-snippet-annotations is on.
void AnnotationReading::readSnippet(const std::string &name)
{
    if (!m_settings.isConfiguredOn("allow-snippet-annotations", false) || name == "stream-snippet" ||
        name == "modsecurity-snippet")
        return;
    const Dependency dependency = notModelled(name, "it is nginx configuration.");
    if (name == "server-snippet")
        m_read.unknownHostWide.push_back(dependency);
    else if (name == "auth-snippet")
        m_read.authRequest.snippet = dependency;
    else
        m_read.snippet = dependency;
}

std::string nginxAnnotationPrefix(const ControllerSettings &settings)
{
    return settings.flag("annotations-prefix", "nginx.ingress.kubernetes.io") + "/";
}

std::vector<std::string> splitList(const std::string &text)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    while (start <= text.size()) {
        std::size_t end = text.find(',', start);
        if (end == std::string::npos)
            end = text.size();
        std::size_t first = text.find_first_not_of(" \t\r\n", start);
        if (first < end) {
            const std::size_t last = text.find_last_not_of(" \t\r\n", end - 1);
            parts.push_back(text.substr(first, last - first + 1));
        }
        start = end + 1;
    }
    return parts;
}

NginxAnnotations readNginxAnnotations(const IngressContext &context, const Ingress &ingress)
{
    return AnnotationReading(context, ingress).read();
}

} // namespace wayproof
