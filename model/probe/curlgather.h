// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A curl command's options, each read for itself; how they act on each other is settled elsewhere (curlimport.cpp).
#pragma once

#include "model/probe/curltext.h"

#include <string>
#include <vector>

namespace wayproof
{

struct GatheredCurl {
    CurlImport import; ///< request: headers and body; target and options: what one option alone says
    Diagnostics failure;
    std::vector<std::string> urls;
    std::vector<std::string> resolves;
    std::vector<std::string> connectTos;
    std::vector<std::string> suppressedHeaders; ///< lower case; taken away by the command
    std::string method;
    std::string requestTarget;
    bool isHead = false;
    bool isGet = false;
    bool isJson = false;
    bool hasBody = false;
    bool isPathAsIs = false;
    bool isGlobOff = false;
    bool needsTlsForHttp2 = false;
};

/// `words` begin with the program's name.
GatheredCurl gatherCurl(const std::vector<std::string> &words);

Diagnostic invalidCurl(const std::string &message, const std::string &mend);
Diagnostic refusedSecret(const std::string &what);
Diagnostic ignoredCurlOption(Severity severity, const std::string &code, const std::string &message);

} // namespace wayproof
