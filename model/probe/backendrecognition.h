// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Rules that read an answer for who gave it and what reached them. Knows no configuration: it believes what the answer
// says.
#pragma once

#include "model/probe/observation.h"

#include <string>
#include <vector>

namespace wayproof
{

/// Where a rule reads. A source that is absent or does not match makes a required reading, and so its rule, fail.
struct Reading {
    enum class From { Header, JsonPointer, Body, FirstLine };
    From from = From::Header;
    std::string name; ///< of the header, or the JSON pointer (RFC 6901); unused for Body and FirstLine
    /// Regular expression over the value, with the named groups namespace, service, port, endpoint, method, target,
    /// host, protocol, sni, client. Empty: the whole value is `field`.
    std::string pattern;
    /// One of those names, or "headers" for a JSON object of name → value or values, or a list of pairs.
    std::string field;
    bool isRequired = true;
};

struct RecognitionRule {
    std::string name;
    std::vector<Reading> readings;
    /// Where it holds and request headers, or the first line, were read from the body, that body says nothing but what
    /// was received.
    bool isWholeBodyEcho = false;
};

/// Headers X-Wayproof-Backend, -Endpoint, -Received, -Received-Host, -Received-Protocol, -Received-Sni and
/// -Received-Client; by HTTP and gRPC.
RecognitionRule labEchoRule();
/// By TCP, TLS and UDP: the line "wayproof-backend NAMESPACE/SERVICE:PORT endpoint ENDPOINT [sni NAME client NAME]",
/// then what was sent.
RecognitionRule labLineRule();
/// The JSON that Gateway API's echo-basic server answers with: path, host, method, namespace, pod, service, headers.
RecognitionRule gatewayApiEchoRule();
/// All of the above.
std::vector<RecognitionRule> readyMadeRules();
/// {"name":…,"readings":[{"header"|"pointer"|"body"|"firstLine":…,"pattern":…,"field":…,"required":true}],"wholeBody":false}
Result<RecognitionRule> recognitionRuleFromJson(const QJsonObject &object);

/// Fills `backend` and `received` from the first rule that holds; leaves both absent when none does.
void recogniseBackend(Observation &observation, const std::vector<RecognitionRule> &rules);

} // namespace wayproof
