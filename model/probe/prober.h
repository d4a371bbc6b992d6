// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Fires requests at live entrances and returns what came back. Judges nothing.
#pragma once

#include "model/probe/backendrecognition.h"
#include "model/probe/observation.h"

#include <QObject>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace wayproof
{

/// Where one side is reached. The address, the Host header and the SNI of a request are independent of each other.
struct ProbeTarget {
    Side side = Side::Ingress;
    std::string address;     ///< "host[:port]" or "[v6][:port]"; without a port: the request's, else the scheme's own
    std::string tlsAddress;  ///< used instead for https and wss; empty: `address` serves both
    std::string caFile;      ///< PEM; empty: the system's authorities
    bool isInsecure = false; ///< the certificate is not verified; every observation says so
    std::string clientCertificateFile; ///< PEM
    std::string clientKeyFile;         ///< PEM
};

struct ProbeOptions {
    enum class Http {
        One, ///< HTTP/1.1, header bytes as written
        Two, ///< over TLS by ALPN (HTTP/1.1 where the entrance declines), else by prior knowledge
    };
    Http http = Http::One;
    bool followsRedirects = false;
    int maxRedirects = 10;
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds totalTimeout{30000};
    std::size_t keptBody = 1024 * 1024; ///< bytes; the rest is counted and hashed only
    int concurrency = 8;                ///< requests under way at once
    /// How long a TCP, TLS or UDP server may say nothing before that is the answer.
    std::chrono::milliseconds silence{2000};
    /// HTTP requests share connections, one after the other. For samples: each shot of a comparison has its own.
    bool reusesConnections = false;
    std::vector<RecognitionRule> recognition = readyMadeRules();
};

/// One request for one target.
struct Shot {
    ProbeTarget target;
    Request request;
    int round = 0; ///< fired only when all shots of lower rounds have ended; must not fall from shot to shot
};

/// Never throws and never fails as such: what went wrong is the observation's error. Each shot has a connection of its
/// own, unless the options say otherwise. Of protocol grpc: one unary call with the body as its message; tls, tcp and
/// udp: the body as it is, and what comes back.
Observation probe(const ProbeTarget &target, const Request &request, const ProbeOptions &options = {},
                  std::stop_token stop = {});
/// Fires all, `concurrency` at once; `onObserved(index, observation)` is called on this thread in the order of arrival.
/// After a stop request the rest is reported as cancelled.
void probeAll(const std::vector<Shot> &shots, const ProbeOptions &options, std::stop_token stop,
              const std::function<void(std::size_t, Observation)> &onObserved);

/// probeAll on a worker thread. Signals come on the thread of this object, for the latest job only:
/// late results of a superseded or cancelled job are dropped by its number.
class Prober : public QObject
{
    Q_OBJECT
public:
    explicit Prober(QObject *parent = nullptr);
    ~Prober() override;

    /// Supersedes a job that is still under way, of which nothing more is signalled. Returns the job's number.
    std::uint64_t fire(std::vector<Shot> shots, ProbeOptions options = {});
    /// Nothing more is signalled of the job under way, `finished` excepted.
    void cancel();
    bool isRunning() const { return m_isRunning; }

Q_SIGNALS:
    void observed(std::size_t shot, const wayproof::Observation &observation);
    void finished(bool wasCancelled);

private:
    void end(std::uint64_t job);

    std::uint64_t m_job = 0;
    bool m_isRunning = false;
    std::map<std::uint64_t, std::jthread> m_workers; ///< by job; superseded ones until they have ended
};

} // namespace wayproof
