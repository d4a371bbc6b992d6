// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests near the boundaries of a configuration: its listeners, SNIs, hosts, paths, methods, headers, query
// parameters and gRPC methods, and their neighbours.
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
    struct Place {
        std::string protocol; ///< of a listener
        int port = 0;
        std::vector<std::string> names; ///< to ask for by SNI
    };
    void addHost(const std::string &host);
    void addPath(const std::string &path);
    void addPlace(const Listener &listener);
    void addNames(const GrpcRoute &route);
    std::string path();
    Request connection(const Place &place);
    void makeGrpc(Request &request);

    std::mt19937 m_random;
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_paths;
    std::vector<Place> m_places;
    std::vector<std::pair<std::string, std::string>> m_methods; ///< gRPC: service and method
    bool m_hasIngressTls = false;
    HeaderList m_headers;
    HeaderList m_query;
    int m_number = 0;
};

} // namespace wayproof::test
