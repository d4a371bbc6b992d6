// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/requestdraft.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

/// What stands before the "://" for a protocol that is not HTTP.
struct Protocol {
    std::string_view written;
    std::string_view protocol; ///< Request::protocol
    std::string_view scheme;   ///< Request::scheme
    bool hasName;              ///< whether the client says which host it means
};
constexpr std::array<Protocol, 5> Protocols{{{"grpc", "grpc", "http", true},
                                             {"grpcs", "grpc", "https", true},
                                             {"tls", "tls", "http", true},
                                             {"tcp", "tcp", "http", false},
                                             {"udp", "udp", "http", false}}};

} // namespace

Result<Request> requestOf(const RequestDraft &draft)
{
    const std::size_t colon = draft.url.find("://");
    const bool hasScheme = colon != std::string::npos;
    std::string url = hasScheme ? draft.url : "http://" + draft.url;
    const auto protocol = std::find_if(Protocols.begin(), Protocols.end(), [&](const Protocol &one) {
        return hasScheme && std::string_view(draft.url).substr(0, colon) == one.written;
    });
    const bool isHttp = protocol == Protocols.end();
    if (!isHttp) {
        const std::string rest = draft.url.substr(colon + 3);
        // A connection without a name is one to whatever listens on the port.
        url = std::string(protocol->scheme) + "://" + (!protocol->hasName && rest.starts_with(':') ? "any" : "") + rest;
    }
    Result<Request> read = requestFromUrl(url);
    if (!read)
        return read;
    Request request = std::move(read).value();
    request.gateway = draft.gateway;
    request.sourceAddress = draft.sourceAddress;
    request.method = draft.method.empty() ? "GET" : draft.method;
    if (!isHttp)
        request.protocol = protocol->protocol;
    if (!isHttp && !protocol->hasName)
        request.host.clear();
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
    const auto protocol = std::find_if(Protocols.begin(), Protocols.end(), [&](const Protocol &one) {
        return request.protocol == one.protocol && (request.protocol != "grpc" || request.scheme == one.scheme);
    });
    const bool isHttp = protocol == Protocols.end();
    draft.url = (isHttp ? request.scheme : std::string(protocol->written)) + "://" + request.host;
    const bool hasPort =
        !request.host.empty() && request.host.rfind(':') != std::string::npos && request.host.back() != ']';
    if (request.port && !hasPort)
        draft.url += ':' + std::to_string(*request.port);
    if (isHttp || request.protocol == "grpc")
        draft.url += request.target();
    draft.gateway = request.gateway;
    draft.sourceAddress = request.sourceAddress;
    draft.sni = request.sni;
    draft.headers = request.headers;
    draft.body = request.body;
    return draft;
}

std::string lineOf(const RequestDraft &draft)
{
    const std::string_view scheme = std::string_view(draft.url).substr(0, draft.url.find("://"));
    const bool isHttp =
        std::none_of(Protocols.begin(), Protocols.end(), [&](const Protocol &one) { return one.written == scheme; });
    std::string line = isHttp ? draft.method + ' ' + draft.url : draft.url;
    const auto append = [&line](const std::string &name, const std::string &value) {
        if (!value.empty())
            line += ", " + name + value;
    };
    append("Host ", draft.host);
    append("SNI ", draft.sni.value_or(std::string()));
    for (const auto &[name, value] : draft.headers)
        line += ", " + name + ": " + value;
    append("from ", draft.sourceAddress);
    append("Gateway ", draft.gateway);
    return line;
}

} // namespace wayproof
