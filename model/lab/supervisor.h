// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Holds the lab's processes, so that all of them end when the program that started the lab ends, however it ends. Told
// what to run by one line of JSON on standard input; says what became of it in lines of JSON on standard output.
#pragma once

#include "model/lab/echoserver.h"

#include <QJsonObject>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

namespace wayproof
{

class Supervisor
{
public:
    Supervisor();
    ~Supervisor();
    Supervisor(const Supervisor &) = delete;
    Supervisor &operator=(const Supervisor &) = delete;

    /// Runs until standard input closes, SIGTERM comes or a proxy ends by itself; returns the program's exit status.
    int run();

private:
    struct Proxy {
        std::string name;
        std::string program;
        std::vector<std::string> arguments;
        std::vector<std::uint16_t> ports; ///< that it is to listen on, TCP first; ready when all of them do
        std::size_t tcpPorts = 0;         ///< how many of them are TCP
        std::string outputFile;
        pid_t pid = 0;
        std::size_t readyPorts = 0;
        bool isRunning = false;
        std::string words; ///< its own, when it ended before it was ready
        bool isReady() const { return readyPorts == ports.size(); }
    };

    bool readPlan();
    bool startEcho(const QJsonObject &plan);
    void startProxy(Proxy &proxy);
    void probe();
    void collectEnded();
    bool isSettled() const;
    void reportReady();
    void endProcesses();
    void removeTraces() const;

    std::string m_directory;
    std::vector<Proxy> m_proxies;
    std::unique_ptr<EchoServer> m_echo;
    bool m_isReported = false;
    bool m_hasLostProxy = false;
};

} // namespace wayproof
