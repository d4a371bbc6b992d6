// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A crafted request, exactly as it would go over the wire. Its JSON form is that of design/cli.md.
#pragma once

#include "model/base/result.h"
#include "model/routing/routingtable.h"

#include <QJsonObject>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wayproof
{

struct Request {
    std::string id;
    enum class Via { Both, Ingress, Gateway };
    Via via = Via::Both;
    std::string scheme = "http"; ///< http, https, ws, wss
    std::string host;            ///< Host or :authority as sent, a port in it included
    std::optional<int> port;     ///< connected to; absent: unsaid
    std::string method = "GET";
    std::string path = "/"; ///< request target as sent, query included, never normalised
    HeaderList headers;
    std::string body;
    std::optional<std::string> sni; ///< absent: the host without port where the scheme is https or wss
    std::string sourceAddress;      ///< empty: unsaid
    std::string protocol = "http";  ///< http, grpc, tls, tcp, udp
    std::string grpcService;
    std::string grpcMethod;
    std::optional<int> authStatus;
    std::optional<int> backendStatus;
    std::optional<std::string> clientCertificate; ///< "namespace/secret"; empty: none is shown; absent: unsaid
    std::string gateway;                          ///< "namespace/name": only this one
    std::string listener;                         ///< only this one
    std::string ingressClass;                     ///< only this one

    bool isTls() const { return scheme == "https" || scheme == "wss" || protocol == "tls"; }
    /// SNI as it goes out: `sni`, else the host without its port for a TLS scheme; nullopt for a plain one or an
    /// explicit empty one.
    std::optional<std::string> effectiveSni() const;
    /// Host without port, lower case.
    std::string hostName() const;
    /// The port written in the Host header.
    std::optional<int> hostPort() const;
    /// `path`; for a gRPC request that only names service and method: "/service/method".
    std::string target() const;
    bool operator==(const Request &) const = default;
};

/// From an absolute URL ("http://localhost/healthz?x=1"): scheme, host (port included as in a Host header), port
/// (absent where the URL has none), target byte for byte (an empty path becomes "/"; a fragment is refused).
Result<Request> requestFromUrl(std::string_view url);
/// One JSON object of a --requests file. `fallbackId` is used when it has none. Unknown or ill-typed members are errors
/// with the member named.
Result<Request> requestFromJson(const QJsonObject &object, const std::string &fallbackId);
QJsonObject toJson(const Request &request);

} // namespace wayproof
