// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The name by which one Kubernetes object is known everywhere in the product.
#pragma once

#include <compare>
#include <functional>
#include <string>

namespace wayproof
{

/// Kind, namespace and name of one object. `ns` is empty for cluster-scoped kinds. The API group is left out on
/// purpose: the kinds that the product knows are unique by kind alone; an unknown kind carries "Kind.group" in `kind`.
struct ResourceId {
    std::string kind;
    std::string ns;
    std::string name;
    bool isNull() const { return kind.empty() && name.empty(); }
    /// "Kind namespace/name" or "Kind name", for people.
    std::string toText() const;
    /// "namespace/name" or "name".
    std::string path() const;
    auto operator<=>(const ResourceId &) const = default;
};

} // namespace wayproof

template<>
struct std::hash<wayproof::ResourceId> {
    std::size_t operator()(const wayproof::ResourceId &id) const noexcept
    {
        const std::hash<std::string> hashOf;
        return (hashOf(id.kind) * 31 + hashOf(id.ns)) * 31 + hashOf(id.name);
    }
};
