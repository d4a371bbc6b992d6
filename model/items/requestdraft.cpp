// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/requestdraft.h"

namespace wayproof
{

Result<Request> requestOf(const RequestDraft &draft)
{
    const bool hasScheme = draft.url.find("://") != std::string::npos;
    Result<Request> read = requestFromUrl(hasScheme ? draft.url : "http://" + draft.url);
    if (!read)
        return read;
    Request request = std::move(read).value();
    request.method = draft.method.empty() ? "GET" : draft.method;
    if (!draft.host.empty())
        request.host = draft.host;
    request.sni = draft.sni;
    request.headers = draft.headers;
    request.body = draft.body;
    return request;
}

RequestDraft draftOf(const Request &request)
{
    RequestDraft draft;
    draft.method = request.method;
    draft.url = request.scheme + "://" + request.host;
    const bool hasPort = request.host.rfind(':') != std::string::npos && request.host.back() != ']';
    if (request.port && !hasPort)
        draft.url += ':' + std::to_string(*request.port);
    draft.url += request.path;
    draft.sni = request.sni;
    draft.headers = request.headers;
    draft.body = request.body;
    return draft;
}

} // namespace wayproof
