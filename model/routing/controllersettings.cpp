// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The settings of ingress-nginx v1.15.1 by name, and what to say of those that are set.
#include "model/routing/controllersettings.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wayproof
{

namespace
{

enum class Effect {
    Read,   ///< by this compiler
    Unread, ///< may change an answer; not modelled
    None,   ///< changes no answer
};
enum class Value { Bool, Number, Text };
struct Setting {
    std::string_view key;
    Effect effect;
    Value value;
};

const std::vector<Setting> &knownSettings()
{
    // clang-format off
    static const std::vector<Setting> settings = {
        {"access-log-params", Effect::None, Value::Text},
        {"access-log-path", Effect::None, Value::Text},
        {"add-headers", Effect::Read, Value::Text},
        {"allow-backend-server-header", Effect::Unread, Value::Bool},
        {"allow-cross-namespace-resources", Effect::Read, Value::Bool},
        {"allow-snippet-annotations", Effect::Read, Value::Bool},
        {"annotation-value-word-blocklist", Effect::Read, Value::Text},
        {"annotations-risk-level", Effect::Read, Value::Text},
        {"bind-address", Effect::None, Value::Text},
        {"block-cidrs", Effect::Read, Value::Text},
        {"block-referers", Effect::Read, Value::Text},
        {"block-user-agents", Effect::Read, Value::Text},
        {"brotli-level", Effect::None, Value::Text},
        {"brotli-min-length", Effect::Unread, Value::Text},
        {"brotli-types", Effect::Unread, Value::Text},
        {"client-body-buffer-size", Effect::None, Value::Text},
        {"client-body-timeout", Effect::None, Value::Text},
        {"client-header-buffer-size", Effect::Unread, Value::Text},
        {"client-header-timeout", Effect::None, Value::Text},
        {"compute-full-forwarded-for", Effect::Read, Value::Bool},
        {"custom-http-errors", Effect::Read, Value::Text},
        {"debug-connections", Effect::None, Value::Text},
        {"default-type", Effect::None, Value::Text},
        {"denylist-source-range", Effect::Read, Value::Text},
        {"disable-access-log", Effect::None, Value::Bool},
        {"disable-http-access-log", Effect::None, Value::Bool},
        {"disable-ipv6", Effect::None, Value::Bool},
        {"disable-ipv6-dns", Effect::None, Value::Bool},
        {"disable-proxy-intercept-errors", Effect::Read, Value::Bool},
        {"disable-stream-access-log", Effect::None, Value::Bool},
        {"enable-access-log-for-default-backend", Effect::None, Value::Bool},
        {"enable-aio-write", Effect::None, Value::Bool},
        {"enable-auth-access-log", Effect::None, Value::Bool},
        {"enable-brotli", Effect::Unread, Value::Bool},
        {"enable-modsecurity", Effect::Read, Value::Bool},
        {"enable-multi-accept", Effect::None, Value::Bool},
        {"enable-ocsp", Effect::None, Value::Bool},
        {"enable-opentelemetry", Effect::None, Value::Bool},
        {"enable-owasp-modsecurity-crs", Effect::None, Value::Bool},
        {"enable-real-ip", Effect::Read, Value::Bool},
        {"enable-serial-reloads", Effect::None, Value::Bool},
        {"enable-syslog", Effect::None, Value::Bool},
        {"enable-underscores-in-headers", Effect::Read, Value::Bool},
        {"error-log-level", Effect::None, Value::Text},
        {"error-log-path", Effect::None, Value::Text},
        {"force-ssl-redirect", Effect::Read, Value::Bool},
        {"forwarded-for-header", Effect::Read, Value::Text},
        {"generate-request-id", Effect::Read, Value::Bool},
        {"geoip2-autoreload-in-minutes", Effect::None, Value::Text},
        {"global-allowed-response-headers", Effect::Read, Value::Text},
        {"global-auth-always-set-cookie", Effect::Read, Value::Bool},
        {"global-auth-cache-duration", Effect::Unread, Value::Text},
        {"global-auth-cache-key", Effect::Unread, Value::Text},
        {"global-auth-method", Effect::Read, Value::Text},
        {"global-auth-request-redirect", Effect::Unread, Value::Text},
        {"global-auth-response-headers", Effect::Read, Value::Text},
        {"global-auth-signin", Effect::Read, Value::Text},
        {"global-auth-signin-redirect-param", Effect::Read, Value::Text},
        {"global-auth-snippet", Effect::Read, Value::Text},
        {"global-auth-url", Effect::Read, Value::Text},
        {"global-rate-limit-memcached-connect-timeout", Effect::None, Value::Text},
        {"global-rate-limit-memcached-host", Effect::None, Value::Text},
        {"global-rate-limit-memcached-max-idle-timeout", Effect::None, Value::Text},
        {"global-rate-limit-memcached-pool-size", Effect::None, Value::Text},
        {"global-rate-limit-memcached-port", Effect::None, Value::Text},
        {"global-rate-limit-status-code", Effect::None, Value::Text},
        {"grpc-buffer-size-kb", Effect::None, Value::Text},
        {"gzip-disable", Effect::Unread, Value::Text},
        {"gzip-level", Effect::None, Value::Text},
        {"gzip-min-length", Effect::Unread, Value::Text},
        {"gzip-types", Effect::Unread, Value::Text},
        {"hide-headers", Effect::Read, Value::Text},
        {"hsts", Effect::Read, Value::Bool},
        {"hsts-include-subdomains", Effect::Read, Value::Bool},
        {"hsts-max-age", Effect::Read, Value::Number},
        {"hsts-preload", Effect::Read, Value::Bool},
        {"http-access-log-path", Effect::None, Value::Text},
        {"http-redirect-code", Effect::Read, Value::Number},
        {"http-snippet", Effect::Read, Value::Text},
        {"http2-max-concurrent-streams", Effect::None, Value::Text},
        {"http2-max-field-size", Effect::Unread, Value::Text},
        {"http2-max-header-size", Effect::Unread, Value::Text},
        {"http2-max-requests", Effect::Unread, Value::Text},
        {"ignore-invalid-headers", Effect::Read, Value::Bool},
        {"keep-alive", Effect::None, Value::Text},
        {"keep-alive-requests", Effect::None, Value::Text},
        {"large-client-header-buffers", Effect::Unread, Value::Text},
        {"limit-conn-status-code", Effect::None, Value::Text},
        {"limit-conn-zone-variable", Effect::None, Value::Text},
        {"limit-rate", Effect::None, Value::Text},
        {"limit-rate-after", Effect::None, Value::Text},
        {"limit-req-status-code", Effect::Read, Value::Number},
        {"load-balance", Effect::None, Value::Text},
        {"location-snippet", Effect::Read, Value::Text},
        {"log-format-escape-json", Effect::None, Value::Bool},
        {"log-format-escape-none", Effect::None, Value::Bool},
        {"log-format-stream", Effect::None, Value::Text},
        {"log-format-upstream", Effect::None, Value::Text},
        {"lua-shared-dicts", Effect::None, Value::Text},
        {"main-snippet", Effect::Read, Value::Text},
        {"map-hash-bucket-size", Effect::None, Value::Text},
        {"max-worker-connections", Effect::None, Value::Text},
        {"max-worker-open-files", Effect::None, Value::Text},
        {"modsecurity-snippet", Effect::None, Value::Text},
        {"nginx-status-ipv4-whitelist", Effect::None, Value::Text},
        {"nginx-status-ipv6-whitelist", Effect::None, Value::Text},
        {"no-auth-locations", Effect::Read, Value::Text},
        {"no-tls-redirect-locations", Effect::Read, Value::Text},
        {"opentelemetry-config", Effect::None, Value::Text},
        {"opentelemetry-operation-name", Effect::None, Value::Text},
        {"opentelemetry-trust-incoming-span", Effect::None, Value::Bool},
        {"otel-max-export-batch-size", Effect::None, Value::Text},
        {"otel-max-queuesize", Effect::None, Value::Text},
        {"otel-sampler", Effect::None, Value::Text},
        {"otel-sampler-parent-based", Effect::None, Value::Bool},
        {"otel-sampler-ratio", Effect::None, Value::Text},
        {"otel-schedule-delay-millis", Effect::None, Value::Text},
        {"otel-service-name", Effect::None, Value::Text},
        {"otlp-collector-host", Effect::None, Value::Text},
        {"otlp-collector-port", Effect::None, Value::Text},
        {"plugins", Effect::Read, Value::Text},
        {"preserve-trailing-slash", Effect::Read, Value::Bool},
        {"proxy-add-original-uri-header", Effect::Read, Value::Bool},
        {"proxy-body-size", Effect::Read, Value::Text},
        {"proxy-buffer-size", Effect::None, Value::Text},
        {"proxy-buffering", Effect::None, Value::Text},
        {"proxy-buffers-number", Effect::None, Value::Text},
        {"proxy-busy-buffers-size", Effect::None, Value::Text},
        {"proxy-connect-timeout", Effect::Read, Value::Number},
        {"proxy-cookie-domain", Effect::Read, Value::Text},
        {"proxy-cookie-path", Effect::Read, Value::Text},
        {"proxy-headers-hash-bucket-size", Effect::None, Value::Text},
        {"proxy-headers-hash-max-size", Effect::None, Value::Text},
        {"proxy-http-version", Effect::Read, Value::Text},
        {"proxy-max-temp-file-size", Effect::None, Value::Text},
        {"proxy-next-upstream", Effect::Read, Value::Text},
        {"proxy-next-upstream-timeout", Effect::Read, Value::Number},
        {"proxy-next-upstream-tries", Effect::Read, Value::Number},
        {"proxy-protocol-header-timeout", Effect::None, Value::Text},
        {"proxy-read-timeout", Effect::Read, Value::Number},
        {"proxy-real-ip-cidr", Effect::Read, Value::Text},
        {"proxy-redirect-from", Effect::Read, Value::Text},
        {"proxy-redirect-to", Effect::Read, Value::Text},
        {"proxy-request-buffering", Effect::None, Value::Text},
        {"proxy-send-timeout", Effect::Read, Value::Number},
        {"proxy-set-headers", Effect::Read, Value::Text},
        {"proxy-ssl-location-only", Effect::Read, Value::Bool},
        {"proxy-stream-next-upstream", Effect::None, Value::Bool},
        {"proxy-stream-next-upstream-timeout", Effect::None, Value::Text},
        {"proxy-stream-next-upstream-tries", Effect::None, Value::Text},
        {"proxy-stream-responses", Effect::None, Value::Text},
        {"proxy-stream-timeout", Effect::None, Value::Text},
        {"relative-redirects", Effect::Read, Value::Bool},
        {"resolver", Effect::None, Value::Text},
        {"retry-non-idempotent", Effect::Read, Value::Bool},
        {"reuse-port", Effect::None, Value::Bool},
        {"server-name-hash-bucket-size", Effect::None, Value::Text},
        {"server-name-hash-max-size", Effect::None, Value::Text},
        {"server-snippet", Effect::Read, Value::Text},
        {"server-tokens", Effect::Unread, Value::Bool},
        {"service-upstream", Effect::Read, Value::Bool},
        {"skip-access-log-urls", Effect::None, Value::Text},
        {"ssl-buffer-size", Effect::None, Value::Text},
        {"ssl-ciphers", Effect::Unread, Value::Text},
        {"ssl-dh-param", Effect::None, Value::Text},
        {"ssl-early-data", Effect::None, Value::Bool},
        {"ssl-ecdh-curve", Effect::None, Value::Text},
        {"ssl-protocols", Effect::Unread, Value::Text},
        {"ssl-redirect", Effect::Read, Value::Bool},
        {"ssl-reject-handshake", Effect::Unread, Value::Bool},
        {"ssl-session-cache", Effect::None, Value::Bool},
        {"ssl-session-cache-size", Effect::None, Value::Text},
        {"ssl-session-ticket-key", Effect::None, Value::Text},
        {"ssl-session-tickets", Effect::None, Value::Bool},
        {"ssl-session-timeout", Effect::None, Value::Text},
        {"stream-access-log-path", Effect::None, Value::Text},
        {"stream-snippet", Effect::None, Value::Text},
        {"strict-validate-path-type", Effect::Read, Value::Bool},
        {"syslog-host", Effect::None, Value::Text},
        {"syslog-port", Effect::None, Value::Text},
        {"upstream-hash-by", Effect::None, Value::Text},
        {"upstream-hash-by-subset", Effect::None, Value::Bool},
        {"upstream-hash-by-subset-size", Effect::None, Value::Text},
        {"upstream-keepalive-connections", Effect::Read, Value::Number},
        {"upstream-keepalive-requests", Effect::None, Value::Text},
        {"upstream-keepalive-time", Effect::None, Value::Text},
        {"upstream-keepalive-timeout", Effect::None, Value::Text},
        {"use-forwarded-headers", Effect::Read, Value::Bool},
        {"use-geoip2", Effect::None, Value::Bool},
        {"use-gzip", Effect::Unread, Value::Bool},
        {"use-http2", Effect::None, Value::Bool},
        {"use-port-in-redirects", Effect::Read, Value::Bool},
        {"use-proxy-protocol", Effect::Read, Value::Bool},
        {"variables-hash-bucket-size", Effect::None, Value::Text},
        {"variables-hash-max-size", Effect::None, Value::Text},
        {"whitelist-source-range", Effect::Read, Value::Text},
        {"worker-cpu-affinity", Effect::None, Value::Text},
        {"worker-processes", Effect::None, Value::Text},
        {"worker-shutdown-timeout", Effect::None, Value::Text},
    };
    // clang-format on
    return settings;
}

const Setting *findSetting(std::string_view key)
{
    const std::vector<Setting> &all = knownSettings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Setting &setting) { return setting.key == key; });
    return found == all.end() ? nullptr : &*found;
}

