// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What both configuration writers share: where to listen, where files lie, and how they say what they can't serve.
#pragma once

#include "model/base/diagnostic.h"
#include "model/resources/meta.h"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace wayproof
{

/// One port of one Gateway, TCP or UDP: each Gateway has an address of its own, so two of them may declare the same
/// number.
struct GatewayPort {
    ResourceId gateway;
    std::int64_t port = 0;
    bool isUdp = false;
    auto operator<=>(const GatewayPort &) const = default;
};

/// The loopback ports that stand in for the declared ones.
struct LabPorts {
    std::uint16_t ingressHttp = 0;
    std::uint16_t ingressHttps = 0;
    std::map<GatewayPort, std::uint16_t> gateways;
};

/// A leaf certificate (and key, in one PEM file) that the lab's authority has to make before a proxy starts.
struct LabCertificate {
    enum class Use { Server, Client };
    std::string file;               ///< absolute path
    std::vector<std::string> names; ///< DNS names (or URIs); the first is the common name
    Use use = Use::Server;
};

/// A PEM file of authorities: the lab's own and those that the resources name, which are public.
struct LabCaBundle {
    std::string file; ///< absolute path
    std::string pem;  ///< of the resources; the lab's is put before it
};

/// "The lab does not serve …", located at the field or annotation.
Diagnostic notServedNote(const ObjectMeta &meta, Position at, std::string message, std::string mend = {});

/// Keeps the first of equal notes: a rule is written once for each of its hostnames and matches.
void removeRepeated(Diagnostics &notes);

} // namespace wayproof
