// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// Decisions a second at 10,000 rules, beside a plain linear scan of the same rules, in one run on one core:
//   bench_simulate [ROUNDS]
// Figures are CPU time, medians of interleaved rounds (5 by default). "winner" is Simulator::winner, "decide" the whole
// decision without its trace.
#include "model/analysis/simulator.h"
#include "tests/support/tablebuilder.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>

using namespace wayproof;

namespace
{

constexpr int ruleCount = 10'000;
constexpr int hostCount = 2'000;
constexpr int requestCount = 100'000;

std::string hostName(int i)
{
    return "shop-" + std::to_string(i) + ".region" + std::to_string(i % 7) + ".example";
}

std::string path(int host, int rule)
{
    return "/team" + std::to_string(host % 40) + "/service" + std::to_string(rule) + (rule % 3 == 0 ? "/api" : "");
}

Rule ruleAt(int host, int rule)
{
    Match match = rule % 4 == 0 ? test::exact(path(host, rule)) : test::prefix(path(host, rule));
    if (rule % 10 == 9)
        match.methods = {"POST"};
    return test::rule(rule, std::move(match), test::forwardTo({test::backend("s" + std::to_string(rule))}));
}

/// `hosts` hosts, one in twenty a wildcard, with equally many rules each.
RoutingTablePtr tableOf(int hosts)
{
    std::vector<VirtualHost> list;
    for (int i = 0; i < hosts; ++i) {
        std::vector<Rule> rules;
        for (int j = 0; j < ruleCount / hosts; ++j)
            rules.push_back(ruleAt(i, j));
        const bool isWildcard = hosts > 1 && i % 20 == 19;
        list.push_back(test::host(isWildcard ? "*." + hostName(i) : hostName(i), std::move(rules)));
    }
    std::stable_partition(list.begin(), list.end(),
                          [](const VirtualHost &host) { return host.pattern.kind == HostPattern::Kind::Exact; });
    return test::table({test::entrance({test::channel(std::move(list))})});
}

/// Two in five meet a rule; the others miss by the path or by the host.
std::vector<Request> requestsFor(int hosts)
{
    std::mt19937 random(7);
    const auto below = [&random](int end) { return std::uniform_int_distribution<int>(0, end - 1)(random); };
    std::vector<Request> requests(requestCount);
    for (Request &request : requests) {
        const int host = below(hosts);
        const int rule = below(ruleCount / hosts);
        request.host = (hosts > 1 && host % 20 == 19 ? "a." : "") + hostName(host);
        request.path = path(host, rule) + (rule % 4 == 0 ? "" : "/item/42?x=1");
        const int kind = below(10);
        if (kind >= 8)
            request.host = "unknown." + std::to_string(host) + ".example";
        else if (kind >= 4)
            request.path = "/nowhere" + request.path;
        request.port = 80;
    }
    return requests;
}

/// What the simulator is measured against: every rule of the table, one after another.
struct FlatRule {
    const HostPattern *host;
    const Rule *rule;
};

const Rule *linearScan(const std::vector<FlatRule> &rules, const Request &request)
{
    const std::string host = request.hostName();
    const std::string_view path = std::string_view(request.path).substr(0, request.path.find('?'));
    for (const FlatRule &flat : rules) {
        const Match &match = flat.rule->match;
        if (flat.host->matches(host) == Ternary::Yes && match.path.matches(path) == Ternary::Yes &&
            (match.methods.empty() ||
             std::find(match.methods.begin(), match.methods.end(), request.method) != match.methods.end()))
            return flat.rule;
    }
    return nullptr;
}

struct Measured {
    const char *name;
    int count; ///< decisions a round
    std::function<std::size_t(int)> round;
    std::vector<double> seconds = {}; ///< a decision
    double median() const
    {
        std::vector<double> sorted = seconds;
        std::sort(sorted.begin(), sorted.end());
        return sorted[sorted.size() / 2];
    }
};

std::vector<FlatRule> flattened(const RoutingTable &table)
{
    std::vector<FlatRule> flat;
    for (const VirtualHost &host : table.entrances.front().channels.front().hosts) {
        for (const Rule &rule : host.rules)
            flat.push_back({&host.pattern, &rule});
    }
    return flat;
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
    const RoutingTablePtr many = tableOf(hostCount);
    const RoutingTablePtr one = tableOf(1);
    const Simulator ofMany(many);
    const Simulator ofOne(one);
    const std::vector<Request> toMany = requestsFor(hostCount);
    const std::vector<Request> toOne = requestsFor(1);
    const std::vector<FlatRule> flat = flattened(*many);

    const auto winners = [](const Simulator &simulator, const std::vector<Request> &requests, int count) {
        std::size_t hits = 0;
        for (int i = 0; i < count; ++i)
            hits += simulator.winner(requests[static_cast<std::size_t>(i)]).rule != nullptr;
        return hits;
    };
    std::vector<Measured> all{
        {"winner, 2,000 hosts x 5 rules", requestCount, [&](int n) { return winners(ofMany, toMany, n); }},
        {"winner, 1 host x 10,000 rules", requestCount, [&](int n) { return winners(ofOne, toOne, n); }},
        {"decide, 2,000 hosts x 5 rules", requestCount / 10,
         [&](int n) {
             std::size_t hits = 0;
             for (int i = 0; i < n; ++i)
                 hits += ofMany.decide(toMany[static_cast<std::size_t>(i)]).outcome == Outcome::Forward;
             return hits;
         }},
        {"linear scan of 10,000 rules", requestCount / 50,
         [&](int n) {
             std::size_t hits = 0;
             for (int i = 0; i < n; ++i)
                 hits += linearScan(flat, toMany[static_cast<std::size_t>(i)]) != nullptr;
             return hits;
         }},
    };
    for (int i = 0; i < 2'000; ++i) {
        const Request &request = toMany[static_cast<std::size_t>(i)];
        if (ofMany.winner(request).rule != linearScan(flat, request)) {
            std::printf("the index disagrees with the linear scan at %s%s\n", request.host.c_str(),
                        request.path.c_str());
            return 1;
        }
    }
    std::size_t hits = 0;
    for (int round = 0; round < rounds; ++round) {
        for (Measured &measured : all) {
            const std::clock_t begin = std::clock();
            hits = measured.round(measured.count);
            const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
            measured.seconds.push_back(seconds / measured.count);
            if (round == 0)
                std::printf("%-32s %5.1f %% meet a rule\n", measured.name,
                            100.0 * static_cast<double>(hits) / measured.count);
        }
    }
    for (const Measured &measured : all)
        std::printf("%-32s %8.0f ns  %8.3f M/s\n", measured.name, measured.median() * 1e9, 1e-6 / measured.median());
    std::printf("linear scan / winner             %8.1f\n", all[3].median() / all[0].median());
    std::printf("one host / many hosts            %8.2f\n", all[1].median() / all[0].median());
    return 0;
}
