// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What every Kubernetes object has: identity, labels, age, conditions. Plain structs, Kubernetes' spelling.
#pragma once

#include "model/base/field.h"
#include "model/base/location.h"
#include "model/base/resourceid.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wayproof
{

using Text = Field<std::string>;
using Number = Field<std::int64_t>;
using Flag = Field<bool>;
template<class T>
using List = Field<std::vector<T>>;
/// Labels and annotations: each value with its own position; ordered by key.
using TextMap = std::map<std::string, Text>;

struct ObjectMeta {
    std::string apiVersion; ///< as written: "networking.k8s.io/v1"
    std::string kind;
    Text name;
    Text ns; ///< the namespace; "default" is filled in by the loader (isSet stays false) for namespaced kinds
    TextMap labels;
    TextMap annotations;
    /// Seconds since 1970-01-01T00:00:00Z; absent when the object carries no (readable) creationTimestamp.
    std::optional<std::int64_t> creationTimestamp;
    std::string resourceVersion;
    Number generation;
    Location source;           ///< where the object begins
    std::uint32_t endLine = 0; ///< the last line of its document

    ResourceId id() const { return {kind, ns.value, name.value}; }
    Location at(Position position) const { return {source.file, position.isKnown() ? position : source.at}; }
    const Text *annotation(const std::string &key) const
    {
        const auto found = annotations.find(key);
        return found == annotations.end() ? nullptr : &found->second;
    }
};

/// A status condition as a controller reported it, or as the product computed it.
struct Condition {
    std::string type;
    std::string status; ///< "True", "False", "Unknown"
    std::string reason;
    std::string message;
    std::int64_t observedGeneration = 0;
    Position at;
    /// Computed ones only: rests on what the source did not say (design/cli.md "Sources"); the message tells.
    bool isAssumed = false;
};

struct LabelSelectorRequirement {
    Text key;
    Text op; ///< In, NotIn, Exists, DoesNotExist
    List<Text> values;
};

struct LabelSelector {
    TextMap matchLabels;
    std::vector<LabelSelectorRequirement> matchExpressions;
};

/// `true` when every requirement holds for the labels (an empty selector matches all).
bool matches(const LabelSelector &selector, const TextMap &labels);

/// An object of a kind that the product does not read further; counted and kept as such.
struct OtherObject {
    ObjectMeta meta;
};

} // namespace wayproof
