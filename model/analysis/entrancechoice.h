// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Where a request can connect: entrances by protocol, port and selection, then the channel by SNI. Looks at no host and
// no rule.
#pragma once

#include "model/analysis/decision.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wayproof
{

struct EntranceChoice {
    std::vector<const Entrance *> entrances;
    std::string refusal; ///< why there is none
};

/// Every entrance that the request could meet (design/cli.md, Requests). `trace`, where given, gets one step for each
/// entrance.
EntranceChoice chooseEntrances(const RoutingTable &table, const Request &request, std::vector<TraceStep> *trace);

/// One channel that the connection may get; a null channel stands for Entrance::noChannel.
struct ChannelOption {
    const Channel *channel = nullptr;
    std::optional<Dependency> because; ///< why it is not certain
};

/// The channels that are possible, the certain one last.
std::vector<ChannelOption> chooseChannels(const Entrance &entrance, const Request &request,
                                          std::vector<TraceStep> *trace);

/// True where a listener "namespace/gateway/name" (or none) may serve a request that asks for `wanted` (a name, or the
/// whole; empty: any).
bool isWantedListener(const std::string &listener, const std::string &wanted);

} // namespace wayproof