bool isKnownFlag(const std::string &name)
{
    // clang-format off
    static const std::set<std::string_view> names = {
        "alsologtostderr", "annotations-prefix", "apiserver-host", "bucket-factor", "certificate-authority",
        "configmap", "controller-class", "deep-inspect", "default-backend-service", "default-server-port",
        "default-ssl-certificate", "disable-catch-all", "disable-full-test", "disable-leader-election",
        "disable-svc-external-name", "disable-sync-events", "dynamic-configuration-retries", "election-id",
        "election-ttl", "enable-annotation-validation", "enable-metrics", "enable-ssl-chain-completion",
        "enable-ssl-passthrough", "enable-topology-aware-routing", "exclude-socket-metrics", "health-check-path", "health-check-timeout", "healthz-host", "healthz-port", "http-port", "https-port", "ingress-class", "ingress-class-by-name", "internal-logger-address", "kubeconfig", "length-buckets", "log-backtrace-at", "log-dir", "log-file", "log-file-max-size", "logtostderr", "max-buckets", "maxmind-edition-ids", "maxmind-license-key", "maxmind-mirror", "maxmind-retries-count", "maxmind-retries-timeout", "metrics-per-host", "metrics-per-undefined-host", "monitor-max-batch-size", "one-output",
        "post-shutdown-grace-period", "profiler-address", "profiler-port", "profiling", "publish-service",
        "publish-status-address", "report-node-internal-ip-address", "report-status-classes", "shutdown-grace-period", "size-buckets", "skip-headers", "skip-log-headers", "ssl-passthrough-proxy-port", "status-port", "status-update-interval", "stderrthreshold", "stream-port", "sync-period", "tcp-services-configmap", "time-buckets", "udp-services-configmap", "update-status", "update-status-on-shutdown",
        "v", "validating-webhook", "validating-webhook-certificate", "validating-webhook-key", "version",
        "vmodule", "watch-ingress-without-class", "watch-namespace", "watch-namespace-selector"};
    // clang-format on
    return names.contains(name);
}

