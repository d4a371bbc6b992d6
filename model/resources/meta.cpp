// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/resources/meta.h"

#include <algorithm>

namespace wayproof
{

namespace
{

bool holds(const LabelSelectorRequirement &requirement, const TextMap &labels)
{
    const auto found = labels.find(*requirement.key);
    const bool exists = found != labels.end();
    const auto isListed = [&] {
        const auto &values = requirement.values.value;
        return std::any_of(values.begin(), values.end(), [&](const Text &value) { return *value == *found->second; });
    };
    if (*requirement.op == "Exists")
        return exists;
    if (*requirement.op == "DoesNotExist")
        return !exists;
    if (*requirement.op == "In")
        return exists && isListed();
    if (*requirement.op == "NotIn")
        return !exists || !isListed();
    return false; // an unknown operator is a finding of the loader; it selects nothing
}

} // namespace

bool matches(const LabelSelector &selector, const TextMap &labels)
{
    const bool equal = std::all_of(selector.matchLabels.begin(), selector.matchLabels.end(), [&](const auto &entry) {
        const auto found = labels.find(entry.first);
        return found != labels.end() && *found->second == *entry.second;
    });
    return equal &&
           std::all_of(selector.matchExpressions.begin(), selector.matchExpressions.end(),
                       [&](const LabelSelectorRequirement &requirement) { return holds(requirement, labels); });
}

} // namespace wayproof
