// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Which annotations ingress-nginx knows, which values it takes, and what any other costs (spec/ingress.md §2.1 "Dropped
// whole", §2.3). Knows no Ingress and no effect on requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

enum class NginxAnnotationKind {
    Modelled,
    Limit,                ///< one request alone never meets it
    WithoutRoutingEffect, ///< changes nothing about who answers, with which status, and what the backend receives
    Snippet,              ///< nginx configuration
    Removed,              ///< of an older version; ignored
    Unknown,
};

enum class AnnotationRisk { Low, Medium, High, Critical };

/// What a value costs that the controller does not take.
enum class InvalidValueCost {
    Ignored,   ///< as if the annotation were absent
    Drops,     ///< the whole Ingress
    Denies,    ///< its locations answer 503
    Unchecked, ///< auth-url no longer counts
};

struct NginxAnnotationRule {
    std::string_view name; ///< without prefix
    AnnotationRisk risk;
    NginxAnnotationKind kind;
    /// "any", "bool", "int", "ranges", "name", "names", "cn"; "=a|b" or "~a|b": one of them, "~" without case;
    /// otherwise a regular expression, which "+" keeps from being tried on the value without its spaces.
    std::string_view check;
    InvalidValueCost cost;
    std::string_view needs; ///< an annotation without which this one is not read; may be empty
};

/// Ordered by name.
const std::vector<NginxAnnotationRule> &nginxAnnotationRules();
/// Null for a name that the controller does not know.
const NginxAnnotationRule *findNginxAnnotationRule(std::string_view name);
/// By the annotation's name without its prefix.
NginxAnnotationKind kindOfNginxAnnotation(const std::string &name);
/// Whether the controller takes the value, which is not empty.
bool isNginxAnnotationValue(const NginxAnnotationRule &rule, const std::string &value);
/// "low", "Medium", …; anything else is low.
AnnotationRisk annotationRisk(std::string_view text);
/// An address or a CIDR range, IPv4 or IPv6.
bool isAddressRange(const std::string &text);

} // namespace wayproof
