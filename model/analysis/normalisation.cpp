// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Escapes, slashes, dot segments and parameters of a target, as a PathPolicy has them.
#include "model/analysis/normalisation.h"

#include <algorithm>

namespace wayproof
{

namespace
{

int hexValue(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// The byte escaped at `at`, or -1 when there is no whole escape.
int escapedByte(std::string_view text, std::size_t at)
{
    if (text[at] != '%' || at + 2 >= text.size()) {
        return -1;
    }
    const int high = hexValue(text[at + 1]);
    const int low = hexValue(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool isUnreserved(int byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

bool isSlash(int byte)
{
    return byte == '/' || byte == '\\';
}

struct Decoded {
    std::string path;
    bool hadEscapedSlash = false;
    bool isBroken = false; ///< a broken escape
    bool hasNull = false;  ///< %00
};

Decoded decode(std::string_view path, const PathPolicy &policy)
{
    const bool decodesSlash = policy.escapedSlashes != PathPolicy::EscapedSlashes::Keep;
    Decoded result;
    result.path.reserve(path.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            result.path += path[i];
            continue;
        }
        const int byte = escapedByte(path, i);
        result.isBroken = result.isBroken || byte < 0;
        result.hasNull = result.hasNull || byte == 0;
        const bool slash = byte > 0 && isSlash(byte);
        result.hadEscapedSlash = result.hadEscapedSlash || slash;
        const bool isDecoded = slash                                                     ? decodesSlash
                               : policy.escapes == PathPolicy::Escapes::DecodeAll        ? byte > 0
                               : policy.escapes == PathPolicy::Escapes::DecodeUnreserved ? isUnreserved(byte)
                                                                                         : false;
        if (isDecoded) {
            result.path += static_cast<char>(byte);
            i += 2;
        } else if (policy.cleansAsGo && byte >= 0) {
            result.path += {'%', upper(path[i + 1]), upper(path[i + 2])};
            i += 2;
        } else {
            result.path += path[i];
        }
    }
    return result;
}

std::string mergeSlashes(const std::string &path, const PathPolicy &policy)
{
    if (policy.keepsPairOfSlashes && path.size() > 1 && path.find_first_not_of('/') == std::string::npos) {
        return "//";
    }
    std::string result;
    for (const char c : path) {
        if (c != '/' || result.empty() || result.back() != '/') {
            result += c;
        }
    }
    return result;
}

std::string cutParameters(const std::string &path)
{
    std::string result;
    bool isInParameter = false;
    for (const char c : path) {
        isInParameter = c == ';' || (isInParameter && c != '/');
        if (!isInParameter) {
            result += c;
        }
    }
    return result;
}

struct Resolved {
    std::string path;
    bool leftRoot = false;
};

/// RFC 3986 §5.2.4; a ".." above the root is dropped and noted.
Resolved resolveDots(const std::string &path)
{
    Resolved result;
    std::vector<std::string_view> segments;
    const std::string_view text(path);
    bool endsInSlash = false;
    for (std::size_t at = 1; at <= text.size();) {
        const std::size_t end = std::min(text.find('/', at), text.size());
        const std::string_view segment = text.substr(at, end - at);
        const bool isLast = end == text.size();
        if (segment == "..") {
            result.leftRoot = result.leftRoot || segments.empty();
            if (!segments.empty()) {
                segments.pop_back();
            }
            endsInSlash = isLast;
        } else if (segment == ".") {
            endsInSlash = isLast;
        } else {
            segments.push_back(segment);
        }
        at = end + 1;
    }
    for (const std::string_view segment : segments) {
        result.path += "/";
        result.path += segment;
    }
    if (result.path.empty() || endsInSlash) {
        result.path += "/";
    }
    return result;
}

bool endsInDots(std::string_view path)
{
    return path.ends_with("/.") || path.ends_with("/..");
}

PathReading read(std::string_view path, const std::optional<std::string> &query, const PathPolicy &policy)
{
    PathReading reading;
    reading.sent = std::string(path);
    reading.query = query;
    reading.policy = policy;
    const bool isStrict = policy.escapes == PathPolicy::Escapes::DecodeAll;
    Decoded decoded = decode(path, policy);
    if ((decoded.isBroken && (isStrict || policy.cleansAsGo)) || (decoded.hasNull && isStrict)) {
        reading.status = 400;
        reading.how = "a broken escape is answered 400";
        return reading;
    }
    if (decoded.hadEscapedSlash && policy.escapedSlashes == PathPolicy::EscapedSlashes::Reject) {
        reading.status = 400;
        reading.how = "an escaped slash is answered 400";
        return reading;
    }
    std::string result = std::move(decoded.path);
    const auto apply = [&](const char *what, std::string altered) {
        if (altered != result) {
            reading.how += (reading.how.empty() ? "" : ", ") + std::string(what);
            result = std::move(altered);
        }
    };
    if (result != path) {
        reading.how = "escapes decoded";
    }
    if (policy.ignoresParameters) {
        apply("parameters cut", cutParameters(result));
    }
    if ((isStrict || policy.cleansAsGo) && policy.mergesSlashes) {
        apply("slashes merged", mergeSlashes(result, policy));
    }
    if (policy.resolvesDotSegments) {
        Resolved resolved = resolveDots(result);
        if (isStrict && resolved.leftRoot) {
            reading.status = 400;
            reading.how = "a \"..\" above the root is answered 400";
            return reading;
        }
        if (policy.cleansAsGo && endsInDots(result) && resolved.path.size() > 1) {
            resolved.path.pop_back();
        }
        apply("dot segments resolved", std::move(resolved.path));
    }
    if (policy.mergesSlashes) {
        apply("slashes merged", mergeSlashes(result, policy));
    }
    if (decoded.hadEscapedSlash && policy.escapedSlashes == PathPolicy::EscapedSlashes::RedirectDecoded) {
        reading.status = 307;
        reading.location = result + (query ? "?" + *query : std::string());
        reading.how = "an escaped slash is answered with a redirect to the decoded path";
    }
    reading.matched = std::move(result);
    return reading;
}

/// PathPolicy::Escapes::DecodeAll: a target that is no path is answered 400, and so is one with a space or a control
/// character; a "#" ends the path, and with it all that is matched.
PathReading readStrictly(std::string_view target, const PathPolicy &policy)
{
    const bool isClean = std::all_of(target.begin(), target.end(),
                                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
    const std::size_t mark = target.find_first_of("?#");
    if (!isClean || !target.starts_with('/')) {
        PathReading reading;
        reading.sent = std::string(target);
        reading.policy = policy;
        reading.status = 400;
        reading.how =
            isClean ? "a target that is no path is answered 400" : "a space or control character is answered 400";
        return reading;
    }
    const bool hasQuery = mark != std::string_view::npos && target[mark] == '?';
    const std::optional<std::string> query =
        hasQuery ? std::optional<std::string>(target.substr(mark + 1)) : std::nullopt;
    const std::string_view path = target.substr(0, mark);
    if (isCanonical(path) && (mark == std::string_view::npos || hasQuery)) {
        return {std::string(path), std::string(path), query, {}, {}, {}, policy};
    }
    PathReading reading = read(path, query, policy);
    if (mark != std::string_view::npos && !hasQuery) {
        reading.sent = std::string(target);
        reading.how += (reading.how.empty() ? "" : ", ") + std::string("cut at \"#\"");
    }
    return reading;
}

/// What data planes do where the specification is silent (spec/gateway.md §12): nothing; as Envoy does; as nginx does;
/// without parameters.
std::vector<PathPolicy> plausiblePolicies(const PathPolicy &base)
{
    PathPolicy untouched = base;
    untouched.isUnspecified = false;
    PathPolicy dots = untouched;
    dots.escapes = PathPolicy::Escapes::DecodeUnreserved;
    dots.resolvesDotSegments = true;
    dots.forwarded = PathPolicy::Forwarded::AsMatched;
    PathPolicy envoy = dots;
    envoy.mergesSlashes = true;
    envoy.keepsPairOfSlashes = true;
    envoy.escapedSlashes = PathPolicy::EscapedSlashes::RedirectDecoded;
    PathPolicy nginx = untouched;
    nginx.escapes = PathPolicy::Escapes::DecodeAll;
    nginx.escapedSlashes = PathPolicy::EscapedSlashes::Decode;
    nginx.resolvesDotSegments = true;
    nginx.mergesSlashes = true;
    nginx.reescapesRewritten = true;
    PathPolicy parameters = untouched;
    parameters.ignoresParameters = true;
    PathPolicy strict = untouched;
    strict.escapedSlashes = PathPolicy::EscapedSlashes::Reject;
    return {untouched, dots, envoy, nginx, parameters, strict};
}

} // namespace

bool isCanonical(std::string_view path)
{
    if (path.empty() || path.front() != '/') {
        return false;
    }
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '%' || c == ';' || c == '\\' || c == '#' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) {
            return false;
        }
        // A segment that is empty before the end, "." or "..".
        if (c == '/' && i + 1 < path.size()) {
            const std::string_view rest = path.substr(i + 1);
            const std::string_view segment = rest.substr(0, rest.find('/'));
            if (segment == "." || segment == ".." || (segment.empty() && !rest.empty())) {
                return false;
            }
        }
    }
    return true;
}

std::vector<PathReading> readTarget(std::string_view target, const PathPolicy &policy)
{
    if (policy.escapes == PathPolicy::Escapes::DecodeAll && !policy.isUnspecified) {
        return {readStrictly(target, policy)};
    }
    const std::size_t mark = target.find('?');
    const std::string_view path = target.substr(0, mark);
    const std::optional<std::string> query =
        mark == std::string_view::npos ? std::nullopt : std::optional<std::string>(target.substr(mark + 1));
    if (path != "*" && (path.empty() || path.front() != '/' || path.find('#') != std::string_view::npos)) {
        return {};
    }
    if (path == "*" || isCanonical(path)) {
        return {PathReading{std::string(path), std::string(path), query, {}, {}, {}, policy}};
    }
    if (!policy.isUnspecified) {
        std::vector<PathReading> readings{read(path, query, policy)};
        // Resolvers that keep reserved escapes come from browsers' URL code, which takes a backslash for a slash; not
        // all do.
        if (policy.resolvesDotSegments && policy.escapes != PathPolicy::Escapes::DecodeAll &&
            path.find('\\') != std::string_view::npos) {
            std::string slashed(path);
            std::replace(slashed.begin(), slashed.end(), '\\', '/');
            readings.push_back(read(slashed, query, policy));
            readings.back().sent = std::string(path);
        }
        return readings;
    }
    std::vector<PathReading> readings;
    for (const PathPolicy &plausible : plausiblePolicies(policy)) {
        PathReading reading = read(path, query, plausible);
        const bool isKnown = std::any_of(readings.begin(), readings.end(), [&](const PathReading &other) {
            return other == reading && other.policy.forwarded == reading.policy.forwarded &&
                   other.policy.reescapesRewritten == reading.policy.reescapesRewritten;
        });
        if (!isKnown) {
            readings.push_back(std::move(reading));
        }
    }
    return readings;
}

std::string escapePath(std::string_view path)
{
    static constexpr std::string_view escaped = " \"#%<>?\\^`{|}";
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string result;
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f || escaped.find(c) != std::string_view::npos) {
            result += {'%', digits[byte >> 4], digits[byte & 15]};
        } else {
            result += c;
        }
    }
    return result;
}

std::string unescape(std::string_view text, bool plusIsSpace)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int byte = escapedByte(text, i);
        if (byte >= 0) {
            result += static_cast<char>(byte);
            i += 2;
        } else {
            result += plusIsSpace && text[i] == '+' ? ' ' : text[i];
        }
    }
    return result;
}

} // namespace wayproof
