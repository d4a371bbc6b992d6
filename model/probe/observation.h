// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What came back when a request was fired at one side. Its JSON form is wayproof/observation/v1 of design/cli.md.
// Knows nothing of how it was fired, nor of what was predicted.
#pragma once

#include "model/analysis/request.h"

#include <QJsonObject>
#include <QJsonValue>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

/// Why no whole answer came. `code` is stable kebab-case text (resources/schemas/observation.json lists the codes).
struct ProbeError {
    enum class Kind {
        RequestNotSendable, ///< bytes that would make it another request (a line break in a header), HEAD with a body,
                            ///< …
        ProtocolNotProbed,  ///< a scheme or protocol that is not known here
        AddressInvalid,
        NameNotFound,
        ConnectionRefused,
        ConnectTimeout,
        Timeout,
        TlsRefused,           ///< the entrance broke the handshake off
        TlsNotSpoken,         ///< what answers there is no TLS server
        CertificateUntrusted, ///< signed by nobody whom the CA file (or the system) knows
        CertificateExpired,   ///< or not valid yet
        CertificateName,      ///< valid, but for other names
        CaFileUnreadable,
        ClientCertificate,
        ConnectionClosed, ///< without a byte of an answer
        AnswerTruncated,  ///< the answer stopped before its end; what came is kept
        AnswerNotHttp,
        Http2NotSpoken, ///< a gRPC call's other side
        NoAnswer,       ///< TCP, TLS, UDP: silence, where a connection could be made at all
        TooManyRedirects,
        Cancelled,
        TransferFailed,
    };
    Kind kind = Kind::TransferFailed;
    std::string text; ///< one sentence, plain words
    bool operator==(const ProbeError &) const = default;
};
std::string_view toText(ProbeError::Kind kind); ///< "connection-refused", …
/// Whether the entrance itself turned the request away before HTTP: what a Refuse decision predicts.
bool isRefusal(ProbeError::Kind kind);

struct ObservedBody {
    std::string kept;        ///< the first bytes, up to ProbeOptions::keptBody
    std::uint64_t bytes = 0; ///< length of the whole body as it came, content coding left as it is
    std::string sha256;      ///< of the whole body, lower-case hexadecimal
    bool isTruncated() const { return kept.size() < bytes; }
    /// The object or array that the body is; absent when it is none, or was not kept whole.
    std::optional<QJsonValue> json() const;
    /// Absent when `kept` is not UTF-8 (a cut last character is forgiven where truncated).
    std::optional<std::string> text() const;
};

/// Who answered, as recognised in the answer.
struct ObservedBackend {
    std::string ns;
    std::string service; ///< empty where only the pod is known
    std::optional<int> port;
    std::string endpoint;       ///< "10.1.2.3:8080" or a pod's name; may be empty
    std::string recognisedBy;   ///< name of the rule
    std::string toText() const; ///< "namespace/service:port"; the endpoint where no service is known
    bool operator==(const ObservedBackend &) const = default;
};

/// The request as the backend says that it received it.
struct ReceivedRequest {
    std::optional<std::string> method;
    std::optional<std::string> target; ///< query included
    std::optional<std::string> host;
    std::optional<HeaderList> headers;   ///< absent: not said
    std::optional<std::string> protocol; ///< "HTTP/1.1", "HTTP/2"
    /// The server name of the TLS connection to the backend; empty: TLS without one. Absent: not said, or no TLS.
    std::optional<std::string> sni;
    std::optional<std::string> client; ///< common name of the client certificate that the backend saw
    bool isWholeBody =
        false; ///< the body holds nothing but this echo, so that comparing it again would say everything twice
    bool operator==(const ReceivedRequest &) const = default;
};

/// Milliseconds. `dns`, `connect` and `tls` are the lengths of these phases; `firstByte` and `total` count from the
/// start.
struct ProbeTimings {
    std::optional<double> dns;
    std::optional<double> connect;
    std::optional<double> tls;
    std::optional<double> firstByte;
    std::optional<double> total;
};

struct ObservedTls {
    std::string sni;                           ///< as sent; empty: none
    std::string verifiedName;                  ///< the name that the certificate was checked against
    bool isInsecure = false;                   ///< verification was switched off by the caller
    std::vector<std::string> certificateNames; ///< of the leaf, where it was seen
    std::string issuer;
    std::string expires;
};

struct FollowedRedirect {
    int status = 0;
    std::string location;
};

struct Observation {
    std::string id; ///< the request's
    Side side = Side::Ingress;
    std::string protocol = "http"; ///< http, grpc, tls, tcp, udp
    std::string address;           ///< as connected to: "host:port"
    std::string remoteAddress;     ///< "127.0.0.1:8080" after DNS; empty when no connection was made
    std::optional<int> status;
    std::string httpVersion; ///< "1.1", "2"; empty without an answer
    HeaderList headers;      ///< in the order received, names as received
    HeaderList trailers;
    ObservedBody body;      ///< of gRPC: the first message, without its length; of tls, tcp and udp: all that came
    std::string grpcStatus; ///< canonical name ("NOT_FOUND"); empty where there was no gRPC answer
    std::string grpcMessage;
    std::optional<ObservedBackend> backend;
    std::optional<ReceivedRequest> received;
    ProbeTimings timings;
    std::optional<ObservedTls> tls;          ///< where TLS was spoken to the entrance
    std::vector<FollowedRedirect> redirects; ///< hops taken before this answer
    std::vector<std::string> notes;          ///< what the probe could not do as the request says
    std::optional<ProbeError> error;

    /// Whether anything came back: an HTTP answer, or bytes of another protocol.
    bool isAnswered() const { return status || (protocol != "http" && protocol != "grpc" && body.bytes > 0); }
    /// All values of a header, name compared without case.
    std::vector<std::string> headerValues(std::string_view name) const;
};

QJsonObject toJson(const Observation &observation);
/// "200 from routing-experiment/go-app:80, received as GET /healthz", or the error.
std::string summary(const Observation &observation);

} // namespace wayproof
