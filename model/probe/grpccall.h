// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One unary gRPC call over an HTTP/2 connection of its own, by libnghttp2. (libcurl 7.88 fails when it reuses an
// HTTP/2 connection without TLS, and shows no trailers of one that has no body.)
#pragma once

#include "model/probe/conversation.h"

#include <memory>
#include <optional>
#include <string>

struct nghttp2_session;

namespace wayproof
{

/// "NOT_FOUND" for 5; empty for a number that gRPC does not define.
std::string_view grpcStatusName(int code);

class GrpcCall : public Conversation
{
public:
    GrpcCall(const Request &request, const ProbeOptions &options, OnBody onBody);
    ~GrpcCall() override;

    std::string output() override;
    void input(std::string_view bytes) override;
    bool isComplete() const override;
    void conclude(const ConversationEnd &end, Observation &observation) const override;

private:
    struct Callbacks;
    friend struct Callbacks;
    void submit(const Request &request, std::chrono::milliseconds deadline);
    void header(std::string_view name, std::string_view value);
    void data(std::string_view bytes);
    std::optional<std::string> grpcHeader(std::string_view name) const;

    struct SessionEnd {
        void operator()(nghttp2_session *session) const;
    };
    std::unique_ptr<nghttp2_session, SessionEnd> m_session;
    OnBody m_onBody;
    std::string m_message; ///< the request's, with its length before it
    std::size_t m_sent = 0;
    std::optional<int> m_status;
    HeaderList m_headers;
    HeaderList m_trailers;
    bool m_isTrailer = false;
    bool m_isClosed = false;
    std::uint32_t m_closeCode = 0; ///< of RST_STREAM or GOAWAY; 0: none
    std::size_t m_inputBytes = 0;
    bool m_isHttp2 = true;
    std::string m_prefix;        ///< of the answer's message, until its five bytes are there
    std::uint64_t m_missing = 0; ///< bytes of the answer's first message that have not come
};

} // namespace wayproof
