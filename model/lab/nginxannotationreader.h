// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Looks annotations of one Ingress up as the controller does: which texts it takes, and what a text that it does not
// take comes to. Knows no annotation's meaning.
#pragma once

#include "model/lab/labplan.h"
#include "model/lab/nginxsettings.h"
#include "model/resources/ingress.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace wayproof
{

/// Of an annotation's text.
struct ReadText {
    enum class State { Given, Missing, Empty, Invalid };
    State state = State::Missing;
    std::string value; ///< trimmed
    bool isGiven() const { return state == State::Given; }
    bool isInvalid() const { return state == State::Invalid; }
};

class NginxAnnotationReader
{
public:
    using Check = bool (*)(std::string_view);

    NginxAnnotationReader(const Ingress &ingress, const NginxSettings &settings, Diagnostics &notServed);

    /// `alias` is looked up where `name` is missing or empty.
    ReadText text(std::string_view name, Check check, std::string_view alias = {});
    /// Absent where it is missing or no boolean; `isInvalid` tells these two apart.
    std::optional<bool> flag(std::string_view name, bool *isInvalid = nullptr);
    std::optional<int> number(std::string_view name, bool *isInvalid = nullptr);

    void note(std::string_view name, const std::string &message);
    /// Every annotation of the controller that nobody asked for.
    void noteTheRest();

    const std::string &prefix() const { return m_prefix; } ///< "nginx.ingress.kubernetes.io/"
    const Ingress &ingress() const { return m_ingress; }
    const NginxSettings &settings() const { return m_settings; }

private:
    const Text *find(std::string_view name);

    const Ingress &m_ingress;
    const NginxSettings &m_settings;
    Diagnostics &m_notServed;
    std::string m_prefix;
    bool m_validates = true; ///< --enable-annotation-validation
    std::set<std::string> m_known;
};

// What the controller takes in a text (the names of its own checks in the comments are those of its documentation).
namespace nginxcheck
{
bool anything(std::string_view text);
bool basic(std::string_view text);          ///< letters, digits, "-._~/:" and spaces
bool pathWithGroups(std::string_view text); ///< these and "$"
bool spacedPathWithGroups(std::string_view text);
bool url(std::string_view text);              ///< basic and "?&="
bool urlWithVariables(std::string_view text); ///< these and "$, "
bool regex(std::string_view text);            ///< basic and "^$[](){}*+?|&=\"
bool serverNames(std::string_view text);      ///< a list of regex
bool headerNames(std::string_view text);      ///< letters, digits, "-_, "
bool methods(std::string_view text);          ///< words of letters, with commas
bool exposedHeaders(std::string_view text);   ///< header names or "*", with commas
bool origins(std::string_view text);
bool errorCodes(std::string_view text); ///< 4xx and 5xx with commas
bool sources(std::string_view text);    ///< addresses and ranges
bool serviceName(std::string_view text);
bool size(std::string_view text);
} // namespace nginxcheck

} // namespace wayproof
