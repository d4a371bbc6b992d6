// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests near the boundaries of a configuration: its hosts, paths, methods, headers and query parameters, and their
// neighbours.
#pragma once

#include "model/analysis/request.h"
#include "model/resources/snapshot.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace wayproof::test
{

class RequestGenerator
{
public:
    /// The same snapshot and seed give the same requests.
    RequestGenerator(const Snapshot &snapshot, std::uint32_t seed);
    Request next();

private:
    template<class T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(m_random)];
    }
    bool chance(int percent) { return std::uniform_int_distribution<int>(0, 99)(m_random) < percent; }
    void addHost(const std::string &host);
    void addPath(const std::string &path);
    std::string path();

    std::mt19937 m_random;
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_paths;
    std::vector<int> m_ports; ///< of HTTP listeners
    HeaderList m_headers;
    HeaderList m_query;
    int m_number = 0;
};

} // namespace wayproof::test
