// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// The naive reading's listeners and attachments (spec/gateway.md §2, §4).
#pragma once

#include "tests/support/specreference.h"

#include <memory>
#include <optional>
#include <vector>

namespace wayproof::test
{

struct SpecListener {
    ResourceId owner;    ///< Gateway or ListenerSet
    std::string gateway; ///< "namespace/name"
    std::string ownerNamespace;
    const Listener *listener = nullptr;
    std::string hostname;
    std::string protocol;
    int port = 0;
    bool isAccepted = true;
    bool canEndTls = true; ///< its certificate is usable
};

/// Every listener of every Gateway and of its admitted sets, in merge order.
std::vector<SpecListener> specListeners(const Snapshot &snapshot, bool httpBesideHttpsWorks, bool &isDoubtful);

bool takesHost(const std::string &pattern, const std::string &host);
/// Whether some host fits both.
bool intersects(const std::string &a, const std::string &b);
/// Whether the route is attached to the listener by one of its parentRefs.
bool isAttached(const Snapshot &snapshot, const RouteCommon &route, const std::string &kind,
                const SpecListener &listener);
bool isGranted(const Snapshot &snapshot, const std::string &fromKind, const std::string &fromNamespace,
               const std::string &toKind, const std::string &toNamespace, const std::string &toName);

} // namespace wayproof::test
