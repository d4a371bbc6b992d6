// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Bytes over TCP, TLS or UDP: sends the request's body and listens to what comes. Knows no protocol inside.
#pragma once

#include "model/probe/conversation.h"

namespace wayproof
{

/// A stream is listened to until it is closed or has fallen silent; a server that speaks first is heard. Of datagrams
/// the first is the answer.
class ByteTalk : public Conversation
{
public:
    ByteTalk(const Request &request, const ProbeOptions &options, OnBody onBody);

    std::string output() override;
    void input(std::string_view bytes) override;
    bool isComplete() const override { return m_isComplete; }
    bool isOwnSideOver() const override { return m_isOwnSideOver; }
    std::chrono::milliseconds patience() const override;
    void onSilence() override;
    void conclude(const ConversationEnd &end, Observation &observation) const override;

private:
    bool isWholeEcho() const;

    std::string m_body;
    bool m_isDatagram = false;
    bool m_isTls = false;
    std::chrono::milliseconds m_silence;
    OnBody m_onBody;
    bool m_isSent = false;
    bool m_isOwnSideOver = false;
    bool m_isComplete = false;
    std::uint64_t m_received = 0;
    std::string m_firstLine; ///< with its line end once that has come; bounded
};

} // namespace wayproof
