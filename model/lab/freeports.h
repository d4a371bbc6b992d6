// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Free loopback ports, held until the processes that are to listen on them start.
#pragma once

#include "model/base/result.h"

#include <cstdint>
#include <vector>

namespace wayproof
{

/// Binds each port so that no two of them, and nobody else, gets the same one; released when it goes out of scope.
class FreePorts
{
public:
    static Result<FreePorts> reserve(std::size_t count, std::size_t udpCount = 0);
    FreePorts(FreePorts &&other) noexcept;
    FreePorts &operator=(FreePorts &&other) noexcept;
    FreePorts(const FreePorts &) = delete;
    FreePorts &operator=(const FreePorts &) = delete;
    ~FreePorts();

    const std::vector<std::uint16_t> &ports() const { return m_ports; } ///< TCP
    const std::vector<std::uint16_t> &udpPorts() const { return m_udpPorts; }
    void release();

private:
    FreePorts() = default;
    std::vector<int> m_sockets;
    std::vector<std::uint16_t> m_ports;
    std::vector<std::uint16_t> m_udpPorts;
};

} // namespace wayproof
