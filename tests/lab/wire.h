// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Test clients that say exactly what they are told: a connection with or without TLS, HTTP/2 with gRPC, datagrams.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wayproof
{

struct TlsWish {
    std::string sni;
    std::string caFile;     ///< empty: the server's certificate is not verified
    std::string clientFile; ///< certificate and key; empty: none
    std::string alpn;       ///< one protocol; empty: none is offered
};

/// A blocking connection to 127.0.0.1; every wait ends after ten seconds.
class Wire
{
public:
    explicit Wire(std::uint16_t port, const std::optional<TlsWish> &tls = std::nullopt);
    ~Wire();
    Wire(const Wire &) = delete;
    Wire &operator=(const Wire &) = delete;

    /// Empty when connected; else "refused" or why the server's certificate was not accepted.
    const std::string &problem() const { return m_problem; }
    std::string alpn() const;
    void send(const std::string &bytes);
    void endSending();
    /// What arrives next; empty at the end, after an error or too long a wait.
    std::string receive();
    std::string receiveAll();

private:
    class Tls;
    int m_fd = -1;
    std::unique_ptr<Tls> m_tls;
    std::string m_problem;
};

/// Sends, ends the sending side and returns everything that comes back; the problem where there is no connection.
std::string exchangeBytes(std::uint16_t port, const std::string &bytes,
                          const std::optional<TlsWish> &tls = std::nullopt);

/// One datagram and its answer; empty when none comes within `milliseconds`.
std::string exchangeDatagram(std::uint16_t port, const std::string &bytes, int milliseconds = 5000);

struct Http2Answer {
    int status = 0; ///< 0: no answer
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::vector<std::pair<std::string, std::string>> trailers;
    bool isReset = false;
    std::string header(const std::string &name) const;
    /// From the trailers, or from the headers of an answer without a body; empty when there is none.
    std::string grpcStatus() const;
};

/// One request over HTTP/2 with prior knowledge, or over TLS with ALPN h2.
Http2Answer fireHttp2(std::uint16_t port, const std::string &method, const std::string &path,
                      const std::string &authority,
                      const std::vector<std::pair<std::string, std::string>> &headers = {},
                      const std::string &body = {}, const std::optional<TlsWish> &tls = std::nullopt);

/// A gRPC call with an empty message.
Http2Answer callGrpc(std::uint16_t port, const std::string &authority, const std::string &path,
                     const std::vector<std::pair<std::string, std::string>> &headers = {},
                     const std::optional<TlsWish> &tls = std::nullopt);

} // namespace wayproof
