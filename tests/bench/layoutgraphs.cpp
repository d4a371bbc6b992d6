// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// See layoutgraphs.h.
#include "tests/bench/layoutgraphs.h"

#include <algorithm>
#include <array>

namespace wayproof::bench
{

namespace
{

constexpr std::array Kinds = {NodeKind::Gateway, NodeKind::Listener, NodeKind::Route,
                              NodeKind::Rule,    NodeKind::Service,  NodeKind::Endpoint};
constexpr std::array Percent = {1, 4, 20, 30, 20, 25};

class Generator
{
public:
    Generator(int nodes, std::uint32_t seed)
        : m_state(seed * 747796405U + 2891336453U)
    {
        for (std::size_t rank = 0; rank < Kinds.size(); ++rank) {
            const int count = std::max(1, nodes * Percent[rank] / 100);
            m_first[rank] = static_cast<int>(m_graph.nodes.size());
            m_count[rank] = count;
            for (int i = 0; i < count; ++i) {
                GraphNode node;
                node.kind = Kinds[rank];
                node.kindLabel = std::string(toText(node.kind));
                node.title = node.kindLabel + "-" + std::to_string(i);
                node.ns = "team-" + std::to_string(i % 17);
                node.subtitle = node.ns;
                node.id = node.kindLabel + " " + node.ns + "/" + node.title;
                node.rank = static_cast<int>(rank);
                m_graph.nodes.push_back(std::move(node));
            }
        }
    }
    Graph run()
    {
        for (int i = 0; i < m_count[1]; ++i)
            join(0, near(1, i, 0), 1, i);
        for (int i = 0; i < m_count[2]; ++i) {
            join(1, near(2, i, 1), 2, i);
            if (below(4) == 0)
                join(1, near(2, i, 1), 2, i);
        }
        for (int i = 0; i < m_count[3]; ++i)
            join(2, near(3, i, 2), 3, i);
        for (int i = 0; i < m_count[3]; ++i) {
            const int references = below(3) == 0 ? 2 : 1;
            for (int r = 0; r < references; ++r)
                join(3, i, 4, below(10) == 0 ? below(m_count[4]) : near(3, i, 4));
        }
        for (int i = 0; i < m_count[5]; ++i)
            join(4, near(5, i, 4), 5, i);
        shuffleWithinRanks();
        return std::move(m_graph);
    }

private:
    int below(int bound)
    {
        m_state = m_state * 1664525U + 1013904223U;
        return static_cast<int>((static_cast<std::uint64_t>(m_state) * static_cast<std::uint64_t>(bound)) >> 32U);
    }
    /// A place in rank `to` about as far along as `i` is in rank `from`.
    int near(std::size_t from, int i, std::size_t to)
    {
        const int reach = 2 + m_count[to] / 20;
        const int at = static_cast<int>(static_cast<std::int64_t>(i) * m_count[to] / m_count[from]);
        return std::clamp(at + below(2 * reach + 1) - reach, 0, m_count[to] - 1);
    }
    void join(std::size_t fromRank, int from, std::size_t toRank, int to)
    {
        const GraphEdge edge{.from = m_first[fromRank] + from,
                             .to = m_first[toRank] + to,
                             .code = {},
                             .reason = {},
                             .share = {},
                             .label = {},
                             .location = {}};
        const bool exists = std::any_of(
            m_graph.edges.rbegin(), m_graph.edges.rbegin() + std::min<std::ptrdiff_t>(8, std::ssize(m_graph.edges)),
            [&](const GraphEdge &other) { return other.from == edge.from && other.to == edge.to; });
        if (!exists)
            m_graph.edges.push_back(edge);
    }
    /// The order of the input must not give the solution away.
    void shuffleWithinRanks()
    {
        std::vector<int> renamed(m_graph.nodes.size());
        for (std::size_t rank = 0; rank < Kinds.size(); ++rank) {
            for (int i = 0; i < m_count[rank]; ++i)
                renamed[static_cast<std::size_t>(m_first[rank] + i)] = m_first[rank] + i;
            for (int i = m_count[rank] - 1; i > 0; --i)
                std::swap(renamed[static_cast<std::size_t>(m_first[rank] + i)],
                          renamed[static_cast<std::size_t>(m_first[rank] + below(i + 1))]);
        }
        for (GraphEdge &edge : m_graph.edges) {
            edge.from = renamed[static_cast<std::size_t>(edge.from)];
            edge.to = renamed[static_cast<std::size_t>(edge.to)];
        }
    }

    Graph m_graph;
    std::array<int, 6> m_first{};
    std::array<int, 6> m_count{};
    std::uint32_t m_state;
};

} // namespace

Graph tangledGraph(int nodes, std::uint32_t seed)
{
    return Generator(nodes, seed).run();
}

} // namespace wayproof::bench
