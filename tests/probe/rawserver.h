// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A server of the tests' own on loopback that records every byte it receives and answers whatever a test says.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct ssl_ctx_st;

/// What one connection brought.
struct Received {
    std::string head; ///< up to and with the empty line
    std::string body;
    std::string sni; ///< "-" where the client sent none
    std::string requestLine() const { return head.substr(0, head.find("\r\n")); }
    std::string target() const; ///< between the first and the last space of the request line
};

/// PEM texts, made for one test run.
struct Certificate {
    std::string certificate;
    std::string key;
};
Certificate makeAuthority();
/// For these DNS names; valid from now + `startDays` for one day.
Certificate makeCertificate(const Certificate &authority, const std::vector<std::string> &names, int startDays = 0);

/// A connection as the server has it, TLS or not.
struct ServedStream {
    std::function<long(char *, std::size_t)> read; ///< 0 at the end, negative on errors
    std::function<bool(std::string_view)> write;
    std::string sni;    ///< "-" where the client sent none
    std::string client; ///< common name of the client's certificate; empty: none
};

class RawServer
{
public:
    /// What to send back; the connection is closed afterwards. Runs on a thread of the connection's own.
    using Answer = std::function<std::string(const Received &)>;
    enum class After { Close, Reset, Hold }; ///< Hold: until the client or the server goes away

    explicit RawServer(Answer answer, After after = After::Close, std::optional<Certificate> certificate = {});
    ~RawServer();
    RawServer(const RawServer &) = delete;
    RawServer &operator=(const RawServer &) = delete;

    std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }
    int port() const { return m_port; }
    /// Refuses every TLS handshake with the alert unrecognized_name.
    void refuseHandshakes() { m_refusesHandshakes = true; }
    /// Accepts, and then says nothing: not even a TLS handshake.
    void stayMute() { m_isMute = true; }
    /// Answers before anything was received.
    void speakFirst() { m_speaksFirst = true; }
    /// Instead of HTTP: whatever this says. Set before anyone connects.
    void converse(std::function<void(ServedStream &)> dialogue) { m_dialogue = std::move(dialogue); }
    /// Client certificates of this authority are asked for, and demanded.
    void demandClientCertificate(const Certificate &authority);
    /// By ALPN; a client that does not offer it is let in without.
    void chooseProtocol(const std::string &name) { m_protocol = name; }
    std::vector<Received> received() const;
    Received last() const;

private:
    void serve(int fd);
    void acceptAll();
    static int onServerName(struct ssl_st *tls, int *alert, void *self);
    static int onProtocols(struct ssl_st *tls, const unsigned char **chosen, unsigned char *size,
                           const unsigned char *offered, unsigned offeredSize, void *self);

    Answer m_answer;
    After m_after;
    std::function<void(ServedStream &)> m_dialogue;
    std::string m_protocol;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_isStopping = false;
    std::atomic<bool> m_refusesHandshakes = false;
    std::atomic<bool> m_isMute = false;
    std::atomic<bool> m_speaksFirst = false;
    std::shared_ptr<ssl_ctx_st> m_context;
    mutable std::mutex m_mutex;
    std::vector<Received> m_received;
    std::vector<int> m_open;
    std::vector<std::thread> m_connections;
    std::thread m_acceptor;
};

/// "HTTP/1.1 STATUS X" with a Content-Length and these header lines ("Name: value\r\n…").
std::string httpAnswer(int status, std::string_view body, std::string_view headerLines = {});
