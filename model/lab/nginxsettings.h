// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The controller's own settings, its arguments and its ConfigMap, with ingress-nginx's defaults. An independent
// reading, so it must never include the routing table's.
#pragma once

#include "model/base/diagnostic.h"
#include "model/resources/snapshot.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// Arguments are named without their dashes. A setting that is absent or cannot be read has its default.
struct NginxSettings {
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> config;

    std::string flag(const std::string &name, const std::string &fallback = {}) const;
    bool boolFlag(const std::string &name, bool fallback) const;
    std::string configText(const std::string &key, const std::string &fallback = {}) const;
    bool configFlag(const std::string &key, bool fallback) const;
    int configNumber(const std::string &key, int fallback) const;
    std::vector<std::string> configList(const std::string &key) const;
    /// Of the redirects to TLS and to the other name: 308 unless the ConfigMap has another one that may be.
    int redirectCode() const;
};

/// What was set by hand, over what the controller's Deployment and ConfigMap say where they were loaded.
NginxSettings nginxSettings(const Snapshot &snapshot, std::map<std::string, std::string> flags,
                            std::map<std::string, std::string> config);

/// Settings that change answers and that the lab does not serve.
Diagnostics unservedSettings(const NginxSettings &settings);

// How Go's strconv and strings read what people write.
std::optional<bool> boolFromText(std::string_view text);
std::optional<int> intFromText(std::string_view text);
std::string trimmed(std::string_view text);
/// Elements between commas, trimmed, without empty ones.
std::vector<std::string> splitList(std::string_view text);

} // namespace wayproof
