// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/pathtext.h"

#include <algorithm>

namespace wayproof
{

bool isMeantAsRegex(const std::string &path)
{
    return path.find_first_of("^$*+?()[]{}|\\") != std::string::npos;
}

std::string inOtherCase(const std::string &path)
{
    std::string other = path;
    std::transform(other.begin(), other.end(), other.begin(), [](char c) {
        if (c >= 'a' && c <= 'z')
            return static_cast<char>(c - 'a' + 'A');
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return other == path ? std::string() : other;
}

} // namespace wayproof
