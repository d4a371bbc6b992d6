// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One Ingress' annotations being read. Internal to annotations*.cpp.
#pragma once

#include "model/routing/annotations.h"

#include <set>
#include <string_view>

namespace wayproof
{

class AnnotationReading
{
public:
    AnnotationReading(const IngressContext &context, const Ingress &ingress);
    NginxAnnotations read();

private:
    /// Null where it is absent, empty, or holds what the controller does not take.
    const Text *find(const std::string &name) const;
    const Text *written(const std::string &name) const;
    std::string text(const std::string &name) const;
    bool flag(const std::string &name, bool fallback) const;
    std::optional<std::int64_t> number(const std::string &name) const;
    std::string named(const std::string &name) const;
    Dependency notModelled(const std::string &name, const std::string &why) const;
    void drop(const std::string &why);
    void deny(const std::string &why);

    /// spec/ingress.md §2.1 "Dropped whole": risk, blocked words, values.
    void judge();
    void judgeValue(const std::string &name, const Text &value);

    void readRewrites();
    void readRedirects();
    void readTraffic();
    void readCanary();
    void readUnknown();
    void readSnippet(const std::string &name);

    // annotations_proxy.cpp
    void readErrors();
    void readProxy();
    void readMirror();
    void readCustomHeaders();

    // annotations_access.cpp
    void readAccess();
    void readAuthRequest();
    void readBasicAuth();
    void readClientCertificates();
    void readProxySsl();
    void readCors();
    /// Comma-separated addresses; one that is none denies the location.
    std::vector<std::string> ranges(const std::string &name) const;
    /// The Secret that `name` names as "namespace/name"; what keeps it from being used otherwise.
    struct NamedSecret {
        std::string path;
        const Secret *secret = nullptr; ///< null: not loaded
        std::string problem;
    };
    NamedSecret secretOf(const std::string &name, bool needsNamespace) const;
    const ConfigMap *configMapOf(const std::string &name, bool needsNamespace);

    const IngressContext &m_context;
    const ControllerSettings &m_settings;
    const Ingress &m_ingress;
    std::string m_prefix;
    std::set<std::string> m_refused; ///< names whose value does not count
    NginxAnnotations m_read;
};

/// Go's strconv.Atoi.
std::optional<std::int64_t> wholeNumber(std::string_view text);

} // namespace wayproof
