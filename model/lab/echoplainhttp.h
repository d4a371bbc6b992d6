// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 without TLS, on libmicrohttpd: the path that load tests take.
#pragma once

#include "model/lab/echosession.h"

#include <functional>
#include <map>
#include <mutex>

struct MHD_Connection;
struct MHD_Daemon;
struct sockaddr_in;

namespace wayproof
{

class EchoPlainHttp
{
public:
    using SocketOfPort = std::function<const EchoSocket *(std::uint16_t)>;

    /// `wake` is called, by another thread, when due() comes nearer.
    EchoPlainHttp(EchoAnswers &answers, SocketOfPort socketOfPort, std::function<void()> wake);
    ~EchoPlainHttp();
    EchoPlainHttp(const EchoPlainHttp &) = delete;
    EchoPlainHttp &operator=(const EchoPlainHttp &) = delete;

    bool isRunning() const { return m_daemon != nullptr; }
    /// Takes over an accepted connection of which nothing was read.
    void add(int fd, const sockaddr_in &peer);

    std::optional<EchoClock::time_point> due();
    /// Lets go on what was due by `now`.
    void resume(EchoClock::time_point now);

private:
    struct Exchange;
    struct Callbacks;

    void delay(MHD_Connection *connection, std::chrono::milliseconds time);

    EchoAnswers &m_answers;
    SocketOfPort m_socketOfPort;
    std::function<void()> m_wake;
    MHD_Daemon *m_daemon = nullptr;
    std::mutex m_mutex;
    std::multimap<EchoClock::time_point, MHD_Connection *> m_suspended;
};

} // namespace wayproof
