// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// HTTP/2, and gRPC inside it, on libnghttp2: with prior knowledge or after ALPN.
#include "model/lab/echosession.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include <nghttp2/nghttp2.h>

namespace wayproof
{

namespace
{

constexpr std::size_t longestKeptBody = std::size_t(1024) * 1024;

struct Stream {
    EchoRequest request;
    EchoReply reply;
    std::size_t sent = 0; ///< of the reply's body
};

std::string_view view(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

/// nghttp2 copies names and values, so these point into `headers`.
std::vector<nghttp2_nv> fields(const HeaderList &headers)
{
    std::vector<nghttp2_nv> list;
    const auto bytes = [](const std::string &text) {
        return reinterpret_cast<std::uint8_t *>(const_cast<char *>(text.data()));
    };
    for (const auto &[name, value] : headers)
        list.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
    return list;
}

class Http2Session : public EchoSession
{
public:
    explicit Http2Session(EchoSpeaker speaker)
        : m_speaker(std::move(speaker))
    {
        nghttp2_session_callbacks *callbacks = nullptr;
        nghttp2_session_callbacks_new(&callbacks);
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, &Http2Session::onBegin);
        nghttp2_session_callbacks_set_on_header_callback(callbacks, &Http2Session::onHeader);
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Http2Session::onBody);
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &Http2Session::onFrame);
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &Http2Session::onClose);
        nghttp2_session_server_new(&m_session, callbacks, this);
        nghttp2_session_callbacks_del(callbacks);
        const nghttp2_settings_entry settings{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1000};
        nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, &settings, 1);
    }
    ~Http2Session() override { nghttp2_session_del(m_session); }
    Http2Session(const Http2Session &) = delete;
    Http2Session &operator=(const Http2Session &) = delete;

    void consume(std::string_view bytes) override
    {
        const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
        m_isBroken |= nghttp2_session_mem_recv(m_session, data, bytes.size()) < 0;
    }

    void end() override { m_isBroken = true; }

    void produce(std::string &output) override
    {
        for (const EchoClock::time_point now = EchoClock::now(); !m_due.empty() && m_due.begin()->first <= now;) {
            const std::int32_t id = m_due.begin()->second;
            m_due.erase(m_due.begin());
            respond(id);
        }
        const std::uint8_t *bytes = nullptr;
        for (ssize_t size = 0; (size = nghttp2_session_mem_send(m_session, &bytes)) > 0;)
            output.append(view(bytes, static_cast<std::size_t>(size)));
    }

    std::optional<EchoClock::time_point> due() const override
    {
        return m_due.empty() ? std::nullopt : std::optional(m_due.begin()->first);
    }

    bool isFinished() const override
    {
        return m_isBroken || (nghttp2_session_want_read(m_session) == 0 && nghttp2_session_want_write(m_session) == 0);
    }

private:
    static Http2Session &self(void *user) { return *static_cast<Http2Session *>(user); }

    static int onBegin(nghttp2_session *, const nghttp2_frame *frame, void *user)
    {
        Stream &stream = self(user).m_streams[frame->hd.stream_id];
        stream.request.protocol = "HTTP/2";
        stream.request.tls = self(user).m_speaker.tls;
        return 0;
    }

    static int onHeader(nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name, std::size_t nameSize,
                        const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *user)
    {
        EchoRequest &request = self(user).m_streams[frame->hd.stream_id].request;
        const std::string_view key = view(name, nameSize);
        const std::string text(view(value, valueSize));
        if (key == ":method")
            request.method = text;
        else if (key == ":path")
            request.target = text;
        else if (key == ":authority")
            request.host = text;
        else if (!key.starts_with(':'))
            request.headers.emplace_back(key, text);
        return 0;
    }

    static int onBody(nghttp2_session *, std::uint8_t, std::int32_t id, const std::uint8_t *bytes, std::size_t size,
                      void *user)
    {
        EchoRequest &request = self(user).m_streams[id].request;
        request.bodyBytes += size;
        if (request.target == grpcAuthPath && request.body.size() + size <= longestKeptBody)
            request.body.append(view(bytes, size));
        return 0;
    }

    static int onFrame(nghttp2_session *, const nghttp2_frame *frame, void *user)
    {
        const bool isRequest = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
        if (isRequest && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
            self(user).prepare(frame->hd.stream_id);
        return 0;
    }

    static int onClose(nghttp2_session *, std::int32_t id, std::uint32_t, void *user)
    {
        Http2Session &session = self(user);
        session.m_streams.erase(id);
        std::erase_if(session.m_due, [id](const auto &entry) { return entry.second == id; });
        return 0;
    }

    void prepare(std::int32_t id)
    {
        const auto found = m_streams.find(id);
        if (found == m_streams.end())
            return;
        Stream &stream = found->second;
        if (stream.request.host.empty()) {
            if (const std::string *host = stream.request.header("host"))
                stream.request.host = *host;
        }
        stream.reply = m_speaker.answers->answer(*m_speaker.self, stream.request);
        if (stream.request.method == "HEAD")
            stream.reply.body.clear();
        m_due.emplace(EchoClock::now() + stream.reply.delay, id);
    }

    void respond(std::int32_t id)
    {
        const auto found = m_streams.find(id);
        if (found == m_streams.end())
            return;
        Stream &stream = found->second;
        HeaderList head{{":status", std::to_string(stream.reply.status)}};
        head.insert(head.end(), stream.reply.headers.begin(), stream.reply.headers.end());
        nghttp2_data_provider body{};
        body.source.ptr = &stream;
        body.read_callback = &Http2Session::onRead;
        const std::vector<nghttp2_nv> list = fields(head);
        const bool hasBody = !stream.reply.body.empty() || !stream.reply.trailers.empty();
        nghttp2_submit_response(m_session, id, list.data(), list.size(), hasBody ? &body : nullptr);
    }

    static ssize_t onRead(nghttp2_session *session, std::int32_t id, std::uint8_t *into, std::size_t room,
                          std::uint32_t *flags, nghttp2_data_source *source, void *)
    {
        Stream &stream = *static_cast<Stream *>(source->ptr);
        const std::string &body = stream.reply.body;
        const std::size_t size = std::min(room, body.size() - stream.sent);
        std::memcpy(into, body.data() + stream.sent, size);
        stream.sent += size;
        if (stream.sent == body.size()) {
            *flags |= NGHTTP2_DATA_FLAG_EOF;
            if (!stream.reply.trailers.empty()) {
                *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
                const std::vector<nghttp2_nv> trailers = fields(stream.reply.trailers);
                nghttp2_submit_trailer(session, id, trailers.data(), trailers.size());
            }
        }
        return static_cast<ssize_t>(size);
    }

    EchoSpeaker m_speaker;
    nghttp2_session *m_session = nullptr;
    std::map<std::int32_t, Stream> m_streams; ///< a map, since nghttp2 keeps pointers to its values
    std::set<std::pair<EchoClock::time_point, std::int32_t>> m_due;
    bool m_isBroken = false;
};

} // namespace

std::unique_ptr<EchoSession> http2Session(EchoSpeaker speaker)
{
    return std::make_unique<Http2Session>(std::move(speaker));
}

} // namespace wayproof
