// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Requests near the boundaries of an Ingress set: its hosts, paths, redirects, canaries and origins, and their
// neighbours. Sent from 127.0.0.1, as a lab's requests are.
#pragma once

#include "model/analysis/request.h"
#include "model/resources/snapshot.h"

#include <cstdint>
#include <random>

namespace wayproof::test
{

struct IngressRequestMix {
    bool https = true;
    bool encodedPaths = true; ///< escapes, repeated slashes, dot segments
    bool bodies = true;       ///< where a body size is limited
    bool unknownHosts = true; ///< that no Ingress names: they meet the catch-all server
    bool oddHosts = true;     ///< case, port, trailing dot
};

class IngressBoundaries
{
public:
    /// The same snapshot, seed and mix give the same requests.
    IngressBoundaries(const Snapshot &snapshot, std::uint32_t seed, IngressRequestMix mix = {});
    Request next();

private:
    int below(std::size_t end) { return static_cast<int>(m_random() % static_cast<unsigned>(end)); }
    bool chance(int percent) { return below(100) < percent; }
    template<class T>
    const T &oneOf(const std::vector<T> &list)
    {
        return list[static_cast<std::size_t>(below(list.size()))];
    }
    void read(const Ingress &ingress);
    void addHost(const std::string &host);
    std::string sample(const std::string &path);
    std::string host();
    std::string path();
    void addHeaders(Request &request);

    std::mt19937 m_random;
    IngressRequestMix m_mix;
    std::vector<std::string> m_hosts;
    std::vector<std::string> m_paths;
    std::vector<std::pair<std::string, std::string>> m_canaryHeaders; ///< name and a value that may count
    std::vector<std::string> m_canaryCookies;
    bool m_hasCors = false;
    bool m_hasBodySizes = false;
    int m_number = 0;
};

} // namespace wayproof::test
