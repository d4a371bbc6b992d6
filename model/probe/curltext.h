// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// A request as a curl command line, and back. Text only: nothing is run and no file is read.
#pragma once

#include "model/probe/prober.h"

#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

struct CurlText {
    std::string command;            ///< one line, quoted for a POSIX shell
    std::vector<std::string> notes; ///< what curl's command line cannot say of this request
};

/// The command that sends the same bytes as probe() does. An empty target address leaves the connection to the URL's
/// host.
CurlText curlCommand(const Request &request, const ProbeTarget &target, const ProbeOptions &options = {});

struct CurlImport {
    Request request;
    ProbeTarget target; ///< address empty: the command connects to the URL's own host
    ProbeOptions options;
    Diagnostics diagnostics; ///< options that were not understood or do not matter here, each named
};

/// Fails on broken quoting, no or several URLs, a body that is read from a file, and credentials (they would end up in
/// saved requests).
Result<CurlImport> importCurl(std::string_view command);

} // namespace wayproof
