// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// What rules do, on the graph: shares on edges, rewrites and redirects on cards. Read from the table, never from
// annotations.
#include "model/analysis/graphassembly.h"

#include <algorithm>
#include <map>
#include <set>

namespace wayproof
{

namespace
{

std::string rewriteText(const RewriteFilter &rewrite)
{
    std::string text;
    switch (rewrite.path.kind) {
    case PathChange::Kind::Keep:
        break;
    case PathChange::Kind::ReplaceFull:
    case PathChange::Kind::Template:
        text = "sends " + rewrite.path.replacement;
        break;
    case PathChange::Kind::ReplacePrefix:
    case PathChange::Kind::ReplacePrefixText:
        text = "prefix becomes " + (rewrite.path.replacement.empty() ? "/" : rewrite.path.replacement);
        break;
    }
    if (rewrite.host)
        text += (text.empty() ? "host " : ", host ") + *rewrite.host;
    return text;
}

std::string redirectText(const Redirect &redirect)
{
    std::string target = redirect.constantUrl;
    if (target.empty() && !redirect.scheme.empty())
        target = redirect.scheme;
    if (redirect.constantUrl.empty() && !redirect.host.empty())
        target += (target.empty() ? "" : "://") + redirect.host;
    return "redirects " + std::to_string(redirect.status) + (target.empty() ? "" : " to " + target);
}

/// What a request notices besides where it goes; empty where it is passed on as it came.
std::string effectOf(const Action &action)
{
    if (action.kind == ActionKind::Redirect)
        return redirectText(action.redirect);
    if (action.kind == ActionKind::Respond)
        return "answers " + std::to_string(action.response.status);
    if (action.kind == ActionKind::Undetermined)
        return "not known";
    for (const Filter &filter : action.filters) {
        if (const auto *rewrite = std::get_if<RewriteFilter>(&filter)) {
            if (const std::string text = rewriteText(*rewrite); !text.empty())
                return text;
        }
    }
    for (const WeightedBackend &backend : action.backends) {
        if (backend.redirect && backend.weight > 0)
            return "a share " + redirectText(*backend.redirect);
    }
    return {};
}

class ActionMarks
{
public:
    ActionMarks(GraphAssembly &assembly, int serviceRank)
        : m_assembly(assembly)
        , m_serviceRank(serviceRank)
    {
        for (std::size_t i = 0; i < assembly.graph().nodes.size(); ++i) {
            const GraphNode &node = assembly.graph().nodes[i];
            if (node.kind == NodeKind::Rule || node.kind == NodeKind::HostPath)
                m_nodes.emplace(key(node.anchor.id, node.anchor.rule, node.anchor.match), static_cast<int>(i));
        }
    }

    void add(const Rule &rule, EntranceProtocol protocol, TlsMode tls)
    {
        // That bodies have a limit is no mark of one path among others.
        if (!rule.action || rule.match.contentLengthOver)
            return;
        const int node = nodeOf(rule.origin);
        if (node < 0)
            return;
        m_protocols[node].insert(protocol);
        if (const std::string effect = effectOf(*rule.action); !effect.empty())
            m_effects[node][effect].insert(protocol);
        if (rule.action->kind != ActionKind::Forward)
            return;
        if (rule.action->backends.size() > 1)
            addShares(node, rule.action->backends);
        for (const WeightedBackend &backend : rule.action->backends) {
            addFate(node, backend);
            addTls(backend, tls);
        }
    }

    void finish()
    {
        for (const auto &[node, effects] : m_effects) {
            std::string text;
            for (const auto &[effect, protocols] : effects) {
                text += text.empty() ? "" : " · ";
                if (protocols != m_protocols[node]) // only for some of the entrances
                    text += std::string(toText(*protocols.begin())) + " ";
                text += effect;
            }
            // A rule's own subtitle names its route, which stands beside it; what it does comes first.
            GraphNode &what = m_assembly.node(node);
            if (what.kind == NodeKind::Rule && !what.subtitle.empty())
                what.subtitle = text + " · " + what.subtitle;
            else
                what.subtitle += (what.subtitle.empty() ? "" : " · ") + text;
        }
    }

private:
    static std::string key(const ResourceId &id, std::optional<int> rule, std::optional<int> match)
    {
        return id.toText() + "|" + (rule ? std::to_string(*rule) : "") + "|" + (match ? std::to_string(*match) : "");
    }

