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
    bool operator==(const RequestDraft &) const = default;
};

/// A URL without scheme is read as http. Fails with a sentence for people while the URL is not one.
Result<Request> requestOf(const RequestDraft &draft);
/// The draft that makes this request; the addresses are left empty.
RequestDraft draftOf(const Request &request);

} // namespace wayproof
