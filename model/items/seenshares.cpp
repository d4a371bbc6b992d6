// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/items/seenshares.h"

#include <QString>

#include <algorithm>
#include <set>

namespace wayproof
{

namespace
{

std::string number(double value)
{
    return QString::number(value, 'f', 1).toStdString();
}

/// "shop/v1" of "shop/v1:80"; a share without a backend has no colon that digits alone follow.
std::string serviceOf(const std::string &name)
{
    return name.substr(0, name.rfind(':'));
}

} // namespace

std::string seenText(double observed, const ShareInterval &interval)
{
    const double half = std::max(observed - interval.low, interval.high - observed);
    return number(observed * 100) + " % ±" + number(half * 100);
}

std::vector<SeenEdge> seenEdges(const Graph &graph, const Decision &decision, const ShareSample &sample)
{
    if (sample.answers == 0)
        return {};
    const std::vector<std::string> path = litPath(graph, decision);
    const std::set<std::string> lit(path.begin(), path.end());
    std::vector<SeenEdge> seen;
    for (const GraphEdge &edge : graph.edges) {
        const GraphNode &from = graph.nodes[static_cast<std::size_t>(edge.from)];
        const GraphNode &to = graph.nodes[static_cast<std::size_t>(edge.to)];
        const bool isFromRule =
            from.kind == NodeKind::Rule || from.kind == NodeKind::HostPath || from.kind == NodeKind::Ingress;
        if (to.kind != NodeKind::Service || !isFromRule || !lit.contains(from.id))
            continue;
        std::uint64_t count = 0;
        double predicted = 0;
        bool isNamed = false;
        for (const SampledShare &share : sample.shares) {
            if (serviceOf(share.name) != to.anchor.id.path())
                continue;
            isNamed = true;
            count += share.count;
            predicted += share.predicted.value_or(0);
        }
        if (!isNamed)
            continue;
        const ShareInterval interval = shareInterval(count, sample.answers, sample.confidence);
        const double observed = static_cast<double>(count) / static_cast<double>(sample.answers);
        SeenEdge one{from.id, to.id, seenText(observed, interval), {}};
        if (sample.agrees)
            one.isWithin = interval.holds(predicted);
        seen.push_back(std::move(one));
    }
    return seen;
}

} // namespace wayproof
