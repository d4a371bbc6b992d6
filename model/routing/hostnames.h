// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Judgements on host names that both compilers' findings share. Changes no answer.
#pragma once

#include <string>
#include <vector>

namespace wayproof
{

/// Not for names that only exist inside a network or in documentation (RFC 2606, RFC 6762), nor for addresses.
bool isPublicName(const std::string &hostname);
/// Whether a certificate with these names covers the hostname: equal, or a wildcard for its first label.
bool isNamedBy(const std::vector<std::string> &names, const std::string &hostname);

} // namespace wayproof
