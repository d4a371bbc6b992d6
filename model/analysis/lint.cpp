// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/lint.h"

#include "model/analysis/decision.h"
#include "model/analysis/lintingress.h"
#include "model/analysis/lintservices.h"
#include "model/analysis/simulator.h"
#include "model/analysis/witness.h"

#include <QJsonArray>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

using namespace Qt::StringLiterals;

namespace wayproof
{

namespace
{

/// Where there are more findings, nobody tries them all out; the others are shown without a request.
constexpr std::size_t mostWitnesses = 500;

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

QJsonObject toJson(const ResourceId &id)
{
    return {{u"kind"_s, text(id.kind)}, {u"namespace"_s, text(id.ns)}, {u"name"_s, text(id.name)}};
}

bool isBefore(const Diagnostic &a, const Diagnostic &b)
{
    const auto key = [](const Diagnostic &one) {
        return std::tuple(one.location.fileName(), one.location.at.line, one.location.at.column);
    };
    return key(a) < key(b);
}

/// What is said alike of many paths of one Ingress is said once, with their number.
Diagnostics collapsed(const Diagnostics &findings)
{
    Diagnostics result;
    std::map<std::tuple<ResourceId, std::string, std::string>, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < findings.size(); ++i)
        alike[{findings[i].subject, findings[i].code, findings[i].message}].push_back(i);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const std::vector<std::size_t> &same = alike.at({findings[i].subject, findings[i].code, findings[i].message});
        const auto first = std::min_element(
            same.begin(), same.end(), [&](std::size_t a, std::size_t b) { return isBefore(findings[a], findings[b]); });
        if (*first != i)
            continue;
        result.push_back(findings[i]);
        std::set<std::string> places;
        for (const std::size_t other : same)
            places.insert(findings[other].location.toText());
        if (places.size() > 1)
            result.back().message += " (" + std::to_string(places.size()) + " times in this " +
                                     (findings[i].subject.isNull() ? "file" : findings[i].subject.kind) + ")";
    }
    return result;
}

/// What those findings speak of, a summary of the answer does not show.
bool isAboutHeaders(const std::string &code)
{
    return code == "nginx-replaces-forwarded-for" || code == "nginx-implicit-hsts";
}

/// Where Gateways were loaded beside the Ingresses: what they make of a request.
class Comparison
{
public:
    Comparison(const RoutingTable &ingress, const RoutingTable &gateway)
        : m_ingressTable(ingress)
        , m_gatewayTable(gateway)
    {
    }

    /// A sentence, with a blank before it; empty where the Gateways have nothing to do with the request.
    std::string of(const Request &request)
    {
        if (m_gatewayTable.entrances.empty())
            return {};
        if (!m_ingress) {
            m_ingress.emplace(borrowed(m_ingressTable));
            m_gateway.emplace(borrowed(m_gatewayTable));
        }
        const Decision there = m_gateway->decide(request);
        if (!there.match || there.outcome == Outcome::Undetermined)
            return {};
        const Decision here = m_ingress->decide(request);
        const std::string answer = summary(there);
        return answer == summary(here) ? " The Gateways that were loaded answer the request alike: " + answer + "."
                                       : " The Gateways that were loaded answer the request otherwise: " + answer + ".";
    }

private:
    static RoutingTablePtr borrowed(const RoutingTable &table)
    {
        return RoutingTablePtr(std::shared_ptr<void>(), &table);
    }

    const RoutingTable &m_ingressTable;
    const RoutingTable &m_gatewayTable;
    std::optional<Simulator> m_ingress; ///< made when first asked
    std::optional<Simulator> m_gateway;
};

} // namespace

std::vector<Finding> lint(const Snapshot &snapshot, const RoutingTable &ingress, const RoutingTable &gateway)
{
    Diagnostics all = snapshot.findings();
    const Diagnostics ofIngresses = collapsed(ingress.findings);
    all.insert(all.end(), ofIngresses.begin(), ofIngresses.end());
    all.insert(all.end(), gateway.findings.begin(), gateway.findings.end());
    const Diagnostics services = lintServices(snapshot, {&ingress, &gateway});
    all.insert(all.end(), services.begin(), services.end());
    sortDiagnostics(all);

    std::vector<Finding> findings;
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    Witnesses witnesses(snapshot, ingress, gateway);
    Comparison comparison(ingress, gateway);
    std::size_t shown = 0;
    std::vector<Finding> paths = lintIngressPaths(snapshot, ingress);
    for (Diagnostic &diagnostic : all) {
        if (!seen.emplace(diagnostic.location.toText(), diagnostic.code, diagnostic.message).second)
            continue;
        std::optional<Request> witness;
        const bool isClaim = Witnesses::mustBeShown(diagnostic.code);
        if (isClaim || (shown < mostWitnesses && Witnesses::isShowable(diagnostic.code))) {
            ++shown;
            witness = witnesses.of(diagnostic);
        }
        if (isClaim && !witness)
            continue;
        if (isClaim && !isAboutHeaders(diagnostic.code))
            diagnostic.message += comparison.of(*witness);
        findings.push_back({std::move(diagnostic), std::move(witness)});
    }
    if (paths.empty())
        return findings;
    std::move(paths.begin(), paths.end(), std::back_inserter(findings));
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return isBefore(a.diagnostic, b.diagnostic); });
    return findings;
}

QJsonObject toJson(const Finding &finding)
{
    const Diagnostic &diagnostic = finding.diagnostic;
    QJsonObject object{
        {u"schema"_s, u"wayproof/finding/v1"_s},
        {u"severity"_s, text(toText(diagnostic.severity))},
        {u"category"_s, text(toText(diagnostic.category))},
        {u"code"_s, text(diagnostic.code)},
        {u"message"_s, text(diagnostic.message)},
        {u"mend"_s, text(diagnostic.mend)},
        {u"resource"_s,
         diagnostic.subject.isNull() ? QJsonValue(QJsonValue::Null) : QJsonValue(toJson(diagnostic.subject))},
        {u"source"_s, toJson(diagnostic.location)},
    };
    if (!diagnostic.related.empty()) {
        QJsonArray related;
        for (const RelatedLocation &other : diagnostic.related)
            related.append(QJsonObject{{u"text"_s, text(other.text)}, {u"source"_s, toJson(other.location)}});
        object.insert(u"related"_s, related);
    }
    if (finding.witness)
        object.insert(u"request"_s, toJson(*finding.witness));
    return object;
}

QJsonObject toJson(const ObjectMeta &meta)
{
    QJsonObject object = toJson(meta.id());
    object.insert(u"apiVersion"_s, text(meta.apiVersion));
    object.insert(u"source"_s, toJson(meta.source));
    return object;
}

} // namespace wayproof
