// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Bytes between a socket (or libcurl's TLS on it) and a conversation.
#include "model/probe/talk.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <openssl/ssl.h>
#include <sys/socket.h>

namespace wayproof
{

namespace
{

using How = ConversationEnd::How;

SSL *tlsOf(CURL *curl)
{
    curl_tlssessioninfo *info = nullptr;
    if (curl_easy_getinfo(curl, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || !info ||
        info->backend != CURLSSLBACKEND_OPENSSL)
        return nullptr;
    return static_cast<SSL *>(info->internals);
}

/// OpenSSL's reason out of libcurl's "OpenSSL SSL_read: …: error:…:SSL routines::REASON, errno 0".
std::string tlsWords(std::string_view text)
{
    const std::string_view routines = "routines::";
    const std::size_t at = text.find(routines);
    if (at != std::string_view::npos)
        text = text.substr(at + routines.size());
    return std::string(text.substr(0, text.find(", errno")));
}

} // namespace

Talk::Talk(CURL *connected, const char *errorText, Over over, std::unique_ptr<Conversation> conversation,
           Clock::time_point start, std::chrono::milliseconds total)
    : m_curl(connected)
    , m_errorText(errorText)
    , m_over(over)
    , m_conversation(std::move(conversation))
    , m_start(start)
    , m_deadline(start + total)
    , m_lastByte(Clock::now())
{
    if (curl_easy_getinfo(m_curl, CURLINFO_ACTIVESOCKET, &m_socket) != CURLE_OK || m_socket == CURL_SOCKET_BAD)
        m_end = ConversationEnd{How::Broken, "the connection was gone at once"};
}

void Talk::advance()
{
    while (!m_end) {
        const Moved sent = send();
        const Moved received = m_end ? Moved::Ended : receive();
        if (!m_end && m_conversation->isComplete())
            m_end = ConversationEnd{How::Complete, {}};
        if (m_end || sent == Moved::Yes || received == Moved::Yes)
            continue;
        if (m_conversation->isOwnSideOver() && !m_isOwnSideEnded) {
            endOwnSide();
            continue;
        }
        const Clock::time_point now = Clock::now();
        if (now >= m_deadline) {
            m_end = ConversationEnd{How::TimedOut, {}};
        } else if (m_conversation->patience().count() > 0 && now >= m_lastByte + m_conversation->patience()) {
            m_lastByte = now;
            m_conversation->onSilence();
            if (m_conversation->isComplete())
                m_end = ConversationEnd{How::Complete, {}};
            continue;
        }
        return;
    }
}

Talk::Moved Talk::send()
{
    if (m_pending.empty())
        m_pending = m_conversation->output();
    const bool isEmptyDatagram = m_over == Over::Udp && !m_isDatagramSent;
    if (m_pending.empty() && !isEmptyDatagram)
        return Moved::NotNow;
    std::size_t sent = 0;
    if (m_over == Over::Tls) {
        const CURLcode code = curl_easy_send(m_curl, m_pending.data(), m_pending.size(), &sent);
        if (code == CURLE_AGAIN)
            return Moved::NotNow;
        // What the other side said before it closed, an alert perhaps, is still to be heard.
        if (code != CURLE_OK)
            m_pending.clear();
    } else {
        const ssize_t size = ::send(m_socket, m_pending.data(), m_pending.size(), MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return Moved::NotNow;
        if (size < 0)
            m_pending.clear();
        else
            sent = static_cast<std::size_t>(size);
    }
    m_isDatagramSent = true;
    m_pending.erase(0, sent);
    m_lastByte = Clock::now();
    return Moved::Yes;
}

Talk::Moved Talk::receive()
{
    std::array<char, 16384> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init): filled before it is read
    std::size_t size = 0;
    if (m_over == Over::Tls) {
        const CURLcode code = curl_easy_recv(m_curl, buffer.data(), buffer.size(), &size);
        if (code == CURLE_AGAIN)
            return Moved::NotNow;
        if (code != CURLE_OK)
            return broken(tlsWords(m_errorText));
    } else {
        const ssize_t got = ::recv(m_socket, buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return Moved::NotNow;
        if (got < 0)
            return broken(std::strerror(errno));
        size = static_cast<std::size_t>(got);
    }
    m_lastByte = Clock::now();
    if (size == 0 && m_over != Over::Udp) {
        m_end = ConversationEnd{How::Closed, {}};
        return Moved::Ended;
    }
    if (!m_firstByte)
        m_firstByte = std::chrono::duration<double, std::milli>(m_lastByte - m_start).count();
    m_conversation->input({buffer.data(), size});
    return Moved::Yes;
}

Talk::Moved Talk::broken(const std::string &text)
{
    m_end = ConversationEnd{How::Broken, text};
    return Moved::Ended;
}

void Talk::endOwnSide()
{
    m_isOwnSideEnded = true;
    m_lastByte = Clock::now();
    if (m_over == Over::Tcp)
        ::shutdown(m_socket, SHUT_WR);
    else if (SSL *const tls = m_over == Over::Tls ? tlsOf(m_curl) : nullptr)
        SSL_shutdown(tls); // our close_notify; theirs is still read
}

curl_waitfd Talk::waitFor() const
{
    curl_waitfd wait{};
    wait.fd = m_socket;
    wait.events = static_cast<short>(CURL_WAIT_POLLIN | (m_pending.empty() ? 0 : CURL_WAIT_POLLOUT));
    return wait;
}

Talk::Clock::time_point Talk::wakeAt() const
{
    const std::chrono::milliseconds patience = m_conversation->patience();
    return patience.count() > 0 ? std::min(m_deadline, m_lastByte + patience) : m_deadline;
}

void Talk::conclude(Observation &observation) const
{
    observation.timings.firstByte = m_firstByte;
    observation.timings.total = std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
    m_conversation->conclude(m_end.value_or(ConversationEnd{How::TimedOut, {}}), observation);
}

} // namespace wayproof
