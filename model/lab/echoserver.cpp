// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoserver.h"

#include "model/lab/echoplainhttp.h"
#include "model/lab/echostream.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>
#include <unordered_map>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

namespace
{

Diagnostic failure(const char *code, const std::string &message)
{
    Diagnostic diagnostic;
    diagnostic.category = Category::ConfigError;
    diagnostic.code = code;
    diagnostic.message = message;
    return diagnostic;
}

int listenOn(const EchoSocket &self)
{
    const int type = self.isUdp ? SOCK_DGRAM : SOCK_STREAM;
    const int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    const int on = 1;
    if (!self.isUdp)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(self.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isBound = bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    if (!isBound || (!self.isUdp && listen(fd, 1024) != 0)) {
        const int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

void answerDatagrams(int fd, const EchoSocket &self)
{
    std::array<char, 65536> buffer{};
    for (;;) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        const ssize_t got = recvfrom(fd, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr *>(&peer), &size);
        if (got < 0)
            return;
        const std::string reply =
            greetingLine(self, std::nullopt) + std::string(buffer.data(), static_cast<std::size_t>(got));
        // A datagram that can't be sent is lost, as datagrams are.
        static_cast<void>(
            sendto(fd, reply.data(), reply.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr *>(&peer), size));
    }
}

} // namespace

class EchoServer::Private
{
public:
    explicit Private(const EchoOptions &options)
        : m_answers(options.receivedFile)
        , m_epoll(epoll_create1(EPOLL_CLOEXEC))
        , m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }

    ~Private()
    {
        m_isStopping = true;
        wake();
        if (m_thread.joinable())
            m_thread.join();
        m_streams.clear();
        for (const auto &[fd, self] : m_undecided)
            close(fd);
        for (const auto &[fd, self] : m_listeners)
            close(fd);
        m_http.reset();
        close(m_wake);
        close(m_epoll);
    }

    Result<bool> start(std::vector<EchoSocket> sockets, const EchoOptions &options)
    {
        if (!options.authorityPem.empty()) {
            Result<LabAuthority> authority = LabAuthority::fromPem(options.authorityPem);
            if (!authority)
                return authority.diagnostics();
            m_tls = std::make_unique<EchoTlsServer>(std::move(authority).value());
        }
        m_sockets = std::move(sockets);
        watch(m_wake, EPOLLIN, EPOLL_CTL_ADD);
        for (const EchoSocket &self : m_sockets) {
            const int fd = listenOn(self);
            if (fd < 0)
                return failure(errno == EADDRINUSE ? "lab-port-taken" : "lab-start-failed",
                               "The echo server can't listen on 127.0.0.1:" + std::to_string(self.port) + ": " +
                                   std::strerror(errno) + ".");
            m_listeners.emplace(fd, &self);
            if (!self.isUdp)
                m_byPort.emplace(self.port, &self);
            watch(fd, EPOLLIN, EPOLL_CTL_ADD);
        }
        m_http = std::make_unique<EchoPlainHttp>(
            m_answers,
            [this](std::uint16_t port) {
                const auto found = m_byPort.find(port);
                return found == m_byPort.end() ? nullptr : found->second;
            },
            [this] { wake(); });
        if (!m_http->isRunning())
            return failure("lab-start-failed", "The echo server could not be started.");
        m_thread = std::thread([this] { run(); });
        return true;
    }

private:
    void watch(int fd, std::uint32_t events, int operation) const
    {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        epoll_ctl(m_epoll, operation, fd, &event);
    }

    void wake() const
    {
        const std::uint64_t one = 1;
        // A full counter wakes just as well.
        static_cast<void>(!write(m_wake, &one, sizeof one));
    }

    void run()
    {
        std::array<epoll_event, 64> events{};
        while (!m_isStopping) {
            const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), milliseconds());
            for (int i = 0; i < count; ++i)
                dispatch(events[static_cast<std::size_t>(i)]);
            const EchoClock::time_point now = EchoClock::now();
            m_http->resume(now);
            advanceDue(now);
        }
    }

    /// Until the next delayed answer; -1: there is none.
    int milliseconds()
    {
        std::optional<EchoClock::time_point> next = m_http->due();
        for (const auto &[fd, due] : m_due)
            next = next ? std::min(*next, due) : due;
        if (!next)
            return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - EchoClock::now());
        return static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }

    void dispatch(const epoll_event &event)
    {
        const int fd = event.data.fd;
        if (const auto listener = m_listeners.find(fd); listener != m_listeners.end()) {
            if (listener->second->isUdp)
                answerDatagrams(fd, *listener->second);
            else
                acceptFrom(fd, *listener->second);
        } else if (m_undecided.contains(fd)) {
            decide(fd, (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
        } else if (m_streams.contains(fd)) {
            if ((event.events & EPOLLERR) != 0)
                drop(fd);
            else
                advance(fd);
        } else if (fd == m_wake) {
            std::uint64_t ignored = 0;
            static_cast<void>(!read(m_wake, &ignored, sizeof ignored));
        }
    }

    void acceptFrom(int listener, const EchoSocket &self)
    {
        for (;;) {
            const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd < 0)
                return;
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            m_undecided.emplace(fd, &self);
            // Edge-triggered: bytes that do not decide anything yet must not wake us again and again.
            watch(fd, EPOLLIN | EPOLLRDHUP | EPOLLET, EPOLL_CTL_ADD);
        }
    }

    void decide(int fd, bool hasEnded)
    {
        std::array<char, 512> first{};
        const ssize_t got = recv(fd, first.data(), first.size(), MSG_PEEK);
        EchoProtocol protocol =
            protocolOf(std::string_view(first.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
        if (protocol == EchoProtocol::Undecided) {
            if (got != 0 && !hasEnded)
                return;
            protocol = EchoProtocol::Lines;
        }
        const EchoSocket *self = m_undecided.at(fd);
        m_undecided.erase(fd);
        if (protocol == EchoProtocol::Http1) {
            epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, nullptr);
            sockaddr_in peer{};
            socklen_t size = sizeof peer;
            getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &size);
            m_http->add(fd, peer);
            return;
        }
        m_streams.emplace(fd,
                          std::make_unique<EchoStream>(fd, protocol, EchoSpeaker{self, &m_answers, {}}, m_tls.get()));
        advance(fd);
    }

    void advance(int fd)
    {
        EchoStream &stream = *m_streams.at(fd);
        stream.advance();
        if (stream.isClosed())
            return drop(fd);
        watch(fd, (stream.wantsRead() ? EPOLLIN : 0U) | (stream.wantsWrite() ? EPOLLOUT : 0U), EPOLL_CTL_MOD);
        if (const auto due = stream.due())
            m_due[fd] = *due;
        else
            m_due.erase(fd);
    }

    void advanceDue(EchoClock::time_point now)
    {
        std::vector<int> due;
        for (const auto &[fd, time] : m_due) {
            if (time <= now)
                due.push_back(fd);
        }
        for (const int fd : due)
            advance(fd);
    }

    void drop(int fd)
    {
        m_due.erase(fd);
        m_streams.erase(fd);
    }

    EchoAnswers m_answers;
    std::vector<EchoSocket> m_sockets;
    std::unordered_map<std::uint16_t, const EchoSocket *> m_byPort; ///< TCP only
    std::unordered_map<int, const EchoSocket *> m_listeners;
    std::unordered_map<int, const EchoSocket *> m_undecided;
    std::unordered_map<int, std::unique_ptr<EchoStream>> m_streams;
    std::unordered_map<int, EchoClock::time_point> m_due;
    std::unique_ptr<EchoTlsServer> m_tls;
    std::unique_ptr<EchoPlainHttp> m_http;
    std::thread m_thread;
    std::atomic<bool> m_isStopping = false;
    int m_epoll;
    int m_wake;
};

EchoServer::EchoServer(std::unique_ptr<Private> state)
    : d(std::move(state))
{
}

EchoServer::~EchoServer() = default;

Result<std::unique_ptr<EchoServer>> EchoServer::start(std::vector<EchoSocket> sockets, const EchoOptions &options)
{
    auto state = std::make_unique<Private>(options);
    const Result<bool> started = state->start(std::move(sockets), options);
    if (!started)
        return started.diagnostics();
    return std::unique_ptr<EchoServer>(new EchoServer(std::move(state)));
}

} // namespace wayproof
