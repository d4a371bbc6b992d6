// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Annotations of ingress-nginx as people write them: misspelt, of the wrong kind, or waiting for a switch that nobody
// turned. Changes no answer.
#include "model/routing/ingresscompiler_pitfalls.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace wayproof
{

namespace
{

/// Go's strconv.ParseBool reads these.
constexpr std::array<std::string_view, 29> booleans{"use-regex",
                                                    "ssl-redirect",
                                                    "force-ssl-redirect",
                                                    "preserve-trailing-slash",
                                                    "relative-redirects",
                                                    "use-port-in-redirects",
                                                    "from-to-www-redirect",
                                                    "canary",
                                                    "enable-cors",
                                                    "cors-allow-credentials",
                                                    "service-upstream",
                                                    "ssl-passthrough",
                                                    "enable-access-log",
                                                    "enable-rewrite-log",
                                                    "enable-global-auth",
                                                    "enable-opentelemetry",
                                                    "opentelemetry-trust-incoming-span",
                                                    "enable-modsecurity",
                                                    "enable-owasp-core-rules",
                                                    "auth-always-set-cookie",
                                                    "auth-keepalive-share-vars",
                                                    "auth-tls-pass-certificate-to-upstream",
                                                    "session-cookie-change-on-failure",
                                                    "session-cookie-conditional-samesite-none",
                                                    "session-cookie-secure",
                                                    "ssl-prefer-server-ciphers",
                                                    "upstream-hash-by-subset",
                                                    "http2-push-preload",
                                                    "disable-proxy-intercept-errors"};

constexpr std::array<std::string_view, 26> numbers{"canary-weight",
                                                   "canary-weight-total",
                                                   "cors-max-age",
                                                   "permanent-redirect-code",
                                                   "temporal-redirect-code",
                                                   "limit-rps",
                                                   "limit-rpm",
                                                   "limit-connections",
                                                   "limit-burst-multiplier",
                                                   "limit-rate",
                                                   "limit-rate-after",
                                                   "global-rate-limit",
                                                   "proxy-connect-timeout",
                                                   "proxy-read-timeout",
                                                   "proxy-send-timeout",
                                                   "proxy-next-upstream-timeout",
                                                   "proxy-next-upstream-tries",
                                                   "proxy-buffers-number",
                                                   "proxy-ssl-verify-depth",
                                                   "auth-tls-verify-depth",
                                                   "auth-keepalive",
                                                   "auth-keepalive-requests",
                                                   "auth-keepalive-timeout",
                                                   "upstream-hash-by-subset-size",
                                                   "session-cookie-expires",
                                                   "session-cookie-max-age"};

constexpr std::array<std::string_view, 4> sizes{"proxy-body-size", "client-body-buffer-size", "proxy-buffer-size",
                                                "proxy-max-temp-file-size"};

/// nginx' own sizes: digits and one letter.
bool isSize(const std::string &text)
{
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string unit = text.substr(digits);
    return digits > 0 &&
           (unit.empty() || (unit.size() == 1 && std::string_view("bkmgBKMG").find(unit[0]) != std::string_view::npos));
}

struct Choice {
    std::string_view name;
    std::string_view values; ///< separated by blanks, lower case
    bool mindsCase = true;
};

constexpr std::array<Choice, 14> choices{{{"backend-protocol", "http https auto_http grpc grpcs fcgi", false},
                                          {"satisfy", "any all"},
                                          {"affinity", "cookie"},
                                          {"affinity-mode", "balanced persistent"},
                                          {"affinity-canary-behavior", "sticky legacy"},
                                          {"session-cookie-samesite", "none lax strict", false},
                                          {"load-balance", "round_robin chash chashsubset sticky_balanced "
                                                           "sticky_persistent ewma"},
                                          {"proxy-buffering", "on off"},
                                          {"proxy-request-buffering", "on off"},
                                          {"proxy-http-version", "1.0 1.1"},
                                          {"proxy-ssl-verify", "on off"},
                                          {"proxy-ssl-server-name", "on off"},
                                          {"auth-type", "basic digest"},
                                          {"auth-secret-type", "auth-file auth-map"}}};

/// Settings that count only beside another annotation. `needs`: any of these names, separated by blanks.
struct Switch {
    std::string_view settings; ///< beginning of the settings' names
    std::string_view needs;
    std::string_view value; ///< what the switch has to say; empty: anything
    std::string_view mend;
};

constexpr std::array<Switch, 13> switches{
    {{"permanent-redirect-code", "permanent-redirect", {}, "Add permanent-redirect, or remove the setting."},
     {"temporal-redirect-code", "temporal-redirect", {}, "Add temporal-redirect, or remove the setting."},
     {"cors-", "enable-cors", "true", "Add enable-cors: \"true\", or remove the settings."},
     {"session-cookie-", "affinity", "cookie", "Add affinity: cookie, or remove the settings."},
     {"auth-signin", "auth-url", {}, "Add auth-url, or remove the settings."},
     {"auth-response-headers", "auth-url", {}, "Add auth-url, or remove the setting."},
     {"auth-realm", "auth-type", {}, "Add auth-type, or remove the setting."},
     {"auth-secret", "auth-type", {}, "Add auth-type, or remove the settings."},
     {"auth-tls-verify", "auth-tls-secret", {}, "Add auth-tls-secret, or remove the settings."},
     {"x-forwarded-prefix", "rewrite-target", {}, "Add rewrite-target, or remove the setting."},
     {"limit-rate-after", "limit-rate", {}, "Add limit-rate, or remove the setting."},
     {"limit-burst-multiplier", "limit-rps limit-rpm limit-connections", {}, "Add a limit, or remove the setting."},
     {"upstream-hash-by-subset", "upstream-hash-by", {}, "Add upstream-hash-by, or remove the settings."}}};

std::vector<std::string_view> words(std::string_view list)
{
    std::vector<std::string_view> result;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(' '), list.size());
        result.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return result;
}

/// Letters to insert, remove or replace; a pair that changed places counts once.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> steps(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                steps[i][j] = i + j;
                continue;
            }
            const std::size_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
            steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, steps[i - 1][j - 1] + cost});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
        }
    return steps[a.size()][b.size()];
}

