// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where a shot connects to. Text only; resolves no names.
#pragma once

#include "model/probe/prober.h"

#include <optional>
#include <string>
#include <string_view>

namespace wayproof
{

struct Address {
    std::string host; ///< name, IPv4, or IPv6 without brackets
    std::optional<int> port;
    std::string toText() const; ///< IPv6 in brackets
    bool operator==(const Address &) const = default;
};

/// "host", "host:port", "[v6]:port", "[v6]" or a bare IPv6 address. Absent for anything else, a URL included.
std::optional<Address> addressFromText(std::string_view text);
/// The address of the target that serves the request's scheme, its port settled. Absent when the text is no address.
std::optional<Address> connectAddress(const ProbeTarget &target, const Request &request);
bool isIpLiteral(std::string_view host);
/// The name that goes out as SNI; empty: none. An IP literal is sent only where the request says so in as many words
/// (RFC 6066 §3 forbids it).
std::string sentSni(const Request &request);
/// The name that the certificate must be for: the SNI, else the host.
std::string verifiedName(const Request &request);
/// Whether the name can stand in a URL as libcurl reads it; otherwise another name must stand in for it.
bool isUrlHost(std::string_view name);

} // namespace wayproof
