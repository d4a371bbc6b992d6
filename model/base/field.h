// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One field of a resource: its value, whether it was written down at all, and where.
#pragma once

#include "model/base/location.h"

#include <utility>

namespace wayproof
{

/// `at` is the position of the value (for a mapping or list: of its first entry). A field that was not written has
/// `isSet == false`, a default-constructed value and an unknown position. The file is that of the object (ObjectMeta).
template<class T>
struct Field {
    T value{};
    Position at;
    bool isSet = false;

    Field() = default;
    Field(T v, Position p = {})
        : value(std::move(v))
        , at(p)
        , isSet(true)
    {
    }
    explicit operator bool() const { return isSet; }
    const T &operator*() const { return value; }
    const T *operator->() const { return &value; }
    T valueOr(T fallback) const { return isSet ? value : fallback; }
    bool operator==(const Field &other) const { return isSet == other.isSet && value == other.value; }
};

} // namespace wayproof
