#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wayproof authors
# SPDX-License-Identifier: Apache-2.0
"""Our layout beside Graphviz' dot on the same generated graphs, interleaved; crossings are counted here, alike for both.

usage: layout.py BENCH_LAYOUT [--nodes 100,1000,10000] [--repeats 5] [--seed 1]
"""
import argparse
import bisect
import resource
import statistics
import subprocess
import sys


def run(command, text=None):
    """Standard output and the CPU seconds (user + system) of one child."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def crossings(ranks, places, edges):
    """Pairs of edges between the same two ranks whose ends are in opposite order."""
    gaps = {}
    for tail, head in edges:
        gaps.setdefault((ranks[tail], ranks[head]), []).append((places[tail], places[head]))
    total = 0
    for ends in gaps.values():
        ends.sort()
        seen = []
        for _, head in ends:
            total += len(seen) - bisect.bisect_right(seen, head)
            bisect.insort(seen, head)
    return total


def ours(program, nodes, seed):
    out, _ = run([program, str(nodes), str(seed)])
    cpu, ranks, places, edges = 0.0, {}, {}, []
    for line in out.splitlines():
        word = line.split()
        if word[0] == "cpu":
            cpu = float(word[1])
        elif word[0] == "node":
            ranks[word[1]], places[word[1]] = int(word[2]), float(word[3])
        elif word[0] == "edge":
            edges.append((word[1], word[2]))
    return cpu, crossings(ranks, places, edges), ranks, edges


def dot(text, ranks, edges, nodes):
    command = ["dot", "-Tplain"]
    if nodes > 2000:  # as in the measurement that the goals were set by
        command += ["-Gnslimit=1", "-Gsplines=false"]
    out, cpu = run(command, text)
    places = {}
    for line in out.splitlines():
        word = line.split()
        if word[0] == "node":
            places[word[1][1:]] = float(word[3])
    return cpu, crossings(ranks, places, edges)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--nodes", default="100,1000,10000")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{'nodes':>6} {'edges':>6} | {'ours s':>8} {'crossings':>10} | {'dot s':>8} {'crossings':>10} | time   crossings")
    for nodes in map(int, arguments.nodes.split(",")):
        text, _ = run([arguments.program, str(nodes), str(arguments.seed), "--dot"])
        our_cpu, dot_cpu, our_crossings, dot_crossings, count = [], [], 0, 0, 0
        for _ in range(1 if nodes > 2000 else arguments.repeats):
            cpu, our_crossings, ranks, edges = ours(arguments.program, nodes, arguments.seed)
            our_cpu.append(cpu)
            cpu, dot_crossings = dot(text, ranks, edges, nodes)
            dot_cpu.append(cpu)
            count = len(edges)
        ours_s, dot_s = statistics.median(our_cpu), statistics.median(dot_cpu)
        print(f"{nodes:>6} {count:>6} | {ours_s:8.4f} {our_crossings:10d} | {dot_s:8.4f} {dot_crossings:10d} | "
              f"1/{dot_s / max(ours_s, 1e-6):<5.1f} {our_crossings / max(dot_crossings, 1):.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
