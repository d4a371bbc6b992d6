// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What is said over a connection that is made already: bytes out, bytes in, and when enough was heard. Knows no socket
// and no clock, so that a protocol can be tested by its bytes alone.
#pragma once

#include "model/probe/prober.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace wayproof
{

/// How a conversation came to its end.
struct ConversationEnd {
    enum class How {
        Complete, ///< everything that was to be heard was heard
        Closed,   ///< the other side closed
        Broken,   ///< the connection was reset, or a TLS alert came
        TimedOut, ///< the whole exchange's time was up
    };
    How how = How::Complete;
    std::string text; ///< the system's or OpenSSL's words where it was broken
};

class Conversation
{
public:
    /// Takes what counts as the answer's body, piece by piece.
    using OnBody = std::function<void(std::string_view)>;

    virtual ~Conversation() = default;

    /// What is to be sent now; empty: nothing. Asked again after every step. A datagram is one such text, and may be
    /// empty.
    virtual std::string output() = 0;
    virtual void input(std::string_view bytes) = 0;
    virtual bool isComplete() const = 0;
    /// Whether our side of the connection is to be ended now that all output was sent.
    virtual bool isOwnSideOver() const { return false; }
    /// How long the other side may stay silent, counted from the last byte of either side, until onSilence(). Zero: for
    /// as long as the exchange's time lasts.
    virtual std::chrono::milliseconds patience() const { return std::chrono::milliseconds(0); }
    virtual void onSilence() {}
    /// Writes what was learnt: status, headers, error. The body went to OnBody already. `observation` has the address.
    virtual void conclude(const ConversationEnd &end, Observation &observation) const = 0;
};

/// For a request whose protocol is not plain HTTP: grpc, tls, tcp or udp.
std::unique_ptr<Conversation> conversationFor(const Request &request, const ProbeOptions &options,
                                              Conversation::OnBody onBody);

} // namespace wayproof
