// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/nginxsettings.h"

#include "model/lab/labplan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>

namespace wayproof
{

namespace
{

/// "--name=value"; a flag without a value is true.
void readArguments(const std::vector<Text> &arguments, std::map<std::string, std::string> &flags)
{
    for (const Text &argument : arguments) {
        const std::string &text = *argument;
        if (!text.starts_with("--"))
            continue;
        const std::size_t equals = text.find('=');
        flags[text.substr(2, equals == std::string::npos ? equals : equals - 2)] =
            equals == std::string::npos ? "true" : text.substr(equals + 1);
    }
}

/// Known by what only its program is called with.
bool isController(const Workload &workload)
{
    return std::any_of(
               workload.arguments.begin(), workload.arguments.end(),
               [](const Text &argument) { return argument->find("nginx-ingress-controller") != std::string::npos; }) ||
           std::any_of(workload.arguments.begin(), workload.arguments.end(),
                       [](const Text &argument) { return argument->starts_with("--controller-class="); });
}

const ConfigMap *settingsMap(const Snapshot &snapshot, const std::string &name, const std::string &ownNamespace)
{
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos)
        return nullptr;
    std::string ns = name.substr(0, slash);
    if (ns == "$(POD_NAMESPACE)")
        ns = ownNamespace;
    return snapshot.find<ConfigMap>(ns, name.substr(slash + 1));
}

} // namespace

std::string NginxSettings::flag(const std::string &name, const std::string &fallback) const
{
    const auto found = flags.find(name);
    return found == flags.end() ? fallback : found->second;
}

bool NginxSettings::boolFlag(const std::string &name, bool fallback) const
{
    const auto found = flags.find(name);
    return found == flags.end() ? fallback : boolFromText(found->second).value_or(fallback);
}

std::string NginxSettings::configText(const std::string &key, const std::string &fallback) const
{
    const auto found = config.find(key);
    return found == config.end() ? fallback : found->second;
}

bool NginxSettings::configFlag(const std::string &key, bool fallback) const
{
    const auto found = config.find(key);
    return found == config.end() ? fallback : boolFromText(found->second).value_or(fallback);
}

int NginxSettings::configNumber(const std::string &key, int fallback) const
{
    const auto found = config.find(key);
    return found == config.end() ? fallback : intFromText(found->second).value_or(fallback);
}

std::vector<std::string> NginxSettings::configList(const std::string &key) const
{
    return splitList(configText(key));
}

int NginxSettings::redirectCode() const
{
    const int code = configNumber("http-redirect-code", 308);
    const std::set<int> permitted{301, 302, 307, 308};
    return permitted.contains(code) ? code : 308;
}

NginxSettings nginxSettings(const Snapshot &snapshot, std::map<std::string, std::string> flags,
                            std::map<std::string, std::string> config)
{
    NginxSettings settings;
    std::string ownNamespace = "ingress-nginx";
    for (const Workload &workload : snapshot.all<Workload>()) {
        if (!isController(workload))
            continue;
        readArguments(workload.arguments, settings.flags);
        ownNamespace = *workload.meta.ns;
        break;
    }
    for (const auto &[name, value] : flags)
        settings.flags[name] = value;
    const ConfigMap *map = settingsMap(snapshot, settings.flag("configmap"), ownNamespace);
    if (!map) {
        for (const ConfigMap &candidate : snapshot.all<ConfigMap>())
            map = *candidate.meta.name == "ingress-nginx-controller" ? &candidate : map;
    }
    if (map) {
        for (const auto &[key, value] : map->data)
            settings.config[key] = *value;
    }
    for (const auto &[key, value] : config)
        settings.config[key] = value;
    return settings;
}

Diagnostics unservedSettings(const NginxSettings &settings)
{
    // With these an answer can differ; of what is in neither list the lab knows that it does not.
    static constexpr std::array<const char *, 22> unserved{"add-headers",
                                                           "proxy-set-headers",
                                                           "http-snippet",
                                                           "main-snippet",
                                                           "server-snippet",
                                                           "location-snippet",
                                                           "stream-snippet",
                                                           "plugins",
                                                           "enable-modsecurity",
                                                           "use-proxy-protocol",
                                                           "hide-headers",
                                                           "disable-ipv6",
                                                           "custom-headers",
                                                           "global-auth-snippet",
                                                           "global-auth-cache-key",
                                                           "global-rate-limit-memcached-host",
                                                           "limit-rate",
                                                           "limit-rate-after",
                                                           "use-gzip",
                                                           "enable-brotli",
                                                           "ssl-reject-handshake",
                                                           "proxy-stream-responses"};
    Diagnostics notes;
    const auto note = [&notes](const std::string &message) {
        notes.push_back(notServedNote(ObjectMeta(), {}, message));
    };
    for (const char *key : unserved) {
        const std::string value = settings.configText(key);
        if (!value.empty() && value != "false" && value != "0")
            note(std::string("The controller's setting ") + key + " is not served.");
    }
    if (settings.boolFlag("enable-ssl-passthrough", false))
        note("The controller's flag --enable-ssl-passthrough is not served: TLS ends at the lab's nginx.");
    return notes;
}

std::optional<bool> boolFromText(std::string_view text)
{
    static const std::set<std::string_view> yes{"1", "t", "T", "true", "TRUE", "True"};
    static const std::set<std::string_view> no{"0", "f", "F", "false", "FALSE", "False"};
    if (yes.contains(text))
        return true;
    if (no.contains(text))
        return false;
    return std::nullopt;
}

std::optional<int> intFromText(std::string_view text)
{
    if (text.starts_with('+'))
        text.remove_prefix(1);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string trimmed(std::string_view text)
{
    const auto isSpace = [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; };
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t comma = text.find(',');
        const std::string part = trimmed(text.substr(0, comma));
        if (!part.empty())
            parts.push_back(part);
        if (comma == std::string_view::npos)
            break;
        text.remove_prefix(comma + 1);
    }
    return parts;
}

} // namespace wayproof
