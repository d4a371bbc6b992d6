// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// One rule's conditions tested on a request, three-valued.
#include "model/analysis/requestview.h"

#include "model/analysis/normalisation.h"
#include "model/analysis/systematicvalues.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <arpa/inet.h>

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalsIgnoringCase(std::string_view a, std::string_view b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

/// Calls `use(name, value)` for each "name=value" between `separator`s.
template<class F>
void forEachPair(std::string_view text, char separator, F use)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        use(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    }
}

/// RequestPolicy::hasLooseCookies: the first cookie of this name without case; a comma, too, goes before a name.
std::optional<std::string> looseCookie(std::string_view header, std::string_view name)
{
    header = trimmed(header);
    while (!header.empty()) {
        std::string_view rest = header.substr(std::min(name.size(), header.size()));
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        if (equalsIgnoringCase(header.substr(0, name.size()), name) && rest.starts_with('=')) {
            rest.remove_prefix(1);
            rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
            return std::string(rest.substr(0, rest.find(';')));
        }
        header.remove_prefix(std::min(header.find_first_of(";,"), header.size() - 1) + 1);
        header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    }
    return std::nullopt;
}

Ternary negated(Ternary value)
{
    return value == Ternary::Yes ? Ternary::No : value == Ternary::No ? Ternary::Yes : Ternary::Unknown;
}

Ternary testOne(const ValueMatch &condition, const std::string &value)
{
    switch (condition.kind) {
    case ValueMatch::Kind::Equals:
        return value == condition.value ? Ternary::Yes : Ternary::No;
    case ValueMatch::Kind::Regex:
        return condition.regex ? condition.regex->matches(value) : Ternary::No;
    case ValueMatch::Kind::Present:
        return Ternary::Yes;
    case ValueMatch::Kind::Absent:
        return Ternary::No;
    }
    return Ternary::Unknown;
}

MatchVerdict no(std::string why)
{
    return {Ternary::No, std::move(why), {}};
}

MatchVerdict unknown(Dependency dependency)
{
    std::string why = dependency.text;
    return {Ternary::Unknown, std::move(why), std::move(dependency)};
}

std::string joined(const std::vector<std::string> &parts, const char *separator)
{
    std::string text;
    for (const std::string &part : parts) {
        text += (text.empty() ? "" : separator) + part;
    }
    return text;
}

} // namespace

std::string whyNotPath(const PathMatch &match, std::string_view path)
{
    const std::string begin = "path " + std::string(path) + " is not ";
    switch (match.kind) {
    case PathMatch::Kind::Any:
        return {};
    case PathMatch::Kind::Exact:
        return begin + "exactly " + match.text;
    case PathMatch::Kind::ElementPrefix:
        return begin + "under " + (match.text.empty() ? "/" : match.text);
    case PathMatch::Kind::StringPrefix:
        return "path " + std::string(path) + " does not begin with " + match.text;
    case PathMatch::Kind::Glob:
        return "path " + std::string(path) + " does not match " + match.text;
    case PathMatch::Kind::Regex:
        return "path " + std::string(path) + " does not match the regular expression " +
               (match.regex ? match.regex->pattern() : std::string()) +
               (match.regex && !match.regex->error().empty() ? ", which cannot be compiled: " + match.regex->error()
                                                             : std::string());
    }
    return {};
}

std::optional<bool> isInRange(const std::string &address, const std::string &range)
{
    const std::size_t slash = range.find('/');
    const std::string network = range.substr(0, slash);
    const int family = network.find(':') == std::string::npos ? AF_INET : AF_INET6;
    std::array<unsigned char, 16> left{};
    std::array<unsigned char, 16> right{};
    if (inet_pton(family, network.c_str(), right.data()) != 1) {
        return std::nullopt;
    }
    if (inet_pton(family, address.c_str(), left.data()) != 1) {
        const int other = family == AF_INET ? AF_INET6 : AF_INET;
        return inet_pton(other, address.c_str(), left.data()) == 1 ? std::optional(false) : std::nullopt;
    }
    const int most = family == AF_INET ? 32 : 128;
    int bits = most;
    if (slash != std::string::npos) {
        const char *end = range.data() + range.size();
        if (std::from_chars(range.data() + slash + 1, end, bits).ptr != end || bits < 0 || bits > most) {
            return std::nullopt;
        }
    }
    for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
        const int mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
        if ((left[i] & mask) != (right[i] & mask)) {
            return false;
        }
    }
    return true;
}

