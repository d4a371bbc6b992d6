// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Our echo server: one listening socket for every endpoint of every Service, each answering who it is and what it
// received, in the protocol in which it was asked (echoprotocol.h). Runs in the supervisor's process; knows nothing of
// Kubernetes.
#pragma once

#include "model/base/result.h"
#include "model/lab/echoanswer.h"

#include <memory>
#include <string>
#include <vector>

namespace wayproof
{

struct EchoOptions {
    std::string authorityPem; ///< LabAuthority::toPem(); empty: TLS is refused
    std::string receivedFile; ///< the log of received requests; empty: none is kept
};

class EchoServer
{
public:
    /// Listens at once; threads of its own. Fails when a port is taken ("lab-port-taken") or the system refuses.
    static Result<std::unique_ptr<EchoServer>> start(std::vector<EchoSocket> sockets, const EchoOptions &options = {});
    ~EchoServer();

    EchoServer(const EchoServer &) = delete;
    EchoServer &operator=(const EchoServer &) = delete;

private:
    class Private;
    explicit EchoServer(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

} // namespace wayproof
