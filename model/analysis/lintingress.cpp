// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/lintingress.h"

#include "model/analysis/ingresspaths.h"
#include "model/analysis/pathcover.h"
#include "model/analysis/witnesssearch.h"

#include <algorithm>
#include <map>
#include <set>

namespace wayproof
{

namespace
{

/// Hosts with more paths than that are not compared path by path.
constexpr std::size_t mostPaths = 500;
/// Of the rules that take more than one text, so many are held against each later one.
constexpr std::size_t mostCovers = 64;

/// The rules of one path at one host.
struct PathRules {
    WrittenPath written;
    std::vector<const Rule *> rules;
    const Rule *cover = nullptr; ///< takes all of their requests
};

bool isCertain(const Rule &rule)
{
    const Match &match = rule.match;
    return rule.action && rule.action->kind != ActionKind::Undetermined && !rule.unranked && !match.unknown &&
           match.methods.empty() && match.headers.empty() && match.queryParams.empty() && match.cookies.empty() &&
           match.sourceRanges.empty() && !match.contentLengthOver && !match.isGrpcOnly;
}

class IngressPaths
{
public:
    IngressPaths(const Snapshot &snapshot, const RoutingTable &table)
        : m_snapshot(snapshot)
        , m_table(table)
        , m_simulator(RoutingTablePtr(std::shared_ptr<void>(), &table))
    {
        for (const Diagnostic &finding : table.findings)
            if (finding.code == "ingress-duplicate-path")
                m_told.insert(finding.location.toText());
    }

    std::vector<Finding> run()
    {
        for (const Entrance &entrance : m_table.entrances) {
            if (entrance.protocol != EntranceProtocol::Http)
                continue;
            for (const Channel &channel : entrance.channels)
                for (const VirtualHost &host : channel.hosts)
                    look({&entrance, &channel, &host, nullptr});
        }
        for (const auto &[key, more] : m_more)
            if (more.count > 0)
                m_findings[more.finding].diagnostic.message +=
                    " The same goes for " + std::to_string(more.count) + " more of its paths.";
        return std::move(m_findings);
    }

private:
    void look(const TablePlace &place)
    {
        const std::vector<Rule> &rules = place.host->rules;
        const bool isPlain = std::all_of(rules.begin(), rules.end(), [](const Rule &rule) {
            return rule.match.path.kind == PathMatch::Kind::Exact ||
                   rule.match.path.kind == PathMatch::Kind::ElementPrefix;
        });
        std::vector<PathRules> paths = collect(rules);
        if (isPlain || paths.size() > mostPaths)
            return;
        std::stable_sort(paths.begin(), paths.end(), [](const PathRules &a, const PathRules &b) {
            const auto key = [](const Location &location) {
                return std::tuple(location.fileName(), location.at.line, location.at.column);
            };
            return key(a.written.source) < key(b.written.source);
        });
        for (PathRules &path : paths) {
            if (m_told.contains(path.written.source.toText()))
                continue;
            if (path.cover)
                shadowed(place, path);
            else
                outranked(place, path, paths);
        }
    }

    std::vector<PathRules> collect(const std::vector<Rule> &rules) const
    {
        std::vector<PathRules> paths;
        std::map<std::tuple<ResourceId, int, int>, std::size_t> index;
        std::vector<const Rule *> covers;
        std::set<std::size_t> reached;
        for (const Rule &rule : rules) {
            const std::optional<WrittenPath> written = writtenPath(m_snapshot, rule.origin);
            if (written) {
                const auto [at, isNew] =
                    index.emplace(std::tuple(rule.origin.resource, written->rule, written->match), paths.size());
                if (isNew)
                    paths.push_back({*written, {}, nullptr});
                PathRules &path = paths[at->second];
                path.rules.push_back(&rule);
                const auto cover = std::find_if(covers.begin(), covers.end(), [&](const Rule *earlier) {
                    return takesAllOf(earlier->match.path, rule.match.path);
                });
                if (cover != covers.end() && (*cover)->origin == rule.origin)
                    continue; // behind the path's own answer
                if (cover == covers.end())
                    reached.insert(at->second);
                else if (!path.cover)
                    path.cover = *cover;
            }
            if (written && isCertain(rule) && rule.match.path.kind != PathMatch::Kind::Exact &&
                covers.size() < mostCovers)
                covers.push_back(&rule);
        }
        for (const std::size_t at : reached)
            paths[at].cover = nullptr;
        return paths;
    }

    static std::string hostText(const TablePlace &place) { return place.host->pattern.toText(); }