RequestView::RequestView(const Request &request, const RequestPolicy &policy, std::string_view query)
    : m_request(request)
    , m_policy(policy)
    , m_query(query)
    , m_hasEncodedQuery(query.find_first_of("%+") != std::string_view::npos)
{
}

std::vector<std::string> RequestView::valuesOf(const ValueMatch &condition, Source source, bool decoded) const
{
    std::vector<std::string> values;
    switch (source) {
    case Source::Header:
        if (equalsIgnoringCase(condition.name, "host")) {
            values.push_back(m_request.host);
            break;
        }
        if (!isPermittedHeader(condition.name, m_policy)) {
            break;
        }
        for (const auto &[name, value] : m_request.headers) {
            if (equalsIgnoringCase(name, condition.name)) {
                values.emplace_back(trimmed(value));
            }
        }
        break;
    case Source::Query:
        forEachPair(m_query, '&', [&](std::string_view name, std::string_view value) {
            if (decoded ? unescape(name, true) == condition.name : name == condition.name) {
                values.push_back(decoded ? unescape(value, true) : std::string(value));
            }
        });
        break;
    case Source::Cookie:
        for (const auto &[headerName, header] : m_request.headers) {
            if (!equalsIgnoringCase(headerName, "cookie")) {
                continue;
            }
            if (m_policy.hasLooseCookies) {
                const std::optional<std::string> value = looseCookie(header, condition.name);
                if (values.empty() && value) {
                    values.push_back(*value);
                }
                continue;
            }
            forEachPair(header, ';', [&](std::string_view name, std::string_view value) {
                if (values.empty() && trimmed(name) == condition.name) {
                    values.emplace_back(trimmed(value));
                }
            });
        }
        break;
    }
    return values;
}

Ternary RequestView::testValue(const ValueMatch &condition, Source source, bool decoded) const
{
    using Repeated = RequestPolicy::Repeated;
    const std::vector<std::string> values = valuesOf(condition, source, decoded);
    Ternary plain = Ternary::No;
    if (values.empty()) {
        plain = condition.kind == ValueMatch::Kind::Absent ? Ternary::Yes : Ternary::No;
    } else if (values.size() == 1 || condition.kind == ValueMatch::Kind::Present ||
               condition.kind == ValueMatch::Kind::Absent) {
        plain = testOne(condition, values.front());
    } else {
        const Repeated policy = source == Source::Header  ? m_policy.headers
                                : source == Source::Query ? m_policy.queryParams
                                                          : Repeated::First;
        const auto any = [&] {
            Ternary best = Ternary::No;
            for (const std::string &value : values) {
                best = std::max(best, testOne(condition, value));
            }
            return best;
        };
        const auto with = [&](Repeated reading) {
            return reading == Repeated::First                ? testOne(condition, values.front())
                   : reading == Repeated::Last               ? testOne(condition, values.back())
                   : reading == Repeated::Any                ? any()
                   : reading == Repeated::JoinedByCommaSpace ? testOne(condition, joined(values, ", "))
                                                             : testOne(condition, joined(values, ","));
        };
        if (policy != Repeated::Unspecified) {
            plain = with(policy);
        } else {
            plain = with(Repeated::First);
            for (const Repeated reading : {Repeated::Last, Repeated::Any, Repeated::JoinedByComma}) {
                plain = with(reading) == plain ? plain : Ternary::Unknown;
            }
        }
    }
    return condition.isNegated ? negated(plain) : plain;
}

Ternary RequestView::testReadings(const ValueMatch &condition, Source source) const
{
    const Ternary raw = testValue(condition, source, false);
    const bool hasTwoReadings = source == Source::Query && m_hasEncodedQuery;
    return hasTwoReadings && testValue(condition, source, true) != raw ? Ternary::Unknown : raw;
}

