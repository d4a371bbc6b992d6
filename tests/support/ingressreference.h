// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// spec/ingress.md §1 read a second time, naively: every rule of every Ingress is looked at for every request. Shares no
// code with the compilers and the simulator, and knows no dialect.
#pragma once

#include "model/resources/snapshot.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace wayproof::test
{

/// A rule's path, or a default backend, that may serve the request.
struct IngressClaim {
    const Ingress *ingress = nullptr;
    std::optional<std::size_t> rule; ///< absent: the default backend
    std::size_t path = 0;
    std::string service;
    int port =
        0; ///< the Service's, as a number; 0: the text does not say what happens (no such Service, port or endpoint)
    bool sameBackend(const IngressClaim &other) const;
};

/// What the text says about a request.
struct IngressReading {
    /// Empty: the controller's own 404. Several: equally good by the text, so that convention decides.
    std::vector<IngressClaim> claims;
    /// By convention: that of the one oldest Ingress, where ages tell.
    std::optional<IngressClaim> conventional;
    bool isSettled() const; ///< at most one backend in question
};

/// `host` may have any case and a port; `path` is what is compared, without query. Ingresses of another class and of
/// none are left out.
IngressReading readIngresses(const Snapshot &snapshot, const std::string &className, const std::string &host,
                             const std::string &path);

} // namespace wayproof::test
