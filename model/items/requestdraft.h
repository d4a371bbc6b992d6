// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A request as a person is writing it: field by field, possibly not yet a request. What the request bar shows and undo
// restores.
#pragma once

#include "model/analysis/request.h"

#include <optional>
#include <string>

namespace wayproof
{

struct RequestDraft {
    std::string method = "GET";
    std::string url;
    std::string host;               ///< Host header; empty: the URL's
    std::optional<std::string> sni; ///< absent: the host's; empty: none is sent
    HeaderList headers;
    std::string body;
    std::string ingressAddress; ///< where to fire; empty: not known
    std::string gatewayAddress;
    std::string gateway;       ///< "namespace/name": only this one is asked; empty: every one
    std::string sourceAddress; ///< where the request comes from; empty: unsaid
    bool operator==(const RequestDraft &) const = default;
};

/// A URL without scheme is read as http; grpc, grpcs, tls, tcp and udp ("tcp://:5432") are protocols. Fails with a
/// sentence for people while the URL is not one.
Result<Request> requestOf(const RequestDraft &draft);
/// The draft that makes this request; the addresses are left empty.
RequestDraft draftOf(const Request &request);
/// In one line: "GET http://shop.example/cart, x-env: canary, Gateway edge/public".
std::string lineOf(const RequestDraft &draft);

} // namespace wayproof
