// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A request prepared for matching, and one rule's conditions tested on it. Knows neither rule order nor actions.
#pragma once

#include "model/analysis/request.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wayproof
{

/// What was said of one condition or one rule. `why` names the first condition that failed or is not known.
struct MatchVerdict {
    Ternary answer = Ternary::Yes;
    std::string why;                      ///< only where asked for
    std::optional<Dependency> dependency; ///< with Unknown
};

/// The parts of a request that conditions look at, split once. Borrows the request and the policy.
class RequestView
{
public:
    RequestView(const Request &request, const RequestPolicy &policy, std::string_view query);

    /// Tests every condition of `match`; `path` as the data plane matches it. `withWhy` spells the failing condition
    /// out.
    MatchVerdict test(const Match &match, std::string_view path, bool withWhy) const;
    /// The same answer as test(), without a word of why.
    Ternary quickTest(const Match &match, std::string_view path) const;
    const Request &request() const { return m_request; }

private:
    enum class Source { Header, Query, Cookie };
    std::vector<std::string> valuesOf(const ValueMatch &condition, Source source, bool decoded) const;
    Ternary testValue(const ValueMatch &condition, Source source, bool decoded) const;
    /// As testValue, but Unknown where the decoded query says otherwise than the raw one.
    Ternary testReadings(const ValueMatch &condition, Source source) const;
    MatchVerdict testCondition(const ValueMatch &condition, Source source, bool withWhy) const;
    MatchVerdict testSource(const Match &match, bool withWhy) const;
    /// The client's address as the data plane takes it; empty: the request does not say.
    std::string clientAddress() const;
    MatchVerdict testContentLength(std::int64_t limit, bool withWhy) const;
    MatchVerdict testCertificate(Match::ClientCertificate wanted) const;
    /// Unknown: it is a gRPC call if it comes over HTTP/2, which requests do not say.
    Ternary isGrpc() const;

    const Request &m_request;
    const RequestPolicy &m_policy;
    std::string_view m_query;
    bool m_hasEncodedQuery;
};

/// "path /healthz is not under /api"
std::string whyNotPath(const PathMatch &match, std::string_view path);
/// Whether a textual IPv4 or IPv6 address lies in a range such as "10.0.0.0/8"; nullopt when either cannot be read.
std::optional<bool> isInRange(const std::string &address, const std::string &range);

} // namespace wayproof
