// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/freeports.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

namespace
{

/// A large lab needs more sockets than the usual soft limit of 1024 lets a process hold.
void allowManySockets(std::size_t count)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= count + 256)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

Result<FreePorts> FreePorts::reserve(std::size_t count, std::size_t udpCount)
{
    allowManySockets(count + udpCount);
    FreePorts reserved;
    for (std::size_t i = 0; i < count + udpCount; ++i) {
        const bool isUdp = i >= count;
        const int fd = socket(AF_INET, (isUdp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (fd >= 0)
            reserved.m_sockets.push_back(fd);
        if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr *>(&address), size) != 0 ||
            getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) != 0) {
            Diagnostic diagnostic;
            diagnostic.category = Category::ConfigError;
            diagnostic.code = "lab-start-failed";
            diagnostic.message = std::string("No free loopback port: ") + std::strerror(errno) + ".";
            return diagnostic;
        }
        (isUdp ? reserved.m_udpPorts : reserved.m_ports).push_back(ntohs(address.sin_port));
    }
    return reserved;
}

FreePorts::FreePorts(FreePorts &&other) noexcept
    : m_sockets(std::exchange(other.m_sockets, {}))
    , m_ports(std::exchange(other.m_ports, {}))
    , m_udpPorts(std::exchange(other.m_udpPorts, {}))
{
}

FreePorts &FreePorts::operator=(FreePorts &&other) noexcept
{
    release();
    m_sockets = std::exchange(other.m_sockets, {});
    m_ports = std::exchange(other.m_ports, {});
    m_udpPorts = std::exchange(other.m_udpPorts, {});
    return *this;
}

FreePorts::~FreePorts()
{
    release();
}

void FreePorts::release()
{
    for (const int fd : m_sockets)
        close(fd);
    m_sockets.clear();
}

} // namespace wayproof
