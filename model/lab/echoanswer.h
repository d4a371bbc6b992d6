// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the echo server answers, whatever the protocol that asked (echoprotocol.h), and the log of what it received.
// Knows no sockets.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
    bool isUdp = false;
    /// What its certificate names besides the server name that a client asks for.
    std::vector<std::string> certificateNames = {};
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct EchoTls {
    std::string sni; ///< empty: none was sent
    std::string alpn;
    std::string client; ///< common name of the client's certificate; empty: none was sent
};

struct EchoRequest {
    std::string method;
    std::string target;
    std::string host;
    std::string protocol; ///< HTTP/1.0, HTTP/1.1, HTTP/2
    HeaderList headers;
    std::uint64_t bodyBytes = 0;
    std::string body; ///< kept for authorisation checks by gRPC only
    std::optional<EchoTls> tls;

    /// The first header of that name, given in lower case; null when there is none.
    const std::string *header(std::string_view name) const;
    bool isGrpc() const;
};

struct EchoReply {
    int status = 200;
    HeaderList headers; ///< names in lower case
    std::string body;
    HeaderList trailers; ///< of gRPC
    std::chrono::milliseconds delay{0};
};

class EchoAnswers
{
public:
    /// `receivedFile` is appended to; empty: no log is kept.
    explicit EchoAnswers(const std::string &receivedFile);

    /// May be called by several threads at once.
    EchoReply answer(const EchoSocket &self, const EchoRequest &request);

private:
    int statusFor(const EchoRequest &request);
    void record(const EchoRequest &request, const std::string &body);

    struct CloseFile {
        void operator()(std::FILE *file) const { std::fclose(file); }
    };
    std::mutex m_mutex;
    std::unique_ptr<std::FILE, CloseFile> m_received;
    std::map<std::string, std::size_t, std::less<>> m_attempts; ///< by request id
};

/// The path of the gRPC method that Envoy calls to ask for authorisation.
inline constexpr const char *grpcAuthPath = "/envoy.service.auth.v3.Authorization/Check";

/// "wayproof-backend … endpoint …\n", by which lines and datagrams begin.
std::string greetingLine(const EchoSocket &self, const std::optional<EchoTls> &tls);

/// Text as it may stand in a header: control characters, spaces and bytes beyond ASCII as %XX.
std::string headerSafe(const std::string &text, bool keepPercent);

} // namespace wayproof
