// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
#include "model/analysis/lint.h"

#include "model/analysis/decision.h"
#include "model/analysis/lintservices.h"
#include "model/analysis/witness.h"

#include <QJsonArray>

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

} // namespace

std::vector<Finding> lint(const Snapshot &snapshot, const RoutingTable &ingress, const RoutingTable &gateway)
{
    Diagnostics all = snapshot.findings();
    all.insert(all.end(), ingress.findings.begin(), ingress.findings.end());
    all.insert(all.end(), gateway.findings.begin(), gateway.findings.end());
    const Diagnostics services = lintServices(snapshot, {&ingress, &gateway});
    all.insert(all.end(), services.begin(), services.end());
    sortDiagnostics(all);

    std::vector<Finding> findings;
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    Witnesses witnesses(snapshot, ingress, gateway);
    std::size_t shown = 0;
    for (Diagnostic &diagnostic : all) {
        if (!seen.emplace(diagnostic.location.toText(), diagnostic.code, diagnostic.message).second)
            continue;
        std::optional<Request> witness;
        if (shown < mostWitnesses && Witnesses::isShowable(diagnostic.code)) {
            ++shown;
            witness = witnesses.of(diagnostic);
        }
        findings.push_back({std::move(diagnostic), std::move(witness)});
    }
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
