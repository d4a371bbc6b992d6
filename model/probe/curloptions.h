// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// curl's options, as far as importing a command needs them: which take a value, and what becomes of each.
#pragma once

#include <string>
#include <string_view>

namespace wayproof
{

enum class CurlAction {
    Method,
    Header,
    Data,
    DataRaw,
    Json,
    Head,
    Get,
    Url,
    UserAgent,
    Referer,
    Cookie,
    Insecure,
    CaFile,
    Certificate,
    Key,
    Resolve,
    ConnectTo,
    PathAsIs,
    RequestTarget,
    GlobOff,
    Http11,
    Http2,
    Http2Prior,
    Follow,
    MaxRedirects,
    ConnectTimeout,
    MaxTime,
    Secret,  ///< carries credentials: refused
    Output,  ///< says only what is shown or stored: passed over in silence
    Ignored, ///< changes what is sent or how, and is not imported
};

struct CurlOption {
    char letter = '\0'; ///< of the short form
    std::string_view name;
    bool hasValue = false;
    CurlAction action = CurlAction::Ignored;
};

/// Null for an option that is not known here.
const CurlOption *curlOption(std::string_view longName);
const CurlOption *curlOption(char letter);

} // namespace wayproof
