// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is spoken on one connection, bytes in and bytes out: HTTP/1.1, HTTP/2 (with gRPC) or lines. Knows neither
// sockets nor TLS. HTTP/1.1 without TLS is libmicrohttpd's (echoplainhttp.h) instead.
#pragma once

#include "model/lab/echoanswer.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wayproof
{

using EchoClock = std::chrono::steady_clock;

class EchoSession
{
public:
    virtual ~EchoSession() = default;
    virtual void consume(std::string_view bytes) = 0;
    /// No more bytes will come.
    virtual void end() = 0;
    /// Appends what is to be sent by now.
    virtual void produce(std::string &output) = 0;
    /// When there will be more to send although nothing arrives; absent: never.
    virtual std::optional<EchoClock::time_point> due() const { return std::nullopt; }
    /// Whether the connection ends when all output is sent.
    virtual bool isFinished() const = 0;
};

/// Who speaks: the endpoint, what it answers, and the TLS that was taken off.
struct EchoSpeaker {
    const EchoSocket *self = nullptr;
    EchoAnswers *answers = nullptr;
    std::optional<EchoTls> tls;
};

enum class EchoProtocol { Undecided, Tls, Http1, Http2, Lines };

/// By the first bytes (echoprotocol.h); Undecided asks for more of them.
EchoProtocol protocolOf(std::string_view firstBytes);

std::unique_ptr<EchoSession> lineSession(EchoSpeaker speaker);
std::unique_ptr<EchoSession> http1Session(EchoSpeaker speaker);
std::unique_ptr<EchoSession> http2Session(EchoSpeaker speaker);

} // namespace wayproof