MatchVerdict RequestView::testCondition(const ValueMatch &condition, Source source, bool withWhy) const
{
    const Ternary answer = testReadings(condition, source);
    if (answer == Ternary::Yes || (answer == Ternary::No && !withWhy)) {
        return {answer, {}, {}};
    }
    const std::string subject = (source == Source::Header  ? "header "
                                 : source == Source::Query ? "query parameter "
                                                           : "cookie ") +
                                condition.name;
    if (answer == Ternary::Unknown) {
        if (source == Source::Query && m_hasEncodedQuery && testValue(condition, source, false) != Ternary::Unknown) {
            return unknown({"query-decoding",
                            "Whether " + subject + " is compared before or after decoding is up to the implementation.",
                            {}});
        }
        if (condition.kind == ValueMatch::Kind::Regex) {
            return unknown(
                {"regex-dialect",
                 "How " + condition.regex->pattern() + " is read for " + subject + " is up to the implementation.",
                 {}});
        }
        return unknown({source == Source::Header ? "repeated-header" : "repeated-query-parameter",
                        "Which of several values of " + subject + " counts is up to the implementation.",
                        {}});
    }
    const std::vector<std::string> values = valuesOf(condition, source, false);
    const std::string is = values.empty() ? " is absent" : " is " + joined(values, ", ");
    const std::string wanted = condition.toText().substr(condition.name.size());
    return no(subject + is + ", the rule wants " + condition.name + wanted);
}

