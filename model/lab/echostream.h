// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One connection of the echo server, with or without TLS, and the session spoken on it.
#pragma once

#include "model/lab/echosession.h"
#include "model/lab/echotls.h"

#include <memory>
#include <string>

namespace wayproof
{

class EchoStream
{
public:
    /// Owns the non-blocking socket. `protocol` is what the first bytes, still unread, were recognised as; `tls` may be
    /// null unless that is Tls.
    EchoStream(int fd, EchoProtocol protocol, EchoSpeaker speaker, EchoTlsServer *tls);
    ~EchoStream();
    EchoStream(const EchoStream &) = delete;
    EchoStream &operator=(const EchoStream &) = delete;

    /// Reads, answers and writes as far as that goes without waiting.
    void advance();
    bool isClosed() const { return m_isClosed; }
    bool wantsRead() const;
    bool wantsWrite() const { return !m_output.empty() || m_wantsWriteForTls; }
    /// When advance() has to be called although nothing arrives.
    std::optional<EchoClock::time_point> due() const;

private:
    struct FreeTls {
        void operator()(ssl_st *connection) const;
    };

    bool shakeHands();
    void readAll();
    /// Bytes read, 0 at the end of input, or -1 when there is nothing yet (or all is over: then it is closed).
    long read(char *into, std::size_t room);
    void writeAll();
    void feed(std::string_view bytes);
    void open(EchoProtocol protocol);
    /// Whether the failed call only has to be repeated; closes otherwise.
    bool isToRepeat(int result);

    int m_fd;
    EchoSpeaker m_speaker;
    std::unique_ptr<ssl_st, FreeTls> m_tls;
    std::unique_ptr<EchoSession> m_session;
    std::string m_first; ///< read while it was undecided what is spoken
    std::string m_output;
    bool m_hasShaken = false;
    bool m_wantsWriteForTls = false;
    bool m_hasInputEnded = false;
    bool m_isClosed = false;
};

} // namespace wayproof
