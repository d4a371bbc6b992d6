// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Hostnames of many routes, for finding intersections without comparing all pairs (spec/gateway.md §4).
#pragma once

#include "model/routing/attachment.h"

#include <optional>
#include <string>
#include <unordered_set>

namespace wayproof
{

class HostnameSet
{
public:
    /// In lower case; "" for any.
    void add(const std::string &hostname)
    {
        m_taken.insert(hostname);
        for (std::optional<std::string> wide = broader(hostname); wide; wide = broader(*wide))
            m_covering.insert(*wide);
    }
    bool isEmpty() const { return m_taken.empty(); }
    bool intersects(const std::string &hostname) const
    {
        if (m_covering.contains(hostname))
            return true;
        for (std::optional<std::string> wide = hostname; wide; wide = broader(*wide)) {
            if (m_taken.contains(*wide))
                return true;
        }
        return false;
    }

private:
    std::unordered_set<std::string> m_taken;
    std::unordered_set<std::string> m_covering; ///< wildcards that would cover something taken
};

} // namespace wayproof
