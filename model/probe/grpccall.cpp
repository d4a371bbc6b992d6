// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// gRPC over HTTP/2: the request as gRPC's protocol document has it, and what its answers mean.
#include "model/probe/grpccall.h"

#include "model/analysis/answerparts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstring>

#include <nghttp2/nghttp2.h>

namespace wayproof
{

namespace
{

using Kind = ProbeError::Kind;
constexpr std::size_t prefixLength = 5;

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

/// grpc-message is percent-encoded UTF-8; a broken sequence stands for itself.
std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            decoded += static_cast<char>(static_cast<unsigned char>(value));
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

nghttp2_nv field(const std::string &name, const std::string &value)
{
    // libnghttp2 copies both, as no NO_COPY flag is given; its fields are not const for the other case.
    return {reinterpret_cast<std::uint8_t *>(const_cast<char *>(name.data())),
            reinterpret_cast<std::uint8_t *>(const_cast<char *>(value.data())), name.size(), value.size(),
            NGHTTP2_NV_FLAG_NONE};
}

std::string_view view(const std::uint8_t *bytes, std::size_t size)
{
    return {reinterpret_cast<const char *>(bytes), size};
}

} // namespace

std::string_view grpcStatusName(int code)
{
    static constexpr std::array<std::string_view, 17> names{
        "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
        "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
        "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED"};
    return code >= 0 && code < static_cast<int>(names.size()) ? names[static_cast<std::size_t>(code)]
                                                              : std::string_view();
}

struct GrpcCall::Callbacks {
    static GrpcCall &call(void *self) { return *static_cast<GrpcCall *>(self); }

    static int onBeginHeaders(nghttp2_session *, const nghttp2_frame *, void *self)
    {
        call(self).m_isTrailer = call(self).m_status && *call(self).m_status >= 200;
        return 0;
    }
    static int onHeader(nghttp2_session *, const nghttp2_frame *, const std::uint8_t *name, std::size_t nameSize,
                        const std::uint8_t *value, std::size_t valueSize, std::uint8_t, void *self)
    {
        call(self).header(view(name, nameSize), view(value, valueSize));
        return 0;
    }
    static int onData(nghttp2_session *, std::uint8_t, std::int32_t, const std::uint8_t *bytes, std::size_t size,
                      void *self)
    {
        call(self).data(view(bytes, size));
        return 0;
    }
    static int onFrame(nghttp2_session *, const nghttp2_frame *frame, void *self)
    {
        if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR)
            call(self).m_closeCode = frame->goaway.error_code;
        return 0;
    }
    static int onStreamClose(nghttp2_session *, std::int32_t, std::uint32_t code, void *self)
    {
        call(self).m_isClosed = true;
        if (code != NGHTTP2_NO_ERROR)
            call(self).m_closeCode = code;
        return 0;
    }
    static ssize_t onReadBody(nghttp2_session *, std::int32_t, std::uint8_t *buffer, std::size_t size,
                              std::uint32_t *flags, nghttp2_data_source *, void *self)
    {
        GrpcCall &that = call(self);
        const std::size_t now = std::min(size, that.m_message.size() - that.m_sent);
        std::memcpy(buffer, that.m_message.data() + that.m_sent, now);
        that.m_sent += now;
        if (that.m_sent == that.m_message.size())
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        return static_cast<ssize_t>(now);
    }
};

void GrpcCall::SessionEnd::operator()(nghttp2_session *session) const
{
    nghttp2_session_del(session);
}

GrpcCall::GrpcCall(const Request &request, const ProbeOptions &options, OnBody onBody)
    : m_onBody(std::move(onBody))
{
    nghttp2_session_callbacks *callbacks = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0)
        return;
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, &Callbacks::onBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &Callbacks::onHeader);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &Callbacks::onData);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &Callbacks::onFrame);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &Callbacks::onStreamClose);
    nghttp2_session *session = nullptr;
    const int made = nghttp2_session_client_new(&session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    if (made != 0)
        return;
    m_session.reset(session);
    submit(request, options.totalTimeout);
}

GrpcCall::~GrpcCall() = default;

void GrpcCall::submit(const Request &request, std::chrono::milliseconds deadline)
{
    const auto size = static_cast<std::uint32_t>(request.body.size());
    for (const unsigned byte : {0U, size >> 24U, (size >> 16U) & 255U, (size >> 8U) & 255U, size & 255U})
        m_message += static_cast<char>(static_cast<unsigned char>(byte));
    m_message += request.body;

    HeaderList fields{{":method", "POST"},
                      {":scheme", request.isTls() ? "https" : "http"},
                      {":path", request.target()},
                      {":authority", request.host}};
    const auto hasOwn = [&](std::string_view name) {
        return std::any_of(request.headers.begin(), request.headers.end(),
                           [&](const auto &header) { return lowerCase(header.first) == name; });
    };
    const HeaderList needed{
        {"te", "trailers"},
        {"content-type", "application/grpc"},
        {"grpc-timeout", std::to_string(std::min<std::int64_t>(deadline.count(), 99'999'999)) + 'm'}};
    for (const auto &one : needed) {
        if (!hasOwn(one.first))
            fields.push_back(one);
    }
    for (const auto &[name, value] : request.headers) {
        if (lowerCase(name) != "host")
            fields.emplace_back(lowerCase(name), value);
    }
    std::vector<nghttp2_nv> wire;
    for (const auto &[name, value] : fields)
        wire.push_back(field(name, value));

    const nghttp2_settings_entry noPush{NGHTTP2_SETTINGS_ENABLE_PUSH, 0};
    nghttp2_submit_settings(m_session.get(), NGHTTP2_FLAG_NONE, &noPush, 1);
    nghttp2_data_provider body{};
    body.read_callback = &Callbacks::onReadBody;
    if (nghttp2_submit_request(m_session.get(), nullptr, wire.data(), wire.size(), &body, this) < 0)
        m_session.reset();
}

