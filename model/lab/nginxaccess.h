// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What stands before a location's backend: addresses, passwords, another server's verdict, CORS.
#pragma once

#include "model/lab/nginxtext.h"

#include <string>

namespace wayproof
{

/// The locations to which a location's access directives lead.
struct NginxAccess {
    std::string before; ///< locations beside the one that asks
    std::string inside;
    NginxHeaders headers; ///< of the auth server's answer, for the backend
};

NginxAccess nginxAccess(const NginxContext &context, const LocationBlock &location);
std::string nginxCors(const LocationCors &cors);

} // namespace wayproof
