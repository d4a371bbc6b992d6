// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Our echo server: one listening socket for every endpoint of every Service, each answering who it is and what it
// received. Runs in the supervisor's process; knows nothing of Kubernetes.
#pragma once

#include "model/base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace wayproof
{

/// One endpoint to stand in for.
struct EchoSocket {
    std::uint16_t port = 0; ///< on 127.0.0.1
    std::string backend;    ///< "namespace/service:port", answered in X-Wayproof-Backend
    std::string endpoint;   ///< answered in X-Wayproof-Endpoint
    /// /healthz and /version answer like the tutorial's application, with a timestamp.
    bool isTutorial = false;
};

/// Answers in HTTP/1.1, to every request 200 with
/// - X-Wayproof-Backend and X-Wayproof-Endpoint: who answered;
/// - X-Wayproof-Received: METHOD and target, byte for byte, what a header can't hold percent-encoded;
/// - X-Wayproof-Received-Host: the Host header;
/// - a JSON body: backend, endpoint, method, target, host, headers (ordered pairs, repeated ones included), bodyBytes.
class EchoServer
{
public:
    /// Listens at once; threads of its own. Fails when a port is taken ("echo-port-taken") or the system refuses.
    static Result<std::unique_ptr<EchoServer>> start(std::vector<EchoSocket> sockets);
    ~EchoServer();

    EchoServer(const EchoServer &) = delete;
    EchoServer &operator=(const EchoServer &) = delete;

private:
    class Private;
    explicit EchoServer(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

/// What may stand in a header: visible ASCII and single spaces as they are, every other byte and '%' as %XX.
/// A '%' in the input stays as it is when `keepPercent`, so that a target reads as it was sent.
std::string headerSafe(const std::string &text, bool keepPercent);

} // namespace wayproof
