// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Random routing tables and requests from small alphabets, so that they meet. The same seed gives the same.
#pragma once

#include "model/analysis/request.h"

#include <random>

namespace wayproof::test
{

class RandomTables
{
public:
    explicit RandomTables(std::uint32_t seed)
        : m_random(seed)
    {
    }
    /// Plain HTTP entrances whose actions are local responses with few different statuses.
    RoutingTablePtr table();
    /// With a canonical path.
    Request request();

private:
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_random); }
    bool chance(int percent) { return below(100) < percent; }
    std::string path();
    RegexPtr regexOf(const std::string &pattern);
    ValueMatch condition(std::vector<std::string> names);
    Rule rule(int number);
    VirtualHost host();
    Entrance entrance(int port);

    std::mt19937 m_random;
};

} // namespace wayproof::test
