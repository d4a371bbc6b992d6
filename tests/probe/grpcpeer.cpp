// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "grpcpeer.h"

#include <algorithm>
#include <cstring>
#include <map>

#include <nghttp2/nghttp2.h>

namespace
{

struct Peer {
    const std::function<GrpcAnswer(const GrpcCallReceived &)> *answer = nullptr;
    std::map<std::int32_t, GrpcCallReceived> calls;
    std::map<std::int32_t, GrpcAnswer> answers;
};

std::vector<nghttp2_nv> wire(const Fields &fields)
{
    std::vector<nghttp2_nv> made;
    for (const auto &[name, value] : fields) {
        made.push_back({reinterpret_cast<std::uint8_t *>(const_cast<char *>(name.data())),
                        reinterpret_cast<std::uint8_t *>(const_cast<char *>(value.data())), name.size(), value.size(),
                        NGHTTP2_NV_FLAG_NONE});
    }
    return made;
}

ssize_t readBody(nghttp2_session *session, std::int32_t stream, std::uint8_t *buffer, std::size_t size,
                 std::uint32_t *flags, nghttp2_data_source *, void *self)
{
    GrpcAnswer &answer = static_cast<Peer *>(self)->answers[stream];
    const std::size_t now = std::min(size, answer.body.size());
    std::memcpy(buffer, answer.body.data(), now);
    answer.body.erase(0, now);
    if (answer.body.empty()) {
        *flags |= NGHTTP2_DATA_FLAG_EOF;
        if (!answer.trailers.empty()) {
            *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
            const auto trailers = wire(answer.trailers);
            nghttp2_submit_trailer(session, stream, trailers.data(), trailers.size());
        }
    }
    return static_cast<ssize_t>(now);
}

void respond(nghttp2_session *session, std::int32_t stream, Peer &peer)
{
    GrpcAnswer &answer = peer.answers[stream];
    answer = (*peer.answer)(peer.calls[stream]);
    if (answer.isSilent)
        return;
    if (answer.reset != 0) {
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream, answer.reset);
        return;
    }
    const auto headers = wire(answer.headers);
    nghttp2_data_provider body{};
    body.read_callback = &readBody;
    const bool isHeadersOnly = answer.body.empty() && answer.trailers.empty();
    nghttp2_submit_response(session, stream, headers.data(), headers.size(), isHeadersOnly ? nullptr : &body);
}

int onHeader(nghttp2_session *, const nghttp2_frame *frame, const std::uint8_t *name, std::size_t nameSize,
             const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *self)
{
    static_cast<Peer *>(self)->calls[frame->hd.stream_id].headers.emplace_back(
        std::string(reinterpret_cast<const char *>(name), nameSize),
        std::string(reinterpret_cast<const char *>(value), valueSize));
    return 0;
}

int onData(nghttp2_session *, std::uint8_t, std::int32_t stream, const std::uint8_t *bytes, std::size_t size,
           void *self)
{
    static_cast<Peer *>(self)->calls[stream].body.append(reinterpret_cast<const char *>(bytes), size);
    return 0;
}

int onFrame(nghttp2_session *session, const nghttp2_frame *frame, void *self)
{
    const bool isOfCall = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (isOfCall && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
        respond(session, frame->hd.stream_id, *static_cast<Peer *>(self));
    return 0;
}

} // namespace

std::string GrpcCallReceived::value(std::string_view name) const
{
    for (const auto &[key, text] : headers) {
        if (key == name)
            return text;
    }
    return "(absent)";
}

std::string grpcMessage(std::string_view bytes)
{
    std::string framed(5, '\0');
    framed[3] = static_cast<char>(bytes.size() >> 8U);
    framed[4] = static_cast<char>(bytes.size() & 255U);
    return framed.append(bytes);
}

void serveGrpc(ServedStream &stream, const std::function<GrpcAnswer(const GrpcCallReceived &)> &answer)
{
    Peer peer;
    peer.answer = &answer;
    nghttp2_session_callbacks *callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &onData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &onFrame);
    nghttp2_session *session = nullptr;
    nghttp2_session_server_new(&session, callbacks, &peer);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
    char buffer[16384];
    for (;;) {
        const std::uint8_t *bytes = nullptr;
        ssize_t size = 0;
        while ((size = nghttp2_session_mem_send(session, &bytes)) > 0)
            stream.write({reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(size)});
        const long got = stream.read(buffer, sizeof buffer);
        if (got <= 0 || nghttp2_session_mem_recv(session, reinterpret_cast<std::uint8_t *>(buffer),
                                                 static_cast<std::size_t>(got)) < 0)
            break;
    }
    nghttp2_session_del(session);
}
