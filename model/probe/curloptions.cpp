// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The table of curl's options.
#include "model/probe/curloptions.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

using enum CurlAction;

constexpr std::array table{
    CurlOption{'X', "request", true, Method},
    CurlOption{'H', "header", true, Header},
    CurlOption{'d', "data", true, Data},
    CurlOption{'\0', "data-ascii", true, Data},
    CurlOption{'\0', "data-binary", true, Data},
    CurlOption{'\0', "data-raw", true, DataRaw},
    CurlOption{'\0', "json", true, Json},
    CurlOption{'I', "head", false, Head},
    CurlOption{'G', "get", false, Get},
    CurlOption{'\0', "url", true, Url},
    CurlOption{'A', "user-agent", true, UserAgent},
    CurlOption{'e', "referer", true, Referer},
    CurlOption{'b', "cookie", true, Cookie},
    CurlOption{'k', "insecure", false, Insecure},
    CurlOption{'\0', "cacert", true, CaFile},
    CurlOption{'E', "cert", true, Certificate},
    CurlOption{'\0', "key", true, Key},
    CurlOption{'\0', "resolve", true, Resolve},
    CurlOption{'\0', "connect-to", true, ConnectTo},
    CurlOption{'\0', "path-as-is", false, PathAsIs},
    CurlOption{'\0', "request-target", true, RequestTarget},
    CurlOption{'g', "globoff", false, GlobOff},
    CurlOption{'\0', "http1.1", false, Http11},
    CurlOption{'\0', "http2", false, Http2},
    CurlOption{'\0', "http2-prior-knowledge", false, Http2Prior},
    CurlOption{'L', "location", false, Follow},
    CurlOption{'\0', "max-redirs", true, MaxRedirects},
    CurlOption{'\0', "connect-timeout", true, ConnectTimeout},
    CurlOption{'m', "max-time", true, MaxTime},
    CurlOption{'u', "user", true, Secret},
    CurlOption{'U', "proxy-user", true, Secret},
    CurlOption{'\0', "oauth2-bearer", true, Secret},
    CurlOption{'\0', "aws-sigv4", true, Secret},
    CurlOption{'\0', "pass", true, Secret},
    CurlOption{'s', "silent", false, Output},
    CurlOption{'S', "show-error", false, Output},
    CurlOption{'v', "verbose", false, Output},
    CurlOption{'i', "include", false, Output},
    CurlOption{'f', "fail", false, Output},
    CurlOption{'\0', "fail-with-body", false, Output},
    CurlOption{'N', "no-buffer", false, Output},
    CurlOption{'#', "progress-bar", false, Output},
    CurlOption{'\0', "no-progress-meter", false, Output},
    CurlOption{'O', "remote-name", false, Output},
    CurlOption{'J', "remote-header-name", false, Output},
    CurlOption{'o', "output", true, Output},
    CurlOption{'w', "write-out", true, Output},
    CurlOption{'D', "dump-header", true, Output},
    CurlOption{'c', "cookie-jar", true, Output},
    CurlOption{'\0', "stderr", true, Output},
    CurlOption{'\0', "trace", true, Output},
    CurlOption{'\0', "trace-ascii", true, Output},
    CurlOption{'\0', "compressed", false, Ignored},
    CurlOption{'4', "ipv4", false, Ignored},
    CurlOption{'6', "ipv6", false, Ignored},
    CurlOption{'0', "http1.0", false, Ignored},
    CurlOption{'\0', "http3", false, Ignored},
    CurlOption{'n', "netrc", false, Ignored},
    CurlOption{'\0', "tlsv1.2", false, Ignored},
    CurlOption{'\0', "tlsv1.3", false, Ignored},
    CurlOption{'\0', "location-trusted", false, Ignored},
    CurlOption{'F', "form", true, Ignored},
    CurlOption{'\0', "form-string", true, Ignored},
    CurlOption{'\0', "data-urlencode", true, Ignored},
    CurlOption{'T', "upload-file", true, Ignored},
    CurlOption{'K', "config", true, Ignored},
    CurlOption{'r', "range", true, Ignored},
    CurlOption{'x', "proxy", true, Ignored},
    CurlOption{'\0', "noproxy", true, Ignored},
    CurlOption{'\0', "interface", true, Ignored},
    CurlOption{'\0', "retry", true, Ignored},
    CurlOption{'\0', "retry-delay", true, Ignored},
    CurlOption{'\0', "retry-max-time", true, Ignored},
    CurlOption{'\0', "limit-rate", true, Ignored},
    CurlOption{'\0', "capath", true, Ignored},
    CurlOption{'\0', "cert-type", true, Ignored},
    CurlOption{'\0', "key-type", true, Ignored},
    CurlOption{'\0', "ciphers", true, Ignored},
    CurlOption{'\0', "tls-max", true, Ignored},
    CurlOption{'\0', "proto", true, Ignored},
    CurlOption{'\0', "unix-socket", true, Ignored},
    CurlOption{'\0', "doh-url", true, Ignored},
};

template<class Predicate>
const CurlOption *found(Predicate predicate)
{
    const auto *const it = std::find_if(table.begin(), table.end(), predicate);
    return it == table.end() ? nullptr : &*it;
}

} // namespace

const CurlOption *curlOption(std::string_view longName)
{
    return found([&](const CurlOption &option) { return option.name == longName; });
}

const CurlOption *curlOption(char letter)
{
    return letter == '\0' ? nullptr : found([&](const CurlOption &option) { return option.letter == letter; });
}

} // namespace wayproof
