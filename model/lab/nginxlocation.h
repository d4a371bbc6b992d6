// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The text of one location, in the order in which ingress-nginx lays it out.
#pragma once

#include "model/lab/nginxtext.h"

#include <string>

namespace wayproof
{

/// One location block and those that only it leads to. In a regex host every location is a case-insensitive regular
/// expression (spec/ingress.md §2.1). Empty, with a note, when nginx could not be given the path.
std::string nginxLocation(const NginxContext &context, const ServerBlock &server, const LocationBlock &location);

} // namespace wayproof
