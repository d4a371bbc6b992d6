// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/routing/attachment.h"

#include <algorithm>
#include <array>

namespace wayproof
{

namespace
{

bool isWildcard(std::string_view hostname)
{
    return hostname.starts_with("*.");
}

constexpr std::string_view namespaceNameLabel = "kubernetes.io/metadata.name";

/// Whether the selector can be judged by the namespace's name alone, which the API server puts into a label of every
/// Namespace.
bool readsOnlyTheName(const LabelSelector &selector)
{
    return std::all_of(selector.matchLabels.begin(), selector.matchLabels.end(),
                       [](const auto &entry) { return entry.first == namespaceNameLabel; }) &&
           std::all_of(
               selector.matchExpressions.begin(), selector.matchExpressions.end(),
               [](const LabelSelectorRequirement &requirement) { return *requirement.key == namespaceNameLabel; });
}

} // namespace

std::string lowerCase(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

bool covers(std::string_view wide, std::string_view narrow)
{
    if (wide.empty() || wide == narrow)
        return true;
    if (!isWildcard(wide))
        return false;
    // "*.x" covers "a.x" and "*.a.x", and never "x" (spec/gateway.md §3.2).
    const std::string_view suffix = wide.substr(1);
    const std::string_view name = isWildcard(narrow) ? narrow.substr(1) : narrow;
    return name.size() > suffix.size() && name.ends_with(suffix);
}

std::optional<std::string> intersection(const std::string &a, const std::string &b)
{
    if (covers(a, b))
        return b;
    if (covers(b, a))
        return a;
    return std::nullopt;
}

std::optional<std::string> broader(const std::string &hostname)
{
    if (hostname.empty())
        return std::nullopt;
    const std::size_t dot = hostname.find('.', isWildcard(hostname) ? 2 : 0);
    return dot == std::string::npos || dot + 1 == hostname.size() ? std::string() : "*" + hostname.substr(dot);
}

bool isMoreSpecific(const std::string &a, const std::string &b)
{
    const auto rank = [](const std::string &hostname) { return hostname.empty() ? 2 : isWildcard(hostname) ? 1 : 0; };
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    const auto labels = [](const std::string &hostname) { return std::count(hostname.begin(), hostname.end(), '.'); };
    if (rank(a) == 1 && labels(a) != labels(b))
        return labels(a) > labels(b);
    return a < b;
}

HostPattern toHostPattern(const std::string &hostname)
{
    if (hostname.empty())
        return {};
    if (isWildcard(hostname))
        return {HostPattern::Kind::WildcardMany, hostname.substr(1), nullptr};
    return {HostPattern::Kind::Exact, hostname, nullptr};
}

std::string_view kindName(RouteKind kind)
{
    constexpr std::array<std::string_view, 5> names = {"HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"};
    return names.at(static_cast<std::size_t>(kind));
}

std::optional<RouteKind> routeKindNamed(std::string_view kind)
{
    for (const RouteKind candidate :
         {RouteKind::Http, RouteKind::Grpc, RouteKind::Tls, RouteKind::Tcp, RouteKind::Udp}) {
        if (kindName(candidate) == kind)
            return candidate;
    }
    return std::nullopt;
}

std::vector<AttachedHostname> attachedHostnames(const std::string &listenerHostname,
                                                const std::vector<Text> &routeHostnames)
{
    if (routeHostnames.empty())
        return {{listenerHostname, {}}};
    std::vector<AttachedHostname> attached;
    for (const Text &written : routeHostnames) {
        const std::string declared = lowerCase(*written);
        const std::optional<std::string> effective = intersection(listenerHostname, declared);
        if (!effective || declared.empty())
            continue;
        const auto same = std::find_if(attached.begin(), attached.end(),
                                       [&](const AttachedHostname &other) { return other.effective == *effective; });
        if (same == attached.end())
            attached.push_back({*effective, declared});
        else if (isMoreSpecific(declared, same->declared))
            same->declared = declared;
    }
    return attached;
}

Ternary admitsNamespace(const Snapshot &snapshot, const Field<RouteNamespaces> &rule, std::string_view fallback,
                        const std::string &ownNs, const std::string &ns)
{
    const std::string from = rule.isSet && rule->from.isSet ? *rule->from : std::string(fallback);
    if (from == "All")
        return Ternary::Yes;
    if (from == "Same")
        return ns == ownNs ? Ternary::Yes : Ternary::No;
    if (from != "Selector" || !rule->selector)
        return Ternary::No;
    const Namespace *object = snapshot.find<Namespace>("", ns);
    if (!object && snapshot.isComplete<Namespace>())
        return Ternary::No;
    TextMap labels = object ? object->meta.labels : TextMap();
    labels[std::string(namespaceNameLabel)] = Text(ns);
    if (!object && !readsOnlyTheName(*rule->selector))
        return Ternary::Unknown;
    return matches(*rule->selector, labels) ? Ternary::Yes : Ternary::No;
}

} // namespace wayproof
