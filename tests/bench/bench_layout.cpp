// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Lays a generated graph out and says how long it took: driven by layout.py, which runs it beside Graphviz.
//   bench_layout NODES SEED --dot    the graph in Graphviz' language
//   bench_layout NODES SEED          "cpu SECONDS", then "node INDEX RANK PLACE" and "edge FROM TO" lines
#include "tests/bench/layoutgraphs.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

using namespace wayproof;

namespace
{

void printDot(const LayoutInput &input)
{
    std::puts("digraph g {\nrankdir=LR; ranksep=1; nodesep=0.1; node [shape=box, fixedsize=true, width=1, height=0.3, "
              "label=\"\"];");
    int ranks = 0;
    for (const LayoutNode &node : input.nodes)
        ranks = std::max(ranks, node.rank + 1);
    for (int rank = 0; rank < ranks; ++rank) {
        std::fputs("{rank=same;", stdout);
        for (std::size_t i = 0; i < input.nodes.size(); ++i) {
            if (input.nodes[i].rank == rank)
                std::printf(" n%zu;", i);
        }
        std::puts("}");
    }
    for (const LayoutEdge &edge : input.edges)
        std::printf("n%d -> n%d;\n", edge.from, edge.to);
    std::puts("}");
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fputs("usage: bench_layout NODES SEED [--dot]\n", stderr);
        return 2;
    }
    const Graph graph = bench::tangledGraph(std::atoi(argv[1]), static_cast<std::uint32_t>(std::atoi(argv[2])));
    const LayoutInput input = layoutInput(graph);
    if (argc > 3 && std::string_view(argv[3]) == "--dot") {
        printDot(input);
        return 0;
    }
    const std::clock_t begin = std::clock();
    const LayerOrder order = orderLayers(input);
    const std::clock_t ordered = std::clock();
    const GraphLayout layout = placeLayers(input, order);
    const std::clock_t end = std::clock();
    std::printf("cpu %.6f %.6f\n", double(end - begin) / CLOCKS_PER_SEC, double(end - ordered) / CLOCKS_PER_SEC);
    std::printf("crossings %lld\n", static_cast<long long>(layout.crossings));
    for (std::size_t i = 0; i < layout.nodes.size(); ++i)
        std::printf("node %zu %d %.1f\n", i, input.nodes[i].rank, layout.nodes[i].y + layout.nodes[i].height / 2);
    for (const LayoutEdge &edge : input.edges)
        std::printf("edge %d %d\n", edge.from, edge.to);
    return 0;
}
