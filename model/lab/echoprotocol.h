// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The wire formats of the lab's echo server: what whoever sends it something gets back. Clients in other rooms are
// written by this text; the names below are the server's own.
//
// Every endpoint has one loopback port. On a TCP port the first bytes decide what is spoken:
//
//   0x16 0x03                       TLS (below), and inside it again one of the following
//   "PRI * HTTP/2.0"                HTTP/2 with prior knowledge
//   a token, a space, / or * …      HTTP/1.1
//   anything else, or end of input  lines
//
// The client speaks first: a connection on which nothing arrives is answered only when the client ends its side.
//
// HTTP/1.1 and HTTP/2 (not gRPC): status 200, content-type application/json, and the headers
//
//   X-Wayproof-Backend            "namespace/service:port", the Service port that the endpoint stands behind
//   X-Wayproof-Endpoint           "10.0.0.1:8080" as the resources have it, or "assumed"
//   X-Wayproof-Received           METHOD, a space, the target byte for byte; what a header can't hold as %XX
//   X-Wayproof-Received-Host      Host or :authority; absent when there was none
//   X-Wayproof-Received-Protocol  HTTP/1.0, HTTP/1.1 or HTTP/2
//   X-Wayproof-Received-Sni       over TLS only: the server name that the echo server saw; absent when there was none
//   X-Wayproof-Received-Client    over TLS only: the common name of the client's certificate; absent when none was sent
//
// The body is one JSON object: backend, endpoint, method, target, host, protocol, headers (pairs [name, value] in
// order, repeated ones included; in HTTP/2 without pseudo-headers), bodyBytes, and over TLS sni, alpn, client.
//
// gRPC (HTTP/2 and a content-type that begins with application/grpc): response headers :status 200, content-type
// application/grpc and the X-Wayproof-* headers of above; then one length-prefixed message (a zero byte, four bytes of
// length, most significant first) whose bytes are that JSON object with the newline that ends it (it is not a
// protocol buffer: read the headers where that matters); then the trailers grpc-status: 0, grpc-message (empty),
// X-Wayproof-Backend and X-Wayproof-Endpoint. The method is in X-Wayproof-Received as "POST /package.Service/Method".
//
// Lines (TCP, and what a terminated or passed-through TLS connection carries): one line
//
//   wayproof-backend namespace/service:port endpoint 10.0.0.1:8080\n
//   wayproof-backend namespace/service:port endpoint 10.0.0.1:8080 sni db.example client lab-client\n   (over TLS)
//
// written once, when the first bytes (or the end of input) arrive, followed by every byte that was received, the first
// ones included. "sni -" and "client -" stand for none. The server closes when the client has ended its side.
//
// Datagrams (UDP): each is answered by one datagram: the line of above without sni and client, then the datagram.
//
// TLS: the certificate is for the server name that the client sent (and for what a BackendTLSPolicy names besides),
// signed by the lab's authority (LabStatus::caFile); without a server name it is for "localhost". ALPN: h2, http/1.1.
// A client certificate is asked for, never demanded, and whatever is sent is named, not verified.
//
// A request can ask for an answer other than 200 (the header goes through the proxy like any other):
//
//   X-Wayproof-Status: 503,503,200  the status of the first, second and every later request with the same
//                                   X-Request-Id (which Envoy keeps over its retries). With gRPC: HTTP status likewise.
//   X-Wayproof-Grpc-Status: 5       gRPC: the grpc-status in the trailers
//   X-Wayproof-Delay: 1500          milliseconds, at most 60000, before the answer is sent
//   X-Wayproof-Record: anything     the request is written to the log of received requests
//   X-Wayproof-Auth-Status: 403     asked as an authorisation service (ExternalAuth), by HTTP or gRPC, the echo server
//                                   answers with that status; 200 (gRPC: OK) without it. Elsewhere it means nothing.
//
// The lab's nginx asks, for auth-signin: X-Wayproof-Redirect, -Redirect-Escaped, -Redirect-Tail: the answer is a 302 to
// the first, the second percent-encoded but for unreserved characters, and the third.
//
// To the lab's nginx itself: X-Wayproof-Source-Address: 10.0.0.1  the address from which the request comes
//
// The log of received requests ("received" among LabStatus::logs): one JSON object a line for each mirrored request and
// each one that asks for it: the body of above, and mirrored (true when a RequestMirror filter sent it), record and
// requestId (the headers X-Wayproof-Record and X-Request-Id, absent without them).
#pragma once

namespace wayproof::echo
{

// Names of headers in the case in which HTTP/2 needs them; HTTP/1.1 does not mind.
inline constexpr const char *backendHeader = "x-wayproof-backend";
inline constexpr const char *endpointHeader = "x-wayproof-endpoint";
inline constexpr const char *receivedHeader = "x-wayproof-received";
inline constexpr const char *receivedHostHeader = "x-wayproof-received-host";
inline constexpr const char *receivedProtocolHeader = "x-wayproof-received-protocol";
inline constexpr const char *receivedSniHeader = "x-wayproof-received-sni";
inline constexpr const char *receivedClientHeader = "x-wayproof-received-client";
inline constexpr const char *statusHeader = "x-wayproof-status";
inline constexpr const char *grpcStatusHeader = "x-wayproof-grpc-status";
inline constexpr const char *delayHeader = "x-wayproof-delay";
inline constexpr const char *recordHeader = "x-wayproof-record";
inline constexpr const char *authStatusHeader = "x-wayproof-auth-status";
/// Set by the lab's Envoy on what it mirrors, and on what it asks an authorisation service by HTTP.
inline constexpr const char *mirrorHeader = "x-wayproof-mirror";
inline constexpr const char *authCheckHeader = "x-wayproof-auth-check";
inline constexpr const char *redirectHeader = "x-wayproof-redirect";
inline constexpr const char *redirectEscapedHeader = "x-wayproof-redirect-escaped";
inline constexpr const char *redirectTailHeader = "x-wayproof-redirect-tail";
inline constexpr const char *sourceAddressHeader = "x-wayproof-source-address";
inline constexpr const char *requestIdHeader = "x-request-id";

} // namespace wayproof::echo
