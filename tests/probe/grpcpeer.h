// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The server's end of one HTTP/2 connection, for tests of gRPC calls: answers as it is told, by libnghttp2.
#pragma once

#include "rawserver.h"

#include <cstdint>
#include <utility>

using Fields = std::vector<std::pair<std::string, std::string>>;

struct GrpcCallReceived {
    Fields headers;
    std::string body; ///< gRPC's framing included
    std::string value(std::string_view name) const;
};

struct GrpcAnswer {
    Fields headers{{":status", "200"}, {"content-type", "application/grpc"}};
    std::string body;                      ///< gRPC's framing included
    Fields trailers{{"grpc-status", "0"}}; ///< empty: none, the stream ends before
    std::uint32_t reset = 0;               ///< instead of any answer: RST_STREAM with this code
    bool isSilent = false;                 ///< no answer at all
};

/// Serves every call of the connection until the client goes away.
void serveGrpc(ServedStream &stream, const std::function<GrpcAnswer(const GrpcCallReceived &)> &answer);
/// A length-prefixed message.
std::string grpcMessage(std::string_view bytes);