    std::optional<Request> lost(const TablePlace &place, const WrittenPath &path, const Origin *winner,
                                Origin *taker = nullptr) const
    {
        for (const std::string &target : path.samples())
            for (Request request : requestsFor(place, {})) {
                request.path = target;
                const Decision decision = m_simulator.decide(request);
                const bool isHere =
                    decision.entrance == place.entrance->name && !hangsOn(decision, "several-entrances");
                if (!isHere || decision.outcome == Outcome::Undetermined || !decision.match ||
                    path.isOrigin(*decision.match) || (winner && !(*decision.match == *winner)))
                    continue;
                if (taker)
                    *taker = *decision.match;
                return request;
            }
        return std::nullopt;
    }

    void add(const WrittenPath &loser, const Origin &winner, Diagnostic finding, Request request)
    {
        m_told.insert(loser.source.toText());
        const auto [more, isNew] = m_more.emplace(std::tuple(finding.code, loser.ingress->meta.id(), winner.resource),
                                                  More{m_findings.size(), 0});
        if (!isNew) {
            ++more->second.count;
            return;
        }
        finding.severity = Severity::Warning;
        finding.category = Category::Shadowed;
        finding.location = loser.source;
        finding.subject = loser.ingress->meta.id();
        finding.related.push_back({"goes first", winner.source});
        m_findings.push_back({std::move(finding), std::move(request)});
    }

    void shadowed(const TablePlace &place, const PathRules &path)
    {
        const Origin &winner = path.cover->origin;
        auto request = lost(place, path.written, nullptr);
        if (!request)
            return;
        Diagnostic finding;
        finding.code = "ingress-path-shadowed";
        finding.message = "No request of host " + hostText(place) + " reaches path " + *path.written.path->path + ": " +
                          nameOf(winner) + " is tried before it and takes all of them" + whyFirst(path) + ".";
        finding.mend = "Remove the path, or narrow the other one.";
        add(path.written, winner, std::move(finding), std::move(*request));
    }

    std::string nameOf(const Origin &origin) const
    {
        const std::optional<WrittenPath> path = writtenPath(m_snapshot, origin);
        return "path " + (path ? *path->path->path : std::string("/")) + " of Ingress " + origin.resource.path();
    }

    /// What the compiler ranked them by.
    static std::string whyFirst(const PathRules &path)
    {
        const std::vector<RankKey> &first = path.cover->rank;
        const std::vector<RankKey> &second = path.rules.front()->rank;
        for (std::size_t i = 0; i < std::min(first.size(), second.size()); ++i)
            if (first[i].value != second[i].value && first[i].criterion != "location")
                return " (" + first[i].criterion + ": " + first[i].value + " before " + second[i].value + ")";
        return {};
    }

    /// As ingress-nginx does in a host with expressions.
    static bool isByLength(const PathRules &path)
    {
        const std::vector<RankKey> &rank = path.rules.front()->rank;
        return std::any_of(rank.begin(), rank.end(),
                           [](const RankKey &key) { return key.criterion == "location length"; });
    }

    /// spec/ingress.md §4.10: an expression that is longer goes before an Exact path or a longer prefix of the API.
    void outranked(const TablePlace &place, const PathRules &path, const std::vector<PathRules> &all)
    {
        if (path.written.isRegex())
            return;
        const std::string &target = *path.written.path->path;
        const bool isBest = std::none_of(all.begin(), all.end(), [&](const PathRules &other) {
            return &other != &path && !other.written.isRegex() && other.written.wants(target) &&
                   (other.written.isExact()
                        ? !path.written.isExact()
                        : !path.written.isExact() && other.written.path->path->size() > target.size());
        });
        Origin winner;
        auto request = isBest ? lost(place, path.written, nullptr, &winner) : std::nullopt;
        if (!request || !winner.match)
            return;
        Diagnostic finding;
        finding.code = "ingress-path-outranked";
        finding.message = "A request for " + target + " of host " + hostText(place) + " goes to " + nameOf(winner) +
                          ", though by the API " + (path.written.isExact() ? "Exact" : "the longer prefix") +
                          " goes first, as it does in a Gateway: " +
                          (isByLength(path) ? "ingress-nginx orders expressions by the length of their text."
                                            : "the controller has an order of its own.");
        finding.mend = "Make the expression narrower, and see which of the two is meant before migrating.";
        add(path.written, winner, std::move(finding), std::move(*request));
    }

    struct More {
        std::size_t finding = 0;
        std::size_t count = 0;
    };

    const Snapshot &m_snapshot;
    const RoutingTable &m_table;
    const Simulator m_simulator;
    std::set<std::string> m_told; ///< places of paths that were spoken of
    std::map<std::tuple<std::string, ResourceId, ResourceId>, More> m_more;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> lintIngressPaths(const Snapshot &snapshot, const RoutingTable &ingress)
{
    return IngressPaths(snapshot, ingress).run();
}

} // namespace wayproof
