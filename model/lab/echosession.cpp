// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The choice of what is spoken, and lines.
#include "model/lab/echosession.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace wayproof
{

namespace
{

constexpr std::string_view http2Preface = "PRI * HTTP/2.0";
constexpr std::size_t longestMethod = 32;

bool isBeginningOf(std::string_view bytes, std::string_view whole)
{
    return bytes.size() < whole.size() && whole.starts_with(bytes);
}

bool isToken(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

class LineSession : public EchoSession
{
public:
    explicit LineSession(EchoSpeaker speaker)
        : m_speaker(std::move(speaker))
    {
    }

    void consume(std::string_view bytes) override
    {
        greet();
        m_output += bytes;
    }
    void end() override
    {
        greet();
        m_isFinished = true;
    }
    void produce(std::string &output) override
    {
        output += m_output;
        m_output.clear();
    }
    bool isFinished() const override { return m_isFinished; }

private:
    void greet()
    {
        if (!m_hasGreeted)
            m_output += greetingLine(*m_speaker.self, m_speaker.tls);
        m_hasGreeted = true;
    }

    EchoSpeaker m_speaker;
    std::string m_output;
    bool m_hasGreeted = false;
    bool m_isFinished = false;
};

} // namespace

EchoProtocol protocolOf(std::string_view firstBytes)
{
    static constexpr std::array<std::string_view, 9> methods{"GET ",     "HEAD ",    "POST ",  "PUT ",  "DELETE ",
                                                             "CONNECT ", "OPTIONS ", "TRACE ", "PATCH "};
    if (firstBytes.empty() || isBeginningOf(firstBytes, "\x16\x03") || isBeginningOf(firstBytes, http2Preface))
        return EchoProtocol::Undecided;
    if (firstBytes.starts_with("\x16\x03"))
        return EchoProtocol::Tls;
    if (firstBytes.starts_with(http2Preface))
        return EchoProtocol::Http2;
    const auto space = std::find_if_not(firstBytes.begin(), firstBytes.end(), isToken);
    const auto length = static_cast<std::size_t>(space - firstBytes.begin());
    if (space == firstBytes.end()) {
        const bool isMethodSoFar = std::any_of(methods.begin(), methods.end(), [firstBytes](std::string_view method) {
            return isBeginningOf(firstBytes, method);
        });
        return isMethodSoFar ? EchoProtocol::Undecided : EchoProtocol::Lines;
    }
    if (*space != ' ' || length == 0 || length > longestMethod)
        return EchoProtocol::Lines;
    const std::string_view target = firstBytes.substr(length + 1);
    if (firstBytes.starts_with("CONNECT "))
        return EchoProtocol::Http1;
    if (target.empty())
        return EchoProtocol::Undecided;
    return target.front() == '/' || target.front() == '*' || target.starts_with("http") ? EchoProtocol::Http1
                                                                                        : EchoProtocol::Lines;
}

std::unique_ptr<EchoSession> lineSession(EchoSpeaker speaker)
{
    return std::make_unique<LineSession>(std::move(speaker));
}

} // namespace wayproof
