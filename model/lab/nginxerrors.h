// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Errors that a default backend answers in the place of whoever made them (spec/ingress.md §2.3 custom-http-errors).
#pragma once

#include "model/lab/nginxtext.h"

#include <string>

namespace wayproof
{

/// For the http block: the codes of the controller's ConfigMap.
std::string nginxGlobalErrorPages(const NginxSettings &settings);
/// What a location's errors tell its default backend; annotations may name these variables too.
std::string nginxErrorVariables(const ServerBlock &server, const LocationBlock &location);
std::string nginxErrorPages(const LocationBlock &location);
/// The locations of a server that fetch the error pages.
std::string nginxErrorLocations(const NginxContext &context, const ServerBlock &server);
/// What a default backend is told about an error.
NginxHeaders nginxErrorHeaders(const std::string &code);

} // namespace wayproof
