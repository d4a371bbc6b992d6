// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "app/world.h"

#include "app/firstrequest.h"
#include "model/analysis/graphbuilder.h"

#include <map>

namespace wayproof
{

namespace
{

WorldSide sideOf(const Snapshot &snapshot, RoutingTable table, bool isLoaded)
{
    WorldSide side;
    side.isLoaded = isLoaded;
    side.table = std::make_shared<const RoutingTable>(std::move(table));
    side.simulator = std::make_shared<const Simulator>(side.table);
    side.graph = std::make_shared<const Graph>(buildGraph(snapshot, *side.table));
    side.order = std::make_shared<const LayerOrder>(orderLayers(layoutInput(*side.graph)));
    return side;
}

/// The lines of a source, so that an object's own text can be compared.
class SourceLines
{
public:
    explicit SourceLines(const Snapshot &snapshot)
    {
        for (const SourceText &source : snapshot.sources()) {
            if (!source.name || !source.text)
                continue;
            std::vector<std::string_view> &lines = m_lines[*source.name];
            std::string_view rest = *source.text;
            while (!rest.empty()) {
                const auto end = rest.find('\n');
                lines.push_back(rest.substr(0, end));
                rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            }
        }
    }
    std::string textOf(const ObjectMeta &meta) const
    {
        const auto found = m_lines.find(meta.source.fileName());
        std::string text;
        if (found == m_lines.end())
            return text;
        for (std::size_t line = meta.source.at.line; line <= meta.endLine && line <= found->second.size() && line > 0;
             ++line)
            text.append(found->second[line - 1]).push_back('\n');
        return text;
    }

private:
    std::map<std::string, std::vector<std::string_view>> m_lines;
};

std::set<ResourceId> changedObjects(const Snapshot &before, const Snapshot &now)
{
    const SourceLines linesBefore(before);
    const SourceLines linesNow(now);
    std::set<ResourceId> changed;
    for (const ObjectMeta *meta : now.allMeta()) {
        const ObjectMeta *old = before.meta(meta->id());
        if (!old || linesBefore.textOf(*old) != linesNow.textOf(*meta))
            changed.insert(meta->id());
    }
    return changed;
}

} // namespace

WorldPtr buildWorld(SnapshotPtr snapshot, const WorldPtr &previous, const IngressOptions &options)
{
    auto world = std::make_shared<World>();
    world->ingress = sideOf(*snapshot, compileIngress(*snapshot, options), !snapshot->all<Ingress>().empty());
    world->gateway = sideOf(*snapshot, compileGateway(*snapshot),
                            !snapshot->all<Gateway>().empty() || !snapshot->all<HttpRoute>().empty() ||
                                !snapshot->all<GrpcRoute>().empty());
    world->lint = lint(*snapshot, *world->ingress.table, *world->gateway.table);
    for (const Finding &finding : world->lint)
        world->findings.push_back(finding.diagnostic);
    if (previous && previous->snapshot)
        world->changed = changedObjects(*previous->snapshot, *snapshot);
    world->nodes =
        std::make_shared<const std::vector<ResourceNode>>(resourceNodes(*snapshot, world->findings, world->changed));
    world->snapshot = std::move(snapshot);
    world->firstRequest = firstRequest(*world);
    return world;
}

} // namespace wayproof
