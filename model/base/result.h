// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A value, or the diagnostics that say why there is none.
#pragma once

#include "model/base/diagnostic.h"

#include <cassert>
#include <utility>
#include <variant>

namespace wayproof
{

/// Total failure or success. Partial success is a value that carries its own diagnostics instead.
template<class T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::move(value))
    {
    }
    Result(Diagnostics failure)
        : m_state(std::move(failure))
    {
    }
    Result(Diagnostic failure)
        : m_state(Diagnostics{std::move(failure)})
    {
    }

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }
    const T &value() const &
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    T &value() &
    {
        assert(hasValue());
        return *std::get_if<0>(&m_state);
    }
    T &&value() && { return std::move(*std::get_if<0>(&m_state)); }
    const T &operator*() const & { return value(); }
    const T *operator->() const { return &value(); }
    const Diagnostics &diagnostics() const
    {
        assert(!hasValue());
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Diagnostics> m_state;
};

} // namespace wayproof