std::string RequestView::clientAddress() const
{
    if (m_policy.addressHeader.empty() || m_request.sourceAddress.empty()) {
        return m_request.sourceAddress;
    }
    const auto isTrusted = [&](const std::string &address) {
        return std::any_of(m_policy.trustedProxies.begin(), m_policy.trustedProxies.end(),
                           [&](const std::string &range) { return isInRange(address, range).value_or(false); });
    };
    std::vector<std::string> hops;
    for (const auto &[name, value] : m_request.headers) {
        std::string_view rest = value;
        while (equalsIgnoringCase(name, m_policy.addressHeader) && !rest.empty()) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            hops.emplace_back(trimmed(rest.substr(0, comma)));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    std::string address = m_request.sourceAddress;
    while (!hops.empty() && isTrusted(address) && isInRange(hops.back(), hops.back())) {
        address = hops.back();
        hops.pop_back();
    }
    return address;
}

MatchVerdict RequestView::testContentLength(std::int64_t limit, bool withWhy) const
{
    auto length = static_cast<std::int64_t>(m_request.body.size());
    for (const auto &[name, value] : m_request.headers) {
        if (equalsIgnoringCase(name, "transfer-encoding")) {
            if (length <= limit)
                return no("the request says no Content-Length");
            return unknown({"chunked-body-unmeasured", "A longer body in chunks is refused where it is read.", {}});
        }
        if (equalsIgnoringCase(name, "content-length")) {
            const std::string_view digits = trimmed(value);
            std::from_chars(digits.data(), digits.data() + digits.size(), length);
        }
    }
    if (length > limit) {
        return {};
    }
    return no(withWhy ? "Content-Length " + std::to_string(length) + " is not over " + std::to_string(limit)
                      : std::string());
}

MatchVerdict RequestView::testCertificate(Match::ClientCertificate wanted) const
{
    if (!m_request.clientCertificate) {
        return unknown({"client-certificate-unsaid",
                        "The rule looks at the client's certificate, of which the request does not speak.",
                        {}});
    }
    const bool isShown = !m_request.clientCertificate->empty();
    return isShown == (wanted == Match::ClientCertificate::Shown)
               ? MatchVerdict{}
               : no(isShown ? "the client shows a certificate" : "the client shows no certificate");
}

MatchVerdict RequestView::testSource(const Match &match, bool withWhy) const
{
    const std::string client = clientAddress();
    if (client.empty()) {
        return unknown(
            {"source-address-unsaid", "The rule looks at the client's address, which the request does not say.", {}});
    }
    bool isInside = false;
    for (const std::string &range : match.sourceRanges) {
        const std::optional<bool> inside = isInRange(client, range);
        if (!inside) {
            return unknown({"source-range-unreadable", "The address range " + range + " cannot be read.", {}});
        }
        isInside = isInside || *inside;
    }
    if (isInside != match.isSourceNegated) {
        return {};
    }
    return no(withWhy
                  ? "client " + client + " is " + (isInside ? "in " : "in none of ") + joined(match.sourceRanges, ", ")
                  : std::string());
}

Ternary RequestView::isGrpc() const
{
    if (m_request.protocol == "grpc") {
        return Ternary::Yes;
    }
    constexpr std::string_view grpc = "application/grpc"; // and not application/grpc-web
    const bool hasContent = std::any_of(m_request.headers.begin(), m_request.headers.end(), [&](const auto &header) {
        const std::string_view value = header.second;
        return equalsIgnoringCase(header.first, "content-type") && value.starts_with(grpc) &&
               (value.size() == grpc.size() || value[grpc.size()] == '+' || value[grpc.size()] == ';');
    });
    return hasContent && m_request.method == "POST" ? Ternary::Unknown : Ternary::No;
}

MatchVerdict RequestView::test(const Match &match, std::string_view path, bool withWhy) const
{
    MatchVerdict result;
    const auto isNo = [&result](MatchVerdict verdict) {
        if (verdict.answer == Ternary::No || (verdict.answer == Ternary::Unknown && result.answer == Ternary::Yes)) {
            result = std::move(verdict);
        }
        return result.answer == Ternary::No;
    };
    const Ternary onPath = match.path.matches(path);
    if (onPath == Ternary::No) {
        return no(withWhy ? whyNotPath(match.path, path) : std::string());
    }
    if (onPath == Ternary::Unknown) {
        result = unknown({"regex-dialect", "How " + match.path.toText() + " is read is up to the implementation.", {}});
    }
    if (!match.methods.empty() &&
        std::find(match.methods.begin(), match.methods.end(), m_request.method) == match.methods.end()) {
        return no(withWhy ? "method is " + m_request.method + ", the rule wants " + joined(match.methods, " or ")
                          : std::string());
    }
    if (match.isGrpcOnly) {
        const Ternary isCall = isGrpc();
        if (isCall == Ternary::No) {
            return no("the request is not gRPC");
        }
        if (isCall == Ternary::Unknown) {
            isNo(unknown({"http-version",
                          "A POST of gRPC content is a call if it comes over HTTP/2; say so with protocol grpc.",
                          {}}));
        }
    }
    const std::array<std::pair<const std::vector<ValueMatch> *, Source>, 3> groups{
        {{&match.headers, Source::Header}, {&match.queryParams, Source::Query}, {&match.cookies, Source::Cookie}}};
    for (const auto &[conditions, source] : groups) {
        for (const ValueMatch &condition : *conditions) {
            if (isNo(testCondition(condition, source, withWhy))) {
                return result;
            }
        }
    }
    if (!match.sourceRanges.empty() && isNo(testSource(match, withWhy))) {
        return result;
    }
    if (match.contentLengthOver && isNo(testContentLength(*match.contentLengthOver, withWhy))) {
        return result;
    }
    if (match.clientCertificate != Match::ClientCertificate::Any && isNo(testCertificate(match.clientCertificate))) {
        return result;
    }
    if (match.unknown) {
        isNo(unknown(*match.unknown));
    }
    return result;
}

Ternary RequestView::quickTest(const Match &match, std::string_view path) const
{
    Ternary result = match.path.matches(path);
    if (result == Ternary::No) {
        return result;
    }
    if (!match.methods.empty() &&
        std::find(match.methods.begin(), match.methods.end(), m_request.method) == match.methods.end()) {
        return Ternary::No;
    }
    if (match.isGrpcOnly) {
        result = std::min(result, isGrpc());
        if (result == Ternary::No) {
            return result;
        }
    }
    const std::array<std::pair<const std::vector<ValueMatch> *, Source>, 3> groups{
        {{&match.headers, Source::Header}, {&match.queryParams, Source::Query}, {&match.cookies, Source::Cookie}}};
    for (const auto &[conditions, source] : groups) {
        for (const ValueMatch &condition : *conditions) {
            result = std::min(result, testReadings(condition, source));
            if (result == Ternary::No) {
                return result;
            }
        }
    }
    if (!match.sourceRanges.empty()) {
        result = std::min(result, testSource(match, false).answer);
    }
    if (match.contentLengthOver) {
        result = std::min(result, testContentLength(*match.contentLengthOver, false).answer);
    }
    if (match.clientCertificate != Match::ClientCertificate::Any) {
        result = std::min(result, testCertificate(match.clientCertificate).answer);
    }
    return match.unknown ? std::min(result, Ternary::Unknown) : result;
}

} // namespace wayproof
