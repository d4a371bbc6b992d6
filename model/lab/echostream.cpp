// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/lab/echostream.h"

#include <array>
#include <cerrno>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace wayproof
{

namespace
{

/// Beyond this a client that does not read is not read from either.
constexpr std::size_t mostOutput = std::size_t(1024) * 1024;

} // namespace

void EchoStream::FreeTls::operator()(ssl_st *connection) const
{
    SSL_free(connection);
}

EchoStream::EchoStream(int fd, EchoProtocol protocol, EchoSpeaker speaker, EchoTlsServer *tls)
    : m_fd(fd)
    , m_speaker(std::move(speaker))
{
    if (protocol != EchoProtocol::Tls) {
        open(protocol);
    } else if (tls) {
        m_tls.reset(tls->accept(fd, *m_speaker.self));
        m_isClosed = m_tls == nullptr;
    } else {
        m_isClosed = true;
    }
}

EchoStream::~EchoStream()
{
    m_tls.reset();
    close(m_fd);
}

void EchoStream::open(EchoProtocol protocol)
{
    if (protocol == EchoProtocol::Http2)
        m_session = http2Session(m_speaker);
    else if (protocol == EchoProtocol::Http1)
        m_session = http1Session(m_speaker);
    else
        m_session = lineSession(m_speaker);
}

bool EchoStream::wantsRead() const
{
    return !m_hasInputEnded && m_output.size() < mostOutput;
}

std::optional<EchoClock::time_point> EchoStream::due() const
{
    return m_session ? m_session->due() : std::nullopt;
}

void EchoStream::advance()
{
    if (m_isClosed || (m_tls && !m_hasShaken && !shakeHands()))
        return;
    readAll();
    if (m_isClosed)
        return;
    if (m_session)
        m_session->produce(m_output);
    writeAll();
    if (m_isClosed || !m_output.empty() || !m_session || !m_session->isFinished())
        return;
    if (m_tls)
        SSL_shutdown(m_tls.get());
    shutdown(m_fd, SHUT_WR);
    m_isClosed = true;
}

bool EchoStream::isToRepeat(int result)
{
    const int reason = m_tls ? SSL_get_error(m_tls.get(), result) : 0;
    ERR_clear_error();
    const bool isWaiting =
        m_tls ? reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE : errno == EAGAIN || errno == EINTR;
    m_wantsWriteForTls = reason == SSL_ERROR_WANT_WRITE;
    m_isClosed |= !isWaiting;
    return isWaiting;
}

bool EchoStream::shakeHands()
{
    m_wantsWriteForTls = false;
    const int result = SSL_do_handshake(m_tls.get());
    if (result != 1) {
        isToRepeat(result);
        return false;
    }
    m_hasShaken = true;
    m_speaker.tls = EchoTlsServer::facts(m_tls.get());
    return true;
}

long EchoStream::read(char *into, std::size_t room)
{
    if (!m_tls) {
        const ssize_t got = recv(m_fd, into, room, 0);
        if (got < 0)
            isToRepeat(-1);
        return got;
    }
    const int got = SSL_read(m_tls.get(), into, static_cast<int>(room));
    if (got > 0)
        return got;
    const int reason = SSL_get_error(m_tls.get(), got);
    if (reason == SSL_ERROR_ZERO_RETURN)
        return 0;
    isToRepeat(got);
    return -1;
}

void EchoStream::readAll()
{
    std::array<char, 16384> buffer{};
    while (wantsRead()) {
        const long got = read(buffer.data(), buffer.size());
        if (got < 0)
            return;
        if (got == 0) {
            m_hasInputEnded = true;
            if (!m_session) {
                open(EchoProtocol::Lines);
                m_session->consume(m_first);
            }
            m_session->end();
            return;
        }
        feed(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
        if (m_session)
            m_session->produce(m_output);
    }
}

void EchoStream::feed(std::string_view bytes)
{
    if (m_session) {
        m_session->consume(bytes);
        return;
    }
    m_first += bytes;
    const EchoProtocol protocol = protocolOf(m_first);
    if (protocol == EchoProtocol::Undecided)
        return;
    open(protocol);
    m_session->consume(m_first);
    m_first.clear();
}

void EchoStream::writeAll()
{
    while (!m_output.empty()) {
        const ssize_t sent = m_tls ? SSL_write(m_tls.get(), m_output.data(), static_cast<int>(m_output.size()))
                                   : send(m_fd, m_output.data(), m_output.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            isToRepeat(static_cast<int>(sent));
            return;
        }
        m_output.erase(0, static_cast<std::size_t>(sent));
    }
}

} // namespace wayproof
