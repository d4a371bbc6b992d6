// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The text of one location and of what it needs outside: upstream groups and the maps that choose a canary.
#pragma once

#include "model/lab/nginxservers.h"

#include <string>

namespace wayproof
{

/// The request headers that ingress-nginx sets for every upstream; `host` is the value of Host.
std::string nginxProxyHeaders(const std::string &indent, const std::string &host = "$best_http_host");

/// `upstream` groups for everything that has endpoints, and for canaries the maps behind $upstream_N.
std::string nginxUpstreams(const ServerModel &model);

/// One location block. `isRegexHost`: every location of the host is a case-insensitive regular expression
/// (spec/ingress.md §2.1). Empty, with a note, when nginx could not be given the path.
std::string nginxLocation(const ServerModel &model, const ServerBlock &server, const LocationBlock &location,
                          const EchoPlan &echo, int redirectCode, Diagnostics &notServed);

} // namespace wayproof
