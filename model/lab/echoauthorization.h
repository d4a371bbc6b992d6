// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The two protocol buffers of Envoy's authorisation service, as far as the echo server needs them: which verdict the
// request asks for, and the verdict. No general protocol buffer reader.
#pragma once

#include <string>

namespace wayproof
{

/// The HTTP status that a CheckRequest (behind its gRPC prefix) asks for by X-Wayproof-Auth-Status; 200 without one.
int verdictAsked(const std::string &grpcBody);

/// A CheckResponse: OK for 200, else a denial with that HTTP status (any that HTTP knows; 403 for what it doesn't).
std::string checkResponse(int httpStatus);

} // namespace wayproof
