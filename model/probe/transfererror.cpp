// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What keeps a request from being sent, and what libcurl's error codes mean, in plain words.
#include "model/probe/transfer.h"

#include "model/probe/address.h"

#include <algorithm>
#include <cctype>

#include <openssl/x509_vfy.h>

namespace wayproof
{

namespace
{

using Kind = ProbeError::Kind;

bool hasControl(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool isToken(std::string_view text)
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos);
    });
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string list(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

ProbeError certificateError(long verifyResult, std::string_view curlText, const Observation &observation,
                            const ProbeTarget &target)
{
    // libcurl checks the name before it asks OpenSSL for the chain's result, so no result stands for that.
    if (curlText.find("subject name") != std::string_view::npos) {
        const ObservedTls tls = observation.tls.value_or(ObservedTls());
        const std::string others = tls.certificateNames.empty() ? "" : "; it is for " + list(tls.certificateNames);
        return {Kind::CertificateName,
                "The certificate of " + observation.address + " is not for \"" + tls.verifiedName + '"' + others + '.'};
    }
    switch (verifyResult) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return {Kind::CertificateExpired, "The certificate of " + observation.address + " has expired."};
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {Kind::CertificateExpired, "The certificate of " + observation.address + " is not valid yet."};
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
        const bool isSelfSigned = verifyResult == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
        return {Kind::CertificateUntrusted,
                "The certificate of " + observation.address +
                    (isSelfSigned ? " is signed by itself" : " is signed by an authority that is not trusted here") +
                    (target.caFile.empty() ? "; name the authority's certificate as CA file."
                                           : "; the CA file " + target.caFile + " does not hold its authority.")};
    }
    default:
        return {Kind::CertificateUntrusted,
                "The certificate of " + observation.address + " could not be verified: " + std::string(curlText) + '.'};
    }
}

ProbeError handshakeError(std::string_view curlText, const Observation &observation)
{
    if (curlText.find("wrong version number") != std::string_view::npos ||
        curlText.find("packet length too long") != std::string_view::npos) {
        return {Kind::TlsNotSpoken, "What answers at " + observation.address + " does not speak TLS."};
    }
    const std::string sni = observation.tls ? observation.tls->sni : std::string();
    std::string detail(curlText);
    const std::size_t lastColon = detail.rfind(':');
    if (lastColon != std::string::npos && detail.find("alert") != std::string::npos)
        detail = detail.substr(lastColon + 1);
    return {Kind::TlsRefused, observation.address + " broke the TLS handshake off for " +
                                  (sni.empty() ? "a connection without SNI" : "SNI \"" + sni + '"') +
                                  (detail.empty() ? std::string(".") : ": " + detail + '.')};
}

std::string milliseconds(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " ms";
}

/// A connection that ended before, or within, the answer.
ProbeError cutShort(const TransferEnd &end, const Observation &observation)
{
    if (end.hasHead) {
        return {Kind::AnswerTruncated, "The answer of " + observation.address + " stopped after " +
                                           std::to_string(observation.body.bytes) + " bytes of its body."};
    }
    if (observation.status)
        return {Kind::AnswerTruncated, "The answer of " + observation.address + " stopped within its headers."};
    return {Kind::ConnectionClosed, observation.address + " closed the connection without an answer."};
}

} // namespace

