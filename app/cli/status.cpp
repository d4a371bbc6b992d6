// SPDX-FileCopyrightText: 2026 The Wayproof authors
// SPDX-License-Identifier: Apache-2.0
// wayproof-cli status: the status that each resource earns by the specification, beside the one that was reported.
#include "app/cli/arguments.h"
#include "app/cli/exitcode.h"
#include "app/cli/findingtext.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "model/analysis/lint.h"
#include "model/analysis/statusjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace wayproof::cli
{

namespace
{

const QStringList formats{u"text"_s, u"json"_s};
constexpr int typeWidth = 32;
constexpr int valueWidth = 34;

/// What -n and --gateway leave. Nothing of it is left out of the computation.
class Choice
{
public:
    Choice(const QCommandLineParser &parser, const Snapshot &snapshot, std::string gateway)
        : m_gateway(std::move(gateway))
    {
        const QStringList names = parser.values(u"namespace"_s);
        for (const QString &name : names)
            m_namespaces.insert(name.toStdString());
        if (m_gateway.empty())
            return;
        for (const Gateway &object : snapshot.all<Gateway>()) {
            if (object.meta.id().path() == m_gateway)
                m_class = *object.gatewayClassName;
        }
        for (const ListenerSet &set : snapshot.all<ListenerSet>()) {
            if (set.parentRef->ns.valueOr(*set.meta.ns) + "/" + *set.parentRef->name == m_gateway)
                m_sets.insert(set.meta.id().path());
        }
    }

    bool holds(const StatusEntry &entry) const
    {
        if (!m_namespaces.empty() && !entry.resource.ns.empty() && !m_namespaces.contains(entry.resource.ns))
            return false;
        if (m_gateway.empty())
            return true;
        const ResourceId &id = entry.resource;
        if (id.kind == "Gateway")
            return id.path() == m_gateway;
        if (id.kind == "GatewayClass")
            return id.name == m_class;
        if (id.kind == "ListenerSet" || id.kind == "XListenerSet")
            return m_sets.contains(id.path());
        return entry.computed && (concerns(entry.computed->parents) || concerns(entry.computed->ancestors));
    }

private:
    bool concerns(const std::vector<ParentStatus> &parents) const
    {
        return std::any_of(parents.begin(), parents.end(), [this](const ParentStatus &parent) {
            return parent.parent.kind == "Gateway" ? parent.parent.path() == m_gateway
                                                   : m_sets.contains(parent.parent.path());
        });
    }

    std::string m_gateway;
    std::string m_class;
    std::set<std::string> m_sets;
    std::set<std::string> m_namespaces;
};

/// Leaves what is about that listener, or about all.
void keepListener(StatusEntry &entry, const std::string &name)
{
    if (name.empty() || !entry.computed)
        return;
    std::erase_if(entry.computed->listeners, [&](const ListenerStatus &listener) { return listener.name != name; });
    std::erase_if(entry.computed->parents,
                  [&](const ParentStatus &parent) { return !parent.section.empty() && parent.section != name; });
    std::erase_if(entry.rows, [&](const StatusRow &row) { return !row.section.empty() && row.section != name; });
}

QString textOf(const std::optional<StatusValue> &value)
{
    if (!value)
        return u"-"_s;
    return QString::fromStdString(value->value + (value->reason.empty() ? "" : " " + value->reason));
}

Tone toneOf(const StatusRow &row)
{
    switch (row.agreement) {
    case StatusAgreement::Disagrees:
        return Tone::Bad;
    case StatusAgreement::Stale:
    case StatusAgreement::ReasonDiffers:
        return Tone::Warn;
    case StatusAgreement::ComputedOnly:
    case StatusAgreement::ReportedOnly:
    case StatusAgreement::Open:
        return Tone::Faint;
    case StatusAgreement::Agrees:
        break;
    }
    return Tone::Good;
}

QString verdictOf(const StatusRow &row)
{
    switch (row.agreement) {
    case StatusAgreement::ComputedOnly:
        return u"not reported"_s;
    case StatusAgreement::ReportedOnly:
        return u"reported "_s + textOf(row.reported) + u", not computed"_s;
    case StatusAgreement::Agrees:
        return u"reported alike"_s;
    case StatusAgreement::Open:
        return u"reported "_s + textOf(row.reported);
    case StatusAgreement::Disagrees:
        return u"DISAGREES: reported "_s + textOf(row.reported);
    case StatusAgreement::ReasonDiffers:
        return u"reason differs: reported "_s + textOf(row.reported);
    case StatusAgreement::Stale:
        break;
    }
    return u"stale: reported "_s + textOf(row.reported);
}

void printEntry(const StatusEntry &entry)
{
    printLine(toned(QString::fromStdString(entry.resource.toText()), Tone::Strong) + u"  "_s +
              toned(QString::fromStdString(entry.source.toText()), Tone::Faint));
    std::string part;
    for (const StatusRow &row : entry.rows) {
        if (row.part != part)
            printLine(u"  "_s + QString::fromStdString(row.part));
        part = row.part;
        printLine(u"    %1%2%3"_s.arg(QString::fromStdString(row.type), -typeWidth)
                      .arg(textOf(row.computed), -valueWidth)
                      .arg(toned(verdictOf(row), toneOf(row))));
        const bool isTelling = row.computed && !row.computed->message.empty();
        if (isTelling)
            printLine(toned(u"        "_s + QString::fromStdString(row.computed->message), Tone::Faint));
    }
    if (!entry.computed)
        printLine(u"    reported: "_s +
                  QString::fromUtf8(QJsonDocument(entry.reported).toJson(QJsonDocument::Compact)));
    for (const std::string &note : entry.computed ? entry.computed->notes : std::vector<std::string>())
        printLine(u"    note: "_s + QString::fromStdString(note));
}

/// What there is to say about the objects that are shown, and about files that could not be read.
std::vector<Finding> findingsAbout(const std::vector<StatusEntry> &entries, const Snapshot &snapshot,
                                   const RoutingTable &gateway)
{
    std::set<ResourceId> shown;
    for (const StatusEntry &entry : entries)
        shown.insert(entry.resource);
    std::vector<Finding> findings = lint(snapshot, RoutingTable(), gateway);
    std::erase_if(findings, [&](const Finding &finding) {
        return !finding.diagnostic.subject.isNull() && !shown.contains(finding.diagnostic.subject);
    });
    return findings;
}

int exitCodeOf(const std::vector<StatusEntry> &entries, const std::vector<Finding> &findings)
{
    const bool isBad = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.diagnostic.severity == Severity::Error;
    });
    if (isBad || std::any_of(entries.begin(), entries.end(), disagrees))
        return Bad;
    return std::any_of(entries.begin(), entries.end(), isUndetermined) ? Unknown : Good;
}

} // namespace

