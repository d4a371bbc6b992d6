// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 inside TLS: one request after the other, bodies counted and dropped.
#include "model/lab/echosession.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace wayproof
{

namespace
{

constexpr std::size_t longestHead = std::size_t(256) * 1024;

std::string trimmed(std::string_view text)
{
    const auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

class Http1Session : public EchoSession
{
public:
    explicit Http1Session(EchoSpeaker speaker)
        : m_speaker(std::move(speaker))
    {
    }

    void consume(std::string_view bytes) override
    {
        m_input += bytes;
        advance();
    }

    void end() override
    {
        // An answer that is still due is sent all the same.
        m_isEnding = true;
        m_isFinished |= !m_reply;
    }

    void produce(std::string &output) override
    {
        if (m_reply && EchoClock::now() >= m_due) {
            send(*m_reply);
            m_reply.reset();
            m_isFinished |= m_isEnding;
            advance();
        }
        output += m_output;
        m_output.clear();
    }

    std::optional<EchoClock::time_point> due() const override { return m_reply ? std::optional(m_due) : std::nullopt; }

    bool isFinished() const override { return m_isFinished; }

private:
    enum class Reading { Head, Body, ChunkSize, Chunk, Trailer };

    void advance()
    {
        while (!m_reply && !m_isFinished && step()) {
        }
    }

    /// Whether something was read; false asks for more input.
    bool step()
    {
        switch (m_reading) {
        case Reading::Head: {
            const std::size_t end = m_input.find("\r\n\r\n");
            if (end == std::string::npos) {
                m_isFinished |= m_input.size() > longestHead;
                return false;
            }
            readHead(std::string_view(m_input).substr(0, end));
            m_input.erase(0, end + 4);
            return true;
        }
        case Reading::Body:
        case Reading::Chunk: {
            const std::size_t taken = std::min(m_left, m_input.size());
            m_input.erase(0, taken);
            m_left -= taken;
            if (m_left > 0)
                return false;
            if (m_reading == Reading::Body)
                answer();
            else
                m_reading = Reading::ChunkSize;
            return true;
        }
        case Reading::ChunkSize:
        case Reading::Trailer:
            return readLine();
        }
        return false;
    }

    bool readLine()
    {
        const std::size_t end = m_input.find("\r\n");
        if (end == std::string::npos)
            return false;
        const std::string line = m_input.substr(0, end);
        m_input.erase(0, end + 2);
        if (m_reading == Reading::Trailer) {
            if (line.empty())
                answer();
            return true;
        }
        const std::size_t size = std::strtoul(line.c_str(), nullptr, 16);
        m_request.bodyBytes += size;
        m_left = size + 2; // with the line end behind the chunk
        m_reading = size == 0 ? Reading::Trailer : Reading::Chunk;
        return true;
    }

    void readHead(std::string_view head)
    {
        m_request = {};
        m_request.tls = m_speaker.tls;
        const std::size_t lineEnd = std::min(head.find("\r\n"), head.size());
        const std::string_view line = head.substr(0, lineEnd);
        const std::size_t first = line.find(' ');
        const std::size_t last = line.rfind(' ');
        if (first == std::string_view::npos || first == last) {
            m_isFinished = true;
            return;
        }
        m_request.method = line.substr(0, first);
        m_request.target = line.substr(first + 1, last - first - 1);
        m_request.protocol = line.substr(last + 1);
        for (std::size_t at = lineEnd + 2; at < head.size();) {
            const std::size_t end = std::min(head.find("\r\n", at), head.size());
            const std::string_view field = head.substr(at, end - at);
            const std::size_t colon = field.find(':');
            if (colon != std::string_view::npos)
                m_request.headers.emplace_back(field.substr(0, colon), trimmed(field.substr(colon + 1)));
            at = end + 2;
        }
        if (const std::string *host = m_request.header("host"))
            m_request.host = *host;
        const std::string *coding = m_request.header("transfer-encoding");
        const std::string *length = m_request.header("content-length");
        m_left = length ? std::strtoul(length->c_str(), nullptr, 10) : 0;
        m_request.bodyBytes = m_left;
        m_reading = coding && coding->find("chunked") != std::string::npos ? Reading::ChunkSize : Reading::Body;
        if (coding)
            m_request.bodyBytes = 0;
        if (const std::string *expected = m_request.header("expect"); expected && *expected == "100-continue")
            m_output += "HTTP/1.1 100 Continue\r\n\r\n";
    }

    void answer()
    {
        m_reading = Reading::Head;
        m_reply = m_speaker.answers->answer(*m_speaker.self, m_request);
        m_due = EchoClock::now() + m_reply->delay;
    }

    void send(const EchoReply &reply)
    {
        const std::string *wish = m_request.header("connection");
        const bool isLast = m_request.protocol == "HTTP/1.0" || (wish && *wish == "close");
        m_output += "HTTP/1.1 " + std::to_string(reply.status) + " Echo\r\n";
        for (const auto &[name, value] : reply.headers)
            m_output += name + ": " + value + "\r\n";
        if (isLast)
            m_output += "connection: close\r\n";
        m_output += "content-length: " + std::to_string(reply.body.size()) + "\r\n\r\n";
        if (m_request.method != "HEAD")
            m_output += reply.body;
        m_isFinished |= isLast;
    }

    EchoSpeaker m_speaker;
    std::string m_input;
    std::string m_output;
    Reading m_reading = Reading::Head;
    std::size_t m_left = 0;
    EchoRequest m_request;
    std::optional<EchoReply> m_reply;
    EchoClock::time_point m_due;
    bool m_isEnding = false;
    bool m_isFinished = false;
};

} // namespace

std::unique_ptr<EchoSession> http1Session(EchoSpeaker speaker)
{
    return std::make_unique<Http1Session>(std::move(speaker));
}

} // namespace wayproof