/// What the controller would not take; empty for a good value.
std::string faultOf(const Setting &setting, const std::string &value)
{
    if (setting.value == Value::Bool && !value.empty() && !parsedBool(value))
        return "is neither true nor false";
    if (setting.value == Value::Number &&
        (value.empty() || value.find_first_not_of("0123456789", value.starts_with('-') ? 1 : 0) != std::string::npos))
        return "is no number";
    if (setting.key == "http-redirect-code" && value != "301" && value != "302" && value != "307" && value != "308")
        return "is no code that it redirects with (301, 302, 307, 308)";
    if (setting.key == "annotations-risk-level") {
        std::string level = value;
        std::transform(level.begin(), level.end(), level.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        if (level != "low" && level != "medium" && level != "high" && level != "critical")
            return "is none of Low, Medium, High and Critical, and counts as Low";
    }
    return {};
}

class Report
{
public:
    explicit Report(IngressContext &context)
        : m_context(context)
        , m_place(settingsPlace(context.snapshot, context.options))
    {
    }

    void run()
    {
        if (m_place.configMap)
            for (const auto &[key, value] : m_place.configMap->data)
                if (!m_context.options.controllerConfig.contains(key))
                    judge(key, *value, m_place.configMap->meta.at(value.at));
        for (const auto &[key, value] : m_context.options.controllerConfig)
            judge(key, value, {});
        if (m_place.workload)
            judgeFlags(*m_place.workload);
        for (const auto &[name, value] : m_context.options.controllerFlags)
            if (!isKnownFlag(name) && name.find('.') == std::string::npos) // Traefik's have dots
                m_context.assume("ingress-nginx knows no flag --" + name + "; it was not read.");
        for (const std::string &code : splitCodes(m_context.settings.configured("custom-http-errors")))
            if (code.starts_with('3'))
                m_context.assume("The controller's custom-http-errors list " + code +
                                 ": what replaces redirects of its own is not modelled.");
    }

private:
    static std::vector<std::string> splitCodes(const std::string &text)
    {
        std::vector<std::string> codes;
        for (const char c : text)
            if (c == ',' || codes.empty())
                codes.emplace_back(c == ',' ? "" : std::string(1, c));
            else if (c != ' ')
                codes.back() += c;
        return codes;
    }

    void judge(const std::string &key, const std::string &value, const Location &at)
    {
        const Setting *setting = findSetting(key);
        if (!setting) {
            say("nginx-setting-unknown", "ingress-nginx knows no setting \"" + key + "\"; it has no effect.",
                "Check its spelling.", at);
            return;
        }
        if (const std::string fault = faultOf(*setting, value); !fault.empty())
            say("nginx-setting-invalid",
                "\"" + value + "\" for " + key + " " + fault + ": ingress-nginx goes on with its default.",
                "Write a value that the controller takes.", at);
        if (setting->effect == Effect::Unread)
            m_context.assume("The controller's ConfigMap has " + key + ", whose effect on answers is not modelled.");
    }

    void judgeFlags(const Workload &workload)
    {
        for (const Text &argument : workload.arguments) {
            if (!argument->starts_with("--"))
                continue;
            const std::string name = argument->substr(2, argument->find('=') - 2);
            if (!isKnownFlag(name))
                say("nginx-flag-unknown",
                    "ingress-nginx knows no flag --" + name + "; the controller does not start with it.",
                    "Check its spelling, and the controller's version.", workload.meta.at(argument.at));
        }
    }

    void say(const std::string &code, const std::string &message, const std::string &mend, const Location &at)
    {
        if (!at.isKnown()) {
            m_context.assume(message);
            return;
        }
        Diagnostic finding;
        finding.severity = Severity::Warning;
        finding.category = Category::ConfigError;
        finding.code = code;
        finding.message = message;
        finding.mend = mend;
        finding.location = at;
        finding.subject = code == "nginx-flag-unknown" ? m_place.workload->meta.id() : m_place.configMap->meta.id();
        m_context.table.findings.push_back(std::move(finding));
    }

    IngressContext &m_context;
    const SettingsPlace m_place;
};

} // namespace

void reportControllerSettings(IngressContext &context)
{
    Report(context).run();
}

} // namespace wayproof