std::optional<ProbeError> sendability(const Request &request, const ProbeTarget &target)
{
    const bool isBytes = request.protocol == "tls" || request.protocol == "tcp" || request.protocol == "udp";
    if (!isBytes && request.protocol != "http" && request.protocol != "grpc") {
        return ProbeError{Kind::ProtocolNotProbed, "Requests of protocol \"" + request.protocol + "\" are not probed."};
    }
    if (request.scheme != "http" && request.scheme != "https" && request.scheme != "ws" && request.scheme != "wss")
        return ProbeError{Kind::ProtocolNotProbed, "The scheme \"" + request.scheme + "\" is not probed."};
    if (!connectAddress(target, request)) {
        return ProbeError{Kind::AddressInvalid,
                          '"' + (request.isTls() && !target.tlsAddress.empty() ? target.tlsAddress : target.address) +
                              "\" is no address; it must be HOST or HOST:PORT."};
    }
    if (hasControl(request.host) || hasControl(request.sni.value_or("")))
        return ProbeError{Kind::RequestNotSendable, "The host or the SNI holds a line break."};
    if (request.clientCertificate && !request.clientCertificate->empty() && target.clientCertificateFile.empty()) {
        return ProbeError{Kind::ClientCertificate, "The request is made with the client certificate " +
                                                       *request.clientCertificate +
                                                       ", but no file with it and its key was given."};
    }
    if (isBytes)
        return {};
    if (!isToken(request.method))
        return ProbeError{Kind::RequestNotSendable, "The method \"" + request.method + "\" is not a method name."};
    if (request.target().empty() || hasControl(request.target())) {
        return ProbeError{Kind::RequestNotSendable,
                          "The request target is empty or holds a line break, which would end the request line."};
    }
    for (const auto &[name, value] : request.headers) {
        if (!isToken(name) || hasControl(value)) {
            return ProbeError{Kind::RequestNotSendable,
                              "The header \"" + name + "\" has no proper name, or a line break in its value."};
        }
        if (equalsIgnoringCase(name, "host") && value != request.host) {
            return ProbeError{Kind::RequestNotSendable,
                              "The request has a second Host header; only the request's host is sent."};
        }
    }
    if (request.method == "HEAD" && !request.body.empty())
        return ProbeError{Kind::RequestNotSendable, "A HEAD request with a body is not sent."};
    return {};
}

std::optional<ProbeError> errorOf(const TransferEnd &end, const Observation &observation, const ProbeTarget &target,
                                  const ProbeOptions &options)
{
    const std::string &address = observation.address;
    switch (end.code) {
    case CURLE_OK:
        if (!end.hasHead)
            return cutShort(end, observation);
        return {};
    case CURLE_COULDNT_RESOLVE_HOST:
        return ProbeError{Kind::NameNotFound, "No address was found for the name in \"" + address + "\"."};
    case CURLE_COULDNT_CONNECT:
        return ProbeError{Kind::ConnectionRefused, "Nothing accepts connections at " + address + '.'};
    case CURLE_OPERATION_TIMEDOUT:
        if (!end.isConnected) {
            return ProbeError{Kind::ConnectTimeout,
                              "No connection to " + address + " within " +
                                  milliseconds(std::min(options.connectTimeout, options.totalTimeout)) + '.'};
        }
        return ProbeError{Kind::Timeout, "No whole answer from " + address + " within " +
                                             milliseconds(options.totalTimeout) +
                                             (observation.status ? " (it had begun)." : ".")};
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificateError(end.verifyResult, end.curlText, observation, target);
    case CURLE_SSL_CACERT_BADFILE:
        return ProbeError{Kind::CaFileUnreadable,
                          "The CA file " + target.caFile + " cannot be read, or holds no certificate."};
    case CURLE_SSL_CERTPROBLEM:
        return ProbeError{Kind::ClientCertificate,
                          "The client certificate or its key cannot be used: " + std::string(end.curlText) + '.'};
    case CURLE_SSL_CONNECT_ERROR:
        // An authority of the same name with another key: OpenSSL calls that a bad signature, and libcurl a failed
        // handshake.
        if (end.verifyResult == X509_V_ERR_CERT_SIGNATURE_FAILURE)
            return certificateError(end.verifyResult, end.curlText, observation, target);
        return handshakeError(end.curlText, observation);
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        if (observation.tls && end.curlText.find("alert") != std::string_view::npos)
            return handshakeError(end.curlText, observation);
        return cutShort(end, observation);
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        if (observation.status || end.code == CURLE_PARTIAL_FILE)
            return cutShort(end, observation);
        return ProbeError{Kind::ConnectionClosed, address + " broke the HTTP/2 stream off without an answer: " +
                                                      std::string(end.curlText) + '.'};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return ProbeError{Kind::AnswerNotHttp, "What " + address + " answered is not HTTP."};
    default:
        break;
    }
    return ProbeError{Kind::TransferFailed,
                      "The request to " + address + " failed: " +
                          std::string(end.curlText.empty() ? curl_easy_strerror(end.code) : end.curlText) + '.'};
}

} // namespace wayproof
