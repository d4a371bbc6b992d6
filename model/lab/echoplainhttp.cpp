// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echoplainhttp.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace wayproof
{

namespace
{

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
    static_cast<HeaderList *>(closure)->emplace_back(std::string(key, keySize),
                                                     value ? std::string(value, valueSize) : std::string());
    return MHD_YES;
}

} // namespace

/// One request while it is being received, and its answer while that is delayed.
struct EchoPlainHttp::Exchange {
    EchoRequest request;
    std::optional<EchoReply> reply;
    bool isStarted = false;
};

struct EchoPlainHttp::Callbacks {
    /// The only place where libmicrohttpd shows the target before it is decoded and its query cut off.
    static void *begin(void *, const char *target, MHD_Connection *)
    {
        auto *exchange = new Exchange;
        exchange->request.target = target;
        return exchange;
    }

    static void end(void *, MHD_Connection *, void **context, MHD_RequestTerminationCode)
    {
        delete static_cast<Exchange *>(*context);
        *context = nullptr;
    }

    static MHD_Result receive(void *closure, MHD_Connection *connection, const char *, const char *method,
                              const char *version, const char *, std::size_t *uploadSize, void **context)
    {
        auto *exchange = static_cast<Exchange *>(*context);
        if (!exchange)
            return MHD_NO;
        if (!exchange->isStarted) {
            exchange->isStarted = true;
            return MHD_YES;
        }
        if (*uploadSize != 0) {
            exchange->request.bodyBytes += *uploadSize;
            *uploadSize = 0;
            return MHD_YES;
        }
        auto *server = static_cast<EchoPlainHttp *>(closure);
        if (exchange->reply)
            return send(connection, *exchange->reply);
        exchange->request.method = method;
        exchange->request.protocol = version;
        return answer(*server, connection, *exchange);
    }

    static MHD_Result answer(EchoPlainHttp &server, MHD_Connection *connection, Exchange &exchange)
    {
        const MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        const EchoSocket *self = info ? server.m_socketOfPort(localPort(info->connect_fd)) : nullptr;
        if (!self)
            return MHD_NO;
        MHD_get_connection_values_n(connection, MHD_HEADER_KIND, &collectHeader, &exchange.request.headers);
        if (const std::string *host = exchange.request.header("host"))
            exchange.request.host = *host;
        exchange.reply = server.m_answers.answer(*self, exchange.request);
        if (exchange.reply->delay.count() == 0)
            return send(connection, *exchange.reply);
        server.delay(connection, exchange.reply->delay);
        return MHD_YES;
    }

    static MHD_Result send(MHD_Connection *connection, const EchoReply &reply)
    {
        MHD_Response *response = MHD_create_response_from_buffer(
            reply.body.size(), const_cast<char *>(reply.body.data()), MHD_RESPMEM_MUST_COPY);
        for (const auto &[name, value] : reply.headers)
            MHD_add_response_header(response, name.c_str(), value.c_str());
        const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(reply.status), response);
        MHD_destroy_response(response);
        return queued;
    }
};

EchoPlainHttp::EchoPlainHttp(EchoAnswers &answers, SocketOfPort socketOfPort, std::function<void()> wake)
    : m_answers(answers)
    , m_socketOfPort(std::move(socketOfPort))
    , m_wake(std::move(wake))
    // Connections are accepted elsewhere and handed over: one daemon serves any number of ports.
    , m_daemon(MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET |
                                    MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
                                0, nullptr, nullptr, &Callbacks::receive, this, MHD_OPTION_URI_LOG_CALLBACK,
                                &Callbacks::begin, this, MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::end, this,
                                MHD_OPTION_CONNECTION_LIMIT, 4000u, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                                std::size_t(128) * 1024, MHD_OPTION_END))
{
}

EchoPlainHttp::~EchoPlainHttp()
{
    // libmicrohttpd must not be stopped while connections are suspended.
    resume(EchoClock::time_point::max());
    if (m_daemon)
        MHD_stop_daemon(m_daemon);
}

void EchoPlainHttp::add(int fd, const sockaddr_in &peer)
{
    MHD_add_connection(m_daemon, fd, reinterpret_cast<const sockaddr *>(&peer), sizeof peer);
}

void EchoPlainHttp::delay(MHD_Connection *connection, std::chrono::milliseconds time)
{
    {
        const std::lock_guard lock(m_mutex);
        MHD_suspend_connection(connection);
        m_suspended.emplace(EchoClock::now() + time, connection);
    }
    m_wake();
}

std::optional<EchoClock::time_point> EchoPlainHttp::due()
{
    const std::lock_guard lock(m_mutex);
    return m_suspended.empty() ? std::nullopt : std::optional(m_suspended.begin()->first);
}

void EchoPlainHttp::resume(EchoClock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    while (!m_suspended.empty() && m_suspended.begin()->first <= now) {
        MHD_resume_connection(m_suspended.begin()->second);
        m_suspended.erase(m_suspended.begin());
    }
}

} // namespace wayproof