int runStatus(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"The status that each resource earns by the specification, beside the one that was reported."_s);
    addSourceOptions(parser, formats);
    addSideOptions(parser);
    if (const auto code = parse(parser, arguments))
        return *code;
    const QString output = format(parser, formats);
    const auto ingress = ingressOptions(parser);
    auto options = gatewayOptions(parser);
    if (!ingress || !options)
        printDiagnostics(ingress ? options.diagnostics() : ingress.diagnostics());
    if (output.isEmpty() || !ingress || !options)
        return Usage;
    const SnapshotPtr snapshot = loadSources(parser, AcceptEmpty::Yes, Namespaces::All);
    if (!snapshot)
        return Usage;
    // What is shown is chosen afterwards: a status must not depend on it.
    const std::string gateway = std::exchange(options.value().gateway, {});
    const std::string listener = std::exchange(options.value().listener, {});
    const auto &gateways = snapshot->all<Gateway>();
    if (!gateway.empty() && std::none_of(gateways.begin(), gateways.end(),
                                         [&](const Gateway &one) { return one.meta.id().path() == gateway; })) {
        printError(u"there is no Gateway %1 in the input"_s.arg(QString::fromStdString(gateway)));
        return Usage;
    }
    const RoutingTable table = compileGateway(*snapshot, *options);
    const Choice choice(parser, *snapshot, gateway);
    std::vector<StatusEntry> entries = statusEntries(*snapshot, table);
    std::erase_if(entries, [&](const StatusEntry &entry) { return !choice.holds(entry); });
    for (StatusEntry &entry : entries)
        keepListener(entry, listener);
    const std::vector<Finding> findings = findingsAbout(entries, *snapshot, table);

    if (output == u"json"_s) {
        QJsonArray resources;
        for (const StatusEntry &entry : entries)
            resources.append(toJson(entry));
        QJsonArray list;
        for (const Finding &finding : findings)
            list.append(toJson(finding));
        printJson({{u"schema"_s, u"wayproof/status/v1"_s}, {u"resources"_s, resources}, {u"findings"_s, list}});
    } else {
        std::for_each(entries.begin(), entries.end(), printEntry);
        if (entries.empty())
            printLine(u"no object that has a status"_s);
        std::for_each(findings.begin(), findings.end(), printFinding);
    }
    if (snapshot->objectCount() == 0) {
        printError(u"nothing in the input could be used"_s);
        return Usage;
    }
    return exitCodeOf(entries, findings);
}

} // namespace wayproof::cli
