// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The echo server's side of TLS: a certificate for whatever server name a client asks for, signed by the lab's
// authority.
#pragma once

#include "model/lab/certificates.h"
#include "model/lab/echoanswer.h"

#include <memory>
#include <string>

struct ssl_st;

namespace wayproof
{

class EchoTlsServer
{
public:
    explicit EchoTlsServer(LabAuthority authority);
    ~EchoTlsServer();
    EchoTlsServer(const EchoTlsServer &) = delete;
    EchoTlsServer &operator=(const EchoTlsServer &) = delete;

    /// A server's end on the non-blocking socket; `self` has to outlive it. Null when OpenSSL refuses.
    ssl_st *accept(int fd, const EchoSocket &self);

    /// What was learnt by the handshake that has ended.
    static EchoTls facts(const ssl_st *connection);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wayproof