std::string GrpcCall::output()
{
    std::string bytes;
    while (m_session) {
        const std::uint8_t *some = nullptr;
        const ssize_t size = nghttp2_session_mem_send(m_session.get(), &some);
        if (size <= 0)
            break;
        bytes += view(some, static_cast<std::size_t>(size));
    }
    return bytes;
}

void GrpcCall::input(std::string_view bytes)
{
    if (!m_session || !m_isHttp2)
        return;
    // A server of HTTP/1.1 complains in its own tongue about our preface.
    if (m_inputBytes == 0 && bytes.compare(0, 5, "HTTP/") == 0)
        m_isHttp2 = false;
    m_inputBytes += bytes.size();
    if (m_isHttp2 && nghttp2_session_mem_recv(m_session.get(), reinterpret_cast<const std::uint8_t *>(bytes.data()),
                                              bytes.size()) < 0)
        m_isHttp2 = false;
}

bool GrpcCall::isComplete() const
{
    return !m_session || !m_isHttp2 || m_isClosed ||
           (nghttp2_session_want_read(m_session.get()) == 0 && nghttp2_session_want_write(m_session.get()) == 0);
}

void GrpcCall::header(std::string_view name, std::string_view value)
{
    if (name == ":status") {
        int status = 0;
        std::from_chars(value.data(), value.data() + value.size(), status);
        m_status = status;
        m_headers.clear(); // those of an interim answer
        return;
    }
    (m_isTrailer ? m_trailers : m_headers).emplace_back(name, value);
}

/// The body without gRPC's framing: the first message. What follows it, of a stream, is left out.
void GrpcCall::data(std::string_view bytes)
{
    const bool isGrpc = grpcHeader("content-type").value_or("").compare(0, 16, "application/grpc") == 0;
    if (!isGrpc) {
        m_onBody(bytes);
        return;
    }
    if (m_prefix.size() < prefixLength) {
        const std::size_t now = std::min(prefixLength - m_prefix.size(), bytes.size());
        m_prefix += bytes.substr(0, now);
        bytes.remove_prefix(now);
        if (m_prefix.size() == prefixLength) {
            for (std::size_t i = 1; i < prefixLength; ++i)
                m_missing = m_missing << 8U | static_cast<unsigned char>(m_prefix[i]);
        }
    }
    const std::size_t now = std::min<std::uint64_t>(m_missing, bytes.size());
    if (now > 0)
        m_onBody(bytes.substr(0, now));
    m_missing -= now;
}

/// In the trailers, or in the headers of an answer that has nothing else ("Trailers-Only").
std::optional<std::string> GrpcCall::grpcHeader(std::string_view name) const
{
    for (const HeaderList *list : {&m_trailers, &m_headers}) {
        for (const auto &[key, value] : *list) {
            if (key == name)
                return value;
        }
    }
    return {};
}

void GrpcCall::conclude(const ConversationEnd &end, Observation &observation) const
{
    using How = ConversationEnd::How;
    const std::string &address = observation.address;
    if (!m_session) {
        observation.error = ProbeError{Kind::TransferFailed, "libnghttp2 could not be started."};
        return;
    }
    observation.status = m_status;
    observation.headers = m_headers;
    observation.trailers = m_trailers;
    if (m_status)
        observation.httpVersion = "2";
    const std::optional<std::string> code = grpcHeader("grpc-status");
    if (code) {
        int number = -1;
        std::from_chars(code->data(), code->data() + code->size(), number);
        const std::string_view name = grpcStatusName(number);
        observation.grpcStatus = name.empty() ? *code : std::string(name);
        observation.grpcMessage = percentDecoded(grpcHeader("grpc-message").value_or(""));
        return;
    }
    if (!m_isHttp2) {
        observation.error = ProbeError{Kind::Http2NotSpoken, "What answers at " + address + " does not speak HTTP/2."};
    } else if (end.how == How::TimedOut) {
        observation.error = ProbeError{Kind::Timeout, "No whole answer from " + address + " within the time given" +
                                                          (m_status ? " (it had begun)." : ".")};
    } else if (m_status && m_isClosed && m_closeCode == 0) {
        observation.grpcStatus = grpcStatusOfHttp(*m_status);
        observation.notes.emplace_back("The answer carries no grpc-status; a gRPC client takes its HTTP status for " +
                                       observation.grpcStatus + '.');
    } else if (m_status) {
        observation.error = ProbeError{
            Kind::AnswerTruncated,
            "The answer of " + address + " stopped before its end" +
                (m_closeCode == 0 ? std::string() : ": HTTP/2 " + std::string(nghttp2_http2_strerror(m_closeCode))) +
                '.'};
    } else if (m_closeCode != 0) {
        observation.error = ProbeError{Kind::ConnectionClosed, address +
                                                                   " broke the HTTP/2 stream off without an "
                                                                   "answer: " +
                                                                   nghttp2_http2_strerror(m_closeCode) + '.'};
    } else if (end.text.find("alert") != std::string::npos) {
        observation.error = ProbeError{Kind::TlsRefused, address + " ended TLS after the handshake: " + end.text + '.'};
    } else {
        observation.error = ProbeError{Kind::ConnectionClosed, address + " closed the connection without an answer."};
    }
}

} // namespace wayproof
