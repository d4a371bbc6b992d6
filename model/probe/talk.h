// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Holds a conversation over a connection that libcurl made (CONNECT_ONLY): moves its bytes without ever waiting, and
// keeps its times. Knows what is said by the Conversation alone.
#pragma once

#include "model/probe/conversation.h"

#include <chrono>
#include <memory>
#include <optional>

#include <curl/curl.h>

namespace wayproof
{

class Talk
{
public:
    using Clock = std::chrono::steady_clock;
    enum class Over { Tcp, Tls, Udp };

    /// `connected` must stay in its multi handle while this lives; `errorText` is its error buffer. `start` is when the
    /// shot began.
    Talk(CURL *connected, const char *errorText, Over over, std::unique_ptr<Conversation> conversation,
         Clock::time_point start, std::chrono::milliseconds total);

    /// Says and hears what can be without waiting.
    void advance();
    bool isOver() const { return m_end.has_value(); }
    /// What to wait for until the next advance().
    curl_waitfd waitFor() const;
    /// At the latest then.
    Clock::time_point wakeAt() const;
    /// Of the first byte that came; milliseconds since the start.
    std::optional<double> firstByte() const { return m_firstByte; }
    void conclude(Observation &observation) const;

private:
    enum class Moved { Yes, NotNow, Ended };
    Moved send();
    Moved receive();
    void endOwnSide();
    Moved broken(const std::string &text);

    CURL *m_curl;
    const char *m_errorText;
    Over m_over;
    std::unique_ptr<Conversation> m_conversation;
    Clock::time_point m_start;
    Clock::time_point m_deadline;
    Clock::time_point m_lastByte;
    curl_socket_t m_socket = CURL_SOCKET_BAD;
    std::string m_pending; ///< said, but not taken by the connection yet
    bool m_isDatagramSent = false;
    bool m_isOwnSideEnded = false;
    std::optional<double> m_firstByte;
    std::optional<ConversationEnd> m_end;
};

} // namespace wayproof
