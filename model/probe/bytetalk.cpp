// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// When to speak, when to end our side, and when enough was heard.
#include "model/probe/bytetalk.h"

#include <algorithm>

namespace wayproof
{

namespace
{

using Kind = ProbeError::Kind;

/// A stream that has begun and then says nothing for this long has said what it had to.
constexpr std::chrono::milliseconds settled{250};
constexpr std::size_t longestLine = 1024;
/// How the lab's echo server begins; it then repeats what it was sent.
constexpr std::string_view echoBegin = "wayproof-backend ";

} // namespace

ByteTalk::ByteTalk(const Request &request, const ProbeOptions &options, OnBody onBody)
    : m_body(request.body)
    , m_isDatagram(request.protocol == "udp")
    , m_isTls(request.protocol == "tls")
    , m_silence(options.silence)
    , m_onBody(std::move(onBody))
{
}

std::string ByteTalk::output()
{
    if (m_isSent)
        return {};
    m_isSent = true;
    return m_body;
}

void ByteTalk::input(std::string_view bytes)
{
    m_received += bytes.size();
    if (m_firstLine.find('\n') == std::string::npos && m_firstLine.size() < longestLine)
        m_firstLine += bytes.substr(0, std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    m_onBody(bytes);
    m_isComplete = m_isDatagram || isWholeEcho();
}

/// The lab's echo need not be waited out: it repeats everything, and then waits for us.
bool ByteTalk::isWholeEcho() const
{
    return !m_body.empty() && m_firstLine.compare(0, echoBegin.size(), echoBegin) == 0 && m_firstLine.back() == '\n' &&
           m_received >= m_firstLine.size() + m_body.size();
}

std::chrono::milliseconds ByteTalk::patience() const
{
    const bool hasAsked = m_isDatagram || !m_body.empty() || m_isOwnSideOver;
    return m_received == 0 && hasAsked ? m_silence : settled;
}

void ByteTalk::onSilence()
{
    // Ending our side is the last question that a stream can be asked: some servers answer to that alone.
    if (m_isDatagram || m_isOwnSideOver)
        m_isComplete = true;
    else
        m_isOwnSideOver = true;
}

void ByteTalk::conclude(const ConversationEnd &end, Observation &observation) const
{
    using How = ConversationEnd::How;
    const std::string &address = observation.address;
    if (m_received > 0)
        return;
    if (end.how == How::Broken && m_isTls && end.text.find("alert") != std::string::npos) {
        observation.error = ProbeError{Kind::TlsRefused, address + " ended TLS after the handshake: " + end.text + '.'};
    } else if (end.how == How::Broken && m_isDatagram) {
        observation.error = ProbeError{Kind::ConnectionRefused, "Nothing takes datagrams at " + address + '.'};
    } else if (end.how == How::Closed || end.how == How::Broken) {
        observation.error = ProbeError{Kind::ConnectionClosed, address + " closed the connection without an answer."};
    } else if (m_isDatagram) {
        observation.error = ProbeError{Kind::NoAnswer, "No datagram came back from " + address +
                                                           "; it was lost, dropped, or not for "
                                                           "answering."};
    } else {
        observation.error =
            ProbeError{Kind::NoAnswer, address + " accepted the connection and then said nothing, also when our side "
                                                 "was ended."};
    }
}

} // namespace wayproof
