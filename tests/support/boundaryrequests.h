// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests near the boundaries of one Gateway configuration: its listeners, hostnames, paths, headers, parameters and
// methods, and their neighbours. Each request names its Gateway and port.
#pragma once

#include "model/analysis/request.h"
#include "model/resources/snapshot.h"

#include <cstdint>
#include <random>

namespace wayproof::test
{

struct RequestMix {
    bool https = true;
    bool encodedPaths = true;   ///< escapes, repeated slashes, dot segments
    bool repeatedValues = true; ///< headers and query parameters that occur twice
    bool foreignSni = true;     ///< SNI and Host of different names, or no SNI
    bool cors = true;           ///< Origin and preflights
    bool trailingDots = true;   ///< of the host
};

class BoundaryRequests
{
public:
    /// The same snapshot, seed and mix give the same requests.
    BoundaryRequests(const Snapshot &snapshot, std::uint32_t seed, RequestMix mix = {});
    /// Whether there is an HTTP or HTTPS listener to speak to.
    bool isEmpty() const { return m_doors.empty(); }
    Request next();

private:
    struct Door {
        std::string gateway; ///< "namespace/name"
        int port = 80;
        bool isTls = false;
        std::string hostname; ///< that the listener takes
    };

    int below(std::size_t end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    template<class T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[static_cast<std::size_t>(below(list.size()))];
    }
    void addDoors(const std::string &gateway, const std::vector<Listener> &listeners);
    void addHost(const std::string &host);
    void addPath(const std::string &path);
    std::string host(const std::string &fitting);
    std::string path();
    std::string query();
    void addHeaders(Request &request);

    std::mt19937 m_random;
    RequestMix m_mix;
    std::vector<Door> m_doors;
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_paths;
    HeaderList m_headers;
    HeaderList m_query;
    bool m_hasCors = false;
    int m_number = 0;
};

} // namespace wayproof::test
