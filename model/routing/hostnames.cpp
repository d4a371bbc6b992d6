// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/hostnames.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wayproof
{

bool isPublicName(const std::string &hostname)
{
    const std::size_t dot = hostname.rfind('.');
    if (dot == std::string::npos || hostname.find_first_not_of("0123456789.") == std::string::npos)
        return false;
    static constexpr std::array<std::string_view, 10> inner{"local",   "localhost", "internal", "test", "example",
                                                            "invalid", "lan",       "home",     "corp", "svc"};
    const std::string_view last = std::string_view(hostname).substr(dot + 1);
    return std::find(inner.begin(), inner.end(), last) == inner.end();
}

bool isNamedBy(const std::vector<std::string> &names, const std::string &hostname)
{
    return std::any_of(names.begin(), names.end(), [&](const std::string &name) {
        if (name == hostname)
            return true;
        if (!name.starts_with("*.") || hostname.starts_with("*."))
            return false;
        const std::size_t dot = hostname.find('.');
        return dot != std::string::npos && hostname.compare(dot, std::string::npos, name, 1, std::string::npos) == 0;
    });
}

} // namespace wayproof
