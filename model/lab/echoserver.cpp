// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoserver.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <thread>
#include <unordered_map>

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

using namespace Qt::StringLiterals;

namespace
{

/// One request while it is being received.
struct Exchange {
    std::string target;
    std::uint64_t bodyBytes = 0;
    bool isStarted = false;
};

Diagnostic failure(const char *code, const std::string &message)
{
    Diagnostic diagnostic;
    diagnostic.category = Category::ConfigError;
    diagnostic.code = code;
    diagnostic.message = message;
    return diagnostic;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int listenOn(std::uint16_t port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (bind(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || listen(fd, 1024) != 0) {
        const int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

std::uint16_t localPort(int fd)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (getsockname(fd, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        return 0;
    return ntohs(address.sin_port);
}

MHD_Result collectHeader(void *closure, MHD_ValueKind, const char *key, std::size_t keySize, const char *value,
                         std::size_t valueSize)
{
    auto *headers = static_cast<QJsonArray *>(closure);
    headers->append(QJsonArray{QString::fromUtf8(key, static_cast<qsizetype>(keySize)),
                               QString::fromUtf8(value, static_cast<qsizetype>(valueSize))});
    return MHD_YES;
}

std::string timestamp()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString();
}

std::string pathOf(const std::string &target)
{
    return target.substr(0, target.find('?'));
}

QByteArray tutorialAnswer(const std::string &path)
{
    QJsonObject object;
    if (path == "/healthz")
        object.insert(u"status"_s, u"ok"_s);
    else
        object.insert(u"version"_s, u"1.0.0"_s);
    object.insert(u"timestamp"_s, QString::fromStdString(timestamp()));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

class EchoServer::Private
{
public:
    ~Private() { stop(); }

    Result<bool> start(std::vector<EchoSocket> sockets)
    {
        m_epoll = epoll_create1(EPOLL_CLOEXEC);
        m_wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        watch(m_wake);
        for (EchoSocket &socket : sockets) {
            const int fd = listenOn(socket.port);
            if (fd < 0)
                return failure(errno == EADDRINUSE ? "lab-port-taken" : "lab-start-failed",
                               "The echo server can't listen on 127.0.0.1:" + std::to_string(socket.port) + ": " +
                                   std::strerror(errno) + ".");
            m_listeners.push_back(fd);
            watch(fd);
            const std::uint16_t port = socket.port;
            m_byPort.emplace(port, std::move(socket));
        }
        // Connections are accepted here and handed over: one daemon serves any number of ports.
        m_daemon = MHD_start_daemon(
            MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC, 0, nullptr,
            nullptr, &Private::answer, this, MHD_OPTION_URI_LOG_CALLBACK, &Private::beginExchange, this,
            MHD_OPTION_NOTIFY_COMPLETED, &Private::endExchange, this, MHD_OPTION_CONNECTION_LIMIT, 4000u,
            MHD_OPTION_CONNECTION_MEMORY_LIMIT, std::size_t(128) * 1024, MHD_OPTION_END);
        if (!m_daemon)
            return failure("lab-start-failed", "The echo server could not be started.");
        m_thread = std::thread([this] { acceptConnections(); });
        return true;
    }

private:
    void watch(int fd) const
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event);
    }

    void acceptConnections()
    {
        std::array<epoll_event, 64> events{};
        while (!m_isStopping) {
            const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                if (events[static_cast<std::size_t>(i)].data.fd != m_wake)
                    acceptFrom(events[static_cast<std::size_t>(i)].data.fd);
            }
        }
    }

    void acceptFrom(int listener)
    {
        for (;;) {
            sockaddr_in address{};
            socklen_t size = sizeof address;
            const int fd =
                accept4(listener, reinterpret_cast<sockaddr *>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (fd < 0)
                return;
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            MHD_add_connection(m_daemon, fd, reinterpret_cast<const sockaddr *>(&address), size);
        }
    }

    /// The only place where libmicrohttpd shows the target before it is decoded and its query cut off.
    static void *beginExchange(void *, const char *target, MHD_Connection *)
    {
        auto *exchange = new Exchange;
        exchange->target = target;
        return exchange;
    }

    static void endExchange(void *, MHD_Connection *, void **context, MHD_RequestTerminationCode)
    {
        delete static_cast<Exchange *>(*context);
        *context = nullptr;
    }

    static MHD_Result answer(void *closure, MHD_Connection *connection, const char *, const char *method, const char *,
                             const char *, std::size_t *uploadSize, void **context)
    {
        auto *exchange = static_cast<Exchange *>(*context);
        if (!exchange)
            return MHD_NO;
        if (!exchange->isStarted) {
            exchange->isStarted = true;
            return MHD_YES;
        }
        if (*uploadSize != 0) {
            exchange->bodyBytes += *uploadSize;
            *uploadSize = 0;
            return MHD_YES;
        }
        return static_cast<Private *>(closure)->respond(connection, method, *exchange);
    }

    MHD_Result respond(MHD_Connection *connection, const std::string &method, const Exchange &exchange) const
    {
        const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        const auto found = info ? m_byPort.find(localPort(info->connect_fd)) : m_byPort.end();
        if (found == m_byPort.end())
            return MHD_NO;
        const EchoSocket &self = found->second;
        const char *hostHeader = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
        const std::string host = hostHeader ? hostHeader : "";
        const std::string path = pathOf(exchange.target);
        QByteArray body;
        if (self.isTutorial && (path == "/healthz" || path == "/version")) {
            body = tutorialAnswer(path);
        } else {
            QJsonArray headers;
            MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &collectHeader, &headers);
            body = QJsonDocument(QJsonObject{{u"backend"_s, QString::fromStdString(self.backend)},
                                             {u"endpoint"_s, QString::fromStdString(self.endpoint)},
                                             {u"method"_s, QString::fromStdString(method)},
                                             {u"target"_s, QString::fromStdString(exchange.target)},
                                             {u"host"_s, QString::fromStdString(host)},
                                             {u"headers"_s, headers},
                                             {u"bodyBytes"_s, static_cast<qint64>(exchange.bodyBytes)}})
                       .toJson(QJsonDocument::Compact);
        }
        body.append('\n');
        MHD_Response *response =
            MHD_create_response_from_buffer(static_cast<std::size_t>(body.size()), body.data(), MHD_RESPMEM_MUST_COPY);
        MHD_add_response_header(response, "Content-Type", "application/json");
        MHD_add_response_header(response, "X-Wayproof-Backend", self.backend.c_str());
        MHD_add_response_header(response, "X-Wayproof-Endpoint", self.endpoint.c_str());
        MHD_add_response_header(response, "X-Wayproof-Received",
                                (headerSafe(method, true) + " " + headerSafe(exchange.target, true)).c_str());
        if (!host.empty())
            MHD_add_response_header(response, "X-Wayproof-Received-Host", headerSafe(host, true).c_str());
        const MHD_Result queued = MHD_queue_response(connection, MHD_HTTP_OK, response);
        MHD_destroy_response(response);
        return queued;
    }

    void stop()
    {
        m_isStopping = true;
        const std::uint64_t one = 1;
        if (m_wake >= 0 && write(m_wake, &one, sizeof one) < 0)
            std::perror("echo server");
        if (m_thread.joinable())
            m_thread.join();
        for (const int fd : m_listeners)
            close(fd);
        if (m_daemon)
            MHD_stop_daemon(m_daemon);
        if (m_wake >= 0)
            close(m_wake);
        if (m_epoll >= 0)
            close(m_epoll);
    }

    std::unordered_map<std::uint16_t, EchoSocket> m_byPort;
    std::vector<int> m_listeners;
    MHD_Daemon *m_daemon = nullptr;
    std::thread m_thread;
    std::atomic<bool> m_isStopping = false;
    int m_epoll = -1;
    int m_wake = -1;
};

EchoServer::EchoServer(std::unique_ptr<Private> state)
    : d(std::move(state))
{
}

EchoServer::~EchoServer() = default;

Result<std::unique_ptr<EchoServer>> EchoServer::start(std::vector<EchoSocket> sockets)
{
    auto state = std::make_unique<Private>();
    const Result<bool> started = state->start(std::move(sockets));
    if (!started)
        return started.diagnostics();
    return std::unique_ptr<EchoServer>(new EchoServer(std::move(state)));
}

std::string headerSafe(const std::string &text, bool keepPercent)
{
    std::string safe;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = byte > 0x20 && byte < 0x7f && (c != '%' || keepPercent);
        if (isPlain) {
            safe += c;
        } else {
            std::array<char, 4> code{};
            std::snprintf(code.data(), code.size(), "%%%02X", static_cast<unsigned>(byte));
            safe += code.data();
        }
    }
    return safe;
}

} // namespace wayproof
