// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// How listeners and routes find each other: hostnames, namespaces, kinds (spec/gateway.md §2 and §4).
// Knows neither rules nor backends.
#pragma once

#include "model/resources/snapshot.h"
#include "model/routing/match.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wayproof
{

// Hostnames as the Gateway API writes them, in lower case: "" for any, "*.x" for one or more labels before ".x", else
// exact.

/// Whether every host that `narrow` stands for is also one of `wide`.
bool covers(std::string_view wide, std::string_view narrow);
/// The more specific of the two where one covers the other, else nothing.
std::optional<std::string> intersection(const std::string &a, const std::string &b);
/// The next less specific hostname: "a.b.c" → "*.b.c" → "*.c" → "" → nothing.
std::optional<std::string> broader(const std::string &hostname);
/// Most specific first: exact names, then wildcards with more labels, then "".
bool isMoreSpecific(const std::string &a, const std::string &b);
HostPattern toHostPattern(const std::string &hostname);
std::string lowerCase(std::string_view text);

enum class RouteKind { Http, Grpc, Tls, Tcp, Udp };
std::string_view kindName(RouteKind kind); ///< "HTTPRoute", …
std::optional<RouteKind> routeKindNamed(std::string_view kind);

/// Hostnames of one route at one listener.
struct AttachedHostname {
    std::string effective; ///< the intersection
    std::string declared;  ///< the route's own; empty when it has none
    bool operator==(const AttachedHostname &) const = default;
};

/// spec/gateway.md §4 "Hostnames": empty when the two are disjoint. A route without hostnames takes the listener's.
std::vector<AttachedHostname> attachedHostnames(const std::string &listenerHostname,
                                                const std::vector<Text> &routeHostnames);

/// Whether `from` and `selector` admit objects of namespace `ns` to what lives in `ownNs`. Unknown: a Selector, and the
/// Namespace was not loaded. `fallback` is what an unset `from` means.
Ternary admitsNamespace(const Snapshot &snapshot, const Field<RouteNamespaces> &rule, std::string_view fallback,
                        const std::string &ownNs, const std::string &ns);

} // namespace wayproof