    int nodeOf(const Origin &origin) const
    {
        // A path is a match of its own; a route's matches share their rule's node; a default backend has no rule at
        // all.
        for (const auto &[rule, match] :
             {std::pair(origin.rule, origin.match), std::pair(origin.rule, std::optional<int>()),
              std::pair(std::optional<int>(), std::optional<int>(-1))}) {
            if (match && *match < 0 && origin.rule)
                continue;
            if (const auto found = m_nodes.find(key(origin.resource, rule, match)); found != m_nodes.end())
                return found->second;
        }
        return -1;
    }

    void addShares(int from, const std::vector<WeightedBackend> &backends)
    {
        std::int64_t sum = 0;
        std::map<ResourceId, std::int64_t> weights; // a Service named twice has one edge
        for (const WeightedBackend &backend : backends) {
            sum += backend.weight;
            weights[backend.service] += backend.weight;
        }
        if (sum <= 0)
            return;
        for (const WeightedBackend &backend : backends) {
            if (backend.service.isNull())
                continue;
            Link link;
            link.to.id = backend.service;
            link.state = backend.isReferenceInvalid ? LinkState::Refused : LinkState::Held;
            const int to = targetNode(m_assembly, link, m_serviceRank);
            GraphEdge *edge = m_assembly.edgeBetween(from, to);
            if (!edge) { // a share that another object takes: a canary Ingress
                GraphEdge added;
                added.location = backend.source;
                edge = &m_assembly.join(from, to, added);
            }
            edge->share = static_cast<double>(weights[backend.service]) / static_cast<double>(sum);
        }
    }

    /// What the edge says beside its share where that is not simply forwarded.
    void addFate(int from, const WeightedBackend &backend)
    {
        const int to = backend.service.isNull() ? -1 : targetOf(backend.service);
        GraphEdge *edge = to < 0 ? nullptr : m_assembly.edgeBetween(from, to);
        if (!edge || !edge->label.empty())
            return;
        if (backend.redirect) {
            edge->label = redirectText(*backend.redirect);
        } else if (backend.errorStatus && backend.dependsOn.empty()) {
            edge->label = "answers " + std::to_string(*backend.errorStatus);
            if (edge->state == LinkState::Held) {
                edge->state = LinkState::Refused;
                edge->code = backend.errorCode;
                edge->reason = backend.errorReason;
            }
        }
    }

    void addTls(const WeightedBackend &backend, TlsMode tls)
    {
        const int to = backend.service.isNull() ? -1 : targetOf(backend.service);
        if (to < 0)
            return;
        if (tls == TlsMode::Passthrough)
            m_assembly.node(to).tls = "TLS ends here";
        else if (backend.tls)
            m_assembly.node(to).tls = "new TLS to here";
    }

    int targetOf(const ResourceId &id) const
    {
        const int there = m_assembly.find(objectNodeId(id));
        return there >= 0 ? there : m_assembly.find("missing " + objectNodeId(id));
    }

    GraphAssembly &m_assembly;
    int m_serviceRank;
    std::map<std::string, int> m_nodes;
    std::map<int, std::map<std::string, std::set<EntranceProtocol>>> m_effects;
    std::map<int, std::set<EntranceProtocol>> m_protocols;
};

} // namespace

void addActions(GraphAssembly &assembly, const RoutingTable &table, int serviceRank)
{
    ActionMarks marks(assembly, serviceRank);
    for (const Entrance &entrance : table.entrances) {
        for (const Channel &channel : entrance.channels) {
            for (const VirtualHost &host : channel.hosts) {
                for (const Rule &rule : host.rules)
                    marks.add(rule, entrance.protocol, channel.tls);
            }
        }
    }
    marks.finish();
}

} // namespace wayproof
