// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What the writers of HTTP and of layer 4 entrances share. Private to gatewaycompiler*.cpp.
#pragma once

#include "model/routing/gatewaycompiler_hosts.h"

namespace wayproof
{

EntranceProtocol protocolNamed(const std::string &protocol);
std::shared_ptr<const Action> refusal(std::string reason);
/// What connections meet whose SNI fits no listener, or that bring none (spec/gateway.md §3.2).
void writeUnmatchedSni(const Profile &profile, Entrance &entrance);

/// Channels of a TLS, TCP or UDP port (spec/gateway.md §9). `listeners`: the accepted ones of that protocol and port.
void writeLayer4(const GatewayCompilation &compilation, const Profile &profile,
                 const std::vector<const ListenerNode *> &listeners, Entrance &entrance);

} // namespace wayproof