std::string meant(const std::string &written)
{
    std::string best;
    std::size_t least = std::min<std::size_t>(4, written.size() / 3 + 1);
    for (const std::string &known : nginxAnnotationNames()) {
        const std::size_t away = distance(written, known);
        if (away < least) {
            least = away;
            best = known;
        }
    }
    return best;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

class Values
{
public:
    Values(IngressContext &context, const NginxIngress &owner)
        : m_context(context)
        , m_owner(owner)
        , m_prefix(nginxAnnotationPrefix(context.settings))
    {
        for (const auto &[key, value] : owner.ingress->meta.annotations)
            if (key.starts_with(m_prefix))
                m_written.emplace(key.substr(m_prefix.size()), &value);
    }

    void run()
    {
        for (const auto &[name, value] : m_written) {
            if (name.starts_with("healthcheck"))
                healthCheck(name, *value);
            else if (!name.ends_with("-snippet") && kindOfNginxAnnotation(name) == NginxAnnotationKind::Unknown)
                unknown(name, *value);
            else
                check(name, *value);
        }
        for (const Switch &one : switches)
            withoutSwitch(one);
        canaryOff();
        whatIsDefault();
        backends();
    }

private:
    void report(Severity severity, Category category, const std::string &code, const std::string &message,
                const std::string &mend, Position at)
    {
        m_context.report(severity, category, code, message, mend, *m_owner.ingress, at);
    }

    const Text *find(std::string_view name) const
    {
        const auto found = m_written.find(name);
        return found == m_written.end() ? nullptr : found->second;
    }

    /// The tutorial's own advice: the controller probes nothing, readiness probes decide.
    void healthCheck(const std::string &name, const Text &value)
    {
        if (m_isHealthTold)
            return;
        m_isHealthTold = true;
        report(Severity::Warning, Category::Practice, "nginx-annotation-without-effect",
               "ingress-nginx has no annotation " + name +
                   " and checks no backend by itself: a Pod gets requests as long as its readiness probe succeeds.",
               "Remove it, and give the Pods a readinessProbe.", value.at);
    }

    void unknown(const std::string &name, const Text &value)
    {
        const std::string better = meant(name);
        report(Severity::Warning, Category::Pitfall, "nginx-annotation-unknown",
               "Annotation " + m_prefix + name +
                   " is not known; what it does to the paths of this Ingress is not "
                   "modelled." +
                   (better.empty() ? std::string() : " Did you mean " + better + "?"),
               better.empty() ? "Check its spelling." : "Write " + m_prefix + better + ".", value.at);
    }

    void check(const std::string &name, const Text &value)
    {
        const std::string &text = *value;
        if (std::find(booleans.begin(), booleans.end(), name) != booleans.end()) {
            if (!parsedBool(text))
                invalid(name, value, "neither \"true\" nor \"false\"", "Write \"true\" or \"false\".");
        } else if (std::find(numbers.begin(), numbers.end(), name) != numbers.end()) {
            std::int64_t number = 0;
            const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (text.empty() || error != std::errc() || stop != text.data() + text.size())
                invalid(name, value, "no whole number", "Write a number without a unit, in quotes.");
        }
        if (std::find(sizes.begin(), sizes.end(), name) != sizes.end() && !isSize(text))
            invalid(name, value, "no size as nginx writes them", "Write digits and k, m or g: \"10m\".");
        for (const Choice &choice : choices) {
            if (choice.name != name)
                continue;
            const std::vector<std::string_view> known = words(choice.values);
            const std::string said = choice.mindsCase ? text : lower(text);
            if (std::find(known.begin(), known.end(), said) != known.end())
                continue;
            std::string list;
            for (const std::string_view one : known)
                list += (list.empty() ? "" : ", ") + std::string(one);
            invalid(name, value, "none of " + list, "Write one of " + list + ".");
        }
    }

    void invalid(const std::string &name, const Text &value, const std::string &what, const std::string &mend)
    {
        const bool isDenied = m_owner.annotations.denied.has_value();
        report(Severity::Warning, Category::ConfigError, "nginx-annotation-invalid",
               "The value \"" + *value + "\" of annotation " + name + " is " + what + ": ingress-nginx " +
                   (isDenied ? "answers 503 for the paths of this Ingress." : "goes on as if it was not there."),
               mend, value.at);
    }

    void withoutSwitch(const Switch &one)
    {
        std::vector<std::string> settings;
        Position at;
        for (const auto &[name, value] : m_written)
            if (name.starts_with(one.settings) && kindOfNginxAnnotation(name) != NginxAnnotationKind::Unknown) {
                settings.push_back(name);
                at = at.isKnown() ? at : value->at;
            }
        const std::vector<std::string_view> needed = words(one.needs);
        const bool isOn = std::any_of(needed.begin(), needed.end(), [&](std::string_view name) {
            const Text *value = find(name);
            return value && (one.value.empty() ||
                             (one.value == "true" ? parsedBool(**value).value_or(false) : **value == one.value));
        });
        if (settings.empty() || isOn)
            return;
        const std::string need =
            std::string(needed.front()) + (one.value.empty() ? std::string() : ": \"" + std::string(one.value) + "\"");
        report(Severity::Warning, Category::Practice, "nginx-annotation-without-switch",
               listText(settings) + (settings.size() == 1 ? " counts" : " count") + " only beside " + need +
                   ", which this Ingress does not have.",
               std::string(one.mend), at);
    }

    /// spec/ingress.md §2.2: settings without `canary: "true"` make an ordinary Ingress.
    void canaryOff()
    {
        if (m_owner.annotations.canary.isEnabled)
            return;
        for (const auto &[name, value] : m_written)
            if (name.starts_with("canary-")) {
                report(Severity::Warning, Category::ConfigError, "nginx-canary-off",
                       "Without canary: \"true\" the canary settings count for nothing, and this is an ordinary "
                       "Ingress that competes with the main one for its paths.",
                       "Add canary: \"true\", or remove the settings.", value->at);
                return;
            }
    }

    void whatIsDefault()
    {
        if (const Text *log = find("enable-access-log")) {
            const std::optional<bool> isOn = parsedBool(**log);
            if (isOn && !*isOn)
                report(Severity::Info, Category::Practice, "nginx-access-log-off",
                       "Requests to this Ingress are not logged, so neither can it be seen who still uses the path "
                       "when migrating, nor can they be replayed against the Gateway.",
                       "Log them at least until the migration is done.", log->at);
            else if (isOn && m_context.settings.configured("disable-access-log") != "true")
                useless("enable-access-log", *log, "access is logged anyway");
        }
        if (const Text *protocol = find("backend-protocol"))
            if (lower(**protocol) == "http")
                useless("backend-protocol", *protocol, "HTTP is what ingress-nginx speaks anyway");
        const Text *passthrough = find("ssl-passthrough");
        if (passthrough && parsedBool(**passthrough).value_or(false) &&
            !m_context.settings.isFlagOn("enable-ssl-passthrough", false))
            report(Severity::Warning, Category::Practice, "nginx-annotation-without-effect",
                   "ssl-passthrough counts only where the controller runs with --enable-ssl-passthrough, and " +
                       std::string(m_context.settings.flags.empty() ? "no such flag was loaded" : "this one does not") +
                       ": TLS ends at nginx.",
                   "Give the controller the flag, or remove the annotation.", passthrough->at);
    }

    void useless(const std::string &name, const Text &value, const std::string &why)
    {
        report(Severity::Info, Category::Practice, "nginx-annotation-without-effect",
               "Annotation " + name + ": \"" + *value + "\" does nothing: " + why + ".",
               "Remove it; every annotation is one thing more to migrate.", value.at);
    }

    void backends()
    {
        const Text *protocol = find("backend-protocol");
        const std::string spoken = protocol ? lower(**protocol) : std::string();
        const Text *verify = find("proxy-ssl-verify");
        if ((spoken == "https" || spoken == "grpcs") && !(verify && **verify == "on"))
            report(Severity::Info, Category::Security, "nginx-backend-tls-unverified",
                   "backend-protocol " + **protocol +
                       " encrypts the way to the backend, but nobody looks at the backend's certificate. A Gateway's "
                       "BackendTLSPolicy always does.",
                   "Set proxy-ssl-secret and proxy-ssl-verify: \"on\"; have the CA's certificate ready for the "
                   "BackendTLSPolicy.",
                   protocol->at);
        const Text *fallback = find("default-backend");
        if (fallback && !m_owner.ingress->defaultBackend.isSet)
            report(Severity::Info, Category::Practice, "nginx-default-backend-annotation",
                   "The annotation default-backend answers where a path's Service has no endpoints, and for "
                   "custom-http-errors; it takes no request that the rules leave over.",
                   "Use spec.defaultBackend if that was meant: it is part of the API.", fallback->at);
    }

    IngressContext &m_context;
    const NginxIngress &m_owner;
    std::string m_prefix;
    std::map<std::string, const Text *, std::less<>> m_written;
    bool m_isHealthTold = false;
};

} // namespace

void reportNginxAnnotations(IngressContext &context, const NginxModel &model)
{
    for (const NginxIngress &owner : model.ingresses)
        Values(context, owner).run();
}

} // namespace wayproof
