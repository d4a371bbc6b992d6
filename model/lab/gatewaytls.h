// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What a listener's and a Gateway's TLS settings come to in the lab (spec/gateway.md §2): certificates, client
// certificates asked for, the client certificate shown to backends.
#pragma once

#include "model/lab/gatewaylisteners.h"

#include <string>

namespace wayproof
{

/// Whether the listener's certificates can be used; notes their names, for which the lab makes one of its own.
bool readCertificates(const Snapshot &snapshot, LabListener &listener);

/// Reads the Gateway's spec.tls for the listener; false when the listener must not be served. `number` tells Gateways
/// apart in file names.
bool readGatewayTls(const Snapshot &snapshot, LabListener &listener, const std::string &directory, std::size_t number,
                    Diagnostics &notServed);

} // namespace wayproof
