// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Practices about references: grants that permit more than is used, and routes of a kind that their backends' protocol
// does not fit (seed/tutorial.txt, "Best Practices"). Changes no answer.
#include "model/routing/gatewaycompiler.h"

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

struct Use {
    ResourceId from;
    ResourceId to;
};

/// References across namespaces that routes and listeners make, whether permitted or not.
std::vector<Use> crossings(const GatewayCompilation &compilation)
{
    std::vector<Use> uses;
    for (const Link &link : compilation.table.links) {
        const bool isReference =
            link.kind == LinkKind::Backend || link.kind == LinkKind::FilterTarget || link.kind == LinkKind::Certificate;
        if (isReference && link.from.id.ns != link.to.id.ns)
            uses.push_back({link.from.id, link.to.id});
    }
    return uses;
}

std::string listed(const std::set<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

class GrantFindings
{
public:
    explicit GrantFindings(GatewayCompilation &compilation)
        : m_compilation(compilation)
        , m_uses(crossings(compilation))
    {
        for (const ObjectMeta *meta : compilation.snapshot.allMeta())
            m_loaded.emplace(meta->kind, *meta->ns);
    }

    void report(const ReferenceGrant &grant)
    {
        bool isUsed = false;
        bool isKnown = false;
        for (const ReferenceGrantTo &to : *grant.to) {
            std::set<std::string> names;
            for (const ReferenceGrantFrom &from : *grant.from) {
                isKnown = isKnown || m_loaded.contains({*from.kind, *from.ns});
                for (const Use &use : m_uses) {
                    if (use.from.kind == *from.kind && use.from.ns == *from.ns && use.to.kind == *to.kind &&
                        use.to.ns == *grant.meta.ns && (!to.name || *to.name == use.to.name))
                        names.insert(use.to.name);
                }
            }
            isUsed = isUsed || !names.empty();
            if (!to.name || to.name->empty())
                reportWide(grant, to, names);
        }
        if (!isUsed && isKnown)
            m_compilation.finding(Severity::Info, Category::Practice, "grant-unused", grant.meta.id(),
                                  grant.meta.source,
                                  "Nothing that was loaded makes a reference that this grant permits.",
                                  "Remove the grant, or correct its kinds, namespaces and names.");
    }

private:
    void reportWide(const ReferenceGrant &grant, const ReferenceGrantTo &to, const std::set<std::string> &names)
    {
        const bool isSecret = *to.kind == "Secret";
        std::set<std::string> namespaces;
        for (const ReferenceGrantFrom &from : *grant.from)
            namespaces.insert(*from.ns);
        m_compilation.finding(
            isSecret ? Severity::Warning : Severity::Info, isSecret ? Category::Security : Category::Practice,
            "grant-too-wide", grant.meta.id(), grant.meta.at(to.at),
            "The grant opens every " + *to.kind + " of namespace " + *grant.meta.ns + " to namespace " +
                listed(namespaces) + (names.empty() ? "." : ", which uses " + listed(names) + " alone."),
            names.empty() ? "Name the " + *to.kind + " that is meant in to[].name."
                          : "Name it in to[].name, with an entry for each " + *to.kind + ".");
    }

    GatewayCompilation &m_compilation;
    std::vector<Use> m_uses;
    std::set<std::pair<std::string, std::string>>
        m_loaded; ///< kinds and namespaces of which the source holds something
};

enum class Speech { Unknown, Http, Grpc };

/// What a Service port says of its protocol, by appProtocol or, by convention, by the port's name.
Speech speechOf(const ServicePort &port)
{
    const std::string protocol = lowerCase(*port.appProtocol);
    const auto isOrBegins = [](const std::string &text, const std::string &word) {
        return text == word || text.starts_with(word + "-");
    };
    if (protocol == "grpc" || protocol.ends_with("/grpc"))
        return Speech::Grpc;
    if (protocol == "http" || protocol == "kubernetes.io/ws")
        return Speech::Http;
    if (isOrBegins(*port.name, "grpc") && (protocol.empty() || protocol == "kubernetes.io/h2c"))
        return Speech::Grpc;
    return protocol.empty() && isOrBegins(*port.name, "http") ? Speech::Http : Speech::Unknown;
}

/// The kind of route for that backend; empty where the given one fits.
std::string fittingKind(const std::string &kind, Speech speech)
{
    if (speech == Speech::Grpc && (kind == "HTTPRoute" || kind == "TCPRoute"))
        return "GRPCRoute";
    if (speech == Speech::Http && (kind == "GRPCRoute" || kind == "TCPRoute"))
        return "HTTPRoute";
    return {};
}

} // namespace

void reportGrants(GatewayCompilation &compilation)
{
    GrantFindings findings(compilation);
    for (const ReferenceGrant &grant : compilation.snapshot.all<ReferenceGrant>()) {
        if (compilation.exists(grant))
            findings.report(grant);
    }
}

void reportRouteKinds(GatewayCompilation &compilation)
{
    for (const Link &link : compilation.table.links) {
        const Service *service = link.kind == LinkKind::Backend && link.state == LinkState::Held
                                     ? compilation.snapshot.find<Service>(link.to.id.ns, link.to.id.name)
                                     : nullptr;
        if (!service)
            continue;
        const auto port =
            std::find_if(service->ports->begin(), service->ports->end(), [&](const ServicePort &candidate) {
                return std::to_string(*candidate.port) == link.to.section;
            });
        const std::string kind =
            port == service->ports->end() ? std::string() : fittingKind(link.from.id.kind, speechOf(*port));
        if (kind.empty())
            continue;
        const std::string speech = kind == "GRPCRoute" ? "gRPC" : "HTTP";
        compilation.findOnce(Severity::Info, Category::Practice, "route-kind-unfit", link.from.id, link.source,
                             "Port " + link.to.section + " of " + link.to.id.toText() + " says that it speaks " +
                                 speech + ", and a " + link.from.id.kind + " leads to it.",
                             "Use a " + kind +
                                 ", which matches and reports in the terms of that protocol; or correct "
                                 "the port's appProtocol or name.");
    }
}

} // namespace wayproof
