// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How hosts and paths are compared, and how conditions read. Knows no request: the simulator brings the values.
#include "model/routing/match.h"

namespace wayproof
{

namespace
{

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool equalBytes(std::string_view a, std::string_view b, bool ignoresCase)
{
    if (!ignoresCase) {
        return a == b;
    }
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool beginsWith(std::string_view text, std::string_view prefix, bool ignoresCase)
{
    return text.size() >= prefix.size() && equalBytes(text.substr(0, prefix.size()), prefix, ignoresCase);
}

/// `*` any run, `?` one character. Backtracks to the last star only, so the cost is at most pattern × text.
bool matchesGlob(std::string_view pattern, std::string_view text, bool ignoresCase)
{
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t afterStar = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            afterStar = t;
        } else if (p < pattern.size() &&
                   (pattern[p] == '?' || equalBytes(pattern.substr(p, 1), text.substr(t, 1), ignoresCase))) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++afterStar;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

Ternary ternary(bool value)
{
    return value ? Ternary::Yes : Ternary::No;
}

void append(std::string &text, const std::string &part)
{
    if (!text.empty()) {
        text += ", ";
    }
    text += part;
}

std::string join(const std::vector<std::string> &parts, std::string_view separator)
{
    std::string text;
    for (const std::string &part : parts) {
        if (!text.empty()) {
            text += separator;
        }
        text += part;
    }
    return text;
}

std::string regexText(const RegexPtr &regex)
{
    return regex ? regex->pattern() : std::string();
}

bool ignoresCaseInEveryReading(const RegexPtr &regex)
{
    if (!regex || regex->readings().empty()) {
        return false;
    }
    for (const RegexReading &reading : regex->readings()) {
        if (!reading.ignoresCase) {
            return false;
        }
    }
    return true;
}

} // namespace

std::string HostPattern::toText() const
{
    switch (kind) {
    case Kind::Any:
        return "*";
    case Kind::Exact:
        return text;
    case Kind::WildcardOne:
    case Kind::WildcardMany:
        return "*" + text;
    case Kind::Regex:
        return "~" + (text.empty() ? regexText(regex) : text);
    }
    return {};
}

Ternary HostPattern::matches(std::string_view host) const
{
    switch (kind) {
    case Kind::Any:
        return Ternary::Yes;
    case Kind::Exact:
        return ternary(host == text);
    case Kind::WildcardOne:
        return ternary(host.size() > text.size() && host.ends_with(text) &&
                       host.substr(0, host.size() - text.size()).find('.') == std::string_view::npos);
    case Kind::WildcardMany:
        return ternary(host.size() > text.size() && host.ends_with(text));
    case Kind::Regex:
        return regex ? regex->matches(host) : Ternary::No;
    }
    return Ternary::Unknown;
}

std::string PathMatch::toText() const
{
    const std::string suffix = ignoresCase ? " (ignores case)" : "";
    switch (kind) {
    case Kind::Any:
        return "any path";
    case Kind::Exact:
        return "Exact " + text + suffix;
    case Kind::ElementPrefix:
        return "PathPrefix " + (text.empty() ? "/" : text) + suffix;
    case Kind::StringPrefix:
        return "prefix string " + text + suffix;
    case Kind::Glob:
        return "glob " + text + suffix;
    case Kind::Regex:
        return "regex " + regexText(regex) + (ignoresCaseInEveryReading(regex) ? " (ignores case)" : "");
    }
    return {};
}

Ternary PathMatch::matches(std::string_view path) const
{
    switch (kind) {
    case Kind::Any:
        return Ternary::Yes;
    case Kind::Exact:
        return ternary(equalBytes(path, text, ignoresCase));
    case Kind::ElementPrefix:
        if (text.empty()) {
            return ternary(path.empty() || path.front() == '/');
        }
        return ternary(beginsWith(path, text, ignoresCase) && (path.size() == text.size() || path[text.size()] == '/'));
    case Kind::StringPrefix:
        return ternary(beginsWith(path, text, ignoresCase));
    case Kind::Glob:
        return ternary(matchesGlob(text, path, ignoresCase));
    case Kind::Regex:
        return regex ? regex->matches(path) : Ternary::No;
    }
    return Ternary::Unknown;
}

std::string ValueMatch::toText() const
{
    switch (kind) {
    case Kind::Equals:
        return name + (isNegated ? "!=" : "=") + value;
    case Kind::Regex:
        return name + (isNegated ? " does not match " : " matches ") + regexText(regex);
    case Kind::Present:
        return name + (isNegated ? " absent" : " present");
    case Kind::Absent:
        return name + (isNegated ? " present" : " absent");
    }
    return {};
}

bool Match::isUnconditional() const
{
    const bool anyPath = path.kind == PathMatch::Kind::Any ||
                         (path.text.empty() && (path.kind == PathMatch::Kind::ElementPrefix ||
                                                path.kind == PathMatch::Kind::StringPrefix)) ||
                         (path.kind == PathMatch::Kind::StringPrefix && path.text == "/");
    return anyPath && methods.empty() && headers.empty() && queryParams.empty() && cookies.empty() &&
           sourceRanges.empty() && !contentLengthOver && clientCertificate == ClientCertificate::Any && !isGrpcOnly &&
           !unknown;
}

std::string Match::toText() const
{
    std::string text;
    if (path.kind != PathMatch::Kind::Any) {
        append(text, path.toText());
    }
    if (!methods.empty()) {
        append(text, "method " + join(methods, "|"));
    }
    for (const ValueMatch &header : headers) {
        append(text, "header " + header.toText());
    }
    for (const ValueMatch &query : queryParams) {
        append(text, "query " + query.toText());
    }
    for (const ValueMatch &cookie : cookies) {
        append(text, "cookie " + cookie.toText());
    }
    if (!sourceRanges.empty()) {
        append(text, std::string(isSourceNegated ? "source not in " : "source in ") + join(sourceRanges, "|"));
    }
    if (contentLengthOver) {
        append(text, "Content-Length over " + std::to_string(*contentLengthOver));
    }
    if (clientCertificate != ClientCertificate::Any) {
        append(text, clientCertificate == ClientCertificate::None ? "no client certificate" : "a client certificate");
    }
    if (isGrpcOnly) {
        append(text, "gRPC");
    }
    if (unknown) {
        append(text, "not known (" + unknown->code + ")");
    }
    return text.empty() ? "any request" : text;
}

} // namespace wayproof
